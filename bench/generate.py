"""Generated data of the shape of this dataset, of any size, in constant memory and the same for a seed.

`python -m bench.generate --triples 200000 FILE.nq`. The data are made institution by institution: each brings
its nameplates, posts and people, and the claims about them with voice, standing, days and citations. After
every so many comes a source document with passages. Graphs are those of a release: a graph of facts for each
of two groups of sources, and graphs for bounds, for what is inferred and for the current state.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

import click

from bench.words import CERTAINTIES, FAMILIES, FIELDS, GIVEN, KINDS, SECTIONS, STANDINGS, VOICES

PREFIXES: Final = {
    "bibo": "http://purl.org/ontology/bibo/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "id": "https://w3id.org/nameplate/id/",
    "org": "http://www.w3.org/ns/org#",
    "plate": "https://w3id.org/nameplate/ontology/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
#: Institutions that one source document speaks of, passages of a document, and bodies right under one.
_PER_DOCUMENT: Final = 20
_PASSAGES: Final = 40
_BRANCHES: Final = 6
_EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"
_WRITTEN: Final = 2026


@dataclass(frozen=True)
class Made:
    """A statement as it will be written, without its graph.

    Attributes:
        subject: term in N-Quads.
        predicate: likewise.
        object: likewise.
        graph: local name of its graph, such as `bounds`.
    """

    subject: str
    predicate: str
    object: str
    graph: str

    def line(self, *, named: bool) -> str:
        """As a line of N-Quads, in its graph or in the default graph."""
        graph = f" <https://w3id.org/nameplate/graph/{self.graph}>" if named else ""
        return f"{self.subject} {self.predicate} {self.object}{graph} .\n"


def term(name: str) -> str:
    """A prefixed name as an IRI in N-Quads.

    >>> term("id:body-1")
    '<https://w3id.org/nameplate/id/body-1>'
    """
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def generate(triples: int, seed: int) -> Iterator[Made]:
    """At least so many statements, and no more than one institution and one document beyond them.

    Every statement comes once, and all of one institution come together.
    """
    made = 0
    for number in count():
        if made >= triples:
            return
        unit = _Unit(number, seed)
        for statement in unit.statements():
            made += 1
            yield statement


def write(path: Path, triples: int, seed: int, *, named: bool = True) -> int:
    """Write the statements as N-Quads and tell how many they are."""
    written = 0
    with path.open("w", encoding="utf-8") as out:
        for statement in generate(triples, seed):
            out.write(statement.line(named=named))
            written += 1
    return written


class _Unit:
    """One institution with everything about it."""

    def __init__(self, number: int, seed: int) -> None:
        self._number = number
        self._random = random.Random(f"{seed}/{number}")  # so that units do not depend on one another
        self._names_seed = seed
        self._document = number // _PER_DOCUMENT
        self._facts = f"facts/doc-{self._document % 2:03}"
        self._claims = 0
        self._made: list[Made] = []

    def statements(self) -> list[Made]:
        """All of it."""
        if self._number % _PER_DOCUMENT == 0:
            self._source()
        body = f"id:body-{self._number}"
        names = _names(self._names_seed, self._number)
        self._thing(body, ("plate:Institution", "org:FormalOrganization", "plate:PublicAuthority"), *names)
        self._name_claims(body, *names)
        self._superiors(body, names[0])
        plates = [self._plate(side, body, names) for side in ("Party", "State")]
        self._people(body, names[0], plates)
        return self._made

    def _add(self, subject: str, predicate: str, value: str, graph: str = "") -> None:
        self._made.append(Made(subject, term(predicate), value, graph or self._facts))

    def _source(self) -> None:
        document = f"id:doc-{self._document}"
        graph = self._facts
        self._add(term(document), "rdf:type", term("plate:SourceDocument"))
        self._add(term(document), "skos:prefLabel", f'"Report {self._document} on the policy system"@en')
        for number in range(_PASSAGES):
            passage = term(f"id:passage-{self._document}-{number}")
            section = SECTIONS[number * len(SECTIONS) // _PASSAGES]
            self._add(passage, "rdf:type", term("plate:Passage"))
            self._add(passage, "rdf:type", term("prov:Entity"), "inferred")
            self._add(passage, "dcterms:isPartOf", term(document), graph)
            self._add(passage, "bibo:section", f'"{section}"@en')
            self._add(passage, "skos:prefLabel", f'"{section}, ¶ {number}"@en', "inferred")
            self._add(passage, "plate:paragraph", _integer(number))
            self._add(passage, "plate:firstLine", _integer(number * 9))
            self._add(passage, "plate:lastLine", _integer(number * 9 + 8))

    def _thing(self, thing: str, types: tuple[str, ...], english: str, chinese: str) -> None:
        """A thing with its classes, the first of which is stated, and its labels."""
        for place, name in enumerate(types):
            self._add(term(thing), "rdf:type", term(name), "inferred" if place else "")
        self._add(term(thing), "skos:prefLabel", f'"{english}"@en')
        if chinese:
            self._add(term(thing), "skos:prefLabel", f'"{chinese}"@zh-hans')
        self._add(term(thing), "dcterms:source", self._passage())

    def _passage(self) -> str:
        return term(f"id:passage-{self._document}-{self._random.randrange(_PASSAGES)}")

    def _claim(self, kind: str, says: dict[str, str], label: str, *, started: int | None = None) -> str:
        """A claim: what it says, of whom, who says so, when it holds and where it stands.

        Args:
            kind: local name of its class.
            says: property to term; the IRIs among them are what the claim is about.
            label: made-up label.
            started: year of its start, if it is dated.
        """
        draw = self._random
        name = f"id:{kind.lower()}-{self._number}-{self._claims}"
        claim = term(name)
        self._claims += 1
        self._add(claim, "rdf:type", term(f"plate:{kind}"))
        self._add(claim, "rdf:type", term("plate:Claim"), "inferred")
        self._add(claim, "skos:prefLabel", f'"{kind.lower()}: {label}"@en', "inferred")
        for predicate, value in says.items():
            self._add(claim, predicate, value)
            if value.startswith("<") and predicate != "plate:nameKind":
                self._add(claim, "plate:about", value, "inferred")
        self._add(claim, "plate:standing", term(f"plate:{draw.choice(STANDINGS)}"))
        self._add(claim, "plate:certainty", term(f"id:{draw.choice(CERTAINTIES)}"))
        self._add(claim, "prov:wasAttributedTo", term(f"id:{draw.choice(VOICES)}"))
        self._add(claim, "plate:observedAt", term(f"id:writing-{self._document % 2:03}"))
        self._add(claim, "plate:factNumber", f'"F{self._number}-{self._claims}"')
        self._add(claim, "plate:drawsOn", term(f"id:doc-{self._document}"), "inferred")
        if started is not None:
            self._dates(claim, started)
        for place in range(draw.choice((1, 1, 2))):
            self._citation(claim, f"_:c{self._number}x{self._claims}x{place}")
        return name

    def _dates(self, claim: str, started: int) -> None:
        ended = started + self._random.randrange(1, 12)
        is_over = ended < _WRITTEN
        edtf = f'"{started}/{ended if is_over else ""}"^^<{_EDTF}>'
        self._add(claim, "plate:validity", edtf)
        self._add(claim, "plate:startsEarliest", _day(f"{started}-01-01"), "bounds")
        self._add(claim, "plate:startsLatest", _day(f"{started}-12-31"), "bounds")
        self._add(claim, "plate:endsEarliest", _day(f"{min(ended, _WRITTEN)}-01-01"), "bounds")
        if is_over:
            self._add(claim, "plate:endsLatest", _day(f"{ended}-12-31"), "bounds")

    def _citation(self, claim: str, node: str) -> None:
        self._add(claim, "plate:citation", node)
        self._add(node, "rdf:type", term("plate:Citation"))
        self._add(node, "plate:passage", self._passage())
        if self._random.random() < 0.3:
            self._add(node, "plate:endnote", _integer(self._random.randrange(1, 200)))
            self._add(node, "plate:endnoteScope", term("plate:SameSentence"))

    def _name_claims(self, thing: str, english: str, chinese: str) -> None:
        short = "".join(word[0] for word in english.split() if word[0].isupper())
        forms = (("full", english, "en"), ("full", chinese, "zh-hans"), ("abbreviation", short, "en"))
        for kind, form, language in forms:
            says = {
                "plate:nameOf": term(thing),
                "skosxl:literalForm": f'"{form}"@{language}',
                "plate:nameKind": term(f"id:name-{kind}"),
            }
            self._claim("Name", says, form)

    def _superiors(self, body: str, english: str) -> None:
        """Two claims of who is over a body, the first body's excepted; some pairs of them disagree."""
        if self._number == 0:
            return
        draw = self._random
        now = (self._number - 1) // _BRANCHES
        before = draw.randrange(self._number)
        claims = []
        for superior in (now, before):
            says = {"plate:subordinate": term(body), "plate:superior": term(f"id:body-{superior}")}
            claims.append(self._claim("Subordination", says, english, started=draw.randrange(1990, 2020)))
        if draw.random() < 0.3:
            for one, other in (claims, claims[::-1]):
                self._add(term(one), "plate:disputes", term(other))
        self._add(term(body), "org:subOrganizationOf", term(f"id:body-{now}"), "current")
        while True:
            self._add(term(body), "org:transitiveSubOrganizationOf", term(f"id:body-{now}"), "inferred")
            if now == 0:
                return
            now = (now - 1) // _BRANCHES

    def _plate(self, side: str, body: str, names: tuple[str, str]) -> str:
        english, chinese = names
        plate = f"id:plate-{self._number}-{side.lower()}"
        suffix = {"Party": ("under the Party", "党"), "State": ("of the State", "国")}[side]
        titles = f"{english} {suffix[0]}", suffix[1] + chinese
        self._thing(plate, (f"plate:{side}Nameplate", "plate:Nameplate", "prov:Agent"), *titles)
        self._name_claims(plate, *titles)
        says = {"plate:bearer": term(body), "plate:heldPlate": term(plate)}
        self._claim("NameplateHolding", says, titles[0], started=self._random.randrange(1990, 2020))
        self._add(term(plate), "plate:nameplateOf", term(body), "current")
        self._add(term(body), "plate:hasNameplate", term(plate), "inferred")
        return plate

    def _people(self, body: str, english: str, plates: list[str]) -> None:
        """A head with a post of each plate, and a deputy with one."""
        draw = self._random
        posts = []
        for place, (title, role) in enumerate(
            (("director", "head"), ("director", "head"), ("deputy", "deputy"))
        ):
            post = f"id:post-{self._number}-{place}"
            self._thing(post, ("org:Post",), f"post: {title}, {english}", "")
            self._add(term(post), "org:role", term(f"id:role-{role}"))
            self._add(term(post), "plate:titledUnder", term(plates[place % 2]))
            self._add(term(post), "org:postIn", term(body), "inferred")
            posts.append(post)
        for place, held in enumerate((posts[:2], posts[2:])):
            person = f"id:person-{self._number}-{place}"
            (family, xing), (given, ming) = draw.choice(FAMILIES), draw.choice(GIVEN)
            name = f"{family} {given} {self._number}"
            self._thing(person, ("foaf:Person", "foaf:Agent", "prov:Agent"), name, f"{xing}{ming}")
            for post in held:
                says = {"plate:holder": term(person), "plate:post": term(post)}
                self._claim("Tenure", says, name, started=draw.randrange(1995, 2024))
                self._add(term(person), "org:holds", term(post), "current")
                self._add(term(post), "org:heldBy", term(person), "inferred")
            self._add(term(person), "plate:hasServedIn", term(body), "inferred")


def _names(seed: int, number: int) -> tuple[str, str]:
    """The names of an institution, English and Chinese."""
    draw = random.Random(f"{seed}/{number}/name")
    (field, lingyu), (kind, leibie) = draw.choice(FIELDS), draw.choice(KINDS)
    return f"{field} {kind} {number}", f"{lingyu}{leibie}{number}"


def _integer(value: int) -> str:
    return f'"{value}"^^{term("xsd:integer")}'


def _day(value: str) -> str:
    return f'"{value}"^^{term("xsd:date")}'


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--triples", type=click.IntRange(min=1), default=200_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--named/--default", default=True, help="In graphs as a release has them, or in one.")
def main(path: Path, triples: int, seed: int, *, named: bool) -> None:
    """Write generated data to PATH, as N-Quads."""
    click.echo(f"{path}: {write(path, triples, seed, named=named):,} statements")


if __name__ == "__main__":
    main()
