"""The page of the files of a release."""

from __future__ import annotations

from dataclasses import dataclass

from server.web.contexts.values import Text


@dataclass(frozen=True)
class DumpFile:
    """One file that can be fetched whole: what the link to it says, its type and its size."""

    name: str
    text: str
    href: str
    type: str
    size: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class DumpRow:
    """What can be had in one or more files, and what it is in words."""

    name: Text
    about: Text
    files: tuple[DumpFile, ...]


@dataclass(frozen=True)
class DumpsPage:
    """The files of the release, in groups.

    Attributes:
        version: of the release.
        issued: its day.
        published: whether it will not change any more.
        archive: everything in one file.
        tables: tables for spreadsheets.
        whole: all of the data, a row for each RDF format.
        graphs: each named graph, in every RDF format.
        schema: the description of the tables.
        patch: what makes the version of the one before, if there is one.
        missing: how many of the files that its manifest lists cannot be made any more.
        manifest: where the manifest is.
        signature: where its signature is, if it is signed.
        sums: where the checksums are.
        canonical: canonical hash of the dataset.
        merged: canonical hash of all graphs in one.
        report: where the results of the validation are, if they are there.
    """

    version: str
    issued: str
    published: bool
    archive: DumpFile | None
    tables: tuple[DumpRow, ...]
    whole: tuple[DumpRow, ...]
    graphs: tuple[DumpRow, ...]
    schema: DumpFile | None
    patch: DumpFile | None
    missing: int
    manifest: str
    signature: str
    sums: str
    canonical: str
    merged: str
    report: str = ""
