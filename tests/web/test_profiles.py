"""Profiles: the same thing told in four ways, by header or query, with values on real things."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse
from werkzeug.test import Client

from server.formats import GRAPH_FORMATS, TRIG
from server.names import BASE, ID, PREFIXES, expand, term, thing
from server.store.documents import Documents
from server.web.profiles.statements import PQ, PR, PS, WIKIBASE, P
from server.web.profiles.table import DEFAULT, PROFILES, PROFILES_IRI, Profile, named

S = PREFIXES["schema"]
Spo = tuple[str, str, str]


def told(client: Client, slug: str, profile: str) -> set[Quad]:
    """The triples of a thing in a profile."""
    answer = client.get(f"/data/{slug}.nt?_profile={profile}")
    assert answer.status_code == 200
    chosen = named(profile)
    assert chosen is not None
    assert answer.headers["Content-Profile"] == f"<{chosen.iri}>"
    return set(parse(answer.data, format=RdfFormat.N_TRIPLES))


def short(term_: object) -> str:
    """An IRI or the text of a literal with its language or datatype, for tables."""
    if isinstance(term_, Literal):
        return f"{term_.value}@{term_.language}" if term_.language else term_.value
    return term_.value if isinstance(term_, NamedNode) else "_"


def triples(quads: set[Quad]) -> set[Spo]:
    """Quads as texts."""
    return {(short(q.subject), q.predicate.value, short(q.object)) for q in quads}


SCHEMA = [
    ("cac", "rdf:type", S + "GovernmentOrganization"),
    ("cac", "schema:name", "国家互联网信息办公室@zh-hans"),
    ("cac", "schema:alternateName", "CAC@en"),
    ("cac", "schema:url", "http://www.cac.gov.cn"),
    ("cac", "schema:parentOrganization", thing("ccac")),
    ("cac", "schema:brand", thing("siio")),
    ("siio", "rdf:type", S + "Brand"),
    ("siio", "schema:alternateName", "国信办@zh-hans"),
    ("zhuang-rongwen", "rdf:type", S + "Person"),
    ("zhuang-rongwen", "schema:memberOf", thing("cac")),
    ("xi-jinping", "schema:sameAs", "http://www.wikidata.org/entity/Q15031"),
    ("wic-2014", "rdf:type", S + "Event"),
    ("wic-2014", "schema:startDate", "2014"),
    ("wic-2014", "schema:endDate", "2014"),
    ("wic-2014", "schema:superEvent", thing("wic")),
    ("wic-2014", "schema:organizer", thing("cac")),
    ("wic", "rdf:type", S + "EventSeries"),
    ("isc", "rdf:type", S + "Organization"),
    ("isc", "schema:memberOf", thing("cyber-policy-system")),
    ("cyber-superpower", "rdf:type", S + "DefinedTerm"),
    ("cyber-superpower", "schema:name", "网络强国@zh-hans"),
    ("cyber-superpower", "schema:inDefinedTermSet", thing("concepts")),
    ("doc-sovereignty-paper", "rdf:type", S + "CreativeWork"),
    ("doc-sovereignty-paper", "schema:publisher", thing("cac")),
    ("wuzhen", "rdf:type", S + "Place"),
]


@pytest.mark.parametrize(("slug", "prop", "value"), SCHEMA)
def test_schema_org_says(site: Client, slug: str, prop: str, value: str) -> None:
    """Each thing has the class and the values in schema.org that its row names."""
    assert (thing(slug), expand(prop), value) in triples(told(site, slug, "schema"))


@pytest.mark.parametrize(
    ("slug", "prop", "kind", "role"),
    [
        (
            "zhuang-rongwen",
            "memberOf",
            "OrganizationRole",
            {"memberOf": thing("wic-organising-committee"), "startDate": "2020", "endDate": "2020"},
        ),
        ("zhuang-rongwen", "memberOf", "OrganizationRole", {"roleName": "Director of the SIIO@en"}),
        ("cac", "parentOrganization", "Role", {"parentOrganization": thing("oep"), "endDate": "2014"}),
        ("cac", "parentOrganization", "Role", {"parentOrganization": thing("ccac"), "startDate": "2018"}),
    ],
)
def test_schema_org_has_roles_with_dates(
    site: Client, slug: str, prop: str, kind: str, role: dict[str, str]
) -> None:
    """A post that was held, and a body that was above another, is a role with its dates."""
    found = told(site, slug, "schema")
    nodes = {q.object for q in found if q.predicate.value == S + prop and isinstance(q.object, BlankNode)}
    rows = [{(q.predicate.value, short(q.object)) for q in found if q.subject == node} for node in nodes]
    wanted = {(expand("rdf:type"), S + kind), *((S + name, value) for name, value in role.items())}
    assert any(wanted <= row for row in rows)


def test_schema_org_tells_nothing_that_is_only_reported(site: Client) -> None:
    """Dakota Cary's fellowship is reported, not endorsed: the role is left out."""
    found = triples(told(site, "dakota-cary", "schema"))
    assert (thing("dakota-cary"), expand("rdf:type"), S + "Person") in found
    assert "Nonresident Fellow@en" not in {value for _, _, value in found}


def test_schema_org_has_no_other_words(site: Client) -> None:
    """All of the profile is in the terms of schema.org, but for what the document says of itself."""
    for slug in ("cac", "siio", "zhuang-rongwen", "wic-2014", "isc", "cyber-superpower"):
        for quad in told(site, slug, "schema"):
            about = short(quad.subject) == f"{BASE}data/{slug}"
            assert about or quad.predicate.value.startswith(S) or quad.predicate.value == expand("rdf:type")


STATEMENTS = [
    ("cac", thing("cac"), P + "org-subOrganizationOf", thing("rel-cac-ccac-sole")),
    ("cac", thing("rel-cac-ccac-sole"), PS + "org-subOrganizationOf", thing("ccac")),
    ("cac", thing("rel-cac-ccac-sole"), PQ + "validity", "2018/"),
    ("cac", thing("rel-cac-ccac-sole"), PQ + "wordedAs", "placed solely under the authority of@en"),
    ("cac", thing("rel-cac-ccac-sole"), WIKIBASE + "rank", WIKIBASE + "PreferredRank"),
    ("cac", thing("rel-siio-scio"), PQ + "subjectAs", thing("siio")),
    ("cac", thing("stmt-homepage-cac"), PS + "foaf-homepage", "http://www.cac.gov.cn"),
    ("cac", thing("name-cac-zh"), PS + "name", "国家互联网信息办公室@zh-hans"),
    ("cac", thing("cls-cac-administrative-organ"), WIKIBASE + "rank", WIKIBASE + "NormalRank"),
    ("cac", term("nameplateOf"), WIKIBASE + "statementProperty", PS + "nameplateOf"),
    ("siio", thing("siio"), P + "nameplateOf", thing("holding-siio-cac")),
    ("siio", thing("holding-siio-cac"), PS + "nameplateOf", thing("cac")),
    ("zhuang-rongwen", thing("tenure-zhuang-siio"), PQ + "printedTitle", "Director of the SIIO@en"),
    ("wic-2014", thing("organizing-cac-wic-2014"), PS + "organizes", thing("wic-2014")),
    ("isc", thing("reg-isc-mca"), PS + "registeredWith", thing("mca")),
    ("event-cac-establishment", thing("dating-cac-2013"), PS + "dating", "2013"),
]


@pytest.mark.parametrize(("slug", "subject", "predicate", "value"), STATEMENTS)
def test_statements_say(site: Client, slug: str, subject: str, predicate: str, value: str) -> None:
    """Each claim is a statement with the value, qualifier or rank that its row names."""
    assert (subject, predicate, value) in triples(told(site, slug, "statements"))


def test_statements_have_references(site: Client) -> None:
    """A statement leads to a reference with its passage, endnote and how that is meant."""
    found = told(site, "cac", "statements")
    claim = NamedNode(thing("rel-cac-ccac-sole"))
    nodes = [
        q.object for q in found if q.subject == claim and q.predicate.value == expand("prov:wasDerivedFrom")
    ]
    assert len(nodes) == 1
    said = {(q.predicate.value, short(q.object)) for q in found if q.subject == nodes[0]}
    assert said == {
        (expand("rdf:type"), WIKIBASE + "Reference"),
        (PR + "passage", thing("passage-000-systems-4")),
        (PR + "endnote", "8"),
        (PR + "endnoteScope", term("SameSentence")),
    }


def test_every_claim_is_a_statement(site: Client) -> None:
    """No claim of the document is lost, and each statement has a rank and a value."""
    full, found = told(site, "cac", "provenance"), told(site, "cac", "statements")
    claims = {q.subject for q in full if q.predicate.value == term("standing")}
    ranked = {q.subject for q in found if q.predicate.value == WIKIBASE + "rank"}
    valued = {q.subject for q in found if q.predicate.value.startswith(PS)}
    assert len(claims) > 40
    assert ranked == claims == valued


def test_plain_has_no_claims(site: Client) -> None:
    """The plain description holds what is stated and derived, and labels: nothing of any claim."""
    full, found = told(site, "cac", "provenance"), told(site, "cac", "plain")
    claims = {q.subject for q in full if q.predicate.value == term("standing")}
    assert not claims & {q.subject for q in found}
    own = {q for q in full if q.subject == NamedNode(thing("cac"))}
    assert own <= found
    assert (thing("cac"), expand("org:subOrganizationOf"), thing("ccac")) in triples(found)
    assert (thing("ccac"), expand("skos:prefLabel"), "Central Cyberspace Affairs Commission@en") in triples(
        found
    )
    assert len(found) < len(full) / 5


@pytest.mark.parametrize("profile", [p for p in PROFILES if p is not DEFAULT], ids=lambda p: p.name)
def test_documents_say_their_profile(site: Client, profile: Profile) -> None:
    """A document in a profile says inside that it conforms to it, and which dataset it is part of."""
    found = triples(told(site, "siio", profile.name))
    assert (BASE + "data/siio", expand("dcterms:conformsTo"), profile.iri) in found
    assert (BASE + "data/siio", expand("void:inDataset"), BASE + "dataset") in found


def test_plain_keeps_graphs(site: Client) -> None:
    """What is stated and what is derived stay apart in the formats that hold graphs."""
    found = {
        q.graph_name.value
        for q in parse(site.get("/data/cac.trig?_profile=plain").data, format=TRIG.rdf)
        if isinstance(q.graph_name, NamedNode)
    }
    assert {BASE + "graph/facts/doc-000", BASE + "graph/current", BASE + "graph/inferred"} <= found


IRI = PROFILES_IRI
HEADERS = [
    pytest.param({}, "provenance", id="none"),
    pytest.param({"Accept-Profile": f"<{IRI}plain>"}, "plain", id="by IRI"),
    pytest.param({"Accept-Profile": f"<{IRI}plain>;q=0.5, <{IRI}schema>"}, "schema", id="weights"),
    pytest.param({"Accept-Profile": "<https://a.example/other>"}, "provenance", id="unknown"),
    pytest.param({"Accept-Profile": f"<{IRI}provenance>;q=0"}, "plain", id="the default refused"),
    pytest.param({"Accept-Profile": f"<{IRI}plain>;q=0"}, "provenance", id="another refused"),
    pytest.param({"Accept-Profile": "statements"}, "statements", id="by name"),
    pytest.param({"Accept-Profile": ">>junk,,<"}, "provenance", id="junk"),
]


@pytest.mark.parametrize(("headers", "name"), HEADERS)
@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.extension)
def test_profile_and_format_are_both_negotiated(
    site: Client, headers: dict[str, str], name: str, form: object
) -> None:
    """Whatever the profile, the format is the one asked for; the answer says both, and on what it depends."""
    assert form in GRAPH_FORMATS
    media_type = next(f for f in GRAPH_FORMATS if f is form).media_type
    answer = site.get("/data/siio", headers={"Accept": media_type, **headers})
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert answer.headers["Content-Profile"] == f"<{IRI}{name}>"
    assert {"Accept", "Accept-Profile"} <= set(re.split(r", *", answer.headers["Vary"]))
    again = site.get(answer.headers["Content-Location"])
    assert (again.data, again.headers["Content-Profile"]) == (answer.data, f"<{IRI}{name}>")
    assert "Accept-Profile" not in again.headers["Vary"] or name == DEFAULT.name


def test_all_profiles_refused_is_406(site: Client) -> None:
    """Who refuses every profile is told which there are."""
    answer = site.get("/data/siio.ttl", headers={"Accept-Profile": "*;q=0"})
    assert answer.status_code == 406
    assert IRI + "schema" in answer.text


@pytest.mark.parametrize(
    ("accept", "profile", "target"),
    [
        (None, None, "/page/siio"),
        (None, f"<{IRI}schema>", "/data/siio.ttl?_profile=schema"),
        ("*/*", f"<{IRI}schema>", "/data/siio.ttl?_profile=schema"),
        ("text/html", f"<{IRI}schema>", "/page/siio"),
        ("application/ld+json", f"<{IRI}schema>", "/data/siio.jsonld?_profile=schema"),
        ("application/ld+json", f"<{IRI}provenance>", "/data/siio.jsonld"),
        ("text/turtle", "<https://a.example/other>", "/data/siio.ttl"),
    ],
)
def test_things_lead_to_data_in_the_profile(
    site: Client, accept: str | None, profile: str | None, target: str
) -> None:
    """303 names format and profile, so that whoever follows it need not ask again."""
    headers = {"Accept": accept, "Accept-Profile": profile}
    answer = site.get("/id/siio", headers={name: value for name, value in headers.items() if value})
    assert (answer.status_code, answer.headers["Location"]) == (303, target)
    assert {"Accept", "Accept-Profile"} <= set(re.split(r", *", answer.headers["Vary"]))


def test_each_profile_has_its_own_tag(site: Client) -> None:
    """No two profiles share an entity tag, and a tag of one is not known of another."""
    tags = [site.get(f"/data/siio.ttl?_profile={p.name}").headers["ETag"] for p in PROFILES]
    assert len(set(tags)) == len(PROFILES)
    other = {"If-None-Match": tags[0], "Accept-Profile": f"<{PROFILES[1].iri}>"}
    assert site.get("/data/siio.ttl", headers=other).status_code == 200
    same = {"If-None-Match": tags[1], "Accept-Profile": f"<{PROFILES[1].iri}>"}
    assert site.get("/data/siio.ttl", headers=same).status_code == 304


@pytest.fixture(scope="module")
def longest(release: Path) -> str:
    """The longest slug of the data."""
    documents = Documents(release)
    slug = max((iri.removeprefix(ID) for iri in documents.under(ID)), key=len)
    documents.close()
    return slug


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.name)
def test_links_name_profiles(site: Client, longest: str, profile: Profile) -> None:
    """Link names the profile and, with their formats, those that there are besides; below 4 kB, and true."""
    answer = site.get(f"/data/{longest}.ttl?_profile={profile.name}")
    links = answer.headers["Link"]
    assert len(links) < 4000
    assert f'<{profile.iri}>; rel="profile"' in links
    for other in PROFILES:
        if other is not profile:
            assert f'; rel="alternate"; type="text/turtle"; formats="{other.iri}"' in links
    alternates = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"; formats="([^"]+)"', links)
    assert len(alternates) == len(PROFILES) - 1 + (6 if profile is not DEFAULT else 0)
    for target, media_type, told_in in alternates[:4]:
        found = site.get(target)
        assert found.mimetype == media_type
        assert found.headers["Content-Profile"] == f"<{told_in}>"


def test_profiles_are_described(site: Client) -> None:
    """The list and each profile can be read as a page and in RDF, with title, token and what it follows."""
    listed = triples(set(parse(site.get("/profiles.nt").data, format=RdfFormat.N_TRIPLES)))
    prof = "http://www.w3.org/ns/dx/prof/"
    for profile in PROFILES:
        one = site.get(f"/profiles/{profile.name}", headers={"Accept": "application/n-triples"})
        said = triples(set(parse(one.data, format=RdfFormat.N_TRIPLES)))
        assert (profile.iri, expand("rdf:type"), prof + "Profile") in said
        assert (profile.iri, prof + "hasToken", profile.name) in said
        assert said <= listed
        assert (IRI, expand("dcterms:hasPart"), profile.iri) in listed
        page = site.get(f"/profiles/{profile.name}", headers={"Accept": "text/html"})
        assert profile.description.split(".")[0] in page.text
    assert (PROFILES[3].iri, prof + "isProfileOf", S) in listed
    assert site.get("/profiles/nothing").status_code == 404
    assert site.get("/profiles/statements/ps").headers["Location"] == "/profiles/statements"


def test_data_of_other_people_has_one_profile(reader: Client) -> None:
    """Profiles are of this vocabulary: data from a file is told as it stands, without a profile."""
    answer = reader.get("/data/a.ttl", headers={"Accept-Profile": f"<{IRI}schema>"})
    assert answer.status_code == 200
    assert "Content-Profile" not in answer.headers
    assert "Accept-Profile" not in answer.headers.get("Vary", "")
