"""Scans that waited on a device: each once, however often they are sent, and what others did meanwhile stands."""

from __future__ import annotations

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.core.clock import day_end
from app.core.db import db, now, transaction
from app.day.desk_input import QueuedScan, ScanOutcome
from app.day.models import CheckIn
from app.day.queries.badges import get_badge_token
from app.day.services.check_ins import get_local_day, sync_scans, undo_check_in
from app.events.models import Event
from app.events.phases import PhaseForbids
from tests import factories

DESK = "/events/matching-day/desk"
DEVICE = "d" * 32


@pytest.fixture
def staff(event):
    return factories.user().id


def queued(mark: str, **what) -> QueuedScan:
    return QueuedScan(mark * 8, what.pop("at", now() - timedelta(minutes=5)), **what)


def outcomes(event, scans, staff, device=DEVICE) -> list[ScanOutcome]:
    return [one.outcome for one in sync_scans(event, device, scans, by=staff)]


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(CheckIn)) or 0


def test_a_batch_sent_twice_counts_once_and_gets_the_same_answer(event, person, staff):
    scans = [queued("a", code=get_badge_token(person)), queued("b", code=get_badge_token(person))]

    first = outcomes(event, scans, staff)
    second = outcomes(event, scans, staff)

    assert first == second == [ScanOutcome.IN, ScanOutcome.AGAIN]
    assert count() == 1


def test_the_time_at_the_door_is_kept_beside_the_time_of_hearing(event, person, staff):
    at = now() - timedelta(minutes=20)

    sync_scans(event, DEVICE, [queued("a", person_id=person.id, at=at)], by=staff)

    made = db.session.scalars(select(CheckIn)).one()
    assert made.at == at
    assert made.received_at > at


@pytest.mark.parametrize("days", [-20_000, -30, 1])
def test_case_08_a_scan_of_a_day_without_doors_lets_in_now_and_not_on_that_day(event, person, staff, days):
    """The clock of a tablet that lay empty in a drawer, or one that was turned on purpose."""
    at = now() + timedelta(days=days)

    assert outcomes(event, [queued("a", person_id=person.id, at=at)], staff) == [ScanOutcome.IN]

    made = db.session.scalars(select(CheckIn)).one()
    assert abs(now() - made.at) < timedelta(minutes=1)
    assert made.day == get_local_day(event, now())
    assert person.checked_in_at == made.at


@pytest.mark.parametrize("wrong", [timedelta(days=-1), timedelta(hours=-7), timedelta(days=400), timedelta(seconds=20)])
def test_scans_are_told_in_our_time_whatever_a_device_takes_the_time_to_be(at_desk, person, wrong):
    theirs, minute = now() + wrong, 60_000
    clock = int(theirs.timestamp() * 1000)
    scans = [{"mark": "a" * 8, "at": clock - 10 * minute, "code": get_badge_token(person)}]

    sent = {"device": DEVICE, "scans": json.dumps(scans), "clock": clock}
    (told,) = at_desk.post(f"{DESK}/scans/waiting", data=sent).json["scans"]

    made = db.session.scalars(select(CheckIn)).one()
    assert told["outcome"] == "in"
    assert abs(now() - timedelta(minutes=10) - made.at) < timedelta(minutes=1)


@pytest.mark.parametrize("clock", ["", "0", "-5", "x", "9" * 400, "²"])
def test_a_clock_that_says_nonsense_loses_no_scan(at_desk, person, clock):
    scans = [{"mark": "a" * 8, "at": int(now().timestamp() * 1000), "code": get_badge_token(person)}]

    sent = {"device": DEVICE, "scans": json.dumps(scans), "clock": clock}
    (told,) = at_desk.post(f"{DESK}/scans/waiting", data=sent).json["scans"]

    assert told["outcome"] == "in"
    assert db.session.scalars(select(CheckIn)).one().day == get_local_day(
        db.session.get_one(Event, person.event_id), now()
    )


def test_two_devices_may_use_one_name_for_their_scans(event, firm, person, staff):
    other = factories.representative(firm)

    assert outcomes(event, [queued("a", person_id=person.id)], staff) == [ScanOutcome.IN]
    assert outcomes(event, [queued("a", person_id=other.id)], staff, "e" * 32) == [ScanOutcome.IN]


def test_what_a_desk_has_undone_since_stays_undone(event, person, staff):
    scan = queued("a", person_id=person.id)
    made = factories.check_in(person)
    undo_check_in(event, made.id, by=staff)

    assert outcomes(event, [scan], staff) == [ScanOutcome.UNDONE]
    assert outcomes(event, [queued("b", person_id=person.id, at=now())], staff) == [ScanOutcome.IN]


def test_the_answer_to_a_scan_that_was_undone_after_it_came_checks_nobody_in_again(event, person, staff):
    scan = queued("a", person_id=person.id, at=now())
    (taken,) = sync_scans(event, DEVICE, [scan], by=staff)
    assert taken.check_in is not None
    undo_check_in(event, taken.check_in.id, by=staff)

    sync_scans(event, DEVICE, [scan], by=staff)

    assert count() == 1
    assert person.checked_in_at is None


def test_each_scan_is_told_by_itself_what_it_was(event, firm, person, staff):
    old = get_badge_token(person)
    with transaction():
        person.badge_version = 2
    left = factories.firm(event, state="cancelled").representatives[0]
    elsewhere = get_badge_token(factories.firm(factories.event()).representatives[0])
    scans = [
        queued("a", code=old),
        queued("b", code=elsewhere),
        queued("c", person_id=left.id),
        queued("d", person_id=999_999),
        queued("e"),
        queued("f", code=get_badge_token(person)),
    ]

    unknown, refused = ScanOutcome.UNKNOWN, ScanOutcome.REFUSED
    assert outcomes(event, scans, staff) == [unknown, unknown, refused, refused, unknown, ScanOutcome.IN]


def test_where_the_phase_forbids_it_nothing_is_taken(event, person, staff):
    with transaction():
        event.phase = "closed"

    with pytest.raises(PhaseForbids):
        sync_scans(event, DEVICE, [queued("a", person_id=person.id)], by=staff)
    assert count() == 0


def test_a_device_is_told_of_each_and_where_it_can_be_undone(at_desk, person):
    scans = [{"mark": "a" * 8, "at": int(now().timestamp() * 1000), "code": get_badge_token(person)}]

    answer = at_desk.post(f"{DESK}/scans/waiting", data={"device": DEVICE, "scans": json.dumps(scans)})

    (told,) = answer.json["scans"]
    assert (told["outcome"], told["name"]) == ("in", "Tan Hui Min")
    assert "Undo" in at_desk.get(told["url"]).text


@pytest.mark.parametrize("sent", ["", "{", "[]]", '{"a": 1}', "[1]"])
def test_what_cannot_be_read_is_refused(at_desk, sent):
    assert at_desk.post(f"{DESK}/scans/waiting", data={"device": DEVICE, "scans": sent}).status_code == 422


def test_case_08_the_roster_of_a_device_holds_no_code_and_no_address(at_desk, person):
    with transaction():
        person.email, person.wechat = "tan@firm.example", "tan-wechat"

    answer = at_desk.get(f"{DESK}/roster")

    assert [one["name"] for one in answer.json["people"]] == ["Tan Hui Min"]
    for secret in (get_badge_token(person), "tan@firm.example", "tan-wechat", "9123"):
        assert secret not in answer.text
    assert set(answer.json["people"][0]) == {"id", "name", "firm", "key", "end", "here", "code"}


def test_the_roster_of_a_device_ends_with_the_event(at_desk, event, person):
    with transaction():
        event.days[-1].day = now().astimezone(ZoneInfo(event.zone)).date()

    lasts = at_desk.get(f"{DESK}/roster").json["lasts"]

    ends = day_end(event.days[-1].day, event.zone)
    assert abs(now() + timedelta(milliseconds=lasts) - ends) < timedelta(minutes=1)


@pytest.mark.parametrize("over", ["closed", "past"])
def test_the_roster_of_an_event_that_is_over_is_given_to_no_device(at_desk, event, person, over):
    with transaction():
        if over == "closed":
            event.phase = "closed"
        else:
            event.days[-1].day = now().date() - timedelta(days=2)

    answer = at_desk.get(f"{DESK}/roster").json

    assert (answer["people"], answer["lasts"]) == ([], 0)


def test_the_page_without_a_network_holds_no_name(at_desk, person):
    page = at_desk.get(f"{DESK}/offline").text

    assert "Tan" not in page
    assert "Bok Seng" not in page


def test_the_worker_is_served_from_the_top_and_looked_for_anew(client, app):
    answer = client.get("/desk-worker.js")

    assert answer.status_code == 200
    assert "javascript" in answer.content_type
    assert answer.headers["Cache-Control"] == "no-cache"
