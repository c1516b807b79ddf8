"""Pages that would be heavy, made lighter step by step until they are light."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from flask import request

from server.periods import shortest
from server.web.addresses import mounted
from server.web.as_of import DatedUrls
from server.web.asked import LANGUAGE
from server.web.onward import in_short
from server.web.rendering import Mentions, render
from server.web.site import site
from server.web.table import LIGHT


def render_light(template: str, lighter: Iterable[Mapping[str, object]] = (), **context: object) -> bytes:
    """A page as `render` makes it; a heavy one as the first of its lighter forms that is light.

    The links of those are told in fewer signs; then each thing is linked where it is named first, and what
    stands beside every statement for comfort is left to the pages of the things; then the page is made of
    what `lighter` holds, in turn. The last form is taken, light or not.

    Args:
        template: of the page.
        lighter: what takes the place of parts of the context, lighter and lighter.
        context: what `render` takes.
    """
    body = render(template, **context)
    if len(body) < LIGHT:
        return body
    body = _in_short(body)
    none: Mapping[str, object] = {}
    for instead in chain((none,), lighter):
        if len(body) < LIGHT:
            break
        body = _in_short(render(template, **{**context, **instead, "mentions": Mentions(sparing=True)}))
    return body


def _in_short(body: bytes) -> bytes:
    """A page with the addresses of its links in fewer signs: those of this server, and of the day."""
    urls, here = site().urls, mounted(request.path)
    begins, has = {}, {f"&amp;{LANGUAGE}=": f"&{LANGUAGE}="}  # as HTML allows: that is no reference
    if isinstance(urls, DatedUrls):
        has[f"at={urls.at}"] = f"at={shortest(urls.at)}"
    above = f"/version/{urls.version}/" if urls.version else "/"
    for root in dict.fromkeys((above, "/")):
        long, short = urls.public + root, "../" * here.removeprefix(root).count("/")
        if here.startswith(root) and len(long) > len(short):
            begins[long] = short
    return in_short(body.decode(), begins, has).encode()
