"""The mistakes that a curator of this field makes most easily, each rejected with a message that names it.

The first table has the classic ones of dated, sourced knowledge about institutions; the second those that
this knowledge base invites of its own. Each row is told by an example among those of the other modules.
"""

from __future__ import annotations

from typing import Final

import pytest

from tests.shapes.outcome import EXAMPLES, Outcome

#: Mistake, the shape that finds it, words of its message.
_CLASSIC: Final = (
    ("a body under two superiors at once", "Subordination", "under two superiors at once"),
    ("a body above itself", "NoCycle", "above itself"),
    ("two holders of a post for one", "OneHead", "in this post at once"),
    ("an end before its start", "Bounds", "end before it starts"),
    ("a claim without a source", "Claim", "cites at least one passage"),
    ("a relation without a time", "Relation", "has a time"),
    ("a claim without a standing", "Claim", "exactly one standing"),
    ("a tie outside a body's life", "WithinLife", "lasts beyond the absorption"),
    ("a nameplate without its Chinese name", "ChineseName", "is written in Chinese on a door"),
    ("a nameplate on no body", "NameplateHolding", "hangs on exactly one institution"),
    ("a post in a nameplate", "Nameplate", "a post stands in a body"),
    ("a statement that nobody endorses, stated", "StatementClaim", "nobody endorses is not stated plainly"),
    ("a supervisor that also registers", "CharterSupervision", "not both supervisor and registrar"),
    ("a registrar without the power", "Registration", "only an authority of the state registers"),
    ("a malformed identifier", "IdentityLink", "no item of Wikidata"),
    ("a renaming that makes a new body", "IdentityPreservingChange", "keeps the body"),
    ("a change of a body already gone", "Change", "certainly absorbed before the change"),
    ("a body its own ancestor", "NoOwnAncestor", "came about from itself"),
    ("editions numbered out of order", "Edition", "numbered out of order"),
    ("an organiser not yet founded", "OrganizerExists", "did not yet exist"),
    ("a wording of another concept attested", "Attestation", "none of the attested concept"),
    ("a claim without a voice", "Claim", "exactly one voice"),
    ("a citation of an unknown source", "Citation", "is not known"),
    ("a post held by a body", "Tenure", "held by exactly one person"),
    ("a subordinate that is no institution", "Subordination", "subordinate is exactly one institution"),
    ("a nameplate on a nameplate", "NameplateHolding", "and never another plate"),
    ("a post in two bodies", "Post", "and not both"),
    ("a change whose result is its original", "Change", "original and result are different bodies"),
    ("an edition without an organiser", "Edition", "has an organiser"),
    ("a use on a day not its document's", "Attestation", "a day other than its document's"),
    ("a date in no form that is read", "Validity", "is an EDTF literal"),
    ("both sides of a dispute endorsed", "Dispute", "not both endorsed"),
)

_OUR_OWN: Final = (
    ("a plate said to be its body", "NeverOne", "not the body on which it hangs"),
    ("the country said to be its ruling party", "NeverOne", "the party that rules it"),
    ("two bodies merged", "NeverOne", "are never made one"),
    ("a government linked to its country's item", "IdentityLink", "one and the same item elsewhere"),
    ("a country typed as its government", "Polity", "a country is not its government"),
    ("an identity link of unknown day", "IdentityLink", "was made on one day"),
    ("a dual institution classed as party organ", "DualInstitution", "neither party organ nor state organ"),
    ("a passing kind written as a class", "PassingClass", "read off dated claims and never written"),
    ("a plate on two bodies at once", "NameplateHolding", "on one body at a time"),
    ("a printed plate that hung elsewhere", "PrintedPlate", "the subject did not hold this plate"),
    ("a plate in the hierarchy", "Nameplate", "hierarchy is among bodies"),
    ("a second superior beside a sole one", "Subordination", "a sole superior has no other"),
    ("a hedged statement endorsed", "StandingFitsCertainty", "are never endorsed"),
    ("an inference in the source's voice", "StandingFitsCertainty", "is in the curators' voice"),
    ("a quotation in the author's voice", "QuotedVoice", "in the voice of whom it quotes"),
    ("a quotation endorsed without its document", "StandingFitsCertainty", "a quotation is endorsed only"),
    ("a denial that reads as its opposite", "StandingFitsCertainty", "add plate:polarity plate:Negative"),
    ("a rejection without a reason", "StandingFitsCertainty", "kept with its reason"),
    ("a gap dressed as a claim", "KnownGap", "is no claim"),
    ("the text of a passage stored", "Passage", "never what it says"),
    ("an endnote of unknown bearing", "EndnoteWithScope", "go together"),
    ("an event with a date of its own", "Event", "an event is no claim"),
    ("more members than the stated size", "StatedSize", "more members are listed"),
    ("more forums on one matter than in all", "ForumGroup", "more forums than the whole"),
    ("two editions with one number", "Edition", "have the same number"),
    ("an edition of two series", "Edition", "exactly one plate:EventSeries"),
    ("a concept its own forebear", "NoOwnForebear", "its own forebear"),
    ("a concept broader than itself", "Broader", "broader than itself"),
    ("a wording of a body as a formulation", "Formulation", "a wording of a governance concept"),
    ("a body as witness of a concept", "Attestation", "a document, a speech or a person"),
    ("a title that no name claims", "TitleClaimed", "none of the document's names"),
    ("renderings in one language", "Rendering", "in the same language"),
    ("a page of the web without its address", "ConsultedPage", "exactly one web address"),
    ("lines of a page of the web", "Passage", "no lines that stay"),
    ("a place in itself", "NoPlaceInItself", "lies in itself"),
    ("a delegation sent to a body", "Delegation", "goes to an event"),
    ("an actor that influences itself", "Influence", "does not influence itself"),
    ("a service taken for its company", "OnlineService", "not the company that runs it"),
    ("a thing shown under a former name", "FormerName", "no longer bears"),
    ("a number given as a text", "StatementClaim", "gives a whole number"),
)

#: A source may class a dual institution as it likes, so this is told and does not stop a release.
_REMARKED: Final = {"DualInstitution"}

_ALL: Final = (*_CLASSIC, *_OUR_OWN)


@pytest.mark.parametrize(
    ("mistake", "shape", "says"), _ALL, ids=[mistake.replace(" ", "-") for mistake, _, _ in _ALL]
)
def test_seeded_mistake_is_rejected(outcome: Outcome, mistake: str, shape: str, says: str) -> None:
    """Every example of the mistake is found by its shape, whose message names the mistake and a remedy."""
    numbers = [n for n, one in enumerate(EXAMPLES) if one.shape == shape and says in one.says]
    severity = "warning" if shape in _REMARKED else "error"

    assert numbers, f"no example of {mistake}"
    for number in numbers:
        told = [f for f in outcome.of(number) if f.rule == shape and says in f.message]
        assert told, [str(f) for f in outcome.of(number)]
        assert {f.severity for f in told} == {severity}
        assert all(": " in f.message for f in told)


def test_as_many_of_our_own() -> None:
    """There are at least as many mistakes of our own as classic ones, and no row stands twice."""
    assert len(_OUR_OWN) >= len(_CLASSIC)
    assert len({(shape, says) for _, shape, says in _ALL}) == len(_ALL)
