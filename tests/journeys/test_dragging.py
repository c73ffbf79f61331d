"""A meeting is moved on the board: with mouse, finger or keyboard; looked at first, and undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.accounts.permissions import Role
from app.core.db import db
from app.scheduling.queries.drafts import get_draft
from app.scheduling.services.drafts import list_placed_meetings
from tests import factories
from tests.scheduling import halls


@pytest.fixture
def planned(app):
    event, here, there = halls.hall(2, 2)
    for one in here:
        for other in there:
            halls.agreed(one, other)
    halls.solved(event)
    return event


def look_again(person):
    """The page has changed under the same address and heading."""
    person.judged.clear()
    person.look()


def places(event):
    db.session.rollback()
    return {(held.request, held.slot, held.table) for held in list_placed_meetings(get_draft(event.id, 1).id)}


def free_cell(page):
    """An empty cell in the last row, at a time when nobody meets."""
    return page.locator("table[data-drag] tbody tr").last.locator("td[data-slot]").last


def centre(locator):
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag_with_mouse(page):
    source, target = page.locator("a[data-meeting]").first, free_cell(page)
    target.scroll_into_view_if_needed()
    page.mouse.move(*centre(source))
    page.mouse.down()
    page.mouse.move(*centre(target), steps=6)
    page.mouse.up()


def drag_with_finger(page):
    """Hold, then move: the page scrolls no more, the cell goes along."""
    touch = page.context.new_cdp_session(page)
    source = page.locator("a[data-meeting]").first
    x, y = centre(source)

    def send(kind, *points):
        touched = [{"x": at[0], "y": at[1]} for at in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    send("touchStart", (x, y))
    expect(page.locator(".q-lifted")).to_be_visible()
    below = page.locator("table[data-drag] tbody tr").last.locator("td[data-slot]").first
    for step in range(1, 7):
        box = below.bounding_box()
        send("touchMove", (x + (box["x"] + 10 - x) * step / 6, y + (box["y"] + 10 - y) * step / 6))
    send("touchEnd")


def lift_with_keys(page):
    page.locator("a[data-meeting]").first.focus()
    page.keyboard.press("m")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[data-drag-says]")).to_contain_text("12")
    page.keyboard.press("Enter")


def test_a_meeting_is_dragged_looked_at_moved_and_undone(arrive, way, planned):
    at = f"/events/{planned.slug}/schedule/drafts/1"
    person = arrive(at, user=factories.event_role(planned, Role.ORGANIZER))
    before = places(planned)

    (drag_with_mouse if way.width == 1280 else drag_with_finger)(person.page)
    button = person.page.locator(f'#moving form[action$="{at}/place"] button')
    expect(button).to_be_visible()
    assert places(planned) == before  # it is only looked at so far
    look_again(person)
    person.follow(f'#moving form[action$="{at}/place"] button')

    assert places(planned) != before
    look_again(person)
    person.follow(f'#moving form[action$="{at}/undo"] button')
    assert places(planned) == before


@pytest.mark.databases("sqlite")
def test_a_meeting_is_lifted_with_the_keyboard_and_let_go_by_escape(arrive, planned):
    at = f"/events/{planned.slug}/schedule/drafts/1"
    person = arrive(at, user=factories.event_role(planned, Role.ORGANIZER))
    person.page.locator("a[data-meeting]").first.focus()
    person.page.keyboard.press("m")
    expect(person.page.locator(".q-lifted")).to_be_visible()
    person.page.keyboard.press("Escape")
    expect(person.page.locator(".q-lifted")).to_have_count(0)

    lift_with_keys(person.page)

    expect(person.page.locator(f'#moving form[action$="{at}/place"] button')).to_be_visible()
    look_again(person)
