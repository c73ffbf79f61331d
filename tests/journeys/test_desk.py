"""The desk on the day: badges read, names found, a guest of honour met, and 200 scans while the network is away."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.day.models import CheckIn
from app.day.queries.badges import get_badge_token
from app.events.models import Event
from tests import factories
from tests.journeys.ways import Way, usual_way
from tests.support.browsing import PHONE

DESK = "/events/matching-day/desk"
MANY = 200


@pytest.fixture
def event(app):
    return factories.event("matching-day", phase="running")


@pytest.fixture
def desk(event):
    return factories.event_role(event, Role.DESK, name="Door 1")


@usual_way(Way("fr", PHONE, javascript=False))
def test_people_come_through_the_door(arrive, event, desk):
    firm = factories.firm(event, name="Bok Seng Logistics", people=0)
    guest = factories.representative(firm, display_name="Lim Boon Kiat", name_zh="林文杰", vip=True)
    factories.representative(firm, display_name="Tan Hui Min", name_zh="陈慧敏", phone="+65 9123 0014")
    person = arrive(DESK, user=desk)

    person.fill(typed=f"https://qiao.example.org/b/{get_badge_token(guest)}")
    if person.way.javascript:
        person.page.locator("main form[data-scan] button").click()
        expect(person.page.locator("#desk-device a")).to_have_count(1)
        person.go(DESK)
    else:
        person.follow("main form[data-scan] button")
    expect(person.page.locator("#vips h2")).to_have_count(1)
    person.follow('#vips form[action$="/greeting"] button')
    person.fill(typed="huimin")
    person.follow("main form[data-scan] button")
    person.follow('#found form[action$="/check-in"] button')
    expect(person.page.locator('#list form[action$="/undo"]')).to_have_count(2)
    person.follow('.q-notice form[action$="/undo"] button')
    person.go(f"{DESK}?q=0014")
    person.follow('#found a[href$="/someone-else"]')
    person.fill(display_name="Ng Li Ting")
    person.follow("main form button.btn-primary")
    person.go(f"{DESK}/walk-in")
    person.fill(name="Goh Swee Lian", firm="Bok Seng Logistics")
    person.follow("main form button.btn-primary")
    person.go(f"{DESK}/poster")

    db.session.rollback()
    live = select(CheckIn.way).where(CheckIn.undone_at.is_(None)).order_by(CheckIn.id)
    assert list(db.session.scalars(live)) == ["qr", "name", "walk_in"]


def test_two_hundred_scans_wait_for_the_network_and_come_in_once_each(visits, arrive, event, desk):
    firms = [factories.firm(event, people=20) for _ in range(10)]
    people = [one for firm in firms for one in firm.representatives]
    with transaction():
        people[0].display_name = "Zhao Lei"
    codes = [get_badge_token(one) for one in people]
    visits.watch.disconnects = True
    person = arrive(DESK, user=desk, service_workers="allow")
    page, device = person.page, person.page.locator("#desk-device")
    expect(device).to_have_attribute("data-kept", "1")
    factories.check_in(people[1])

    page.context.set_offline(True)
    for code in codes:
        scan(page, code)
    expect(device).to_have_attribute("data-count", str(MANY))
    person.look()
    page.reload()
    expect(device).to_have_attribute("data-count", str(MANY))
    assert page.locator("#list").count() == 0  # the page that opens without a network holds no names
    person.fill(typed="zhaolei")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=found] button")).to_have_count(1)

    lose_the_first_answer(page)
    page.context.set_offline(False)
    expect(device).to_have_attribute("data-count", "0")
    person.look()

    db.session.rollback()
    counted = select(CheckIn.representative_id, func.count()).group_by(CheckIn.representative_id)
    assert dict(db.session.execute(counted).all()) == dict.fromkeys([one.id for one in people], 1)
    expect(page.locator("[data-part=said]")).to_contain_text(str(MANY - 1))

    leave(page)
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 1
    assert rows_kept(page, "roster") == 0


def test_a_list_that_a_device_kept_since_yesterday_calls_nobody_here(visits, arrive, event, desk):
    guest = factories.representative(factories.firm(event, people=0), display_name="Zhao Lei")
    factories.check_in(guest)
    visits.watch.disconnects = True
    page = arrive(DESK, user=desk, service_workers="allow").page
    expect(page.locator("#desk-device")).to_have_attribute("data-ready", "1")
    found = page.locator("[data-part=found] button")

    page.context.set_offline(True)
    look_for(page, "zhao")
    expect(found).to_be_disabled()
    page.clock.set_fixed_time(now() + timedelta(days=1))
    look_for(page, "zhao")
    expect(found).to_be_enabled()


@pytest.mark.parametrize("comes_back", [False, True])
def test_the_list_that_a_device_keeps_ends_with_the_event(visits, arrive, event, desk, comes_back):
    factories.representative(factories.firm(event, people=0), display_name="Zhao Lei")
    visits.watch.disconnects = True
    page = arrive(DESK, user=desk, service_workers="allow").page
    expect(page.locator("#desk-device")).to_have_attribute("data-ready", "1")
    assert rows_kept(page, "roster") == 1

    if comes_back:
        with transaction():
            db.session.get_one(Event, event.id).phase = "closed"
        page.reload()
    else:
        expect(page.locator("#desk-device")).to_have_attribute(
            "data-kept", "1"
        )  # the page that opens without a network
        page.context.set_offline(True)
        page.clock.set_fixed_time(now() + timedelta(days=20 * 365))
        page.reload()
    expect(page.locator("#desk-device")).to_have_attribute("data-ready", "1")

    assert rows_kept(page, "roster") == 0
    if not comes_back:
        look_for(page, "zhao")
        expect(page.locator("[data-part=said]")).not_to_be_empty()
        assert page.locator("[data-part=found] button").count() == 0


def look_for(page, name):
    page.locator("[name=typed]").fill(name)
    page.keyboard.press("Enter")


def scan(page, code):
    """As a scanner types, faster than anybody."""
    page.locator("[name=typed]").fill(f"https://qiao.example.org/b/{code}")
    page.keyboard.press("Enter")


def lose_the_first_answer(page):
    """The server takes the first batch, and its answer never comes back."""
    lost: list[object] = []

    def handle(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort("connectionreset")

    page.context.route("**/scans/waiting", handle)


def leave(page):
    page.goto(DESK)
    with page.expect_navigation():  # the button stands in a menu that is shut on a wide page
        page.locator('form[action$="/sign-out"]').first.evaluate("form => form.requestSubmit()")


def rows_kept(page, store):
    return page.evaluate(
        """(store) => new Promise((resolve) => {
          const asked = indexedDB.open("qiao-desk");
          asked.onsuccess = () => {
            const counted = asked.result.transaction(store).objectStore(store).count();
            counted.onsuccess = () => resolve(counted.result);
          };
        })""",
        store,
    )


def test_three_desks_at_once_and_each_duplicate_of_the_one_that_was_offline_stays_said(visits, arrive, event, desk):
    people = [one for _ in range(2) for one in factories.firm(event, people=8).representatives]
    codes = [get_badge_token(one) for one in people]
    visits.watch.disconnects = True
    first, second, third = (
        arrive(DESK, user=desk, service_workers="allow", timezone_id="Pacific/Auckland").page for _ in range(3)
    )
    for page in (first, second, third):
        expect(page.locator("#desk-device")).to_have_attribute("data-ready", "1")
    device = third.locator("#desk-device")
    device_clock = third.evaluate("new Date().getHours()")

    third.context.set_offline(True)
    for code in codes[:14]:
        scan(third, code)
    expect(device).to_have_attribute("data-count", "14")
    here = third.locator("[data-part=lines] time").first.inner_text()
    assert here != f"{device_clock:02d}:{here[-2:]}"  # the event's clock, not the device's
    for page, some in ((first, codes[:6]), (second, codes[6:12])):
        for code in some:
            scan(page, code)
            expect(page.locator("#desk-device")).to_have_attribute("data-count", "0")
    came_in(first, 12)
    third.context.set_offline(False)
    expect(device).to_have_attribute("data-count", "0")

    lines = third.locator("[data-part=lines] li")
    expect(lines).to_have_count(14)
    for one in lines.all():
        assert one.locator("span").first.bounding_box()["width"] > PHONE / 3  # a name can be read
    third.goto(f"{DESK}/late")
    third.goto(DESK)
    already_in = max(re.split(r"\{\w+\}", device.get_attribute("data-again")), key=len)
    expect(lines.filter(has_text=already_in)).to_have_count(12)
    third.locator('[data-act="clear"]').click()
    expect(lines).to_have_count(0)
    came_in(first, 14)


def came_in(page: Page, people: int) -> None:
    """Wait until so many were checked in: before that nothing may be waiting on the device yet either."""
    for _ in range(300):
        db.session.rollback()
        if len(db.session.scalars(select(CheckIn.id)).all()) == people:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{people} never came in")
