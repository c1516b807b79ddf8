"""Signatures of manifests: Ed25519 (RFC 8032), detached, in a file beside the manifest.

A manifest has the checksum of every file, so its signature stands for them all. Keys are PEM files as
OpenSSL writes and reads them; the signature is one line of base64.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from server.downloads import SIGNATURE
from server.errors import ReleaseError
from server.layout import MANIFEST

#: What the public key is called beside the private one.
PUBLIC: Final = ".pub"


def new_key(path: Path) -> Path:
    """Make a pair of keys: the private one at `path`, for its owner alone, the public one beside it.

    Returns:
        Where the public key is.

    Raises:
        ReleaseError: there is a file already; keys are never overwritten.
    """
    public = path.with_name(path.name + PUBLIC)
    for one in (path, public):
        if one.exists():
            raise ReleaseError(one, "is there already, and no key is overwritten: choose another name")
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return public


def sign(directory: Path, key: Path) -> Path:
    """Sign the manifest in a folder; where the signature is.

    Raises:
        ReleaseError: there is no manifest, or the key is not the private key of Ed25519.
    """
    private = _private(key)
    try:
        manifest = (directory / MANIFEST).read_bytes()
    except OSError as error:
        raise ReleaseError(directory, f"has no {MANIFEST}: name the folder of a release") from error
    signature = directory / SIGNATURE
    fresh = directory / f".{SIGNATURE}"
    fresh.write_bytes(base64.b64encode(private.sign(manifest)) + b"\n")
    fresh.replace(signature)
    return signature


def signed(directory: Path, key: Path) -> str | None:
    """What is wrong with the signature of the manifest in a folder; None if it was made with that key.

    Raises:
        ReleaseError: the key cannot be read, or is not the public key of Ed25519.
    """
    public = _public(key)
    try:
        signature = base64.b64decode((directory / SIGNATURE).read_bytes().strip(), validate=True)
        public.verify(signature, (directory / MANIFEST).read_bytes())
    except FileNotFoundError:
        return "is not here: the manifest is not signed, or its signature was not fetched"
    except binascii.Error:
        return "is not base64: fetch it again"
    except InvalidSignature:
        return "does not fit: the manifest was changed, or another key signed it"
    return None


def _private(path: Path) -> Ed25519PrivateKey:
    key = _key(path, partial(load_pem_private_key, password=None), "private", "make one with --new-key")
    if not isinstance(key, Ed25519PrivateKey):
        raise ReleaseError(path, "is a key of another kind than Ed25519: make one with --new-key")
    return key


def _public(path: Path) -> Ed25519PublicKey:
    key = _key(path, load_pem_public_key, "public", "take the publisher's")
    if not isinstance(key, Ed25519PublicKey):
        raise ReleaseError(path, "is a key of another kind than Ed25519: take the publisher's")
    return key


def _key(path: Path, load: Callable[[bytes], object], kind: str, remedy: str) -> object:
    """What a PEM file holds."""
    try:
        return load(path.read_bytes())
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ReleaseError(path, f"is no {kind} key that can be read ({error}): {remedy}") from error
