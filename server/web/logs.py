"""Logs of a running server: one line for each record, whatever is in it; as text, or as JSON for programs."""

from __future__ import annotations

import codecs
import json
import logging
import threading
from datetime import UTC, datetime
from typing import Any, Final

from server.web import following, records

_log: Final = logging.getLogger(__name__)

_FORM: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class OneLine(logging.Formatter):
    """A formatter that escapes whatever is not printable, line ends and terminal codes among it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line; what belongs to it stands behind as `name=value`."""
        text = super().format(record)
        told = "".join(f" {name}={_quoted(value)}" for name, value in _fields(record).items())
        return _printable(text + told)


class JsonLine(logging.Formatter):
    """A formatter that writes one JSON object for each record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of ASCII."""
        found: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            found["exception"] = self.formatException(record.exc_info)
        return json.dumps(found)


def set_up(form: str = "text", *, requests: bool = False) -> None:
    """Have warnings and errors of this process, and releases taken up, written to standard error.

    Args:
        form: `text` or `json`.
        requests: whether each request gets a line too.
    """
    codecs.lookup("unicode_escape")  # it is in a file, which a server without descriptors could not open
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLine() if form == "json" else OneLine(_FORM))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(following.__name__).setLevel(logging.INFO)
    logging.getLogger(records.__name__).setLevel(logging.INFO if requests else logging.WARNING)


def thread_failed(failure: threading.ExceptHookArgs) -> None:
    """Log the failure of a thread, as `threading.excepthook`: one line, as everything else."""
    name = failure.thread.name if failure.thread is not None else "unknown"
    _log.error("thread %s ended by an error", name, exc_info=failure.exc_value)


def _fields(entry: logging.LogRecord) -> dict[str, Any]:
    """What belongs to a record; of one that was written while a request was answered, at least its id."""
    found: dict[str, Any] | None = getattr(entry, "fields", None)
    if found is None and (name := records.CURRENT.get()):
        return {"request_id": name}
    return found or {}


def _quoted(value: object) -> str:
    """A value that ends where it seems to end."""
    text = str(value)
    return text if text and not set(text) & set(' "=\\') and text.isprintable() else json.dumps(value)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
