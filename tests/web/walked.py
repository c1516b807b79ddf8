"""A project that is built and published three times: things are merged, removed and taken out on the way."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from server.release.build import build
from server.versions.publishing import publish
from tests.release.projects import add, replace, small

_KEPT = 'id:{0} a plate:Institution ; skos:prefLabel "{0}"@en ; dcterms:source id:passage-a-1 .\n'.format
_STONE = """
{0} a plate:Tombstone ; prov:invalidatedAtTime "2020-08-01T00:00:00Z"^^xsd:dateTime ;
    skos:prefLabel "{1}"@en ; {2} skos:changeNote "Why {1} is gone."@en , "缘由"@zh-Hans .
""".format
_REPORT = """
id:doc-c a plate:SourceDocument . id:passage-c-1 a plate:Passage ; dcterms:isPartOf id:doc-c .
id:hearsay a plate:Institution ; skos:prefLabel "hearsay"@en ; dcterms:source id:passage-c-1 .
"""

#: What each version has beside the small project: file → Turtle; one that is empty is gone.
_FIRST: Mapping[str, str] = {
    "ontology/added.ttl": "plate:hunch a owl:ObjectProperty .",
    "instances/added.ttl": _KEPT("bureau")
    + _KEPT("department")
    + _KEPT("rumour")
    + """
    id:passage-a-2 a plate:Passage ; dcterms:isPartOf id:doc-a .
    id:sub-rumour-top a plate:Subordination ; plate:subordinate id:rumour ; plate:superior id:top ;
        plate:standing plate:Endorsed ; plate:citation [ plate:passage id:passage-a-2 ] .
    """,
    "instances/report.ttl": _REPORT,
}
#: The bureau was the annex, the department is called ministry now; the rumour, what was claimed of it, and a
#: term were given up.
_SECOND: Mapping[str, str] = {
    "ontology/added.ttl": "",
    "instances/added.ttl": _KEPT("annex")
    + _KEPT("ministry")
    + "id:passage-a-2 a plate:Passage ; dcterms:isPartOf id:doc-a .",
    "instances/tombstones.ttl": _STONE("id:bureau", "bureau", "plate:mergedInto id:annex ;")
    + _STONE("id:department", "department", "plate:mergedInto id:ministry ;")
    + _STONE("id:rumour", "rumour", "dcterms:isReplacedBy id:top ;")
    + _STONE("id:sub-rumour-top", "a claim", "")
    + _STONE("plate:hunch", "hunch", ""),
}
#: The annex was the office, a passage was given twice, and a source with its graph was taken out.
_THIRD: Mapping[str, str] = {
    "instances/added.ttl": _KEPT("ministry"),
    "instances/report.ttl": "",
    "instances/tombstones.ttl": _SECOND["instances/tombstones.ttl"]
    + _STONE("id:annex", "annex", "plate:mergedInto id:office ;")
    + _STONE("id:passage-a-2", "a passage", "plate:mergedInto id:passage-a-1 ;")
    + _STONE("id:doc-c", "Report C", "")
    + _STONE("id:passage-c-1", "a passage of C", "")
    + _STONE("id:hearsay", "hearsay", "")
    + _STONE("<https://w3id.org/nameplate/graph/facts/doc-c>", "what C says", ""),
}
#: Number → day, and what of the files is other.
VERSIONS = {
    "0.1.0": ("2020-06-30", _FIRST),
    "0.2.0": ("2020-08-01", _SECOND),
    "0.3.0": ("2020-10-01", _THIRD),
}


def published(root: Path, vocabulary: Path) -> Path:
    """The small project, built and published three times.

    Args:
        root: a folder that does not exist yet.
        vocabulary: file with the terms of tombstones.
    """
    small(root)
    shutil.copy(vocabulary, root / "ontology")
    said = ('"1-dev"', '"2020-06-30"')
    for version, (day, files) in VERSIONS.items():
        now = (f'"{version}"', f'"{day}"')
        for old, new in zip(said, now, strict=True):
            replace(root, "instances/dataset.ttl", old, new)
        said = now
        for path, turtle in files.items():
            if turtle:
                add(root, turtle, path)
            else:
                (root / path).unlink()
        directory, _ = build(root, root / "build" / "releases", lambda _: None)
        publish((directory / "quads.nq").read_bytes(), root / "releases", directory)
    return root


def release_of(project: Path, version: str) -> str:
    """The name of the release of a version."""
    return next((project / "build" / "releases").glob(f"{version}-*")).name
