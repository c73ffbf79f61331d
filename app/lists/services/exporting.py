"""Make a list and note it: who, when, why, with which filter, how many rows, whose rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from sqlalchemy import insert, update

from app.core import audit
from app.core.clock import to_zone
from app.core.db import db, now, transaction
from app.core.errors import Invalid
from app.core.files import store_export
from app.core.idempotency import idempotent_post
from app.events.models import Event
from app.lists.catalogue import CATALOGUE
from app.lists.consent import Purpose
from app.lists.models import ExportLog, ExportRow
from app.lists.queries.attendees import Found
from app.lists.selection import Selection, written
from app.lists.services.formats import MEDIA_TYPES
from app.lists.services.making import PLAIN, Made, Wish, make, within_reach
from app.registrations.models import Delegation


def export(event: Event, wish: Wish, *, key: str = "") -> ExportLog:
    """Make the file, keep it for its owner for a quarter of an hour, and log it; for the same ``key`` only once.

    Raises Invalid ``export_reason_missing``, ``export_empty`` where no row may leave, ``export_too_long`` for a PDF.
    """
    if not wish.reason.strip():
        raise Invalid("export_reason_missing")
    wish = within_reach(wish)
    return export_made(event, wish, make(event, wish, empty=False), key)


def export_made(event: Event, wish: Wish, made: Made, key: str = "") -> ExportLog:
    """Keep and log what was made; for the same ``key`` only once."""
    with transaction():
        if not key or wish.by is None:
            return _kept(event, wish, made)
        with idempotent_post(wish.by, key, {"event": event.id, **wish.body}) as post:
            if post.answer is None:
                post.answer = {"export": _kept(event, wish, made).id}
        return db.session.get_one(ExportLog, post.answer["export"])


def _kept(event: Event, wish: Wish, made: Made) -> ExportLog:
    """The caller holds the transaction."""
    file = store_export(
        made.content,
        name=_file_name(event, wish),
        media_type=MEDIA_TYPES["pdf" if wish.kind == CATALOGUE else wish.kind],
        user_id=wish.by,
        event_id=event.id,
    )
    return _log(event, wish, made, file_id=file.id)


def export_to(event: Event, wish: Wish, save: Callable[[bytes], object]) -> Found:
    """The same for the command line: ``save`` takes the bytes; nothing is logged where it fails. Also an empty list."""
    wish = within_reach(wish)
    made = make(event, wish, empty=True)
    save_made(event, wish, made, save)
    return made.found


def save_made(event: Event, wish: Wish, made: Made, save: Callable[[bytes], object]) -> None:
    """Log what was made and hand it over; neither is done where the other fails."""
    with transaction():
        _log(event, wish, made)
        save(made.content)


def _file_name(event: Event, wish: Wish) -> str:
    what, ending = ("catalogue", "pdf") if wish.kind == CATALOGUE else ("attendees", wish.kind)
    return f"{what}-{event.slug}-{wish.selection.use.purpose}-{to_zone(now(), event.zone):%Y-%m-%d}.{ending}"


def _log(event: Event, wish: Wish, made: Made, *, file_id: int | None = None) -> ExportLog:
    """The caller holds the transaction."""
    use, found = wish.selection.use, made.found
    names = [*(column.name for column in wish.selection.columns), *wish.besides]
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
        file_id=file_id,
        list_key=wish.list_key,
        columns=names,
        previous_id=made.previous_id,
    )
    db.session.add(log)
    db.session.flush()
    if found.listed:
        # the connection itself: the session would look at each row one by one
        db.session.connection().execute(insert(ExportRow), list(_rows(log, made, wish.selection)))
    if wish.reach.delegations:
        taken = update(Delegation).where(Delegation.id.in_(wish.reach.delegations))
        db.session.execute(taken.values(exported_at=now()))
    audit.log_action(
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


def _rows(log: ExportLog, made: Made, selection: Selection) -> Iterator[dict[str, Any]]:
    """Whose row stood in it, with the fields that were shown and the marks of what stood there."""
    names = log.columns
    contacts = {column.name for column in selection.columns if column.kind == "contacts"}
    open_fields = {True: names, False: [name for name in names if name not in contacts]}
    inner = [column.name for column in selection.columns if column.kind == "inner"]
    for one, marks in zip_longest(made.found.listed, made.marks):
        fields = open_fields[one.verdict.contacts]
        yield {
            "export_id": log.id,
            "registration_id": one.row.firm.registration_id,
            "representative_id": one.row.person_id,
            "fields": fields if one.verdict.inner or not inner else [name for name in fields if name not in inner],
            "marks": marks,
        }
