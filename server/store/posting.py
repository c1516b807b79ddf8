"""A receipt sent to a server that is to verify it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any, Final

from server.errors import PublisherError
from server.verdicts import WORDS

#: Seconds that nothing may come, and bytes that the answer may have.
_SILENCE: Final = 60.0
_MOST: Final = 16 * 1024 * 1024


class NotVerified(PublisherError):
    """The server gave no verdict; the message says why."""


def verdict(server: str, receipt: bytes) -> dict[str, Any]:
    """The verdict of a server on a receipt, with the members `verdict` and `says` at least.

    Args:
        server: its address, over HTTP or HTTPS, with or without a slash at the end.
        receipt: the receipt as JSON.

    Raises:
        NotVerified: it gave none.
    """
    address = server.rstrip("/") + "/receipt/verify"
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    request = urllib.request.Request(address, data=receipt, headers=headers)  # noqa: S310 (the command checks it)
    try:
        with urllib.request.urlopen(request, timeout=_SILENCE) as answer:  # noqa: S310 (likewise)
            told = json.loads(answer.read(_MOST))
    except urllib.error.HTTPError as error:
        with error:
            raise NotVerified(f"{address} answers {error.code}{_detail(error.read(_MOST))}") from error
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        raise NotVerified(f"{address} cannot be asked ({error}): check the address") from error
    if (
        not isinstance(told, dict)
        or told.get("verdict") not in WORDS
        or not isinstance(told.get("says"), str)
    ):
        raise NotVerified(f"{address} gives no verdict: check the address")
    return told


def _detail(problem: bytes) -> str:
    """What a problem says, if it is one."""
    try:
        detail = json.loads(problem)["detail"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ": try again later"
    return f": {detail}"
