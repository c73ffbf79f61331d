"""The programme of a delegation: an item that lies over booked meetings asks first; bus lists are ticked off."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.meetings import services as meetings
from app.meetings.models import Meeting
from app.meetings.queries.availability import find_away_slots
from app.registrations.models import Registration
from tests import factories
from tests.delegations.views.tours import TOUR, form_of, programme, sent
from tests.registrations.forms import fields
from tests.support.pages import read


@pytest.fixture
def booked(brought) -> Meeting:
    """A firm of the delegation meets Changan at 09:30."""
    with transaction():
        brought.event.phase = "booking"
    one = brought.firm("YCH Group", state="approved")
    other = factories.firm(brought.event, "Chongqing", name="Changan")
    made = meetings.request_meeting(brought.event.id, one.id, other.id, by=None)
    meetings.accept(made, other.id, by=None, slot_id=brought.event.slots[0].id)
    return db.session.get_one(Meeting, made)


@pytest.mark.full
def test_the_meetings_that_lie_then_are_named_and_nothing_is_saved(client, brought, booked):
    asked = sent(client, brought)

    assert asked.status_code == 409
    assert "YCH Group – Changan" in read(asked).text
    assert "1 loses its time, because a firm is elsewhere then" in read(asked).text
    assert (booked.state, programme(brought)) == ("booked", [])


@pytest.mark.full
def test_what_is_confirmed_happens_and_is_said(client, brought, booked):
    asked = sent(client, brought)

    data = form_of(asked, "confirmed")
    page = client.post(f"{brought.address}/programme/new", data=data, follow_redirects=True)

    assert "1 meeting lost its time" in read(page).text
    assert (booked.state, [block.label for block in programme(brought)]) == ("agreed", ["Factory tour"])


def test_the_way_back_keeps_what_was_typed(client, brought, booked):
    asked = sent(client, brought)
    back = {key: value for key, value in form_of(asked, "confirmed").items() if key != "confirmed"}

    form = client.post(f"{brought.address}/programme/new", data={**back, "act": "preview"})

    assert form_of(form, "label")["label"] == "Factory tour"
    assert (booked.state, programme(brought)) == ("booked", [])


def test_an_item_comes_back_in_its_form_as_it_was_typed_and_is_changed_there(client, brought):
    firm = brought.firm("YCH Group", company_values={"sectors": {"is_in": ["6419"]}})
    sent(client, brought, only_sectors=["L"], only_members=[firm.id])
    (tour,) = programme(brought)
    address = f"{brought.address}/programme/{tour.id}"

    shown = form_of(client.get(address), "label")
    kept = {name: shown[name] for name in TOUR}
    client.post(address, data={**shown, "ends": "11:30", "buses": "3"})

    assert kept == {**TOUR, "starts": "09:00", "ends": "11:00", "buses": "1, 2"}
    assert (shown["only_sectors"], shown["only_members"]) == ("L", str(firm.id))
    assert (tour.buses, tour.version, tour.for_all) == (["3"], 2, False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"label": ""}, "Write what it is"),
        ({"ends": "8:30"}, "It must end after it starts"),
        ({"starts": "soon"}, "Write when it starts, as 10:00"),
        ({"pickup": "9:30"}, "The pick-up must come before the start"),
        ({"day": "2032-04-01"}, "Choose one of the list."),
        ({"buses": "1,2,3,4,5,6,7,8,9,10"}, "At most 9 buses"),
        ({"only_sectors": ["ZZ"]}, "ZZ"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(client, brought, wrong, said):
    refused = sent(client, brought, **wrong)

    assert refused.status_code == 422
    assert said in read(refused).text
    assert programme(brought) == []


def test_the_programme_names_for_whom_an_item_is_and_it_is_removed(client, brought):
    brought.firm("YCH Group", company_values={"sectors": {"is_in": ["6419"]}})
    brought.firm("Gone", state="cancelled", company_values={"sectors": {"is_in": ["6419"]}})
    sent(client, brought, only_sectors=["L"])
    (tour,) = programme(brought)

    page = read(client.get(f"{brought.address}/programme")).text
    client.post(f"{brought.address}/programme/{tour.id}/removal")

    assert "Factory tour" in page
    assert "1 member" in page
    assert "bus 1, 1 person" in page
    assert programme(brought) == []


def test_people_are_ticked_off_as_they_board_and_a_tick_is_taken_back(client, brought):
    people = [brought.firm().representatives[0] for _ in range(3)]
    sent(client, brought)
    address = f"{brought.address}/programme/{programme(brought)[0].id}/bus"

    client.post(f"{address}/{people[0].id}")
    client.post(f"{address}/{people[1].id}", data={"bus": "1", "rest": "1"})
    after = client.get(address)
    client.post(f"{address}/{people[0].id}/removal")

    assert "2 of 3 aboard" in read(after).text
    assert people[2].display_name in read(client.get(f"{address}?rest=1")).text
    assert "1 of 3 aboard" in read(client.get(address)).text


def test_a_bus_with_more_people_than_seats_says_so(client, brought):
    people = [brought.firm().representatives[0] for _ in range(3)]
    sent(client, brought, seats_per_bus="2")
    address = f"{brought.address}/programme/{programme(brought)[0].id}"

    before = read(client.get(f"{address}/bus")).text
    client.post(f"{address}/seats", data={f"seat{people[0].id}": "2"})
    after = read(client.get(f"{address}/bus")).text

    assert "1 person more than seats" in before
    assert "more than seats" not in after


def test_who_rides_where_is_chosen_and_an_unknown_bus_refused(client, brought):
    person = brought.firm().representatives[0]
    sent(client, brought)
    address = f"{brought.address}/programme/{programme(brought)[0].id}"

    client.post(f"{address}/seats", data={f"seat{person.id}": "2"})
    refused = client.post(f"{address}/seats", data={f"seat{person.id}": "7"})

    assert refused.status_code == 422
    assert "0 of 1 aboard" in read(client.get(f"{address}/bus?bus=2")).text


def test_members_see_it_in_their_agenda_their_calendar_and_the_letter(client, brought):
    user = factories.user()
    firm = factories.firm(brought.event, delegation_id=brought.delegation.id, users=[user])
    sent(client, brought, only_members=[firm.id])
    address = f"/events/day/companies/{firm.id}"
    reader = client.as_user(user)

    agenda = read(reader.get(f"{address}/agenda")).text
    calendar = reader.get(f"{address}/agenda.ics").text
    chinese = read(reader.get(f"{address}/agenda?lang=zh")).text

    assert "Factory tour" in agenda
    assert "until 11:00 · Gate 3 · bus 1 · Helmets are lent" in agenda
    assert "SUMMARY:Factory tour" in calendar
    assert "DTSTART;TZID=Asia/Shanghai:20320318T090000" in calendar
    assert "参观工厂" in chinese


def test_who_reads_french_reads_what_is_visited_and_where_in_french(client, brought):
    user = factories.user()
    firm = factories.firm(brought.event, delegation_id=brought.delegation.id, users=[user])
    sent(client, brought, place_fr="Porte 3")

    agenda = read(client.as_user(user).get(f"/events/day/companies/{firm.id}/agenda?lang=fr")).text

    assert "Visite d’usine" in agenda
    assert "Porte 3" in agenda


def test_members_read_when_and_where_they_are_picked_up_and_are_busy_from_then_on(client, brought):
    user = factories.user()
    firm = factories.firm(brought.event, delegation_id=brought.delegation.id, users=[user])
    sent(client, brought, starts="9:58", pickup="9:10", pickup_place="Hotel lobby")
    (tour,) = programme(brought)
    form = form_of(client.get(f"{brought.address}/programme/{tour.id}"), "pickup")
    bus = read(client.get(f"{brought.address}/programme/{tour.id}/bus")).text
    reader = client.as_user(user)

    agenda = read(reader.get(f"/events/day/companies/{firm.id}/agenda")).text
    french = read(reader.get(f"/events/day/companies/{firm.id}/agenda?lang=fr")).text
    calendar = reader.get(f"/events/day/companies/{firm.id}/agenda.ics").text

    assert (form["pickup"], form["pickup_place"]) == ("09:10", "Hotel lobby")
    assert "pick-up: 09:10, Hotel lobby" in bus
    assert "until 11:00 · Gate 3 · pick-up: 09:10, Hotel lobby · bus 1 · Helmets are lent" in agenda
    assert "départ : 9 h 10, Hotel lobby" in french
    assert "DTSTART;TZID=Asia/Shanghai:20320318T091000" in calendar
    first = next(slot.id for slot in brought.event.slots)
    assert first in find_away_slots(brought.event, [firm.id])[firm.id]


@pytest.mark.full
def test_the_parts_of_people_are_saved_and_two_heads_refused(client, brought):
    people = [brought.firm().representatives[0] for _ in range(2)]
    address = f"{brought.address}/people"
    client.as_user(brought.chamber)

    client.post(address, data={f"role{people[0].id}": "head", f"role{people[1].id}": "deputy"})
    refused = client.post(address, data={f"role{people[1].id}": "head"})

    assert refused.status_code == 422
    assert "one head and one deputy" in read(refused).text
    home = read(client.get(brought.address)).text
    assert f"Head: {people[0].display_name} · Deputy: {people[1].display_name}" in home


@pytest.mark.full
def test_a_firm_is_moved_after_a_preview_and_back(client, brought):
    firm = brought.firm("YCH Group")
    other = factories.delegation(brought.event, of=brought.house, name="Second delegation")
    address = f"/events/day/companies/{firm.id}/delegation"
    client.as_user(brought.chamber)

    preview = client.get(f"{address}?to={other.id}")
    moved = client.post(address, data=form_of(preview, "seen"), follow_redirects=True)
    there = firm.delegation_id
    back = client.get(f"{address}?to={brought.delegation.id}")
    client.post(address, data=form_of(back, "seen"))

    assert "YCH Group is in Second delegation now" in read(moved).text
    assert "Move it back" in read(moved).text
    assert (there, firm.delegation_id) == (other.id, brought.delegation.id)


def test_a_chamber_moves_nothing_to_a_delegation_of_others_nor_out_of_its_own(client, brought):
    firm = brought.firm()
    far = factories.delegation(brought.event, name="Far")
    client.as_user(brought.chamber)

    answers = [
        client.post(f"/events/day/companies/{firm.id}/delegation", data={"to": to, "seen": firm.delegation_id})
        for to in (far.id, 0)
    ]

    assert [one.status_code for one in answers] == [404, 404]
    assert firm.delegation_id == brought.delegation.id


def test_a_person_too_many_is_refused_on_the_page_with_what_to_do(client, brought):
    firm = brought.firm()
    with transaction():
        brought.delegation.people_quota = 1
    client.as_user(brought.chamber)

    refused = client.post(f"/events/day/companies/{firm.id}/people/new", data={"display_name": "Ms Two"})

    assert refused.status_code == 409
    assert "ask the organizer for a larger quota" in read(refused).text


@pytest.mark.full
def test_a_firm_whose_new_sector_puts_it_on_an_item_hears_which_meeting_clashes_and_the_programme_shows_it(
    client, brought, booked
):
    (firm,) = db.session.query(Registration).filter_by(delegation_id=brought.delegation.id)
    brought.firm("DBS", company_values={"sectors": {"is_in": ["6419"]}})
    sent(client, brought, only_sectors=["L"])
    address = f"/events/{brought.event.slug}/companies/{firm.id}/profile"

    form = fields(client.get(address), "profile", act="save", is_in=["6419"])
    saved = read(client.post(address, data=form, follow_redirects=True)).text
    again = read(client.post(address, data=fields(client.get(address), "profile", act="save", city="Singapore")))

    assert "1 booked meeting now clashes with the programme of the delegation" in saved
    assert "YCH Group – Changan" in saved
    assert (booked.state, "clashes" in again.text) == ("booked", False)
    assert "YCH Group – Changan" in read(client.get(f"{brought.address}/programme")).text
