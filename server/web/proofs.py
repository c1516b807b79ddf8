"""Links from the answer to a query to its citation and its receipt. Pure.

An answer has no address of its own that will ever have the same content, so nothing is said of how to cite it
by `cite-as` (RFC 8574): `describedby` leads to what tells it.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from server.names import BASE
from server.web.bibliography import CSL_TYPE

#: Bytes of an answer that a receipt is made of.
PROVABLE: Final = 8 * 1024 * 1024
#: Relation type of the receipt of an answer (RFC 8288 §2.1.2).
RECEIPT: Final = BASE + "receipt#receipt"

#: Characters of a query string that pages put into an address.
ADDRESS: Final = 2000
#: Characters of a query string that the page of its answer links to: proxies take lines of 8 kB.
LINKED: Final = 8000
#: Characters of a query string up to which headers have links, each with it: proxies take 4 kB of headers.
TOLD: Final = 1000
#: Parameters of the endpoint that say how an answer is written, and not what is asked.
_OF_FORM: Final = ("format=", "form=", "timeout=")
#: What stands in an address as it is; what a client has escaped stays so.
_SAFE: Final = "%!$&'()*+=:@/?-._~"


def proofs(asked: str) -> str:
    """The value of `Link` for the answer to a query by GET; empty if the query is too long for that.

    The addresses are relative to that of the endpoint.

    Args:
        asked: the query string as it was sent.

    >>> proofs("query=ASK%20%7B%7D&format=csv").split(";")[0]
    '<cite?query=ASK%20%7B%7D&form=csl>'
    """
    if len(asked) > TOLD:
        return ""
    if any(name in asked for name in _OF_FORM):
        asked = "&".join(part for part in asked.split("&") if not part.startswith(_OF_FORM))
    asked = quote(asked, safe=_SAFE, encoding="latin-1")
    return (
        f'<cite?{asked}&form=csl>; rel="describedby"; type="{CSL_TYPE}", '
        f'<receipt?{asked}>; rel="describedby {RECEIPT}"; type="application/json"'
    )
