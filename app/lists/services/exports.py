"""Make a list and log it (who, when, why, with which filter, whose rows), at once or by a job; save views."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import delete, insert, or_, select, update

from app.accounts.models import User
from app.core import audit
from app.core.clock import to_zone
from app.core.db import db, new_public_id, now, transaction
from app.core.errors import Invalid
from app.core.files import store_export
from app.core.idempotency import idempotent_post
from app.core.jobs import enqueue
from app.events.models import Event
from app.lists.consent import ListPurpose
from app.lists.models import ExportLog, ExportRow, SavedView
from app.lists.publicity import CATALOGUE_KIND
from app.lists.queries.attendees import FoundRows, attendees, terms_of, with_own_columns
from app.lists.queries.matching_rows import ListReach
from app.lists.selection import LIST_USES, ListSelection, parse_selection, selection_arguments
from app.lists.services.files import CARDS_KIND, FileFacts, card_selection, cells_of, render_file, rows_with_cards
from app.lists.services.formats import LIST_MEDIA_TYPES
from app.registrations.models import Delegation

PLAIN_SELECTION: Final = ListSelection(use=LIST_USES["abroad"])
MOST_PRINTED_ROWS: Final = 5_000
"""Rows of a PDF; more would be a book, and take a gigabyte to set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """An export somebody asks for. ``kind``: one of ``MEDIA_TYPES``; ``language``: of labels and texts; ``by``: None
    for the command line, which needs no reason; ``view``: the name of the saved view that it shows; ``besides``: fields
    that the file shows and that are no columns."""

    selection: ListSelection
    reach: ListReach
    kind: str
    language: str
    by: int | None
    reason: str = ""
    recipient: str = ""
    view: str = ""
    besides: tuple[str, ...] = ()

    @property
    def body(self) -> dict[str, object]:
        """What is asked for, as plain JSON."""
        fields = {name: getattr(self, name) for name in ("kind", "language", "reason", "recipient", "view")}
        return {**fields, "selection": selection_arguments(self.selection, PLAIN_SELECTION)}


@dataclass(frozen=True, slots=True)
class MadeExport:
    """The rows that were found, and the file of them."""

    rows: FoundRows
    content: bytes


def restrict_request(wish: ExportRequest) -> ExportRequest:
    """What the user may have of it. Cards have fields of their own; who may not see contacts makes none."""
    selection = wish.reach.part_of(with_own_columns(wish.selection, wish.reach.event_id))
    return replace(wish, selection=card_selection(selection) if wish.kind == CARDS_KIND else selection)


def make_export(event: Event, wish: ExportRequest, *, empty: bool) -> MadeExport:
    """The file of a wish that is within reach. Raises Invalid ``export_filter_unknown`` where it filters by a column
    that there is not, ``export_too_long``, or ``export_empty`` unless an ``empty`` list will do."""
    if unknown := wish.selection.unknown:
        raise Invalid("export_filter_unknown", columns=", ".join(condition.column for condition in unknown))
    result = _find_rows(event, wish)
    if not result.listed and not empty:
        raise Invalid("export_empty")
    rows = [] if wish.kind == CARDS_KIND else cells_of(result, wish.selection, terms_of(event, wish.language))
    return MadeExport(result, render_file(result, file_facts(event, wish), wish.kind, rows))


def _find_rows(event: Event, wish: ExportRequest) -> FoundRows:
    result = attendees(wish.selection, wish.reach, terms_of(event, wish.language))
    if wish.kind == CARDS_KIND:
        return rows_with_cards(result) if wish.reach.shows("email", wish.selection.use.purpose) else FoundRows([], [])
    if wish.kind == "pdf" and len(result.listed) > MOST_PRINTED_ROWS:
        raise Invalid("export_too_long", most=MOST_PRINTED_ROWS)
    return result


def file_facts(event: Event, wish: ExportRequest) -> FileFacts:
    """What the file says of itself, as of now."""
    user = db.session.get(User, wish.by) if wish.by is not None else None
    return FileFacts(
        event=event,
        selection=wish.selection,
        by=user.name if user is not None else "",
        at=now(),
        reason=wish.reason.strip(),
        recipient=wish.recipient.strip(),
        language=wish.language,
        view=wish.view,
    )


def create_export(event: Event, wish: ExportRequest, *, key: str = "") -> ExportLog:
    """Make the file, keep it for its owner for a quarter of an hour, and log it; for the same ``key`` only once.

    Raises Invalid ``export_reason_missing``, ``export_empty`` where no row may leave, ``export_too_long`` for a PDF.
    """
    if not wish.reason.strip():
        raise Invalid("export_reason_missing")
    wish = restrict_request(wish)
    return store_and_log(event, wish, make_export(event, wish, empty=False), key)


def store_and_log(event: Event, wish: ExportRequest, made: MadeExport, key: str = "") -> ExportLog:
    """Keep and log what was made; for the same ``key`` only once."""
    with transaction():
        if not key or wish.by is None:
            return _store_file(event, wish, made)
        with idempotent_post(wish.by, key, {"event": event.id, **wish.body}) as post:
            if post.answer is None:
                post.answer = {"export": _store_file(event, wish, made).id}
        return db.session.get_one(ExportLog, post.answer["export"])


def _store_file(event: Event, wish: ExportRequest, made: MadeExport) -> ExportLog:
    """The caller holds the transaction."""
    file = store_export(
        made.content,
        name=_file_name(event, wish),
        media_type=LIST_MEDIA_TYPES["pdf" if wish.kind == CATALOGUE_KIND else wish.kind],
        user_id=wish.by,
        event_id=event.id,
    )
    return _create_log(event, wish, made, file_id=file.id)


def write_export(event: Event, wish: ExportRequest, save: Callable[[bytes], object]) -> FoundRows:
    """The same for the command line: ``save`` takes the bytes; nothing is logged where it fails. Also an empty list."""
    wish = restrict_request(wish)
    made = make_export(event, wish, empty=True)
    log_and_save(event, wish, made, save)
    return made.rows


def log_and_save(event: Event, wish: ExportRequest, made: MadeExport, save: Callable[[bytes], object]) -> None:
    """Log what was made and hand it over; neither is done where the other fails."""
    with transaction():
        _create_log(event, wish, made)
        save(made.content)


def _file_name(event: Event, wish: ExportRequest) -> str:
    what, ending = ("catalogue", "pdf") if wish.kind == CATALOGUE_KIND else ("attendees", wish.kind)
    return f"{what}-{event.slug}-{wish.selection.use.purpose}-{to_zone(now(), event.zone):%Y-%m-%d}.{ending}"


def _create_log(event: Event, wish: ExportRequest, made: MadeExport, *, file_id: int | None = None) -> ExportLog:
    """The caller holds the transaction."""
    use, result = wish.selection.use, made.rows
    names = [*(column.name for column in wish.selection.columns), *wish.besides]
    log = ExportLog(
        event_id=event.id,
        user_id=wish.by,
        purpose=use.purpose.value,
        reason=wish.reason.strip() or None,
        recipient=wish.recipient.strip() or None,
        recipient_abroad=use.purpose is ListPurpose.HANDOVER and use.abroad,
        format=wish.kind,
        filters=selection_arguments(wish.selection, PLAIN_SELECTION),
        row_count=len(result.listed),
        left_out=len(result.left_out),
        file_id=file_id,
        columns=names,
    )
    db.session.add(log)
    db.session.flush()
    if result.listed:
        # the connection itself: the session would look at each row one by one
        db.session.connection().execute(insert(ExportRow), list(_export_rows(log, made, wish.selection)))
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


def _export_rows(log: ExportLog, made: MadeExport, selection: ListSelection) -> Iterator[dict[str, Any]]:
    """Whose row stood in it, with the fields that were shown."""
    names = log.columns
    contacts = {column.name for column in selection.columns if column.kind == "contacts"}
    open_fields = {True: names, False: [name for name in names if name not in contacts]}
    inner = [column.name for column in selection.columns if column.kind == "inner"]
    for row in made.rows.listed:
        fields = open_fields[row.verdict.contacts]
        yield {
            "export_id": log.id,
            "registration_id": row.row.company.registration_id,
            "representative_id": row.row.person_id,
            "fields": fields if row.verdict.inner or not inner else [name for name in fields if name not in inner],
        }


REQUEST_FIELDS: Final = ("kind", "language", "reason", "recipient", "view")


def enqueue_export(job: str, event: Event, wish: ExportRequest, form_key: str | None, **more: Any) -> str:
    """Have a job make it; the run's public id. A form with a key that is sent twice makes one. ``more``: what this job
    asks besides, plain JSON."""
    request = {**request_to_json(wish), **more}
    text = json.dumps([form_key, request], sort_keys=True)
    key = hashlib.sha256(text.encode()).hexdigest() if form_key else new_public_id()
    by = wish.by or 0
    with transaction(), idempotent_post(by, key, {"event": event.id, **request}) as post:
        if post.answer is None:
            post.answer = {"job": enqueue(job, user_id=by, event_id=event.id, asked=request).public_id}
    return str(post.answer["job"])


def request_to_json(wish: ExportRequest) -> dict[str, Any]:
    """``values`` of the selection, ``delegations`` and ``columns`` that the user reaches, whether the list may be
    handed over, and the fields of the wish."""
    reach, values = wish.reach, selection_arguments(wish.selection, PLAIN_SELECTION)
    return {
        "values": {name: value if isinstance(value, list) else [str(value)] for name, value in values.items()},
        "delegations": list(reach.delegations) if reach.delegations is not None else None,
        "columns": list(reach.columns) if reach.columns is not None else None,
        "hands_over": reach.hands_over,
        "runs_all": reach.runs_all,
        **{name: getattr(wish, name) for name in REQUEST_FIELDS},
    }


def request_from_json(event_id: int, request: dict[str, Any], *, by: int | None) -> ExportRequest:
    """The same again."""
    within, columns = request["delegations"], request["columns"]
    reach = ListReach(
        event_id,
        tuple(within) if within is not None else None,
        tuple(columns) if columns is not None else None,
        request["hands_over"],
        request.get("runs_all", False),
    )
    fields = {name: request[name] for name in REQUEST_FIELDS}
    return ExportRequest(selection=parse_selection(request["values"], PLAIN_SELECTION), reach=reach, by=by, **fields)


VIEW_NAME_LENGTH = 60


def save_view(
    event_id: int, user_id: int, name: str, settings: dict[str, Any], *, shared: str = "private"
) -> SavedView:
    """Keep it, for oneself or for others as well; an own one of the same name is replaced. Raises Invalid
    ``view_name_missing``."""
    name = " ".join(name.split())[:VIEW_NAME_LENGTH]
    if not name:
        raise Invalid("view_name_missing")
    with transaction() as session:
        named = select(SavedView).where(
            SavedView.event_id == event_id, SavedView.user_id == user_id, SavedView.name == name
        )
        view = session.scalar(named) or SavedView(event_id=event_id, user_id=user_id, name=name)
        view.settings = settings
        view.shared = shared
        session.add(view)
        session.flush()
        audit.log_action("view.saved", view, event_id=event_id, by=user_id, shared=shared)
    return view


def delete_view(event_id: int, user_id: int, view_id: int, *, organizes: bool = False) -> bool:
    """Throw the user's own view away; False where there is no such view, or no longer. Who ``organizes`` the event also
    throws away what others share with everybody."""
    mine = SavedView.user_id == user_id
    own = (
        SavedView.id == view_id,
        SavedView.event_id == event_id,
        or_(mine, SavedView.shared == "event") if organizes else mine,
    )
    with transaction() as session:
        view = session.scalar(select(SavedView).where(*own))
        if view is None:
            return False
        audit.log_action("view.removed", view, event_id=event_id, by=user_id)
        session.execute(delete(SavedView).where(*own))
    return True
