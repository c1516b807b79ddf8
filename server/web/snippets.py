"""Programs that ask a query: for a shell, Python, R and JavaScript. Pure.

Each is whole: copied into a file or a console it runs as it is. The query stands in it as readers wrote it,
quoted as the language has it, or is read from a file; what stands beside it (a day, graphs) goes along. It is
sent by POST, however long it is; R without packages has GET alone, so what is too long for an address has no
program for R.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, quote_plus, urlencode

from server.store.protocol import Kind
from server.web.proofs import LINKED

Parameters = Sequence[tuple[str, str]]

#: The file that a query is read from where it is too long to stand in each program.
FILE: Final = "query.rq"

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
#: Escapes of a character: R mixes none with others but those that it calls Unicode.
_BY_TWO: Final = "\\x{:02x}"
_BY_FOUR: Final = "\\u{:04x}"


@dataclass(frozen=True)
class Snippet:
    """A program that asks a query.

    Attributes:
        name: what it is for, as `Python: SPARQLWrapper`.
        language: the language it is written in, in lower case.
        text: the program.
    """

    name: str
    language: str
    text: str


def snippets(
    endpoint: str, query: str, kind: Kind, beside: Parameters = (), *, in_file: bool = False
) -> tuple[Snippet, ...]:
    """Programs that ask a query.

    Args:
        endpoint: absolute address of the endpoint, without parameters.
        query: the query; ends of lines are made those of Unix, and U+0000, which no program can hold, is
            written as SPARQL escapes it.
        kind: which form the query has, which decides what the answer is read as.
        beside: what else the request says, as names and values.
        in_file: whether they read the query from `FILE`.
    """
    whole = query.replace("\r\n", "\n").replace("\0", "\\u0000").strip("\n")
    text = None if in_file else whole
    made = [
        Snippet("curl", "sh", _curl(endpoint, text, kind, beside)),
        Snippet("Python: SPARQLWrapper", "python", _wrapper(endpoint, text, kind, beside)),
    ]
    if kind is Kind.SELECT:
        made.append(Snippet("Python: pandas", "python", _pandas(endpoint, text, beside)))
    if len(quote_plus(whole)) <= LINKED:
        is_short = len(quote(whole, safe="")) <= LINKED
        made.append(Snippet("R", "r", _r(endpoint, text, kind, beside, is_short=is_short)))
    return (
        *made,
        Snippet("JavaScript", "js", _javascript(endpoint, text, kind, beside)),
    )


def python_string(text: str) -> str:
    """A text as a literal of Python, over as many lines as it has."""
    # no two quotes that are not escaped stand side by side, and none at the end
    escaped = re.sub(r'"(?="|\Z)', r'\\"', text.replace("\\", "\\\\"))
    return f'"""{_controls(escaped, _BY_TWO)}"""'


def r_string(text: str) -> str:
    """A text as a literal of R, over as many lines as it has."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{_controls(escaped, _BY_FOUR)}'"


def javascript_string(text: str) -> str:
    """A text as a literal of JavaScript, over as many lines as it has."""
    escaped = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    return f"`{_controls(escaped, _BY_TWO)}`"


def _controls(text: str, escape: str) -> str:
    """A text in which characters that editors and parsers change or refuse are escaped."""
    return _CONTROL.sub(lambda found: escape.format(ord(found[0])), text)


def _in_python(query: str | None) -> tuple[str, str]:
    """What gives the query in Python, after what is to be imported for that."""
    if query is not None:
        return "", python_string(query)
    return "from pathlib import Path\n", f'Path("{FILE}").read_text(encoding="utf-8")'


def _json(kind: Kind) -> str:
    return "application/sparql-results+json" if not kind.is_graph else "text/turtle"


def _curl(endpoint: str, query: str | None, kind: Kind, beside: Parameters) -> str:
    accepted = "text/csv" if kind is Kind.SELECT else _json(kind)
    asked = f"query@{FILE}" if query is None else f"query={query}"
    sent = [asked, *(f"{name}={value}" for name, value in beside)]
    fields = "".join(f" \\\n  --data-urlencode {shlex.quote(one)}" for one in sent)
    return f"curl -s {shlex.quote(endpoint)} -H 'Accept: {accepted}'{fields}\n"


def _wrapper(endpoint: str, query: str | None, kind: Kind, beside: Parameters) -> str:
    form = "TURTLE" if kind.is_graph else "JSON"
    needed, held = _in_python(query)
    gap = "\n" if needed else ""
    more = "".join(f"endpoint.addParameter({_short(name)}, {_short(value)})\n" for name, value in beside)
    read = {
        Kind.SELECT: (
            'for row in endpoint.queryAndConvert()["results"]["bindings"]:\n'
            '    print({name: cell["value"] for name, cell in row.items()})\n'
        ),
        Kind.ASK: 'print(endpoint.queryAndConvert()["boolean"])\n',
    }.get(kind, "print(endpoint.queryAndConvert().decode())\n")
    return (
        f"{needed}{gap}from SPARQLWrapper import {form}, POST, SPARQLWrapper\n\n"
        f"endpoint = SPARQLWrapper({_short(endpoint)}, returnFormat={form})\n"
        f"endpoint.setMethod(POST)\n{more}endpoint.setQuery({held})\n{read}"
    )


def _pandas(endpoint: str, query: str | None, beside: Parameters) -> str:
    needed, held = _in_python(query)
    sent = "".join(f"({_short(name)}, {_short(value)}), " for name, value in [*beside, ("format", "csv")])
    return (
        f"{needed}from urllib.parse import urlencode\nfrom urllib.request import urlopen\n\nimport pandas\n\n"
        f"query = {held}\n"
        f'asked = urlencode([{sent}("query", query)]).encode()\n'
        f"rows = pandas.read_csv(urlopen({_short(endpoint)}, asked))\n"
        "print(rows)\n"
    )


def _r(endpoint: str, query: str | None, kind: Kind, beside: Parameters, *, is_short: bool) -> str:
    fixed = urlencode([*beside, *([("format", "csv")] if kind is Kind.SELECT else [])], quote_via=quote)
    address = r_string(f"{endpoint}?{fixed}{'&' if fixed else ''}query=")
    # without `repeated` R leaves a text alone in which it sees an escape, as an IRI may have one
    encoded = "URLencode(query, reserved = TRUE, repeated = TRUE)"
    if not is_short:  # as forms write it
        encoded = f'gsub("%20", "+", {encoded}, fixed = TRUE)'
    lines = f'readLines("{FILE}", encoding = "UTF-8", warn = FALSE)'
    held = f'paste({lines}, collapse = "\\n")' if query is None else r_string(query)
    asked = f"query <- {held}\naddress <- paste0({address}, {encoded})\n"
    if kind is Kind.SELECT:
        return f'{asked}rows <- read.csv(address, encoding = "UTF-8")\nprint(rows)\n'
    accepted = f'url(address, headers = c(Accept = "{_json(kind)}"))'
    lines = f'readLines({accepted}, encoding = "UTF-8", warn = FALSE)'
    return f'{asked}answer <- {lines}\ncat(answer, sep = "\\n")\n'


def _javascript(endpoint: str, query: str | None, kind: Kind, beside: Parameters) -> str:
    more = "".join(f", [{_quoted(name)}, {_quoted(value)}]" for name, value in beside)
    read = {
        Kind.SELECT: (
            "for (const row of (await answer.json()).results.bindings) {\n"
            "  const cells = Object.entries(row).map(([name, cell]) => [name, cell.value]);\n"
            "  console.log(Object.fromEntries(cells));\n"
            "}\n"
        ),
        Kind.ASK: "console.log((await answer.json()).boolean);\n",
    }.get(kind, "console.log(await answer.text());\n")
    held = (
        f'import {{ readFileSync }} from "node:fs";\n\nconst query = readFileSync("{FILE}", "utf8")'
        if query is None
        else f"const query = {javascript_string(query)}"
    )
    return (
        f"{held};\n"
        f"const answer = await fetch({_quoted(endpoint)}, {{\n"
        '  method: "POST",\n'
        f'  headers: {{ Accept: "{_json(kind)}" }},\n'
        f'  body: new URLSearchParams([["query", query]{more}]),\n'
        f"}});\n{read}"
    )


def _short(text: str) -> str:
    """A text of one line as a literal of Python."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{_controls(escaped, _BY_TWO)}"'


def _quoted(text: str) -> str:
    """The same of JavaScript: what Python has for it is its own as well."""
    return _short(text)
