"""Running late and private notes at a group meeting: its host and its guests each speak for themselves."""

from __future__ import annotations

import pytest

from app.core.db import db, now
from app.core.errors import NotFound
from app.day.phone.queries import list_delays
from app.day.phone.services import announce_delay, withdraw_delay
from app.group_meetings import services
from tests import factories
from tests.day.phone.test_late import letters
from tests.support.pages import read, text_of


@pytest.fixture
def others(event):
    """Two more guests, the second of whom has no seat."""
    return [factories.firm(event, "Chongqing", name=name) for name in ("Changan", "Loncin")]


@pytest.fixture
def group(event, firms, others, at):
    """The first host's, in the first slot, with the walker and one more; half an hour ahead."""
    at(-24 * 60)
    said = {"topic": "Cold chain by rail", "slot_id": event.slots[0].id, "seats": 3, "is_open": True, "by": None}
    made = services.open_group_meeting(event.id, firms[0].id, **said)
    for guest in (firms[2], others[0]):
        services.take_group_seat(made, guest.id, by=None)
    at(-28)
    return made


def counted(event):
    db.session.rollback()
    return [(one.registration_id, [each.name for each in one.waiting]) for one in list_delays(event.id, now())]


@pytest.mark.full
def test_a_guest_who_comes_late_tells_the_host_the_other_guests_and_the_desk(
    client, event, firms, others, group, walker, agenda
):
    reader = factories.user(email="ma@example.org")
    factories.let_in(others[0], reader)
    url = f"/events/{event.slug}/companies/{firms[2].id}/meetings/{group}/late"

    told = client.as_user(walker).post(url, data={"minutes": "10"}, follow_redirects=True)

    assert "The others of the group and the desk see that you come 10 minutes later." in told.text
    assert "The others of the group and the desk see it." in text_of(told, "#next")
    theirs = client.as_user(reader).get(f"/events/{event.slug}/companies/{others[0].id}/agenda")
    assert "Chongqing Port comes at about 09:40" in text_of(theirs, "#next")
    desk = client.as_user(factories.event_role(event, "desk")).get(f"/events/{event.slug}/desk/late")
    assert "at about 09:40 · wait: San Yang Ma, Changan" in text_of(desk, "#said-late")
    assert len(letters()) == 1

    client.as_user(walker).post(f"{url}/removal")
    assert (counted(event), len(letters())) == ([], 2)


def test_the_host_says_so_too_and_who_does_not_sit_there_cannot(event, firms, others, group):
    announce_delay(event.id, group, firms[0].id, 5, by=None)
    assert counted(event) == [(firms[0].id, ["Chongqing Port", "Changan"])]

    for stranger in (firms[1], others[1]):
        with pytest.raises(NotFound):
            announce_delay(event.id, group, stranger.id, 5, by=None)
        with pytest.raises(NotFound):
            withdraw_delay(event.id, group, stranger.id, by=None)


def test_a_seat_that_is_given_back_ends_the_word(event, firms, group):
    announce_delay(event.id, group, firms[2].id, 5, by=None)

    services.leave_group_seat(group, firms[2].id, by=None)

    assert counted(event) == []


def test_a_guest_keeps_a_note_about_each_firm_of_the_group(client, event, firms, others, group, walker, agenda):
    reader = client.as_user(walker)
    reader.post(f"/events/{event.slug}/companies/{others[0].id}/note", data={"note": "Asks for vans", "seen": "0"})

    page = read(reader.get(agenda))

    assert [one.text for one in page.find("[name=note]")] == ["", "Asks for vans"]
    summaries = [one.find("summary")[0].text for one in page.find(".q-note-of")]
    assert summaries == ["Private note · San Yang Ma", "Private note · Changan: Asks for vans"]
    kept = page.find("#phone-device")[0].attributes["data-pages"] or ""
    assert all(f"/companies/{one.id}" in kept for one in (firms[0], others[0]))
