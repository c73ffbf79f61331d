"""The end of what was never told: while its beginning has not left, both vanish, and nobody reads of either."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, update

from app.db import db, now
from app.floor.mail.entries import drop
from app.floor.mail.rewriting import held_digests, write_without
from app.floor.mail.services import Hall
from app.floor.mail.wording import UNDONE
from app.floor.models import LetterLine, Notice, Outbox
from app.floor.rhythms import News

_WAIT = ("held", "queued")


def vanish(notice: Notice, event: Hall, told: Iterable[tuple[str, News]]) -> frozenset[str]:
    """The readers to whom ``notice`` says nothing, as the beginning that it ends never left: what of it waits for them
    is dropped, also out of a digest that a rehearsal holds. In a constant number of statements but for such digests,
    and in none where these news end nothing."""
    ends = {recipient: news for recipient, news in told if news.ends}
    if not ends:
        return frozenset()
    lines, letters = _lines(event.id, ends), _letters(notice, event.id, ends)
    held = held_digests([line for those in lines.values() for line in those])
    found = {one for one, news in ends.items() if _never_left(news, lines[one], letters[one], held)}
    wait = [letter.id for one in found for letter in letters[one] if letter.state in _WAIT]
    ending = update(Outbox).where(Outbox.id.in_(wait), Outbox.state.in_(_WAIT), Outbox.attempts == 0)
    ending = ending.values(state="dropped", error=UNDONE, touched_at=now()).returning(Outbox.id)
    dropped = set(db.session.scalars(ending)) if wait else set()
    late = {one for one in found if any(each.state in _WAIT and each.id not in dropped for each in letters[one])}
    gone = [line for one in found - late for line in lines[one]]
    drop([line for line in gone if line.state == "waiting"])
    for number, digest in held.items():
        if undone := [line for line in gone if line.letter_id == number]:
            write_without(digest, undone, event)
    return frozenset(found - late)


def _never_left(news: News, lines: Sequence[LetterLine], letters: Sequence[Outbox], held: Mapping[int, Outbox]) -> bool:
    begun = any(line.kind in news.ends for line in lines) or any(letter.kind in news.ends for letter in letters)
    left = any(line.letter_id is not None and line.letter_id not in held for line in lines) or any(
        letter.state not in _WAIT or letter.attempts for letter in letters
    )
    return begun and not left


def _lines(event_id: int, ends: dict[str, News]) -> dict[str, list[LetterLine]]:
    """By reader what was written of these matters to go together, and was or is to be told."""
    chosen = select(LetterLine).where(
        LetterLine.event_id == event_id,
        LetterLine.recipient.in_(ends),
        LetterLine.topic.in_({news.topic for news in ends.values()}),
        LetterLine.state.in_(("waiting", "gathered")),
    )
    found: dict[str, list[LetterLine]] = defaultdict(list)
    for line in db.session.scalars(chosen.execution_options(populate_existing=True)):
        found[line.recipient].append(line)
    return found


def _letters(notice: Notice, event_id: int, ends: dict[str, News]) -> dict[str, list[Outbox]]:
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
    found: dict[str, list[Outbox]] = defaultdict(list)
    for letter in db.session.scalars(chosen.execution_options(populate_existing=True)):
        found[letter.recipient].append(letter)
    return found
