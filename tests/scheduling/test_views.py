"""The planner's pages: before, drafts, comparison, publication, repair."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.permissions import Role
from app.db import db, transaction
from app.meetings import services
from app.meetings.models import Meeting
from app.scheduling.asked import Settings
from app.scheduling.models import Draft
from app.scheduling.moving import Bench
from app.scheduling.packing import unpacked_problem
from app.scheduling.queries.drafts import draft_at
from app.scheduling.services import planning, publishing
from app.scheduling.services.storing import timetable_of
from tests import factories
from tests.scheduling import halls

pytestmark = pytest.mark.usefixtures("the_day_before")


def wanting(hall):
    event, here, there = hall
    for one in here:
        for other in there:
            halls.agreed(one, other, priority="must" if one is here[0] else "want")
    return event


def drafted(hall, planner, **values):
    event = wanting(hall)
    planning.begin(event, Settings(seconds=60, **values), by=planner.id)
    return event


def page(client: FlaskClient, event, path="") -> str:
    answer = client.get(f"/events/{event.slug}/plan{path}")
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def test_before_planning_the_page_says_what_goes_in_and_what_is_odd(hall, planner, client):
    event = wanting(hall)
    factories.firm(event, people=0)
    lonely = factories.firm(event, people=0, name="Lonely Pte Ltd")
    halls.agreed(lonely, hall[2][0])

    text = page(client, event)

    assert "Agreed by both firms" in text
    assert "3 · 7 · 0" in text
    assert "6 × 4" in text
    assert "Lonely Pte Ltd has nobody who comes; its 1 request cannot be held" in text


def test_nothing_to_plan_leads_to_arranging(hall, planner, client):
    assert "No meeting waits for a time" in page(client, hall[0])


def test_plan_is_one_post_and_ends_at_the_draft_with_its_proof(hall, planner, client):
    event = wanting(hall)

    answer = client.post(f"/events/{event.slug}/plan", data={"seconds": "10"}, follow_redirects=True)

    assert answer.status_code == 200
    assert "Draft 1 of the timetable" in answer.text
    assert "Proven: no timetable of this event is worth more." in answer.text
    assert "0 faults" in answer.text
    assert "Every request is held" in answer.text
    assert "Lion 1" in answer.text


def test_a_search_is_seen_live_and_by_reload_and_stopped_by_another_organizer(app, hall, planner, client):
    event = wanting(hall)
    app.config["JOBS"] = "queue"
    draft = planning.begin(event, Settings(), by=factories.user(name="Somebody else").id)

    whole = page(client, event, "/drafts/1")
    part = client.get(f"/events/{event.slug}/plan/drafts/1/search", headers={"HX-Request": "true"}).text

    for text in (whole, part):
        assert "Value so far" in text
        assert "Somebody else" in text
        assert "every 1s" in text
    assert "A plan runs: draft 1" in page(client, event)
    refused = client.post(f"/events/{event.slug}/plan", data={})
    assert refused.status_code == 409
    assert "A plan of this event runs already" in refused.text
    client.post(f"/events/{event.slug}/plan/drafts/1/stop")
    db.session.refresh(draft)
    assert draft.state == "lost"  # it had not begun: nothing is kept
    assert "It was stopped before it began" in page(client, event, "/drafts/1")
    assert client.get(f"/events/{event.slug}/plan/drafts/1/search", headers={"HX-Request": "true"}).headers[
        "HX-Refresh"
    ]


def test_a_draft_is_seen_by_table_firm_and_hour(hall, planner, client):
    event = drafted(hall, planner)

    board = page(client, event, "/drafts/1")
    firms = page(client, event, "/drafts/1?view=firms")
    hours = page(client, event, "/drafts/1?view=hours")

    assert board.count("q-cell-must") == 4  # three, and the key
    assert firms.count('<tr id="firm-') == 6
    assert "Meetings then" in hours
    assert "q-h" in hours


def test_unplaced_requests_say_why_and_what_would_help(hall, planner, client, app):
    event, here, there = halls.hall(1, 3, slots=2)
    client.as_user(factories.event_role(event, Role.ORGANIZER))
    drafted((event, here, there), planner)

    text = page(client, event, "/drafts/1")

    draft = draft_at(event.id, 1)
    with transaction():
        draft.unplaced = [one | {"stale": True} for one in draft.unplaced]
    older = page(client, event, "/drafts/1")

    assert "A firm is full" in text
    assert "Give up" in text
    assert "as of the plan" not in text
    assert "as of the plan, before what you changed" in older


def test_what_changes_the_event_is_asked_first_and_done_by_one_post(hall, planner, client):
    event, here, there = halls.hall(2, 2, slots=1, tables=1)
    client.as_user(factories.event_role(event, Role.ORGANIZER))
    left = [halls.agreed(one, other).id for one, other in zip(here, there, strict=True)][-1]
    planning.begin(event, Settings(seconds=60), by=planner.id)
    text = page(client, event, "/drafts/1")
    asked = re.findall(r'name="meeting" value="(\d+)"><input type="hidden" name="do" value="one_more_table"', text)

    answer = client.post(
        f"/events/{event.slug}/plan/drafts/1/remedy",
        data={"meeting": asked[0], "do": "one_more_table"},
        follow_redirects=True,
    )
    again = client.post(f"/events/{event.slug}/plan/drafts/1/remedy", data={"meeting": left, "do": "one_more_table"})

    assert "The event gets one more table" in text
    assert "was added to the event." in answer.text
    assert "Every request is held" in page(client, event, "/drafts/1")
    assert again.status_code == 404


def test_the_files_of_a_draft_pass_the_command_that_checks_them(app, hall, planner, client, tmp_path):
    event = drafted(hall, planner)
    paths = []
    for kind in ("problem", "timetable", "certificate"):
        answer = client.get(f"/events/{event.slug}/plan/drafts/1/{kind}.json")
        assert "attachment" in answer.headers["Content-Disposition"]
        json.loads(answer.text)
        paths.append(tmp_path / f"{kind}.json")
        paths[-1].write_text(answer.text)

    told = app.test_cli_runner().invoke(
        args=["timetable", "check", str(paths[0]), str(paths[1]), "--certificate", str(paths[2])]
    )

    assert told.exit_code == 0, told.output
    assert "9 of 9 requests held" in told.output
    assert "proven by the certificate" in told.output


def test_two_drafts_stand_side_by_side(hall, planner, client):
    event = drafted(hall, planner)
    planning.begin(event, Settings(seconds=60, seed=3), by=planner.id)

    text = page(client, event, "/compare?draft=1&draft=2")

    assert "Drafts 1 and 2" in text
    assert "Worst-served firm" in text
    assert "Who differs" in text


def test_publishing_says_first_what_it_does(hall, planner, client):
    event = drafted(hall, planner)

    before = page(client, event, "/drafts/1/publication")
    answer = client.post(f"/events/{event.slug}/plan/drafts/1/publication", follow_redirects=True)

    assert "9 meetings get their times, tables and people." in before
    assert "6 firms are told once, each with its agenda." in before
    assert "Published: 9 meetings have their times." in answer.text
    assert set(db.session.scalars(select(Meeting.state))) == {"booked"}


def test_what_changed_since_is_named_on_the_page_that_publishes(hall, planner, client):
    event = drafted(hall, planner)
    meeting = db.session.scalars(select(Meeting).order_by(Meeting.id)).all()[0]
    services.cancel(meeting.id, meeting.low_id, by=None)

    refused = client.post(f"/events/{event.slug}/plan/drafts/1/publication")
    assert refused.status_code == 409
    assert "Things have changed since you looked" in refused.text
    assert "called off, declined or begun since" in refused.text
    answer = client.post(
        f"/events/{event.slug}/plan/drafts/1/publication", data={"without": meeting.id}, follow_redirects=True
    )

    assert "Published: 8 meetings have their times." in answer.text


def test_a_repair_is_a_list_of_changes_accepted_whole_or_by_line(hall, planner, client):
    event = drafted(hall, planner)
    publishing.publish(event.id, 1, by=planner.id)
    table = event.tables[0].id
    assert "What has happened" in page(client, event)

    client.post(f"/events/{event.slug}/plan", data={"seconds": "10", "table": table})
    text = page(client, event, "/drafts/2/publication")
    nothing = client.post(
        f"/events/{event.slug}/plan/drafts/2/publication", data={"act": "ticked"}, follow_redirects=True
    )
    answer = client.post(f"/events/{event.slug}/plan/drafts/2/publication", data={"act": "all"}, follow_redirects=True)

    assert "Changes of repair 2" in text
    assert "person is touched" in text or "people are touched" in text
    assert "Nothing was done" in nothing.text
    assert "firms are told" in answer.text


def test_a_draft_can_be_thrown_away_unless_it_is_published(hall, planner, client):
    event = drafted(hall, planner)
    planning.begin(event, Settings(seconds=60), by=planner.id)
    publishing.publish(event.id, 1, by=planner.id)

    kept = client.post(f"/events/{event.slug}/plan/drafts/1/removal")
    gone = client.post(f"/events/{event.slug}/plan/drafts/2/removal")

    assert (kept.status_code, gone.status_code) == (409, 303)
    assert [draft.number for draft in db.session.scalars(select(Draft))] == [1]


def test_a_meeting_is_moved_locked_taken_out_and_undone_by_plain_forms(hall, planner, client):
    event = drafted(hall, planner)
    at = f"/events/{event.slug}/plan/drafts/1"
    number = db.session.scalars(select(Meeting.id).order_by(Meeting.id)).all()[0]
    text = page(client, event, f"/drafts/1/meeting?id={number}")
    assert "Move it to another time" in text
    assert "it is here now" in text

    told = [
        client.post(f"{at}/lock", data={"meeting": number, "on": "1"}, follow_redirects=True).text,
        client.post(f"{at}/out", data={"meeting": number}, follow_redirects=True).text,
        client.post(f"{at}/lock", data={"meeting": number, "on": ""}, follow_redirects=True).text,
        client.post(f"{at}/out", data={"meeting": number}, follow_redirects=True).text,
        client.post(f"{at}/undo", follow_redirects=True).text,
    ]
    wrong = [client.post(f"{at}/lock", data={"meeting": one, "on": "1"}).status_code for one in ("²", "9" * 30, "x")]

    for said, words in zip(
        told,
        ("1 meeting is locked.", "is locked", "1 meeting is unlocked.", "1 meeting lost its time.", "is undone."),
        strict=True,
    ):
        assert words in said
    assert wrong == [404] * 3
    assert "Choose a meeting first" in client.post(f"{at}/place", follow_redirects=True).text


def test_a_draft_of_another_event_is_not_there(hall, planner, client):
    drafted(hall, planner)
    other = halls.event()
    client.as_user(factories.event_role(other, Role.ORGANIZER))

    assert client.get(f"/events/{other.slug}/plan/drafts/1").status_code == 404


def test_firms_do_not_see_the_plan(hall, planner, client):
    event = drafted(hall, planner)
    user = factories.user()
    factories.let_in(hall[1][0], user)
    client.as_user(user)

    for path in ("", "/drafts/1", "/compare", "/drafts/1/publication", "/drafts/1/problem.json"):
        assert client.get(f"/events/{event.slug}/plan{path}").status_code == 403


def test_a_live_event_offers_planning_while_firms_book(client):
    event, here, there = halls.hall(2, 2, phase="booking", booking_mode="live")
    client.as_user(factories.event_role(event, Role.ORGANIZER))
    for one in here:
        for other in there:
            halls.agreed(one, other)

    before = page(client, event)
    client.post(f"/events/{event.slug}/plan", data={"seconds": "10"})
    text = page(client, event, "/drafts/1/publication")
    answer = client.post(f"/events/{event.slug}/plan/drafts/1/publication", data={"act": "all"}, follow_redirects=True)

    assert "booking goes on meanwhile" in before
    assert "Nothing can be planned now" not in before
    assert "Changes of draft 1" in text
    assert "told once, with its agenda" in text
    assert "4 meetings changed" in answer.text
    assert client.get(f"/events/{event.slug}/overview").text.count(f"/events/{event.slug}/plan") >= 1


def test_a_drop_is_looked_at_before_it_is_done_and_leads_back_to_the_board(hall, planner, client):
    event = drafted(hall, planner)
    at = f"/events/{event.slug}/plan/drafts/1"
    free, busy, number = _free_and_busy(event)
    where = {"meeting": number, "slot": free[0], "table": free[1], "day": "0"}

    def asked(slot, table, meeting=number):
        told = {"id": meeting, "slot": slot, "table": table}
        return client.get(f"{at}/move", query_string=told, headers={"HX-Request": "true"})

    assert "everybody is free" in asked(*free).text
    assert "lose their time" in asked(*busy).text
    assert "it is here now" in asked(*_place_of(event, number)).text
    assert client.get(f"{at}/move", query_string={"id": number}).status_code == 303
    for wrong in ((free[0], free[1], "²"), ("9" * 30, free[1], number), ("²", "²", number), ("", "", "")):
        assert asked(*wrong).status_code == 404
    assert "table is kept" in asked(free[0], "9" * 30).text
    answer = client.post(f"{at}/place", data=where)

    assert answer.headers["Location"] == f"{at}?day=0&moved={number}#moving"
    assert _place_of(event, number) == free
    assert "Undo the last change" in client.get(answer.headers["Location"]).text


def _place_of(event, number):
    db.session.rollback()
    held = next(one for one in timetable_of(draft_at(event.id, 1).id) if one.request == number)
    return held.slot, held.table


def _free_and_busy(event):
    """Where the first meeting costs nothing, where another one would lose its time for it, and its number."""
    timetable = timetable_of(draft_at(event.id, 1).id)
    bench = Bench(unpacked_problem(draft_at(event.id, 1).problem), timetable)
    number = timetable[0].request
    spots = [
        (slot.id, table.id, spot)
        for slot in bench.problem.slots
        for table in bench.problem.tables
        if (spot := bench.spot(number, slot.id, table.id)) and (slot.id, table.id) != _place_of(event, number)
    ]
    free = next(one[:2] for one in spots if one[2].is_free)
    return free, next(one[:2] for one in spots if one[2].out and not one[2].breaks), number
