"""Plain steps that nobody may be kept from: thirty imported companies approved, another chamber's people unseen, a
list without who refused, a declined partner out of the way, the way back in, and a walk-in found at the desk."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.events.models import Slot
from app.matching.services import rank_event
from app.meetings import services as meetings
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.registrations.queries.company_links import find_link, get_link_token
from app.registrations.services.company_links import create_links
from app.registrations.services.consents import save_consents, withdraw_consents
from tests import factories
from tests.journeys.ways import Way, only_ways
from tests.support.browsing import DESKTOP, PHONE

pytestmark = pytest.mark.databases("sqlite", "postgresql")
at_a_desk, on_a_phone = only_ways(Way("en", DESKTOP)), only_ways(Way("zh", PHONE))
EVENT = "/events/matching-day"
THIRTY = 30
YES = {"attendee_list": True, "contacts": True, "cross_border": True}


@pytest.fixture
def chamber(app):
    return factories.organisation("Singapore chamber")


@pytest.fixture
def assistant(chamber):
    return factories.member(chamber, Role.CHAMBER)


def states():
    db.session.rollback()
    return sorted(db.session.scalars(select(Registration.state)))


def import_sheet(person, home, *rows):
    """Upload a CSV with these rows at a delegation's home and import what it says."""
    text = "\n".join(("Company,Contact,Email,Sector", *rows))
    person.go(home)
    person.follow('main a.btn-primary[href$="/imports"]')
    sheet = {"name": "members.csv", "mimeType": "text/csv", "buffer": text.encode()}
    person.at('[name="file"]').set_input_files(sheet)
    person.follow("form:has([name='file']) button")
    preview = person.text
    person.follow('button[formaction$="/run"]')
    expect(person.page.locator('form[action$="/undo"]').first).to_be_attached()
    return preview


@at_a_desk
def test_an_organizer_has_thirty_imported_companies_approved_at_once(arrive, chamber, assistant):
    event = factories.event("matching-day", phase="registration")
    delegation = factories.delegation(event, of=chamber)
    rows = [f"Merlion {n} Pte Ltd,Tan Ah {chr(65 + n)},boss{n}@merlion.example,Logistics" for n in range(THIRTY)]
    member = arrive(EVENT, user=assistant)
    import_sheet(member, f"{EVENT}/delegations/{delegation.id}", *rows)
    assert states() == ["invited"] * THIRTY

    office = arrive(f"{EVENT}/registrations", user=factories.member(event.organisation, Role.ORGANIZER))
    before = office.taps
    office.open("thead [data-all]")
    office.follow('button[name="act"][value="approve"]')
    office.follow("main form button.btn-primary")

    assert states() == ["approved"] * THIRTY
    assert office.taps - before == 3


@at_a_desk
def test_a_chamber_sees_of_a_company_of_another_event_what_its_own_sheet_says(arrive, chamber, assistant):
    past = factories.event("last-year", phase="closed")
    boss = factories.user("Boss", "boss@jetty.example")
    secret = {"offers_en": "Bonded storage in Tuas"}
    known = factories.firm(past, name="Jetty Logistics Pte Ltd", users=[boss], people=0, company_values=secret)
    factories.representative(known, display_name="Koh Wei Ming", email="koh@jetty.example")
    event = factories.event("matching-day", phase="registration")
    delegation = factories.delegation(event, of=chamber)
    home = f"{EVENT}/delegations/{delegation.id}"
    member = arrive(EVENT, user=assistant)

    preview = import_sheet(member, home, "Jetty Logistics Pte Ltd,Tan Ah Kow,tan@jetty.example,Logistics")
    shown = [preview]
    for page in (f"{home}/roster", home, f"{home}/invitations"):
        member.go(page)
        shown.append(member.text)
    member.go(f"{home}/roster")
    member.follow('main th a:has-text("Jetty")')
    shown.append(member.text)
    abroad = arrive("/", user=boss)

    for text in shown:
        assert [one for one in ("Koh Wei Ming", "koh@jetty.example", "boss@jetty.example", "Tuas") if one in text] == []
    assert "Tan Ah Kow" in "".join(shown)
    assert abroad.page.locator(f'a[href^="{EVENT}/"]').count() == 0  # but to the public page


@at_a_desk
def test_a_list_for_others_says_nothing_of_who_took_a_consent_back(arrive):
    event = factories.event("matching-day")
    firms = [factories.firm(event, name=name) for name in ("Harbour Foods", "Jurong Steel")]
    for firm in firms:
        save_consents(firm, YES, language="en")
    withdraw_consents(firms[1], "attendee_list", people=(), by=None)
    organizer = factories.member(event.organisation, Role.ORGANIZER)

    office = arrive(f"{EVENT}/attendees?use=abroad&export=open", user=organizer)
    office.choose("kind", "csv")
    office.fill(reason="Bank")
    office.follow('form[action*="/exports"] button.btn-primary')
    with office.page.expect_download() as started:
        office.open('.q-notice a[href*="/files/"]')

    text = started.value.path().read_text("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 2
    assert "Harbour Foods" in text
    assert re.search("Jurong|withdr|refus|took", text) is None


@on_a_phone
def test_who_declined_stands_last_in_suggestions_and_may_be_asked_again(arrive):
    event = factories.event("matching-day")
    user = factories.user("Teller")
    ours = {"sectors": {"offers": ["6419"], "seeks": ["5210"]}}
    bank = factories.firm(event, name="Straits Bank", users=[user], company_values=ours)
    theirs = ({"offers": ["5210"], "seeks": ["6419"]}, {"offers": ["5210"]}, {"offers": ["52"], "seeks": ["64"]})
    ports = [
        factories.firm(event, "Chongqing", name=f"Port {n}", company_values={"sectors": codes})
        for n, codes in enumerate(theirs)
    ]
    rank_event(event.id)
    meetings.decline(meetings.request_meeting(event.id, bank.id, ports[0].id, by=None), ports[0].id, by=None)

    phone = arrive(f"{EVENT}/companies/{bank.id}/suggestions", user=user)
    places = phone.page.locator("article.q-pair[id^='firm-']").evaluate_all("all => all.map(one => one.id)")
    assert places[-1] == f"firm-{ports[0].id}"
    phone.follow(f'#firm-{ports[0].id} a[href*="/ask"]')
    phone.follow("main form button.btn-primary")

    db.session.rollback()
    assert db.session.scalars(select(Meeting.state).order_by(Meeting.id)).all() == ["declined", "requested"]


@on_a_phone
def test_who_has_no_mailbox_and_signed_out_is_let_in_again_by_the_chamber_in_one_tap(arrive, chamber, assistant):
    event = factories.event("matching-day", phase="registration")
    delegation = factories.delegation(event, of=chamber)
    firm = factories.firm(event, name="Bok Seng Logistics", state="invited", delegation_id=delegation.id, people=0)
    factories.representative(firm, display_name="Tan Hui Min")
    create_links([firm])
    phone = arrive(address_of(firm))
    phone.follow('main button[value="yes"]')
    inside = phone.path
    phone.follow('form[action$="/sign-out"] button')
    phone.follow('form:has([name="sure"]) button')

    office = arrive(f"{EVENT}/companies/{firm.id}/registration", user=assistant)
    before = office.taps
    office.confirm('form[action$="/link/replacement"]')
    assert office.taps - before == 2  # asked once more: the old link stops working
    phone.go(address_of(firm))
    phone.follow('main button[value="yes"]')

    assert phone.path == inside


def address_of(firm):
    db.session.rollback()
    link = find_link(firm)
    assert link is not None
    return f"/f/{get_link_token(link)}"


@at_a_desk
def test_a_walk_in_who_is_not_let_in_yet_is_found_and_the_organizer_admits_him(arrive):
    event = factories.event("matching-day", phase="running", approval="by_hand")
    desk = arrive(f"{EVENT}/desk/walk-in", user=factories.event_role(event, Role.DESK))
    desk.fill(firm="Merlion Foods Pte Ltd", name="Ng Li Ting")
    desk.choose("group", str(factories.group(event, "Singapore").id))
    desk.follow("main form button.btn-primary")
    assert states() == ["submitted"]
    desk.go(f"{EVENT}/desk?q=ng+li")
    assert "Ng Li Ting" in desk.page.locator("#found").inner_text()

    lead = arrive(f"{EVENT}/desk?q=ng+li", user=factories.member(event.organisation, Role.ORGANIZER))
    lead.follow('#found form[action$="/admission"] button')

    lead.see("Ng Li Ting")
    assert states() == ["approved"]


@at_a_desk
def test_a_freed_time_is_given_to_a_later_meeting_of_the_same_two(arrive):
    event = factories.event("matching-day", phase="running")
    sides = {"offers": ["6419"], "seeks": ["5210"]}, {"offers": ["5210"], "seeks": ["6419"]}
    bank = factories.firm(event, name="Straits Bank", company_values={"sectors": sides[0]})
    missing, port = (factories.firm(event, "Chongqing", name=n, company_values={"sectors": sides[1]}) for n in "MP")
    slots = sorted(event.slots, key=lambda one: one.starts_at)
    by = factories.user().id
    missed = meetings.arrange(event.id, bank.id, missing.id, by=by, slot_id=slots[0].id)
    later = meetings.arrange(event.id, bank.id, port.id, by=by, slot_id=slots[4].id)
    began(slots[0])
    rank_event(event.id)
    for firm in (bank, port):
        factories.check_in(firm.representatives[0])

    desk = arrive(f"{EVENT}/desk/late", user=factories.event_role(event, Role.DESK))
    desk.follow(f'form[action$="/late/{missed}/missed"] button')
    desk.follow(f'.q-pair a[href*="/{later}"]')
    desk.follow(f'form:has([name="slot"][value="{slots[1].id}"]) button')

    db.session.rollback()
    assert db.session.get_one(Meeting, later).slot_id == slots[1].id
    assert len(db.session.scalars(select(Meeting)).all()) == 2


def began(slot):
    """Ten minutes ago; all other times are as far ahead or behind as they were."""
    back = slot.starts_at - now() + timedelta(minutes=10)
    with transaction():
        for one in db.session.scalars(select(Slot).order_by(Slot.starts_at)):
            one.starts_at, one.ends_at = one.starts_at - back, one.ends_at - back
            db.session.flush()
