"""In the browser: a repair of several people and a table at once, and what helps a request, by one click."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.events.models import Table
from app.meetings.models import Unavailability
from app.scheduling.drafts import PlanSettings
from app.scheduling.queries.drafts import get_draft
from app.scheduling.services import planning, publishing
from app.scheduling.services.drafts import list_placed_meetings
from tests import factories
from tests.journeys.ways import Way, ways
from tests.scheduling import halls
from tests.support.soundness import faults_of_rows


def in_years(event):
    """Its times lie ahead of the browser's clock."""
    with transaction():
        for slot in event.slots:
            slot.starts_at, slot.ends_at = (at.replace(year=2037) for at in (slot.starts_at, slot.ends_at))


@ways(Way("en", 390, javascript=False))
def test_two_people_and_a_table_are_made_up_for_by_one_repair(arrive, way):
    event, here, there = halls.hall(4, 4, slots=8)
    in_years(event)
    planner = factories.event_role(event, Role.ORGANIZER)
    for one in here:
        for other in there:
            halls.arranged(one, other)
    planning.create_draft(event, PlanSettings(seconds=10), by=planner.id)
    publishing.publish_draft(event.id, 1, by=planner.id)
    gone = [str(firm.representatives[0].id) for firm in (here[0], there[0])]
    table = list_placed_meetings(get_draft(event.id, 1).id)[-1].table
    at = f"/events/{event.slug}/schedule"
    planner = arrive(at, user=planner)

    planner.page.locator("#person").select_option(gone[0])
    planner.press('button[name="more"][value="person"]')
    planner.page.locator("#person-2").select_option(gone[1])
    planner.page.locator("#table").select_option(table)
    planner.page.locator("#seconds-10").check()
    planner.follow(f'form[action$="{at}"] button.btn-primary')
    done = planner.page.locator("#proof")
    for _ in range(80):
        if done.is_visible():
            break
        planner.page.wait_for_timeout(500)
        if not way.javascript:
            planner.page.reload()
    planner.go(f"{at}/drafts/2/publication")
    planner.follow('form button[value="all"]')

    db.session.rollback()
    held = list_placed_meetings(get_draft(event.id, 2).id)
    assert len(held) == 9
    assert not {person for one in held for person in one.people or ()} & {*gone}
    assert table not in {one.table for one in held}
    assert faults_of_rows() == []


@ways(Way("en", 1280, javascript=False))
def test_one_more_table_and_somebody_who_comes_after_all_are_one_click_each(arrive, way):
    event, here, there = halls.hall(3, 3, slots=1, tables=1)
    in_years(event)
    ids = [halls.arranged(one, other) for one, other in zip(here[:2], there[:2], strict=True)]
    away = halls.arranged(here[2], there[2])
    with transaction() as session:
        session.add(
            Unavailability(
                event_id=event.id, slot_id=event.slots[0].id, representative_id=here[2].representatives[0].id
            )
        )
    user = factories.event_role(event, Role.ORGANIZER)
    planning.create_draft(event, PlanSettings(seconds=10), by=user.id)
    planner = arrive(f"/events/{event.slug}/schedule/drafts/1", user=user)

    planner.open("#unplaced details summary")
    planner.follow("#unplaced details[open] form button")
    assert planner.path.endswith("/meeting")
    with transaction() as session:
        session.add(Table(event_id=event.id, label="Z9", position=9))
    planning.create_draft(event, PlanSettings(seconds=10), by=user.id)
    planner.go(f"/events/{event.slug}/schedule/drafts/2")
    planner.open("#unplaced details summary")
    planner.follow("#unplaced details[open] form button")
    assert planner.path.endswith("/meeting")

    db.session.rollback()
    assert {held.request for held in list_placed_meetings(get_draft(event.id, 2).id)} == {*map(str, (*ids, away))}
    assert db.session.scalars(select(Unavailability)).all() == []
    assert publishing.publish_draft(event.id, 2, by=user.id) == 3
    assert faults_of_rows() == []
