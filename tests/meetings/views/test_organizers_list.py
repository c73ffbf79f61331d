"""The organizer's list of all requests and meetings: its filters, and acts to many with their answer."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from icalendar import Calendar
from sqlalchemy import update

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.events.models import Slot
from app.meetings import services
from app.meetings.lifecycle import DeclineReason
from app.meetings.models import Meeting
from tests import factories
from tests.meetings.acts import meeting
from tests.support.pages import read


@pytest.fixture
def visitor(client, event):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


@pytest.fixture
def three(event, firms):
    """An old request of priority must that lapses soon, an agreed meeting, a young request."""
    names = ("Jade Logistics", "Changan", "盛世科技有限公司")
    with transaction():
        delegation = factories.delegation(event)
        others = [factories.firm(event, "Chongqing", name=name) for name in names]
        others[1].languages, firms[0].languages = ["zh"], ["en"]
        db.session.add_all([*others, db.session.merge(firms[0])])
        others[2].delegation_id = delegation.id
    made = [
        services.request_meeting(event.id, firms[0].id, others[0].id, by=None, priority="must"),
        services.arrange(event.id, firms[0].id, others[1].id, by=factories.user().id),
        services.request_meeting(event.id, others[2].id, firms[0].id, by=None),
    ]
    with transaction() as session:
        old = {"changed_at": now() - timedelta(days=4), "expires_at": now() + timedelta(hours=5)}
        session.execute(update(Meeting).where(Meeting.id == made[0]).values(**old))
    return made, delegation


def test_the_list_is_exported_for_spreadsheets_and_calendars_as_it_is_narrowed(visitor, event, three):
    made, _delegation = three
    services.book(made[1], db.session.get_one(Meeting, made[1]).low_id, event.slots[1].id, by=None)
    page = visitor.get(f"/events/{event.slug}/meetings?state=booked")
    links = [link.attributes.get("href") or "" for link in read(page.text).find("a")]
    files = {kind: next(link for link in links if f"/meetings/list.{kind}" in link) for kind in ("csv", "xlsx", "ics")}

    written = io.StringIO(visitor.get(files["csv"]).data.decode("utf-8-sig"))
    heads, (starts, ends, table, *firms, state) = csv.reader(written)
    sheet = openpyxl.load_workbook(io.BytesIO(visitor.get(files["xlsx"]).data))["Meetings"]
    (entry,) = Calendar.from_ical(visitor.get(files["ics"]).data).events

    assert heads == ["Start", "End", "Table", "Asker", "Asked", "State"]
    assert (starts, ends, "Changan" in firms, state) == ("2032-03-18 10:00", "2032-03-18 10:25", True, "booked")
    assert [cell.value for cell in sheet[2]][2:] == [table, *firms, state]
    assert (str(entry["SUMMARY"]), f"{entry.start:%H:%M}") == (" – ".join(firms), "10:00")


def shown(visitor, event, query):
    page = read(visitor.get(f"/events/{event.slug}/meetings?{query}").text)
    boxes = [box.attributes["value"] for box in page.find("input") if box.attributes.get("name") == "row"]
    return sorted(int(value or 0) for value in boxes)


@pytest.mark.full
def test_each_filter_shows_what_it_names(visitor, event, three):
    (old, agreed, young), delegation = three
    expected = {
        "": {old, agreed, young},
        "state=requested": {old, young},
        "state=requested&state=agreed": {old, agreed, young},
        "priority=must": {old},
        "time=without": {old, agreed, young},
        "time=with": set(),
        "time=lost": set(),
        "time=ahead": set(),
        "brought=asked": {old, young},
        "brought=arranged": {agreed},
        "waits=3": {old},
        "waits=7": set(),
        "lapses=1": {old},
        f"delegation={delegation.id}": {young},
        f"group={event.groups[0].id}": {old, agreed, young},
        "interpreter=1": {agreed},
        "clash=1": set(),
        "q=jade": {old},
        "q=盛世": {young},
        "q=changann": {agreed},
        "q=nobody": set(),
        "q=jade&state=agreed": set(),
        "waits=x&lapses=-1&group=' or 1&priority=; drop&time=never&state=nothing&brought=by": {old, agreed, young},
    }

    found = {query: set(shown(visitor, event, query)) for query in expected}

    assert found == expected


def test_what_is_still_ahead_is_told_from_what_has_begun(visitor, event, firms, three):
    (_old, agreed, young), _delegation = three
    first, second = (slot.id for slot in event.slots[:2])
    services.accept(young, firms[0].id, by=None, slot_id=first)
    services.book(agreed, firms[0].id, by=None, slot_id=second)
    with transaction() as session:
        begun = {"starts_at": now() - timedelta(minutes=5), "ends_at": now() + timedelta(minutes=20)}
        session.execute(update(Slot).where(Slot.id == first).values(**begun))

    assert shown(visitor, event, "time=with") == sorted([young, agreed])
    assert shown(visitor, event, "time=ahead") == [agreed]


def test_the_counts_above_the_list_are_links_to_it(visitor, event, three):
    page = read(visitor.get(f"/events/{event.slug}/meetings").text)

    links = {link.text: link.attributes["href"] for link in page.find("a")}
    assert links["2 requested"] == f"/events/{event.slug}/meetings?state=requested"
    assert links["1 agreed"] == f"/events/{event.slug}/meetings?state=agreed"
    assert links["1 lapses within a day"] == f"/events/{event.slug}/meetings?lapses=1"
    assert links["1 has waited for three days or more"] == f"/events/{event.slug}/meetings?waits=3"

    page = read(visitor.get(f"/events/{event.slug}/meetings?lang=fr").text)

    said = {link.text for link in page.find("a")}
    assert {"2 demandés", "1 convenu", "1 expire d’ici un jour"} <= {text.replace("\u00a0", " ") for text in said}
    assert "organisé" in {one.text for one in page.find(".q-sub")}


def test_an_act_shows_what_it_touches_first_and_says_of_each_what_was_done(visitor, event, three):
    (old, agreed, young), _delegation = three
    here = f"/events/{event.slug}/meetings"

    preview = visitor.post(here, data={"act": "withdraw", "row": [old, agreed, young]})

    assert "Take 2 requests back?" in preview.text
    assert "this is not open in its state" in preview.text
    assert meeting(old).state == "requested"

    chosen = {"act": "withdraw", "row": [old, agreed, young], "sure": "2", "key": "a-key-of-mine"}
    started = visitor.post(here, data=chosen)
    answer = visitor.get(f"{here}/acts?run={started.headers['Location'].rpartition('/')[2]}")

    assert "2 requests are taken back" in answer.text
    assert [meeting(one).state for one in (old, agreed, young)] == ["withdrawn", "agreed", "withdrawn"]


def test_an_act_to_all_that_fit_asks_again_where_their_number_has_changed(visitor, event, three):
    (old, _agreed, _young), _delegation = three
    here = f"/events/{event.slug}/meetings?state=requested"

    answer = visitor.post(here, data={"act": "withdraw", "all": "yes", "sure": "1"})

    assert "The meetings have changed since you looked" in answer.text
    assert meeting(old).state == "requested"


def test_an_act_to_all_that_fit_asks_again_where_as_many_others_fit_by_then(visitor, event, three):
    """One was withdrawn and another was asked for since: nobody looked at that one."""
    (old, _agreed, young), _delegation = three
    here = f"/events/{event.slug}/meetings?state=requested"
    shown = visitor.post(here, data={"act": "withdraw", "all": "yes"})
    said = {"act": "withdraw", "all": "yes", "sure": shown.text.split('name="sure" value="')[1].split('"')[0]}
    services.withdraw(old, meeting(old).asker_id, by=None)
    other = services.request_meeting(
        event.id, factories.firm(event, "Singapore").id, factories.firm(event, "Chongqing").id, by=None
    )

    again = visitor.post(here, data=said)

    assert "The meetings have changed since you looked" in again.text
    assert [meeting(one).state for one in (other, young)] == ["requested", "requested"]
    sure = again.text.split('name="sure" value="')[1].split('"')[0]
    assert visitor.post(here, data={**said, "sure": sure}).status_code == 303
    assert [meeting(one).state for one in (other, young)] == ["withdrawn", "withdrawn"]


def test_requests_lapse_later_by_the_days_that_were_chosen(visitor, event, three):
    (old, _agreed, _young), _delegation = three
    before = meeting(old).expires_at

    visitor.post(f"/events/{event.slug}/meetings", data={"act": "later", "row": [old], "days": "3", "sure": "1"})

    assert before is not None
    assert meeting(old).expires_at == before + timedelta(days=3)


def test_what_can_be_done_to_none_is_not_asked_about(visitor, event, three):
    page = visitor.post(
        f"/events/{event.slug}/meetings", data={"act": "cancel", "row": [three[0][0], three[0][2]]}
    ).text

    assert "This can be done to none of them" in page
    assert ("2 stay as they are" in page, "Call off 0" in page) == (True, False)


def test_nothing_chosen_does_nothing(visitor, event, three):
    answer = visitor.post(f"/events/{event.slug}/meetings", data={"act": "cancel"})

    assert answer.status_code == 302


def test_case_01_an_act_shows_nothing_of_meetings_of_another_event(visitor, event, three):
    elsewhere = factories.event("other")
    hidden = [factories.firm(elsewhere, side, name=f"Canary {side}") for side in ("Singapore", "Chongqing")]
    theirs = services.request_meeting(elsewhere.id, hidden[0].id, hidden[1].id, by=None)
    (old, _agreed, _young), _delegation = three

    page = visitor.post(f"/events/{event.slug}/meetings", data={"act": "remind", "row": [old, theirs]}).text

    assert "Canary" not in page
    assert "Remind who must answer 1 request?" in page
    assert f'name="row" value="{old}"' in page
    assert f'name="row" value="{theirs}"' not in page


def test_what_was_done_is_told_to_nobody_else(client, visitor, event, three):
    (old, _agreed, _young), _delegation = three
    here = f"/events/{event.slug}/meetings"
    started = visitor.post(here, data={"act": "withdraw", "row": [old], "sure": "1"})

    other = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    assert other.get(f"{here}/acts?run={started.headers['Location'].rpartition('/')[2]}").status_code == 404


def test_why_firms_declined_stands_in_the_list_also_what_is_for_the_organizer_alone(visitor, event, three):
    (old, _agreed, young), _delegation = three
    services.decline(
        old, meeting(old).awaiting_id or 0, by=None, reason="A competitor", why=DeclineReason.NO_TIME, shared=False
    )
    services.decline(young, meeting(young).awaiting_id or 0, by=None, why=DeclineReason.NOT_OUR_FIELD)

    page = visitor.get(f"/events/{event.slug}/meetings?state=declined").text

    assert "Reason, for the organizer alone: no time · “A competitor”" in page
    assert "Reason: not our field" in page
