"""Compressed files: gzip and Zstandard, packed to the same bytes each time, unpacked within a limit.

Zstandard is of the standard library from Python 3.14 (PEP 784) and of `backports.zstd` before.
"""

from __future__ import annotations

import gzip as _gzip
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final, cast

if sys.version_info >= (3, 14):
    from compression import zstd as _zstd
else:
    from backports import zstd as _zstd

#: What the libraries that pack are, for whoever asks whether bytes can be expected to be the same.
ENGINES: Final = (f"zlib {zlib.ZLIB_RUNTIME_VERSION}", f"zstd {_zstd.zstd_version}")

#: Level of Zstandard for what is packed once and fetched often; 19 saves a tenth in twenty times the time.
LEVEL: Final = 12
#: Level of gzip; 9 saves three in a hundred and takes more than twice as long.
_GZIP_LEVEL: Final = 6

#: What reading a damaged file raises.
DAMAGED: Final = (EOFError, zlib.error, _gzip.BadGzipFile, _zstd.ZstdError)

_CHUNK: Final = 1 << 20


class BadPacking(ValueError):
    """What should be compressed is not, is cut short, or unpacks to more than is allowed."""


def gzip(data: bytes, level: int = _GZIP_LEVEL) -> bytes:
    """Data as a gzip file that says neither a name nor a time (RFC 1952)."""
    return _gzip.compress(data, level, mtime=0)


def zstd(data: bytes, level: int = LEVEL) -> bytes:
    """Data as one Zstandard frame that says its size and has a checksum (RFC 8878)."""
    options: dict[int, int] = {
        _zstd.CompressionParameter.compression_level: level,
        _zstd.CompressionParameter.content_size_flag: 1,
        _zstd.CompressionParameter.checksum_flag: 1,
    }
    return _zstd.compress(data, options=options)


#: Ending of a compressed file → what packs it.
PACKERS: Final[dict[str, Callable[[bytes], bytes]]] = {".gz": gzip, ".zst": zstd}

#: Ending of a compressed file → what packs it, as people call it.
NAMES: Final = {".gz": "gzip", ".zst": "Zstandard"}

#: Ending of a compressed file → its content coding (RFC 9110 §8.4.1, RFC 8878 §7.2), and its media type.
CODINGS: Final = {".gz": "gzip", ".zst": "zstd"}
MEDIA_TYPES: Final = {".gz": "application/gzip", ".zst": "application/zstd"}


def packed(name: str) -> str:
    """The ending by which a file's name says that it is compressed, or the empty string."""
    return next((ending for ending in PACKERS if name.endswith(ending)), "")


def opened(path: Path) -> IO[bytes]:
    """A file to read, unpacked on the way if its name says that it is compressed.

    Reading raises OSError or one of `DAMAGED` where it is damaged; `unpacked` tells them all as one.
    """
    ending = packed(path.name.lower())
    if ending == ".gz":
        return cast("IO[bytes]", _gzip.GzipFile(path))
    if ending == ".zst":
        return cast("IO[bytes]", _zstd.ZstdFile(path))
    return path.open("rb")


def unpacked(path: Path, limit: int) -> bytes:
    """What is in a file, unpacked if its name says that it is compressed.

    Args:
        path: the file.
        limit: bytes that it may hold at most, unpacked.

    Raises:
        BadPacking: it is damaged, or holds more.
        OSError: it cannot be read.
    """
    pieces: list[bytes] = []
    size = 0
    try:
        with opened(path) as file:
            while piece := file.read(_CHUNK):
                size += len(piece)
                if size > limit:
                    raise BadPacking(f"{path.name} unpacks to more than {limit} bytes")
                pieces.append(piece)
    except DAMAGED as error:
        raise BadPacking(f"{path.name} cannot be unpacked: {error}") from error
    return b"".join(pieces)
