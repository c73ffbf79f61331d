"""The times at which a host can hold a group, as the pages show them: who could come, or why not; and its move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.companies.wording import company_label
from app.core.db import now
from app.core.errors import DomainError, NotFound
from app.core.web import errors
from app.core.web.guards import allow
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.meetings.availability import Option
from app.meetings.forms import RoundTimeForm
from app.meetings.lifecycle import State
from app.meetings.queries import lists
from app.meetings.queries.boards import hall_of, with_keepers
from app.meetings.queries.round_parties import topics_of
from app.meetings.queries.rounds import RoundRow
from app.meetings.queries.rounds_seen import round_seen_by
from app.meetings.round_seating import RoundOption, round_options
from app.meetings.seating import Instead
from app.meetings.services import rounds as services
from app.meetings.services.rounds.moving import WouldLose
from app.meetings.views.arranged import mark_group_tab
from app.meetings.views.blueprint import FIRM, FOR_A_FIRM, acting_for, meetings
from app.meetings.views.round_pages import to_round
from app.meetings.views.times import Part, parts_of
from app.meetings.wording import option_note
from app.registrations.models import Registration
from app.registrations.scopes import own_firm


def round_parts(
    event: Event,
    options: Sequence[RoundOption],
    met: Mapping[int, str],
    guests: Mapping[int, str],
    *,
    here: int | None = None,
    most: int = 0,
) -> list[Part]:
    """``met``: whom the host meets, by meeting; ``guests``: who has a seat, by registration, with what it is called;
    ``here``: where the meeting is now; ``most``: how many guests a table of the event holds, said where fewer do."""
    topics = topics_of({one.meeting_id for one in options if one.meeting_id and one.meeting_id not in met})
    notes = {one.slot_id: (_note(one, met, topics, guests, most), one.is_free) for one in options}
    return parts_of(event, notes, here=here)


def _note(
    option: RoundOption, met: Mapping[int, str], topics: Mapping[int, str], guests: Mapping[int, str], most: int
) -> str:
    seat = option.seat
    if seat is None:
        known = Option(option.slot_id, reason=option.reason, meeting_id=option.meeting_id)
        return option_note(known, met.get(option.meeting_id or 0, ""), topics.get(option.meeting_id or 0, ""))
    if seat.lost:
        names = str(gettext(", ")).join(guests[one] for one in seat.lost if one in guests)
        return str(gettext("Cannot come: %(firms)s", firms=names))
    if option.most < most:
        return str(ngettext("For at most %(num)d guest", "For at most %(num)d guests", option.most))
    if option.instead is not None:
        return str((_ALL_COME if guests else _ONLY)[option.instead is Instead.LENT])
    if guests:
        return str(gettext("All can come"))
    return str(ngettext("%(num)d table left", "%(num)d tables left", option.tables_left))


_ONLY = {True: _l("Only a table that another firm keeps"), False: _l("Another table than yours")}
_ALL_COME = {
    True: _l("All can come, at a table that another firm keeps"),
    False: _l("All can come, at another table than yours"),
}
"""Whether the table is another firm's, and not only another one than the host's."""


def own_round(registration: Registration, round_id: int) -> RoundRow:
    """A group meeting that this firm hosts. Raises NotFound."""
    row = round_seen_by(registration, round_id)
    if not row.is_host(registration.id):
        raise NotFound
    return row


def met_by(registration: Registration) -> dict[int, str]:
    """Whom the firm meets, by meeting, to say so at each time."""
    rows = lists.meetings_of(registration.id, State.BOOKED, brief=True)
    return {row.id: company_label(row.other_than(registration.id)) for row in rows}


@meetings.get(f"{FIRM}/groups/<int:round_id>/time")
@allow(*FOR_A_FIRM, of=own_firm)
def group_time(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    return _time_page(event, registration, own_round(registration, round_id))


@meetings.post(f"{FIRM}/groups/<int:round_id>/time")
@allow(*FOR_A_FIRM, of=own_firm)
def move_group(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    """Move it; where not all can come, ask once more and say who."""
    row, form = own_round(registration, round_id), RoundTimeForm()
    if not form.validate() or form.slot.data is None:
        wrong = next((str(one[0]) for one in form.errors.values()), gettext("Choose a time."))
        return _time_page(event, registration, row, wrong=wrong), 422
    try:
        moved = services.move_round(
            row.id,
            form.slot.data,
            by=current_user.id,
            without=form.without.data or [],
            seen=form.seen.data,
            event_id=event.id,
        )
    except DomainError as refused:
        now_as = own_round(registration, round_id)
        return _time_page(event, registration, now_as, refused), errors.error_status(refused)
    flash(gettext("Moved. All whom it concerns are told.") if moved else gettext("Nothing was changed."), "good")
    return to_round(event, registration, round_id)


def _time_page(
    event: Event, registration: Registration, row: RoundRow, refused: DomainError | None = None, *, wrong: str = ""
) -> str:
    """``wrong``: what is amiss with what was sent."""
    mark_group_tab()
    guests = [one.firm.registration_id for one in row.seated]
    names = {one.firm.registration_id: company_label(one.firm) for one in row.seated}
    hall = with_keepers(hall_of(event, [registration.id, *guests], ignoring=row.id), event, ignoring=row.id)
    parties = [hall.parties[one] for one in guests]
    host = hall.parties[registration.id]
    options = round_options(hall.board, host, parties, row.seats, now=now(), length=row.length)
    lost = refused.details if isinstance(refused, WouldLose) else {}
    lost_ids = [int(str(one)) for one in _listed(lost.get("firms"))]
    return render_template(
        "meetings/group_time.html",
        event=event,
        registration=registration,
        row=row,
        parts=round_parts(event, options, met_by(registration), names, here=row.slot_id),
        is_ahead=row.is_ahead,
        lost=[(one, names[one]) for one in lost_ids if one in names],
        lost_slot=lost.get("slot_id"),
        times={slot.id: slot.starts_at for slot in event.slots},
        refused=errors.error_text(refused) if refused is not None else wrong,
        acting_for=acting_for(),
    )


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
