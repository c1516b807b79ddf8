"""The feed of versions (Atom, RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Any, Final

from flask import Blueprint, Response
from pyoxigraph import NamedNode

from server.names import BASE, DATASET, expand
from server.store.past import Past, Version
from server.versions.changes import MEANINGS, Nature
from server.web import pages
from server.web.addresses import absolute
from server.web.changes import row
from server.web.mementos import past
from server.web.responses import content
from server.web.site import site

MEDIA_TYPE: Final = "application/atom+xml"

#: Versions in the feed, and changes of each that it names; the pages have all.
_LATEST: Final = 50
_NAMED: Final = 100


def blueprint() -> Blueprint:
    """The route of the feed."""
    made = Blueprint("feed", __name__)
    made.add_url_rule("/changes.atom", view_func=feed)
    return made


def feed() -> Response:
    """The published versions, newest first, each with what changed in it."""
    known = past()
    newest_first = known.published[::-1][:_LATEST]
    title = pages.namer().node(DATASET).label.value
    body = "".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>\n',
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n',
            f"<id>{BASE}changes.atom</id>\n",
            f"<title>{escape(title)}: versions</title>\n",
            f"<updated>{_updated(newest_first)}</updated>\n",
            f"<author><name>{escape(_author())}</name></author>\n",
            f'<link rel="self" type="{MEDIA_TYPE}" href="{escape(absolute("/changes.atom"))}"/>\n',
            f'<link rel="alternate" type="text/html" href="{escape(absolute("/changes"))}"/>\n',
            *(line for version in newest_first for line in _entry(known, version)),
            "</feed>\n",
        )
    )
    return content(body.encode(), MEDIA_TYPE, negotiated=False)


def _entry(known: Past, version: Version) -> Iterator[str]:
    page = escape(absolute(f"/changes/{version.version}"))
    yield f"<entry>\n<id>{escape(version.iri)}</id>\n<title>Version {version.version}</title>\n"
    moment = _rfc3339(version.moment)
    yield f"<updated>{moment}</updated>\n<published>{moment}</published>\n"
    yield f'<link rel="alternate" type="text/html" href="{page}"/>\n'
    yield f'<link rel="alternate" type="application/json" href="{page}.json"/>\n'
    if version.earlier:
        patch = escape(absolute(f"/dumps/{version.version}/changes.rdfp"))
        yield f'<link rel="related" type="application/rdf-patch" href="{patch}"/>\n'
    yield f"<summary>{escape(_summary(version))}</summary>\n"
    yield f'<content type="html">{escape(_told(known.changes(version.version)))}</content>\n</entry>\n'


def _summary(version: Version) -> str:
    told = row(version)
    if told.first:
        return f"The first version: {version.quads:,} statements in all."
    natures = "; ".join(told.natures) or "nothing that is asserted changed"
    return f"Since {version.earlier}: {natures}. {told.statements}."


def _told(changes: dict[str, Any]) -> str:
    """What changed as HTML: a list for each nature."""
    parts = []
    shown = changes["changes"][:_NAMED]
    for nature in Nature:
        held = [change for change in shown if change["nature"] == nature.value]
        if held:
            items = "".join(
                f"<li>{escape(one['label'])} ({escape(one['kind'])} {escape(one['what'])}): "
                f"{escape(one['reason'])}</li>"
                for one in held
            )
            parts.append(f"<h3>{MEANINGS[nature].capitalize()}</h3><ul>{items}</ul>")
    left = len(changes["changes"]) - len(shown)
    return "".join(parts) + (f"<p>And {left:,} more.</p>" if left else "") or "<p>The first version.</p>"


def _author() -> str:
    """Who publishes the dataset, by name."""
    namer = pages.namer()
    found = [o for o in namer.objects(DATASET, expand("dcterms:publisher")) if isinstance(o, NamedNode)]
    return namer.node(found[0].value).label.value if found else site().name


def _updated(versions: list[Version]) -> str:
    """When the newest version was issued; where there is none, the day of the release that is served."""
    if versions:
        return _rfc3339(versions[0].moment)
    release = site().release
    return f"{release.issued if release else '1970-01-01'}T00:00:00Z"


def _rfc3339(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
