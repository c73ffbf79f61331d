"""Signed tokens in addresses and previews; texts and files sealed with a key."""

from __future__ import annotations

import hmac
import os
import re
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.errors import DomainError
from app.core.parsing import parse_whole_number

TOKEN_PATTERN: Final = re.compile(r"([1-9][0-9]{0,17})-([a-z2-7]{32})")


def sign_token(secret: str, number: int, bound_to: str) -> str:
    """The number and 160 bits that only the holder of ``secret`` can make. ``said``: the use, which no other shares,
    and all that the token is bound to.

    Letters, digits and one hyphen inside, so that no chat application cuts the address short.
    """
    signature = hmac.digest(secret.encode(), bound_to.encode(), "sha256")[:20]
    return f"{number}-{b32encode(signature).decode().lower()}"


def token_number(token: str) -> int | None:
    """The number that a token speaks of, before it is believed; None for no token at all."""
    match = TOKEN_PATTERN.fullmatch(token)
    return parse_whole_number(match[1]) if match else None


def is_same_token(token: str, other: str) -> bool:
    """Whether two tokens are one, told in the same time for any."""
    return hmac.compare_digest(token.encode(), other.encode())


_SEALED_TEXT_MARK: Final = "s1."
_SEALED_BYTES_MARK: Final = b"\x00qiao s1\x00"
_NONCE_BYTES: Final = 12


class SealedUnreadable(DomainError):
    """It was sealed with another key or for another place, or is damaged."""

    code = "sealed_unreadable"


def derive_sealing_key(secret: str) -> bytes:
    """The 256-bit key that a secret makes; the same secret makes no other use of it."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"qiao sealed answers 1").derive(secret.encode())


def seal(text: str, *, key: bytes, place: str) -> str:
    """AES-256-GCM under a fresh nonce, as ``s1.`` and base64. ``place`` names where it is kept: elsewhere it does not
    open, so that a sealed text that is copied to another row tells nothing."""
    nonce = os.urandom(_NONCE_BYTES)
    return (
        _SEALED_TEXT_MARK
        + urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())).decode()
    )


def unseal(sealed: str, *, key: bytes, place: str) -> str:
    """The text again. Raises Unreadable."""
    try:
        raw = urlsafe_b64decode(sealed.removeprefix(_SEALED_TEXT_MARK).encode())
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
    except (InvalidTag, Error, ValueError):
        raise SealedUnreadable from None


def seal_bytes(content: bytes, *, key: bytes, place: str) -> bytes:
    """The same of a file's bytes: a mark, the nonce, and what was sealed."""
    nonce = os.urandom(_NONCE_BYTES)
    return _SEALED_BYTES_MARK + nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def unseal_bytes(sealed: bytes, *, key: bytes, place: str) -> bytes:
    """The bytes again; those without the mark were kept before files were sealed. Raises Unreadable."""
    if not sealed.startswith(_SEALED_BYTES_MARK):
        return sealed
    raw = sealed.removeprefix(_SEALED_BYTES_MARK)
    try:
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError):
        raise SealedUnreadable from None


def shown_rows_token(rows: Iterable[int], *, whole: bool) -> str:
    """What a form sends back of the rows that it showed: how many, as it names each itself; or, where it says only that
    all are meant (``whole``), which they were: as many others may fit by then."""
    ids = sorted(rows)
    return sha256(repr(ids).encode()).hexdigest()[:32] if whole else str(len(ids))
