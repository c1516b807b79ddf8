"""A Virtuoso with a database of its own: how it is set up and told what to do. Tests use it too."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

#: Loopback only, nothing of its own but the database, and connections for every client that is measured.
_SETTINGS: Final = Template("""\
[Database]
DatabaseFile = $home/virtuoso.db
ErrorLogFile = $home/virtuoso.log
LockFile = $home/virtuoso.lck
TransactionFile = $home/virtuoso.trx
xa_persistent_file = $home/virtuoso.pxa
[TempDatabase]
DatabaseFile = $home/virtuoso-temp.db
TransactionFile = $home/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:$sql
DirsAllowed = $files
NumberOfBuffers = $buffers
MaxDirtyBuffers = $dirty
ServerThreads = 100
[HTTPServer]
ServerPort = 127.0.0.1:$http
ServerRoot = $home
ServerThreads = 64
KeepAliveTimeout = 60
MaxKeepAlives = 64
[SPARQL]
ResultSetMaxRows = $rows
MaxQueryCostEstimationTime = 0
""")

#: Name and password that a new database begins with.
OWNER: Final = ("dba", "dba")


@dataclass(frozen=True)
class Database:
    """Where a Virtuoso keeps its data and listens.

    Attributes:
        home: its folder, which is there.
        sql, http: its ports.
    """

    home: Path
    sql: int
    http: int

    @property
    def files(self) -> Path:
        """The folder from which it may load."""
        return self.home / "files"

    def set_up(self, *, rows: int, buffers: int = 20_000) -> list[str]:
        """Write its settings; the arguments of `virtuoso-t` that run it.

        Args:
            rows: of an answer, at most; what is beyond is left out.
            buffers: pages of 8 kB that it holds in memory.
        """
        self.files.mkdir()
        settings = self.home / "virtuoso.ini"
        places = {"home": self.home, "files": self.files, "sql": self.sql, "http": self.http}
        sizes = {"rows": rows, "buffers": buffers, "dirty": buffers * 3 // 4}
        settings.write_text(_SETTINGS.substitute(places | sizes), encoding="utf-8")
        return ["+foreground", "+configfile", str(settings)]

    def told(self, command: str) -> subprocess.CompletedProcess[str]:
        """What a command in SQL printed, given as the owner; with `*** Error` in it the command failed."""
        line = ["isql-vt", f"127.0.0.1:{self.sql}", *OWNER, "ERRORS=STDOUT", f"EXEC={command}"]
        environ = {**os.environ, "LANG": "C"}
        return subprocess.run(line, capture_output=True, text=True, check=False, env=environ)
