"""The planner's pages: before, drafts, comparison."""

from __future__ import annotations

import json
import re

import pytest

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.scheduling.drafts import PlanSettings
from app.scheduling.queries.drafts import get_draft
from app.scheduling.services import planning
from tests import factories
from tests.scheduling import halls
from tests.scheduling.drafted import drafted, page, wanting
from tests.support.pages import is_loaded_anew_once, read

pytestmark = pytest.mark.usefixtures("the_day_before")


def test_before_planning_the_page_says_what_goes_in_and_what_is_odd(hall, planner, client):
    event = wanting(hall)
    factories.firm(event, people=0)
    lonely = factories.firm(event, people=0, name="Lonely Pte Ltd")
    halls.agreed(lonely, hall[2][0])

    text = page(client, event)

    assert "Agreed by both firms" in text
    assert "3 · 7 · 0" in " ".join(text.split())
    assert "6 × 4" in text
    assert "Lonely Pte Ltd has nobody who comes; its 1 request cannot be held" in text


def test_a_firm_that_names_no_language_is_odd(hall, planner, client):
    event = wanting(hall)
    assert "Nothing: everybody has time" in page(client, event)
    halls.agreed(factories.firm(event, languages=None), hall[2][0])

    text = page(client, event)

    assert "1 firm names no language: nobody knows whether it needs an interpreter." in text
    assert "Nothing: everybody has time" not in text


def test_the_languages_for_which_interpreters_are_short_are_named(hall, planner, client):
    event, host = hall[0], hall[2][0]
    speaker = factories.firm(event, languages=["fr"])
    for guest in [speaker, *(factories.firm(event, languages=["fr"]) for _ in range(8))]:
        halls.agreed(guest, host)
    with transaction() as session:
        for person in session.merge(host).representatives:
            person.languages = ["zh"]
    factories.interpreter(event, "fr", "zh")

    assert "needed for French – Chinese, and there are 6" in page(client, event)


@pytest.mark.full
def test_what_goes_in_leads_to_lists_of_as_many(hall, planner, client):
    event = wanting(hall)
    visitor, host = hall[1][0], factories.firm(event, "Chongqing")
    arranged = halls.arranged(visitor, host)

    goes_in = {
        address: int(link.text)
        for link in read(page(client, event)).find("a")
        if "/meetings?state=" in (address := link.attributes["href"] or "")
    }

    assert min(goes_in.values()) == 1
    for address, count in goes_in.items():
        rows = [box for box in read(client.get(address).text).find("input") if box.attributes.get("name") == "row"]
        assert len(rows) == count, address
        assert ("brought=arranged" in address) is ([box.attributes["value"] for box in rows] == [str(arranged)])


def test_nothing_to_plan_leads_to_arranging(hall, planner, client):
    assert "No meeting waits for a time" in page(client, hall[0])


def test_plan_is_one_post_and_ends_at_the_draft_with_its_proof(hall, planner, client):
    event = wanting(hall)

    answer = client.post(f"/events/{event.slug}/schedule", data={"seconds": "10"}, follow_redirects=True)

    assert answer.status_code == 200
    assert "Draft 1 of the timetable" in answer.text
    assert "Proven: no timetable of this event is worth more." in answer.text
    assert "0 faults" in answer.text
    assert "Every request is held" in answer.text
    assert "Lion 1" in answer.text


def test_a_search_is_seen_live_and_by_reload_and_stopped_by_another_organizer(app, hall, planner, client):
    event = wanting(hall)
    app.config["JOBS"] = "queue"
    draft = planning.create_draft(event, PlanSettings(), by=factories.user(name="Somebody else").id)

    whole = page(client, event, "/drafts/1")
    part = client.get(f"/events/{event.slug}/schedule/drafts/1/search", headers={"HX-Request": "true"}).text

    for text in (whole, part):
        assert "Value so far" in text
        assert "Somebody else" in text
        assert "every 1s" in text
    assert "A plan runs: draft 1" in page(client, event)
    refused = client.post(f"/events/{event.slug}/schedule", data={})
    assert refused.status_code == 409
    assert "A plan of this event runs already" in refused.text
    client.post(f"/events/{event.slug}/schedule/drafts/1/stop")
    db.session.refresh(draft)
    assert draft.state == "lost"  # it had not begun: nothing is kept
    assert "It was stopped before it began" in page(client, event, "/drafts/1")
    asked = client.get(f"/events/{event.slug}/schedule/drafts/1/search", headers={"HX-Request": "true"})
    assert is_loaded_anew_once(asked)


def test_a_draft_is_seen_by_table_firm_and_hour(hall, planner, client):
    event = drafted(hall, planner)

    board = page(client, event, "/drafts/1")
    firms = page(client, event, "/drafts/1?view=firms")
    hours = page(client, event, "/drafts/1?view=hours")

    assert board.count("q-cell-must") == 4  # three, and the key
    assert firms.count('<tr id="firm-') == 6
    assert "Meetings then" in hours
    assert "q-h" in hours


def test_an_event_without_tables_shows_each_meeting_of_a_time(client):
    event, here, there = halls.hall(3, 3, tables=0, slots=1)
    client.as_user(factories.event_role(event, Role.ORGANIZER))
    meetings = [halls.agreed(one, other) for one, other in zip(here, there, strict=True)]
    planning.create_draft(event, PlanSettings(seconds=60), by=factories.user().id)

    text = page(client, event, "/drafts/1")

    assert [f'data-meeting="{one.id}"' in text for one in meetings] == [True] * 3
    assert "table times used" not in text
    assert 'data-drag-says="to {time}"' in text
    assert "of 0" not in page(client, event, "/drafts/1?view=hours").partition('id="board"')[2]


def test_unplaced_requests_say_why_and_what_would_help(hall, planner, client, app):
    event, here, there = halls.hall(1, 3, slots=2)
    client.as_user(factories.event_role(event, Role.ORGANIZER))
    drafted((event, here, there), planner)

    text = page(client, event, "/drafts/1")

    draft = get_draft(event.id, 1)
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
    planning.create_draft(event, PlanSettings(seconds=60), by=planner.id)
    text = page(client, event, "/drafts/1")
    asked = re.findall(r'name="meeting" value="(\d+)"><input type="hidden" name="do" value="one_more_table"', text)

    answer = client.post(
        f"/events/{event.slug}/schedule/drafts/1/remedy",
        data={"meeting": asked[0], "do": "one_more_table"},
        follow_redirects=True,
    )
    again = client.post(
        f"/events/{event.slug}/schedule/drafts/1/remedy", data={"meeting": left, "do": "one_more_table"}
    )

    assert "The event gets one more table" in text
    assert "was added to the event." in answer.text
    assert "Every request is held" in page(client, event, "/drafts/1")
    assert again.status_code == 404


def test_the_files_of_a_draft_pass_the_command_that_checks_them(app, hall, planner, client, tmp_path):
    event = drafted(hall, planner)
    paths = []
    for kind in ("problem", "timetable", "certificate"):
        answer = client.get(f"/events/{event.slug}/schedule/drafts/1/{kind}.json")
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
    planning.create_draft(event, PlanSettings(seconds=60, seed=3), by=planner.id)

    text = page(client, event, "/compare?draft=1&draft=2")

    assert "Drafts 1 and 2" in text
    assert "Worst-served firm" in text
    assert "Who differs" in text


def test_a_draft_of_another_event_is_not_there(hall, planner, client):
    drafted(hall, planner)
    other = halls.event()
    client.as_user(factories.event_role(other, Role.ORGANIZER))

    assert client.get(f"/events/{other.slug}/schedule/drafts/1").status_code == 404


def test_firms_do_not_see_the_plan(hall, planner, client):
    event = drafted(hall, planner)
    user = factories.user()
    factories.let_in(hall[1][0], user)
    client.as_user(user)

    for path in ("", "/drafts/1", "/compare", "/drafts/1/publication", "/drafts/1/problem.json"):
        assert client.get(f"/events/{event.slug}/schedule{path}").status_code == 403
