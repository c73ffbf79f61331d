"""A note is its writer's alone, at each meeting with a firm and on its page."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import Notice
from app.day.phone.models import PrivateNote
from app.lists.queries.own_data import own_data
from tests import factories
from tests.support.pages import read, text_of

WORDS = "Ask for the cold store <b>again</b>"
DATA = {"Accept": "application/json"}


@pytest.fixture
def about(event, firms):
    """The page of the firm that the note is about."""
    return f"/events/{event.slug}/companies/{firms[0].id}"


def noted(page):
    return [area.text for area in read(page).find("[name=note]")]


def kept():
    db.session.rollback()
    return [(one.words, one.version) for one in db.session.scalars(select(PrivateNote))]


@pytest.mark.full
def test_who_writes_a_note_reads_it_and_nobody_else(client, event, firms, walker, agenda, meetings, about):
    colleague, chamber = factories.user("Colleague"), factories.event_role(event, Role.ORGANIZER)
    factories.let_in(firms[2], colleague)
    before = db.session.query(Notice).count()

    client.as_user(walker).post(f"{about}/note", data={"note": WORDS, "seen": "0", "back": agenda})

    assert [noted(client.get(page)) for page in (about, agenda)] == [[WORDS], [WORDS, ""]]
    assert "Only you read this" in text_of(client.get(about), "#note")
    assert noted(client.as_user(colleague).get(agenda)) == ["", ""]
    assert noted(client.as_user(chamber).get(agenda)) == []
    assert client.as_user(chamber).post(f"{about}/note", data={"note": "x"}).status_code == 403
    assert [row["words"] for row in own_data(walker.id)["private_notes"]] == [WORDS]
    assert "private_notes" not in own_data(colleague.id)
    assert db.session.query(Notice).count() == before


def test_what_two_devices_write_over_the_same_note_is_kept_once_each(client, walker, about, meetings):
    reader, url = client.as_user(walker), f"{about}/note"

    first = reader.post(url, data={"note": "phone", "seen": "0"}, headers=DATA)
    second = [reader.post(url, data={"note": "laptop", "seen": "0"}, headers=DATA).json for _ in range(2)]
    third = reader.post(url, data={"note": "both", "seen": "2"}, headers=DATA)

    assert first.json == {"words": "phone", "seen": 1}
    assert second == [{"words": "phone\n\nlaptop", "seen": 2}] * 2
    assert third.json == {"words": "both", "seen": 3}


def test_a_note_too_long_is_refused_whole(client, walker, about, meetings):
    answer = client.as_user(walker).post(f"{about}/note", data={"note": "x" * 4001})

    assert answer.status_code == 422
    assert kept() == []
