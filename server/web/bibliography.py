"""Citations of the dataset and of parts of it: as text, BibTeX and CSL-JSON. Pure.

Nothing is made up: what is not known is left out. A part of the dataset (a thing, a document, a download, the
answer to a query) is cited as an entry of it. Of what is not published it is told that nobody should cite it,
and what is published instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote

from server.web.languages import LANGUAGES, Language
from server.web.wording import inside
from server.web.words import said, worded

TEXT_TYPE: Final = "text/plain"
BIBTEX_TYPE: Final = "application/x-bibtex"
CSL_TYPE: Final = "application/vnd.citationstyles.csl+json"


@dataclass(frozen=True)
class Note:
    """Something that a citation tells beside, with an address where there is one."""

    text: str
    url: str = ""

    @property
    def line(self) -> str:
        """Both in one line."""
        return _line(self.text + _gap(self.text) * bool(self.url) + self.url)


@dataclass(frozen=True)
class Whole:
    """The dataset in one version.

    Attributes:
        title: in the language of the citation.
        creators: names of those who made it.
        publisher: name of who publishes it.
        version: its version.
        issued: the day of the version.
        published: whether the version will never change.
        iri: by which this version is cited.
        licence: IRI of the licence; empty if there is none.
        build: what this build is called, where the version may still change.
    """

    title: str
    creators: tuple[str, ...]
    publisher: str
    version: str
    issued: date
    published: bool
    iri: str
    licence: str = ""
    build: str = ""


@dataclass(frozen=True)
class Part:
    """Something in the dataset.

    Attributes:
        label: what it is called.
        iri: by which it is cited.
        name: a short name for keys and files.
        kind: type of it by CSL 1.0.2: `entry`, `webpage` or `dataset`.
        notes: what else identifies it, or what it rests on.
        at: the day, or first and last day with a slash, as of which it is cited; empty: as last known.
        place: path, without a version, of a document that versions have of it, unescaped; empty if none has.
    """

    label: str
    iri: str
    name: str
    kind: str = "entry"
    notes: tuple[Note, ...] = ()
    at: str = ""
    place: str = ""


@dataclass(frozen=True)
class Instead:
    """What is published, and so is to be cited in place of what is not.

    Attributes:
        version: the newest published version that has it; else the newest of all.
        url: where it stays as it is, in that version; else the IRI of the version.
        cite: the address of its citation.
        lacks: whether that version does not describe it.
        kept: whether versions have documents of that kind at all, and not their data alone.
    """

    version: str
    url: str
    cite: str
    lacks: bool = False
    kept: bool = True


@dataclass(frozen=True)
class Citation:
    """What is cited, and when it was read.

    Attributes:
        whole: the dataset.
        part: what of it; None for all.
        accessed: the day.
        by_clock: whether that is the day by the server's clock and not one that the reader gave.
        language: of the words.
        instead: what is to be cited instead of what is not published; None if nothing is published.
    """

    whole: Whole
    part: Part | None
    accessed: date
    by_clock: bool
    language: Language = LANGUAGES[0]
    instead: Instead | None = None


_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Characters that mean something to TeX; braces by name, since BibTeX counts escaped ones too.
_TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: "\\" + character for character in "#$%&_"},
    }
)
#: What may stand in an address in BibTeX as it is.
_SAFE: Final = "/:?#@!$&'()*+,;=-._~%[]"
_NOT_IN_KEY: Final = re.compile(r"[^A-Za-z0-9.]+")


def key(citation: Citation) -> str:
    """A short name for a citation, of letters, digits, points and hyphens."""
    part = citation.part
    words = ["nameplate", citation.whole.version, *([part.name, part.at] if part else [])]
    return "-".join(filter(None, (_NOT_IN_KEY.sub("-", word).strip("-") for word in words)))


def text(citation: Citation, *, accessed: bool = True) -> str:
    """A citation in one line, as a bibliography has it; with the day on which it was read, or without."""
    whole, part, language = citation.whole, citation.part, citation.language
    title = said(
        "%(title)s, %(version)s, %(year)s",
        language,
        title=_line(whole.title),
        version=_version(citation),
        year=whole.issued.year,
    )
    sentences = [title, whole.iri]
    if whole.creators:
        sentences.insert(0, worded(", ", language).join(_line(name) for name in whole.creators))
    if part:
        at = said(", as of %(at)s", language, at=part.at) if part.at else ""
        whole_said = sentences[0]
        sentences[0] = said(
            "“%(label)s” (%(iri)s)%(at)s. In: %(whole)s",
            language,
            label=inside(_line(part.label)),
            iri=part.iri,
            at=at,
            whole=whole_said,
        )
        sentences += [note.line for note in part.notes]
    sentences += [note.line for note in _standing(citation)]
    sentences += [_accessed(citation)] if accessed else []
    sentences += [Note(worded("Licence:", language), whole.licence).line] if whole.licence else []
    return _line(worded(". ", language).join(sentences) + worded(".", language))


def bibtex(citation: Citation) -> str:
    """A citation as an entry of BibTeX; `urldate` and `version` are fields of biblatex."""
    whole, part, language = citation.whole, citation.part, citation.language
    held = said("%(title)s, %(version)s", language, title=whole.title, version=_version(citation))
    fields = {
        "author": " and ".join("{" + _tex(name) + "}" for name in whole.creators),
        "title": "{" + _tex(part.label if part else whole.title) + "}",
        "howpublished": said("In: %(whole)s", language, whole="{" + _tex(held) + "}") if part else "",
        "publisher": _tex(whole.publisher),
        "version": _tex(whole.version),
        "year": str(whole.issued.year),
        "month": _MONTHS[whole.issued.month - 1],
        "url": _url(part.iri if part else whole.iri),
        "urldate": citation.accessed.isoformat(),
        "note": worded(". ", language).join(
            _tex(note.text) + (rf"{_gap(note.text)}\url{{{_url(note.url)}}}" if note.url else "")
            for note in _notes(citation)
        ),
    }
    lines = [
        f"  {name} = {value if name == 'month' else '{' + value + '}'},\n"
        for name, value in fields.items()
        if value
    ]
    return f"@misc{{{key(citation)},\n{''.join(lines)}}}\n"


def csl(citation: Citation) -> dict[str, object]:
    """A citation as an item of CSL-JSON (CSL 1.0.2).

    Of what is not published `status` says so, and `custom` names what is to be cited instead.
    """
    whole, part, instead = citation.whole, citation.part, citation.instead
    item: dict[str, object] = {
        "id": key(citation),
        "type": part.kind if part else "dataset",
        "title": _line(part.label if part else whole.title),
        "author": [{"literal": _line(name)} for name in whole.creators],
        "container-title": _line(whole.title) if part else "",
        "publisher": _line(whole.publisher),
        "version": whole.version,
        "issued": _parts(whole.issued),
        "accessed": _parts(citation.accessed),
        "URL": part.iri if part else whole.iri,
        "language": citation.language.tag,
        "status": "" if whole.published else worded("not a published version", citation.language),
        "note": worded(". ", citation.language).join(note.line for note in _notes(citation)),
    }
    if instead and not whole.published:
        item["custom"] = {
            "citeInstead": {
                "version": instead.version,
                "URL": instead.url,
                "citation": instead.cite,
                "describesIt": not instead.lacks,
            }
        }
    return {name: value for name, value in item.items() if value}


def _notes(citation: Citation) -> list[Note]:
    """What a reference manager has no field for."""
    whole, part, language = citation.whole, citation.part, citation.language
    found = []
    if part:
        found += [Note(said("as of %(at)s", language, at=part.at))] if part.at else []
        found += [Note(_version(citation), whole.iri), *part.notes]
    found += [*_standing(citation), Note(_accessed(citation))]
    if whole.licence:
        found.append(Note(worded("Licence:", language), whole.licence))
    return found


def _standing(citation: Citation) -> list[Note]:
    """Of what is not published: that it is not, and what is to be cited instead."""
    whole, instead, language = citation.whole, citation.instead, citation.language
    if whole.published:
        return []
    draft = said(
        "Not a published version, it may still change (build %(build)s)", language, build=whole.build
    )
    if instead is None:
        return [Note(draft)]
    told = "Cite version %(version)s instead:"
    if instead.lacks:
        told = "Version %(version)s, which is the last that was published, does not describe it:"
    if not instead.kept:
        told = "Version %(version)s, which is the last that was published, has data, but not this:"
    return [Note(draft), Note(said(told, language, version=instead.version), instead.url)]


def _version(citation: Citation) -> str:
    return said("version %(version)s", citation.language, version=citation.whole.version)


def _accessed(citation: Citation) -> str:
    told = "Accessed %(day)s (day by the server's clock, UTC)" if citation.by_clock else "Accessed %(day)s"
    return said(told, citation.language, day=citation.accessed.isoformat())


def _gap(words: str) -> str:
    """What stands between words and an address: nothing after a mark that has its space in itself."""
    return "" if words.endswith("：") else " "


def _parts(day: date) -> dict[str, object]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _line(words: str) -> str:
    """Words in one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def _tex(words: str) -> str:
    return _line(words).translate(_TEX)


def _url(address: str) -> str:
    """An address in which nothing needs to be escaped."""
    return quote(address, safe=_SAFE)
