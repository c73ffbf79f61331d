"""Group meetings as their guests and the organizer see them: the lists, the page of one, and a seat taken, declined,
given back or waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.errors import DomainError
from app.core.web import errors
from app.core.web.guards import allow, current_roles
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.scopes import an_event
from app.group_meetings import services
from app.group_meetings.forms import GroupMeetingForm, GuestsForm
from app.group_meetings.queries.company_filter import CompanyFilter
from app.group_meetings.views.blueprint import blueprint
from app.group_meetings.views.company_filter import (
    CompanyFilterOptions,
    filter_choices,
    filter_rows,
    get_filter_in_address,
    get_filter_in_form,
    make_filter_options,
)
from app.meetings.forms import MeetingActForm
from app.meetings.group_meeting_seats import GuestAnswer, SeatRefusal, SeatStep, is_step_allowed
from app.meetings.history import HistoryEvent, list_group_history
from app.meetings.queries.group_meeting_parties import count_waiting, list_waited_meetings
from app.meetings.queries.group_meetings import GroupMeetingRow, list_event_group_meetings
from app.meetings.queries.history import list_log_entries
from app.meetings.queries.lists import get_company_names
from app.meetings.queries.policy import count_invitable
from app.meetings.queries.visible_group_meetings import (
    get_visible_group_meeting,
    lacks_group_interpreter,
    list_visible_group_meetings,
)
from app.meetings.services.policy import may_book
from app.meetings.views.blueprint import COMPANY_ROLES, COMPANY_URL, is_acting_for_other
from app.meetings.views.eligibility import CompanyChoice, group_choices, list_invitable
from app.meetings.views.group_meeting_seats import (
    can_take_seats,
    find_seat_offers,
    get_seat_refusals,
    is_seat_offered,
    seat_refusal_text,
)
from app.meetings.views.history import HistoryLine, make_history_lines, may_record_attendance
from app.meetings.views.pairs import mark_group_tab
from app.meetings.wording import describe_attendees
from app.registrations.models import Registration
from app.registrations.queries.registrations import list_approved_companies
from app.registrations.scopes import own_registration
from app.registrations.states import RegistrationState

GUEST_ANSWER_TEXTS = {
    GuestAnswer.INVITED: _l("invited"),
    GuestAnswer.ACCEPTED: _l("comes"),
    GuestAnswer.DECLINED: _l("does not come"),
    GuestAnswer.LEFT: _l("gave its seat back"),
    GuestAnswer.LOST: _l("lost its seat"),
    GuestAnswer.REMOVED: _l("seat taken back"),
    GuestAnswer.EXPIRED: _l("did not answer in time"),
}
GROUP_ACT_TEXTS = {
    "open": _l("opened"),
    "invite": _l("invited %(guest)s"),
    "remind": _l("%(guest)s was reminded of the invitation"),
    "lapse": _l("%(guest)s did not answer in time"),
    "take": _l("took a seat"),
    "wait": _l("waits for a seat"),
    "unwait": _l("waits for a seat no longer"),
    "free": _l("a seat is free: who waits for one was told"),
    "decline": _l("declined"),
    "leave": _l("gave its seat back"),
    "remove": _l("took the seat of %(guest)s back"),
    "lose": _l("%(guest)s lost its seat"),
    "describe": _l("changed topic, seats or who may come"),
    "move": _l("moved"),
    "cancel": _l("called off"),
    "hold": _l("counted as held"),
    "miss": _l("marked as missed"),
    "correct": _l("corrected"),
    "absent": _l("%(guest)s did not come"),
    "came": _l("%(guest)s came after all"),
    "seat": _l("somebody else sits there"),
    "displace": _l("hours or tables of the event changed"),
    "other_table": _l("moved to another table"),
    "renamed_table": _l("its table was given another name"),
    "new_link": _l("the link to join was changed"),
    "new_length": _l("its end was changed"),
    "interpret": _l("another interpreter, or none"),
}


def can_open_group_meeting(event: Event) -> bool:
    """Whether the reader may open a group meeting for a firm now: its time is held at once."""
    act = EventAct.ARRANGE if is_acting_for_other() else EventAct.ASK
    return may_book(event) and is_allowed(Phase(event.phase), act, BookingMode(event.booking_mode))


def render_group_page(
    event: Event,
    registration: Registration,
    row: GroupMeetingRow,
    *,
    refused: DomainError | None = None,
    described: GroupMeetingForm | None = None,
    inviting: GuestsForm | None = None,
) -> str:
    """One group meeting; ``refused``: why the last try was; ``described``: what its host typed and must mend;
    ``inviting``: whom it looks for among the companies to invite, and whom it has ticked."""
    mark_group_tab()
    hosts = row.is_host(registration.id)
    takes = is_seat_offered(event, registration, row)
    groups, narrowing = list_guest_choices(event, registration, row, inviting) if hosts and row.is_ahead else ([], None)
    bar = get_seat_refusals(event, registration, [row]).get(row.id) if takes else None
    waits = row.id in list_waited_meetings(registration.id) and not row.holds_time_of(registration.id)
    return render_template(
        "group_meetings/group.html",
        event=event,
        registration=registration,
        row=row,
        hosts=hosts,
        answer=row.answer_of(registration.id),
        sits=row.holds_time_of(registration.id),
        takes=takes and bar is None,
        bar=seat_refusal_text(bar) if refused is None and not (waits and bar is SeatRefusal.FULL) else "",
        barred=bar is not None,
        keeps_away=bar is SeatRefusal.NEVER,
        waits_for_seat=waits,
        may_wait=bar is SeatRefusal.FULL and not waits,
        waiting=count_waiting(row.id) if hosts and row.is_ahead and not row.left else 0,
        refused=errors.error_text(refused) if refused is not None else "",
        answers=GUEST_ANSWER_TEXTS,
        groups=groups,
        narrowing=narrowing,
        ticked=inviting.invited.data or [] if inviting is not None else [],
        describing=described is not None,
        form=described
        or GroupMeetingForm(
            formdata=None, data={"topic": row.topic, "seats": row.seats, "open": "all" if row.is_open else "invited"}
        ),
        sitters=describe_attendees((attendee.name, attendee.company) for attendee in row.attendees),
        invitable=count_invitable(event, registration.id) if hosts and row.is_ahead else None,
        lines=_history_lines(registration, row),
        lacks=row.is_ahead and (hosts or row.holds_time_of(registration.id)) and lacks_group_interpreter(event, row),
        notes=may_record_attendance(event, has_begun=row.has_begun),
        may_book=may_book(event),
        acting_for=is_acting_for_other(),
    )


def render_refused_act(
    event: Event,
    registration: Registration,
    round_id: int,
    refused: DomainError,
    *,
    described: GroupMeetingForm | None = None,
) -> ResponseReturnValue:
    """The same page after an act that was ``refused``, with what has become of the meeting meanwhile."""
    row = get_visible_group_meeting(registration, round_id)
    page = render_group_page(event, registration, row, refused=refused, described=described)
    return page, errors.error_status(refused)


def redirect_to_group(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    """Back to the page after an act."""
    address = url_for("group_meetings.group_meeting", event=event, registration_id=registration.id, round_id=round_id)
    return redirect(address, 303)


def list_guest_choices(
    event: Event,
    host: Registration,
    row: GroupMeetingRow | None = None,
    form: GroupMeetingForm | GuestsForm | None = None,
) -> tuple[list[tuple[str, list[CompanyChoice]]], CompanyFilterOptions]:
    """Companies that the host may meet and that fit what the form asks for, under their groups; how those stand that
    cannot be invited again."""
    answers = {guest.company.registration_id: guest.answer for guest in row.guests} if row is not None else {}
    shut = {
        guest_id for guest_id, answer in answers.items() if not is_step_allowed(answer, SeatStep.INVITE, is_open=True)
    }
    companies = list_invitable(event, host)
    every = (
        CompanyChoice(company, str(GUEST_ANSWER_TEXTS[answers[company.id]]) if company.id in shut else "")
        for company in companies
    )
    ticked = form.invited.data or [] if form is not None else []
    some, narrowing = filter_choices(
        event, get_filter_in_form(form) if form is not None else CompanyFilter(), every, ticked
    )
    return group_choices(event, some), narrowing


def _history_lines(registration: Registration, row: GroupMeetingRow) -> list[HistoryLine]:
    if not (
        row.is_host(registration.id)
        or row.answer_of(registration.id)
        or row.id in list_waited_meetings(registration.id)
    ):
        return []
    sees_all = row.is_host(registration.id) or Role.ORGANIZER in current_roles()
    group_history = list(list_group_history(list_log_entries(row.id), reader_id=registration.id, sees_all=sees_all))
    named = {number for each in group_history for number in (each.registration_id, each.guest_id) if number is not None}
    names = {number: company_label(company) for number, company in get_company_names(named).items()}
    return make_history_lines(group_history, names, lambda each: _act_text(each, names))


def _act_text(entry: HistoryEvent, names: Mapping[int, str]) -> str:
    return str(GROUP_ACT_TEXTS.get(entry.act, entry.act)) % {"guest": names.get(entry.guest_id or 0, "–")}


@dataclass(frozen=True)
class GroupMeetingSection:
    """Group meetings under a title."""

    key: str
    title: str
    rows: list[GroupMeetingRow]


@blueprint.get(f"{COMPANY_URL}/groups")
@allow(*COMPANY_ROLES, of=own_registration)
def group_meetings(event: Event, registration: Registration) -> ResponseReturnValue:
    mark_group_tab()
    approved = registration.state == RegistrationState.APPROVED
    every = list_visible_group_meetings(registration)
    wanted = get_filter_in_address()
    rows = filter_rows(event, wanted, every)
    return render_template(
        "group_meetings/groups.html",
        event=event,
        registration=registration,
        parts=_sections(event, registration, rows),
        may_open=approved and can_open_group_meeting(event),
        approved=approved,
        offers=find_seat_offers(event, registration, rows),
        may_come=can_take_seats(event),
        narrowing=make_filter_options(event, wanted, len(rows), len(every)),
        acting_for=is_acting_for_other(),
    )


def _sections(event: Event, registration: Registration, rows: list[GroupMeetingRow]) -> list[GroupMeetingSection]:
    mine = registration.id
    waiting = [row for row in rows if row.waits_for(mine)]
    own = [row for row in rows if row.is_ahead and row.holds_time_of(mine)]
    may = [row for row in rows if row.is_ahead and is_seat_offered(event, registration, row) and row not in waiting]
    over = [row for row in rows if row not in (*waiting, *own, *may)]
    return [
        GroupMeetingSection("invited", gettext("You are invited"), waiting),
        GroupMeetingSection("mine", gettext("You are there"), own),
        GroupMeetingSection("open", gettext("Open to you"), may),
        GroupMeetingSection("over", gettext("Over, or without you"), over),
    ]


@blueprint.get("/events/<slug:event>/groups")
@allow(Role.ORGANIZER, of=an_event)
def all_groups(event: Event) -> ResponseReturnValue:
    """The organizer's list of all group meetings; each leads to its page, where the organizer acts for its host."""
    g.tab = "meetings.index"
    every, wanted = list_event_group_meetings(event.id), get_filter_in_address()
    rows = filter_rows(event, wanted, every)
    filter_options = make_filter_options(event, wanted, len(rows), len(every))
    return render_template("group_meetings/all_groups.html", event=event, rows=rows, narrowing=filter_options)


@blueprint.get("/events/<slug:event>/groups/new")
@allow(Role.ORGANIZER, of=an_event)
def open_for(event: Event) -> ResponseReturnValue:
    """For which firm a group meeting is opened; topic and time come next."""
    companies = list_approved_companies(event.id)
    chosen = request.args.get("firm", type=int)
    if chosen in {company.id for company in companies}:
        return redirect(url_for("group_meetings.new_group", event=event, registration_id=chosen))
    g.tab = "meetings.index"
    return render_template(
        "group_meetings/group_for.html", event=event, groups=group_choices(event, map(CompanyChoice, companies))
    )


@blueprint.get(f"{COMPANY_URL}/groups/<int:round_id>")
@allow(*COMPANY_ROLES, of=own_registration)
def group_meeting(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    return render_group_page(event, registration, get_visible_group_meeting(registration, round_id))


@blueprint.post(f"{COMPANY_URL}/groups/<int:round_id>/seat")
@allow(*COMPANY_ROLES, of=own_registration)
def take_seat(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row = get_visible_group_meeting(registration, round_id)
    try:
        services.take_group_seat(
            row.id,
            registration.id,
            by=current_user.id,
            for_it=is_acting_for_other(),
            seen_at=MeetingActForm().seen_on_page,
        )
    except DomainError as refused:
        return render_refused_act(event, registration, round_id, refused)
    flash(gettext("You have a seat. It stands in your agenda, and the host is told."), "good")
    return redirect_to_group(event, registration, round_id)


@blueprint.post(f"{COMPANY_URL}/groups/<int:round_id>/seat/removal")
@allow(*COMPANY_ROLES, of=own_registration)
def leave_seat(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row = get_visible_group_meeting(registration, round_id)
    services.leave_group_seat(row.id, registration.id, by=current_user.id)
    flash(gettext("Your seat is given back and your time is free again. The host is told."), "info")
    return redirect_to_group(event, registration, round_id)


@blueprint.post(f"{COMPANY_URL}/groups/<int:round_id>/wait")
@allow(*COMPANY_ROLES, of=own_registration)
def wait_for_seat(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row = get_visible_group_meeting(registration, round_id)
    try:
        waits = services.join_waiting_list(row.id, registration.id, by=current_user.id, for_it=is_acting_for_other())
    except DomainError as refused:
        return render_refused_act(event, registration, round_id, refused)
    if waits:
        flash(gettext("You wait for a seat: a letter comes as soon as one is free. None is held for you."), "good")
    else:
        flash(gettext("A seat is free or yours: nothing is to be waited for."), "info")
    return redirect_to_group(event, registration, round_id)


@blueprint.post(f"{COMPANY_URL}/groups/<int:round_id>/wait/removal")
@allow(*COMPANY_ROLES, of=own_registration)
def wait_no_longer(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row = get_visible_group_meeting(registration, round_id)
    services.leave_waiting_list(row.id, registration.id, by=current_user.id)
    flash(gettext("You wait no longer, and hear of no free seat."), "info")
    return redirect_to_group(event, registration, round_id)


@blueprint.post(f"{COMPANY_URL}/groups/<int:round_id>/refusal")
@allow(*COMPANY_ROLES, of=own_registration)
def decline_group(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row = get_visible_group_meeting(registration, round_id)
    try:
        services.decline_invitation(row.id, registration.id, by=current_user.id, seen_at=MeetingActForm().seen_on_page)
    except DomainError as refused:
        return render_refused_act(event, registration, round_id, refused)
    flash(gettext("Declined. The host is told."), "info")
    return redirect_to_group(event, registration, round_id)
