"""Who interprets at a group meeting, as guests come and go."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db, transaction
from app.core.models import Notice, Outbox
from app.group_meetings import services
from app.meetings import services as pairs
from app.meetings.errors import NoInterpreterFree
from app.meetings.group_meeting_seats import NoSeat
from app.meetings.models import Claim
from app.meetings.services.group_meeting_endings import replace_or_free_seat
from tests import factories
from tests.doctor.hands import codes
from tests.group_meetings.acts import letters, letters_to, opened
from tests.meetings.acts import meeting, slots


def test_one_interpreter_serves_all_who_need_one_and_goes_with_the_last(app):
    event = factories.event()
    host = factories.firm(event, "Singapore", languages=["en"])
    first, second, third = (factories.firm(event, "Chongqing", languages=[one]) for one in ("zh", "zh", "fr"))
    voice = factories.interpreter(event, "en", "zh")
    made = opened(event, host)

    def interpreters():
        return set(
            db.session.scalars(
                select(Claim.interpreter_id).where(Claim.meeting_id == made, Claim.interpreter_id.is_not(None))
            )
        )

    services.take_group_seat(made, first.id, by=None)
    services.take_group_seat(made, second.id, by=None)
    with pytest.raises(NoSeat) as refused:
        services.take_group_seat(made, third.id, by=None)
    assert (refused.value.details["why"], interpreters()) == ("no_interpreter", {voice.id})
    services.leave_group_seat(made, first.id, by=None)
    assert interpreters() == {voice.id}
    services.leave_group_seat(made, second.id, by=None)
    assert interpreters() == set()


def test_an_interpreter_in_the_place_of_another_is_told_to_all_who_sat_there_before(app):
    event = factories.event(longest_run=None)
    host, first, second = (
        factories.firm(event, side, languages=[language], users=[factories.user()])
        for side, language in (("Singapore", "en"), ("Chongqing", "zh"), ("Chongqing", "fr"))
    )
    factories.interpreter(event, "en", "zh")
    made = opened(event, host)
    services.take_group_seat(made, first.id, by=None)
    factories.interpreter(event, "en", "zh", "fr", name="Ma Lin")

    services.take_group_seat(made, second.id, by=None)

    assert letters("interpreter") == letters("opened") | (letters("seated") - letters_to(second))
    bodies = set(db.session.scalars(select(Outbox.body).where(Outbox.kind == "round.interpreter")))
    assert all("Ma Lin" in body for body in bodies)
    assert db.session.scalars(select(Notice).where(Notice.kind == "round.interpret")).one().subject_id == made


def interpreter_of(made):
    held = select(Claim.interpreter_id).where(Claim.meeting_id == made, Claim.interpreter_id.is_not(None))
    return set(db.session.scalars(held))


@pytest.fixture
def silent(app):
    """A group of host and guest who share no language, from before the event had any interpreter."""
    event = factories.event(longest_run=None)
    host, guest = (
        factories.firm(event, side, languages=[language], users=[factories.user()])
        for side, language in (("Singapore", "en"), ("Chongqing", "zh"))
    )
    made = opened(event, host)
    services.take_group_seat(made, guest.id, by=None)
    return event, host, guest, made


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_an_interpreter_is_found_for_a_group_that_lacks_one_and_all_who_sit_there_are_told(silent):
    event, host, guest, made = silent
    with pytest.raises(NoInterpreterFree):
        services.find_group_interpreter(made, by=None)
    factories.interpreter(event, "en", "fr")
    with pytest.raises(NoInterpreterFree):
        services.find_group_interpreter(made, by=None)
    voice = factories.interpreter(event, "en", "zh")

    assert [services.find_group_interpreter(made, by=None), services.find_group_interpreter(made, by=None)] == [
        True,
        False,
    ]

    assert interpreter_of(made) == {voice.id}
    assert letters("interpreter") == letters_to(host) | letters_to(guest)
    assert codes() == set()


def test_one_who_works_elsewhere_then_is_not_taken_away(silent):
    event, _host, _guest, made = silent
    factories.interpreter(event, "en", "zh")
    others = factories.firm(event, "Singapore", languages=["en"]), factories.firm(event, "Chongqing", languages=["zh"])
    asked = pairs.request_meeting(event.id, others[0].id, others[1].id, by=None)
    pairs.accept(asked, others[1].id, by=None, slot_id=slots(event)[1])

    with pytest.raises(NoInterpreterFree):
        services.find_group_interpreter(made, by=None)


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize(("leaves", "comes", "interprets"), [(["en"], ["zh"], True), (["zh"], ["en"], False)])
def test_a_colleague_who_sits_down_brings_an_interpreter_or_lets_one_go(app, leaves, comes, interprets):
    event = factories.event(longest_run=None)
    host = factories.firm(event, "Singapore", languages=["en"], users=[factories.user()])
    guest = factories.firm(event, "Chongqing", languages=["en", "zh"], people=0)
    voice = factories.interpreter(event, "en", "zh")
    gone = factories.representative(guest, rank=1, languages=leaves)
    factories.representative(guest, rank=2, languages=comes)
    made = opened(event, host)
    services.take_group_seat(made, guest.id, by=None)
    assert interpreter_of(made) == (set() if interprets else {voice.id})

    with transaction():
        replace_or_free_seat(meeting(made), gone.id, guest.id, by=None)

    assert interpreter_of(made) == ({voice.id} if interprets else set())
    assert letters("interpreter") == (letters_to(host) if interprets else set())


@pytest.mark.full
def test_the_page_says_that_an_interpreter_lacks_and_its_host_finds_one(client, silent):
    event, host, guest, made = silent
    page = f"/events/{event.slug}/companies/{{}}/groups/{made}"

    mine = client.as_user(user_of(host)).get(page.format(host.id)).text
    theirs = client.as_user(user_of(guest)).get(page.format(guest.id)).text
    assert ["An interpreter lacks" in text for text in (mine, theirs)] == [True, True]
    assert ["Find an interpreter" in text for text in (mine, theirs)] == [True, False]

    refused = client.as_user(user_of(host)).post(f"{page.format(host.id)}/interpreter")
    factories.interpreter(event, "en", "zh", name="Ma Lin")
    client.post(f"{page.format(host.id)}/interpreter")

    assert (refused.status_code, "Nobody who speaks the languages of all" in refused.text) == (409, True)
    after = client.get(page.format(host.id)).text
    assert ("Ma Lin" in after, "An interpreter lacks" in after) == (True, False)
    assert client.as_user(user_of(guest)).post(f"{page.format(guest.id)}/interpreter").status_code == 404


def user_of(firm):
    found = select(User).join(CompanyUser, CompanyUser.user_id == User.id)
    return db.session.scalars(found.where(CompanyUser.company_id == firm.company_id)).first()
