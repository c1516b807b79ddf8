"""Logs of a running server: one line for each record, whatever is in it."""

from __future__ import annotations

import logging


class OneLine(logging.Formatter):
    """A formatter that escapes whatever is not printable, line ends and terminal codes among it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        text = super().format(record)
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def set_up() -> None:
    """Have warnings and errors of this process written to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
