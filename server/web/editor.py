"""The editor of the query page: YASGUI, as set-up has put it beside the other files.

Nothing of it is fetched by the server, and browsers fetch it from here alone. Where it was never put, the
page is a plain form. It lies in a folder named by its version, so that an address never means other bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask, Response, request

from server.web.responses import FOREVER

#: Where set-up puts the editor, a folder for a version.
FOLDER: Final = Path(__file__).with_name("static") / "editor"
_PREFIX: Final = "/static/editor/"
_SCRIPT: Final = "yasgui.min.js"
_STYLE: Final = "yasgui.min.css"
_VERSION: Final = re.compile(r"\d+(?:\.\d+)*(?:-[\w.]+)?")


@dataclass(frozen=True)
class Editor:
    """An editor that is there.

    Attributes:
        version: its version.
        script: path of its script.
        style: path of its style sheet.
    """

    version: str
    script: str
    style: str


def editor(folder: Path = FOLDER) -> Editor | None:
    """The editor that was put into a folder, the last by name of several; None if there is none."""
    found = sorted(path for path in folder.glob("*") if _VERSION.fullmatch(path.name))
    whole = [path for path in found if (path / _SCRIPT).is_file() and (path / _STYLE).is_file()]
    if not whole:
        return None
    version = whole[-1].name
    return Editor(version, f"{_PREFIX}{version}/{_SCRIPT}", f"{_PREFIX}{version}/{_STYLE}")


def install(app: Flask) -> None:
    """Let browsers of an app keep the files of an editor for good: their addresses name the version."""
    app.after_request(_kept_for_good)


def _kept_for_good(response: Response) -> Response:
    found = response.status_code in {200, 206, 304}
    if found and request.path.startswith(_PREFIX):
        response.headers["Cache-Control"] = FOREVER
    return response
