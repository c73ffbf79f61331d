"""One whole day, played by several people at once: a desk, a screen in the hall, a firm's phone, the organizer.

The opening overruns by 25 minutes, ten firms do not come, the desk loses its network, the server is restarted, and in
the evening the figures are those of the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.day.models import CheckIn
from app.day.queries.badges import get_badge_token
from app.events.models import Event, Slot
from app.matching.services import rank_event
from app.meetings import services as meetings
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Meeting
from app.outcomes.queries.verdicts import verdicts_of_meetings
from app.outcomes.stages import Money, OutcomeStanding, OutcomeSubject
from app.registrations.models import Registration, Representative
from tests import factories
from tests.journeys.person import Person
from tests.journeys.test_board import zone_at_noon
from tests.journeys.test_desk import came_in, scan
from tests.journeys.ways import Way
from tests.support.browsing import DESKTOP, PHONE
from tests.support.soundness import faults_of_rows

EVENT = "/events/matching-day"
DESK = f"{EVENT}/desk"
OVERRUN = 25
PAIRS, NO_SHOWS, STANDBY = 12, 10, 2
BANK, PORT = {"offers": ["6419"], "seeks": ["5210"]}, {"offers": ["5210"], "seeks": ["6419"]}


@dataclass
class Day:
    """``pairs``: who meets whom at the first time, with the meeting; of the last ``NO_SHOWS`` the second stay away."""

    event: Event
    organizer: User
    desk: User
    boss: User
    pairs: list[tuple[Registration, Registration, int]] = field(default_factory=list)
    standby: list[Registration] = field(default_factory=list)

    @property
    def met(self) -> list[tuple[Registration, Registration, int]]:
        return self.pairs[:-NO_SHOWS]

    @property
    def people(self) -> list[Representative]:
        """Who comes."""
        firms = [one for one, _other, _meeting in self.pairs] + [other for _one, other, _meeting in self.met]
        return [firm.representatives[0] for firm in (*firms, *self.standby)]


@pytest.fixture
def day(app):
    """Twelve banks each meet a port in twenty minutes; two more ports have come without a meeting."""
    host = factories.organisation()
    event = factories.event(
        "matching-day", run_by=host, phase="running", slots=4, tables=PAIRS + STANDBY, longest_run=None
    )
    boss = factories.user("Goh Swee Lian")
    made = Day(event, factories.member(host, Role.ORGANIZER), factories.event_role(event, Role.DESK), boss)
    with transaction():
        event.zone = zone_at_noon()
    pass_time(event, event.slots[0].starts_at - now() - timedelta(minutes=20))
    for n in range(PAIRS):
        one = factories.firm(event, company_values={"sectors": BANK}, users=() if n else [boss])
        other = factories.firm(event, "Chongqing", company_values={"sectors": PORT})
        meeting = meetings.request_meeting(event.id, one.id, other.id, by=None)
        meetings.accept(meeting, other.id, slot_id=event.slots[0].id, by=None)
        made.pairs.append((one, other, meeting))
    made.standby = [factories.firm(event, "Chongqing", company_values={"sectors": PORT}) for _ in range(STANDBY)]
    rank_event(event.id)
    return made


@pytest.fixture
def come(visits):
    """``come(path, width, language, user=…)``: somebody with a browser of their own, each page of which is judged."""
    people: list[Person] = []

    def opened(path: str, width: int, language: str, **options: object) -> Person:
        people.append(Person(visits, Way(language, width), path, **options))
        return people[-1]

    yield opened
    assert [fault for person in people for fault in person.faults] == []


@pytest.mark.full
def test_a_whole_day_with_an_overrun_no_shows_a_lost_network_and_a_restart(visits, server, come, day):
    visits.watch.disconnects = True
    desk = come(DESK, DESKTOP, "en", user=day.desk, service_workers="allow")
    phone = come(f"{EVENT}/companies/{day.pairs[0][0].id}/agenda", PHONE, "zh", user=day.boss)
    screen = a_screen(come, day)

    doors_open(desk, day)
    the_opening_overruns(desk, phone, screen, day)
    pass_time(day.event, timedelta(minutes=20 + OVERRUN + 6))
    ten_do_not_come(desk, day)
    server.restart()
    the_freed_time_is_offered_on(desk, day)
    pass_time(day.event, timedelta(minutes=20))
    meetings.finish_due_meetings()
    both_sides_speak(desk, phone, day)
    the_screen_goes_on(screen)
    the_figures_are_those_of_the_database(come, day)

    assert [fault.says for fault in faults_of_rows() if fault.code != "job_silent"] == []


def pass_time(event: Event, by: timedelta) -> None:
    """All times of the event come nearer."""
    with transaction() as session:
        rows = select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)
        for slot in session.scalars(rows.execution_options(populate_existing=True)).all():
            slot.starts_at, slot.ends_at = slot.starts_at - by, slot.ends_at - by
            session.flush()


def a_screen(come: Callable[..., Person], day: Day) -> Person:
    organizer = come(DESK, DESKTOP, "en", user=day.organizer)
    organizer.follow('main a[href$="/boards"]')
    organizer.choose("language", "en")
    organizer.follow('form[action$="/boards"] button')
    address = organizer.at('main a[href*="/boards/"]').get_attribute("href")
    screen = come(urlsplit(address).path, DESKTOP, "en")
    firm = day.pairs[0][1].company
    assert firm is not None
    screen.see(firm.name.removesuffix(" Pte Ltd"))
    return screen


def doors_open(desk: Person, day: Day) -> None:
    """Two come in with the network, the others while it is away; each once."""
    page, device = desk.page, desk.page.locator("#desk-device")
    expect(device).to_have_attribute("data-ready", "1")
    codes = [get_badge_token(one) for one in day.people]
    for sent, code in enumerate(codes[:2], 1):
        scan(page, code)
        came_in(page, sent)
    expect(device).to_have_attribute("data-count", "0")
    page.context.set_offline(True)
    for code in codes[1:]:
        scan(page, code)
    expect(device).to_have_attribute("data-count", str(len(codes) - 1))
    page.context.set_offline(False)
    expect(device).to_have_attribute("data-count", "0")

    db.session.rollback()
    assert db.session.scalars(select(CheckIn.representative_id).order_by(CheckIn.representative_id)).all() == sorted(
        one.id for one in day.people
    )


def the_opening_overruns(desk: Person, phone: Person, screen: Person, day: Day) -> None:
    before = begins(day.event)
    desk.go(DESK)
    desk.follow('main a[href$="/shift"]')
    desk.page.locator("select#minutes").select_option(str(OVERRUN))
    desk.follow('form[method="get"] button')
    desk.follow('form[method="post"] button.btn-primary')

    assert begins(day.event) == [one + timedelta(minutes=OVERRUN) for one in before]
    phone.go(phone.path)
    phone.see(f"{begins(day.event)[0].astimezone(ZoneInfo(day.event.zone)):%H:%M}")


def begins(event: Event) -> list[datetime]:
    db.session.rollback()
    return list(db.session.scalars(select(Slot.starts_at).where(Slot.event_id == event.id).order_by(Slot.starts_at)))


def ten_do_not_come(desk: Person, day: Day) -> None:
    desk.go(f"{DESK}/late")
    missed = 'main form[action$="/missed"] button'
    expect(desk.page.locator(missed)).to_have_count(NO_SHOWS)
    for _firm in range(NO_SHOWS):
        desk.follow(missed)

    assert states(day) == {MeetingState.MISSED: NO_SHOWS, MeetingState.BOOKED: PAIRS - NO_SHOWS}


def the_freed_time_is_offered_on(desk: Person, day: Day) -> None:
    desk.go(f"{DESK}/late")
    desk.follow('main a[href*="/late/offers"]')
    desk.follow('main form[action$="/late/offers"] button')

    assert states(day) == {MeetingState.MISSED: NO_SHOWS, MeetingState.BOOKED: PAIRS - NO_SHOWS + 1}


def states(day: Day) -> dict[str, int]:
    db.session.rollback()
    counted = select(Meeting.state, func.count()).where(Meeting.event_id == day.event.id).group_by(Meeting.state)
    return dict(db.session.execute(counted).all())


def both_sides_speak(desk: Person, phone: Person, day: Day) -> None:
    (_one, _other, told), (_ours, _theirs, ticked) = day.met
    phone.go(phone.path)
    phone.follow('#went button[value="signed"]')
    phone.fill(amount="4500000")
    phone.choose("currency", "SGD")
    phone.follow(f"#m{told} form:has(select) button")
    for number, keyed in ((told, {"key": "4", "amount": "4500000"}), (ticked, {"key": "2"})):
        desk.go(f"{EVENT}/slips?number={number}")
        desk.fill(**keyed)
        if "amount" in keyed:
            desk.choose("currency", "SGD")
        desk.follow("main form button.btn-primary")

    db.session.rollback()
    found = verdicts_of_meetings([told, ticked])
    assert found[OutcomeSubject(told)].confirmed_money == Money(450_000_000, "SGD")
    assert [found[OutcomeSubject(one)].standing for one in (told, ticked)] == [OutcomeStanding.AGREED] * 2


def the_screen_goes_on(screen: Person) -> None:
    """It has heard of the restart, and hears again."""
    expect(screen.page.locator("[data-lost]")).to_be_hidden()
    with screen.page.expect_response(lambda answer: "/boards/" in answer.url and answer.status in (200, 304)):
        pass


def the_figures_are_those_of_the_database(come: Callable[..., Person], day: Day) -> None:
    organizer = come(f"{EVENT}/figures?day=all", DESKTOP, "en", user=day.organizer)
    shown = organizer.page.locator("main .q-figures b").all_inner_texts()
    firms, people, due, held, intents, signed = (int(re.findall(r"[0-9]+", one)[0]) for one in shown[:6])

    counted = states(day)
    came = db.session.scalar(select(func.count()).select_from(CheckIn).where(CheckIn.undone_at.is_(None)))
    assert (people, firms) == (came, came)
    assert due == counted[MeetingState.HELD] + counted[MeetingState.MISSED] + counted[MeetingState.BOOKED] == PAIRS + 1
    assert (
        (held, counted[MeetingState.MISSED]) == (counted[MeetingState.HELD], NO_SHOWS) == (PAIRS - NO_SHOWS, NO_SHOWS)
    )
    assert (intents, signed) == (0, 1)
    organizer.see("SGD")
