"""The catalogs of texts beside what templates and code say: `python -m tests.catalogs` adds what is missing.

A text that a template has in `_("…")` or `{% trans %}`, or code in `said("…")` and the like, is extracted;
others stand in tables of code.
"""

from __future__ import annotations

import ast
import configparser
import os
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from werkzeug.http import HTTP_STATUS_CODES

from server.web.languages import LANGUAGES
from server.web.openapi import summary
from server.web.words import catalog_file

#: Phrases of HTTP that newer and older libraries word differently.
_PHRASES: Final = {"Content Too Large", "URI Too Long", "Range Not Satisfiable"}
#: Letters of a name at most.
_NAME: Final = 40
ROOT: Final = Path(__file__).resolve().parent.parent
#: The languages that have catalogs.
TAGS: Final = tuple(language.tag for language in LANGUAGES if language.tag != "en")
#: Functions of templates that take a text → which of their arguments it is.
_TAKES: Final = {"_": None, "gettext": None, "ngettext": (1, 2)}
#: Those of code.
_SAY: Final = frozenset({"worded", "said", "put", "marked"})


def extracted() -> set[tuple[str, ...]]:
    """Every text that templates and code ask for, with the one for several where there is one."""
    told = configparser.ConfigParser()
    told.read(ROOT / "server/web/translations/babel.cfg", encoding="utf-8")
    methods, options = [], {}
    for section in told.sections():
        method, _, pattern = section.partition(": ")
        methods.append((pattern, method))
        options[pattern] = dict(told[section])
    rows = extract_from_dir(ROOT, methods, options, _TAKES, directory_filter=_is_ours)
    asked = {text if isinstance(text, tuple) else (text,) for _, _, text, _, _ in rows}
    return asked | {
        (text,) for path in _code() for text in _said(ast.parse(path.read_text(encoding="utf-8")))
    }


def _is_ours(folder: str | os.PathLike[str]) -> bool:
    return Path(folder).name in {"server", "web", "templates"}


def _code() -> Iterator[Path]:
    return (ROOT / "server").rglob("*.py")


def _said(tree: ast.Module) -> Iterator[str]:
    """The texts that a module has worded, where they stand in the call."""
    imports = (
        node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "server.web.words"
    )
    names = {alias.name for node in imports for alias in node.names} & _SAY
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            first = node.args[0]
            chosen = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
            yield from (
                one.value for one in chosen if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )


def constants() -> set[str]:
    """Every text that stands in the code of the server and in queries, and what is made of a constant.

    A path is described by what its function says of itself first.
    """
    found: set[str] = {status.phrase for status in HTTPStatus} | set(HTTP_STATUS_CODES.values()) | _PHRASES
    for path in _code():
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        found |= {one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    for path in (*(ROOT / "queries").glob("*.rq"), *(ROOT / "server" / "tables").glob("*.rq")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found |= {line.partition(":")[2].strip() or line for line in lines} | {
            line.lstrip("# ") for line in lines
        }
    found |= {summary(one) for one in found}
    named = {one.replace("-", " ") for one in found if len(one) < _NAME}
    counted = {f"%(number)s {one}s" for one in named}
    return found | {one[:1].upper() + one[1:] for one in named} | counted


def read(tag: str) -> Catalog:
    """The catalog of a language."""
    with catalog_file(tag).open("rb") as written:
        return read_po(written, locale=tag.replace("-", "_"))


def write(tag: str, catalog: Catalog) -> None:
    """Write the catalog of a language: one line a text, nothing that changes by itself."""
    path = catalog_file(tag)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(_HEAD.format(language=tag.replace("-", "_")).encode())
        write_po(file, catalog, width=0, omit_header=True)


_HEAD: Final = """# What the server says itself, by its English wording.
# Sentences that code puts together have the context "told".
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def messages(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalog, without its head."""
    return (message for message in catalog if message.id)


def ids(message: Message) -> tuple[str, ...]:
    """The English text of a message, with the one for several where there is one."""
    return tuple(map(str, message.id)) if isinstance(message.id, tuple) else (str(message.id),)


def missing(catalog: Catalog) -> list[tuple[str, ...]]:
    """The texts that are asked for and not in a catalog."""
    known = {ids(message) for message in messages(catalog)}
    return sorted(extracted() - known)


def main() -> None:
    """Add what is missing, to be translated, to each catalog, and say what that is."""
    for tag in TAGS:
        catalog = read(tag)
        for text in missing(catalog):
            print(tag, text)  # noqa: T201 (this is what the command is for)
            catalog.add(text[0] if len(text) == 1 else text)
        write(tag, catalog)


if __name__ == "__main__":
    main()
