"""Parameters of a request that take one value: any, one of a few, or a number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from flask import request
from werkzeug.exceptions import BadRequest

_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,7}")


def once(name: str) -> str | None:
    """The value of a parameter; None if it is not there.

    Raises:
        BadRequest: it is given more than once.
    """
    values = request.args.getlist(name)
    if len(values) > 1:
        raise BadRequest(f"The parameter {name} is given more than once; give it once.")
    return values[0] if values else None


def one_of(name: str, offered: Iterable[str], refusal: str, *, empty: bool = True) -> str:
    """The value of a parameter that is one of a few; empty if it is not there.

    Args:
        name: of the parameter.
        offered: the values that there are.
        refusal: the sentence that says that there is no such value; those that there are come after it.
        empty: whether it may be there and be empty, as a form sends it.

    Raises:
        BadRequest: it is none of them, or given more than once.
    """
    there = list(offered)
    asked = once(name)
    if asked not in {None, *there, *([""] if empty else [])}:
        raise BadRequest(f"{refusal} There are: {', '.join(there)}.")
    return asked or ""


def whole_number(name: str, usual: int, *, least: int = 1, most: int | None = None) -> int:
    """The value of a parameter that is a whole number.

    Args:
        name: of the parameter.
        usual: where it is not there.
        least: the least that it may be.
        most: the most; None: there is no such bound.

    Raises:
        BadRequest: it is no such number, or given more than once.
    """
    asked = once(name)
    if asked is None:
        return usual
    found = int(asked) if _NUMBER.fullmatch(asked) else -1
    if found < least or (most is not None and found > most):
        wanted = f"from {least} to {most:,}" if most is not None else f"from {least} on"
        raise BadRequest(f"{name} is to be one whole number {wanted}.")
    return found
