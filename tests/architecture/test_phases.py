"""The table of phases holds in the services: what it forbids is refused there, whatever a page offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.companies.models import CompanyProduct
from app.core.db import now, transaction
from app.day.models import CheckInMethod
from app.day.phone import services
from app.day.queries.reassignments import DeskInterpreterChange
from app.day.services import check_ins
from app.day.services.check_ins import CheckInScan, check_in, create_arrival, sync_scans
from app.day.services.reassignments import change_interpreter
from app.day.services.shifts import shift_day, undo_shift
from app.day.services.substitutes import register_substitute, undo_substitution
from app.day.services.walk_ins import WalkIn, register_walk_in
from app.day.shift_plan import ShiftRequest
from app.delegations.services import delegations, sign_ups, visits
from app.delegations.services.visits import VisitDetails
from app.events.models import Event
from app.events.phases import ALLOWED_ACTS, BookingMode, EventAct, Phase, PhaseForbids, is_allowed
from app.events.rules import CompanyLimits
from app.events.services import change_event
from app.lists.services.thanks import enqueue_thanks
from app.matching.queries.rankings import get_latest_ranking
from app.matching.queries.suggestions import list_suggestions
from app.matching.services import answer_suggestions, rank_event, set_preference
from app.matching.services.preferences import SuggestionAnswer
from app.meetings import services as meetings
from app.meetings.services import attendance
from app.meetings.services.fixed_tables import assign_tables
from app.meetings.services.policy import set_company_limits
from app.messages.queries import messages
from app.messages.services import sending
from app.outcomes.services import recording
from app.outcomes.stages import OutcomeStage, OutcomeStatement, OutcomeSubject
from app.registrations import states
from app.registrations.models import Delegation, Registration, VisitBlock
from app.registrations.services import mailings, people, profiles, registering, transitions
from app.scheduling.drafts import PlanSettings
from app.scheduling.services import draft_changes as by_hand
from app.scheduling.services import planning, publishing, remedies
from tests import factories
from tests.architecture.examples import drafted
from tests.events.services.standing import as_it_stands
from tests.factories import FIRST_SLOT
from tests.support.clients import Visitor


@dataclass(frozen=True)
class World:
    """An event with two firms that have a request and a meeting, a third that nobody asked, and one invited."""

    event: Event
    one: Registration
    other: Registration
    third: Registration
    invited: Registration
    organizer: int
    requested: int
    agreed: int
    checked_in: int
    delegation: Delegation


def written(at: World) -> int:
    """A message to the attendee list that waits to be sent."""
    return sending.create_draft(messages.MessageGroup(at.event, "attendees", {}), by=at.organizer).id


GUARDED: dict[EventAct, tuple[Callable[[World], Any], ...]] = {
    EventAct.CHECK_IN: (
        lambda at: check_in(at.event, at.one.representatives[0].id, CheckInScan(CheckInMethod.NAME), by=at.organizer),
        lambda at: check_ins.undo_check_in(at.event, at.checked_in, by=at.organizer),
        lambda at: sync_scans(at.event, "a" * 32, [], by=at.organizer),
        lambda at: create_arrival(at.event, "0014"),
        lambda at: undo_substitution(at.event, at.third.representatives[0].id, by=1),
        lambda at: register_substitute(
            at.event, at.third.representatives[0].id, {"display_name": "Ng"}, CheckInScan(CheckInMethod.NAME), by=1
        ),
        lambda at: register_walk_in(
            at.event, WalkIn(name="Ng", company="Daily", category="press"), CheckInScan(CheckInMethod.WALK_IN), by=1
        ),
    ),
    EventAct.SHIFT_DAY: (
        lambda at: shift_day(at.event.id, ShiftRequest(at.event.slots[0].id, 5), token="", by=at.organizer),
        lambda at: undo_shift(at.event.id, 0, by=at.organizer),
    ),
    EventAct.SAY_LATE: (
        lambda at: services.announce_delay(at.event.id, at.agreed, at.one.id, 5, by=at.organizer),
        lambda at: services.withdraw_delay(at.event.id, at.agreed, at.one.id, by=at.organizer),
    ),
    EventAct.RECORD_HELD: (
        lambda at: attendance.record_missed(at.event.id, at.agreed, by=at.organizer),
        lambda at: attendance.record_took_place(at.event.id, at.agreed, by=at.organizer),
    ),
    EventAct.ADD_COMPANIES: (
        lambda at: registering.add_company(
            at.event, registering.NewCompany(name="New"), group_id=at.one.group_id or 0, by=at.organizer
        ),
        lambda at: people.add_guest(
            at.event,
            people.GuestDetails(category="press", institution="Daily", person="Mr He"),
            delegation_id=None,
            by=at.organizer,
        ),
        lambda at: delegations.register_delegation(
            at.event, delegations.DelegationDetails(organisation_id=1, group_id=1, name_en="Late"), by=at.organizer
        ),
        lambda at: visits.add_visit(
            at.delegation,
            VisitDetails(label="Tour", starts_at=FIRST_SLOT, ends_at=at.event.slots[0].ends_at),
            by=at.organizer,
        ),
        lambda at: visits.remove_visit(at.delegation, 0, by=at.organizer),
        lambda at: sign_ups.sign_up_company(at.event, at.one.id, 0, 1, by=at.organizer),
        lambda at: sign_ups.withdraw_sign_up(at.event, at.one.id, 0, by=at.organizer),
        lambda at: delegations.assign_roles(at.delegation, {}, by=at.organizer),
        lambda at: delegations.move_company(at.event, at.one.id, at.delegation.id, seen=None, by=at.organizer),
        lambda at: sign_ups.board_person(at.delegation, VisitBlock(id=0), at.one.id, by=at.organizer),
        lambda at: mailings.invite_companies(at.event, None, [at.one.id], by=at.organizer),
        lambda at: mailings.remind_companies(at.event, None, [at.one.id], by=at.organizer),
        lambda at: mailings.mark_reminded(at.event, sent=[at.one.id], not_sent=[], by=at.organizer),
    ),
    EventAct.REGISTER: (
        lambda at: transitions.transition(
            at.event,
            at.invited.id,
            states.RegistrationAct.OPEN,
            actor=states.RegistrationActor.COMPANY,
            by=at.organizer,
        ),
    ),
    EventAct.EDIT_PROFILE: (
        lambda at: profiles.save_profile(at.one.id, {"goal": "trade"}, seen=None, by=at.organizer),
        lambda at: profiles.add_showcase_item(at.one, CompanyProduct, {"name_en": "New"}, by=at.organizer),
        lambda at: profiles.add_certificate(at.one, "aeo", {}, by=at.organizer),
    ),
    EventAct.SAY_WISHES: (
        lambda at: set_preference(at.one, at.third.id, "never", by=at.organizer),
        lambda at: answer_suggestions(at.one, {at.third.id: SuggestionAnswer.WANT}, by=at.organizer),
    ),
    EventAct.ASK: (lambda at: meetings.request_meeting(at.event.id, at.one.id, at.third.id, by=at.organizer),),
    EventAct.ANSWER: (lambda at: meetings.accept(at.requested, at.other.id, by=at.organizer),),
    EventAct.ARRANGE: (lambda at: meetings.arrange(at.event.id, at.one.id, at.third.id, by=at.organizer),),
    EventAct.BOOK: (
        lambda at: meetings.book(at.agreed, at.one.id, at.event.slots[0].id, by=at.organizer),
        lambda at: meetings.move(at.agreed, at.one.id, at.event.slots[0].id, by=at.organizer),
        lambda at: change_interpreter(at.event.id, at.agreed, DeskInterpreterChange(1), by=at.organizer),
    ),
    EventAct.GIVE_FEEDBACK: (
        lambda at: recording.state_outcome(
            at.event.id, OutcomeSubject(at.agreed), OutcomeStatement(at.one.id, OutcomeStage.SIGNED), by=at.organizer
        ),
        lambda at: recording.confirm_outcome(
            at.event.id, OutcomeSubject(at.agreed), at.one.id, 0, reason="seen", by=at.organizer
        ),
        lambda at: recording.key_in_slip(
            at.event.id, OutcomeSubject(at.agreed), [at.one.id], OutcomeStage.SIGNED, None, by=at.organizer
        ),
        lambda at: recording.undo_slip(at.event.id, OutcomeSubject(at.agreed), by=at.organizer),
        lambda at: enqueue_thanks(at.event.id, by=at.organizer),
        lambda at: recording.undo_confirmation(at.event.id, OutcomeSubject(at.agreed), by=at.organizer),
    ),
    EventAct.WRITE: (
        lambda at: sending.send_message(
            at.event, written(at), confirmed=sending.ConfirmedMessage("", ""), by=at.organizer
        ),
        lambda at: sending.send_message(
            at.event, written(at), confirmed=sending.ConfirmedMessage("", ""), newcomers=True, by=at.organizer
        ),
        lambda at: sending.schedule_message(at.event, written(at), now() + timedelta(days=1), by=at.organizer),
    ),
    EventAct.CALL_OFF: (
        lambda at: meetings.withdraw(at.requested, at.one.id, by=at.organizer),
        lambda at: meetings.decline(at.requested, at.other.id, by=at.organizer),
        lambda at: meetings.cancel(at.agreed, at.one.id, by=at.organizer),
    ),
    EventAct.PLAN: (
        lambda at: planning.create_draft(at.event, PlanSettings(), by=at.organizer),
        lambda at: publishing.publish_draft(at.event.id, drafted(at.event), by=at.organizer),
        lambda at: by_hand.place_meeting(at.event.id, drafted(at.event), "1", "1"),
        lambda at: by_hand.remove_meeting(at.event.id, drafted(at.event), "1"),
        lambda at: remedies.apply_remedy(at.event.id, drafted(at.event), "1", do="move", by=at.organizer),
        lambda at: by_hand.lock_meetings(at.event.id, drafted(at.event), on=True, meeting="1"),
        lambda at: by_hand.undo_change(at.event.id, drafted(at.event)),
    ),
    EventAct.CHANGE_TIMES: (
        lambda at: change_event(at.event.id, replace(as_it_stands(at.event), walk_minutes=5), version=1, by=None),
        lambda at: set_company_limits(at.event.id, at.one.id, CompanyLimits(most_meetings=3), by=at.organizer),
        lambda at: assign_tables(at.event.id, {at.one.id: None}, by=at.organizer),
    ),
}
"""Every way to do what some phase forbids."""

READ = frozenset({EventAct.SEE_EVENT, EventAct.SEE_SUGGESTIONS})
"""Acts that write nothing: tried below, each by what is shown."""


@pytest.fixture
def world(app: Flask) -> World:
    event = factories.event()
    bank, port = {"offers": ["6419"], "seeks": ["5210"]}, {"offers": ["5210"], "seeks": ["6419"]}
    one = factories.firm(event, "Singapore", company_values={"sectors": bank})
    other, met, third = (
        factories.firm(event, "Chongqing", company_values={"sectors": port}) for _ in ("asked", "met", "third")
    )
    agreed = meetings.request_meeting(event.id, one.id, met.id, by=None)
    meetings.accept(agreed, met.id, by=None)
    requested = meetings.request_meeting(event.id, one.id, other.id, by=None)
    rank_event(event.id)
    invited = factories.firm(event, "Chongqing", state="invited")
    organizer, delegation = factories.user().id, factories.delegation(event)
    here = factories.check_in(other.representatives[0]).id
    return World(event, one, other, third, invited, organizer, requested, agreed, here, delegation)


def put(event: Event, phase: Phase) -> None:
    with transaction():
        event.phase = phase.value


def test_every_act_that_a_phase_forbids_is_guarded() -> None:
    forbidden = {act for act in EventAct if any(act not in ALLOWED_ACTS[phase] for phase in Phase)}

    assert {*GUARDED, *READ} == forbidden


def test_what_a_phase_forbids_is_refused_by_the_service(world: World) -> None:
    let = []
    for phase in Phase:
        put(world.event, phase)
        for act, ways in GUARDED.items():
            as_setting_up = (
                phase is Phase.DRAFT and act is EventAct.EDIT_PROFILE
            )  # a draft's profiles come with its firms
            if is_allowed(phase, act, BookingMode.LIVE) or as_setting_up:
                continue
            for number, way in enumerate(ways):
                try:
                    way(world)
                    let.append((phase, act, number))
                except PhaseForbids:
                    pass

    assert let == []


def test_what_a_phase_does_not_show_is_not_there(world: World, client: Visitor) -> None:
    ranking = get_latest_ranking(world.event.id)
    assert ranking is not None
    seen = {}
    for phase in Phase:
        put(world.event, phase)
        page = client.get(f"/events/{world.event.slug}").status_code == 200
        seen[phase] = (page, bool(list_suggestions(world.one.id, ranking)))

    acts = (EventAct.SEE_EVENT, EventAct.SEE_SUGGESTIONS)
    assert seen == {phase: tuple(is_allowed(phase, act, BookingMode.LIVE) for act in acts) for phase in Phase}
