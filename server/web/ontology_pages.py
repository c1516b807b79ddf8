"""The page of a thing, which tells more where that is a term, scheme or concept of the vocabulary."""

from __future__ import annotations

from server.web import pages
from server.web.asked import tongue
from server.web.ontology_read import ontology
from server.web.ontology_term import told
from server.web.ontology_uses import uses
from server.web.site import site

_OF_TERMS = frozenset({"class", "property", "individual"})


def thing(iri: str) -> bytes:
    """The page about anything that has an IRI.

    What a release describes in its vocabulary has a page of its own make. Of other people's data nobody knows
    which part is a vocabulary.
    """
    here = site()
    if here.release is None or here.at is not None or iri not in ontology().kinds:
        return pages.thing(iri)
    found = told(pages.namer(tongue()), here.urls, ontology(), uses(), iri)
    if found.kind in _OF_TERMS:
        return pages.thing(iri, "ontology_term.html", found.itself, told=found)
    return pages.thing(iri, "ontology_concept.html", told=found)
