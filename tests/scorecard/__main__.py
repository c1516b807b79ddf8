"""`python -m tests.scorecard`: write docs/scorecard.md, with what failed when the tests were last run."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.scorecard.card import mistakes, page
from tests.scorecard.marks import marks
from tests.scorecard.rows import checklists

_ROOT = Path(__file__).resolve().parents[2]
#: Where pytest notes what failed.
_FAILED = _ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"


def main() -> int:
    """Write the page; 1 where rows and marks do not fit, which is told."""
    lists, marked = checklists(), marks(_ROOT)
    wrong = mistakes(lists, marked)
    failed = json.loads(_FAILED.read_text(encoding="utf-8")) if _FAILED.exists() else {}
    text = page(lists, marked, [node for node, is_failed in failed.items() if is_failed])
    (_ROOT / "docs" / "scorecard.md").write_text(text, encoding="utf-8")
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
