"""The digests that are due: one letter of all that waits for a reader, told as things stand by now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, select, update

from app.db import db, end_reading, now, transaction
from app.db_errors import retried
from app.floor.mail.entries import drop, empty, last_entries
from app.floor.mail.gathering import DIGEST, Place
from app.floor.mail.services import write_letter
from app.floor.models import LetterLine, Notice, Outbox
from app.floor.rhythms import whole_of


@dataclass(frozen=True, slots=True)
class Instead:
    """What a digest says of a matter that is settled by now; ``alone``: worth a letter where nothing else waits."""

    subject: str
    body: str
    alone: bool = False


Look = Callable[[Sequence[LetterLine]], Mapping[str, Instead | None]]
"""How things stand by now: of topics what is said instead of their lines, or None where nothing is; else as written."""


def due_digests(*, most: int = 200) -> list[tuple[int, str]]:
    """(event, address) of the digests that are due, the longest due first."""
    due = (
        select(LetterLine.event_id, LetterLine.recipient)
        .where(LetterLine.state == "waiting", LetterLine.due_at <= now())
        .group_by(LetterLine.event_id, LetterLine.recipient)
        .order_by(func.min(LetterLine.due_at))
        .limit(most)
    )
    found = [(row[0], row[1]) for row in db.session.execute(due)]
    end_reading()
    return found


def gather_all(event: Place, look: Look = lambda _lines: {}) -> int:
    """Write what waits for any reader of an event, due or not; how many letters."""
    with transaction() as session:
        waiting = (LetterLine.event_id == event.id, LetterLine.state == "waiting")
        session.execute(update(LetterLine).where(*waiting, LetterLine.due_at > now()).values(due_at=now()))
        readers = sorted(session.scalars(select(LetterLine.recipient).where(*waiting).distinct()))
    return sum(bool(gather(event, address, look)) for address in readers)


def gather(event: Place, recipient: str, look: Look = lambda _lines: {}) -> int:
    """Write one letter (in each language in which it was told) of all that waits for this reader, if any of it is due;
    of how many lines."""
    return retried(_gather, event, recipient, look)


def _gather(event: Place, recipient: str, look: Look) -> int:
    with transaction() as session:
        waiting = (LetterLine.event_id == event.id, LetterLine.recipient == recipient, LetterLine.state == "waiting")
        lines = session.scalars(select(LetterLine).where(*waiting).order_by(LetterLine.id).with_for_update()).all()
        if not any(line.due_at is not None and line.due_at <= now() for line in lines):
            return 0
        lines = _still_news(event.id, recipient, lines)
        instead = look(lines)
        lines = _told(lines, instead)
        tongues = groupby(sorted(lines, key=lambda line: line.language), key=lambda line: line.language)
        for _language, told in [(language, list(those)) for language, those in tongues]:
            _write(event, recipient, told, instead)
        return len(lines)


def _write(event: Place, recipient: str, lines: Sequence[LetterLine], instead: Mapping[str, Instead | None]) -> None:
    last = {line.topic: instead.get(line.topic) or line for line in lines}
    letter = write_letter(
        db.session.get_one(Notice, lines[0].notice_id),
        recipient,
        kind=DIGEST,
        language=lines[-1].language,
        template="digest",
        context={"lines": list(last.values()), "addressee": ""},
        calendar=last_entries(event.id, recipient, [line for line in lines if line.topic not in instead]),
        event=event,
    )
    letter.optional, letter.user_id = True, lines[-1].user_id
    for line in lines:
        line.state, line.letter_id = "gathered", letter.id
        if letter.state == "held":
            _keep(line, instead.get(line.topic))  # what is undone before its release is taken out again
        else:
            empty(line)  # its words stand in the letter


def _keep(line: LetterLine, instead: Instead | None) -> None:
    if instead is not None:
        line.subject, line.body, line.calendar = instead.subject, instead.body, None


def _told(lines: Sequence[LetterLine], instead: Mapping[str, Instead | None]) -> list[LetterLine]:
    """Without those of which nothing is told any more; nothing at all where no more is left than what is settled."""
    told = [line for line in lines if line.topic not in instead or instead[line.topic] is not None]
    settled = [instead[line.topic] for line in told if line.topic in instead]
    if len(settled) == len(told) and not any(one is not None and one.alone for one in settled):
        told = []
    drop([line for line in lines if line not in told])
    return told


def _still_news(event_id: int, recipient: str, lines: Sequence[LetterLine]) -> list[LetterLine]:
    """The lines without those that a letter of its own has overtaken, as urgent ones do: these are dropped. An entry
    of a calendar is overtaken by another one alone."""
    told = (
        select(Notice.subject, Notice.subject_id, Outbox.notice_id, Outbox.calendar.is_not(None))
        .join(Notice, Notice.id == Outbox.notice_id)
        .where(Outbox.event_id == event_id, Outbox.recipient == recipient, Outbox.notice_id > lines[0].notice_id)
    )
    newest: dict[tuple[str, bool], int] = {}
    for subject, number, notice_id, has_entry in db.session.execute(told):
        for key in {(f"{subject}:{number}", False), (f"{subject}:{number}", bool(has_entry))}:
            newest[key] = max(newest.get(key, 0), notice_id)
    overtaken = [
        line for line in lines if newest.get((whole_of(line.topic), line.calendar is not None), 0) > line.notice_id
    ]
    drop(overtaken)
    return [line for line in lines if line.state == "waiting"]
