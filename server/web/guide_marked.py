"""Markdown of documents as HTML (CommonMark with tables), no HTML within it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape
from mdit_py_plugins.anchors import anchors_plugin

from server.web.wording import stepped

#: Headings that the table of contents has.
_LISTED: Final = ("h2", "h3")
_STYLE: Final = re.compile(r"\s*<style>.*?</style>", re.DOTALL)
_CHINESE_END: Final = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef”’]\Z")
_SETTING: Final = re.compile(r"--[a-z-]+")


@dataclass(frozen=True)
class Heading:
    """A heading of a document: how deep it is (2 or 3), its id, its words."""

    level: int
    id: str
    words: str


@dataclass(frozen=True)
class Marked:
    """A document as HTML.

    Attributes:
        title: the words of its first heading.
        body: what follows.
        headings: those that a table of contents has.
    """

    title: str
    body: Markup
    headings: Sequence[Heading]


def marked(
    text: str,
    table: str,
    picture: Callable[[str], str] = lambda _: "",
    *,
    colon: str = ": ",
    values: Mapping[str, str] | None = None,
    ids: Sequence[str] = (),
) -> Marked:
    """A text as HTML.

    Args:
        text: Markdown that begins with a heading.
        table: the word for a table, in the language of the text.
        colon: what stands between that and what the table is about.
        picture: gives the SVG of a file, which is put into the page.
        values: option → value that the last cell of a row of a table has, if the row names the option.
        ids: of all headings in order, where they are not made of the words.
    """
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.use(anchors_plugin, min_level=1, max_level=4)
    for kind, rule in (
        ("fence", _code),
        ("code_inline", _word),
        ("table_open", _table),
        ("table_close", _end_of_table),
    ):
        made.add_render_rule(kind, rule)
    tokens = made.parse(text)
    _name(tokens, ids)
    title = tokens[1].content
    _join(tokens)
    tokens = _with_pictures(tokens[3:], picture)
    _label(tokens, table, colon)
    _fill(tokens, values or {})
    headings = tuple(
        Heading(int(token.tag[1]), str(token.attrs["id"]), _plain(after))
        for token, after in pairwise(tokens)
        if token.type == "heading_open" and token.tag in _LISTED
    )
    body = made.renderer.render(tokens, made.options, {})
    return Marked(title, Markup(body), headings)  # noqa: S704 (all that is not markup of ours is escaped)


def ids(text: str) -> tuple[str, ...]:
    """The id of each heading of a text, in order."""
    made = MarkdownIt("commonmark", {"html": False}).use(anchors_plugin, min_level=1, max_level=4)
    return tuple(str(token.attrs["id"]) for token in made.parse(text) if token.type == "heading_open")


def _name(tokens: Sequence[Token], ids: Sequence[str]) -> None:
    """Give the headings ids, as far as there are some."""
    headings = (token for token in tokens if token.type == "heading_open")
    for token, name in zip(headings, ids, strict=False):
        token.attrSet("id", name)


def _join(tokens: Sequence[Token]) -> None:
    """Take out the ends of lines between Chinese characters, which are written without spaces."""
    for inline in tokens:
        children = inline.children or []
        for before, token in pairwise(children):
            if token.type == "softbreak" and _CHINESE_END.search(before.content):
                token.type = "text"


def _plain(inline: Token) -> str:
    """The words of a line, without markup."""
    return "".join(one.content for one in inline.children or () if one.type in {"text", "code_inline"})


def _with_pictures(tokens: Sequence[Token], picture: Callable[[str], str]) -> list[Token]:
    """The tokens with a drawing in place of each paragraph that is nothing else."""
    made: list[Token] = []
    for token in tokens:
        made.append(token)
        if token.type != "paragraph_close" or len(made) < 3:
            continue
        children = made[-2].children or []
        drawn = picture(str(children[0].attrs["src"])) if _is_picture(children) else ""
        if drawn:
            figure = f'<figure class="doc-picture">{_bare(drawn)}</figure>\n'
            made[-3:] = [Token("html_block", "", 0, content=figure)]
    return made


def _is_picture(children: Sequence[Token]) -> bool:
    return len(children) == 1 and children[0].type == "image"


def _bare(svg: str) -> str:
    """A drawing without what a file of its own needs: the page has its style."""
    return _STYLE.sub("", svg[svg.index("<svg") :]).strip()


def _label(tokens: Sequence[Token], table: str, colon: str) -> None:
    """Give each table the words of the heading above it as a name, and its head its scope."""
    above, number = "", 0
    for token, after in zip(tokens, [*tokens[1:], None], strict=False):
        if token.type == "heading_open" and after is not None:
            above = _plain(after)
        elif token.type == "table_open":
            number += 1
            token.meta["label"] = f"{table} {number}" + (f"{colon}{above}" if above else "")
        elif token.type == "th_open":
            token.attrSet("scope", "col")


def _fill(tokens: Sequence[Token], values: Mapping[str, str]) -> None:
    """Put values into the last cells of the rows that name an option."""
    row: list[Token] = []
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "inline":
            row.append(token)
        elif token.type == "tr_close" and row:
            named = [_SETTING.match(cell.content.strip("`")) for cell in row]
            value = next((values[found[0]] for found in named if found and found[0] in values), None)
            if value is not None:
                row[-1].children = _value(value)


def _value(value: str) -> list[Token]:
    """A value, as a link if it is an address."""
    words = Token("text", "", 0, content=value)
    if not value.startswith(("https://", "http://")) and "@" not in value:
        return [words]
    href = f"mailto:{value}" if "@" in value and "://" not in value else value
    return [Token("link_open", "a", 1, attrs={"href": href}), words, Token("link_close", "a", -1)]


def _code(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: object
) -> str:
    del renderer
    language = tokens[at].info.split()[0] if tokens[at].info.split() else "text"
    code = escape(tokens[at].content)
    return f'<pre class="scroll" tabindex="0"><code class="language-{escape(language)}">{code}</code></pre>\n'


def _word(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: object
) -> str:
    del renderer
    return f"<code>{stepped(tokens[at].content)}</code>"


def _table(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: object
) -> str:
    del renderer
    label = escape(tokens[at].meta["label"])
    begin = f'<div class="scroll" role="group" aria-label="{label}" tabindex="0">'
    return f"{begin}<table>\n<caption>{label}</caption>\n"


def _end_of_table(
    _renderer: RendererHTML, _tokens: Sequence[Token], _at: int, _options: OptionsDict, _env: object
) -> str:
    return "</table></div>\n"
