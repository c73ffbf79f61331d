"""What would help a request is done by one act: in the draft, or by more of what the event has."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core import audit
from app.core.db import db, transaction
from app.events.calendar import get_half_day
from app.events.models import Event, Interpreter, Table
from app.meetings import services as meetings
from app.meetings.models import Meeting, Unavailability
from app.meetings.queries.policy import count_tallies, get_meeting_maximums
from app.scheduling import checker
from app.scheduling.bounds import parse_certificate, proven_bound
from app.scheduling.drafts import PlanSettings, unpacked_json, unpacked_problem
from app.scheduling.queries.drafts import get_draft
from app.scheduling.queries.event_problem import get_event_problem
from app.scheduling.services import draft_changes, drafts, planning, publishing
from app.scheduling.services.draft_changes import refresh_draft
from app.scheduling.services.drafts import MoveBreaksRules
from app.scheduling.services.remedies import AdviceChanged, RemedyResult, apply_remedy
from tests import factories
from tests.scheduling import halls
from tests.support.soundness import faults_of_rows

pytestmark = pytest.mark.usefixtures("the_day_before")


@pytest.fixture
def planner(app):
    return factories.user().id


def planned(event, planner):
    """The draft of an event, and the one request that it does not hold."""
    draft = planning.create_draft(event, PlanSettings(seconds=60), by=planner)
    db.session.refresh(draft)
    (left,) = draft.unplaced
    return draft, left


def is_sound(draft):
    """Checked anew on the problem that the event is now, with a bound that its certificate proves."""
    db.session.expire_all()
    problem, timetable = unpacked_problem(draft.problem), drafts.list_placed_meetings(draft.id)
    event = db.session.get_one(Event, draft.event_id)
    assert problem == get_event_problem(event, PlanSettings.from_json(draft.settings)).problem
    assert checker.find_faults(problem, timetable) == []
    assert draft.bound == proven_bound(problem, parse_certificate(unpacked_json(draft.certificate))) >= draft.value
    assert draft.value == checker.schedule_value(problem, timetable)
    return True


def two_want_one_table(**values):
    """Two meetings, one time, one table."""
    event, here, there = halls.hall(2, 2, slots=1, tables=1, **values)
    return event, [halls.arranged(one, other) for one, other in zip(here, there, strict=True)]


def three_want_one_firm():
    event, here, there = halls.hall(1, 3, slots=2)
    for other in there:
        halls.agreed(here[0], other)
    return event


def test_a_meeting_is_given_up_for_another(planner):
    draft, left = planned(three_want_one_firm(), planner)

    done = apply_remedy(draft.event_id, 1, left["request"], do="give_up", by=planner)

    assert done.changed.out == (left["remedy"]["about"],)
    assert left["request"] in {held.request for held in drafts.list_placed_meetings(draft.id)}


def test_one_more_table_is_added_and_the_meeting_is_there(planner):
    event, ids = two_want_one_table()
    draft, left = planned(event, planner)
    assert (left["reason"], left["remedy"]["do"]) == ("tables_full", "one_more_table")

    done = apply_remedy(event.id, 1, left["request"], do="one_more_table", by=planner)

    labels = db.session.scalars(select(Table.label).where(Table.event_id == event.id).order_by(Table.position)).all()
    assert is_sound(draft)
    assert (len(labels), done.made, done.changed.out) == (2, labels[-1], ())
    assert {held.request for held in drafts.list_placed_meetings(draft.id)} == {str(one) for one in ids}
    assert (draft.unplaced, draft.proven) == ([], True)
    assert publishing.publish_draft(event.id, 1, by=planner) == 2
    assert faults_of_rows() == []


def test_undo_takes_the_time_back_and_leaves_the_table(planner):
    event, _ids = two_want_one_table()
    draft, left = planned(event, planner)
    apply_remedy(event.id, 1, left["request"], do="one_more_table", by=planner)

    draft_changes.undo_change(event.id, 1)

    db.session.refresh(draft)
    assert len(drafts.list_placed_meetings(draft.id)) == 1
    assert [(one["reason"], one["remedy"]["do"]) for one in draft.unplaced] == [("fits", "place")]
    assert is_sound(draft)
    with pytest.raises(draft_changes.NothingToUndo):
        draft_changes.undo_change(event.id, 1)


def test_what_was_taken_out_by_hand_is_said_so_again_once_its_new_time_is_taken_back(planner):
    event, _ids = two_want_one_table()
    draft, _left = planned(event, planner)
    (held,) = drafts.list_placed_meetings(draft.id)
    draft_changes.remove_meeting(event.id, 1, held.request)
    apply_remedy(event.id, 1, held.request, do="place", by=planner)

    draft_changes.undo_change(event.id, 1)

    db.session.refresh(draft)
    reasons = {one["request"]: one["reason"] for one in draft.unplaced}
    assert reasons[held.request] == "taken_out"
    draft_changes.undo_change(event.id, 1)
    db.session.refresh(draft)
    assert {one["reason"] for one in draft.unplaced} == {"tables_full"}


def test_the_firm_may_have_one_more_where_its_limit_was_in_the_way_and_no_other(planner):
    event, here, there = halls.hall(1, 2, max_meetings=1)
    for other in there:
        halls.agreed(here[0], other)
    draft, left = planned(event, planner)
    assert (left["reason"], left["remedy"]["do"]) == ("limit", "raise_limit")

    done = apply_remedy(event.id, 1, left["request"], do="raise_limit", by=planner)

    assert (done.made, db.session.get_one(Event, event.id).max_meetings) == ("2", 1)
    most = get_meeting_maximums(event, count_tallies(event.id, [one.id for one in (*here, *there)]))
    assert [most[one.id] for one in (*here, *there)] == [2, 1, 1]
    assert len(drafts.list_placed_meetings(draft.id)) == 2
    assert is_sound(draft)


def test_an_interpreter_comes_in_for_that_time_alone(planner):
    event, here, there = halls.hall(2, 2, slots=1)
    with transaction() as session:
        for one in (*here, *there):
            one.languages = ["en"] if one in here else ["zh"]
        session.add(Interpreter(event_id=event.id, name="Mei", languages=["en", "zh"]))
        for table in session.scalars(select(Table).where(Table.event_id == event.id)):
            table.has_interpreter_chair = True
    for one, other in zip(here, there, strict=True):
        halls.agreed(one, other)
    draft, left = planned(event, planner)
    assert (left["reason"], left["remedy"]["do"]) == ("no_interpreter_then", "one_more_interpreter")

    done = apply_remedy(event.id, 1, left["request"], do="one_more_interpreter", by=planner, name="To be named")

    came = db.session.scalars(select(Interpreter).where(Interpreter.name == "To be named")).one()
    assert (done.made, came.languages, len(came.hours)) == ("To be named", ["en", "zh"], 1)
    assert {held.interpreter for held in drafts.list_placed_meetings(draft.id)} >= {str(came.id)}
    assert is_sound(draft)


def test_nothing_of_the_event_changes_where_that_does_not_help_any_more(planner):
    event, _ids = two_want_one_table()
    draft, left = planned(event, planner)
    meeting = db.session.get_one(Meeting, int(left["request"]))
    meetings.cancel(meeting.id, meeting.low_id, by=None)

    with pytest.raises(MoveBreaksRules):
        apply_remedy(event.id, 1, left["request"], do="one_more_table", by=planner)

    assert len(db.session.scalars(select(Table).where(Table.event_id == event.id)).all()) == 1
    assert len(drafts.list_placed_meetings(draft.id)) == 1


def test_what_was_offered_on_an_older_page_is_not_done(planner):
    event = three_want_one_firm()
    draft, left = planned(event, planner)

    for other in ("one_more_table", "move", "none", "free_person", "²", ""):
        with pytest.raises(AdviceChanged):
            apply_remedy(event.id, 1, left["request"], do=other, by=planner)

    assert len(drafts.list_placed_meetings(draft.id)) == 2
    assert len(event.tables) == 4


def test_a_place_that_was_found_is_taken(planner):
    event = three_want_one_firm()
    draft, _left = planned(event, planner)
    first = drafts.list_placed_meetings(draft.id)[0]
    draft_changes.remove_meeting(event.id, 1, first.request)

    done = apply_remedy(event.id, 1, first.request, do="place", by=planner)

    assert isinstance(done, RemedyResult)
    assert len(drafts.list_placed_meetings(draft.id)) == 2


def away(event, firm, *, absent=()):
    """Its only person is said to be away in the event's one slot."""
    person = firm.representatives[0]
    with transaction() as session:
        slot = halls.slot_ids(event)[0]
        session.add(Unavailability(event_id=event.id, slot_id=slot, representative_id=person.id, reason="train"))
        person.absent = list(absent)
    return person, slot


def test_an_organizer_says_for_a_firm_that_it_comes_and_undo_takes_both_back(planner, client):
    event, here, there = halls.hall(1, 1, slots=1)
    halls.agreed(here[0], there[0])
    person, slot = away(event, there[0])
    draft, left = planned(event, planner)
    assert (left["reason"], left["remedy"]["do"]) == ("no_common_slot", "free_person")
    client.as_user(factories.event_role(event, Role.ORGANIZER, name="Mei"))
    url = f"/events/{event.slug}/schedule/drafts/1"
    shown = client.get(url).get_data(as_text=True)
    assert "You say for Bridge 1 that somebody is there" in shown

    client.post(f"{url}/remedy", data={"meeting": left["request"], "do": "free_person"})
    held = [one.request for one in drafts.list_placed_meetings(draft.id)]
    kinds = [one.kind for one in audit.list_notices(person)]
    assert (held, kinds) == ([left["request"]], ["representative.there"])
    assert is_sound(draft)

    client.post(f"{url}/undo")
    db.session.expire_all()
    gone = db.session.scalars(select(Unavailability.slot_id).where(Unavailability.representative_id == person.id)).all()
    assert (drafts.list_placed_meetings(draft.id), gone) == ([], [slot])
    assert [one["remedy"]["do"] for one in draft.unplaced] == ["free_person"]
    assert is_sound(draft)


def test_what_no_word_changes_is_said_and_not_done(planner, client):
    event, here, there = halls.hall(1, 1, slots=1)
    halls.agreed(here[0], there[0])
    half = get_half_day(factories.FIRST_SLOT, event.zone)
    away(event, there[0], absent=[half])
    draft, left = planned(event, planner)
    client.as_user(factories.event_role(event, Role.ORGANIZER, name="Mei"))

    with pytest.raises(AdviceChanged):
        apply_remedy(event.id, 1, left["request"], do="free_person", by=planner)

    assert "no word changes that" in client.get(f"/events/{event.slug}/schedule/drafts/1").get_data(as_text=True)
    assert drafts.list_placed_meetings(draft.id) == []


def changed_before_a_table_is_added(planner):
    """Three meetings at two tables, of which one is taken out and put back by hand."""
    event, here, there = halls.hall(3, 3, slots=1, tables=2)
    for one, other in zip(here, there, strict=True):
        halls.arranged(one, other)
    draft, left = planned(event, planner)
    first = drafts.list_placed_meetings(draft.id)[0]
    draft_changes.remove_meeting(event.id, 1, first.request, by=planner)
    draft_changes.place_meeting(event.id, 1, first.request, first.slot, by=planner)
    return event, draft, left, first


def test_what_was_changed_before_a_table_was_added_is_undone_too(planner):
    event, draft, left, first = changed_before_a_table_is_added(planner)
    apply_remedy(event.id, 1, left["request"], do="one_more_table", by=planner)
    lengths = [len(drafts.list_placed_meetings(draft.id))]

    for _ in range(3):
        draft_changes.undo_change(event.id, 1)
        lengths.append(len(drafts.list_placed_meetings(draft.id)))

    assert lengths == [3, 2, 1, 2]
    assert first in drafts.list_placed_meetings(draft.id)
    assert is_sound(draft)
    with pytest.raises(draft_changes.NothingToUndo):
        draft_changes.undo_change(event.id, 1)


def test_an_undo_that_would_seat_who_is_away_by_now_says_why_and_stays(planner, client):
    event, draft, left, first = changed_before_a_table_is_added(planner)
    draft_changes.remove_meeting(event.id, 1, first.request, by=planner)
    person = int((first.people or ("0",))[0])
    with transaction() as session:
        session.add(Unavailability(event_id=event.id, slot_id=int(first.slot), representative_id=person))
    (now_left,) = [one for one in get_draft(event.id, 1).unplaced if one["request"] == left["request"]]
    apply_remedy(event.id, 1, left["request"], do=now_left["remedy"]["do"], by=planner)
    client.as_user(factories.event_role(event, Role.ORGANIZER))
    draft_changes.undo_change(event.id, 1)

    with transaction():
        refresh_draft(get_draft(event.id, 1, locked=True))
    text = client.post(f"/events/{event.slug}/schedule/drafts/1/undo", follow_redirects=True).text

    assert "It cannot be as it was before the last change: somebody is away or taken then. Nothing was undone." in text
    assert "Undo the last change" in text
    assert first.request not in {held.request for held in drafts.list_placed_meetings(draft.id)}
