"""The page of the files of a release."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DumpRow:
    """One file that can be fetched whole."""

    name: str
    href: str
    format: str
    graphs: str
    size: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class DumpsPage:
    """The files of the release."""

    version: str
    issued: str
    rows: tuple[DumpRow, ...]
    manifest: str
    published: bool
