"""A link is claimed once, whoever presses first; joining, answering and going are done once too. On both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.db import db, transaction
from app.floor.models import Notice
from app.kernel.errors import DomainError, NotFound
from app.registrations.models import JoinRequest, Registration
from app.registrations.queries.joins import users_of
from app.registrations.queries.profile_values import seen_of
from app.registrations.services import claims, consents, links, people, profiles
from app.registrations.services.profiles import ProfileChanged
from app.registrations.signals import reader_leaves
from tests import factories

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def firm(app: Flask) -> Registration:
    made = factories.firm(factories.event(phase="registration"), state="invited")
    links.give_links([made])
    return made


def at_once(app: Flask, act: Callable[[], object], count: int = 4) -> list[str]:
    """What becomes of an act that several do at the same moment: "done" or the code of the refusal."""
    told: list[str] = []
    ready = threading.Barrier(count)

    def run() -> None:
        with app.app_context():
            ready.wait()
            try:
                act()
                told.append("done")
            except DomainError as refused:
                told.append(refused.code)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return sorted(told)


def test_of_four_at_once_one_claims_the_link(app, firm):
    number = firm.id
    db.session.rollback()

    told = at_once(app, lambda: claims.claim(number, 1, person_id=None, visitor=None, language="en"))

    assert told == ["done", "firm_link_not_open", "firm_link_not_open", "firm_link_not_open"]
    assert db.session.query(CompanyUser).count() == 1
    assert db.session.query(User).count() == 1


def test_of_two_saves_from_one_reading_one_is_told(app, firm):
    number, seen = firm.id, seen_of(firm)
    db.session.rollback()

    told = at_once(app, lambda: profiles.save(number, {"city": threading.current_thread().name}, seen=seen, by=None), 2)

    assert told == ["done", "profile_changed"]


def test_a_version_that_was_replaced_claims_nothing(firm):
    links.replace_link(firm.id, by=None)

    with pytest.raises(claims.LinkNotOpen):
        claims.claim(firm.id, 1, person_id=None, visitor=None, language="en")


def test_asked_twice_it_is_asked_once_and_answered_once(firm):
    claims.claim(firm.id, 1, person_id=None, visitor=None, language="en")
    boss, second = users_of(firm)[0], factories.user()

    for _ in range(2):
        asked = claims.ask_to_join(firm.id, 1, name="", visitor=second, language="en")
    claims.answer_join(firm, asked.id, yes=True, by=boss.id)

    assert db.session.query(JoinRequest).count() == 1
    assert {one.id for one in users_of(firm)} == {boss.id, second.id}
    with pytest.raises(NotFound):
        claims.answer_join(firm, asked.id, yes=False, by=boss.id)


def test_only_so_many_wait_at_a_door(firm):
    claims.claim(firm.id, 1, person_id=None, visitor=None, language="en")
    for number in range(claims.MOST_WAITING):
        claims.ask_to_join(firm.id, 1, name=f"P{number}", visitor=None, language="en")

    with pytest.raises(claims.TooManyWaiting):
        claims.ask_to_join(firm.id, 1, name="one more", visitor=None, language="en")

    assert db.session.query(User).filter_by(name="one more").count() == 0


def test_another_firms_request_is_not_answered(firm):
    claims.claim(firm.id, 1, person_id=None, visitor=None, language="en")
    asked = claims.ask_to_join(firm.id, 1, name="X", visitor=None, language="en")
    other = factories.firm(firm.event)

    with pytest.raises(NotFound):
        claims.answer_join(other, asked.id, yes=True, by=users_of(firm)[0].id)


def test_a_profile_is_shut_once_the_event_is_over(firm):
    with transaction():
        firm.event.phase = "closed"

    with pytest.raises(DomainError) as refusal:
        profiles.save(firm.id, {"city": "X"}, seen=None, by=None)

    assert refusal.value.code == "phase_forbids"


def test_a_saved_profile_raises_the_version_that_was_seen(firm):
    seen = seen_of(firm)
    profiles.save(firm.id, {"goal": "trade", "seeks": ("5210",)}, seen=seen, by=None)

    with pytest.raises(ProfileChanged):
        profiles.save(firm.id, {"goal": "peers"}, seen=seen, by=None)

    assert firm.goal == "trade"


def test_unchanged_values_change_no_version(firm):
    seen = seen_of(firm)

    assert profiles.save(firm.id, {"city": "", "goal": "", "seeks": ()}, seen=seen, by=None) == []
    assert seen_of(firm) == seen


def test_a_person_added_twice_by_one_user_is_that_user_once(firm):
    user = factories.user()
    first = people.add_person(firm, {"display_name": "A"}, by=None, user_id=user.id)
    second = people.add_person(firm, {"display_name": "B"}, by=None, user_id=user.id)

    assert (first.user_id, second.user_id) == (user.id, None)


def test_a_consent_that_was_taken_back_stays_in_the_ledger(firm):
    consents.record(firm, {"contacts": True}, language="fr", at=datetime(2032, 2, 8, tzinfo=UTC))
    person = firm.representatives[0]

    consents.withdraw(firm, "contacts", people=[person.id], by=None)

    rows = db.session.execute(db.text("SELECT given, withdrawn_at FROM consents")).all()
    assert len(rows) == 2
    assert all(row[0] and row[1] is not None for row in rows)


def test_who_no_longer_acts_for_a_firm_goes_on_acting_and_asking_elsewhere(firm):
    boss, colleague = factories.user(), factories.user()
    others = factories.firm(firm.event, name="Others", users=[colleague])
    abroad = factories.firm(factories.event(), name="Abroad", users=[colleague])
    person, of_boss = factories.representative(firm), factories.representative(firm)
    known_abroad = factories.representative(abroad)
    with transaction() as session:
        claims.let_in(firm, boss, of_boss)
        claims.let_in(firm, colleague, person)
        claims.let_in(abroad, colleague, known_abroad)
        asks = [
            JoinRequest(registration_id=one.id, user_id=user.id) for one in (firm, others) for user in (boss, colleague)
        ]
        session.add_all(asks)

    claims.let_out(firm, colleague.id, by=boss.id)

    assert [one.id for one in users_of(firm)] == [boss.id]
    assert [[one.id for one in users_of(elsewhere)] for elsewhere in (others, abroad)] == [[colleague.id]] * 2
    assert (person.user_id, of_boss.user_id, known_abroad.user_id) == (None, boss.id, colleague.id)
    left = {(one.registration_id, one.user_id) for one in db.session.scalars(select(JoinRequest))}
    assert left == {(firm.id, boss.id), (others.id, boss.id), (others.id, colleague.id)}
    notice = db.session.scalars(select(Notice).where(Notice.kind == "firm.let_out")).one()
    assert (notice.event_id, notice.user_id, notice.details["user"]) == (firm.event_id, boss.id, colleague.id)


@pytest.mark.parametrize(
    ("email", "locale", "heard"), [("tan@firm.example", "fr", "fr"), ("tan@firm.example", None, "en"), (None, "fr", "")]
)
def test_who_no_longer_acts_for_a_firm_is_told_in_their_language_where_they_have_an_address(firm, email, locale, heard):
    boss, colleague = factories.user(), factories.user(email=email, locale=locale)
    with transaction():
        claims.let_in(firm, colleague)
    told = []

    with reader_leaves.connected_to(lambda who, **values: told.append((who.id, values))):
        claims.let_out(firm, colleague.id, by=boss.id)

    expected = [(firm.id, email, heard)] if email else []
    assert [(number, values["address"], values["language"]) for number, values in told] == expected
