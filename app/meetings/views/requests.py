"""Requests sent and received, and the answers to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.companies.wording import company_label
from app.core.web.guards import allow, current_roles
from app.core.web.locale import moment, plain
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings import services
from app.meetings.errors import NeverYours
from app.meetings.forms import ActForm, DeclineForm
from app.meetings.lifecycle import ENDED, PLACED, State
from app.meetings.limits import limit_notes, remaining
from app.meetings.queries import lists
from app.meetings.queries.rounds import RoundRow, rounds_with
from app.meetings.queries.rounds_seen import all_as_seen_by
from app.meetings.queries.tallies import limits_of, tallies_of
from app.meetings.refusals import Why
from app.meetings.services.requirements import may_book
from app.meetings.urgency import most_urgent_first
from app.meetings.views.answers import bars_to, hall_to_answer
from app.meetings.views.asking_again import may_ask_again
from app.meetings.views.barred import as_told
from app.meetings.views.blueprint import ARRANGERS, FIRM, FOR_A_FIRM, acting_for, meetings
from app.meetings.views.round_pages import may_take, offers_of
from app.meetings.views.voices import with_needs
from app.registrations.models import Registration
from app.registrations.scopes import own_firm
from app.registrations.states import OUT_OF_SIGHT, RegistrationState


@meetings.get(f"{FIRM}/requests")
@allow(*FOR_A_FIRM, of=own_firm)
def requests(event: Event, registration: Registration) -> ResponseReturnValue:
    mine = registration.id
    answering = is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
    found = with_needs(event, registration, lists.meetings_of(mine))
    rounds = all_as_seen_by(registration, rounds_with(mine, *PLACED))
    parts = _parts(found, mine, [row for row in rounds if row.holds_time_of(mine)], answering=answering)
    rows = {part.key: part.rows for part in parts}
    invitations = [row for row in rounds if row.waits_for(mine)]
    may = [row for row in invitations if may_take(event, registration, row)]
    hall = hall_to_answer(event, registration, found, may)
    limits, tally = limits_of(event), (hall.tallies if hall else tallies_of(event.id, [mine]))[mine]
    takes_part = registration.state not in OUT_OF_SIGHT
    return render_template(
        "meetings/requests.html",
        event=event,
        registration=registration,
        parts=parts,
        bars=bars_to(event, registration, found, hall),
        received=rows["received"],
        sent=[*rows["sent"], *rows["countered"], *(row for row in rows["booked"] if row.new_time is not None)],
        notes=list(limit_notes(limits, tally)) if takes_part else [],  # of no use to a firm that has left
        approved=registration.state == RegistrationState.APPROVED,
        takes_part=takes_part,
        may_book=may_book(event),
        again=may_ask_again(event, registration, found, tally),
        inbox=Inbox.of(found, mine),
        last_meeting=remaining(limits, tally).meetings == 1,
        knows=_offer_known(found, mine),
        invitations=invitations,
        offers=offers_of(event, registration, invitations, hall),
        may_arrange=not current_roles().isdisjoint(ARRANGERS),
        acting_for=acting_for(),
    )


@dataclass(frozen=True, slots=True)
class Inbox:
    """How far a firm has come with what it was asked: requests that it answered, and those that wait."""

    answered: int
    waiting: int

    @classmethod
    def of(cls, rows: list[lists.MeetingRow], mine: int) -> Inbox:
        """``rows``: all meetings of the firm ``mine``. What was taken back or lapsed counts as neither."""
        unanswered = (State.REQUESTED, State.WITHDRAWN, State.EXPIRED)
        asked = [row for row in rows if not row.arranged and row.asked.registration_id == mine]
        waiting = sum(row.waits_for(mine) for row in rows)
        return cls(sum(row.state not in unanswered for row in asked), waiting)

    @property
    def total(self) -> int:
        return self.answered + self.waiting


def _offer_known(rows: list[lists.MeetingRow], mine: int) -> lists.Firm | None:
    """The firm that this one has just declined because the two know each other; it may be kept as known."""
    wanted = request.args.get("known", type=int)
    of = (row for row in rows if row.why is not None and row.why.by_id == mine and row.why.choice == Why.KNOWN)
    return next((row.other_than(mine) for row in of if row.other_than(mine).registration_id == wanted), None)


@dataclass(frozen=True)
class Part:
    """Meetings of one kind under a title; ``key`` is the anchor that other pages link to."""

    key: str
    title: str
    rows: list[lists.MeetingRow]
    rounds: Sequence[RoundRow] = ()
    """The group meetings at which the firm sits, which are as much booked."""

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.rounds)


def _parts(rows: list[lists.MeetingRow], mine: int, rounds: Sequence[RoundRow], *, answering: bool) -> list[Part]:
    """``answering``: the event still takes answers; else what is open stays without one."""
    received = gettext("Waiting for your answer") if answering else gettext("You did not answer")
    sent = gettext("You asked") if answering else gettext("You asked and got no answer")
    countered = gettext("You proposed other times") if answering else gettext("You proposed times and got no answer")
    open_ = [row for row in rows if row.waits_on_other(mine)]
    booked = [row for row in rows if row.state in PLACED and not row.waits_for(mine)]
    ended = sorted((row for row in rows if row.state in ENDED), key=lambda row: row.changed_at, reverse=True)
    return [
        Part("received", received, most_urgent_first(row for row in rows if row.waits_for(mine))),
        Part("sent", sent, [row for row in open_ if not row.countered]),
        Part("countered", countered, [row for row in open_ if row.countered]),
        Part("agreed", gettext("Agreed, without a time"), [row for row in rows if row.state == State.AGREED]),
        Part("booked", gettext("Booked"), booked, rounds),
        Part("ended", gettext("Came to nothing"), ended),
    ]


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/acceptance")
@allow(*FOR_A_FIRM, of=own_firm)
def accept(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    """Accept without a time; with one it is ``take_time``."""
    try:
        services.accept(meeting_id, registration.id, by=current_user.id, seen=ActForm().seen_on_page)
    except NeverYours as refused:
        raise as_told(refused) from refused
    flash(
        gettext("Accepted. Choose a time.")
        if may_book(event)
        else gettext("Accepted. Its time is chosen once the organizer publishes."),
        "good",
    )
    return _back(event, registration)


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/decline")
@allow(*FOR_A_FIRM, of=own_firm)
def decline(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    form = DeclineForm()
    form.validate()
    said = form.refusal
    services.decline(
        meeting_id,
        registration.id,
        by=current_user.id,
        reason=said.words,
        why=said.why,
        shared=said.shared,
        seen=form.seen_on_page,
    )
    row = lists.meeting_of(registration.id, meeting_id)
    other = row.other_than(registration.id)
    flash(_private(row) or gettext("Declined. %(firm)s is told.", firm=company_label(other)), "info")
    known = other.registration_id if said.why is Why.KNOWN and not acting_for() else None
    return redirect(url_for("meetings.requests", event=event, registration_id=registration.id, known=known))


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/withdrawal")
@allow(*FOR_A_FIRM, of=own_firm)
def withdraw(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    services.withdraw(meeting_id, registration.id, by=current_user.id, seen=ActForm().seen_on_page)
    flash(gettext("Your request is taken back."), "info")
    return _back(event, registration)


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/recall")
@allow(*FOR_A_FIRM, of=own_firm)
def recall(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    """Take the other times back that the firm proposed."""
    services.recall(meeting_id, registration.id, by=current_user.id, seen=ActForm().seen_on_page)
    flash(gettext("Your times are taken back. The request waits for your answer again."), "info")
    return _back(event, registration)


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/new-time/acceptance")
@allow(*FOR_A_FIRM, of=own_firm)
def accept_time(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    """Move the meeting to the time that the other side proposes."""
    services.accept_time(meeting_id, registration.id, by=current_user.id, seen=ActForm().seen_on_page)
    row = lists.meeting_of(registration.id, meeting_id, brief=True)
    when = moment(row.starts_at, row.until) if row.starts_at is not None else ""
    told = {"when": when, "table": row.table, "firm": _other(row, registration)}
    flash(gettext("Moved: %(when)s, table %(table)s. %(firm)s is told.", **told), "good")
    return _back(event, registration)


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/new-time/refusal")
@allow(*FOR_A_FIRM, of=own_firm)
def keep_time(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    """Keep the meeting where it is, whoever of the two proposed another time."""
    services.keep_time(meeting_id, registration.id, by=current_user.id, seen=ActForm().seen_on_page)
    row = lists.meeting_of(registration.id, meeting_id, brief=True)
    flash(gettext("The meeting keeps its time. %(firm)s is told.", firm=_other(row, registration)), "info")
    return _back(event, registration)


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/cancellation")
@allow(*FOR_A_FIRM, of=own_firm)
def cancel(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    form = DeclineForm()
    form.validate()
    services.cancel(
        meeting_id, registration.id, by=current_user.id, reason=form.reason.data or "", seen=form.seen_on_page
    )
    told = gettext("Cancelled. The time is free again and the other side is told.")
    flash(_private(lists.meeting_of(registration.id, meeting_id)) or told, "info")
    if request.args.get("back") == "agenda":
        return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id))
    return _back(event, registration)


def _private(row: lists.MeetingRow) -> str:
    """Who learns what of an arranged meeting that was called off; "" for one that was asked for."""
    if not row.arranged:
        return ""
    return str(
        gettext(
            "Called off in private: %(organisation)s is told by whom, the other firm only that it does not take place.",
            organisation=plain(row.arranger),
        )
    )


def _other(row: lists.MeetingRow, registration: Registration) -> str:
    return company_label(row.other_than(registration.id))


def _back(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("meetings.requests", event=event, registration_id=registration.id))
