"""Make a list and note it: who, when, why, with which filter, how many rows, the file's fingerprint, whose rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import insert, update

from app.accounts.models import User
from app.db import db, now, transaction
from app.events.models import Event
from app.floor import notices
from app.floor.files import EXPORT_MINUTES, store
from app.floor.garbage import unsearched
from app.floor.idempotency import once
from app.kernel.clock import to_zone
from app.kernel.errors import Invalid
from app.lists.consent import Purpose
from app.lists.models import ExportLog, ExportRow
from app.lists.queries.attendees import Found, Listed, attendees
from app.lists.queries.reach import Reach
from app.lists.selection import USES, Selection, written
from app.lists.services.cards import CARDS, for_cards, with_cards
from app.lists.services.files import Facts, as_file
from app.lists.services.formats import MEDIA_TYPES
from app.registrations.models import Delegation

PLAIN: Final = Selection(use=USES["abroad"])
MOST_PRINTED: Final = 5_000
"""Rows; more would be a book, and take a gigabyte to set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An export somebody asks for. ``kind``: one of ``MEDIA_TYPES``; ``language``: of labels and texts; ``by``: None
    for the command line, which needs no reason; ``view``: the name of the saved view that it shows."""

    selection: Selection
    reach: Reach
    kind: str
    language: str
    by: int | None
    reason: str = ""
    recipient: str = ""
    view: str = ""

    @property
    def body(self) -> dict[str, object]:
        """What is asked for, as plain JSON."""
        told = {name: getattr(self, name) for name in ("kind", "language", "reason", "recipient", "view")}
        return {**told, "selection": written(self.selection, PLAIN)}


def export(event: Event, wish: Wish, *, key: str = "") -> ExportLog:
    """Make the file, keep it for its owner for a quarter of an hour, and log it; for the same ``key`` only once.

    Raises Invalid ``export_reason_missing``, ``export_empty`` where no row may leave, ``export_too_long`` for a PDF.
    """
    if not wish.reason.strip():
        raise Invalid("export_reason_missing")
    wish = _within_reach(wish)
    with unsearched():
        found = _found(wish)
        if not found.listed:
            raise Invalid("export_empty")
        content = _content(event, wish, found)
    with transaction():
        if not key or wish.by is None:
            return _kept(event, wish, found, content)
        with once(wish.by, key, {"event": event.id, **wish.body}) as post:
            if post.answer is None:
                post.answer = {"export": _kept(event, wish, found, content).id}
        return db.session.get_one(ExportLog, post.answer["export"])


def _kept(event: Event, wish: Wish, found: Found, content: bytes) -> ExportLog:
    """The caller holds the transaction."""
    file = store(
        content,
        name=_file_name(event, wish),
        media_type=MEDIA_TYPES[wish.kind],
        user_id=wish.by,
        event_id=event.id,
        minutes=EXPORT_MINUTES,
    )
    return _log(event, wish, found, content, file_id=file.id)


def export_to(event: Event, wish: Wish, save: Callable[[bytes], object]) -> Found:
    """The same for the command line: ``save`` takes the bytes; nothing is logged where it fails. Also an empty list."""
    wish = _within_reach(wish)
    with unsearched():
        found = _found(wish)
        content = _content(event, wish, found)
    with transaction():
        _log(event, wish, found, content)
        save(content)
    return found


def _within_reach(wish: Wish) -> Wish:
    """Cards have fields of their own; who may not see contacts makes none."""
    selection = wish.reach.part_of(wish.selection)
    return replace(wish, selection=for_cards(selection) if wish.kind == CARDS else selection)


def _found(wish: Wish) -> Found:
    found = attendees(wish.selection, wish.reach)
    if wish.kind == CARDS:
        return with_cards(found) if wish.reach.shows("email", wish.selection.use.purpose) else Found([], [])
    if wish.kind == "pdf" and len(found.listed) > MOST_PRINTED:
        raise Invalid("export_too_long", most=MOST_PRINTED)
    return found


def _content(event: Event, wish: Wish, found: Found) -> bytes:
    user = db.session.get(User, wish.by) if wish.by is not None else None
    facts = Facts(
        event=event,
        selection=wish.selection,
        by=user.name if user is not None else "",
        at=now(),
        reason=wish.reason.strip(),
        recipient=wish.recipient.strip(),
        language=wish.language,
        view=wish.view,
    )
    return as_file(found, facts, wish.kind)


def _file_name(event: Event, wish: Wish) -> str:
    return f"attendees-{event.slug}-{wish.selection.use.purpose}-{to_zone(now(), event.zone):%Y-%m-%d}.{wish.kind}"


def _log(event: Event, wish: Wish, found: Found, content: bytes, *, file_id: int | None = None) -> ExportLog:
    """The caller holds the transaction."""
    use = wish.selection.use
    log = ExportLog(
        event_id=event.id,
        user_id=wish.by,
        purpose=use.purpose.value,
        reason=wish.reason.strip() or None,
        recipient=wish.recipient.strip() or None,
        recipient_abroad=use.purpose is Purpose.HANDOVER and use.abroad,
        format=wish.kind,
        filters=written(wish.selection, PLAIN),
        row_count=len(found.listed),
        left_out=len(found.left_out),
        sha256=hashlib.sha256(content).hexdigest(),
        file_id=file_id,
    )
    db.session.add(log)
    db.session.flush()
    names = [column.name for column in wish.selection.columns]
    if found.listed:
        db.session.execute(insert(ExportRow), list(_rows(log, found.listed, wish.selection, names)))
    if wish.reach.delegations:
        taken = update(Delegation).where(Delegation.id.in_(wish.reach.delegations))
        db.session.execute(taken.values(exported_at=now()))
    notices.write(
        "attendees.exported",
        log,
        event_id=event.id,
        by=wish.by,
        purpose=use.purpose.value,
        rows=log.row_count,
        left_out=log.left_out,
        columns=len(names),
    )
    return log


def _rows(log: ExportLog, listed: Iterable[Listed], selection: Selection, names: list[str]) -> Iterable[dict[str, Any]]:
    """Whose row stood in it, with the fields that were shown."""
    open_fields = {True: names, False: [column.name for column in selection.columns if column.kind != "contacts"]}
    inner = [column.name for column in selection.columns if column.kind == "inner"]
    for one in listed:
        fields = open_fields[one.verdict.contacts]
        yield {
            "export_id": log.id,
            "registration_id": one.row.firm.registration_id,
            "representative_id": one.row.person_id,
            "fields": fields if one.verdict.inner or not inner else [name for name in fields if name not in inner],
        }
