"""Who interprets at a group meeting, as guests come and go."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db import db
from app.floor.models import Notice, Outbox
from app.meetings.models import Claim
from app.meetings.roundtables import NoSeat
from app.meetings.services import rounds
from tests import factories
from tests.meetings.rounds.acts import letters, letters_to, opened


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

    rounds.take_seat(made, first.id, by=None)
    rounds.take_seat(made, second.id, by=None)
    with pytest.raises(NoSeat) as refused:
        rounds.take_seat(made, third.id, by=None)
    assert (refused.value.details["why"], interpreters()) == ("no_interpreter", {voice.id})
    rounds.leave_seat(made, first.id, by=None)
    assert interpreters() == {voice.id}
    rounds.leave_seat(made, second.id, by=None)
    assert interpreters() == set()


def test_an_interpreter_in_the_place_of_another_is_told_to_all_who_sat_there_before(app):
    event = factories.event(longest_run=None)
    host, first, second = (
        factories.firm(event, side, languages=[language], users=[factories.user()])
        for side, language in (("Singapore", "en"), ("Chongqing", "zh"), ("Chongqing", "fr"))
    )
    factories.interpreter(event, "en", "zh")
    made = opened(event, host)
    rounds.take_seat(made, first.id, by=None)
    factories.interpreter(event, "en", "zh", "fr", name="Ma Lin")

    rounds.take_seat(made, second.id, by=None)

    assert letters("interpreter") == letters("opened") | (letters("seated") - letters_to(second))
    bodies = set(db.session.scalars(select(Outbox.body).where(Outbox.kind == "round.interpreter")))
    assert all("Ma Lin" in body for body in bodies)
    assert db.session.scalars(select(Notice).where(Notice.kind == "round.interpret")).one().subject_id == made
