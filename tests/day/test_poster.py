"""The line at the poster: a number for whoever types four digits, and nothing about anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.db import db, now, transaction
from app.day.models import Arrival, CheckIn
from tests import factories
from tests.support.pages import read, text_of, without_tokens

POSTER = "/events/matching-day/arrival"
DESK = "/events/matching-day/desk"


def test_case_05_the_answer_is_the_same_whether_a_phone_ends_so_or_not(app, client, person):
    pages = []
    for digits in ("0014", "9999"):
        answer = client.post(POSTER, data={"digits": digits})
        pages.append((answer.status_code, answer.location, without_tokens(client.get(POSTER))))
    known, unknown = pages

    assert known[:2] == unknown[:2] == (303, POSTER)
    assert known[2].replace("number 1", "number 2") == unknown[2]
    assert "Tan" not in known[2]


@pytest.mark.parametrize("digits", ["", "14", "00145", "abcd", "٠٠١٤"])
def test_what_are_no_four_digits_puts_nobody_in_the_line(client, event, digits):
    assert client.post(POSTER, data={"digits": digits}).status_code == 422
    assert db.session.scalars(select(Arrival)).all() == []


def test_full_width_digits_will_do(client, event):
    client.post(POSTER, data={"digits": "００１４"})

    assert [one.digits for one in db.session.scalars(select(Arrival))] == ["0014"]


def test_who_waited_yesterday_stands_in_no_line_today(app, at_desk, event, person):
    factories.arrival(event)
    later = now() + timedelta(hours=12)
    app.config["CLOCK"] = lambda: later

    page = at_desk.get(DESK)
    app.config.pop("CLOCK")

    assert not read(page).find("#waiting")
    assert read(at_desk.get(DESK)).find("#waiting")


def test_a_desk_confirms_who_it_is_and_the_digits_go(client, at_desk, event, person):
    waiting = factories.arrival(event)
    assert "Tan Hui Min" in text_of(at_desk.get(DESK), "#waiting")

    at_desk.post(f"{DESK}/people/{person.id}/check-in", data={"digits": "0014", "arrival": str(waiting.id)})

    assert [one.way for one in db.session.scalars(select(CheckIn))] == ["phone"]
    assert [(one.digits, one.settled_at is None) for one in db.session.scalars(select(Arrival))] == [(None, False)]
    assert read(at_desk.get(DESK)).find("#waiting") == []


def test_who_is_nobody_is_taken_off_the_line_by_one_desk_or_two(at_desk, event):
    waiting = factories.arrival(event, "9999")
    assert "No phone on the list ends so" in text_of(at_desk.get(DESK), "#waiting")

    for _desk in range(2):
        assert at_desk.post(f"{DESK}/arrivals/{waiting.id}/settlement").status_code == 303

    assert db.session.scalars(select(Arrival)).one().digits is None


def test_case_05_a_line_full_of_random_digits_hides_nobody_and_goes_by_one_press(at_desk, event, person):
    strangers = [factories.arrival(event, f"{number:04}") for number in range(9000, 9010)]
    waits = factories.arrival(event)
    page = at_desk.get(DESK)
    assert text_of(page, "#waiting").index("Tan Hui Min") < text_of(page, "#waiting").index("phone ends 9000")
    assert text_of(page, "#strangers").count("phone ends") == len(strangers)
    later = factories.arrival(event, "9999")

    answer = at_desk.post(f"{DESK}/arrivals/settlement", data={"until": str(waits.number)})

    assert answer.status_code == 303
    left = db.session.scalars(select(Arrival).where(Arrival.settled_at.is_(None)).order_by(Arrival.number))
    assert [one.number for one in left] == [waits.number, later.number]
    assert set(db.session.scalars(select(Arrival.digits).where(Arrival.settled_at.is_not(None)))) == {None}
    assert at_desk.post(f"{DESK}/arrivals/settlement").status_code == 422


def test_case_02_a_desk_takes_nobody_off_the_line_of_another_event(at_desk, event):
    elsewhere = factories.arrival(factories.event(), "9999")

    at_desk.post(f"{DESK}/arrivals/settlement", data={"until": "999"})

    assert db.session.get_one(Arrival, elsewhere.id).digits == "9999"


def test_nobody_stands_in_line_before_the_day(client, event):
    with transaction():
        event.phase = "planning"

    assert "Check-in is not open now" in client.get(POSTER).text
    assert client.post(POSTER, data={"digits": "0014"}).status_code == 409


def test_a_draft_has_no_poster(client, event):
    with transaction():
        event.phase = "draft"

    assert client.get(POSTER).status_code == 404


@pytest.mark.full
def test_case_19_one_address_may_not_fill_the_line(client, event):
    codes = [client.post(POSTER, data={"digits": "0014"}).status_code for _ in range(121)]

    assert codes == [303] * 120 + [429]


def test_the_poster_shows_the_code_of_its_page(at_desk):
    page = at_desk.get(f"{DESK}/poster")

    assert len(read(page).find(".q-qr")) == 1
    assert POSTER in page.text
