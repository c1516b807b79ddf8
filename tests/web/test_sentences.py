"""Sentences of pages stand apart: a full stop is followed by a space, whatever comes next."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import Client

from tests.web.conftest import VERSION

#: Elements within a line, which put no space between words, and those whose text nobody reads as sentences.
_INLINE = "a|abbr|b|bdi|cite|em|i|mark|q|small|span|strong|sub|sup|time|var"
_UNREAD = "code|pre|script|style|textarea"
#: A word, a full stop, and the beginning of a sentence; names of hosts go on in other ways.
_TOGETHER = re.compile(r"[a-z)’”]\.(?=[A-Z][a-z]|[0-9,]+ [a-z])[^<]{0,30}")

PAGES = [
    *(
        f"/page/{slug}?at={at}"
        for slug in ("cac", "ccac", "rel-cac-oep")
        for at in ("2012", "2016-12-31", "2020")
    ),
    *("/", "/?at=2016", "/page/cac", "/ontology/", "/dataset", "/dataset?_profile=alt", "/graph/ontology"),
    *("/sources/", "/sources/doc-000", "/things/", "/things/?at=2016", "/coverage", "/gaps", "/policy"),
    *("/changes", "/profiles/", "/profiles/plain", "/problems/", "/problems/timeout", "/api", "/dumps/"),
    *(f"/dumps/{VERSION}/", "/search", "/search?q=cyber&at=2016", "/search?q=nothing-is-so", "/fragments"),
    *("/sparql", "/sparql?query=ASK%7B%7D", "/sparql?query=ASK%7B%7D&at=2016", "/sparql?query=x"),
    *("/cite?of=/page/cac&form=html", "/receipt?query=ASK%7B%7D", "/receipt/verify", "/nothing"),
]


@pytest.mark.parametrize("path", PAGES)
def test_no_sentence_runs_into_the_next(client: Client, path: str) -> None:
    """In no page does a capital letter or a number follow a full stop without a space."""
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.mimetype == "text/html"
    text = re.sub(rf"<({_UNREAD})\b.*?</\1>", "", answer.text, flags=re.DOTALL)
    assert _TOGETHER.findall(re.sub(rf"</?(?:{_INLINE})\b[^>]*>", "", text)) == []
