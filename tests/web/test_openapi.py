"""The API's own description: valid, complete, and true when a program that knows nothing else asks by it."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import Client

from server.web.languages import LANGUAGES
from server.web.openapi import template
from server.web.routes import DEFAULT, ROWS
from server.web.words import worded
from server.wsgi import Publisher
from tests import catalogs
from tests.running import running_server
from tests.web.reading import SEARCH_SCRIPT, programs

#: Requests that schemathesis makes up for each operation.
EXAMPLES = 2


@pytest.fixture
def description(client: Client) -> dict[str, Any]:
    """The description of a release's paths."""
    answer = client.get("/openapi.json")
    assert answer.content_type == "application/vnd.oai.openapi+json"
    found: dict[str, Any] = json.loads(answer.data)
    return found


def operations(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each operation by method and path."""
    return {
        f"{method.upper()} {path}": operation
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }


@pytest.mark.card("DWBP", "25")
def test_description_is_valid(description: dict[str, Any]) -> None:
    """It is OpenAPI 3.1, by the validator of that specification."""
    OpenAPIV31SpecValidator(description).validate()
    assert description["openapi"] == "3.1.0"
    assert description["info"]["version"] == "0.0-dev"
    assert description["info"]["license"]["url"] == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.card("DWBP", "25")
@pytest.mark.card("OpenAPI", "every route is described")
def test_every_route_is_described(app: Publisher, description: dict[str, Any]) -> None:
    """Each path and method that the app answers is there, and no other."""
    answered = {
        f"{method} {template(rule.rule)}"
        for rule in app.flask.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert set(operations(description)) == answered


def test_every_row_is_of_a_route(description: dict[str, Any]) -> None:
    """No row describes a path that is gone."""
    assert set(ROWS) - set(description["paths"]) == set()


@pytest.mark.card("DWBP", "25")
def test_everything_is_said(description: dict[str, Any]) -> None:
    """Each operation says what it does, each parameter what it is; names are given once."""
    found = operations(description)
    names = [operation["operationId"] for operation in found.values()]
    assert len(set(names)) == len(names)
    assert [name for name, operation in found.items() if not operation["summary"].endswith((".", "`"))] == []
    missing = [
        (name, parameter["name"])
        for name, operation in found.items()
        for parameter in operation["parameters"]
        if not parameter["description"]
    ]
    assert missing == []


def test_page_has_the_same(client: Client, description: dict[str, Any]) -> None:
    """The page has every operation with its summary, parameters and answers, each in the reader's language.

    Its one script is that of the search; of what it tells nothing is left in English to who reads Chinese.
    """
    known = {
        tag: {text for row in catalogs.messages(catalogs.read(tag)) for text in catalogs.ids(row)}
        for tag in catalogs.TAGS
    }
    for language in LANGUAGES:
        page = client.get("/api", headers={"Accept-Language": language.tag}).text
        text = squeezed(html.unescape(re.sub(r"<[^>]+>", " ", page)))
        for name, operation in operations(description).items():
            assert squeezed(name) in text
            parts = (*operation["parameters"], *operation["responses"].values())
            told = [operation["summary"], *(part["description"] for part in parts)]
            assert [one for one in told if squeezed(worded(one, language)) not in text] == []
            assert [one for one in told if one not in known.get(language.tag, told)] == []
        assert programs(page) == [SEARCH_SCRIPT]


def squeezed(text: str) -> str:
    """A text without spaces, which Chinese does not set behind its signs."""
    return "".join(text.split())


def test_addresses_are_those_of_the_server(client: Client, description: dict[str, Any]) -> None:
    """The description says where the server is, by the request of a reader on the same machine."""
    assert description["servers"] == [{"url": "http://localhost"}]
    outside = client.get("/openapi.json", headers={"Host": "evil.example"})
    assert json.loads(outside.data)["servers"] == [{"url": "https://w3id.org/nameplate"}]


def test_json_is_described(site: Client) -> None:
    """JSON of things and lists has a schema, which the examples keep to; they are what the server answers."""
    found = json.loads(site.get("/openapi.json").data)
    schemas = found["components"]["schemas"]
    described = {
        path: methods["get"]["responses"]["200"]["content"]["application/json"]
        for path, methods in found["paths"].items()
        if "get" in methods and ROWS.get(path, DEFAULT).schema
    }
    assert {"/data/{name}", "/things/{name}", "/things/", "/sources/"} <= set(described)
    for path, told in described.items():
        schema = schemas[told["schema"]["$ref"].rpartition("/")[2]]
        live = json.loads(site.get(ROWS[path].example).data)
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(live, schema)
        if "example" in told:
            assert told["example"] == live
        else:
            assert told["examples"]["live"]["externalValue"].endswith(ROWS[path].example)
    assert "example" in described["/things/{name}"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**live, "totalItems": "many"}, schemas["List"])


@pytest.mark.parametrize("slug", ["cac", "siio", "zhuang-rongwen", "cyber-sovereignty", "reg-csac-mca"])
def test_things_are_as_described(site: Client, slug: str) -> None:
    """The JSON of a thing keeps to the schema that is published for it."""
    schemas = json.loads(site.get("/openapi.json").data)["components"]["schemas"]
    jsonschema.validate(json.loads(site.get(f"/data/{slug}.json").data), schemas["Thing"])


def test_other_peoples_data_are_described(reader: Client) -> None:
    """With a file only what is there is described."""
    found = json.loads(reader.get("/openapi.json").data)
    OpenAPIV31SpecValidator(found).validate()
    assert "/sparql" in found["paths"]
    assert found["paths"].keys() >= {"/dataset", "/sitemap.xml"}
    assert not found["paths"].keys() & {"/cite", "/receipt", "/dumps/", "/changes"}


@pytest.mark.card("OpenAPI", "schemathesis finds no answer that is not as described")
def test_answers_are_as_described(small: Path, tmp_path: Path) -> None:
    """Made-up requests to every operation have answers of the described status and type; none fails."""
    with running_server("--release", str(small)) as url:
        command = [
            str(Path(sys.executable).parent / "schemathesis"),
            *("run", f"{url}/openapi.json", "--max-examples", str(EXAMPLES), "--phases", "examples,fuzzing"),
            *("--checks", "not_a_server_error,status_code_conformance,content_type_conformance"),
            *("--generation-deterministic", "--request-timeout", "60"),
            *("--suppress-health-check", "all", "--workers", "4", "--no-color"),
        ]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout[-6_000:]
    assert re.search(r"Selected: (\d+)/\1\n", done.stdout)
