"""The entries for calendars that went to a reader, and those that need not go any more."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import or_, select, union_all, update

from app.db import db
from app.floor.models import LetterLine, Outbox

_UID = re.compile(r"^UID:(.+?)\r?$", re.MULTILINE)
_CANCELS = re.compile(r"^METHOD:CANCEL\r?$", re.MULTILINE)
_ENTRY = re.compile(r"^BEGIN:VEVENT\r?$.*?^END:VEVENT\r?$", re.MULTILINE | re.DOTALL)
_SEQUENCE = re.compile(r"^SEQUENCE:(\d+)", re.MULTILINE)
_FOLDED = re.compile(r"\r?\n[ \t]")
_END = "END:VCALENDAR"
_UNFOLDED = 60
"""So much of a name is never parted by the folding of long lines."""


def entry_to_go(event_id: int, address: str, calendar: str | None) -> str | None:
    """The entry as it goes to this reader: nothing where it strikes what they never had."""
    if calendar is None or not _cancels(calendar):
        return calendar
    return calendar if _had(event_id, address, _uids(calendar)) else None


def uids_struck(calendar: str | None) -> frozenset[str]:
    """The names of the entries that a text takes out of calendars."""
    return _uids(calendar) if calendar is not None and _cancels(calendar) else frozenset()


def brings_any(line: LetterLine, uids: frozenset[str]) -> bool:
    """Whether a line that waits would bring one of these entries."""
    return line.calendar is not None and not uids.isdisjoint(_uids(line.calendar))


def last_entries(event_id: int, address: str, lines: Sequence[LetterLine]) -> str | None:
    """The last entry of each name, one text after the other."""
    last = {_uids(line.calendar): line.calendar for line in lines if line.calendar}
    return "".join(entry_to_go(event_id, address, one) or "" for one in last.values()) or None


def entries_had(event_id: int, addresses: Collection[str], uid: str) -> dict[str, str]:
    """By reader the entry of this name as it was last written to them, or waits for them, on one line a property; none
    of whose calendar it was struck from."""
    named, found = f"UID:{uid}"[:_UNFOLDED], dict[str, tuple[int, str]]()
    told = union_all(
        *(
            select(row.recipient, row.calendar).where(
                row.event_id == event_id,
                row.recipient.in_(addresses),
                row.state.in_(states),
                row.calendar.contains(named, autoescape=True),
            )
            for row, states in ((Outbox, ("queued", "held", "sent", "failed")), (LetterLine, ("waiting",)))
        )
    )
    for recipient, calendar in db.session.execute(told):
        for entry in _ENTRY.findall(_FOLDED.sub("", calendar or "")):
            if uid in _UID.findall(entry):
                found[recipient] = max(found.get(recipient, (-1, "")), (_sequence(entry), entry))
    return {recipient: entry for recipient, (_at, entry) in found.items() if "\nSTATUS:CANCELLED" not in entry}


def entries_sent(event_id: int, address: str) -> dict[str, int]:
    """By name the entries that stand in a reader's calendar by letters that went, or go in a moment, each with its
    last SEQUENCE."""
    found: dict[str, tuple[int, bool]] = {}
    sent = select(Outbox.calendar).where(
        Outbox.event_id == event_id,
        Outbox.recipient == address,
        Outbox.calendar.is_not(None),
        Outbox.state != "dropped",
    )
    for calendar in db.session.scalars(sent):
        for entry in _ENTRY.findall(_FOLDED.sub("", calendar or "")):
            stands = (_sequence(entry), "\nSTATUS:CANCELLED" not in entry)
            for uid in _UID.findall(entry):
                found[uid] = max(found.get(uid, (-1, True)), stands, key=lambda one: one[0])
    return {uid: at for uid, (at, stands) in found.items() if stands}


def lines_waiting(event_id: int, address: str) -> Sequence[LetterLine]:
    """What waits for a reader, of whatever."""
    waits = (LetterLine.event_id == event_id, LetterLine.recipient == address, LetterLine.state == "waiting")
    return db.session.scalars(select(LetterLine).where(*waits).order_by(LetterLine.id)).all()


def _sequence(entry: str) -> int:
    return max(map(int, _SEQUENCE.findall(entry)), default=0)


def _had(event_id: int, address: str, uids: frozenset[str]) -> bool:
    names = or_(*(Outbox.calendar.contains(f"UID:{uid}"[:_UNFOLDED], autoescape=True) for uid in uids))
    sent = select(Outbox.calendar).where(
        Outbox.event_id == event_id, Outbox.recipient == address, Outbox.state != "dropped", names
    )
    return any(
        uids <= _uids(one) for text in db.session.scalars(sent) for one in _each(text or "") if not _cancels(one)
    )


def _each(calendars: str) -> Iterator[str]:
    return (one for one in calendars.split(_END) if one.strip())


def _uids(calendar: str) -> frozenset[str]:
    return frozenset(_UID.findall(_FOLDED.sub("", calendar)))


def _cancels(calendar: str) -> bool:
    return _CANCELS.search(calendar) is not None


def drop(lines: Iterable[LetterLine]) -> None:
    """Tell nobody of these any more."""
    for line in lines:
        line.state = "dropped"
        empty(line)


def forget(event_id: int, topic: str) -> None:
    """Tell nobody any more what waits to be told of this."""
    waits = (LetterLine.event_id == event_id, LetterLine.topic == topic, LetterLine.state == "waiting")
    nothing = {"state": "dropped", "subject": "", "body": "", "calendar": None}
    db.session.execute(update(LetterLine).where(*waits).values(**nothing))


def empty(line: LetterLine) -> None:
    """Keep no words of a line that is dealt with."""
    line.subject, line.body, line.calendar = "", "", None


def empty_those_of(letters: Collection[int]) -> None:
    """The same of lines whose letters are held no longer: while they were, one might have had to be written anew."""
    told = update(LetterLine).where(LetterLine.letter_id.in_(letters))
    db.session.execute(told.values(subject="", body="", calendar=None))
