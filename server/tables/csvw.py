"""The description of the tables in CSV on the Web (Metadata Vocabulary for Tabular Data), as JSON. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from server.names import DATASET, expand
from server.tables.columns import NAMESPACES, Column, Kind, Table

#: Between the values of a cell that can hold more than one.
SEPARATOR: Final = "|"

_EDTF: Final = {"@id": expand("edtf:EDTF"), "base": "string"}
_TAG: Final = {"base": "string", "format": "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"}


def csvw(
    tables: Sequence[Table], heads: Mapping[str, Mapping[str, str]], about: Mapping[str, str]
) -> dict[str, Any]:
    """The metadata of a group of tables.

    Args:
        tables: the tables, each in a file of its name beside the metadata.
        heads: what the head of each table's query says, by the name of the table.
        about: `title`, `version` and `issued` of the release, and `license` if it has one.
    """
    group: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": f"{about['title']}, as tables",
        "dc:isPartOf": {"@id": DATASET},
        "dc:hasVersion": about["version"],
        "dc:issued": {"@value": about["issued"], "@type": "xsd:date"},
    }
    if "license" in about:
        group["dc:license"] = {"@id": about["license"]}
    group["tables"] = [_table(table, heads[table.name], tables) for table in tables]
    return group


def _table(table: Table, head: Mapping[str, str], tables: Sequence[Table]) -> dict[str, Any]:
    """One table."""
    first = table.columns[0]
    schema: dict[str, Any] = {
        "aboutUrl": _address(first),
        "columns": [_column(column) for column in table.columns],
        "primaryKey": list(table.key),
        "rowTitles": [name for name in ("label_en", "says", "wording") if _has(table, name)],
    }
    if table.links:
        of = {other.name: other.columns[0].name for other in tables}
        schema["foreignKeys"] = [
            {"columnReference": column, "reference": {"resource": f"{to}.csv", "columnReference": of[to]}}
            for column, to in table.links
        ]
    if not schema["rowTitles"]:
        del schema["rowTitles"]
    return {
        "url": f"{table.name}.csv",
        "dc:title": [head["title"], {"@value": table.zh, "@language": "zh-Hans"}],
        "dc:description": head["description"],
        "tableSchema": schema,
    }


def _has(table: Table, name: str) -> bool:
    return any(column.name == name for column in table.columns)


def _column(column: Column) -> dict[str, Any]:
    """One column. One that is no value of a single property makes no triple of its own (§5.6)."""
    found: dict[str, Any] = {
        "name": column.name,
        "titles": {"en": [column.name, column.en], "zh-Hans": [column.zh]},
        "datatype": _datatype(column.kind),
    }
    if column.note:
        found["dc:description"] = column.note
    if column.required:
        found["required"] = True
    if column.many:
        found["separator"] = SEPARATOR
    if column.language:
        found["lang"] = column.language
    if column.property:
        found["propertyUrl"] = expand(column.property)
        if column.kind in NAMESPACES:
            found["valueUrl"] = _address(column)
    else:
        found["suppressOutput"] = True
    return found


def _datatype(kind: Kind) -> object:
    if kind is Kind.PERIOD:
        return _EDTF
    if kind is Kind.LANGUAGE:
        return _TAG
    return Kind.TEXT.value if kind in NAMESPACES else kind.value


def _address(column: Column) -> str:
    """The template of the IRI that a short name stands for."""
    return f"{NAMESPACES[column.kind]}{{{column.name}}}"
