"""One letter instead of many: news wait as lines, and go together once they are due.

A line is written in the transaction that causes it and becomes part of a letter in one other: whatever dies meanwhile,
each (notice, recipient, kind) is in one letter or one line, and no line in two letters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from sqlalchemy import CompoundSelect, String, bindparam, cast, func, insert, literal, null, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from app.db import UtcDateTime, db, now, running, transaction
from app.floor import notices
from app.floor.jobs.queue import put
from app.floor.mail.entries import brings_any, drop, entry_to_go, uids_struck
from app.floor.mail.envelope import one_address, one_line
from app.floor.mail.rendering import words_of
from app.floor.mail.services import Hall, composed
from app.floor.mail.unsaid import vanish
from app.floor.models import LetterChoice, LetterLine, Notice, Outbox
from app.floor.rhythms import WINDOW, Before, News, Rhythm, goes_at
from app.kernel.errors import Invalid

DIGEST = "digest"

_READERS = bindparam("readers", expanding=True, type_=String)

# made once: everybody books in the same minutes
_TOLD = union_all(
    *(select(row.recipient, row.kind).where(row.notice_id == bindparam("notice_id")) for row in (Outbox, LetterLine))
)
_WAITING_AND_RHYTHMS: CompoundSelect[Any] = union_all(
    select(LetterLine.recipient, LetterLine.topic, LetterLine.due_at, literal(True).label("waits")).where(
        LetterLine.event_id == bindparam("event_id"), LetterLine.recipient.in_(_READERS), LetterLine.state == "waiting"
    ),
    select(LetterChoice.address, LetterChoice.rhythm, cast(null(), UtcDateTime), literal(False)).where(
        LetterChoice.address.in_(_READERS)
    ),
)
_LATELY = (
    select(Outbox.recipient, Outbox.kind, func.max(Outbox.created_at))
    .where(
        Outbox.recipient.in_(_READERS),
        Outbox.event_id == bindparam("event_id"),
        Outbox.created_at > bindparam("since"),
    )
    .group_by(Outbox.recipient, Outbox.kind)
)


class Place(Hall, Protocol):
    """An event; ``zone``: its clocks tell when the morning is."""

    zone: Any


@dataclass(frozen=True, slots=True)
class Told:
    """What one reader is to be told; the template sees ``context``, and ``in_digest`` in a digest."""

    recipient: str
    kind: str
    language: str
    news: News
    context: dict[str, Any]
    calendar: str | None
    user_id: int | None


def tell_in_rhythm(notice: Notice, told: Iterable[Told], *, template: str, event: Place) -> None:
    """Tell each what ``notice`` says, in a letter that goes at once; news that a reader wants together, or not at all,
    become a line. Nobody is told twice, nor of the end of what they never heard of, and an address that takes no letter
    is passed over.

    In a constant number of statements, and with one message to who sends them.
    """
    after = running()
    anew = list(_not_told_yet(notice, told))
    unsaid = vanish(notice, event, [(one.recipient, one.news) for one in anew])
    history, letters, lines = _history_of(event.id, anew), [], []
    for one in anew:
        if one.recipient in unsaid:
            lines.append(_line(notice, one, None, template, event, state="dropped"))
            continue
        rhythm = history.rhythms.get(one.recipient, Rhythm.TOGETHER)
        at = goes_at(one.news, rhythm, history.before(one), now=now(), zone=event.zone)
        if at is not None and at <= now() and not one.news.together:
            letters.append(_letter(notice, one, template, event))
        else:
            lines.append(_line(notice, one, at, template, event))
    if letters:
        db.session.execute(insert(Outbox), letters)
    if lines:
        db.session.execute(insert(LetterLine), lines)
    if letters and not event.rehearsal:
        after.then(partial(put, "quick", "letters", notice.id))


def _not_told_yet(notice: Notice, told: Iterable[Told]) -> Iterator[Told]:
    known = notices.told_here(notice)
    if known is None:
        known = {(row[0], row[1]) for row in db.session.execute(_TOLD, {"notice_id": notice.id})}
    for one in told:
        with suppress(Invalid):
            address = one_address(one.recipient)
            if (address, one.kind) not in known:
                known.add((address, one.kind))
                yield replace(one, recipient=address)


def _letter(notice: Notice, one: Told, template: str, event: Place) -> dict[str, Any]:
    return composed(
        *(notice, one.recipient), kind=one.kind, language=one.language, template=template, context=one.context,
        calendar=_to_go(event.id, one), event=event, user_id=one.user_id, optional=not one.news.urgent,
    )  # fmt: skip


def _line(
    notice: Notice, one: Told, at: datetime | None, template: str, event: Place, *, state: str = "unwanted"
) -> dict[str, Any]:
    """``at``: when the digest goes that it becomes part of, None for never, in which case it is in this ``state``."""
    subject, body = "", ""
    if at is not None:
        subject, body = words_of(template, one.language, {**one.context, "in_digest": True}, event=event)
    return {
        "notice_id": notice.id,
        "event_id": event.id,
        "user_id": one.user_id,
        "kind": one.kind,
        "recipient": one.recipient,
        "language": one.language,
        "topic": one.news.topic,
        "subject": one_line(subject),
        "body": body,
        "calendar": one.calendar if at is not None else None,
        "state": state if at is None else "waiting",
        "due_at": at,
    }


def rhythm_of(address: str) -> Rhythm:
    """What the reader at this address has chosen, or what goes for who has not."""
    found = db.session.scalar(select(LetterChoice.rhythm).where(LetterChoice.address == address.lower()))
    return Rhythm(found) if found else Rhythm.TOGETHER


def choose_rhythm(address: str, rhythm: Rhythm) -> None:
    """Keep what a reader chooses; what waits for a digest goes at once where they want no digests."""
    with transaction() as session:
        chosen = {"rhythm": rhythm.value, "changed_at": now()}
        on_postgresql = db.engine.dialect.name == "postgresql"
        keeping = (postgresql.insert if on_postgresql else sqlite.insert)(LetterChoice)
        keeping = keeping.values(address=address.lower(), **chosen)  # a mail program's click may come twice at once
        session.execute(keeping.on_conflict_do_update(index_elements=["address"], set_=chosen))
        if rhythm in (Rhythm.AT_ONCE, Rhythm.TOGETHER, Rhythm.ANSWERS):
            theirs = (LetterLine.recipient == address.lower(), LetterLine.state == "waiting")
            session.execute(update(LetterLine).where(*theirs).values(due_at=now()))


def _to_go(event_id: int, told: Told) -> str | None:
    """The entry of a letter that goes at once; one that still waits, and is struck by it, goes no more."""
    if uids := uids_struck(told.calendar):
        theirs = (LetterLine.event_id == event_id, LetterLine.recipient == told.recipient)
        waits = select(LetterLine).where(*theirs, LetterLine.state == "waiting")
        drop([line for line in db.session.scalars(waits) if brings_any(line, uids)])
    return entry_to_go(event_id, told.recipient, told.calendar)


@dataclass(frozen=True, slots=True)
class _History:
    """Of some readers at an event, by address: the rhythms that they chose, what waits for them (topic, due), and when
    each kind of letter was written to them last, within ``WINDOW``."""

    rhythms: dict[str, Rhythm]
    waiting: dict[str, list[tuple[str, datetime | None]]]
    lately: dict[tuple[str, str], datetime]

    def before(self, one: Told) -> Before:
        """What went to this reader before, and waits."""
        waiting = self.waiting.get(one.recipient, ())
        written = (self.lately.get((one.recipient, kind)) for kind in (one.kind, DIGEST))
        return Before(
            last_at=max((at for at in written if at is not None), default=None),
            next_at=min((due for _topic, due in waiting if due is not None), default=None),
            same_waits=any(topic == one.news.topic for topic, _due in waiting),
        )


def _history_of(event_id: int, told: Sequence[Told]) -> _History:
    """Of all who are to be told; what was written lately is asked for news alone that it may keep waiting."""
    readers = {"event_id": event_id, "readers": sorted({one.recipient for one in told})}
    waiting: dict[str, list[tuple[str, datetime | None]]] = defaultdict(list)
    rhythms: dict[str, Rhythm] = {}
    for address, word, due_at, waits in db.session.execute(_WAITING_AND_RHYTHMS, readers):
        if waits:
            waiting[address].append((word, due_at))
        else:
            rhythms[address] = Rhythm(word)
    may_wait = any(one.news.needs_answer and not one.news.urgent for one in told)
    lately = db.session.execute(_LATELY, {**readers, "since": now() - WINDOW}).all() if may_wait else ()
    return _History(rhythms, waiting, {(address, kind): at for address, kind, at in lately})
