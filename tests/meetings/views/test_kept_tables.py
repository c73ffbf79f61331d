"""Who picks a time reads whether the table that a side keeps is free then; a time at that table is proposed first."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.queries.group_meetings import get_group_meeting
from app.meetings.queries.lists import get_company_meeting
from app.meetings.services.bulk import book_first_time
from tests import factories
from tests.meetings.acts import meeting
from tests.meetings.views.looking import at, body
from tests.support.pages import read

YOURS = "Both free, but your table is not: at another one"
THEIRS = "Both free, but their table is not: at another one"
LEFT = "Both free, 4 tables left"


@pytest.fixture
def organizer():
    return factories.user("Organizer").id


@pytest.fixture
def kept(event, firms, slots, organizer):
    """The asker sits at A1 in the fourth slot; another firm has that table in the first."""
    met = factories.firm(event, "Chongqing")
    others = factories.firm(event, "Singapore"), factories.firm(event, "Chongqing")
    table = event.tables[0].id
    services.arrange(event.id, firms[0].id, met.id, by=organizer, slot_id=slots[3], table_id=table)
    services.arrange(event.id, others[0].id, others[1].id, by=organizer, slot_id=slots[0], table_id=table)


def notes(page):
    """What stands below each time, in the order of time."""
    return [slot.find("span")[-1].text for slot in body(page).find(".q-slot")]


def ticked(page):
    return [one.attributes["value"] for one in body(page).find("[type=radio]") if "checked" in one.attributes]


def test_each_side_reads_that_the_table_is_taken_then_and_a_time_at_it_is_ticked(
    client, event, people, firms, slots, kept
):
    mine = client.as_user(people[0]).get(at("ask", event, firms[0], other_id=firms[1].id))
    theirs = client.as_user(people[1]).get(at("ask", event, firms[1], other_id=firms[0].id))

    assert (notes(mine)[0], notes(mine)[1]) == (YOURS, LEFT)
    assert (notes(theirs)[0], notes(theirs)[1]) == (THEIRS, LEFT)
    assert [str(slots[1]) in ticked(page) for page in (mine, theirs)] == [True, True]


def test_other_times_are_proposed_with_the_same_words(client, event, people, firms, kept):
    made = services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)

    page = client.as_user(people[0]).get(f"/events/{event.slug}/companies/{firms[0].id}/meetings/{made}/other-times")

    assert notes(page)[:2] == [YOURS, LEFT]


def test_the_chamber_reads_them_too(client, event, firms, kept):
    chamber = factories.organisation("Business Federation")
    delegation = factories.delegation(event, of=chamber)
    user = factories.member(chamber, Role.CHAMBER)
    asker = factories.firm(event, "Chongqing", delegation_id=delegation.id)

    page = client.as_user(user).get(at("ask", event, asker, other_id=firms[0].id))

    assert notes(page)[0] == THEIRS


def test_one_tap_accepts_at_the_table_that_is_kept(client, event, people, firms, slots, kept):
    services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)

    assert "Accept 10:00" in client.as_user(people[0]).get(at("requests", event, firms[0])).text


def test_an_agreed_meeting_gets_the_first_time_at_the_table_that_is_kept(event, firms, slots, kept):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None)

    book_first_time(event.id, made, by=None)

    assert meeting(made).slot_id == slots[1]
    assert get_company_meeting(firms[0].id, made).table == "A1"


@pytest.mark.full
def test_where_every_other_time_is_gone_the_one_at_another_table_is_given(event, firms, slots, organizer, kept):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None)
    for slot in (*slots[1:3], *slots[4:]):
        services.arrange(event.id, firms[0].id, factories.firm(event, "Chongqing").id, by=organizer, slot_id=slot)

    book_first_time(event.id, made, by=None)

    assert (meeting(made).slot_id, get_company_meeting(firms[0].id, made).table) == (slots[0], "A2")


def test_a_group_of_the_side_that_walks_takes_no_table_that_a_firm_keeps(event, firms, slots, kept):
    made = rounds.open_group_meeting(
        event.id, firms[1].id, topic="Rail", slot_id=slots[1], seats=2, is_open=True, by=None
    )

    assert get_group_meeting(event.id, made).table == "A2"


def test_where_only_kept_tables_are_left_the_host_of_a_group_reads_it(
    client, event, people, firms, slots, organizer, kept
):
    for table in event.tables[1:]:
        pair = factories.firm(event, "Singapore"), factories.firm(event, "Chongqing")
        services.arrange(event.id, pair[0].id, pair[1].id, by=organizer, slot_id=slots[1], table_id=table.id)

    page = client.as_user(people[1]).get(f"/events/{event.slug}/companies/{firms[1].id}/groups/new")

    assert notes(page)[1] == "Only a table that another firm keeps"


def test_what_is_offered_instead_of_a_time_that_was_taken_is_what_the_list_ticks(
    client, event, people, firms, slots, kept, organizer
):
    made = services.arrange(event.id, firms[0].id, firms[1].id, by=organizer, slot_id=slots[2])
    visitor = client.as_user(people[0])
    where = at("take_time", event, firms[0], meeting_id=made)

    refused = visitor.post(where, data={"slot": slots[3]})

    assert "11:00 has just been taken" in refused.text
    offered = [one.text.strip() for one in read(refused.text).find("[name=slot]") if one.tag == "button"]
    assert offered == ["Propose 10:00 instead", "Propose 09:30 instead", "Propose 11:30 instead"]
    assert ticked(refused) == [str(slots[1])]
