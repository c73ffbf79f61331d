"""What an organizer publishes stays as it is when somebody goes; where it names who went is shown, and no name."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import Notice
from app.events.models import Event, ProgrammeItem
from app.privacy.erasure import ErasureReason
from app.privacy.queries import erasure as queries
from app.privacy.queries.published_texts import PERSON_NAMED
from app.privacy.services.erasure import erase_data
from tests.privacy.aviary import NAME, NAME_ZH, OF_PERSON, aviary
from tests.support.pages import read


@pytest.fixture
def at(app):
    made = aviary()
    with transaction():
        event = db.session.get_one(Event, made.event.id)
        event.about_en, event.about_zh = f"Welcome.\nSpeech: {NAME}", "没有人"
        first = event.slots[0]
        speech = ProgrammeItem(title_zh=f"{NAME_ZH}致辞", starts_at=first.starts_at, ends_at=first.ends_at)
        event.programme.append(speech)
    return made


def by_the_organizer(at):
    return queries.create_person_erasure(at.event, at.person, ErasureReason.ASKED_IN_WRITING, by=at.organizer.id)


def by_herself(at):
    return queries.create_user_erasure(at.user.id, ErasureReason.ITSELF, by=at.user.id)


def shown(client, at):
    page = read(client.as_user(at.organizer).get("/events/birds/privacy").text)
    return [link.text.partition(" · ")[0] for part in page.find("#naming") for link in part.find("a")]


@pytest.mark.full
@pytest.mark.parametrize("erasure_of", [by_the_organizer, by_herself])
def test_texts_that_name_who_was_erased_are_shown_until_they_change(client, at, erasure_of):
    before = shown(client, at)
    erase_data(erasure_of(at))
    told = db.session.scalars(select(Notice).where(Notice.kind == PERSON_NAMED)).one()

    assert before == []
    assert shown(client, at) == ["Name and place", "Programme"]
    assert (told.user_id, len(told.details["lines"])) == (None, 2)
    assert not any(needle in str(told.details).lower() for needle in OF_PERSON)
    assert NAME in (db.session.get_one(Event, at.event.id).about_en or "")

    with transaction():
        db.session.get_one(Event, at.event.id).about_en = "Welcome.\nSpeech: to be told"
    assert shown(client, at) == ["Programme"]
