"""What goes with a time is said before it is confirmed; without a script another time is looked at first."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.meetings import services
from app.meetings.models import Meeting
from tests import factories
from tests.meetings.views.looking import at, body

TOLD = "data-told-"


def card(page):
    """What the card tells, by the name of the fact."""
    places = (one for one in body(page).all() if "data-fact" in one.attributes)
    return {one.attributes["data-fact"]: one.text.strip() for one in places if one.text.strip()}


def of_time(page, slot):
    """The same of another time, as its radio button carries it."""
    found = next(one for one in body(page).find("[type=radio]") if one.attributes["value"] == str(slot))
    return {name.removeprefix(TOLD): told for name, told in found.attributes.items() if name.startswith(TOLD)}


@pytest.fixture
def apart(event, people):
    """Firms without a common language."""
    one = factories.firm(event, "Singapore", name="YCH Group", users=[people[0]], languages=["en"])
    return one, factories.firm(event, "Chongqing", name="Chongqing Port", users=[people[1]], languages=["zh"])


def test_the_card_tells_time_table_language_and_who_sits(client, event, people, firms):
    page = client.as_user(people[0]).get(at("ask", event, firms[0], other_id=firms[1].id))

    told = card(page)

    assert (told["time"], told["table"]) == ("09:30–09:55 in Chongqing", "A1")
    assert told["who"] == firms[0].representatives[0].display_name
    assert told["language"] == "English"
    assert set(told) == {"time", "table", "who", "language"}
    assert f"/companies/{firms[0].id}/times" in page.text


def test_a_reader_of_another_zone_reads_the_hour_at_home(client, event, people, firms):
    address = at("ask", event, firms[0], other_id=firms[1].id)
    told = {}
    for zone in ("Asia/Singapore", "Europe/Paris", "America/New_York", "Asia/Shanghai"):
        with transaction() as session:
            session.merge(people[0]).zone = zone
        told[zone] = card(client.as_user(people[0]).get(address)).get("theirs", "")

    assert told == {
        "Asia/Singapore": "the same hour in Singapore",
        "Europe/Paris": "02:30–02:55 in Paris",
        "America/New_York": "17 Mar, 21:30–21:55 in New York",
        "Asia/Shanghai": "",
    }


def test_a_pair_without_a_common_language_reads_whether_an_interpreter_comes(client, event, people, apart, slots):
    address = at("ask", event, apart[0], other_id=apart[1].id)
    asker = client.as_user(people[0])
    before = asker.get(address)
    factories.interpreter(event, name="Wang Fang")
    after = asker.get(address)

    assert card(before)["language"] == "English and Chinese: an interpreter is needed, and the event has none yet"
    assert card(after)["language"] == "English and Chinese, an interpreter comes with it"
    assert of_time(after, "")["language"] == "English and Chinese, an interpreter is booked with the time"


def test_the_languages_are_those_between_which_somebody_interprets(client, event, people, slots):
    ours = factories.firm(event, "Singapore", users=[people[0]], languages=["en", "fr"])
    theirs = factories.firm(event, "Chongqing", languages=["zh"])
    asker, address = client.as_user(people[0]), at("ask", event, ours, other_id=theirs.id)
    factories.interpreter(event, "de", "zh")

    before = asker.get(address)
    factories.interpreter(event, "fr", "zh")
    after = asker.get(address)

    assert of_time(before, "")["language"].startswith("English and Chinese: an interpreter is needed")
    assert card(after)["language"] == "French and Chinese, an interpreter comes with it"
    assert of_time(after, "")["language"] == "French and Chinese, an interpreter is booked with the time"


def test_who_sat_elsewhere_before_reads_where_from(client, event, people, firms, slots):
    met = factories.firm(event, "Chongqing")
    table = event.tables[2]
    made = services.arrange(event.id, firms[0].id, met.id, by=factories.user().id, slot_id=slots[1], table_id=table.id)

    page = client.as_user(people[0]).get(at("ask", event, firms[0], other_id=firms[1].id))

    assert db.session.get_one(Meeting, made).slot_id == slots[1]
    assert "before" not in {name for name, told in of_time(page, slots[0]).items() if told}
    assert of_time(page, slots[2])["before"] == "10:00 at A3, the same table"


@pytest.mark.parametrize("name", ["ask", "take_time"])
def test_without_a_script_another_time_is_looked_at_and_nothing_is_done(client, event, people, firms, slots, name):
    made = services.request_meeting(event.id, firms[1].id, firms[0].id, by=None) if name == "take_time" else None
    address = at(name, event, firms[0], other_id=firms[1].id, meeting_id=made)

    page = client.as_user(people[0]).post(
        address, data={"look": "yes", "slot": slots[3], "message": "Cold chain?", "priority": "must"}
    )

    assert (page.status_code, card(page)["time"]) == (200, "11:00–11:25 in Chongqing")
    assert name != "ask" or "Cold chain?" in page.text
    assert [one.state for one in db.session.scalars(select(Meeting))] == (["requested"] if made else [])


@pytest.mark.parametrize("pressed", [{"look": "yes"}, {"priority": "never heard of"}])
def test_no_time_yet_stays_ticked_when_the_page_comes_back(client, event, people, firms, slots, pressed):
    address = at("ask", event, firms[0], other_id=firms[1].id)

    page = client.as_user(people[0]).post(address, data={"priority": "want", "slot": "", "message": "", **pressed})

    ticked = [one.attributes["value"] for one in body(page).all() if "checked" in one.attributes]
    assert "" in ticked
    assert not {str(one) for one in slots} & set(ticked)
    assert "time" not in card(page)
