"""The organizer's overview: each of its figures opens a list that holds as many rows."""

from __future__ import annotations

import re

import pytest

from app.accounts.permissions import Role
from app.core.db import transaction
from app.meetings import services
from tests import factories
from tests.support.pages import read, text_of

LENDING, LEASING, PORTS = "6419", "6491", "5222"


def of(event, side, name, *codes):
    return factories.firm(event, side, name=name, company_values={"sectors": {"is_in": codes}}).id


@pytest.fixture
def visitor(client, event):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


@pytest.fixture
def busy(event):
    """Five requests: two booked, one agreed, one declined, one open; one firm that nobody asks."""
    bank, port = of(event, "Singapore", "Bank", LENDING), of(event, "Singapore", "Harbour", PORTS)
    lender, docks = of(event, "Chongqing", "Lender", LENDING, PORTS), of(event, "Chongqing", "Docks", PORTS)
    unsaid = of(event, "Chongqing", "Unsaid")
    of(event, "Chongqing", "Nobody", LEASING)
    slots = [slot.id for slot in event.slots]
    pairs = ((bank, lender), (port, docks), (bank, docks), (port, lender), (bank, unsaid))
    made = [services.request_meeting(event.id, one, other, by=None) for one, other in pairs]
    services.accept(made[0], lender, by=None, slot_id=slots[0])
    services.accept(made[1], docks, by=None, slot_id=slots[1])
    services.accept(made[4], unsaid, by=None)
    services.decline(made[3], lender, by=None)


def within(page, *selectors):
    """What the last of these finds inside what those before it find."""
    for selector in selectors:
        found = page if isinstance(page, list) else [page]
        page = [one for each in found for one in each.find(selector)]
    return page


def overview(visitor, event):
    return read(visitor.get(f"/events/{event.slug}/overview"))


def shown_at(visitor, url):
    """How many rows the list behind a figure has."""
    return len(within(read(visitor.get(url)), "tbody", "tr"))


@pytest.mark.full
def test_each_cell_of_who_meets_whom_opens_as_many_meetings(visitor, event, busy):
    cells = within(overview(visitor, event), ".q-heat", "td", "a")

    assert sorted(int(cell.text) for cell in cells) == [1, 1, 1, 1]
    for cell in cells:
        assert shown_at(visitor, cell.attributes["href"]) == int(cell.text), cell.attributes["aria-label"]
    assert "Finance with none named: 1 meeting" in {cell.attributes["aria-label"] for cell in cells}


@pytest.mark.full
def test_each_column_and_each_bar_opens_as_many_rows(visitor, event, busy):
    page = overview(visitor, event)
    columns = {link.attributes["aria-label"]: link for link in within(page, ".q-chart", "a")}
    bars = {link.attributes["aria-label"]: link for link in within(page, ".q-funnel", "a")}

    assert list(bars) == ["Asked: 5", "Answered: 4", "Agreed: 3", "Placed: 2"]
    assert list(columns) == [
        "1 firm with so many meetings: 0",
        "4 firms with so many meetings: 1",
        "1 firm with so many meetings: 2",
    ]
    for label, link in {**columns, **bars}.items():
        count = int(re.findall(r"^\d+", label)[0] if label in columns else label.split()[-1])
        assert shown_at(visitor, link.attributes["href"]) == count, label


@pytest.mark.full
def test_the_figures_above_open_as_many_rows(visitor, event, busy):
    links = within(overview(visitor, event), ".q-figures", "a")
    figures = {link.find("span")[0].text: link for link in links}
    expected = {
        "meetings asked for": ("5", 5),
        "answered": ("80%", 4),
        "agreed meetings placed": ("2 of 3", 2),
        "meetings per firm": ("1", 6),
    }

    found = {
        word: (figures[word].find("b")[0].text, shown_at(visitor, figures[word].attributes["href"]))
        for word in expected
    }

    assert found == expected


def test_arranged_meetings_stand_apart_from_requests_and_open_as_many_rows(visitor, event, busy):
    arranger = factories.user().id
    services.arrange(event.id, of(event, "Singapore", "Insurer"), of(event, "Chongqing", "Broker"), by=arranger)

    page = overview(visitor, event)
    bars = within(page, ".q-funnel", "a")
    (arranged,) = [one for one in within(page, "a") if "brought=arranged" in one.attributes["href"]]

    assert [bar.text for bar in bars] == ["5", "4", "3", "2"]
    assert arranged.text == "1 meeting arranged by you or a chamber"
    assert [shown_at(visitor, link.attributes["href"]) for link in (*bars, arranged)] == [5, 4, 3, 2, 1]


def test_before_anything_is_agreed_requests_are_shown(visitor, event):
    services.request_meeting(
        event.id, of(event, "Singapore", "Bank", LENDING), of(event, "Chongqing", "Docks", PORTS), by=None
    )

    page = overview(visitor, event)

    assert "Requests so far; nothing is agreed yet." in page.find("main")[0].text
    assert [cell.text for cell in within(page, ".q-heat", "td", "a")] == ["1"]


def test_an_event_without_requests_says_what_will_stand_here(visitor, event):
    assert "you see here who meets whom" in overview(visitor, event).find("main")[0].text


def test_the_first_thing_to_do_stands_on_top_and_every_thing_has_its_act(visitor, event):
    factories.firm(event, "Singapore", name="Waits", state="submitted")

    page = overview(visitor, event)

    assert within(page, ".q-head", ".btn-primary")[0].text == "Approve 1 registration"
    assert all(step.find("a") for step in within(page, "#attention", "li"))


@pytest.mark.parametrize(("phase", "links"), [("booking", 0), ("running", 1), ("closed", 1)])
def test_the_figures_of_the_day_are_one_tap_away_from_the_day_on(visitor, event, phase, links):
    with transaction():
        event.phase = phase

    found = [one for one in within(overview(visitor, event), ".q-head", "a") if one.text == "Today in figures"]

    assert len(found) == links


def test_the_log_tells_everything_and_can_be_narrowed(visitor, event, busy):
    everything = text_of(visitor.get(f"/events/{event.slug}/log"), "main")
    meetings = text_of(visitor.get(f"/events/{event.slug}/log?about=meetings"), "main")
    others = text_of(visitor.get(f"/events/{event.slug}/log?about=registrations"), "main")

    assert everything.count("A firm asked for a meeting") == meetings.count("A firm asked for a meeting") == 5
    assert "A request was declined" in meetings
    assert "A firm asked for a meeting" not in others
    assert visitor.get(f"/events/{event.slug}/log?about=;drop&page=-3").status_code == 200


def test_firms_are_listed_by_how_many_meetings_they_have(visitor, event, busy):
    page = read(visitor.get(f"/events/{event.slug}/meetings-per-company"))

    assert [one.text for one in within(page, "td", "a") if one.attributes.get("aria-label")] == [
        "0",
        "1",
        "1",
        "1",
        "1",
        "2",
    ]
    assert "No firm has so many meetings" in visitor.get(f"/events/{event.slug}/meetings-per-company?least=9").text
    assert visitor.get(f"/events/{event.slug}/meetings-per-company?least=x&most=-1&page=9").status_code == 200
