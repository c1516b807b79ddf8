"""Tables as of a day: `/tables/{name}.csv?at=…`, what is certain and what is possible apart.

Without a day, `/tables/…` leads to the table of all times among the downloads.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from server.downloads import TABLES as TABLES_FOLDER
from server.downloads import TABLES_METADATA
from server.formats import JSON
from server.layers import POSSIBLE
from server.names import BASE
from server.periods import stretch_text
from server.store.days import Period
from server.store.protocol import QueryRequest
from server.store.release import Release
from server.tables.cells import cells, table_query, written
from server.tables.columns import TABLES, Table
from server.tables.csvw import csvw
from server.tables.dated import dated_table, is_of_statements, of_statements, of_things, table_named
from server.web import as_of, moment, signposting
from server.web.about import authored
from server.web.clients import client_of
from server.web.lives import life
from server.web.responses import Link, content, see_other
from server.web.site import site
from server.web.sparql import endpoint

_CSV: Final = "text/csv; charset=utf-8; header=present"
_METADATA: Final = "application/csvm+json"
_ENDING: Final = "-metadata.json"


def blueprint() -> Blueprint:
    """The routes of tables."""
    made = Blueprint("dated_tables", __name__)
    made.add_url_rule("/tables/<name>", view_func=table)
    return made


def table(name: str) -> Response:
    """A table as of a day, or its description (CSV on the Web, of `{name}.csv-metadata.json`).

    Raises:
        NotFound: there is no such table.
        QueryError: it cannot be made now.
    """
    stem = name.removesuffix(_ENDING)
    found = table_named(stem.removesuffix(".csv"))
    if found is None or not stem.endswith(".csv"):
        there = ", ".join(f"{one.name}.csv" for one in TABLES)
        raise NotFound(f"There is no such table. There are: {there}.")
    here = site()
    if here.at is None:
        kept = TABLES_METADATA if stem != name else stem
        return see_other(here.urls.to(f"/dumps/{_release().version}/{TABLES_FOLDER}{kept}"))
    if stem != name:
        return content(_description(found, moment.shown(here.at)), _METADATA, negotiated=False)
    links = [
        Link(here.urls.to(f"/tables/{name}{_ENDING}"), "describedby", _METADATA),
        Link(BASE.rstrip("/") + here.urls.dated(f"/tables/{name}"), "canonical"),
        *signposting.belonging(),
        *signposting.linkset(f"/tables/{name}?at={moment.shown(here.at)}"),
    ]
    response = content(_table(found, here.at), _CSV, links=links, negotiated=False)
    file = f"{found.name}-{moment.shown(here.at).replace('/', '-to-')}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _table(found: Table, at: Period) -> bytes:
    """The table as a file."""
    names = [column.name for column in dated_table(found).columns]
    certain = _rows(found, at)
    if not is_of_statements(found):
        graphs = (*sorted(_release().counts["graphs"]), POSSIBLE)
        every = _rows(found, at, graphs)
        rows, gone = of_things(found, certain, every, lambda iri: life(iri).held(*at))
    else:
        documents = as_of.documents()
        rows, gone = of_statements(certain, documents.held if documents else lambda _: None)
    as_of.left_out(gone)
    return written(names, rows)


def _rows(found: Table, at: Period, graphs: Sequence[str] = ()) -> list[list[str]]:
    """The rows of a table by what is certain, or by what some graphs hold."""
    query = endpoint().examiner.examine(table_query(found.name).query)
    client = client_of(request.remote_addr, limit_loopback=endpoint().settings.limit_loopback)
    asked = QueryRequest(query, JSON, default_graphs=tuple(graphs), client=client, at=at)
    answer = json.loads(endpoint().answers.answer(asked, endpoint().metered.query).answer.read())
    return sorted(
        cells(found.columns, [row.get(column.name, {}).get("value", "") for column in found.columns])
        for row in answer["results"]["bindings"]
    )


def _description(found: Table, shown: str) -> bytes:
    """The columns of a table as of a day."""
    said = {
        "title": f"{authored().title}, as of {stretch_text(shown)}",
        "version": _release().version,
        "issued": _release().issued,
    }
    if authored().licences:
        said["license"] = authored().licences[0]
    made = csvw([dated_table(found)], {found.name: table_query(found.name).fields}, said)
    made["tables"][0]["url"] = site().urls.to(f"/tables/{found.name}.csv")
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def _release() -> Release:
    """The release that is served.

    Raises:
        NotFound: other people's data have no tables.
    """
    found = site().release
    if found is None:
        raise NotFound("What is served here has no tables.")
    return found
