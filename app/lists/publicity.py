"""What of an event anybody may read without a sign-in: when its directory is open, and which address
each firm has there."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final, TypeVar

from app.core.localized import Localized
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.rules import DirectoryVisibility

MARK_LETTERS: Final = 20
"""Of the address of a firm, hexadecimal: 80 bits, so that nobody walks from one to the next."""
_E_MAIL: Final = re.compile(r"[\w.+%-]+\s*[@＠]\s*[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"(?<![\w.])[+＋(（]?\d(?:[\s().（）/-]*\d){6,}(?![\w%])")
_YEARS: Final = re.compile(r"(?:19|20)\d\d\s*[-–/]\s*(?:19|20)\d\d")

Key = TypeVar("Key")


def is_open(directory: str, phase: Phase, mode: BookingMode, *, until: datetime | None, now: datetime) -> bool:
    """Whether the directory can be read: where the event wants one, from registration until its people go. ``until``:
    when they do at the latest, None where nobody knows yet."""
    if directory == DirectoryVisibility.NONE or not is_allowed(phase, EventAct.SEE_EVENT, mode):
        return False
    return until is None or now < until


def mark_of(registration_id: int, secret: str) -> str:
    """The last part of a firm's public address: the same as long as ``secret`` is; it tells no number."""
    said = f"public directory {registration_id}"
    return hmac.digest(secret.encode(), said.encode(), "sha256").hex()[:MARK_LETTERS]


def marked(mark: str, registrations: Iterable[int], secret: str) -> int | None:
    """Which of these registrations bears the mark."""
    return next((one for one in registrations if hmac.compare_digest(mark_of(one, secret), mark)), None)


def open_text(text: Localized) -> Localized:
    """A text of a firm as anybody may read it."""
    return Localized(without_contacts(text.en), without_contacts(text.zh), without_contacts(text.fr))


def without_contacts(text: str) -> str:
    """The text with what looks like an e-mail address or a phone number left out, for a page that shows neither."""
    shorter = _E_MAIL.sub("…", text)
    return _PHONE.sub(lambda found: found[0] if _YEARS.fullmatch(found[0].strip()) else "…", shorter)
