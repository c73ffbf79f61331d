"""The form of a repair takes several people, tables and firms at once, and grows without a script."""

from __future__ import annotations

import re

import pytest

from app.scheduling.drafts import PlanSettings, Suppositions
from app.scheduling.queries.drafts import get_draft, list_drafts
from app.scheduling.services import planning, publishing
from app.scheduling.services.drafts import list_placed_meetings
from tests.scheduling import halls

pytestmark = pytest.mark.usefixtures("the_day_before")


@pytest.fixture
def published(hall, planner):
    event, here, there = hall
    for one in here:
        for other in there:
            halls.agreed(one, other)
    planning.create_draft(event, PlanSettings(seconds=20), by=planner.id)
    publishing.publish_draft(event.id, 1, by=planner.id)
    return hall


def rows(text, name):
    """What is chosen in each select of this name, in order."""
    selects = re.findall(rf'<select[^>]* name="{name}".*?</select>', text, re.DOTALL)
    return [next(iter(re.findall(r'value="(\d+)" selected', one)), "") for one in selects]


def test_several_of_each_and_kinds_together_are_planned_at_once(published, planner, client):
    event, here, there = published
    slots = halls.slot_ids(event)
    used = {held.table for held in list_placed_meetings(get_draft(event.id, 1).id)}
    people = [firm.representatives[0].id for firm in (here[0], there[0])]
    lost = sorted(int(table or 0) for table in used)[:2]
    data = {
        "seconds": "10",
        "person": [*map(str, people), ""],
        "table": [*map(str, lost), ""],
        "late": [str(here[1].id), str(there[1].id), "", "²"],
        "late_from": [str(slots[1]), str(slots[2]), str(slots[0]), str(slots[0])],
    }

    client.post(f"/events/{event.slug}/schedule", data=data)

    draft = get_draft(event.id, 2)
    late = {here[1].id: slots[1], there[1].id: slots[2]}
    assert PlanSettings.from_json(draft.settings).supposed == Suppositions(frozenset(people), frozenset(lost), late)
    held = list_placed_meetings(draft.id)
    assert held
    assert not {one.table for one in held} & {*map(str, lost)}
    assert not {person for one in held for person in one.people or ()} & {*map(str, people)}


@pytest.mark.parametrize(
    ("more", "chosen"),
    [("person", (2, 1, 1)), ("table", (1, 2, 1)), ("late", (1, 1, 2))],
)
def test_one_more_row_keeps_what_was_chosen_and_plans_nothing(published, planner, client, more, chosen):
    event, here, _there = published
    slot, table = halls.slot_ids(event)[3], event.tables[1].id
    person = here[0].representatives[0].id
    data = {
        "person": str(person), "table": str(table), "late": str(here[2].id), "late_from": str(slot),
        "seconds": "120", "more": more,
    }  # fmt: skip

    page = client.post(f"/events/{event.slug}/schedule", data=data)
    part = client.post(f"/events/{event.slug}/schedule", data=data, headers={"HX-Request": "true"})

    for answer in (page, part):
        told = [rows(answer.text, name) for name in ("person", "table", "late")]
        wanted = [[str(one), ""][:count] for one, count in zip((person, table, here[2].id), chosen, strict=True)]
        assert (answer.status_code, told) == (200, wanted)
        assert rows(answer.text, "late_from")[0] == str(slot)
    assert re.search(r'value="120" checked', page.text)
    assert ("<h1" in page.text, "<h1" in part.text) == (True, False)
    assert [one.number for one in list_drafts(event.id)] == [1]


def test_rows_that_stand_empty_are_kept_where_one_more_is_asked_for(published, planner, client):
    event, *_ = published

    text = client.post(f"/events/{event.slug}/schedule", data={"person": ["", ""], "more": "person"}).text

    assert (rows(text, "person"), rows(text, "table"), rows(text, "late")) == ([""] * 3, [""], [""])


@pytest.mark.full
def test_who_is_supposed_not_to_come_is_not_said_to_be_on_a_visit(published, planner, client):
    event, here, _there = published
    person = here[0].representatives[0].id

    client.post(f"/events/{event.slug}/schedule", data={"seconds": "10", "person": str(person)})
    text = client.get(f"/events/{event.slug}/schedule/drafts/2").text

    assert text.count("This repair is planned without them then, as you said") == 3
    assert "A visit, a speech" not in text
