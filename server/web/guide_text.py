"""The text of a document: read from its file, its links led to where things are on this server.

In a file links lead to other files, and to a server at the address that `make serve` has, so that they can
be followed where the files are read. Traditional characters are made from the simplified ones: code is left
as it is, and what the server itself says has the words that it has in that language.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from opencc import OpenCC

import server
from server.traditional import SPELLINGS, in_own_words, traditional
from server.web.guide_table import GUIDES, Guide

#: The address at which the files have a server.
LOCAL: Final = "http://127.0.0.1:8000"

_FENCE: Final = re.compile(r"^(```|~~~)")
_LINK: Final = re.compile(r"(!?)\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\(([^()\s]+)\)")
#: Code, where a link leads, what an answer has as the data do (in bold by `__`: simplified characters for all
#: readers), and what is told as it stands on the site: in bold by `**`, in quotation marks, or as the words
#: of a link to the page of a thing.
_KEPT: Final = re.compile(
    r"(`+)(?:(?!\1).)+?\1|\]\([^()\s]+\)|https?://\S+|__[^_]+__"
    r"|(?P<open>\*\*|“)(?P<told>[^*“”\[\]`]+)(?P<close>\*\*|”)"
    rf"|(?<=\[)[^\[\]]+(?=\]\({re.escape(LOCAL)}/page/)"
)
#: Quotation marks, as those who read traditional characters have them; a single one is an English apostrophe.
_MARKS: Final = str.maketrans("“”", "「」")
_NUMBER: Final = re.compile(r"\d+")
_SCRIPT: Final = {"zh-Hant": "zh-Hans"}
#: Words of running text that the server itself says otherwise than the converter.
_TERMS: Final = SPELLINGS | {
    "保存": "保存",
    "参数": "參數",
    "只读取": "只讀取",
    "只读": "唯讀",
    "发送": "傳送",
    "为对象的主张": "為對象的主張",
    "像素": "像素",
    "回车键": " Enter 鍵",
    "后缀": "後綴",
    "命名空间": "命名空間",
    "地址": "位址",
    "函数": "函數",
    "前缀": "前綴",
    "扩展": "擴充",
    "报道": "報導",
    "推导": "推導",
    "持久": "持久",
    "文本": "文字",
    "权限": "權限",
    "构建": "建置",
    "注中说明": "註中說明",
    "查找": "查找",
    "标识符": "識別碼",
    "示例": "範例",
    "空格键": "空白鍵",
    "签名": "簽章",
    "编程": "寫程式",
    "维基数据": "維基數據",
    "质量": "品質",
    "运行者": "營運者",
    "类型": "類型",
    "联系": "聯繫",
    "访问": "存取",
    "账号": "帳號",
    "连接": "連接",
}
_TERM: Final = re.compile("|".join(_TERMS))


def folder() -> Path:
    """Where the files are: in an installed package within it, in a work tree beside it."""
    package = Path(server.__file__).parent
    within = package / "docs"
    return within if within.is_dir() else package.parent / "docs"


def written(guide: Guide, tag: str) -> str:
    """The tag of the language in which a document is told to who reads another."""
    if tag in guide.languages:
        return tag
    return tag if _SCRIPT.get(tag) in guide.languages else "en"


def source(guide: Guide, tag: str) -> str:
    """The file that a document is made of in a language in which it can be told, among the documents."""
    return posixpath.normpath(guide.source(_SCRIPT.get(tag, tag)))


def read(guide: Guide, tag: str) -> str:
    """The file of a document in a language in which it can be told, as it is."""
    place = source(guide, tag)
    beside = folder() / posixpath.basename(place)  # of what stands elsewhere a package has a copy here
    return (beside if place.startswith("../") and beside.is_file() else folder() / place).read_text("utf-8")


def text(guide: Guide, tag: str, words: Mapping[str, str]) -> str:
    """A document in a language in which it can be told, its links as in the file.

    Args:
        guide: the document.
        tag: of the language.
        words: what the server says itself in simplified characters → in traditional ones.
    """
    told = read(guide, tag)
    if tag not in _SCRIPT:
        return told
    return "".join(line if is_code else _converted(line, words) for line, is_code in lines(told))


def picture(place: str, tag: str, words: Mapping[str, str]) -> str:
    """A drawing among the documents as it is in a language; empty if there is none at that place."""
    file = folder() / place
    if not file.is_file():
        return ""
    drawn = file.read_text("utf-8")
    if tag not in _SCRIPT:
        return drawn
    return re.sub(r"(?<=>)[^<]+(?=<)", lambda words_: in_own_words(words.get(words_[0], words_[0])), drawn)


def _converted(line: str, words: Mapping[str, str]) -> str:
    """A line in traditional characters; code and addresses in it stay, and so do the words of names."""
    heading = re.fullmatch(r"(#+ )(.+)\n", line)
    if heading and heading[2] in words:
        return f"{heading[1]}{words[heading[2]]}\n"
    made, end = "", 0
    for kept in _KEPT.finditer(line):
        made += _prose(line[end : kept.start()]) + _as_it_stands(kept, words)
        end = kept.end()
    return made + _prose(line[end:])


def _as_it_stands(kept: re.Match[str], words: Mapping[str, str]) -> str:
    told = kept["told"]
    if told:
        return (kept["open"] + _said(told, words) + kept["close"]).translate(_MARKS)
    return kept[0] if kept[0].startswith(("`", "](", "http", "__")) else traditional(kept[0])


def _said(told: str, words: Mapping[str, str]) -> str:
    """What stands on the site: in the words that it has there, those that count something among them."""
    number = _NUMBER.match(told)
    counted = number and words.get(_NUMBER.sub("%(number)s", told, count=1))
    if number and counted:
        return counted.replace("%(number)s", number[0])
    return words.get(told, traditional(told))


def _prose(text: str) -> str:
    convert, made, end = _converter().convert, "", 0
    for term in _TERM.finditer(text):
        made += f"{convert(text[end : term.start()])}{_TERMS[term[0]]}"
        end = term.end()
    return f"{made}{convert(text[end:])}".translate(_MARKS)


@cache
def _converter() -> OpenCC:
    """Running text has the words of its readers; that of names is `server.traditional`."""
    return OpenCC("s2twp")


def lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line of a text, and whether it is one of a block of code."""
    fence = ""
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        if found and fence in ("", found[1]):
            fence = "" if fence else found[1]
            yield line, True
        else:
            yield line, bool(fence)


def linked(text: str, source: str, home: str, to: Callable[[str], str], *, plain: bool = False) -> str:
    """A text with links to where things are here; what is not on the site is left as words.

    Args:
        text: as in the file.
        source: the file, among the documents.
        home: what absolute addresses of this server begin with.
        to: gives the link to a path of this server, which may have a query.
        plain: whether the text stays Markdown, and so leads from document to document in that form.
    """

    def lead(link: re.Match[str]) -> str:
        target = _target(link[3], source, to, plain=plain)
        return f"{link[1]}[{link[2]}]({target})" if target else link[2]

    return "".join(
        line.replace(LOCAL, home) if is_code else _LINK.sub(lead, line) for line, is_code in lines(text)
    )


def _target(target: str, source: str, to: Callable[[str], str], *, plain: bool) -> str:
    """Where a link leads; empty if that is not on the site."""
    if target.startswith(LOCAL):
        return to(target.removeprefix(LOCAL) or "/")
    if re.match(r"[a-z][a-z0-9+.-]*:|#", target):
        return target
    path, _, anchor = target.partition("#")
    place = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    if place.endswith(".svg"):
        return place
    place = place.removeprefix("../docs/")  # from a file beside the documents
    query = re.fullmatch(r"\.\./queries/([a-z0-9-]+)\.rq", place)
    if query:
        return to(f"/sparql?example={query[1]}")
    found = next((one for one in GUIDES if place in map(one.source, one.languages)), None)
    if found is None:
        return ""
    return to(found.plain_path if plain else found.path) + (f"#{anchor}" if anchor else "")
