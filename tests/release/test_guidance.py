"""Typical slips of people who write facts: each gets one finding, at its file and line, that says what to do.

Every slip is made in a file of its own, which is right but for it. Files that cannot be read are loaded one
by one; all others stand beside the project's own and are checked in one go.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from server.errors import CheckFailed, Finding
from server.release.examine import examine
from server.release.load import load
from server.release.stages import Stages
from tests.readme import blocks
from tests.release.projects import small

_GUIDE: Final = "docs/adding-a-fact.md"


@dataclass(frozen=True)
class Slip:
    """What somebody writes instead of what is right, and what the check answers.

    Attributes:
        right, wrong: a stretch of the text, and what it becomes.
        rule: the rule that finds it.
        says: words that the message must hold.
    """

    right: str
    wrong: str
    rule: str
    says: str


_SAID: Final = """
    plate:standing plate:Endorsed ;
    prov:wasAttributedTo id:aspi-authors ;
    plate:certainty id:certainty-asserted ;
    plate:citation [ a plate:Citation ; plate:passage id:passage-000-cac-2 ] .
"""
_RIGHT: Final = f"""
id:SLIP-bureau a plate:Institution ;
    skos:prefLabel "Bureau SLIP"@en ;
    dcterms:source id:passage-000-cac-2 .

id:SLIP-rel a plate:Subordination ;
    plate:subordinate id:SLIP-bureau ;
    plate:superior id:ccac ;
    plate:wordedAs "under the authority of"@en ;
    plate:validity "2014/2018"^^edtf:EDTF ;{_SAID}
id:SLIP-name a plate:Name ;
    plate:nameOf id:SLIP-bureau ;
    skosxl:literalForm "示例局"@zh-Hans ;
    plate:nameKind id:name-full ;{_SAID}
id:SLIP-person a foaf:Person ;
    skos:prefLabel "Person SLIP"@en ;
    dcterms:source id:passage-000-cac-2 .

id:SLIP-post a org:Post ;
    skos:prefLabel "post: director, Bureau SLIP"@en ;
    org:role id:role-head ;
    org:postIn id:SLIP-bureau ;
    dcterms:source id:passage-000-cac-2 .

id:SLIP-tenure a plate:Tenure ;
    plate:holder id:SLIP-person ;
    plate:post id:SLIP-post ;
    plate:observedAt id:writing-000 ;{_SAID}
id:SLIP-founding a plate:Founding ;
    skos:prefLabel "founding of Bureau SLIP"@en ;
    org:resultingOrganization id:SLIP-bureau ;
    dcterms:source id:passage-000-cac-2 .

id:SLIP-dating a plate:Dating ;
    plate:datedEvent id:SLIP-founding ;
    plate:validity "2014-02"^^edtf:EDTF ;{_SAID}
id:SLIP-task a plate:Responsibility ;
    plate:about id:SLIP-bureau ;
    dcterms:description "Grants permits."@en , "发放许可。"@zh-Hans ;{_SAID}"""

#: Slips after which a file can no longer be read.
UNREADABLE: Final[Mapping[str, Slip]] = {
    "a semicolon forgotten": Slip(
        "plate:subordinate id:SLIP-bureau ;", "plate:subordinate id:SLIP-bureau", "turtle-syntax", "semicolon"
    ),
    "the dot at the end of a block forgotten": Slip(
        "dcterms:source id:passage-000-cac-2 .\n\nid:SLIP-rel",
        "dcterms:source id:passage-000-cac-2\n\nid:SLIP-rel",
        "turtle-syntax",
        "dot",
    ),
    "quotation marks of a word processor": Slip(
        '"Bureau SLIP"@en', "“Bureau SLIP”@en", "turtle-syntax", 'straight quotation marks "'
    ),
    "a quotation mark forgotten": Slip(
        '"Bureau SLIP"@en', '"Bureau SLIP@en', "turtle-syntax", "quotation mark"
    ),
    "a semicolon typed in Chinese": Slip(
        "plate:superior id:ccac ;", "plate:superior id:ccac ；", "turtle-syntax", "full-width ；"
    ),
    "a colon typed in Chinese": Slip(
        "plate:superior id:ccac", "plate:superior id：ccac", "turtle-syntax", "full-width ："
    ),
    "a bracket forgotten": Slip(
        "plate:passage id:passage-000-cac-2 ] .\n\nid:SLIP-name",
        "plate:passage id:passage-000-cac-2 .\n\nid:SLIP-name",
        "turtle-syntax",
        "]",
    ),
    "a prefix misspelt": Slip(
        "a plate:Subordination", "a plates:Subordination", "turtle-syntax", "did you mean plate:"
    ),
    "a space in a name": Slip("id:SLIP-person a", "id:SLIP person a", "turtle-syntax", "hyphen"),
    "a date without quotation marks": Slip(
        '"2014-02"^^edtf:EDTF', "2014-02^^edtf:EDTF", "turtle-syntax", "quotation marks"
    ),
    "a block of another thing copied with its name": Slip(
        "id:SLIP-person a foaf:Person ;", "id:office a foaf:Person ;", "one-block", "already"
    ),
    "years joined by a hyphen": Slip('"2014/2018"', '"2014-2018"', "ill-typed", "2014/2018"),
    "years joined by a dash": Slip('"2014/2018"', '"2014–2018"', "ill-typed", "2014/2018"),
    "a date in words": Slip('"2014-02"', '"1 May 2014"', "ill-typed", "2014-05-01"),
    "a month in words": Slip('"2014-02"', '"February 2014"', "ill-typed", "2014-02"),
    "a month with one digit": Slip('"2014-02"', '"2014-2"', "ill-typed", "2014-02"),
    "day before month": Slip('"2014-02"', '"01.05.2014"', "ill-typed", "2014-05-01"),
    "a date in Chinese": Slip('"2014-02"', '"2014年2月"', "ill-typed", "2014-02"),
    "circa": Slip('"2014-02"', '"c. 2014"', "ill-typed", "2014~"),
    "since": Slip('"2014-02"', '"since 2014"', "ill-typed", "2014/"),
    "a month that is none": Slip('"2014-02"', '"2014-13"', "ill-typed", "no day of the calendar"),
}

#: Slips that leave the file readable.
READABLE: Final[Mapping[str, Slip]] = {
    "no citation": Slip(
        " ;\n    plate:citation [ a plate:Citation ; plate:passage id:passage-000-cac-2 ]",
        "",
        "Claim",
        "cites at least one passage",
    ),
    "a year with no datatype": Slip('"2014-02"^^edtf:EDTF', '"2014-02"', "Validity", "^^edtf:EDTF"),
    "a year of another datatype": Slip(
        '"2014-02"^^edtf:EDTF', '"2014"^^xsd:gYear', "Validity", "^^edtf:EDTF"
    ),
    "a passage that is not there": Slip(
        "passage-000-cac-2 ] .\n\nid:SLIP-name",
        "passage-000-cac-22 ] .\n\nid:SLIP-name",
        "unknown-thing",
        "id:passage-000-cac-2",
    ),
    "a body misspelt": Slip(
        "plate:superior id:ccac", "plate:superior id:ccacc", "unknown-thing", "did you mean id:ccac?"
    ),
    "a certainty without its beginning": Slip(
        "plate:nameKind id:name-full ;",
        "plate:nameKind id:name-ful ;",
        "unknown-thing",
        "did you mean id:name-full?",
    ),
    "a label without a language": Slip('"Bureau SLIP"@en', '"Bureau SLIP"', "Thing", "@en"),
    "Chinese without its script": Slip(
        '"Bureau SLIP"@en', '"Bureau SLIP"@en , "示例局"@zh', "language", "@zh-Hans"
    ),
    "the language of the country": Slip(
        '"Bureau SLIP"@en', '"Bureau SLIP"@en , "示例局"@zh-CN', "language", "@zh-Hans"
    ),
    "Chinese called English": Slip('"under the authority of"@en', '"领导下"@en', "language", "@zh-Hans"),
    "pinyin called Chinese": Slip(
        'skosxl:literalForm "示例局"@zh-Hans',
        'skosxl:literalForm "Shili ju"@zh-Hans',
        "Name",
        "Chinese characters",
    ),
    "traditional characters written": Slip(
        'skosxl:literalForm "示例局"@zh-Hans', 'skosxl:literalForm "網路局"@zh-Hant', "language", "@zh-Hans"
    ),
    "a plate as an end": Slip(
        "plate:superior id:ccac", "plate:superior id:scio", "Subordination", "the plate in plate:objectAs"
    ),
    "a person as an end": Slip(
        "plate:superior id:ccac", "plate:superior id:SLIP-person", "Subordination", "institution"
    ),
    "a person as a post": Slip(
        "plate:post id:SLIP-post", "plate:post id:SLIP-person", "Tenure", "name an org:Post"
    ),
    "a body as a post": Slip(
        "plate:post id:SLIP-post", "plate:post id:SLIP-bureau", "Tenure", "name an org:Post"
    ),
    "a post of two kinds": Slip(
        "org:postIn id:SLIP-bureau ;",
        "org:postIn id:SLIP-bureau ;\n    plate:titledUnder id:siio ;",
        "Post",
        "make two posts",
    ),
    "a post in a plate": Slip("org:postIn id:SLIP-bureau", "org:postIn id:siio", "Post", "plate:titledUnder"),
    "a class made up": Slip(
        "id:SLIP-bureau a plate:Institution",
        "id:SLIP-bureau a plate:Ministry",
        "undeclared-term",
        "plate:Ministry",
    ),
    "a class misspelt": Slip(
        "a plate:Tenure", "a plate:Tenur", "undeclared-term", "did you mean plate:Tenure?"
    ),
    "a class of another vocabulary misspelt": Slip(
        "a foaf:Person", "a foaf:person", "undeclared-term", "did you mean foaf:Person?"
    ),
    "a property of another vocabulary misspelt": Slip(
        "org:postIn", "org:postin", "undeclared-term", "did you mean org:postIn?"
    ),
    "a property under the wrong prefix": Slip(
        "org:role id:role-head", "plate:role id:role-head", "undeclared-term", "did you mean org:role?"
    ),
    "the plain triple written": Slip(
        'skos:prefLabel "Person SLIP"@en ;',
        'skos:prefLabel "Person SLIP"@en ;\n    org:holds id:SLIP-post ;',
        "written-by-hand",
        "plate:Tenure",
    ),
    "a sentence copied": Slip(
        '"under the authority of"',
        '"is, as before, under the authority of the commission that the party has set up for it"',
        "Claim",
        "cut it to 60",
    ),
    "a relation without a time": Slip(
        '    plate:validity "2014/2018"^^edtf:EDTF ;\n', "", "Relation", "has a time"
    ),
    "a date on the event": Slip(
        "org:resultingOrganization id:SLIP-bureau ;",
        'org:resultingOrganization id:SLIP-bureau ;\n    plate:validity "2014"^^edtf:EDTF ;',
        "Event",
        "plate:Dating",
    ),
    "a date on a body": Slip(
        '"Bureau SLIP"@en ;',
        '"Bureau SLIP"@en ;\n    plate:validity "2014/"^^edtf:EDTF ;',
        "out-of-place",
        "claim",
    ),
    "an end forgotten": Slip("    plate:superior id:ccac ;\n", "", "Subordination", "plate:superior"),
    "a person with a capital letter": Slip("id:SLIP-person", "id:SLIP-Person", "slug", "small letters"),
    "a name in Chinese in an IRI": Slip("id:SLIP-task", "id:SLIP-任务", "slug", "small letters"),
}


def _file(slip: Slip | None, number: int) -> str:
    """A file that is right but for a slip; the names in it are its own."""
    text = blocks("turtle", _GUIDE)[0].text + _RIGHT
    if slip is not None:
        assert slip.right in text, slip.right
        text = (
            text.replace(slip.right, slip.wrong, 1)
            if slip.rule != "slug"
            else text.replace(slip.right, slip.wrong)
        )
    return text.replace("SLIP", f"slip-{number}")


@pytest.mark.parametrize("what", UNREADABLE, ids=[what.replace(" ", "-") for what in UNREADABLE])
def test_unreadable(tmp_path: Path, what: str) -> None:
    """Of a file that cannot be read the line is told, and what is most likely wrong there."""
    slip = UNREADABLE[what]
    root = small(tmp_path / "p")
    text = _file(slip, 0)
    (root / "instances" / "slip.ttl").write_text(text, encoding="utf-8")

    with pytest.raises(CheckFailed) as raised:
        load(root)

    (found,) = raised.value.findings
    line = text.count("\n", 0, text.index(slip.wrong.replace("SLIP", "slip-0"))) + 1
    assert (found.place, found.rule) == ("instances/slip.ttl", slip.rule)
    assert line <= found.line <= line + 3
    assert slip.says in found.message


@pytest.fixture(scope="module")
def answers(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Finding]]:
    """What the check says of each readable slip, and of a file without one."""
    root = tmp_path_factory.mktemp("slips")
    for name in ("ontology", "instances", "shapes", "queries"):
        shutil.copytree(project_root / name, root / name)
    folder = root / "instances" / "slips"
    folder.mkdir()
    places = {}
    for number, (what, slip) in enumerate([("", None), *READABLE.items()]):
        path = folder / f"slip-{number}.ttl"
        path.write_text(_file(slip, number), encoding="utf-8")
        places[what] = f"instances/slips/{path.name}"
    try:
        findings = list(examine(root, Stages(lambda _: None)).findings)
    except CheckFailed as error:
        findings = error.findings
    return {what: [f for f in findings if f.place == place] for what, place in places.items()}


def test_right_file(answers: Mapping[str, list[Finding]]) -> None:
    """The file in which the slips are made has none of its own."""
    assert [str(finding) for finding in answers[""]] == []


@pytest.mark.parametrize("what", READABLE, ids=[what.replace(" ", "-") for what in READABLE])
def test_readable(answers: Mapping[str, list[Finding]], what: str) -> None:
    """One finding for one slip, with the line of its block or nearer, and words that say what to do."""
    slip = READABLE[what]
    told = [str(finding) for finding in answers[what]]
    assert len(told) == 1, told
    (found,) = answers[what]
    assert found.rule == slip.rule, told
    assert found.line > 0, told
    assert slip.says in found.message, told
    assert re.search(r"[:?] ", found.message), told
