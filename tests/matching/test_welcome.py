"""The last screens of the boss's three minutes: five partners, want or no, done."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from app.core.db import db, new_public_id, now, transaction
from app.core.models import JobRun
from app.events.models import Slot
from app.events.phases import Mover, Phase
from app.events.services.lifecycle import move_event
from app.matching import services
from app.meetings import services as meetings
from app.meetings.models import Meeting
from app.registrations.models import Preference, Registration
from app.registrations.queries.access import list_company_users
from app.registrations.services import transitions
from app.registrations.states import RegistrationAct, RegistrationActor
from tests import factories

LOGISTICS = {"sectors": {"is_in": ["5210"], "seeks": ["5224"]}}
PORT = {"sectors": {"is_in": ["5224"], "seeks": ["5210"]}, "name_zh": "重庆港股份有限公司"}


@pytest.fixture
def firm(app):
    event = factories.event(phase="booking")
    firm = factories.firm(event, name="Bok Seng", users=[factories.user()], company_values=LOGISTICS)
    for number in range(7):
        factories.firm(event, "Chongqing", name=f"Port {number}", company_values=PORT)
    services.rank_event(event.id)
    return firm


@pytest.fixture
def boss(client, firm):
    return client.as_user(list_company_users(firm)[0])


def at(firm: Registration, page: str) -> str:
    return f"/events/{firm.event.slug}/companies/{firm.id}/welcome/{page}"


def ports(firm: Registration) -> list[Registration]:
    others = (Registration.event_id == firm.event_id, Registration.id != firm.id)
    return db.session.query(Registration).filter(*others).order_by(Registration.id).all()


def name_of(firm: Registration) -> str:
    return firm.company.name if firm.company else ""


def kept(firm: Registration) -> list[tuple[str, int]]:
    return [(row.kind, row.other_id) for row in db.session.query(Preference).filter_by(registration_id=firm.id)]


def test_five_are_shown_with_reasons_and_nothing_chosen(boss, firm):
    page = boss.get(at(firm, "partners"))

    assert page.text.count('class="q-pair"') == 5
    assert "You seek <em>" in page.text
    assert " checked" not in page.text


def test_a_want_is_a_request_and_a_no_hides(boss, firm):
    one, two, three = ports(firm)[:3]

    answer = boss.post(at(firm, "partners"), data={f"firm-{one.id}": "want", f"firm-{two.id}": "no"})

    meeting = db.session.query(Meeting).one()
    assert answer.location == at(firm, "done")
    assert (meeting.asker_id, meeting.awaiting_id, meeting.state) == (firm.id, one.id, "requested")
    assert kept(firm) == [("hidden", two.id)]
    assert name_of(three) in boss.get(at(firm, "partners")).text


@pytest.mark.parametrize(("phase", "state"), [("registration", "approved"), ("booking", "submitted")])
def test_a_want_is_kept_where_requests_cannot_be_sent_yet(boss, firm, phase, state):
    with transaction():
        firm.event.phase, firm.state = phase, state
    one = ports(firm)[0]

    page = boss.post(at(firm, "partners"), data={f"firm-{one.id}": "want"}, follow_redirects=True)

    assert kept(firm) == [("wanted", one.id)]
    assert "1 firm is kept as wanted" in page.text
    assert db.session.query(Meeting).count() == 0


def approve(firm: Registration) -> None:
    transitions.transition(firm.event, firm.id, RegistrationAct.APPROVE, actor=RegistrationActor.ORGANIZER, by=None)


@pytest.mark.full
def test_kept_wants_go_out_when_the_firm_is_approved(boss, firm):
    with transaction():
        firm.state = "submitted"
    one, two = ports(firm)[:2]
    assert "as soon as the organizer has approved you" in boss.get(at(firm, "partners")).text
    boss.post(at(firm, "partners"), data={f"firm-{one.id}": "want", f"firm-{two.id}": "want"})
    with transaction() as session:
        session.get_one(Registration, two.id).state = "cancelled"

    approve(firm)

    assert [meeting.awaiting_id for meeting in db.session.query(Meeting)] == [one.id]
    assert kept(firm) == [("wanted", two.id)]


def test_one_run_sends_for_all_that_are_approved_at_once(firm):
    services.set_preference(firm, ports(firm)[0].id, "wanted", by=None)

    with transaction():
        services.request_wants(firm.event, by=None)
        services.request_wants(firm.event, by=None)

    assert db.session.query(JobRun).filter_by(kind="send_wants").count() == 1
    assert kept(firm) == []


def test_kept_wants_go_out_when_requests_open(boss, firm):
    with transaction():
        firm.event.phase = "registration"
    one = ports(firm)[0]
    boss.post(at(firm, "partners"), data={f"firm-{one.id}": "want"})

    move_event(firm.event_id, source=Phase.REGISTRATION, target=Phase.BOOKING, mover=Mover.ORGANIZER, by=None)

    assert db.session.query(Meeting).one().awaiting_id == one.id
    assert kept(firm) == []


def test_what_a_firm_saves_for_itself_is_never_sent(firm):
    with transaction():
        firm.state = "submitted"
    services.set_preference(firm, ports(firm)[0].id, "saved", by=None)

    approve(firm)

    assert db.session.query(Meeting).count() == 0


def test_what_was_not_offered_is_not_answered(boss, firm):
    with transaction():
        stranger = factories.firm(firm.event, "Chongqing")

    boss.post(at(firm, "partners"), data={f"firm-{stranger.id}": "want", "firm-x": "want"})

    assert db.session.query(Meeting).count() == 0


def test_a_limit_is_told_and_the_others_are_sent(boss, firm):
    with transaction():
        firm.event.max_open_requests = 1
    one, two = ports(firm)[:2]

    page = boss.post(
        at(firm, "partners"), data={f"firm-{one.id}": "want", f"firm-{two.id}": "want"}, follow_redirects=True
    )

    assert db.session.query(Meeting).count() == 1
    assert "1 firm knows that you want to meet" in page.text
    assert f"{name_of(one)}: 1 of your" in page.text or f"{name_of(two)}: 1 of your" in page.text


def test_done_shows_the_way_back_to_the_agenda(boss, firm):
    page = boss.get(at(firm, "done"))

    assert "QR code of your agenda" in page.text
    assert f"/events/{firm.event.slug}/companies/{firm.id}/agenda" in page.text
    assert ("Keep it in your calendar" in page.text, "WeChat" in page.text, "phone" in page.text) == (
        True,
        False,
        False,
    )


def test_who_has_no_address_is_shown_no_code_that_ends_at_a_sign_in(boss, firm):
    with transaction():
        list_company_users(firm)[0].email = None

    page = boss.get(at(firm, "done"))

    assert "q-qr" not in page.text
    assert "Who sent you the link gives you a new one." in page.text
    assert f'href="/events/{firm.event.slug}/companies/{firm.id}/agenda"' in page.text


def test_without_suggestions_the_page_leads_on(boss, firm):
    with transaction() as session:
        for port in ports(firm):
            session.get_one(Registration, port.id).state = "cancelled"

    page = boss.get(at(firm, "partners"))

    assert "No suggestion yet" in page.text


@pytest.mark.full
def test_done_says_per_request_when_it_lapses_and_what_is_booked(boss, firm):
    with transaction() as session:
        firm.event.booking_mode = "live"
        firm.event.request_expiry_days = 5
        firm.event.requests_until, firm.event.timetable_on = dt.date(2032, 3, 11), dt.date(2032, 3, 12)
        slot = session.query(Slot).filter_by(event_id=firm.event_id).order_by(Slot.starts_at).limit(1).one()
    booked, one, two = ports(firm)[:3]
    meeting = meetings.request_meeting(firm.event_id, booked.id, firm.id, by=None)
    meetings.accept(meeting, firm.id, by=None, slot_id=slot.id)
    boss.post(at(firm, "partners"), data={f"firm-{one.id}": "want", f"firm-{two.id}": "want"})

    page = boss.get(at(firm, "done")).text

    lapse = db.session.query(Meeting).filter_by(state="requested").limit(1).one().expires_at
    assert lapse is not None
    assert "2 firms know that you want to meet" in page
    assert "1 meeting is booked" in page
    assert page.count(f"answers until {short(lapse, firm.event.zone)}") == 2
    assert "A meeting gets its time and table as soon as a firm accepts." in page
    assert "12 March 2032" not in page


def test_done_names_the_day_of_the_timetable_only_while_it_is_to_come(boss, firm):
    with transaction():
        firm.event.booking_mode, firm.event.timetable_on = "planned", dt.date(2032, 3, 12)
    boss.post(at(firm, "partners"), data={f"firm-{ports(firm)[0].id}": "want"})
    assert "once the organizer publishes, on 12 March 2032" in boss.get(at(firm, "done")).text

    with transaction():
        firm.event.phase = "published"
    assert "12 March 2032" not in boss.get(at(firm, "done")).text


@pytest.mark.full
def test_partners_of_the_old_profile_are_not_offered_while_the_new_one_is_counted(boss, firm):
    with transaction() as session:
        firm.company.updated_at = now()
        session.add(JobRun(public_id=new_public_id(), kind="rank", event_id=firm.event_id))

    page = boss.get(at(firm, "partners")).text
    assert "Your partners are being counted" in page
    assert "Look again" in page
    assert 'class="q-pair"' not in page
    suggestions = boss.get(f"/events/{firm.event.slug}/companies/{firm.id}/suggestions").text
    assert "being counted anew" in suggestions
    assert "q-reasons" not in suggestions
    home = boss.get(f"/events/{firm.event.slug}/companies/{firm.id}/home").text
    assert "being counted anew" in home
    assert "q-reasons" not in home

    services.rank_event(firm.event_id)
    with transaction() as session:
        session.query(JobRun).update({"state": "done"})
    assert boss.get(at(firm, "partners")).text.count('class="q-pair"') == 5


def test_suggestions_offer_no_request_beyond_the_limit(boss, firm):
    with transaction():
        firm.event.max_open_requests = 1
    boss.post(at(firm, "partners"), data={f"firm-{ports(firm)[0].id}": "want"})

    page = boss.get(f"/events/{firm.event.slug}/companies/{firm.id}/suggestions").text

    assert "as many requests open as you may" in page
    assert "Ask for a meeting</button>" not in page


@pytest.mark.full
def test_what_was_hidden_is_taken_back_from_the_notice(boss, firm):
    hidden = ports(firm)[0]
    suggestions = f"/events/{firm.event.slug}/companies/{firm.id}/suggestions"

    page = boss.post(f"{suggestions}/{hidden.id}/hidden", follow_redirects=True).text

    assert "Not interesting: it is suggested to you no more" in page
    assert f'action="{suggestions}/{hidden.id}/hidden/undo"' in page
    assert "Not interesting: it is suggested to you no more" not in boss.get(suggestions).text


def short(moment: dt.datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%-d %B %Y, %H:%M")


@pytest.mark.parametrize("state", ["approved", "submitted"])
def test_that_wants_are_kept_is_said_only_where_there_are_some(boss, firm, state):
    with transaction():
        firm.state = state
        firm.event.phase = "registration"

    before = boss.get(at(firm, "partners")).text
    boss.post(at(firm, "partners"), data={f"firm-{ports(firm)[0].id}": "want"})
    after = boss.get(at(firm, "partners")).text

    assert "Your wants are kept" not in before
    assert "A want is kept and goes out as soon as" in before
    assert "Your wants are kept" in after


def test_the_code_of_the_agenda_is_a_picture_that_wechat_saves(boss, firm):
    page = boss.get(at(firm, "done"))

    assert '<img class="q-qr" src="data:image/png;base64,' in page.text
    assert 'alt="QR code of your agenda"' in page.text
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
