"""Which charts there are, one row each. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Folder of a release with the drawings.
FOLDER: Final = "charts/"

#: Languages in which charts are laid out, as BCP 47 writes them.
TONGUES: Final = ("en", "zh-Hans", "zh-Hant")


@dataclass(frozen=True)
class Figure:
    """A chart.

    Attributes:
        name: of its drawing.
        path: where it is shown.
        query: name of the published query whose rows are its lines.
        years: by which readers step first, where something is known of them.
        compared: the two dates that are compared unless others are asked for.
        title: what it shows, in English.
        across: whether what is above stands to the left instead.
        turned: local names of kinds of tie whose ends change places in the layout.
    """

    name: str
    path: str
    query: str
    years: tuple[str, ...]
    compared: tuple[str, str]
    title: str
    across: bool = False
    turned: frozenset[str] = frozenset()

    @property
    def file(self) -> str:
        """The drawing's path inside a release."""
        return f"{FOLDER}{self.name}.json"


SYSTEM: Final = Figure(
    "policy-system",
    "/chart",
    "figure-1-cyber-policy-system",
    ("2011", "2013", "2014", "2018", "2021"),
    ("2013", "2018"),
    "China’s cyber policy system",
)
CONFERENCE: Final = Figure(
    "conference",
    "/chart/conference",
    "figure-2-world-internet-conference",
    ("2014", "2015", "2019", "2020", "2021"),
    ("2015", "2020"),
    "The World Internet Conference and its partners",
    across=True,
    turned=frozenset(("CoOrganizing", "Responsibility", "Assertion", "Appraisal")),
)

FIGURES: Final = (SYSTEM, CONFERENCE)
