"""Of a group meeting host and each guest say what came of the two of them; figures and slips tell them apart."""

from __future__ import annotations

import datetime as dt

import pytest

from app.accounts.permissions import Role
from app.core.db import db
from app.core.errors import NotFound
from app.group_meetings import services
from app.meetings.models import Meeting
from app.meetings.queries.signed_links import get_slip_url
from app.meetings.services import attendance, finish_due_meetings
from app.outcomes.queries.verdicts import confirmation_of
from app.outcomes.services import recording
from app.outcomes.services.reports import create_report
from app.outcomes.stages import MeetingNotHeld, Money, OutcomeStage, OutcomeStanding, OutcomeStatement, OutcomeSubject
from tests import factories
from tests.group_meetings.acts import opened
from tests.meetings.acts import slots
from tests.outcomes.acts import says, verdict


@pytest.fixture
def host(event, users):
    return factories.firm(event, "Singapore", name="YCH Group", users=users[:1])


@pytest.fixture
def guests(event, users):
    return [factories.firm(event, "Chongqing", users=users[1:]) for _ in range(3)]


@pytest.fixture
def group(event, host, guests, clock):
    """A group meeting with three guests that has begun; its number."""
    made = opened(event, host, slot_id=slots(event)[0], seats=3)
    for one in guests:
        services.take_group_seat(made, one.id, by=None)
    clock["now"] = factories.FIRST_SLOT + dt.timedelta(minutes=5)
    return made


def about(group, guest):
    return OutcomeSubject(group, guest.id)


@pytest.mark.full
def test_host_and_each_guest_speak_of_the_two_of_them(group, host, guests):
    one, other, third = guests
    says(group, host, OutcomeStage.SIGNED, 500, guest=one)
    says(group, one, OutcomeStage.SIGNED, 500, guest=one)
    said = says(group, host, OutcomeStage.INTENT, guest=other)
    says(group, host, OutcomeStage.FOLLOW_UP, guest=other)
    latest = says(group, host, OutcomeStage.INTENT, guest=other)

    assert [verdict(group, guest).standing for guest in guests] == [
        OutcomeStanding.AGREED,
        OutcomeStanding.WAITS,
        OutcomeStanding.SILENT,
    ]
    assert verdict(group, one).confirmed_money == Money(500, "CNY")
    assert (said.replaced_at is not None, verdict(group).words) == (True, ())
    for firm, guest in ((third, other), (host, None), (one, host), (one, third)):
        with pytest.raises(NotFound):
            says(group, firm, guest=guest)

    for word in (latest, says(group, host, OutcomeStage.SIGNED, guest=third)):
        recording.confirm_outcome(
            word.event_id, OutcomeSubject(group, word.guest_id), host.id, word.id, reason="the signed page", by=None
        )
    assert [confirmation_of(about(group, guest)) is not None for guest in guests] == [False, True, True]
    recording.undo_confirmation(latest.event_id, about(group, other), by=None)
    assert [verdict(group, guest).confirmed for guest in guests] == [OutcomeStage.SIGNED, None, OutcomeStage.SIGNED]


def test_nothing_comes_of_a_guest_that_did_not_come(event, group, host, guests):
    attendance.record_guest(event.id, group, guests[0].id, came=False, by=None)

    for firm in (host, guests[0]):
        with pytest.raises(MeetingNotHeld):
            says(group, firm, guest=guests[0])
    says(group, host, guest=guests[1])


def test_a_slip_is_keyed_in_for_one_guest_and_undone_for_it_alone(event, group, host, guests, clock):
    for guest in guests[:2]:
        recording.key_in_slip(event.id, about(group, guest), [host.id, guest.id], OutcomeStage.INTENT, None, by=None)

    recording.undo_slip(event.id, about(group, guests[0]), by=None)

    assert [verdict(group, guest).confirmed for guest in guests] == [None, OutcomeStage.INTENT, None]


@pytest.mark.full
def test_figures_count_the_host_with_each_guest_and_lists_lead_to_each(event, client, group, host, guests, clock):
    attendance.record_guest(event.id, group, guests[2].id, came=False, by=None)
    clock["now"] += dt.timedelta(hours=1)
    finish_due_meetings()
    for firm in (host, guests[0]):
        says(group, firm, OutcomeStage.SIGNED, 450_000_000, "SGD", guest=guests[0])
    says(group, guests[1], OutcomeStage.SIGNED, 100, "CNY", guest=guests[1])

    f = create_report(event, None, None).figures
    assert [one.value for one in (f.due, f.planned, f.held, f.missed, f.stages[OutcomeStage.SIGNED])] == [3, 3, 2, 1, 2]
    assert [(one.currency, one.claimed, one.confirmed) for one in f.amounts] == [
        ("CNY", 100, 0),
        ("SGD", 450_000_000, 450_000_000),
    ]
    page = client.as_user(factories.member(event.organisation, "organizer")).get
    listed = page(f"/events/{event.slug}/figures/meetings?show=held").text
    for guest in guests[:2]:
        assert f"{group}-{guest.id}</a>" in listed
        assert page(f"/events/{event.slug}/meetings/{group}/outcome?guest={guest.id}").status_code == 200
    assert page(f"/events/{event.slug}/meetings/{group}/outcome").status_code == 404


@pytest.mark.full
def test_the_host_is_asked_for_each_guest_and_a_guest_for_its_host(event, client, group, host, guests, users):
    page = f"/events/{event.slug}/companies/{host.id}"
    client.as_user(users[0])
    assert client.get(f"{page}/outcomes").text.count("q-rate-wide") == 3

    sent = {"stage": "follow_up", "guest": guests[0].id, "back": "agenda"}
    assert client.post(f"{page}/meetings/{group}/outcome", data=sent).location == f"{page}/agenda"
    assert verdict(group, guests[0]).of(host.id) == OutcomeStatement(host.id, OutcomeStage.FOLLOW_UP)
    assert client.post(f"{page}/meetings/{group}/outcome", data={"stage": "signed"}).status_code == 404

    client.as_user(users[1])
    assert client.get(f"/events/{event.slug}/companies/{guests[1].id}/outcomes").text.count("q-rate-wide") == 1


@pytest.mark.full
def test_the_number_of_a_group_leads_to_its_guests_and_a_guests_code_to_its_slip(event, client, group, guests):
    desk, page = client.as_user(factories.event_role(event, Role.DESK)), f"/events/{event.slug}/slips"
    url = get_slip_url(db.session.get_one(Meeting, group), guests[1].id)

    chosen = desk.get(page, query_string={"number": str(group)}).text
    assert [f"{group}-{guest.id}" in chosen for guest in guests] == [True] * 3
    for typed in (f"{group}-{guests[1].id}", url, url.upper()):
        assert "Number " + f"{group}-{guests[1].id}" in desk.get(page, query_string={"number": typed}).text
    assert desk.get("/slips/" + url.rpartition("/")[2]).location == f"{page}?number={group}-{guests[1].id}"
    assert desk.get(page, query_string={"number": f"{group}-999999"}).status_code == 422

    answer = desk.post(f"{page}/{group}", data={"key": "4", "guest": guests[1].id})
    assert answer.location == f"{page}?saved={group}-{guests[1].id}"
    assert verdict(group, guests[1]).confirmed is OutcomeStage.SIGNED
    desk.post(f"{page}/{group}/removal", data={"guest": guests[1].id})
    assert verdict(group, guests[1]).words == ()
