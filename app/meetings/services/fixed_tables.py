"""Tables that companies keep for themselves: assigned, changed, released; of each table there is one keeper at most."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.core import audit
from app.core.db import breaks, db, transaction
from app.core.errors import Conflict, NotFound, Stale
from app.core.models import Notice
from app.events.models import Event, Table
from app.events.phases import EventAct
from app.meetings.fixed_tables import HOME_TABLE_ACTION, get_unfit_reason
from app.meetings.lifecycle import MeetingActor, MeetingMove
from app.meetings.mails.notifications import notify_table_change
from app.meetings.models import Claim, Meeting
from app.meetings.queries.displacement import list_bookings_of_company
from app.meetings.queries.fixed_tables import (
    FixedTables,
    get_confirmation_token,
    get_last_assignment,
    list_meetings_elsewhere,
    load_fixed_tables,
)
from app.meetings.services.policy import may_book, require_phase
from app.meetings.services.transitions import lock_companies, log_action, retry_on_conflict, transition
from app.meetings.signals import MeetingNews, notify_companies
from app.registrations.models import Registration

HOME_TABLE_CONSTRAINT = "uq_registrations_home_table"
ChosenTables = Mapping[int, int | None]
"""Firm → the table that it keeps from now on, None for none."""


class TableAssigned(Conflict):
    """Another firm keeps the table. Details: table (its label)."""

    code = "table_kept"


class TableUnfit(Conflict):
    """The firm cannot keep the table. Details: table (its label), why (``UnfitTableReason``)."""

    code = "table_unfit"


def assign_tables(event_id: int, chosen: ChosenTables, *, by: int | None) -> int:
    """Give companies their tables, all of them or none; how many keep another one than before. Meetings stay where they
    are. Raises NotFound, PhaseForbids, TableKept, TableUnfit."""
    try:
        with transaction():
            return _assign(event_id, chosen, by=by)
    except IntegrityError as error:
        if not breaks(error, HOME_TABLE_CONSTRAINT):
            raise
        raise _get_conflict(event_id, chosen) from error


def undo_assignment(event_id: int, word: str, *, by: int | None) -> int:
    """Each company keeps what it kept before the act of this word; how many. Raises Stale where that is not the last
    one any more, and as ``keep_tables`` does."""
    try:
        with transaction():
            last = get_last_assignment(event_id)
            if last is None or last.word != word:
                raise Stale("tables_stale")
            return _assign(event_id, last.before, by=by, undoes=True)
    except IntegrityError as error:
        if not breaks(error, HOME_TABLE_CONSTRAINT):
            raise
        raise Stale("tables_stale") from error


@retry_on_conflict
def move_to_fixed_table(event_id: int, registration_id: int, word: str, *, by: int | None) -> int:
    """The meetings of a company that can come to the table which it keeps sit there from now on, and all concerned are
    told; how many. ``word``: of what somebody saw. Raises NotFound, PhaseForbids, Stale."""
    with transaction():
        partners = {
            party for booking in list_bookings_of_company(event_id, registration_id) for party in booking.parties
        }
        event, companies = lock_companies(event_id, registration_id, *partners)
        require_phase(event, EventAct.CHANGE_TIMES)
        coming = list_meetings_elsewhere(event, companies[registration_id])
        if word != get_confirmation_token(coming):
            raise Stale
        come = [meeting.row.id for meeting in coming if meeting.stays is None]
        for meeting_id in come:
            _move_meeting(companies[registration_id].home_table_id or 0, meeting_id, companies, by=by)
        return len(come)


def _move_meeting(table_id: int, meeting_id: int, companies: Mapping[int, Registration], *, by: int | None) -> None:
    meeting = db.session.get_one(Meeting, meeting_id, populate_existing=True)
    seat = (Claim.meeting_id == meeting_id, Claim.table_id.is_not(None))
    db.session.execute(update(Claim).where(*seat).values(table_id=table_id))
    transition(meeting, MeetingMove.MOVE, MeetingActor.ORGANIZER, sequence=Meeting.sequence + 1)
    notice = log_action(meeting, MeetingMove.MOVE, by, placer=None, table=table_id)
    both = {registration_id: companies[registration_id] for registration_id in (meeting.low_id, meeting.high_id)}
    notify_companies(
        MeetingNews(notice, meeting, both, dict.fromkeys(both, "reseated"), why="kept_table", together=True)
    )


def release_table(company: Registration, *, by: int | None) -> None:
    """Inside the caller's transaction: a firm that takes part no longer keeps no table."""
    if company.home_table_id is not None:
        _write_table(company, None, company.home_table_id, by=by)


def release_tables(event: Event, table_ids: Iterable[int], *, by: int | None) -> None:
    """Inside the caller's transaction: tables go, and whoever keeps them has none; it is told so."""
    theirs = select(Registration).where(Registration.event_id == event.id, Registration.home_table_id.in_(table_ids))
    for company in db.session.scalars(theirs.order_by(Registration.id)).all():
        _notify(event, company, _write_table(company, None, before := company.home_table_id, by=by), before)


def _assign(event_id: int, chosen: ChosenTables, *, by: int | None, undoes: bool = False) -> int:
    event, companies = lock_companies(event_id, *chosen)
    require_phase(event, EventAct.CHANGE_TIMES)
    changed = {
        registration_id: table
        for registration_id, table in chosen.items()
        if companies[registration_id].home_table_id != table
    }
    _require_suitable(load_fixed_tables(event), changed)
    before = {registration_id: companies[registration_id].home_table_id for registration_id in changed}
    for registration_id in changed:  # tables that change hands are free first
        companies[registration_id].home_table_id = None
    db.session.flush()
    details = {"act": secrets.token_hex(4), **({"undoes": 1} if undoes else {})}
    for registration_id, table in changed.items():
        _notify(
            event,
            companies[registration_id],
            _write_table(companies[registration_id], table, before[registration_id], by=by, **details),
            before[registration_id],
        )
    return len(changed)


def _require_suitable(homes: FixedTables, changed: ChosenTables) -> None:
    """Only firms that take part keep tables; who has one that they lose may always do so."""
    company_by_table = {
        table: company.id for table, company in homes.company_by_table.items() if company.id not in changed
    }
    for registration_id, table in changed.items():
        if table is None:
            continue
        if registration_id not in homes.keepers or table not in homes.tables:
            raise NotFound
        label = homes.tables[table].label
        if table in company_by_table:
            raise TableAssigned(table=label)
        if (why := get_unfit_reason(homes.places[table], homes.keepers[registration_id], homes.shut)) is not None:
            raise TableUnfit(table=label, why=why.value)
        company_by_table[table] = registration_id


def _write_table(
    company: Registration, table: int | None, before: int | None, *, by: int | None, **told: object
) -> Notice:
    company.home_table_id = table
    db.session.flush()
    return audit.log_action(
        HOME_TABLE_ACTION, company, event_id=company.event_id, by=by, table=table, before=before, **told
    )


def _notify(event: Event, company: Registration, notice: Notice, before: int | None) -> None:
    """Before firms see times no letter goes: the one that brings their agenda leads to where their table stands."""
    if may_book(event):
        labels = {
            table.id: table.label for table in db.session.scalars(select(Table).where(Table.event_id == event.id))
        }
        notify_table_change(notice, company, event, labels, before=before)


def _get_conflict(event_id: int, chosen: ChosenTables) -> TableAssigned:
    """Somebody was quicker: of which table."""
    theirs = (
        select(Table.label)
        .join(Registration, Registration.home_table_id == Table.id)
        .where(
            Registration.event_id == event_id,
            Table.id.in_([table_id for table_id in chosen.values() if table_id is not None]),
        )
        .where(Registration.id.not_in(chosen))
    )
    return TableAssigned(table=db.session.scalars(theirs).first() or "")
