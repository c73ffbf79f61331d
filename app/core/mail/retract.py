"""The end of what was never sent: both it and its beginning vanish, also out of a digest that is held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select, update

from app.core.db import db, now
from app.core.digest_schedule import NewsItem
from app.core.mail.calendar_entries import drop_lines, latest_entries
from app.core.mail.delivery import UNDONE
from app.core.mail.mime import single_line
from app.core.mail.outbox import MailEvent
from app.core.mail.rendering import render_full_email
from app.core.models import DigestLine, Notice, Outbox


def held_digests(lines: Collection[DigestLine]) -> dict[int, Outbox]:
    """By id the letters of these lines that still wait to be released; nobody else touches them until the commit."""
    ids = sorted({line.letter_id for line in lines if line.letter_id is not None})
    if not ids:
        return {}
    statement = select(Outbox).where(Outbox.id.in_(ids), Outbox.state == "held").order_by(Outbox.id).with_for_update()
    return {email.id: email for email in db.session.scalars(statement.execution_options(populate_existing=True))}


def rewrite_digest(digest: Outbox, retracted: Collection[DigestLine], event: MailEvent) -> None:
    """Drop these lines of a held digest, and it with them where no other is left."""
    for line in retracted:
        line.state, line.letter_id = "dropped", None
    drop_lines(retracted)
    db.session.flush()
    remaining = select(DigestLine).where(DigestLine.letter_id == digest.id).order_by(DigestLine.id)
    lines = db.session.scalars(remaining).all()
    digest.touched_at = now()
    if not lines:
        digest.state, digest.error = "dropped", UNDONE
        return
    last = {line.topic: line for line in lines}
    subject, digest.body = render_full_email("digest", digest.language, {"lines": list(last.values())}, event=event)
    digest.subject, digest.calendar = single_line(subject), latest_entries(event.id, digest.recipient, lines)


_WAITING_STATES = ("held", "queued")


def retract_unsent(notice: Notice, event: MailEvent, readers: Iterable[tuple[str, NewsItem]]) -> frozenset[str]:
    """The readers to whom ``notice`` says nothing, as the beginning that it ends never left: what of it waits for them
    is dropped, also out of a digest that a rehearsal holds. In a constant number of statements but for such digests,
    and in none where these news end nothing."""
    ends = {recipient: news for recipient, news in readers if news.ends}
    if not ends:
        return frozenset()
    lines, emails = _lines_by_reader(event.id, ends), _emails_by_reader(notice, event.id, ends)
    digests = held_digests([line for those in lines.values() for line in those])
    retracted = {reader for reader, news in ends.items() if _is_unsent(news, lines[reader], emails[reader], digests)}
    wait = [email.id for reader in retracted for email in emails[reader] if email.state in _WAITING_STATES]
    ending = update(Outbox).where(Outbox.id.in_(wait), Outbox.state.in_(_WAITING_STATES), Outbox.attempts == 0)
    ending = ending.values(state="dropped", error=UNDONE, touched_at=now()).returning(Outbox.id)
    dropped = set(db.session.scalars(ending)) if wait else set()
    too_late = {
        reader
        for reader in retracted
        if any(sent_email.state in _WAITING_STATES and sent_email.id not in dropped for sent_email in emails[reader])
    }
    retracted_lines = [line for reader in retracted - too_late for line in lines[reader]]
    drop_lines([line for line in retracted_lines if line.state == "waiting"])
    for number, digest in digests.items():
        if undone := [line for line in retracted_lines if line.letter_id == number]:
            rewrite_digest(digest, undone, event)
    return frozenset(retracted - too_late)


def _is_unsent(
    news: NewsItem, lines: Sequence[DigestLine], emails: Sequence[Outbox], digests: Mapping[int, Outbox]
) -> bool:
    begun = any(line.kind in news.ends for line in lines) or any(email.kind in news.ends for email in emails)
    left = any(line.letter_id is not None and line.letter_id not in digests for line in lines) or any(
        email.state not in _WAITING_STATES or email.attempts for email in emails
    )
    return begun and not left


def _lines_by_reader(event_id: int, ends: dict[str, NewsItem]) -> dict[str, list[DigestLine]]:
    """By reader what was written of these matters to go together, and was or is to be told."""
    chosen = select(DigestLine).where(
        DigestLine.event_id == event_id,
        DigestLine.recipient.in_(ends),
        DigestLine.topic.in_({news.topic for news in ends.values()}),
        DigestLine.state.in_(("waiting", "gathered")),
    )
    by_reader: dict[str, list[DigestLine]] = defaultdict(list)
    for line in db.session.scalars(chosen.execution_options(populate_existing=True)):
        by_reader[line.recipient].append(line)
    return by_reader


def _emails_by_reader(notice: Notice, event_id: int, ends: dict[str, NewsItem]) -> dict[str, list[Outbox]]:
    """The same of letters; what was dropped never left."""
    chosen = (
        select(Outbox)
        .join(Notice, Notice.id == Outbox.notice_id)
        .where(
            Outbox.event_id == event_id,
            Outbox.recipient.in_(ends),
            Outbox.state != "dropped",
            Outbox.kind != "digest",
            Notice.subject == notice.subject,
            Notice.subject_id == notice.subject_id,
        )
    )
    by_reader: dict[str, list[Outbox]] = defaultdict(list)
    for email in db.session.scalars(chosen.execution_options(populate_existing=True)):
        by_reader[email.recipient].append(email)
    return by_reader
