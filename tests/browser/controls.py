"""Controls of a page that do nothing without scripts: seen, and not of a form that can be sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_CONTROLS: Final = frozenset({"button", "input", "select", "textarea"})
_VOID: Final = frozenset({"input", "meta", "link", "br", "col", "hr", "img", "wbr"})


@dataclass
class _Form:
    controls: list[str] = field(default_factory=list)
    sends: bool = False


class Controls(HTMLParser):
    """Reads a page; `dead` are the controls that nobody can use without scripts.

    >>> page = Controls()
    >>> page.feed('<form><input name="a"><button>Go</button></form><button id="b">Copy</button>')
    >>> page.feed('<p hidden><button id="c">Run</button></p>')
    >>> page.dead
    ['<button id="b">']
    >>> page = Controls()
    >>> page.feed('<form id="a"></form><button form="a">CSV</button><button form="b">TSV</button>')
    >>> page.dead
    ['<button form="b">']
    """

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self.dead: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._form: _Form | None = None
        self._forms: set[str | None] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a control, and what it stands in."""
        named = dict(attrs)
        hidden = "hidden" in named or named.get("type") == "hidden" or any(one for _, one in self._open)
        if tag == "form":
            self._form = _Form()
            self._forms.add(named.get("id"))
        if tag in _CONTROLS and not hidden:
            text = self.get_starttag_text() or tag
            sends = tag == "button" and named.get("type", "submit") == "submit"
            if "form" in named:  # it stands outside of the form that it sends
                if not sends or named["form"] not in self._forms:
                    self.dead.append(text)
            elif self._form is None:
                self.dead.append(text)
            else:
                self._form.controls.append(text)
                self._form.sends |= sends
        if tag not in _VOID:
            self._open.append((tag, "hidden" in named))

    def handle_endtag(self, tag: str) -> None:
        """Close what was open, and judge a form as a whole."""
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "form" and self._form is not None:
            if not self._form.sends:
                self.dead += self._form.controls
            self._form = None
