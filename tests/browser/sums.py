"""What tests of pages found, summed up at the end of a run, by properties of reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pytest

#: Properties of reports: rules applied and broken; what was checked and found; what a page weighs.
AXE: Final = "axe"
VALIDITY: Final = "validity"
WEIGHT: Final = "weight"


def lines(reports: Iterable[pytest.TestReport]) -> Iterator[str]:
    """The totals, and for each type of page what it weighs in English; nothing where no page was seen."""
    told: dict[str, list[Any]] = {AXE: [], VALIDITY: [], WEIGHT: []}
    for report in reports:
        for name, value in report.user_properties:
            if name in told:
                told[name].append(value)
    if told[AXE]:
        rules, broken = (sum(one[place] for one in told[AXE]) for place in (0, 1))
        yield f"axe-core: {len(told[AXE])} pages, {rules} rules applied, {broken} broken"
    for broken, files in told[VALIDITY]:
        named = ", ".join(f"{number} {kind}" for kind, number in sorted(files.items()))
        yield f"Nu HTML Checker: {named}; {broken} mistakes"
    if told[WEIGHT]:
        yield "bytes of the page, bytes sent with its parts, requests, layout shift"
    for kind, language, html, sent, requests, shift in told[WEIGHT]:
        if language == "en":
            yield f"{html:>8,} {sent:>8,} {requests:>3} {shift:>6} {kind}"
