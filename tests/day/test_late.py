"""Who is late, missed in one tap, and whom the desk may offer the time to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.models import Notice
from app.matching.services import rank_event
from app.meetings.models import Meeting
from app.meetings.services import arrange, request_meeting
from tests import factories
from tests.factories import FIRST_SLOT
from tests.support.pages import fields_of, read, text_of

LATE = "/events/matching-day/desk/late"
BANK, PORT = {"offers": ["6419"], "seeks": ["5210"]}, {"offers": ["5210"], "seeks": ["6419"]}


@pytest.fixture
def firms(event):
    """A bank, the port that it meets in the first slot, and another port that it might meet."""
    bank = factories.firm(event, "Singapore", name="YCH Group", company_values={"sectors": BANK})
    ports = [
        factories.firm(event, "Chongqing", name=name, company_values={"sectors": PORT}) for name in ("Zhifei", "Xishan")
    ]
    return bank, *ports


@pytest.fixture
def meeting(app, event, firms):
    """Arranged before the day; ten minutes of it are over now."""
    app.config["CLOCK"] = lambda: FIRST_SLOT - timedelta(hours=1)
    made = arrange(event.id, firms[0].id, firms[1].id, by=factories.user().id, slot_id=event.slots[0].id)
    app.config["CLOCK"] = lambda: FIRST_SLOT + timedelta(minutes=10)
    yield made
    app.config.pop("CLOCK")


def state(meeting_id) -> str:
    return db.session.get_one(Meeting, meeting_id, populate_existing=True).state


def test_who_is_not_here_is_late_and_who_is_waits(at_desk, firms, meeting):
    bank, port, _other = firms
    factories.check_in(bank.representatives[0])

    page = at_desk.get(LATE)

    (row,) = [one for one in read(page).find("tr") if one.find("td")]
    cells = [one.text for one in row.find("td")]
    assert "Zhifei" in cells[1]
    assert cells[2] == "YCH Group"
    assert "Late: 1" in at_desk.get("/events/matching-day/desk").text
    assert port.representatives[0].display_name in row.text


def test_the_organizers_overview_counts_the_meetings_that_run_without_somebody(client, event, firms, meeting):
    bank, port, _other = firms
    organizer = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    overview = "/events/matching-day/overview"
    nobody_checked_in = organizer.get(overview).text

    factories.check_in(bank.representatives[0])
    one_waits = organizer.get(overview).text
    factories.check_in(port.representatives[0])
    both_here = organizer.get(overview).text

    said = "1 meeting runs without somebody"
    assert (said in nobody_checked_in, said in one_waits, said in both_here) == (False, True, False)
    assert LATE in one_waits


def test_a_meeting_of_two_slots_is_late_in_its_second_slot_too(app, at_desk, event, firms):
    with transaction():
        event.longest_meeting = 2
    app.config["CLOCK"] = lambda: FIRST_SLOT - timedelta(hours=1)
    arrange(event.id, firms[0].id, firms[1].id, by=factories.user().id, slot_id=event.slots[0].id, length=2)
    second = event.slots[1].starts_at
    app.config["CLOCK"] = lambda: second + timedelta(minutes=5)

    page = at_desk.get(LATE)

    assert "Zhifei" in page.text
    assert "1 meeting lacks somebody" in page.text
    app.config.pop("CLOCK")


def test_nobody_is_late_once_both_are_here(at_desk, firms, meeting):
    for firm in firms[:2]:
        factories.check_in(firm.representatives[0])

    assert "Nobody is late" in at_desk.get(LATE).text


def test_a_desk_notes_missed_in_one_tap_and_takes_it_back_in_one(at_desk, firms, meeting):
    factories.check_in(firms[0].representatives[0])

    at_desk.post(f"{LATE}/{meeting}/missed")
    assert state(meeting) == "missed"
    assert "Alone since 09:30: YCH Group" in at_desk.get(LATE).text

    at_desk.post(f"{LATE}/{meeting}/held")
    assert state(meeting) == "held"


def test_missed_is_taken_back_also_where_neither_firm_is_here(at_desk, firms, meeting):
    at_desk.post(f"{LATE}/{meeting}/missed")

    page = at_desk.get(LATE)
    (row,) = read(page).find("#missed")[0].find("li")
    assert "09:30 YCH Group – Zhifei A1" in row.text
    (form,) = row.find("form")
    at_desk.post(form.attributes["action"])

    assert state(meeting) == "held"
    assert not read(at_desk.get(LATE)).find("#missed")


def test_the_time_is_offered_to_who_is_in_the_hall_and_free_best_first(at_desk, event, firms, meeting):
    bank, _port, other = firms
    rank_event(event.id)
    factories.check_in(bank.representatives[0])
    at_desk.post(f"{LATE}/{meeting}/missed")
    assert "Xishan" not in at_desk.get(LATE).text

    factories.check_in(other.representatives[0])

    page = at_desk.get(LATE)
    assert "Xishan" in text_of(page, ".q-pair")
    assert "Offer 10:00" in page.text


def test_who_meets_the_firm_later_is_offered_to_come_forward_and_no_second_meeting(app, at_desk, event, firms, meeting):
    bank, _port, other = firms
    later = arrange(event.id, bank.id, other.id, by=factories.user().id, slot_id=event.slots[4].id)
    rank_event(event.id)
    for firm in (bank, other):
        factories.check_in(firm.representatives[0])
    at_desk.post(f"{LATE}/{meeting}/missed")

    page = at_desk.get(LATE)

    place = text_of(page, ".q-pair")
    assert "Xishan" in place
    assert "They meet at 11:30 anyway." in place
    assert "Bring forward to 10:00" in place
    assert "late/offers" not in page.text
    (link,) = [one for one in read(page).find("a") if "Bring" in one.text]
    moving = at_desk.get(link.attributes["href"])
    form = next(one for one in read(moving).find("form") if "Move to 10:00" in one.text)
    at_desk.post(form.attributes["action"], data=fields_of(moving, form))
    assert db.session.get_one(Meeting, later, populate_existing=True).slot_id == event.slots[1].id


def test_who_has_a_request_open_with_the_firm_is_offered_no_second_meeting(app, at_desk, event, firms, meeting):
    bank, _port, other = firms
    request_meeting(event.id, bank.id, other.id, by=None)
    rank_event(event.id)
    for firm in (bank, other):
        factories.check_in(firm.representatives[0])
    at_desk.post(f"{LATE}/{meeting}/missed")

    assert "late/offers" not in at_desk.get(LATE).text


def test_an_offer_is_booked_once_a_desk_says_that_both_agreed_and_the_second_desk_is_told(
    at_desk, event, firms, meeting
):
    bank, _port, other = firms
    factories.check_in(other.representatives[0])
    sent = {"one": bank.id, "other": other.id, "slot": event.slots[1].id}

    asked = at_desk.get(f"{LATE}/offers", query_string=sent)
    assert other.representatives[0].display_name in asked.text
    assert "Nobody of this firm is in the hall now" in asked.text
    assert [one.id for one in db.session.query(Meeting)] == [meeting]

    page = at_desk.post(f"{LATE}/offers", data=sent, follow_redirects=True)
    again = at_desk.post(f"{LATE}/offers", data=sent)

    assert "Booked. Both firms have it in their calendars." in page.text
    assert (again.status_code, at_desk.get(f"{LATE}/offers", query_string=sent).status_code) == (409, 409)
    made = db.session.query(Meeting).filter(Meeting.id != meeting).all()
    assert [(one.state, one.slot_id) for one in made] == [("booked", event.slots[1].id)]
    assert db.session.query(Notice).filter(Notice.kind == "offer.agreed").count() == 1


@pytest.mark.parametrize("sent", [{}, {"one": "x", "other": "2", "slot": "3"}, {"one": "1", "other": "", "slot": "3"}])
def test_an_offer_that_names_no_pair_is_refused(at_desk, sent):
    assert at_desk.post(f"{LATE}/offers", data=sent).status_code == 422
    assert at_desk.get(f"{LATE}/offers", query_string=sent).status_code == 302


def test_who_is_here_but_still_sits_at_another_table_is_said(app, at_desk, event, firms, meeting):
    bank, _port, other = firms
    app.config["CLOCK"] = lambda: FIRST_SLOT - timedelta(hours=1)
    arrange(event.id, other.id, bank.id, by=factories.user().id, slot_id=event.slots[1].id, table_id=event.tables[2].id)
    for firm in firms:
        factories.check_in(firm.representatives[0])
    app.config["CLOCK"] = lambda: FIRST_SLOT + timedelta(minutes=33)

    page = at_desk.get(LATE)

    (row,) = [one for one in read(page).find("#elsewhere")[0].find("tr") if one.find("td")]
    assert row.find("th")[0].text.startswith("A3")
    assert "YCH Group" in row.find("td")[0].text
    assert row.find("td")[1].text == "Xishan"
    assert "Still at table A1 with Zhifei" in row.find("td")[2].text
    app.config["CLOCK"] = lambda: FIRST_SLOT + timedelta(minutes=41)
    assert "In the hall, but awaited" not in at_desk.get(LATE).text


def test_where_others_of_the_firm_sit_is_said_of_who_is_missing(app, at_desk, event, firms, meeting):
    bank, port, other = firms
    app.config["CLOCK"] = lambda: FIRST_SLOT - timedelta(hours=1)
    colleague = factories.representative(bank)
    arrange(event.id, other.id, bank.id, by=factories.user().id, slot_id=event.slots[0].id, table_id=event.tables[2].id)
    app.config["CLOCK"] = lambda: FIRST_SLOT + timedelta(minutes=5)
    for person in (colleague, port.representatives[0], other.representatives[0]):
        factories.check_in(person)

    assert "Others of the firm sit at table A3 with Xishan until 09:55" in at_desk.get(LATE).text


def test_where_nothing_can_be_noted_the_page_says_so_and_has_no_buttons(at_desk, event, meeting):
    assert "Mark missed" in at_desk.get(LATE).text
    with transaction() as session:
        session.merge(event).phase = "closed"

    page = at_desk.get(LATE)

    assert "The event is closed" in text_of(page, "#main")
    assert not [form for form in read(page).find("#main")[0].find("form") if form.attributes.get("method") == "post"]
    assert "Zhifei" in page.text
