"""Pages before a timetable and at its publication say what is so."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.core.digest_schedule import UNDO_DELAY
from app.core.models import Outbox
from app.events.models import Interpreter
from app.meetings import services
from app.meetings.models import Meeting, Unavailability
from app.meetings.services.expiry import send_digests
from app.registrations.models import Registration
from app.scheduling.drafts import PlanSettings, Suppositions
from app.scheduling.queries.drafts import get_draft
from app.scheduling.services import draft_changes, planning
from app.scheduling.services.drafts import list_placed_meetings
from tests import factories
from tests.scheduling import halls

pytestmark = pytest.mark.usefixtures("the_day_before")


@pytest.fixture
def event(hall):
    made, here, there = hall
    for one in here:
        for other in there:
            halls.agreed(one, other, priority="must")
    return made


def drafted(event, planner):
    planning.create_draft(event, PlanSettings(seconds=60), by=planner.id)
    return get_draft(event.id, 1)


def url(event, rest=""):
    return f"/events/{event.slug}/schedule{rest}"


def published(client, event, number=1, **data):
    path = url(event, f"/drafts/{number}/publication")
    return client.post(path, data=data, follow_redirects=True)


def test_before_its_phase_nothing_is_said_to_be_published(event, planner, client):
    with transaction():
        event.phase = "booking"

    text = client.get(url(event)).text

    assert "Times are given in the phase “Planning”" in text
    assert "is published" not in text


def test_of_each_kind_of_what_is_odd_some_are_seen(hall, planner, client):
    event, here, there = hall
    for number in range(9):
        halls.agreed(factories.firm(event, people=0, name=f"Nobody {number}"), there[0])
    with transaction():
        event.max_meetings = 1
    halls.agreed(here[0], there[1])
    halls.agreed(here[0], there[2])

    text = client.get(url(event)).text
    shown, behind = text.split("and 3 more")

    assert shown.count("has nobody who comes") == 6
    assert behind.count("has nobody who comes") == 3
    assert "Lion 1 has 2 requests and room for 1" in text


def test_what_another_planner_changes_is_told_before_anything_is_published(event, planner, client):
    draft = drafted(event, planner)
    meeting, version = list_placed_meetings(draft.id)[0].request, draft.version
    other = factories.event_role(event, Role.ORGANIZER, name="Ana")
    draft_changes.remove_meeting(event.id, 1, meeting, by=other.id)

    refused = published(client, event, seen=version)
    after = published(client, event, seen=version + 1)

    assert refused.status_code == 409
    assert "Another planner changed this draft since you looked" in refused.text
    assert "Ana took out Lion 1 – Bridge 1" in refused.text
    assert "Published: 8 meetings have their times." in after.text


def test_a_published_draft_says_what_of_it_could_not_be(event, planner, client):
    held = list_placed_meetings(drafted(event, planner).id)
    meeting = db.session.get_one(Meeting, int(held[0].request))
    services.cancel(meeting.id, meeting.asker_id, by=planner.id)

    page = client.get(url(event, "/drafts/1/publication")).text
    done = published(client, event, without=held[0].request)

    assert "stays without a time" not in page
    assert "1 meeting could not be as it stands here, and was left as it was." in done.text


def test_a_remedy_that_leaves_another_meeting_its_time_says_so(event, planner, client):
    draft = drafted(event, planner)
    first, second, *_ = list_placed_meetings(draft.id)
    draft_changes.remove_meeting(event.id, 1, first.request, by=planner.id)
    remedy = {"do": "move", "slot": second.slot, "about": second.request, "to": second.slot}
    with transaction():
        get_draft(event.id, 1).unplaced = [
            {"request": first.request, "reason": "no_interpreter_then", "about": [second.slot], "remedy": remedy}
        ]

    text = client.get(url(event, "/drafts/1")).text

    assert "other people, table or interpreter" in text
    assert "Hold that otherwise" in text
    assert "by moving" not in text


def test_where_nobody_interprets_an_interpreter_of_these_languages_would_help(event, planner, client):
    with transaction():
        for meeting in db.session.scalars(select(Meeting)):
            for firm, language in ((meeting.low_id, "fr"), (meeting.high_id, "zh")):
                registration = db.session.get_one(Registration, firm)
                registration.languages, registration.needs_interpreter = [language], True
                for person in registration.representatives:
                    person.languages = [language]
    factories.interpreter(event, "en", "zh")
    drafted(event, planner)

    assert "An interpreter for French – Chinese" in client.get(url(event, "/drafts/1")).text


def test_a_repair_shows_what_it_holds_and_not_what_its_changes_cost(event, planner, client):
    held = list_placed_meetings(drafted(event, planner).id)
    published(client, event)
    lost = Suppositions(tables=frozenset({int(held[0].table or 0)}))
    planning.create_draft(event, PlanSettings(seconds=60, supposed=lost), by=planner.id)
    draft = get_draft(event.id, 2)

    text = client.get(url(event, "/drafts/2")).text

    assert (draft.value or 0) < 0 < draft.figures["changes"]
    assert "<b>-" not in text
    assert "It is the bound of timetables with as few changes" in text


@pytest.mark.full
def test_lines_of_a_repair_that_need_others_are_named_and_stay_ticked(hall, planner, client):
    """Two meetings of a firm change places: neither can move alone."""
    event, here, there = hall
    for one in here[:2]:
        halls.agreed(one, there[0])
    first, second = sorted(list_placed_meetings(drafted(event, planner).id), key=lambda held: int(held.slot))
    published(client, event)
    planning.create_draft(event, PlanSettings(seconds=60), by=planner.id)
    draft_changes.remove_meeting(event.id, 2, second.request)
    draft_changes.place_meeting(event.id, 2, first.request, second.slot)
    draft_changes.place_meeting(event.id, 2, second.request, first.slot)

    refused = published(client, event, 2, act="ticked", row=first.request)
    boxes = re.findall(r'name="row" value="(\d+)"([^>]*)>', refused.text)
    both = published(client, event, 2, act="ticked", row=[first.request, second.request])

    assert refused.status_code == 409
    assert "Not without the other changes" in refused.text
    assert "somebody meets another firm then" in refused.text
    assert "Things have changed" not in refused.text
    assert {number: "checked" in rest for number, rest in boxes} == {first.request: True, second.request: False}
    assert "2 meetings changed; their firms are told." in both.text


def test_a_repair_of_which_some_lines_were_accepted_says_how_many_were_not(hall, planner, client):
    event, here, there = hall
    halls.agreed(here[0], there[0])
    halls.agreed(here[1], there[1])
    one, other = list_placed_meetings(drafted(event, planner).id)
    published(client, event)
    planning.create_draft(event, PlanSettings(seconds=60), by=planner.id)
    free = [str(slot) for slot in halls.slot_ids(event) if str(slot) not in (one.slot, other.slot)]
    draft_changes.place_meeting(event.id, 2, one.request, free[0])
    draft_changes.place_meeting(event.id, 2, other.request, free[1])

    published(client, event, 2, act="ticked", row=other.request)

    assert "1 change was not accepted, and that meeting is as it was." in client.get(url(event, "/drafts/2")).text


def test_who_sits_there_instead_is_said_where_nothing_else_changes(hall, planner, client):
    event, here, there = hall
    halls.agreed(here[0], there[0])
    (held,) = list_placed_meetings(drafted(event, planner).id)
    published(client, event)
    factories.representative(here[0], display_name="Mrs Instead")
    gone = Suppositions(people=frozenset({int((held.people or ("0",))[0])}))
    planning.create_draft(event, PlanSettings(seconds=60, supposed=gone), by=planner.id)

    text = client.get(url(event, "/drafts/2/publication")).text
    before, after = re.findall(r"<td data-label=\"(?:Until now|From now on)\">([^<]*)</td>", text)

    assert before.split(" · ")[0] == after.split(" · ")[0]
    assert "Mrs Instead" not in before
    assert "Mrs Instead" in after


def test_a_change_of_a_repair_by_hand_says_how_many_more_it_touches(hall, planner, client):
    event, here, there = hall
    halls.agreed(here[0], there[0])
    (held,) = list_placed_meetings(drafted(event, planner).id)
    published(client, event)
    planning.create_draft(event, PlanSettings(seconds=60), by=planner.id)
    meeting = url(event, f"/drafts/2/meeting?id={held.request}")
    untouched = client.get(meeting).text

    slot = next(one for one in halls.slot_ids(event) if str(one) != held.slot)
    place = url(event, "/drafts/2/place")
    moved = client.post(place, data={"meeting": held.request, "slot": slot}, follow_redirects=True).text
    back = client.post(place, data={"meeting": held.request, "slot": held.slot}, follow_redirects=True).text

    assert "Undo the last change" not in untouched
    assert "Done. 1 more meeting is not as people hold it." in moved
    assert "The value is" not in moved
    assert "Undo the last change" in moved
    assert "Done. 1 meeting is as people hold it again." in back


@pytest.mark.full
def test_another_interpreter_is_what_changes_and_not_the_time(hall, planner, client):
    event, here, there = hall
    reader = factories.user()
    factories.let_in(here[0], reader)
    with transaction() as session:
        here[0].languages, there[0].languages = ["en"], ["zh"]
        names = ("Interpreter One", "Interpreter Two")
        voices = [Interpreter(event_id=event.id, name=name, languages=["en", "zh"]) for name in names]
        session.add_all(voices)
        for table in event.tables:
            table.has_interpreter_chair = True
    meeting = halls.arranged(here[0], there[0])
    (held,) = list_placed_meetings(drafted(event, planner).id)
    published(client, event)
    old = next(one for one in voices if str(one.id) == held.interpreter)
    new = next(one for one in voices if one is not old)
    with transaction() as session:
        slots = halls.slot_ids(event)
        session.add_all(Unavailability(event_id=event.id, slot_id=one, interpreter_id=old.id) for one in slots)
    planning.create_draft(event, PlanSettings(seconds=60), by=planner.id)

    text = client.get(url(event, "/drafts/2/publication")).text
    published(client, event, 2, act="all")
    settled = now() + UNDO_DELAY
    client.application.config["CLOCK"] = lambda: settled
    send_digests()

    before, after = re.findall(r"<td data-label=\"(?:Until now|From now on)\">([^<]*)</td>", text)
    assert before.endswith(f" · interpreter: {old.name}")
    assert after == before.replace(old.name, f"{new.name} instead of {old.name}")
    letters = select(Outbox).where(Outbox.recipient == reader.email).order_by(Outbox.id)
    letter = db.session.scalars(letters).all()[-1]
    assert letter.subject.startswith("Interpreter: ")
    who = f"{new.name} interprets at the meeting of Lion 1 with Bridge 1 instead of {old.name}. Time and table stay."
    assert who in letter.body
    history = client.get(f"/events/{event.slug}/companies/{here[0].id}/meetings/{meeting}/history").text
    assert "given another interpreter" in history
    assert "moved" not in history.split("<main")[1]
