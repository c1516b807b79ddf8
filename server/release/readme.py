"""The README.txt of the archive: what is in it, and how to open, check and cite it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from server.downloads import GRAPHS, KEEPING_GRAPHS, TABLES, graph_name, stem
from server.formats import GRAPH_FORMATS, TURTLE, GraphFormat
from server.layers import title
from server.names import BASE, DATASET

README: Final = "README.txt"
SUMS: Final = "SHA256SUMS"

_TEXT: Final = """\
{title}
version {version}, {issued}
{dataset}/{version}
{licence}

WHAT IS HERE

{tables}            tables (CSV), for spreadsheets, R, pandas: see below
{graphs}            each named graph on its own, in Turtle:
{graph_list}
queries/           the published queries (SPARQL); each begins with what it asks
report.ttl         the validation report (SHACL)
manifest.json      every file with its size and SHA-256, and the canonical hashes
SHA256SUMS         the same checksums for: sha256sum --check SHA256SUMS

All of the data as one file, in each RDF format:
{formats}

THE TABLES

{table_list}

csv-metadata.json describes every column (CSV on the Web). Text is UTF-8 and begins with
a byte order mark, so that spreadsheets show Chinese characters on opening the file; in
Python say encoding="utf-8-sig". Where a cell holds more than one value, | stands between them.
Short names such as cac stand for {base}id/cac.

Dates are given twice. "period" is as the source has it, in EDTF: 2014/2018, /2014 (start
unknown), 2018/ (end unknown). The four days are what follows from it: the first and last
day on which it can have begun and ended. An empty day is not known.

A row of relations.csv, tenures.csv or statements.csv is what somebody says. "standing" is how
the curators take it: Endorsed, or Reported beside its rivals. Leave out what is Reported or
denied unless you compare what is said.

CHECKING

The files: sha256sum --check SHA256SUMS, or nameplate verify with the name of this folder.

The content: the canonical hash (RDFC-1.0) is the same for every format.
  all graphs in one    {merged}
  with named graphs    {canonical}
{stem}.nt and {stem}.nq are the canonical documents,
so their SHA-256 are these. nameplate verify FILE compares any RDF file with them, also one
that another program has written.

CITING

{title}, version {version}. {issued}. {dataset}/{version}
"""

_TABLES: Final = {
    "organisations": "bodies and the nameplates under which they act",
    "people": "people",
    "posts": "posts, and who held them last",
    "tenures": "who held which post, and when",
    "relations": "every tie between two things, and when",
    "names": "what things are called, in which language, and when",
    "concepts": "concepts and what they mean",
    "statements": "every statement with each place that it cites, who says so and how sure",
}


def readme(about: Mapping[str, str], head: Mapping[str, Any], files: Iterable[str]) -> str:
    """The text, with `title`, `version`, `issued` and `license` of the release and the hashes of `head`."""
    version = about["version"]
    graphs = head.get("graph_sha256", {})
    width = max((len(_file(iri)) for iri in graphs), default=0)
    return _TEXT.format(
        title=about["title"],
        version=version,
        issued=about["issued"],
        dataset=DATASET,
        base=BASE,
        licence=f"licence: {about['license']}" if "license" in about else "",
        stem=stem(version),
        tables=TABLES,
        graphs=GRAPHS,
        formats="\n".join(f"  {stem(version)}.{form.extension:8}{_format(form)}" for form in GRAPH_FORMATS),
        graph_list="\n".join(f"  {_file(iri):{width}}  {title(iri)}" for iri in sorted(graphs)),
        table_list="\n".join(
            f"{name + '.csv':20}{said}" for name, said in _TABLES.items() if f"{TABLES}{name}.csv" in files
        ),
        merged=head.get("merged_sha256", ""),
        canonical=head.get("canonical_sha256", ""),
    )


def _format(form: GraphFormat) -> str:
    return form.name + (", with the graph of each statement" if form in KEEPING_GRAPHS else "")


def _file(iri: str) -> str:
    return f"{graph_name(iri)}.{TURTLE.extension}"
