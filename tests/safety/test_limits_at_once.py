"""Case 20: nobody gets past a limit by sending everything at the same moment, to two processes, on either database."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from app.accounts.credentials import TokenPurpose, user_subject
from app.accounts.permissions import Role
from app.accounts.services.access import issue_token
from app.companies.models import CompanyUser
from app.core.db import db, transaction
from app.core.models import Outbox
from app.events.models import Event, Group
from app.meetings import services as meetings
from app.meetings.models import Claim, Meeting, MoveProposal
from app.registrations.models import BusSeat, Delegation, Registration, Representative, VisitBlock
from app.registrations.queries.company_links import find_link, get_link_token
from app.registrations.services.company_links import create_links
from app.registrations.views.access import CODE_FAILURES
from tests import factories
from tests.safety.at_once import at_once
from tests.support.soundness import faults_of_rows

pytestmark = pytest.mark.databases("sqlite", "postgresql")

TIMES = 8


@pytest.fixture
def fair(app, server):
    app.config["JOBS"] = "queue"
    return factories.event("fair")


def limited(event, **limits):
    with transaction() as session:
        session.execute(update(Event).where(Event.id == event.id).values(limits))


def _delegation(event, chamber, **quotas):
    delegation = factories.delegation(event, of=chamber)
    with transaction() as session:
        session.execute(update(Delegation).values(quotas))
    return delegation


def _named(path, field):
    return [(path, {field: f"Number {number}"}) for number in range(TIMES)]


def test_case_20_a_delegation_brings_no_more_firms_than_its_quota(app, server, fair):
    chamber = factories.organisation()
    delegation = _delegation(fair, chamber, quota=3)
    new = f"/events/fair/delegations/{delegation.id}/companies/new"

    came = at_once(app, server.url, factories.member(chamber, Role.CHAMBER), _named(new, "name"))

    assert came == {302: 3, 409: TIMES - 3}
    assert db.session.scalar(select(func.count(Registration.id))) == 3


def test_case_20_a_side_takes_no_more_firms_than_it_has_places(app, server, fair):
    side = factories.group(fair, "Singapore")
    with transaction() as session:
        session.execute(update(Group).where(Group.id == side.id).values(quota=3))
    firms = [factories.firm(fair, "Singapore", state="submitted").id for _ in range(TIMES)]
    organizer = factories.member(fair.organisation, Role.ORGANIZER)

    approved = at_once(
        app, server.url, organizer, [(f"/events/fair/companies/{one}/registration/approval", {}) for one in firms]
    )

    takes_part = select(func.count(Registration.id)).where(Registration.state == "approved")
    assert approved == {302: TIMES}  # those without a place learn on their firm's page what to do
    assert db.session.scalar(takes_part) == 3


def test_case_20_a_firm_has_no_more_open_requests_than_it_may(app, server, fair):
    limited(fair, max_open_requests=2)
    user = factories.user()
    asker = factories.firm(fair, users=[user])
    others = [factories.firm(fair, "Chongqing") for _ in range(TIMES)]

    came = at_once(
        app,
        server.url,
        user,
        [(f"/events/fair/companies/{asker.id}/ask/{other.id}", {"priority": "want"}) for other in others],
    )

    assert came == {302: 2, 409: TIMES - 2}
    assert db.session.scalar(select(func.count(Meeting.id))) == 2


def test_case_20_a_firm_has_no_more_meetings_than_it_may(app, server, fair):
    user = factories.user()
    host = factories.firm(fair, "Chongqing", users=[user])
    asked = [meetings.request_meeting(fair.id, factories.firm(fair).id, host.id, by=None) for _ in range(TIMES)]
    limited(fair, max_meetings=2)

    came = at_once(
        app,
        server.url,
        user,
        [(f"/events/fair/companies/{host.id}/meetings/{meeting_id}/acceptance", {}) for meeting_id in asked],
    )

    assert sum(came.values()) == TIMES
    assert max(came) < 500
    assert db.session.scalar(select(func.count(Meeting.id)).where(Meeting.state == "agreed")) == 2


def test_case_07_a_link_that_works_once_lets_one_in(app, server, fair):
    secret = issue_token(TokenPurpose.SIGN_IN, user_subject(factories.user().id))

    came = at_once(app, server.url, None, [(f"/sign-in/{secret}", {})] * TIMES)

    assert came == {302: 1, 404: TIMES - 1}


def test_case_07_a_firm_link_is_claimed_once(app, server, fair):
    firm = factories.firm(fair, state="invited")
    create_links([firm])
    link = find_link(firm)
    assert link is not None

    came = at_once(app, server.url, None, [(f"/f/{get_link_token(link)}", {"act": "yes"})] * TIMES)

    assert max(came) < 400
    assert db.session.scalar(select(func.count(CompanyUser.id))) == 1


def test_case_19_codes_are_guessed_no_more_often_at_once_than_one_by_one(app, server, fair):
    most = CODE_FAILURES.item.amount

    came = at_once(app, server.url, None, [("/f", {"code": "ZZ2-222"})] * (most + TIMES))

    assert came == {422: most, 429: TIMES}


def test_a_reminder_that_two_send_at_once_goes_out_once_to_each(app, server, fair):
    chamber = factories.organisation()
    delegation = factories.delegation(fair, of=chamber)
    firms = [factories.firm(fair, delegation_id=delegation.id, people=0) for _ in range(3)]
    for one in firms:
        factories.representative(one, email=f"boss{one.id}@example.org")
    create_links(firms)
    post = (f"/events/fair/delegations/{delegation.id}/reminders", {"firm": str(firms[0].id)})

    came = at_once(app, server.url, factories.member(chamber, Role.CHAMBER), [post] * TIMES)

    assert came == {302: TIMES}
    assert list(db.session.scalars(select(Outbox.recipient))) == [f"boss{firms[0].id}@example.org"]


def test_case_20_a_firm_names_no_more_people_than_its_delegation_lets_it(app, server, fair):
    chamber = factories.organisation()
    firm = factories.firm(fair, delegation_id=_delegation(fair, chamber, people_quota=3).id)
    new = f"/events/fair/companies/{firm.id}/people/new"

    came = at_once(app, server.url, factories.member(chamber, Role.CHAMBER), _named(new, "display_name"))

    assert came == {302: 2, 409: TIMES - 2}
    assert db.session.scalar(select(func.count(Representative.id))) == 3


def test_who_is_ticked_off_by_several_at_once_is_aboard_and_nobody_is_lost(app, server, fair):
    chamber = factories.organisation()
    delegation = factories.delegation(fair, of=chamber)
    people = [factories.firm(fair, delegation_id=delegation.id).representatives[0].id for _ in range(4)]
    tour = VisitBlock(
        delegation_id=delegation.id,
        label="Tour",
        starts_at=factories.FIRST_SLOT,
        ends_at=fair.slots[0].ends_at,
        buses=["1"],
    )
    with transaction() as session:
        session.add(tour)
    path = f"/events/fair/delegations/{delegation.id}/programme/{tour.id}/bus"

    came = at_once(
        app, server.url, factories.member(chamber, Role.CHAMBER), [(f"{path}/{one}", {}) for one in people * 2]
    )

    assert came == {302: 2 * len(people)}
    aboard = select(BusSeat.representative_id).where(BusSeat.boarded_at.is_not(None))
    assert sorted(db.session.scalars(aboard)) == sorted(people)


def _new_time_for_each(fair, user, number):
    """A company with so many meetings, for all of which the other sides propose the last time; where it accepts."""
    host = factories.firm(fair, "Chongqing", users=[user])
    times = [slot.id for slot in fair.slots if slot.kind == "meeting"]
    made = []
    for slot_id in times[:number]:
        other = factories.firm(fair)
        made.append(meetings.arrange(fair.id, other.id, host.id, by=user.id, slot_id=slot_id))
        meetings.reschedule(made[-1], other.id, times[-1], by=None)
    return made, f"/events/fair/companies/{host.id}/meetings", times


def test_of_new_times_that_are_accepted_at_once_one_is_had_and_the_others_are_withdrawn(app, server, fair):
    user = factories.user()
    made, path, times = _new_time_for_each(fair, user, 3)

    came = at_once(app, server.url, user, [(f"{path}/{one}/new-time/acceptance", {}) for one in made])

    assert came == {302: 1, 409: 2}
    stand = db.session.execute(select(Meeting.state, Meeting.slot_id).order_by(Meeting.slot_id)).all()
    assert [state for state, _slot in stand] == ["booked"] * 3
    assert [slot for _state, slot in stand if slot == times[-1]] == [times[-1]]
    assert db.session.scalars(select(MoveProposal)).all() == []
    assert [fault.says for fault in faults_of_rows()] == []


def test_a_meeting_that_is_cancelled_while_its_new_time_is_accepted_holds_nothing(app, server, fair):
    user = factories.user()
    (made,), path, _times = _new_time_for_each(fair, user, 1)
    acts: list[tuple[str, dict[str, str]]] = [
        (f"{path}/{made}/{act}", {}) for act in ("new-time/acceptance", "cancellation") * 3
    ]

    came = at_once(app, server.url, user, acts)

    assert max(came) < 500
    assert db.session.scalar(select(Meeting.state)) == "cancelled"
    assert db.session.scalar(select(func.count(Claim.id))) == 0
    assert db.session.scalars(select(MoveProposal)).all() == []
    assert [fault.says for fault in faults_of_rows()] == []
