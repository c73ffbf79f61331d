"""A firm's day agrees with the page on which it chooses a time: nothing is free while the firm is elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.events.models import ProgrammeItem, Slot
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.models import Claim, Meeting, Unavailability
from app.registrations.models import Registration, Representation, VisitBlock
from tests import factories
from tests.support.pages import read


@pytest.fixture
def event(app):
    return factories.event()


@pytest.fixture
def chamber(event):
    return factories.organisation("Business Federation")


@pytest.fixture
def people(event, chamber):
    return factories.member(chamber, Role.CHAMBER), factories.user("Asker")


@pytest.fixture
def delegation(event, chamber):
    return factories.delegation(event, of=chamber)


@pytest.fixture
def firms(event, people, delegation):
    return (
        factories.firm(event, "Singapore", name="YCH Group", users=[people[1]], delegation_id=delegation.id),
        factories.firm(event, "Chongqing", name="Chongqing Port"),
    )


@pytest.fixture
def slots(event):
    return list(db.session.scalars(select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)))


@pytest.fixture
def elsewhere(event, delegation, slots):
    """A speech over the first slot, a tour that begins within the third, and a visit over the last."""
    with transaction() as session:
        speech, tour, visit = (
            {"starts_at": slots[0].starts_at, "ends_at": slots[0].ends_at},
            {"starts_at": slots[2].starts_at + timedelta(minutes=10), "ends_at": slots[2].ends_at},
            {"starts_at": slots[-1].starts_at, "ends_at": slots[-1].ends_at},
        )
        session.add(ProgrammeItem(event_id=event.id, title_en="Opening speech", keeps_busy=True, **speech))
        session.add(ProgrammeItem(event_id=event.id, title_en="Port tour", keeps_busy=True, **tour))
        session.add(VisitBlock(delegation_id=delegation.id, label="Battery plant", **visit))


def page_of(client, user, event, firm):
    return client.as_user(user).get(f"/events/{event.slug}/companies/{firm.id}/agenda")


def lines_of(page):
    """The agenda as (time, title) pairs."""
    rows = [row for listed in read(page).find(".q-agenda") for row in listed.find("li")]
    return [(row.find("time")[0].text.strip(), row.find("span")[0].text.strip()) for row in rows]


def booked(event, firms, slot_id):
    meeting = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(meeting, firms[1].id, by=None, slot_id=slot_id)
    return meeting


def test_nothing_is_free_while_the_programme_or_a_visit_holds_the_firm(client, event, people, firms, elsewhere):
    lines = lines_of(page_of(client, people[1], event, firms[0]))

    assert lines == sorted(lines, key=lambda line: line[0])
    assert [line for line in lines if line[0] in ("09:30", "10:30", "10:40")] == [
        ("09:30", "Opening speech"),
        ("10:40", "Port tour"),
    ]
    assert lines[-1][1] == "Battery plant"
    assert ("10:00", "free") in lines


def test_each_time_that_waits_for_an_answer_says_who_proposes_it(client, event, people, firms, slots):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.counter(made, firms[1].id, slots=[slots[0].id, slots[2].id], by=None)

    lines = lines_of(page_of(client, people[0], event, firms[0]))

    assert [title.startswith("proposed by ") for _time, title in lines][:3] == [True, False, True]


def test_an_invitation_to_a_group_stands_at_its_time_until_it_is_answered(client, event, people, firms, slots):
    made = rounds.open_group_meeting(
        event.id, firms[1].id, topic="Rail", slot_id=slots[1].id, seats=2, is_open=False, invited=[firms[0].id], by=None
    )

    before = lines_of(page_of(client, people[0], event, firms[0]))
    rounds.decline_invitation(made, firms[0].id, by=None)
    after = lines_of(page_of(client, people[0], event, firms[0]))

    assert [title.split(" by ")[0] for _time, title in (before[1], after[1])] == ["invited", "free"]


def test_what_is_free_in_the_agenda_is_what_can_be_chosen(client, event, people, firms, elsewhere):
    free = {time for time, title in lines_of(page_of(client, people[1], event, firms[0])) if title == "free"}
    ask = client.as_user(people[1]).get(f"/events/{event.slug}/companies/{firms[0].id}/ask/{firms[1].id}")

    offered = {choice.find("b")[0].text for choice in read(ask).find("label") if choice.meets(".q-slot")}
    assert offered == free != set()


def test_a_time_at_which_nobody_of_the_firm_is_there_is_no_free_one(client, event, people, firms, slots):
    with transaction() as session:
        person = session.scalars(
            select(Representation.representative_id).where(Representation.registration_id == firms[0].id)
        ).one()
        session.add(Unavailability(event_id=event.id, slot_id=slots[1].id, representative_id=person))

    lines = lines_of(page_of(client, people[1], event, firms[0]))

    assert ("10:00", "away") in lines
    assert ("10:30", "free") in lines


def test_times_before_the_delegation_comes_are_no_free_ones(client, event, people, firms, delegation, slots):
    with transaction():
        delegation.arrives_at, delegation.departs_at = slots[1].starts_at, slots[-1].ends_at

    lines = lines_of(page_of(client, people[1], event, firms[0]))

    assert ("09:30", "away") in lines
    assert ("10:00", "free") in lines


def test_the_agendas_of_a_delegation_hold_programme_and_visits(client, event, people, firms, delegation, elsewhere):
    page = client.as_user(people[0]).get(f"/events/{event.slug}/delegations/{delegation.id}/agendas")

    titles = [title for _, title in lines_of(page)]
    assert {"Opening speech", "Port tour", "Battery plant"} <= set(titles)
    assert "free" not in titles


def test_a_booked_meeting_is_moved_and_called_off_from_the_agenda(client, event, people, firms, slots):
    meeting = booked(event, firms, slots[1].id)

    acts = read(page_of(client, people[1], event, firms[0])).find(".q-acts")
    assert [link.attributes["href"] for act in acts for link in act.find("a")] == [
        f"/events/{event.slug}/companies/{firms[0].id}/meetings/{meeting}/time"
    ]
    (cancel,) = [form.attributes["action"] for act in acts for form in act.find("form")]
    answer = client.as_user(people[1]).post(cancel)

    assert answer.headers["Location"].endswith("/agenda")
    assert db.session.get_one(Meeting, meeting, populate_existing=True).state == "cancelled"


def test_a_closed_event_offers_no_acts_in_the_agenda(client, event, people, firms, slots):
    booked(event, firms, slots[1].id)
    with transaction():
        event.phase = "closed"

    assert not read(page_of(client, people[1], event, firms[0])).find(".q-acts")


def said_of_tables(client, event, user, firm):
    """What stands small below the heading."""
    small = read(page_of(client, user, event, firm)).find(".q-small")
    return [one.text for one in small if "table" in one.text]


@pytest.fixture
def three(event, people):
    """A firm of the side that sits, with its meetings of three partners in the first three slots; the first partner
    meets another firm in the fourth."""
    asker, other = people[1], factories.user("Partner")
    firm = factories.firm(event, "Singapore", name="YCH Group", users=[asker])
    partners = [factories.firm(event, "Chongqing", users=[other] if not n else ()) for n in range(3)]
    second = factories.firm(event, "Singapore", name="PSA")
    at = [slot.id for slot in event.slots]
    made = [booked(event, (firm, one), slot) for one, slot in zip(partners, at, strict=False)]
    booked(event, (second, partners[0]), at[3])
    return firm, partners[0], other, made


def sits_at(event, meeting, label):
    with transaction() as session:
        table = next(one.id for one in event.tables if one.label == label)
        session.execute(
            update(Claim).where(Claim.meeting_id == meeting, Claim.table_id.is_not(None)).values(table_id=table)
        )


@pytest.mark.full
def test_the_agenda_says_who_keeps_the_table_and_who_walks(client, event, people, three):
    firm, partner, user, _made = three

    assert said_of_tables(client, event, people[1], firm) == ["You keep your table A1: the others come to you."]
    assert said_of_tables(client, event, user, partner) == ["You walk from table to table: each meeting names its own."]


def test_the_agenda_names_the_meetings_at_other_tables(client, event, people, three):
    firm, _partner, _user, made = three
    sits_at(event, made[1], "A3")

    assert said_of_tables(client, event, people[1], firm) == [
        "You keep your table A1: the others come to you, but for 10:00 (A3)."
    ]


@pytest.mark.full
def test_a_firm_of_the_side_that_sits_which_changes_tables_all_the_same_is_told_so(client, event, people, three):
    firm, _partner, _user, made = three
    sits_at(event, made[1], "A3")
    sits_at(event, made[2], "A4")

    assert said_of_tables(client, event, people[1], firm) == [
        "You walk from table to table: each meeting names its own."
    ]


@pytest.mark.full
def test_of_a_table_that_a_firm_keeps_the_agenda_says_what_is_there(client, event, people, three):
    firm, _partner, _user, made = three
    with transaction() as session:
        session.get_one(Registration, firm.id).home_table_id = event.tables[1].id
    assert said_of_tables(client, event, people[1], firm) == [
        "You keep table A2, but your 3 meetings are at others: each names its own."
    ]

    sits_at(event, made[0], "A2")
    sits_at(event, made[2], "A4")

    assert said_of_tables(client, event, people[1], firm) == [
        "You keep table A2: 1 of your 3 meetings is there; each names its own table."
    ]


def test_who_meets_at_one_table_alone_is_not_said_to_walk(client, event, people, three):
    _firm, partner, user, _made = three
    with transaction() as session:
        a1 = next(one.id for one in event.tables if one.label == "A1")
        session.execute(update(Claim).where(Claim.table_id.is_not(None)).values(table_id=a1))

    assert said_of_tables(client, event, user, partner) == ["All your meetings are at table A1."]


def test_an_empty_agenda_says_the_rule(client, event, people):
    firms = [factories.firm(event, side, users=[people[1]]) for side in ("Singapore", "Chongqing")]

    assert [said_of_tables(client, event, people[1], one) for one in firms] == [
        ["Your side keeps its tables: the others come to you."],
        ["The others keep their tables: you go to them."],
    ]
