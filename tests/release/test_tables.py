"""The tables: what CSV on the Web makes of them, and that their cells are what the data say."""

from __future__ import annotations

import csv
import io
import json
import warnings
from pathlib import Path

import pytest
from csvw import CSVW, TableGroup
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from server.errors import ReleaseError
from server.names import ID, expand
from server.release.build import build
from server.release.tabled import tables
from server.tables.cells import table_query
from server.tables.columns import NAMESPACES, TABLES, Column, Kind, Table
from tests.release.projects import small

_ABOUT = {"title": "Small", "version": "1", "issued": "2020-06-30", "license": "https://example.org/licence"}
_NAMES = [table.name for table in TABLES]
_TABLE = {table.name: table for table in TABLES}


@pytest.fixture(scope="module")
def folder(release: Path) -> Path:
    """The tables of the project's own release."""
    return release / "dumps" / "tables"


@pytest.fixture(scope="module")
def store(release: Path) -> Store:
    """Its data."""
    made = Store()
    made.bulk_load(path=release / "quads.nq", format=RdfFormat.N_QUADS)
    return made


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _count(store: Store, pattern: str) -> int:
    """How many things there are of a pattern with `?x`."""
    found = store.query(
        f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}",
        prefixes={
            "org": expand("org:"),
            "plate": expand("plate:"),
            "skos": expand("skos:"),
            "foaf": expand("foaf:"),
        },
        use_default_graph_as_union=True,
    )
    assert isinstance(found, QuerySolutions)
    (row,) = found
    return int(row[0].value)


@pytest.mark.card("DWBP", "3")
def test_csvw_finds_no_fault(folder: Path) -> None:
    """The csvw package reads all without a warning: datatypes, required cells, keys, references."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        read = CSVW(str(folder / "csv-metadata.json"), validate=True)
        assert read.is_valid
        group = TableGroup.from_file(folder / "csv-metadata.json")
        assert [table.url.string for table in group.tables] == [f"{name}.csv" for name in _NAMES]
        assert all(table.check_primary_key() for table in group.tables)
        assert group.check_referential_integrity(strict=True)
    assert [str(one.message) for one in told if issubclass(one.category, UserWarning)] == []


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("organisations", "{ ?x a org:Organization } UNION { ?x a plate:Nameplate }"),
        ("people", "?x a foaf:Person"),
        ("posts", "?x a org:Post"),
        ("tenures", "?x a plate:Tenure ; plate:standing ?s"),
        ("relations", "?x a plate:Relation ; plate:standing ?s"),
        ("names", "?x a plate:Name ; plate:standing ?s"),
        ("concepts", "?x a skos:Concept"),
        ("statements", "?x plate:standing ?s"),
    ],
)
def test_nothing_is_left_out(folder: Path, store: Store, name: str, pattern: str) -> None:
    """A table has as many things as the data."""
    first = _TABLE[name].columns[0].name
    assert len({row[first] for row in _rows(folder, name)}) == _count(store, pattern) > 0


#: Columns whose cells are values of one property.
_DIRECT = [(table.name, column) for table in TABLES for column in table.columns if column.property]


@pytest.mark.parametrize(("name", "column"), _DIRECT, ids=lambda value: getattr(value, "name", value))
def test_cells_are_what_the_data_say(folder: Path, store: Store, name: str, column: Column) -> None:
    """Each value of such a column is a statement of the data, and none of a thing's is missing."""
    first = _TABLE[name].columns[0].name
    predicate = NamedNode(expand(column.property))
    for row in _rows(folder, name):
        subject = NamedNode(ID + row[first])
        said = {quad.object for quad in store.quads_for_pattern(subject, predicate, None, None)}
        tag = column.language.lower()
        values = {
            term.value
            for term in said
            if isinstance(term, NamedNode | Literal) and (not tag or getattr(term, "language", None) == tag)
        }
        written = set(row[column.name].split("|") if column.many else [row[column.name]]) - {""}
        cells = {NAMESPACES[column.kind] + cell if column.kind in NAMESPACES else cell for cell in written}
        if column.property == "rdf:type":
            assert cells <= values
        else:
            assert cells == values


def test_a_row_of_each_hard_case(folder: Path) -> None:
    """Two plates on one body, rivals side by side, dates given twice, and who says so where."""
    bodies = {row["organisation"]: row for row in _rows(folder, "organisations")}
    assert bodies["cac"]["nameplates"] == "plate-ccac-office|siio"
    assert bodies["cac"]["label_zh"] == "国家互联网信息办公室"
    assert (bodies["siio"]["what"], bodies["siio"]["borne_by"]) == ("nameplate", "cac")
    superiors = [
        r for r in _rows(folder, "relations") if r["kind"] == "Subordination" and r["subject"] == "cac"
    ]
    assert len(superiors) > 1
    dated = next(row for row in superiors if row["object"] == "ccac" and row["period"] == "2018/")
    assert (dated["starts_earliest"], dated["starts_latest"]) == ("2018-01-01", "2018-12-31")
    places = [row for row in _rows(folder, "statements") if row["statement"] == dated["statement"]]
    assert places
    assert {row["document"] for row in places} == set(dated["documents"].split("|"))
    assert all(row["voices_en"] and row["section"] and row["iri"] == dated["iri"] for row in places)
    assert {row["language"] for row in _rows(folder, "names")} == {"en", "zh-Hans"}


def test_form(folder: Path) -> None:
    """UTF-8 with a mark for spreadsheets, lines as RFC 4180 ends them, rows in order, none twice."""
    for table in TABLES:
        data = (folder / f"{table.name}.csv").read_bytes()
        assert data[:3] == b"\xef\xbb\xbf"
        assert data.endswith(b"\r\n")
        rows = list(csv.reader(io.StringIO(data[3:].decode(), newline="")))
        assert rows[0] == [column.name for column in table.columns]
        assert rows[1:] == sorted(rows[1:])
        assert len({tuple(row) for row in rows}) == len(rows)


def test_metadata(folder: Path, release: Path) -> None:
    """Version, day and licence of the release, and words for each column in both languages."""
    read = json.loads((folder / "csv-metadata.json").read_text(encoding="utf-8"))
    manifest = json.loads((release / "manifest.json").read_text())
    assert read["dc:hasVersion"] == manifest["version"]
    assert read["dc:issued"]["@value"] == manifest["issued"]
    assert read["dc:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    for table in read["tables"]:
        assert table["dc:title"][1]["@language"] == "zh-Hans"
        assert table["dc:description"].endswith(".")
        for column in table["tableSchema"]["columns"]:
            assert column["titles"]["en"][0] == column["name"]
            assert len(column["titles"]["en"]) == 2
            assert column["titles"]["zh-Hans"][0]


@pytest.mark.parametrize("table", TABLES, ids=_NAMES)
def test_query_and_columns_agree(table: Table) -> None:
    """Each query says in its head what a row is, and no two columns of a table have one name."""
    query = table_query(table.name)
    assert set(query.fields) >= {"title", "description"}
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    assert table.columns[0].kind is Kind.THING
    assert names[1] == "iri"


def test_small_tables(tmp_path: Path) -> None:
    """A project with no posts or people has tables of heads alone, and CSVW takes them."""
    release = build(small(tmp_path / "p"), tmp_path / "out", lambda _line: None)[0]
    folder = release / "dumps" / "tables"
    assert _rows(folder, "people") == []
    relations = {row["statement"]: row for row in _rows(folder, "relations")}
    assert set(relations) == {"sub-office-group", "sub-office-top", "sub-group-top", "sub-top-group"}
    row = relations["sub-office-group"]
    expected = {
        "iri": ID + "sub-office-group",
        "kind": "Subordination",
        "subject": "office",
        "subject_en": "office",
        "object": "group",
        "period": "2010/2016",
        "starts_earliest": "2010-01-01",
        "starts_latest": "2010-12-31",
        "ends_earliest": "2016-01-01",
        "ends_latest": "2016-12-31",
        "ongoing": "false",
        "denied": "false",
        "standing": "Endorsed",
        "documents": "doc-a|doc-b",
    }
    assert {name: row[name] for name in expected} == expected
    assert relations["sub-office-top"]["ongoing"] == "true"
    assert relations["sub-group-top"]["observed"] == "2015"
    cited = [r["passage"] for r in _rows(folder, "statements") if r["statement"] == "sub-office-group"]
    assert cited == ["passage-a-1", "passage-b-1"]
    assert CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid


def test_a_value_with_the_separator(tmp_path: Path) -> None:
    """A text that holds the sign between values is refused, since nobody could take the cell apart."""
    data = f'<{ID}a> a <{expand("org:Organization")}> ; <{expand("skos:altLabel")}> "x|y"@en .'
    path = tmp_path / "quads.nq"
    store = Store()
    store.load(data.encode(), RdfFormat.TURTLE)
    store.dump(path, RdfFormat.N_QUADS)
    with pytest.raises(ReleaseError, match=r"holds '\|', which separates values"):
        tables(path, _ABOUT)


def test_the_same_each_time(release: Path, folder: Path, tmp_path: Path) -> None:
    """Statements in another order make the same tables."""
    lines = (release / "quads.nq").read_bytes().splitlines(keepends=True)
    (tmp_path / "other.nq").write_bytes(b"".join(reversed(lines)))
    made = tables(tmp_path / "other.nq", _ABOUT)
    for table in TABLES:
        assert made[f"{table.name}.csv"] == (folder / f"{table.name}.csv").read_bytes()
