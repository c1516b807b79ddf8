"""Names and sizes as people read them. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, TypeVar

from markupsafe import Markup, escape

from server.periods import shortest
from server.web.contexts.values import Text

#: Words that are written in capitals.
_INITIALS: Final = frozenset({"iri", "uri", "url"})
#: Chinese characters, with what stands between them.
_HAN: Final = re.compile(r"[\u4e00-\u9fff](?:[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]*[\u4e00-\u9fff])?")
#: Two Chinese characters, or the rest of a run of them, with the sign behind; what ends a text has none.
_PAIR: Final = re.compile(r"[\u4e00-\u9fff]{1,2}+[\u3000-\u303f\uff00-\uffef]*+(?!$)")
#: English in the quotation marks of a Chinese text: a wording or a title as it is printed.
_QUOTED: Final = re.compile(r"(?<=[“「])(?=[!-~‘’–— ]*+[”」])[!-~‘’–— ]*?[A-Za-z]{2}")
#: Quotation marks → those within others.
_INNER: Final = str.maketrans("“”「」", "‘’『』")
#: Space between a number and what it counts.
_BEFORE_NUMBER: Final = re.compile(r"(?<=¶) (?=\d)|(?<=\bline) (?=\d)|(?<=\blines) (?=\d)")
#: From a number to another.
_COUNTED: Final = re.compile(r"(?<=\d)–(?=\d)")
#: A name of a host that is longer than a narrow column.
_HOST: Final = re.compile(r"(?<!\S)(?=[a-z\d.-]{20})[a-z\d-]+(?:\.[a-z\d-]+)+")
#: What parts the steps of a path.
_STROKE: Final = re.compile(r"(?<=[^/])/+(?=[^/])|(?<=\w)(?=\?)")
#: What a sentence ends in.
_STOPS: Final = (".", "!", "?", "…", "。", "！", "？")
#: Words in Latin letters.
_LATIN: Final = re.compile(r"(‘?[A-Za-z][!-~‘’]*(?: [!-~‘’]+)*)")


def scripted(words: str, language: str) -> Markup:
    """Words for a page, in which names in Chinese characters are marked as Chinese where the rest is not.

    Names in Latin letters are a part of a Chinese text; they are marked in one that quotes English.

    >>> scripted("formulation: 网络强国", "en")
    Markup('formulation: <bdi lang="zh">网络强国</bdi>')
    >>> scripted("网络强国", "zh-Hans"), scripted("ASPI作者", "zh-Hans")
    (Markup('网络强国'), Markup('ASPI作者'))
    >>> scripted("“Opening remarks”第2段", "zh-Hans")
    Markup('“<bdi lang="en">Opening remarks</bdi>”第2段')
    """
    if language.startswith("zh"):
        parts = _LATIN.split(words) if _QUOTED.search(words) else [words]
        marked = (
            Markup('<bdi lang="en">{}</bdi>').format(p) if n % 2 else escape(p) for n, p in enumerate(parts)
        )
        return Markup("").join(marked)
    told = escape(words)
    if not _HAN.search(words):
        return told
    return Markup(_HAN.sub(r'<bdi lang="zh">\g<0></bdi>', str(told)))  # noqa: S704 (escaped above)


def inside(words: str) -> str:
    """Words for a place between quotation marks: their own become the inner ones.

    >>> inside("“Opening remarks”第2段"), inside("「正能量」")
    ('‘Opening remarks’第2段', '『正能量』')
    """
    return words.translate(_INNER)


def placed(words: str, language: str) -> Markup:
    """The name of a place in a source, whose numbers stay with what they count when its line ends.

    A long name of a host is broken at its dots.

    >>> placed("Opening, ¶ 3, lines 253–260", "en").replace("\u00a0", "_").replace("\u2060", "+")
    Markup('Opening, ¶_3, lines_253–+260')
    >>> placed("第253–260行", "zh-Hans").replace("\u2060", "+")
    Markup('第253–+260行')
    >>> placed("page of copyrightandmedia.wordpress.com: a notice", "en")
    Markup('page of copyrightandmedia<wbr>.wordpress<wbr>.com: a notice')
    """
    together = _COUNTED.sub(r"\g<0>" + "\u2060", _BEFORE_NUMBER.sub("\u00a0", str(scripted(words, language))))
    return Markup(_HOST.sub(lambda host: host[0].replace(".", "<wbr>."), together))  # noqa: S704 (as above)


def stepped(path: str) -> Markup:
    """A path or an address whose line may end behind each of its strokes, and before what is asked.

    >>> stepped("/dumps/{version}/{file}")
    Markup('/dumps/<wbr>{version}/<wbr>{file}')
    >>> stepped("https://w3id.org/nameplate/")
    Markup('https://<wbr>w3id.org/<wbr>nameplate/')
    >>> stepped("/coverage?section=A")
    Markup('/coverage<wbr>?section=A')
    """
    return Markup(_STROKE.sub(r"\g<0><wbr>", str(escape(path))))  # noqa: S704 (escaped above)


def sentence(words: str, stop: str) -> str:
    """Words as a sentence: with a capital letter, and a stop unless they have one.

    >>> sentence("the day is none", "."), sentence("何日？", "。"), sentence("", "")
    ('The day is none.', '何日？', '')
    """
    return words[:1].upper() + words[1:] + ("" if words.endswith(_STOPS) else stop)


def breakable(words: str) -> Markup:
    """A title with the places where its lines may end: in Chinese, between words of two characters.

    >>> breakable("牌子：开放数据")
    Markup('牌子：<wbr>开放<wbr>数据')
    >>> breakable("Open data")
    Markup('Open data')
    """
    return Markup(_PAIR.sub(r"\g<0><wbr>", str(escape(words))))  # noqa: S704 (escaped above)


def local_name(iri: str) -> str:
    """The last step of an IRI, for things that have no label."""
    return re.split(r"[/#]", iri.rstrip("/#"))[-1] or iri


def words_of(iri: str) -> str:
    """The last step of an IRI as words.

    >>> words_of("http://www.w3.org/ns/org#ChangeEvent")
    'change event'
    >>> words_of("http://purl.org/vocab/vann/preferredNamespaceUri")
    'preferred namespace URI'
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local_name(iri)).lower().split(" ")
    return " ".join(word.upper() if word in _INITIALS else word for word in words)


_Words = TypeVar("_Words", str, Text)


def headline(words: _Words) -> _Words:
    """Words with the first letter in upper case, for headings."""
    if isinstance(words, Text):
        return replace(words, value=headline(words.value))
    return words[:1].upper() + words[1:]


def several(number: int, word: str) -> str:
    """A number and what it counts.

    >>> several(1, "passage"), several(1204, "statement")
    ('1 passage', '1,204 statements')
    """
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def byte_size(size: int) -> str:
    """A number of bytes as people read it.

    >>> byte_size(532), byte_size(1536), byte_size(2_500_000)
    ('532 bytes', '1.5 kB', '2.5 MB')
    """
    if size < 1000:
        return f"{size} bytes"
    value = float(size)
    for unit in ("kB", "MB", "GB", "TB"):
        value /= 1000
        if value < 1000 or unit == "TB":
            break
    return f"{value:.1f} {unit}"


def timed(words: str, at: str) -> Markup:
    """Words for a day or period, marked as its time where HTML can say it: a day, a whole month or year.

    >>> timed("2016", "2016-01-01/2016-12-31")
    Markup('<time datetime="2016">2016</time>')
    >>> timed("2016 to 2017", "2016-01-01/2017-12-31")
    Markup('2016 to 2017')
    """
    value = shortest(at)
    if "/" in value:
        return Markup.escape(words)
    return Markup('<time datetime="{}">{}</time>').format(value, words)
