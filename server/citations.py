"""Citations of the dataset and of parts of it: as text, BibTeX and CSL-JSON. Pure.

Nothing is made up: what is not known is left out. A part of the dataset (a thing, a document, a download, the
answer to a query) is cited as an entry of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote

TEXT_TYPE: Final = "text/plain"
BIBTEX_TYPE: Final = "application/x-bibtex"
CSL_TYPE: Final = "application/vnd.citationstyles.csl+json"


@dataclass(frozen=True)
class Note:
    """Something that a citation tells beside, with an address where there is one."""

    text: str
    url: str = ""


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
    """

    label: str
    iri: str
    name: str
    kind: str = "entry"
    notes: tuple[Note, ...] = ()
    at: str = ""


@dataclass(frozen=True)
class Citation:
    """What is cited, and when it was read.

    Attributes:
        whole: the dataset.
        part: what of it; None for all.
        accessed: the day.
        by_clock: whether that is the day by the server's clock and not one that the reader gave.
        language: of the words: `en`, `zh-Hans` or `zh-Hant`.
    """

    whole: Whole
    part: Part | None
    accessed: date
    by_clock: bool
    language: str = "en"


@dataclass(frozen=True)
class _Words:
    """How a citation is worded in a language, as `str.format` has it."""

    version: str
    whole: str
    part: str
    held: str
    at: str
    draft: str
    accessed: str
    by_clock: str
    licence: str
    between: str
    comma: str
    end: str


_WORDS: Final = {
    "en": _Words(
        version="version {}",
        whole="{title}, {version}, {year}",
        part="“{label}” ({iri}){at}. In: {whole}",
        held="In:",
        at=", as of {}",
        draft="Not published yet, it may still change; build {}",
        accessed="Accessed {}",
        by_clock="Accessed {} (day by the server's clock, UTC)",
        licence="Licence: {}",
        between=". ",
        comma=", ",
        end=".",
    ),
    "zh-Hans": _Words(
        version="版本 {}",
        whole="《{title}》，{version}，{year} 年",
        part="“{label}”（{iri}）{at}。载：{whole}",
        held="载：",
        at="，截至 {}",
        draft="尚未正式发布，内容可能变动；构建 {}",
        accessed="访问日期：{}",
        by_clock="访问日期：{}（服务器时钟，协调世界时）",
        licence="许可：{}",
        between="。",
        comma="、",
        end="。",
    ),
    "zh-Hant": _Words(
        version="版本 {}",
        whole="《{title}》，{version}，{year} 年",
        part="「{label}」（{iri}）{at}。載：{whole}",
        held="載：",
        at="，截至 {}",
        draft="尚未正式發布，內容可能變動；建置 {}",
        accessed="存取日期：{}",
        by_clock="存取日期：{}（伺服器時鐘，世界協調時間）",
        licence="授權：{}",
        between="。",
        comma="、",
        end="。",
    ),
}
LANGUAGES: Final = tuple(_WORDS)

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


def text(citation: Citation) -> str:
    """A citation in one line, as a bibliography has it."""
    whole, part, words = citation.whole, citation.part, _WORDS[citation.language]
    title = words.whole.format(
        title=_line(whole.title), version=words.version.format(whole.version), year=whole.issued.year
    )
    sentences = [title, whole.iri]
    if whole.creators:
        sentences.insert(0, words.comma.join(_line(name) for name in whole.creators))
    if part:
        at = words.at.format(part.at) if part.at else ""
        sentences[0] = words.part.format(label=_line(part.label), iri=part.iri, at=at, whole=sentences[0])
        sentences += [f"{_line(note.text)} {note.url}".strip() for note in part.notes]
    sentences += [] if whole.published else [words.draft.format(whole.build)]
    sentences.append(_accessed(citation))
    sentences += [words.licence.format(whole.licence)] if whole.licence else []
    return _line(words.between.join(sentences) + words.end)


def bibtex(citation: Citation) -> str:
    """A citation as an entry of BibTeX; `urldate` and `version` are fields of biblatex."""
    whole, part, words = citation.whole, citation.part, _WORDS[citation.language]
    held = f"{whole.title}, {words.version.format(whole.version)}"
    fields = {
        "author": " and ".join("{" + _tex(name) + "}" for name in whole.creators),
        "title": "{" + _tex(part.label if part else whole.title) + "}",
        "howpublished": f"{words.held} {{{_tex(held)}}}" if part else "",
        "publisher": _tex(whole.publisher),
        "version": _tex(whole.version),
        "year": str(whole.issued.year),
        "month": _MONTHS[whole.issued.month - 1],
        "url": _url(part.iri if part else whole.iri),
        "urldate": citation.accessed.isoformat(),
        "note": ". ".join(
            _tex(note.text) + (rf" \url{{{_url(note.url)}}}" if note.url else "") for note in _notes(citation)
        ),
    }
    lines = [
        f"  {name} = {value if name == 'month' else '{' + value + '}'},\n"
        for name, value in fields.items()
        if value
    ]
    return f"@misc{{{key(citation)},\n{''.join(lines)}}}\n"


def csl(citation: Citation) -> dict[str, object]:
    """A citation as an item of CSL-JSON (CSL 1.0.2)."""
    whole, part = citation.whole, citation.part
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
        "language": citation.language,
        "note": ". ".join(f"{_line(note.text)} {note.url}".strip() for note in _notes(citation)),
    }
    return {name: value for name, value in item.items() if value}


def _notes(citation: Citation) -> list[Note]:
    """What a reference manager has no field for."""
    whole, part, words = citation.whole, citation.part, _WORDS[citation.language]
    found = []
    if part:
        found += [Note(words.at.format(part.at).lstrip(",， "))] if part.at else []
        found += [Note(words.version.format(whole.version), whole.iri), *part.notes]
    found += [] if whole.published else [Note(words.draft.format(whole.build))]
    found.append(Note(_accessed(citation)))
    if whole.licence:
        found.append(Note(words.licence.format("").strip(), whole.licence))
    return found


def _accessed(citation: Citation) -> str:
    words = _WORDS[citation.language]
    return (words.by_clock if citation.by_clock else words.accessed).format(citation.accessed.isoformat())


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
