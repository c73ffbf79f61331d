"""What waits for the organizer, by the event's phase and day."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.clock import to_zone
from app.core.db import db, now
from app.dashboard.queries.counts import LONG_WAIT_DAYS, EventCounts
from app.dashboard.reactions.overview import event_counts
from app.events.models import Event
from app.events.overview import OverviewStep
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.lifecycle import MeetingState
from app.meetings.queries.interpreter_needs import InterpreterShortage
from app.registrations.states import RegistrationState

EMAILS_ENDPOINT = "messages.letters"
DESK_DAYS = 7


def steps_of(event_id: int) -> Iterator[OverviewStep]:
    """What waits for the organizer; each leads to the list that it counts."""
    event, counts = db.session.get_one(Event, event_id), event_counts(event_id)
    if not counts.tables:
        text = _("Without tables no meeting can be placed.")
        yield OverviewStep(10, _("Say which tables there are"), text, _("Add tables"), "events.edit")
    if event.phase == Phase.CLOSED:
        text = _("Nothing changes any more; the lists stay open to you and the chambers.")
        yield OverviewStep(60, _("Take the attendee list home"), text, _("To the list"), "lists.attendees")
        return
    yield from _email_steps(event, counts)
    yield from _registration_steps(event, counts)
    yield from _meeting_steps(event, counts)
    yield from _list_steps(event, counts)
    days_to_go = (event.days[0].day - to_zone(now(), event.zone).date()).days if event.days else None
    if not counts.desk and days_to_go is not None and days_to_go <= DESK_DAYS:
        text = _("Who checks firms in on the day needs an account; nobody has one yet.")
        yield OverviewStep(33, _("Name who keeps the desk"), text, _("Name them"), "events.people")


def undone_by_step(event_id: int, target: Phase) -> Iterator[str]:
    """A step to ``published`` that no draft takes: meetings that get no time by it."""
    agreed = event_counts(event_id).meetings.get(MeetingState.AGREED, 0)
    if target == Phase.PUBLISHED and agreed:
        yield ngettext(
            "No timetable is published by this: %(num)d agreed meeting stays without a time until somebody picks one. "
            "Publish a draft of the timetable to give it one.",
            "No timetable is published by this: %(num)d agreed meetings stay without a time until somebody picks one. "
            "Publish a draft of the timetable to give them theirs at once.",
            agreed,
        )


def _email_steps(event: Event, counts: EventCounts) -> Iterator[OverviewStep]:
    failed, on_hold = counts.emails.get("failed", 0), counts.emails.get("held", 0)
    if failed:
        title = ngettext("%(num)d letter failed", "%(num)d letters failed", failed)
        text = _("Its reader knows nothing yet. See why, and send it again.")
        yield OverviewStep(15, title, text, _("See the letters"), EMAILS_ENDPOINT, {"state": "failed"})
    if on_hold:
        title = ngettext("%(num)d letter is held", "%(num)d letters are held", on_hold)
        text = _("Their readers know nothing yet. Read them, then let them go or throw them away.")
        yield OverviewStep(
            18, title, text, _("See the letters"), EMAILS_ENDPOINT, {"state": "held"}, is_due=not event.rehearsal
        )


def _registration_steps(event: Event, counts: EventCounts) -> Iterator[OverviewStep]:
    waiting = counts.companies.get(RegistrationState.SUBMITTED, 0)
    if waiting:
        title = ngettext("Approve %(num)d registration", "Approve %(num)d registrations", waiting)
        text = _("Until then these firms are suggested to nobody and cannot ask.")
        yield OverviewStep(20, title, text, _("Look at them"), "registrations.index", {"state": "submitted"})
    if not counts.delegations:
        text = _("Its chamber then imports the firms from the sheet that it has.")
        yield OverviewStep(30, _("Enter the first delegation"), text, _("Enter it"), "delegations.delegations")
    if not _is_allowed(event, EventAct.REGISTER):
        return
    if count := counts.companies.get(RegistrationState.INVITED, 0):
        title = ngettext("Remind %(num)d firm that has not begun", "Remind %(num)d firms that have not begun", count)
        text = _("They have not opened their link. Write to them, or give it to them.")
        yield OverviewStep(45, title, text, _("See who"), "registrations.index", {"state": "invited"})
    if count := counts.companies.get(RegistrationState.DRAFT, 0):
        title = ngettext(
            "Remind %(num)d firm to finish its profile", "Remind %(num)d firms to finish their profiles", count
        )
        text = _("Their profile is begun and not handed in; nobody is shown to them yet.")
        yield OverviewStep(50, title, text, _("See who"), "registrations.index", {"state": "draft"})


def _meeting_steps(event: Event, counts: EventCounts) -> Iterator[OverviewStep]:
    if counts.clashes:
        title = ngettext(
            "%(num)d meeting clashes with the programme or a visit",
            "%(num)d meetings clash with the programme or a visit",
            counts.clashes,
        )
        text = _("One of the two is elsewhere then. Move it, or tell them where to go.")
        yield OverviewStep(19, title, text, _("See the meetings"), "meetings.index", {"clash": "1"})
    if counts.unserved.meetings:
        yield _interpreter_step(counts.unserved)
    if counts.lapsing and _is_allowed(event, EventAct.ANSWER):
        title = ngettext(
            "%(num)d request lapses within two days",
            "%(num)d requests lapse within two days",
            counts.lapsing,
        )
        text = _("Nobody has answered. Remind who must, or its chamber.")
        yield OverviewStep(35, title, text, _("See the requests"), "meetings.index", {"state": "requested"})
    if counts.unanswered and _is_allowed(event, EventAct.ANSWER):
        title = ngettext(
            "%(num)d request has waited for an answer for a week",
            "%(num)d requests have waited for an answer for a week",
            counts.unanswered,
        )
        text = _("Who asked plans around it. Remind who must answer, or answer for them.")
        arguments = {"state": "requested", "waits": str(LONG_WAIT_DAYS)}
        yield OverviewStep(34, title, text, _("See the requests"), "meetings.index", arguments)
    if counts.quiet and _is_allowed(event, EventAct.ARRANGE):
        title = ngettext("%(num)d firm meets nobody so far", "%(num)d firms meet nobody so far", counts.quiet)
        text = _("They have no meeting and no request. Arrange one, or ask them what they seek.")
        yield OverviewStep(40, title, text, _("See who"), "dashboard.quiet")
    agreed = counts.meetings.get(MeetingState.AGREED, 0)
    if event.phase == Phase.PLANNING:
        yield _planning_step(agreed)
    if agreed and _is_allowed(event, EventAct.BOOK):
        title = ngettext("%(num)d agreed meeting has no time", "%(num)d agreed meetings have no time", agreed)
        if _is_allowed(event, EventAct.PLAN):
            text = _("Either firm may pick one; or have a plan made that gives all of them theirs.")
            yield OverviewStep(55, title, text, _("Plan their times"), "scheduling.plan")
            return
        text = _("Either firm may pick one; you may do it for them.")
        yield OverviewStep(55, title, text, _("See the meetings"), "meetings.index", {"state": "agreed"})


def _list_steps(event: Event, counts: EventCounts) -> Iterator[OverviewStep]:
    if counts.unlisted and not _is_allowed(event, EventAct.REGISTER):
        title = ngettext(
            "%(num)d firm has not agreed to the attendee list",
            "%(num)d firms have not agreed to the attendee list",
            counts.unlisted,
        )
        text = _("Left out when the list is handed over. Ask them, or record what was said on paper.")
        arguments = {"use": "home", "state": "approved", "category": "firm"}
        yield OverviewStep(58, title, text, _("See who, and why"), "lists.left_out", arguments)


def _interpreter_step(lacking: InterpreterShortage) -> OverviewStep:
    """Meetings at which the two may not understand each other."""
    if lacking.is_any:
        title = ngettext(
            "%(num)d booked meeting needs an interpreter and has none",
            "%(num)d booked meetings need an interpreter and have none",
            lacking.meetings,
        )
        text = _("See for how many somebody is free and give them one; for the rest, see what each time lacks.")
        return OverviewStep(24, title, text, _("Give them interpreters"), "interpreters.interpreters")
    title = ngettext(
        "%(num)d booked meeting is of firms that share no language",
        "%(num)d booked meetings are of firms that share no language",
        lacking.meetings,
    )
    text = _("The event has no interpreter yet. Add one, and those booked get theirs in one go.")
    return OverviewStep(24, title, text, _("Add an interpreter"), "interpreters.new_interpreter")


def _planning_step(agreed: int) -> OverviewStep:
    """What there is to do while the event is planned."""
    if not agreed:
        text = _("Nothing waits for a time: arrange what firms wish, then plan the timetable.")
        return OverviewStep(22, _("Arrange meetings"), text, _("To the meetings"), "meetings.index")
    text = _("Plan the timetable, look at it and publish it: everybody gets their times at once.")
    title = ngettext(
        "%(num)d agreed meeting waits for its time", "%(num)d agreed meetings wait for their times", agreed
    )
    return OverviewStep(22, title, text, _("Plan the timetable"), "scheduling.plan")


def _is_allowed(event: Event, act: EventAct) -> bool:
    return is_allowed(Phase(event.phase), act, BookingMode(event.booking_mode))
