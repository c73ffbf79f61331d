"""What is read at a desk: the code of a badge, what somebody typed, scans that a device kept without a network."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from app.companies.names.parsing import compact, fold, has_chinese
from app.companies.names.search import search_companies
from app.companies.names.words import LEGAL_FORMS
from app.core import signing
from app.core.errors import Invalid
from app.core.parsing import LARGEST_NUMBER
from app.core.pinyin import syllable_initials, syllables
from app.core.texts import cached_by_text

BADGE_PATH: Final = "/b/"
_BADGE_CODE: Final = re.compile(rf"(?:^|/b/)({signing.TOKEN_PATTERN.pattern.replace('(', '(?:')})(?:[?#].*)?$")


@dataclass(frozen=True, slots=True)
class Badge:
    """What a code is bound to. A raised ``version`` ends the one printed; ``made_at`` keeps apart two people that bear
    one number in a database and in a copy that was brought back."""

    person_id: int
    made_at: datetime
    version: int

    @property
    def signed_text(self) -> str:
        return f"badge:{self.person_id}:{self.made_at.isoformat()}:{self.version}"


def sign_badge(secret: str, badge: Badge) -> str:
    return signing.sign_token(secret, badge.person_id, badge.signed_text)


def parse_badge_code(text: str) -> str:
    """The code in what a scanner types, whatever the keyboard makes of its letters; "" for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    match = _BADGE_CODE.search(plain)
    return match[1] if match else ""


_FOUR_DIGITS: Final = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class DeskInput:
    """At most one of them is not ""."""

    code: str = ""
    digits: str = ""
    words: str = ""


def parse_desk_input(text: str) -> DeskInput:
    text = " ".join(text.split())
    if code := parse_badge_code(text):
        return DeskInput(code=code)
    if digits := parse_phone_end(text):
        return DeskInput(digits=digits)
    return DeskInput(words=text)


def parse_phone_end(text: str) -> str:
    """The four digits that were typed, full-width ones and blanks between them too; "" for anything else."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    return plain if plain.isascii() and _FOUR_DIGITS.fullmatch(plain) else ""


def has_phone_end(phone: str | None, digits: str) -> bool:
    """Whether a phone number ends with these digits, however it is written."""
    return "".join(filter(str.isdigit, phone or "")).endswith(digits)


@cached_by_text
def get_name_key(name: str) -> str:
    """How a person's name may be typed: its words in either order, run together, by sound, by initials."""
    folded = fold(name)
    words = folded.split()
    keys = [folded, compact(name), " ".join(reversed(words)), "".join(reversed(words))]
    if has_chinese(name):
        sounds = " ".join(syllables(compact(name)))
        keys += [sounds, sounds.replace(" ", ""), syllable_initials(compact(name))]
    return "\n".join(dict.fromkeys(key for key in keys if key))


def search_name_keys(words: str, people: list[tuple[int, str]]) -> list[int]:
    """The places of those that the words find, best first; each with the keys of its names and of its firm."""
    if not words:
        return []
    wanted = fold(words)
    if any(form.startswith(wanted) for form in LEGAL_FORMS):  # Lim is a name, and how half of all firms end: Limited
        people = [(place, _strip_legal_forms(key)) for place, key in people]
    return search_companies(words, people)


def is_name_match(words: str, name_key: str) -> bool:
    """Whether a name holds what was typed as whole words of it, in either order of the name."""
    wanted = f" {fold(words)} "
    return any(wanted in f" {line} " for line in name_key.split("\n"))


def _strip_legal_forms(key: str) -> str:
    return "\n".join(" ".join(word for word in line.split() if word not in LEGAL_FORMS) for line in key.split("\n"))


MAX_SCANS: Final = 200
"""Scans at a time; a device sends the rest after these."""
CLOCK_TOLERANCE: Final = timedelta(minutes=1)
"""So far a clock may be out, and the way to us may take so long."""
_DEVICE_MARK: Final = re.compile(r"[A-Za-z0-9-]{8,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class QueuedScan:
    """One scan: of a badge's ``code``, or of a ``person_id`` that was found by name; ``mark``: its name on the
    device."""

    mark: str
    at: datetime
    code: str = ""
    person_id: int = 0


class ScanOutcome(StrEnum):
    """``IN``: by this scan; ``AGAIN``: somebody was first; ``UNDONE``: a desk has taken it back since; ``UNKNOWN``: no
    badge of this event, or one that was replaced; ``REFUSED``: the person is not on the list any more."""

    IN = "in"
    AGAIN = "again"
    UNDONE = "undone"
    UNKNOWN = "unknown"
    REFUSED = "refused"


def parse_device(text: str) -> str:
    """What a device calls itself. Raises Invalid."""
    if not _DEVICE_MARK.fullmatch(text):
        raise Invalid("scans_unreadable")
    return text


def get_clock_error(clock: str, at: datetime) -> timedelta:
    """How far a device is out that says ``clock`` (milliseconds since 1970) ``at`` this moment: a tablet that lay empty
    in a drawer knows neither hour nor day before it has seen a network."""
    if not (clock.isascii() and clock.isdigit() and len(clock) < 15):
        return timedelta()
    wrong = datetime.fromtimestamp(int(clock) / 1000, UTC) - at
    return wrong if abs(wrong) > CLOCK_TOLERANCE else timedelta()


def parse_scans(value: Any, wrong: timedelta = timedelta()) -> list[QueuedScan]:
    """In the order in which they were made, by a clock that is ``wrong`` by so much. Raises Invalid for anything else,
    and for too many."""
    if not isinstance(value, list) or len(value) > MAX_SCANS or len({_parse_mark(scan) for scan in value}) < len(value):
        raise Invalid("scans_unreadable")
    return [_parse_scan(scan, wrong) for scan in value]


def _parse_mark(scan: Any) -> str:
    mark = scan.get("mark") if isinstance(scan, dict) else None
    if not isinstance(mark, str) or not _DEVICE_MARK.fullmatch(mark):
        raise Invalid("scans_unreadable")
    return mark


def _parse_scan(scan: dict[str, Any], wrong: timedelta) -> QueuedScan:
    code, person, at = scan.get("code") or "", scan.get("person"), scan.get("at")
    if not isinstance(code, str) or not isinstance(at, int) or isinstance(at, bool):
        raise Invalid("scans_unreadable")
    try:
        moment = datetime.fromtimestamp(at / 1000, UTC) - wrong
    except (OverflowError, OSError, ValueError):
        raise Invalid("scans_unreadable") from None
    number = person if isinstance(person, int) and 0 < person <= LARGEST_NUMBER else 0
    return QueuedScan(_parse_mark(scan), moment, parse_badge_code(code), number)
