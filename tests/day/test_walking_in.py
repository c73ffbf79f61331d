"""Who is on no list, and who came in another one's place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.day.models import CheckIn
from app.day.queries.badges import get_badge_token
from app.events.models import Interpreter
from app.meetings.models import Claim
from app.meetings.services import arrange
from app.registrations.models import Consent, Registration, Representative
from app.registrations.services.consents import save_consents
from tests import factories
from tests.factories import FIRST_SLOT
from tests.support.pages import buttons, read, text_of

DESK = "/events/matching-day/desk"


@pytest.fixture
def typed(event):
    return {
        "name": "Ng Li Ting",
        "firm": "Merlion Foods",
        "phone": "+65 9000 7777",
        "category": "firm",
        "group": str(factories.group(event, "Singapore").id),
    }


def came() -> list[tuple[str, str]]:
    rows = select(Representative.display_name, CheckIn.way).join(
        CheckIn, CheckIn.representative_id == Representative.id
    )
    return [(name, way) for name, way in db.session.execute(rows.where(CheckIn.undone_at.is_(None)))]


def test_of_each_consent_it_is_not_asked_that_is_ticked_beforehand(at_desk):
    options = [
        one for one in read(at_desk.get(f"{DESK}/walk-in")).find("input") if one.attributes.get("type") == "radio"
    ]

    assert len(options) == 9
    assert [one.attributes["value"] for one in options if "checked" in one.attributes] == ["", "", ""]


def test_a_new_firm_is_let_in_where_the_event_approves_by_itself(at_desk, event, typed):
    with transaction():
        event.approval = "automatic"

    page = at_desk.post(
        f"{DESK}/walk-in", data={**typed, "attendee_list": "yes", "contacts": "no"}, follow_redirects=True
    )

    assert "Badge: Ng Li Ting" in page.text
    assert came() == [("Ng Li Ting", "walk_in")]
    said = select(Consent.purpose, Consent.given, Consent.source).where(Consent.registration_id.is_not(None))
    assert {tuple(row) for row in db.session.execute(said)} == {
        ("attendee_list", True, "desk"),
        ("contacts", False, "desk"),
    }


def test_a_new_firm_waits_for_the_organizer_where_the_event_says_so(at_desk, event, typed):
    with transaction():
        event.approval = "by_hand"

    page = at_desk.post(f"{DESK}/walk-in", data=typed, follow_redirects=True)

    assert "not let in" in page.text
    assert came() == []
    assert [one.state for one in db.session.scalars(select(Registration))] == ["submitted"]


def pending(event, **values):
    return factories.firm(event, "Singapore", name="Merlion Foods Pte Ltd", state="submitted", **values)


def test_a_walk_in_who_is_not_let_in_is_found_again_with_the_state_of_the_company(at_desk, event, typed):
    with transaction():
        event.approval = "by_hand"

    page = at_desk.post(f"{DESK}/walk-in", data=typed, follow_redirects=True)

    found = text_of(page, "#found")
    assert "Ng Li Ting" in found
    assert "to approve" in found
    assert "The organizer can approve it." in found
    assert text_of(at_desk.get(f"{DESK}?q=Merlion"), "#found") != ""


def test_a_walk_in_who_comes_a_second_time_is_not_registered_twice(at_desk, event, typed):
    with transaction():
        event.approval = "by_hand"
    for _time in range(2):
        at_desk.post(f"{DESK}/walk-in", data=typed)

    assert [one.display_name for one in db.session.scalars(select(Representative))] == ["Ng Li Ting"]
    assert len(db.session.scalars(select(Registration)).all()) == 1


def test_the_organizer_approves_at_the_door_and_lets_in_at_once_and_a_desk_does_not(client, at_desk, event):
    firm = pending(event, people=0)
    person = factories.representative(firm, display_name="Ng Li Ting")
    admission = f"{DESK}/people/{person.id}/admission"

    refused = at_desk.post(admission).status_code
    organizer = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    assert "Approve and check in" in organizer.get(f"{DESK}?q=ng li").text
    page = organizer.post(admission, follow_redirects=True)

    assert refused == 403
    assert "Badge: Ng Li Ting" in page.text
    assert came() == [("Ng Li Ting", "name")]
    assert firm.state == "approved"


def test_a_company_that_is_on_the_list_under_a_like_name_is_taken_by_one_press(client, event, typed):
    firm = factories.firm(event, "Singapore", name="Merlion Foods Pte Ltd", people=0)
    organizer = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    asked = organizer.post(f"{DESK}/walk-in", data=typed)
    assert (asked.status_code, buttons(asked, "is", "said")) == (409, [f"is {firm.company_id}"])
    organizer.post(f"{DESK}/walk-in", data={**typed, "said": f"is {firm.company_id}"})

    assert came() == [("Ng Li Ting", "walk_in")]
    assert len(db.session.scalars(select(Registration)).all()) == 1


def test_a_colleague_joins_a_firm_of_the_list_and_says_nothing_for_it(at_desk, firm, person, typed):
    save_consents(firm, {"attendee_list": True}, language="en")

    said = {"attendee_list": "no", "contacts": "yes", "cross_border": "no"}
    at_desk.post(f"{DESK}/walk-in", data={**typed, "firm": "博生物流有限公司", **said})

    assert came() == [("Ng Li Ting", "walk_in")]
    assert len(db.session.scalars(select(Registration)).all()) == 1
    of_firm = select(Consent.purpose, Consent.given).where(Consent.registration_id == firm.id)
    assert {tuple(row) for row in db.session.execute(of_firm)} == {("attendee_list", True)}
    newcomer = db.session.scalars(select(Representative).where(Representative.display_name == "Ng Li Ting")).one()
    of_person = select(Consent.purpose, Consent.given).where(Consent.representative_id == newcomer.id)
    assert {tuple(row) for row in db.session.execute(of_person)} == {
        ("attendee_list", False),
        ("contacts", True),
        ("cross_border", False),
    }


def test_a_guest_is_let_in_at_once(at_desk, event, typed):
    at_desk.post(f"{DESK}/walk-in", data={**typed, "category": "press", "group": ""})

    assert came() == [("Ng Li Ting", "walk_in")]
    assert [one.category for one in db.session.scalars(select(Registration))] == ["press"]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"firm": " "}, {"group": "0"}, {"category": "king"}, {"contacts": "y"}]
)
def test_what_is_wrong_is_said_and_nobody_is_registered(at_desk, typed, wrong):
    assert at_desk.post(f"{DESK}/walk-in", data={**typed, **wrong}).status_code == 422
    assert db.session.scalars(select(Registration)).all() == []


def test_someone_else_keeps_the_meetings_but_no_consent_and_the_old_badge_is_dead(at_desk, event, firm, person):
    other = factories.firm(event, "Chongqing")
    arrange(event.id, firm.id, other.id, by=factories.user().id, slot_id=event.slots[-1].id)
    save_consents(firm, {"contacts": True}, language="en")
    old = get_badge_token(person)
    factories.check_in(person)

    path = f"{DESK}/people/{person.id}/someone-else"
    assert "Meetings that stay" in at_desk.get(path).text
    page = at_desk.post(path, data={"display_name": "Ng Li Ting"}, follow_redirects=True)

    assert "Badge: Ng Li Ting" in page.text
    assert came() == [("Ng Li Ting", "name")]
    new = db.session.scalars(select(Representative).where(Representative.display_name == "Ng Li Ting")).one()
    assert len(db.session.scalars(select(Claim).where(Claim.representative_id == new.id)).all()) == 1
    assert db.session.scalars(select(Consent).where(Consent.representative_id == new.id)).all() == []
    assert at_desk.get(f"/b/{old}").status_code == 410


def test_a_badge_at_the_desk_has_a_line_for_name_title_and_firm(at_desk, firm, person):
    with transaction():
        person.title = "Director"

    (badge,) = read(at_desk.get(f"{DESK}/people/{person.id}/badge")).find(".q-pass")

    assert [one.text for one in badge.find(".mb-1")] == [
        "Tan Hui Min 陈慧敏",
        "Director",
        "Bok Seng Logistics Pte Ltd 博生物流有限公司",
    ]


def test_someone_else_pressed_twice_leads_to_the_one_badge(at_desk, event, firm, person):
    path = f"{DESK}/people/{person.id}/someone-else"

    pages = [at_desk.post(path, data={"display_name": "Ng Li Ting"}, follow_redirects=True) for _press in range(2)]

    assert [page.status_code for page in pages] == [200, 200]
    assert all("Badge: Ng Li Ting" in page.text for page in pages)
    assert came() == [("Ng Li Ting", "name")]


@pytest.mark.full
def test_someone_else_is_undone_by_one_press_and_the_meetings_are_as_they_were(at_desk, event, firm, person):
    other = factories.firm(event, "Chongqing")
    arrange(event.id, firm.id, other.id, by=factories.user().id, slot_id=event.slots[-1].id)
    sits = select(Claim.slot_id, Claim.table_id, Claim.representative_id).order_by(Claim.id)
    before = {tuple(row) for row in db.session.execute(sits)}
    at_desk.post(f"{DESK}/people/{person.id}/someone-else", data={"display_name": "Ng Li Ting"})
    new = db.session.scalars(select(Representative).where(Representative.display_name == "Ng Li Ting")).one()
    badge, theirs = get_badge_token(new), f"{DESK}/people/{new.id}"
    assert "Tan Hui Min came after all" in at_desk.get(f"{theirs}/badge").text

    page = at_desk.post(f"{theirs}/someone-else/undoing", follow_redirects=True)

    assert "Badge: Tan Hui Min" in page.text
    assert "came after all" not in page.text
    assert {tuple(row) for row in db.session.execute(sits)} == before
    assert [one.id for one in db.session.get_one(Registration, firm.id).representatives] == [person.id]
    assert came() == []
    assert at_desk.get(f"/b/{badge}").status_code == 410
    assert at_desk.post(f"{theirs}/someone-else/undoing").status_code == 409
    assert at_desk.post(f"{DESK}/people/{person.id}/someone-else/undoing").status_code == 409


def test_someone_else_takes_no_seat_of_the_day_before_at_which_the_other_one_sat(app, at_desk, event, firm, person):
    first, second = event.slots[0], event.slots[-1]
    with transaction():
        second.starts_at, second.ends_at = (at + timedelta(days=1) for at in (second.starts_at, second.ends_at))
    app.config["CLOCK"] = lambda: FIRST_SLOT - timedelta(hours=1)
    for slot in (first, second):
        arrange(event.id, firm.id, factories.firm(event, "Chongqing").id, by=factories.user().id, slot_id=slot.id)
    app.config["CLOCK"] = lambda: FIRST_SLOT + timedelta(days=1)

    at_desk.post(f"{DESK}/people/{person.id}/someone-else", data={"display_name": "Ng Li Ting"})
    app.config.pop("CLOCK")

    new = db.session.scalars(select(Representative).where(Representative.display_name == "Ng Li Ting")).one()
    held = select(Claim.slot_id, Claim.representative_id).where(Claim.representative_id.in_([person.id, new.id]))
    assert {tuple(row) for row in db.session.execute(held)} == {(first.id, person.id), (second.id, new.id)}


def test_someone_else_who_speaks_another_language_is_told_of_where_an_interpreter_is_lacking(
    at_desk, event, firm, person
):
    other = factories.firm(event, "Chongqing", people=0)
    factories.representative(other, languages=["en"])
    with transaction() as session:
        session.add(Interpreter(event_id=event.id, name="Ma", languages=["en", "fr"]))
    arrange(event.id, firm.id, other.id, by=factories.user().id, slot_id=event.slots[-1].id)
    path = f"{DESK}/people/{person.id}/someone-else"

    page = at_desk.post(path, data={"display_name": "Ng Li Ting", "languages": ["zh"]}, follow_redirects=True)

    new = db.session.scalars(select(Representative).where(Representative.display_name == "Ng Li Ting")).one()
    assert new.languages == ["zh"]
    assert "1 meeting ahead has no language in common and no interpreter." in page.text


@pytest.mark.parametrize("colleagues", [0, 1])
def test_someone_else_is_asked_at_the_desk_and_speaks_for_a_firm_of_nobody_else(at_desk, firm, person, colleagues):
    for _one in range(colleagues):
        factories.representative(firm)
    said = {"display_name": "Ng Li Ting", "attendee_list": "yes", "cross_border": "no"}

    at_desk.post(f"{DESK}/people/{person.id}/someone-else", data=said)

    rows = db.session.execute(
        select(Consent.purpose, Consent.given, Consent.source, Consent.registration_id.is_not(None))
    )
    of_person = {("cross_border", False, "desk", False)} | (
        {("attendee_list", True, "desk", False)} if colleagues else set()
    )
    of_firm = {("attendee_list", True, "desk", True), ("cross_border", False, "desk", True)}
    assert {tuple(row) for row in rows} == of_person | (set() if colleagues else of_firm)


def test_a_lost_badge_is_made_anew(at_desk, person):
    old = get_badge_token(person)

    at_desk.post(f"{DESK}/people/{person.id}/badge")

    assert at_desk.get(f"/b/{old}").status_code == 410
    assert len(read(at_desk.get(f"{DESK}/people/{person.id}/badge")).find(".q-qr")) == 1
