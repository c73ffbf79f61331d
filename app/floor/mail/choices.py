"""The address in a letter at which its reader says how often letters come: theirs alone, without an account."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from datetime import datetime
from typing import Protocol

from flask import current_app

from app.db import db
from app.floor.models import Outbox
from app.kernel.errors import NotFound
from app.kernel.whole import whole

_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([a-z2-7]{26})")


class Dated(Protocol):
    """A letter: its number and when it was written."""

    id: int
    created_at: datetime


def choice_url(letter: Dated) -> str:
    """Where the reader of this letter chooses."""
    return f"{current_app.config['SETTINGS'].base_url}/letters/{token_of(letter)}"


def token_of(letter: Dated) -> str:
    """The letter's number and 128 bits that only this house can make; the time is in it, lest a letter of a database
    brought back from a backup have the same."""
    said = f"letter-choice:{letter.id}:{letter.created_at.isoformat()}"
    key = str(current_app.config["SECRET_KEY"]).encode()
    return f"{letter.id}-{b32encode(hmac.digest(key, said.encode(), 'sha256')[:16]).decode().rstrip('=').lower()}"


def letter_at(token: str) -> Outbox:
    """The letter that a token came with. Raises NotFound for a forged one, and once its reader was erased."""
    found = _TOKEN.fullmatch(token)
    letter = db.session.get(Outbox, whole(found[1]) or 0) if found else None
    if letter is None or letter.recipient.endswith("@invalid"):
        raise NotFound
    if not hmac.compare_digest(token.encode(), token_of(letter).encode()):
        raise NotFound
    return letter
