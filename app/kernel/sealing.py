"""Texts and files that are kept unreadable: sealed with a key, each for one place, and opened only there."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.kernel.errors import DomainError

_MARK: Final = "s1."
_MARK_OF_BYTES: Final = b"\x00qiao s1\x00"
_NONCE: Final = 12


class Unreadable(DomainError):
    """It was sealed with another key or for another place, or is damaged."""

    code = "sealed_unreadable"


def key_from(secret: str) -> bytes:
    """The 256-bit key that a secret makes; the same secret makes no other use of it."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"qiao sealed answers 1").derive(secret.encode())


def seal(text: str, *, key: bytes, place: str) -> str:
    """AES-256-GCM under a fresh nonce, as ``s1.`` and base64. ``place`` names where it is kept: elsewhere it does not
    open, so that a sealed text that is copied to another row tells nothing."""
    nonce = os.urandom(_NONCE)
    return _MARK + urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())).decode()


def unseal(sealed: str, *, key: bytes, place: str) -> str:
    """The text again. Raises Unreadable."""
    try:
        raw = urlsafe_b64decode(sealed.removeprefix(_MARK).encode())
        return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
    except (InvalidTag, Error, ValueError):
        raise Unreadable from None


def seal_bytes(content: bytes, *, key: bytes, place: str) -> bytes:
    """The same of a file's bytes: a mark, the nonce, and what was sealed."""
    nonce = os.urandom(_NONCE)
    return _MARK_OF_BYTES + nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def unseal_bytes(sealed: bytes, *, key: bytes, place: str) -> bytes:
    """The bytes again; those without the mark were kept before files were sealed. Raises Unreadable."""
    if not sealed.startswith(_MARK_OF_BYTES):
        return sealed
    raw = sealed.removeprefix(_MARK_OF_BYTES)
    try:
        return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], place.encode())
    except (InvalidTag, ValueError):
        raise Unreadable from None
