"""The query that gives the statements of a thing's page. Pure."""

from __future__ import annotations

from typing import Final

_QUERY: Final = """PREFIX plate: <https://w3id.org/nameplate/ontology/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

# The statements about {iri}, one row for each passage
SELECT DISTINCT ?statement ?label ?standing ?voice ?validity ?passage WHERE {{
  {{ ?statement ?role <{iri}>
    FILTER(?role NOT IN (prov:wasAttributedTo, plate:certainty, plate:observedAt))
  }} UNION {{ ?statement plate:citation/plate:passage <{iri}> }}
  ?statement plate:standing ?standing .
  OPTIONAL {{ ?statement skos:prefLabel ?label FILTER(LANG(?label) = "en") }}
  OPTIONAL {{ ?statement prov:wasAttributedTo ?voice }}
  OPTIONAL {{ ?statement plate:validity ?validity }}
  OPTIONAL {{ ?statement plate:citation/plate:passage ?passage }}
}} ORDER BY ?statement ?passage
"""


def question(iri: str) -> str:
    """The query for the statements about a thing; empty for an IRI that cannot stand in one."""
    return "" if set(iri) & set('<>"{}|^`\\ ') else _QUERY.format(iri=iri)
