"""A digest that a rehearsal holds, written anew without what was undone meanwhile."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.db import db, now
from app.floor.mail.entries import drop, last_entries
from app.floor.mail.envelope import one_line
from app.floor.mail.rendering import render
from app.floor.mail.services import Hall
from app.floor.mail.wording import UNDONE
from app.floor.models import LetterLine, Outbox


def held_digests(lines: Collection[LetterLine]) -> dict[int, Outbox]:
    """By id the letters of these lines that still wait to be released; nobody else touches them until the commit."""
    ids = sorted({line.letter_id for line in lines if line.letter_id is not None})
    if not ids:
        return {}
    held = select(Outbox).where(Outbox.id.in_(ids), Outbox.state == "held").order_by(Outbox.id).with_for_update()
    return {one.id: one for one in db.session.scalars(held.execution_options(populate_existing=True))}


def write_without(digest: Outbox, gone: Collection[LetterLine], event: Hall) -> None:
    """Drop these lines of a held digest, and it with them where no other is left."""
    for line in gone:
        line.state, line.letter_id = "dropped", None
    drop(gone)
    db.session.flush()
    left = select(LetterLine).where(LetterLine.letter_id == digest.id).order_by(LetterLine.id)
    lines = db.session.scalars(left).all()
    digest.touched_at = now()
    if not lines:
        digest.state, digest.error = "dropped", UNDONE
        return
    last = {line.topic: line for line in lines}
    subject, digest.body = render("digest", digest.language, {"lines": list(last.values())}, event=event)
    digest.subject, digest.calendar = one_line(subject), last_entries(event.id, digest.recipient, lines)
