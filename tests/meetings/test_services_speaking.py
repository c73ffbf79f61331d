"""Who speaks otherwise from now on, or comes instead of somebody, gets or loses the interpreter of its meetings."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.companies.facts import FactValues
from app.core.db import db
from app.core.models import Outbox
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.models import Claim
from app.meetings.queries.interpreter_needs import get_interpreter_shortage
from app.meetings.services.expiry import send_digests
from app.registrations.services.people import replace_person, update_person
from app.registrations.services.profiles import save_profile
from tests import factories
from tests.doctor.hands import codes
from tests.group_meetings.acts import opened
from tests.meetings.acts import slots


@pytest.fixture
def users(app):
    return factories.user("Tan"), factories.user("Li", locale="fr")


@pytest.fixture
def firms(event, users):
    return [
        factories.firm(event, side, name=f"Firm {language}", languages=[language], users=[user])
        for user, (side, language) in zip(users, (("Singapore", "en"), ("Chongqing", "zh")), strict=True)
    ]


@pytest.fixture
def voice(event, firms):
    return factories.interpreter(event, "en", "zh", name="Wang Fang")


def booked(event, firms, slot=0):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[slot])
    return made


def interprets(made):
    held = select(Claim.interpreter_id).where(Claim.meeting_id == made, Claim.interpreter_id.is_not(None))
    return sorted(set(db.session.scalars(held)))


def told(user):
    """What the last letter said."""
    send_digests()
    rows = select(Outbox.body).where(Outbox.recipient == user.email).order_by(Outbox.id.desc())
    return db.session.scalars(rows.limit(1)).one().replace("\u00a0", " ")


@pytest.mark.full
def test_who_comes_instead_and_shares_a_language_lets_the_interpreter_go_in_the_same_letter(event, firms, users, voice):
    made = booked(event, firms)
    assert interprets(made) == [voice.id]
    told(users[1])

    old = firms[0].representatives[0]
    replace_person(firms[0], old.id, {"display_name": "Zhao Min", "languages": ("zh", "en")}, by=None)

    assert interprets(made) == []
    assert "Time and table stay. No interpreter is needed any more." in told(users[0])
    assert "interprète" in told(users[1])
    assert codes() == set()


@pytest.mark.full
def test_who_comes_instead_and_shares_none_brings_an_interpreter_or_the_letter_says_that_none_is_free(
    event, firms, users, voice
):
    shares: FactValues = {"display_name": "Zhao Min", "languages": ("zh",)}
    replace_person(firms[0], firms[0].representatives[0].id, shares, by=None)
    made, other = booked(event, firms), factories.firm(event, "Chongqing", languages=["zh"])
    assert interprets(made) == []
    told(users[0])

    replace_person(firms[0], firms[0].representatives[0].id, {"display_name": "Lim", "languages": ("en",)}, by=None)
    assert interprets(made) == [voice.id]
    assert " Wang Fang interprets." in told(users[0])

    replace_person(firms[0], firms[0].representatives[0].id, shares, by=None)
    busy = booked(event, (factories.firm(event, "Singapore", languages=["en"]), other))
    assert interprets(busy) == [voice.id]
    told(users[0])
    replace_person(firms[0], firms[0].representatives[0].id, {"display_name": "Goh", "languages": ("en",)}, by=None)
    assert interprets(made) == []
    assert "An interpreter is needed, and none is free then" in told(users[0])
    assert get_interpreter_shortage(event.id).meetings == 1
    assert codes() == set()


@pytest.mark.full
def test_who_learns_to_say_which_languages_are_spoken_frees_the_interpreter_and_both_read_it(
    event, firms, users, voice
):
    made = booked(event, firms)
    told(users[0])
    person = firms[0].representatives[0]

    update_person(firms[0], person.id, {"display_name": person.display_name, "languages": ("en", "zh")}, by=None)

    assert interprets(made) == []
    assert "needs no interpreter any more" in told(users[0])
    assert codes() == set()

    update_person(firms[0], person.id, {"display_name": person.display_name, "languages": ("en",)}, by=None)

    assert interprets(made) == [voice.id]
    assert "Wang Fang interprets at the meeting" in told(users[0])


def test_the_languages_of_a_firm_do_the_same_for_all_its_meetings_in_one_letter(event, firms, users, voice):
    third = factories.firm(event, "Chongqing", languages=["zh"])
    made = [booked(event, firms), booked(event, (firms[0], third), slot=1)]
    told(users[0])

    save_profile(firms[0].id, {"languages": ("en", "zh")}, seen=None, by=None)

    assert [interprets(one) for one in made] == [[], []]
    send_digests()
    rows = db.session.scalars(select(Outbox).where(Outbox.recipient == users[0].email)).all()
    assert [found for one in rows if (found := one.body.count("needs no interpreter any more"))] == [2]


@pytest.mark.full
def test_who_is_freed_serves_another_meeting_of_the_same_time_that_needs_one(event, firms, users, voice):
    other = factories.firm(event, "Chongqing", languages=["fr"])
    factories.representative(firms[0], display_name="Second")
    first = booked(event, firms)
    second = services.request_meeting(event.id, firms[0].id, other.id, by=None)
    voice.languages = ["en", "fr", "zh"]
    db.session.commit()
    save_profile(other.id, {"languages": ("en",)}, seen=None, by=None)
    services.accept(second, other.id, by=None, slot_id=slots(event)[0])
    assert (interprets(first), interprets(second)) == ([voice.id], [])

    save_profile(other.id, {"languages": ("fr",)}, seen=None, by=None)
    assert interprets(second) == []
    save_profile(firms[1].id, {"languages": ("en", "zh")}, seen=None, by=None)
    assert interprets(first) == []
    save_profile(other.id, {"languages": ("zh",)}, seen=None, by=None)
    assert interprets(second) == [voice.id]


@pytest.mark.full
def test_a_group_lets_its_interpreter_go_where_nobody_needs_one_any_more(event, firms, users, voice):
    made = opened(event, firms[0], slot_id=slots(event)[0])
    rounds.take_group_seat(made, firms[1].id, by=None)
    assert interprets(made) == [voice.id]
    told(users[0])

    save_profile(firms[1].id, {"languages": ("en",)}, seen=None, by=None)

    assert interprets(made) == []
    assert "needs no interpreter any more" in told(users[0])
    save_profile(firms[1].id, {"languages": ("zh",)}, seen=None, by=None)
    assert interprets(made) == [voice.id]
    old = firms[1].representatives[0]
    replace_person(firms[1], old.id, {"display_name": "Zhao Min", "languages": ("en", "zh")}, by=None)
    assert interprets(made) == []
    assert codes() == set()


def test_other_changes_of_a_person_touch_no_meeting(event, firms, users, voice):
    made, person = booked(event, firms), firms[0].representatives[0]
    told(users[0])

    update_person(firms[0], person.id, {"display_name": "Mr Other"}, by=None)

    assert interprets(made) == [voice.id]
    assert "interpret" not in told(users[0])
