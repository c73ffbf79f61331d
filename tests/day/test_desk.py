"""The desk: a badge read, a name found, one tap in and one back; nothing about anybody for strangers."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.day.models import CheckIn
from app.day.queries.badges import get_badge_token, get_badge_url
from app.meetings.models import Claim
from app.meetings.services import arrange
from app.registrations.services.people import restore_representation
from tests import factories
from tests.support.pages import Node, fields_of, read

DESK = "/events/matching-day/desk"


def here() -> list[str]:
    live = select(CheckIn).where(CheckIn.undone_at.is_(None)).order_by(CheckIn.id)
    return [one.way for one in db.session.scalars(live)]


def part(page, selector):
    return next(iter(read(page).find(selector)), Node(""))


def rows_of(page):
    """What stands first in each row of the list."""
    return [one for one in part(page, "#list").find("th") if one.attributes.get("scope") == "row"]


def first_names(page) -> list[str]:
    return [one.text.split()[0] for one in rows_of(page)]


def test_a_code_is_a_plain_address_that_a_new_version_ends(person, at_desk):
    old = get_badge_token(person)
    assert get_badge_url(person).endswith(f"/b/{old}")
    assert at_desk.get(f"/b/{old}").status_code == 200
    with transaction():
        person.badge_version += 1

    assert get_badge_token(person) != old
    assert at_desk.get(f"/b/{old}").status_code == 410
    assert "Tan Hui Min" not in at_desk.get(f"/b/{old}").text


def test_case_08_a_badge_tells_strangers_nothing_about_its_bearer(client, person):
    page = client.get(f"/b/{get_badge_token(person)}")

    assert page.status_code == 200
    assert "Badge of Matching Day" in page.text
    for secret in ("Tan", "陈慧敏", "Bok Seng", "0014"):
        assert secret not in page.text


@pytest.mark.parametrize("role", [Role.COMPANY, Role.DESK])
def test_case_08_who_is_no_desk_of_this_event_sees_no_more(client, firm, person, role):
    reader = factories.user() if role == Role.COMPANY else factories.event_role(factories.event(), Role.DESK)
    if role == Role.COMPANY:
        factories.let_in(firm, reader)

    assert "Tan" not in client.as_user(reader).get(f"/b/{get_badge_token(person)}").text


def test_reading_a_badge_checks_nobody_in_until_the_button_is_pressed(at_desk, person):
    page = read(at_desk.get(f"/b/{get_badge_token(person)}"))
    assert page.find("h1")[0].text == "Tan Hui Min"
    assert here() == []

    form = next(one for one in page.find("form") if str(one.attributes["action"]).endswith("/check-in"))
    at_desk.post(str(form.attributes["action"]), data=fields_of("", form))

    assert here() == ["qr"]


def test_a_scanner_types_the_address_and_enter(at_desk, person):
    answer = at_desk.post(f"{DESK}/scans", data={"typed": get_badge_url(person).upper()}, follow_redirects=True)

    assert "Checked in: Tan Hui Min" in answer.text
    assert here() == ["qr"]


def test_a_second_scan_says_since_when_and_at_which_desk(app, at_desk, person):
    factories.check_in(person, at=factories.FIRST_SLOT)
    app.config["CLOCK"] = lambda: factories.FIRST_SLOT + timedelta(hours=1)

    answer = at_desk.post(f"{DESK}/scans", data={"typed": get_badge_url(person)}, follow_redirects=True)

    app.config.pop("CLOCK")
    assert "Already in since 09:30" in answer.text
    assert "09:30" in answer.text
    assert here() == ["name"]


@pytest.mark.parametrize("typed", ["forged", "other event", "old"])
def test_a_code_that_is_no_live_badge_of_the_event_checks_nobody_in(at_desk, event, person, typed):
    code = get_badge_token(person)
    if typed == "other event":
        code = get_badge_token(factories.firm(factories.event()).representatives[0])
    elif typed == "forged":
        code = code[:-1] + ("a" if code[-1] != "a" else "b")
    else:
        with transaction():
            person.badge_version = 2

    page = at_desk.post(f"{DESK}/scans", data={"typed": f"https://x.org/b/{code}"}, follow_redirects=True)

    assert "Nobody was checked in" in page.text
    assert here() == []


@pytest.mark.parametrize("typed", ["tan huimin", "chen", "陳慧敏", "0014", "bosheng", "Bok Seng", "博生"])
def test_what_is_typed_finds_the_person_by_name_phone_or_firm(at_desk, person, typed):
    page = at_desk.post(f"{DESK}/scans", data={"typed": typed}, follow_redirects=True)

    assert [one.text for one in part(page, "#found").find("h3") if "Tan" in one.text] == ["Tan Hui Min 陈慧敏"]


def test_somebody_found_by_phone_is_noted_so(at_desk, person):
    at_desk.post(f"{DESK}/people/{person.id}/check-in", data={"digits": "0014"})

    assert here() == ["phone"]


def test_a_mistake_is_taken_back_in_one_tap(at_desk, person):
    made = factories.check_in(person)

    page = at_desk.post(f"{DESK}/check-ins/{made.id}/undo", follow_redirects=True)

    assert "The check-in is undone" in page.text
    assert here() == []


def test_the_list_begins_with_vips_who_are_not_here(at_desk, event, firm, person):
    factories.representative(firm, display_name="Lim Boon Kiat", vip=True)
    factories.check_in(factories.representative(firm, display_name="Aw Mei"))

    assert first_names(at_desk.get(DESK)) == ["Lim", "Tan", "Aw"]


@pytest.mark.parametrize(("show", "names"), [("missing", ["Tan"]), ("here", ["Aw"]), ("vip", []), ("?", ["Tan", "Aw"])])
def test_the_list_is_narrowed(at_desk, firm, person, show, names):
    factories.check_in(factories.representative(firm, display_name="Aw Mei"))

    assert first_names(at_desk.get(f"{DESK}?show={show}")) == names


def test_who_comes_for_two_firms_stands_once_with_both(at_desk, event, person):
    other = factories.firm(event, "Chongqing", name="Yuxinou Rail", people=0)
    with transaction():
        restore_representation(other, person)

    rows = rows_of(at_desk.get(DESK))

    assert len(rows) == 1
    assert "Bok Seng Logistics Pte Ltd, Yuxinou Rail" in rows[0].text


def test_no_button_is_offered_that_the_phase_would_refuse(at_desk, event, person):
    assert "/check-in" in at_desk.get(DESK).text
    with transaction():
        event.phase = "booking"

    page = at_desk.get(DESK).text

    assert "Nobody is checked in now" in page
    assert "/check-in" not in page


@pytest.mark.parametrize(("language", "name"), [("en", "Tan Hui Min"), ("zh", "陈慧敏")])
def test_who_came_by_a_scan_that_waited_is_named_in_the_desks_script(at_desk, person, language, name):
    at_desk.get(f"{DESK}?lang={language}")
    scans = json.dumps([{"mark": "a" * 32, "at": 1_700_000_000_000, "code": get_badge_token(person)}])

    told = at_desk.post(f"{DESK}/scans/waiting", data={"device": "b" * 32, "scans": scans}).json["scans"]

    assert [one["name"] for one in told] == [name]


def test_a_line_of_the_list_tells_the_meetings_of_that_person_and_their_day(app, at_desk, event, firm, person):
    colleague = factories.representative(firm, display_name="Ang Wei")
    partner = factories.firm(event, "Chongqing", name="Chongqing Port")
    app.config["CLOCK"] = lambda: factories.FIRST_SLOT - timedelta(days=1)
    by = factories.user().id
    arrange(event.id, firm.id, partner.id, by=by, slot_id=event.slots[0].id)
    sits = db.session.scalar(
        select(Claim.representative_id).where(Claim.representative_id.in_((person.id, colleague.id)))
    )

    day_before = {row.text.split()[0]: row.text for row in rows_of(at_desk.get(DESK))}
    app.config["CLOCK"] = lambda: factories.FIRST_SLOT - timedelta(minutes=28)
    on_the_day = {row.text.split()[0]: row.text for row in rows_of(at_desk.get(DESK))}
    app.config.pop("CLOCK")

    who, other = ("Tan", "Ang") if sits == person.id else ("Ang", "Tan")
    assert "1 meeting · next 09:30 at " in on_the_day[who]
    assert "1 meeting · next 18 March 2032, 09:30 at " in day_before[who]
    assert "meeting" not in on_the_day[other]
