"""Calendar entries that went to a reader or need not go any more, and emails superseded by a later entry."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, exists, or_, select, union_all, update
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.models import DigestLine, Notice, Outbox

_UID = re.compile(r"^UID:(.+?)\r?$", re.MULTILINE)
_CANCEL_METHOD = re.compile(r"^METHOD:CANCEL\r?$", re.MULTILINE)
_ENTRY = re.compile(r"^BEGIN:VEVENT\r?$.*?^END:VEVENT\r?$", re.MULTILINE | re.DOTALL)
_SEQUENCE = re.compile(r"^SEQUENCE:(\d+)", re.MULTILINE)
_FOLDED = re.compile(r"\r?\n[ \t]")
_CALENDAR_END = "END:VCALENDAR"
_UNFOLDED_LENGTH = 60
"""So much of a name is never parted by the folding of long lines."""


def entry_to_send(event_id: int, address: str, calendar: str | None) -> str | None:
    """The entry as it goes to this reader: nothing where it strikes what they never had."""
    if calendar is None or not _is_cancellation(calendar):
        return calendar
    return calendar if _was_sent(event_id, address, _entry_uids(calendar)) else None


def cancelled_uids(calendar: str | None) -> frozenset[str]:
    """The names of the entries that a text takes out of calendars."""
    return _entry_uids(calendar) if calendar is not None and _is_cancellation(calendar) else frozenset()


def brings_entry(line: DigestLine, uids: frozenset[str]) -> bool:
    """Whether a line that waits would bring one of these entries."""
    return line.calendar is not None and not uids.isdisjoint(_entry_uids(line.calendar))


def latest_entries(event_id: int, address: str, lines: Sequence[DigestLine]) -> str | None:
    """The last entry of each name, one text after the other."""
    last = {_entry_uids(line.calendar): line.calendar for line in lines if line.calendar}
    return "".join(entry_to_send(event_id, address, calendar) or "" for calendar in last.values()) or None


def entries_by_reader(event_id: int, addresses: Collection[str], uid: str) -> dict[str, str]:
    """By reader the entry of this name as it was last written to them, or waits for them, on one line a property; none
    of whose calendar it was struck from."""
    named, latest = f"UID:{uid}"[:_UNFOLDED_LENGTH], dict[str, tuple[int, str]]()
    calendars = union_all(
        *(
            select(row.recipient, row.calendar).where(
                row.event_id == event_id,
                row.recipient.in_(addresses),
                row.state.in_(states),
                row.calendar.contains(named, autoescape=True),
            )
            for row, states in ((Outbox, ("queued", "held", "sent", "failed")), (DigestLine, ("waiting",)))
        )
    )
    for recipient, calendar in db.session.execute(calendars):
        for entry in _ENTRY.findall(_FOLDED.sub("", calendar or "")):
            if uid in _UID.findall(entry):
                latest[recipient] = max(latest.get(recipient, (-1, "")), (_last_sequence(entry), entry))
    return {recipient: entry for recipient, (_at, entry) in latest.items() if "\nSTATUS:CANCELLED" not in entry}


def sent_entries(event_id: int, address: str) -> dict[str, int]:
    """By name the entries that stand in a reader's calendar by letters that went, or go in a moment, each with its
    last SEQUENCE."""
    latest: dict[str, tuple[int, bool]] = {}
    sent = select(Outbox.calendar).where(
        Outbox.event_id == event_id,
        Outbox.recipient == address,
        Outbox.calendar.is_not(None),
        Outbox.state != "dropped",
    )
    for calendar in db.session.scalars(sent):
        for entry in _ENTRY.findall(_FOLDED.sub("", calendar or "")):
            state = (_last_sequence(entry), "\nSTATUS:CANCELLED" not in entry)
            for uid in _UID.findall(entry):
                latest[uid] = max(latest.get(uid, (-1, True)), state, key=lambda pair: pair[0])
    return {uid: at for uid, (at, state) in latest.items() if state}


def waiting_lines(event_id: int, address: str) -> Sequence[DigestLine]:
    """What waits for a reader, of whatever."""
    waits = (DigestLine.event_id == event_id, DigestLine.recipient == address, DigestLine.state == "waiting")
    return db.session.scalars(select(DigestLine).where(*waits).order_by(DigestLine.id)).all()


def _last_sequence(entry: str) -> int:
    return max(map(int, _SEQUENCE.findall(entry)), default=0)


def _was_sent(event_id: int, address: str, uids: frozenset[str]) -> bool:
    names = or_(*(Outbox.calendar.contains(f"UID:{uid}"[:_UNFOLDED_LENGTH], autoescape=True) for uid in uids))
    sent = select(Outbox.calendar).where(
        Outbox.event_id == event_id, Outbox.recipient == address, Outbox.state != "dropped", names
    )
    return any(
        uids <= _entry_uids(entry)
        for text in db.session.scalars(sent)
        for entry in _split_calendars(text or "")
        if not _is_cancellation(entry)
    )


def _split_calendars(calendars: str) -> Iterator[str]:
    return (text for text in calendars.split(_CALENDAR_END) if text.strip())


def _entry_uids(calendar: str) -> frozenset[str]:
    return frozenset(_UID.findall(_FOLDED.sub("", calendar)))


def _is_cancellation(calendar: str) -> bool:
    return _CANCEL_METHOD.search(calendar) is not None


def drop_lines(lines: Iterable[DigestLine]) -> None:
    """Tell nobody of these any more."""
    for line in lines:
        line.state = "dropped"
        clear_line(line)


def drop_topic(event_id: int, topic: str) -> None:
    """Tell nobody any more what waits to be told of this."""
    waits = (DigestLine.event_id == event_id, DigestLine.topic == topic, DigestLine.state == "waiting")
    nothing = {"state": "dropped", "subject": "", "body": "", "calendar": None}
    db.session.execute(update(DigestLine).where(*waits).values(**nothing))


def clear_line(line: DigestLine) -> None:
    """Keep no words of a line that is dealt with."""
    line.subject, line.body, line.calendar = "", "", None


def clear_lines_of_emails(email_ids: Collection[int]) -> None:
    """The same of lines whose letters are held no longer: while they were, one might have had to be written anew."""
    statement = update(DigestLine).where(DigestLine.letter_id.in_(email_ids))
    db.session.execute(statement.values(subject="", body="", calendar=None))


def superseded_emails(*conditions: ColumnElement[bool]) -> list[int]:
    """Of the emails that these pick those that brought an entry of which their reader was sent another one since, in an
    email of its own or in a digest."""
    later, later_notice, line_notice = aliased(Outbox), aliased(Notice), aliased(Notice)
    by_email = exists().where(
        later.event_id == Outbox.event_id,
        later.recipient == Outbox.recipient,
        later.notice_id > Outbox.notice_id,
        later.calendar.is_not(None),
        later.state != "dropped",
        later_notice.id == later.notice_id,
        later_notice.subject == Notice.subject,
        later_notice.subject_id == Notice.subject_id,
    )
    by_line = exists().where(
        DigestLine.event_id == Outbox.event_id,
        DigestLine.recipient == Outbox.recipient,
        DigestLine.notice_id > Outbox.notice_id,
        DigestLine.calendar.is_not(None),
        DigestLine.state.in_(("waiting", "gathered")),
        line_notice.id == DigestLine.notice_id,
        line_notice.subject == Notice.subject,
        line_notice.subject_id == Notice.subject_id,
    )
    chosen = select(Outbox.id).join(Notice, Notice.id == Outbox.notice_id)
    chosen = chosen.where(*conditions, Outbox.calendar.is_not(None), or_(by_email, by_line))
    return list(db.session.scalars(chosen.order_by(Outbox.id)))
