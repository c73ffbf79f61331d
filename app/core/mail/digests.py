"""One email instead of many: news wait as lines until they are due, then go together, as things are by now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import CompoundSelect, String, bindparam, cast, func, insert, literal, null, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core import audit
from app.core.db import UtcDateTime, current_transaction, db, end_read_transaction, now, retry_transient, transaction
from app.core.digest_schedule import DIGEST_WINDOW, EmailFrequency, NewsItem, PreviousEmails, send_time, whole_topic
from app.core.errors import Invalid
from app.core.jobs.queue import send_message
from app.core.mail.calendar_entries import (
    brings_entry,
    cancelled_uids,
    clear_line,
    drop_lines,
    entry_to_send,
    latest_entries,
)
from app.core.mail.kinds import EMAIL_KINDS, EmailKind, declare_email_kinds
from app.core.mail.mime import parse_address, single_line
from app.core.mail.outbox import MailEvent, create_email, email_values
from app.core.mail.rendering import render_texts
from app.core.mail.retract import retract_unsent
from app.core.models import DigestLine, EmailPreference, Notice, Outbox

DIGEST_KIND = "digest"
declare_email_kinds(EmailKind(DIGEST_KIND, "for whom news waited for each other", "digest"))

_READERS = bindparam("readers", expanding=True, type_=String)

# made once: everybody books in the same minutes
_NOTIFIED = union_all(
    *(select(row.recipient, row.kind).where(row.notice_id == bindparam("notice_id")) for row in (Outbox, DigestLine))
)
_WAITING_AND_FREQUENCIES: CompoundSelect[Any] = union_all(
    select(DigestLine.recipient, DigestLine.topic, DigestLine.due_at, literal(True).label("waits")).where(
        DigestLine.event_id == bindparam("event_id"), DigestLine.recipient.in_(_READERS), DigestLine.state == "waiting"
    ),
    select(EmailPreference.address, EmailPreference.rhythm, cast(null(), UtcDateTime), literal(False)).where(
        EmailPreference.address.in_(_READERS)
    ),
)
_RECENT_EMAILS = (
    select(Outbox.recipient, Outbox.kind, func.max(Outbox.created_at))
    .where(
        Outbox.recipient.in_(_READERS),
        Outbox.event_id == bindparam("event_id"),
        Outbox.created_at > bindparam("since"),
    )
    .group_by(Outbox.recipient, Outbox.kind)
)


class DigestEvent(MailEvent, Protocol):
    """An event; ``zone``: its clocks tell when the morning is."""

    zone: Any


@dataclass(frozen=True, slots=True)
class ReaderNews:
    """What one reader is to be told; the template sees ``context``, and ``in_digest`` in a digest."""

    recipient: str
    kind: str
    language: str
    news: NewsItem
    context: dict[str, Any]
    calendar: str | None
    user_id: int | None


def notify_readers(notice: Notice, readers: Iterable[ReaderNews], *, event: DigestEvent) -> None:
    """Tell each what ``notice`` says, in an email that goes at once; news that a reader wants together become a
    line. Nobody is told twice, nor of the end of what they never heard of, and an address that takes no email
    is passed over.

    In a constant number of statements, and with one message to who sends them.
    """
    after = current_transaction()
    pending = list(_not_notified_yet(notice, readers))
    retracted = retract_unsent(notice, event, [(reader.recipient, reader.news) for reader in pending])
    history, emails, lines = _reader_history(event.id, pending), [], []
    for reader in pending:
        if reader.recipient in retracted:
            lines.append(_line_row(notice, reader, None, event))
            continue
        frequency = history.rhythms.get(reader.recipient, EmailFrequency.AT_ONCE)
        at = send_time(reader.news, frequency, history.before(reader), now=now(), zone=event.zone)
        if at <= now() and not reader.news.together:
            emails.append(_email_row(notice, reader, event))
        else:
            lines.append(_line_row(notice, reader, at, event))
    if emails:
        db.session.execute(insert(Outbox), emails)
    if lines:
        db.session.execute(insert(DigestLine), lines)
    if emails and not event.rehearsal:
        after.then(partial(send_message, "quick", "letters", notice.id))


def _not_notified_yet(notice: Notice, readers: Iterable[ReaderNews]) -> Iterator[ReaderNews]:
    known = audit.recipients_notified(notice)
    if known is None:
        known = {(row[0], row[1]) for row in db.session.execute(_NOTIFIED, {"notice_id": notice.id})}
    for reader in readers:
        with suppress(Invalid):
            address = parse_address(reader.recipient)
            if (address, reader.kind) not in known:
                known.add((address, reader.kind))
                yield replace(reader, recipient=address)


def _email_row(notice: Notice, item: ReaderNews, event: DigestEvent) -> dict[str, Any]:
    return email_values(
        notice,
        item.recipient,
        kind=item.kind,
        language=item.language,
        template=EMAIL_KINDS[item.kind].template,
        context=item.context,
        calendar=_entry_to_send(event.id, item),
        event=event,
        user_id=item.user_id,
        optional=not item.news.urgent,
    )


def _line_row(
    notice: Notice,
    reader: ReaderNews,
    at: datetime | None,
    event: DigestEvent,
) -> dict[str, Any]:
    """``at``: when the digest goes that it becomes part of, None for never."""
    subject, body = "", ""
    if at is not None:
        context = {**reader.context, "in_digest": True}
        subject, body = render_texts(EMAIL_KINDS[reader.kind].template, reader.language, context, event=event)
    return {
        "notice_id": notice.id,
        "event_id": event.id,
        "user_id": reader.user_id,
        "kind": reader.kind,
        "recipient": reader.recipient,
        "language": reader.language,
        "topic": reader.news.topic,
        "subject": single_line(subject),
        "body": body,
        "calendar": reader.calendar if at is not None else None,
        "state": "dropped" if at is None else "waiting",
        "due_at": at,
    }


def get_frequency(address: str) -> EmailFrequency:
    """What the reader at this address has chosen, or what goes for who has not."""
    stored = db.session.scalar(select(EmailPreference.rhythm).where(EmailPreference.address == address.lower()))
    return EmailFrequency(stored) if stored else EmailFrequency.AT_ONCE


def update_frequency(address: str, frequency: EmailFrequency) -> None:
    """Keep what a reader chooses; what waits for a digest goes at once where they want no digests."""
    with transaction() as session:
        chosen = {"rhythm": frequency.value, "changed_at": now()}
        on_postgresql = db.engine.dialect.name == "postgresql"
        statement = (postgresql.insert if on_postgresql else sqlite.insert)(EmailPreference)
        statement = statement.values(address=address.lower(), **chosen)  # a mail program's click may come twice at once
        session.execute(statement.on_conflict_do_update(index_elements=["address"], set_=chosen))
        if frequency is EmailFrequency.AT_ONCE:
            of_reader = (DigestLine.recipient == address.lower(), DigestLine.state == "waiting")
            session.execute(update(DigestLine).where(*of_reader).values(due_at=now()))


def _entry_to_send(event_id: int, reader: ReaderNews) -> str | None:
    """The entry of a letter that goes at once; one that still waits, and is struck by it, goes no more."""
    if uids := cancelled_uids(reader.calendar):
        of_reader = (DigestLine.event_id == event_id, DigestLine.recipient == reader.recipient)
        waits = select(DigestLine).where(*of_reader, DigestLine.state == "waiting")
        drop_lines([line for line in db.session.scalars(waits) if brings_entry(line, uids)])
    return entry_to_send(event_id, reader.recipient, reader.calendar)


@dataclass(frozen=True, slots=True)
class _ReaderHistory:
    """Of some readers at an event, by address: the rhythms that they chose, what waits for them (topic, due), and when
    each kind of email was written to them last, within ``DIGEST_WINDOW``."""

    rhythms: dict[str, EmailFrequency]
    waiting: dict[str, list[tuple[str, datetime | None]]]
    lately: dict[tuple[str, str], datetime]

    def before(self, reader: ReaderNews) -> PreviousEmails:
        """What went to this reader before, and waits."""
        waiting = self.waiting.get(reader.recipient, ())
        written = (self.lately.get((reader.recipient, kind)) for kind in (reader.kind, DIGEST_KIND))
        return PreviousEmails(
            last_sent_at=max((at for at in written if at is not None), default=None),
            next_due_at=min((due for _topic, due in waiting if due is not None), default=None),
            is_topic_waiting=any(topic == reader.news.topic for topic, _due in waiting),
        )


def _reader_history(event_id: int, recipients: Sequence[ReaderNews]) -> _ReaderHistory:
    """Of all who are to be told; what was written lately is asked for news alone that it may keep waiting."""
    readers = {"event_id": event_id, "readers": sorted({reader.recipient for reader in recipients})}
    waiting: dict[str, list[tuple[str, datetime | None]]] = defaultdict(list)
    rhythms: dict[str, EmailFrequency] = {}
    for address, word, due_at, waits in db.session.execute(_WAITING_AND_FREQUENCIES, readers):
        if waits:
            waiting[address].append((word, due_at))
        else:
            rhythms[address] = EmailFrequency(word)
    may_wait = any(reader.news.needs_answer and not reader.news.urgent for reader in recipients)
    lately = db.session.execute(_RECENT_EMAILS, {**readers, "since": now() - DIGEST_WINDOW}).all() if may_wait else ()
    return _ReaderHistory(rhythms, waiting, {(address, kind): at for address, kind, at in lately})


@dataclass(frozen=True, slots=True)
class DigestReplacement:
    """What a digest says of a matter that is settled by now; ``alone``: worth a letter where nothing else waits."""

    subject: str
    body: str
    alone: bool = False


DigestReview = Callable[[Sequence[DigestLine]], Mapping[str, DigestReplacement | None]]
"""How things stand by now: of topics what is said instead of their lines, or None where nothing is; else as written."""


def list_due_digests(*, most: int = 200) -> list[tuple[int, str]]:
    """(event, address) of the digests that are due, the longest due first."""
    due = (
        select(DigestLine.event_id, DigestLine.recipient)
        .where(DigestLine.state == "waiting", DigestLine.due_at <= now())
        .group_by(DigestLine.event_id, DigestLine.recipient)
        .order_by(func.min(DigestLine.due_at))
        .limit(most)
    )
    readers = [(event_id, recipient) for event_id, recipient in db.session.execute(due)]
    end_read_transaction()
    return readers


def create_all_digests(event: DigestEvent, review: DigestReview = lambda _lines: {}) -> int:
    """Write what waits for any reader of an event, due or not; how many letters."""
    with transaction() as session:
        waiting = (DigestLine.event_id == event.id, DigestLine.state == "waiting")
        session.execute(update(DigestLine).where(*waiting, DigestLine.due_at > now()).values(due_at=now()))
        readers = sorted(session.scalars(select(DigestLine.recipient).where(*waiting).distinct()))
    return sum(bool(create_digest(event, address, review)) for address in readers)


def create_digest(event: DigestEvent, recipient: str, review: DigestReview = lambda _lines: {}) -> int:
    """Write one email (in each language in which it was told) of all that waits for this reader, if any of it is due;
    of how many lines."""
    return retry_transient(_create_digest, event, recipient, review)


def _create_digest(event: DigestEvent, recipient: str, review: DigestReview) -> int:
    with transaction() as session:
        waiting = (DigestLine.event_id == event.id, DigestLine.recipient == recipient, DigestLine.state == "waiting")
        lines = session.scalars(select(DigestLine).where(*waiting).order_by(DigestLine.id).with_for_update()).all()
        if not any(line.due_at is not None and line.due_at <= now() for line in lines):
            return 0
        lines = _drop_superseded(event.id, recipient, lines)
        replacements = review(lines)
        lines = _lines_to_send(lines, replacements)
        by_language = groupby(sorted(lines, key=lambda line: line.language), key=lambda line: line.language)
        for _language, language_lines in [(language, list(group)) for language, group in by_language]:
            _write_digest(event, recipient, language_lines, replacements)
        return len(lines)


def _write_digest(
    event: DigestEvent,
    recipient: str,
    lines: Sequence[DigestLine],
    replacements: Mapping[str, DigestReplacement | None],
) -> None:
    last = {line.topic: replacements.get(line.topic) or line for line in lines}
    email = create_email(
        db.session.get_one(Notice, lines[0].notice_id),
        recipient,
        kind=DIGEST_KIND,
        language=lines[-1].language,
        context={"lines": list(last.values()), "addressee": ""},
        calendar=latest_entries(event.id, recipient, [line for line in lines if line.topic not in replacements]),
        event=event,
    )
    email.optional, email.user_id = True, lines[-1].user_id
    for line in lines:
        line.state, line.letter_id = "gathered", email.id
        if email.state == "held":
            _store_replacement(
                line, replacements.get(line.topic)
            )  # what is undone before its release is taken out again
        else:
            clear_line(line)  # its words stand in the email


def _store_replacement(line: DigestLine, replacement: DigestReplacement | None) -> None:
    if replacement is not None:
        line.subject, line.body, line.calendar = replacement.subject, replacement.body, None


def _lines_to_send(
    lines: Sequence[DigestLine], replacements: Mapping[str, DigestReplacement | None]
) -> list[DigestLine]:
    """Without those of which nothing is told any more; nothing at all where no more is left than what is settled."""
    remaining = [line for line in lines if line.topic not in replacements or replacements[line.topic] is not None]
    settled = [replacements[line.topic] for line in remaining if line.topic in replacements]
    if len(settled) == len(remaining) and not any(
        replacement is not None and replacement.alone for replacement in settled
    ):
        remaining = []
    drop_lines([line for line in lines if line not in remaining])
    return remaining


def _drop_superseded(event_id: int, recipient: str, lines: Sequence[DigestLine]) -> list[DigestLine]:
    """The lines without those that an email of its own has overtaken, as urgent ones do: these are dropped. An entry
    of a calendar is overtaken by another one alone."""
    sent = (
        select(Notice.subject, Notice.subject_id, Outbox.notice_id, Outbox.calendar.is_not(None))
        .join(Notice, Notice.id == Outbox.notice_id)
        .where(Outbox.event_id == event_id, Outbox.recipient == recipient, Outbox.notice_id > lines[0].notice_id)
    )
    newest: dict[tuple[str, bool], int] = {}
    for subject, number, notice_id, has_entry in db.session.execute(sent):
        for key in {(f"{subject}:{number}", False), (f"{subject}:{number}", bool(has_entry))}:
            newest[key] = max(newest.get(key, 0), notice_id)
    superseded = [
        line for line in lines if newest.get((whole_topic(line.topic), line.calendar is not None), 0) > line.notice_id
    ]
    drop_lines(superseded)
    return [line for line in lines if line.state == "waiting"]
