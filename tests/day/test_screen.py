"""A screen in the hall: what it says at each moment, to whom, and how little it costs to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.db import db, transaction
from app.day.queries.boards import get_board_url
from app.day.services import boards
from app.day.services.boards import BoardSettings
from app.events.models import Event, Slot, Table
from app.meetings import services as meetings
from app.meetings.models import Meeting
from tests import factories
from tests.factories import FIRST_SLOT
from tests.support.pages import read, text_of
from tests.support.queries import counted


def table(event: Event, label: str, **values: Any) -> None:
    with transaction() as session:
        session.add(Table(event_id=event.id, label=label, **values))


@pytest.fixture
def hall(app: Flask) -> Event:
    """Two meetings in the first two slots, lunch as the fourth; one of the four tables is in another zone."""
    event = factories.event(phase="running", tables=3)
    table(event, "B9", zone_en="First floor", zone_zh="二层", position=9)
    lunch = event.slots[3].id
    with transaction() as session:
        slot = session.get_one(Slot, lunch)
        slot.kind, slot.label_en, slot.label_zh = "break", "Lunch, hall 2", "午餐"
    for side, other, slot_at in (("Tye Soon Ltd", "Dencare Co Ltd", 0), ("PSA Pte Ltd", "Loncin Ltd", 1)):
        one = factories.firm(event, name=side)
        two = factories.firm(event, "Chongqing", name=other, company_values={"name_zh": f"{other[:3]}重庆公司"})
        made = meetings.request_meeting(event.id, one.id, two.id, message="a private message", by=None)
        meetings.accept(made, two.id, slot_id=event.slots[slot_at].id, by=None)
    return event


@pytest.fixture
def path(hall: Event) -> str:
    return (
        "/"
        + get_board_url(boards.open_board(hall.id, BoardSettings("en", "zh"), by=factories.user().id)).split("/", 3)[3]
    )


@pytest.fixture
def at(app: Flask) -> Callable[[float], None]:
    """Minutes after 09:30, when the first slot begins."""

    def set_clock(minutes: float) -> None:
        app.config["CLOCK"] = lambda: FIRST_SLOT + timedelta(minutes=minutes)

    return set_clock


def test_it_shows_firms_tables_and_times_in_two_scripts_and_nothing_private(
    client: FlaskClient, path: str, at: Callable[[float], None]
) -> None:
    at(5)

    page = client.get(path).get_data(as_text=True)
    told = text_of(page, "main")

    assert told.index("Tye Soon — Dencare") < told.index("PSA — Loncin")
    for said in ("Tye Soon — Den重庆", "09:30", "Next 10:00", "下一场", "First floor", "二层"):
        assert said in told, said
    (lost,) = read(client.get(path)).find(".q-hall-lost")
    assert [one.text for one in lost.find("b")] == ["09:35", "09:35"]  # one behind each language
    for private in ("a private message", "Ltd", "@example.org", "Person"):
        assert private not in page, private


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (-60, "The meetings begin at 09:30"),
        (0, "09:30 begins now"),
        (23.5, "Two minutes left"),
        (27, "Next begins at 10:00"),
        (86, "Lunch, hall 2 11:00 – 11:25"),
        (24 * 60, "The meetings are over"),
        (-24 * 60, "The meetings begin on Thursday 18 March 2032 at 09:30"),
    ],
)
def test_each_moment_has_its_sentence(
    client: FlaskClient, path: str, at: Callable[[float], None], minutes: float, said: str
) -> None:
    at(minutes)

    assert said in client.get(path + "/now").get_data(as_text=True)


@pytest.mark.parametrize(
    ("phase", "said"), [("planning", "The timetable is not out yet"), ("closed", "The meetings are over")]
)
def test_a_phase_without_a_timetable_shows_no_firm(
    client: FlaskClient, hall: Event, path: str, at: Callable[[float], None], phase: str, said: str
) -> None:
    at(5)
    with transaction() as session:
        session.get_one(Event, hall.id).phase = phase

    page = client.get(path).get_data(as_text=True)

    assert said in page
    assert "Tye Soon" not in page


def test_what_has_not_changed_costs_one_query(client: FlaskClient, path: str, at: Callable[[float], None]) -> None:
    at(5)
    etag = client.get(path + "/now").headers["ETag"]

    with counted() as sent:
        answer = client.get(path + "/now", headers={"If-None-Match": etag})

    assert (answer.status_code, answer.data) == (304, b"")
    assert len([statement for statement in sent if statement.strip() != "BEGIN"]) == 1


def test_minutes_go_by_without_an_answer_until_there_is_something_to_say(
    client: FlaskClient, path: str, at: Callable[[float], None]
) -> None:
    at(5)
    etag = {"If-None-Match": client.get(path + "/now").headers["ETag"]}

    answers = []
    for minutes in (9, 20, 23):
        at(minutes)
        answers.append(client.get(path + "/now", headers=etag).status_code)

    assert answers == [304, 304, 200]


def test_a_meeting_that_is_called_off_is_gone_at_the_next_question(
    client: FlaskClient, hall: Event, path: str, at: Callable[[float], None]
) -> None:
    at(5)
    before = client.get(path + "/now")
    off = db.session.scalars(select(Meeting).where(Meeting.slot_id == hall.slots[1].id)).one()

    meetings.cancel(off.id, off.asker_id, by=None)
    after = client.get(path + "/now", headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert "PSA — Loncin" in text_of(before, ".q-hall-page")
    assert "PSA — Loncin" not in text_of(after, ".q-hall-page")


def test_a_board_of_one_zone_leaves_the_others_out(
    client: FlaskClient, hall: Event, at: Callable[[float], None]
) -> None:
    at(5)
    board = boards.open_board(hall.id, BoardSettings("en", zones=("First floor",)), by=factories.user().id)

    page = client.get("/" + get_board_url(board).split("/", 3)[3]).get_data(as_text=True)

    assert ">B9<" in page
    assert ">A1<" not in page


def test_pages_come_one_after_the_other_without_a_script(
    client: FlaskClient, hall: Event, path: str, at: Callable[[float], None]
) -> None:
    at(5)
    for number in range(30):
        table(hall, f"C{number}", zone_en="Cellar", position=20 + number)

    still, first, second = (client.get(f"{path}?{query}") for query in ("page=1", "page=1&turns=1", "page=2&turns=1"))

    assert "Refresh" not in still.headers
    assert first.headers["Refresh"] == f"20; url={path}?page=2&turns=1"
    assert second.headers["Refresh"] == f"20; url={path}?page=3&turns=1"
    assert first.data != second.data


def test_a_forged_and_an_ended_address_show_nothing(client: FlaskClient, hall: Event, path: str) -> None:
    board = boards.open_board(hall.id, BoardSettings("fr"), by=factories.user().id)
    ended = "/" + get_board_url(board).split("/", 3)[3]
    boards.end_board(hall.id, board.id, by=factories.user().id)
    forged = path[:-1] + ("a" if path[-1] != "a" else "b")

    assert [client.get(one).status_code for one in (ended, forged, "/boards/none", "/boards/9-x/now")] == [404] * 4


def test_a_replaced_address_leads_nowhere_and_the_new_one_does(client: FlaskClient, hall: Event) -> None:
    board = boards.open_board(hall.id, BoardSettings("fr"), by=factories.user().id)
    before = "/" + get_board_url(board).split("/", 3)[3]

    boards.replace_address(hall.id, board.id, by=factories.user().id)

    after = "/" + get_board_url(board).split("/", 3)[3]
    assert (client.get(before).status_code, client.get(after).status_code) == (404, 200)


@pytest.mark.parametrize(
    ("chosen", "said"), [("", ("en", "zh-Hans")), ("zh", ("zh-Hans", "en")), ("fr", ("fr", "zh-Hans"))]
)
def test_who_has_chosen_a_language_here_reads_that_one_first(
    client: FlaskClient, path: str, at: Callable[[float], None], chosen: str, said: tuple[str, str]
) -> None:
    at(5)

    page = client.get(f"{path}?lang={chosen}").get_data(as_text=True)

    assert f'<html lang="{said[0]}"' in page
    assert page.index(f'<span lang="{said[0]}"') < page.index(f'<span lang="{said[1]}"')
