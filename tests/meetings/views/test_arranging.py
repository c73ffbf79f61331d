"""Arranging a meeting for others, from its page."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.meetings import services
from app.meetings.models import Meeting
from app.registrations.models import Preference, Registration
from tests import factories
from tests.meetings.views.looking import at
from tests.support.pages import read, text_of


def test_an_organizer_arranges_and_says_for_whom(client, event, firms, slots):
    organizer = factories.member(event.organisation, Role.ORGANIZER)
    visitor = client.as_user(organizer)
    url = at("arrange", event, firms[0])
    assert "Chongqing Port" in visitor.get(url).text

    done = visitor.post(f"{url}?other={firms[1].id}", data={"slot": slots[1]}, follow_redirects=True)

    assert "You act for YCH Group Pte Ltd" in done.text
    assert db.session.scalars(select(Meeting)).one().state == "booked"


def test_no_choice_of_a_time_is_promised_while_the_organizer_plans_them(client, event, firms):
    with transaction():
        event.booking_mode = "planned"
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    partners = visitor.get(at("arrange", event, firms[0]))
    times = visitor.get(f"{at('arrange', event, firms[0])}?other={firms[1].id}")

    assert "Choose a time" not in text_of(partners, "main")
    assert "The time is chosen later" in text_of(times, "main")


def test_a_proposed_time_is_not_spoken_of_where_none_can_be_proposed(client, event, people, firms):
    with transaction():
        event.booking_mode = "planned"

    page = client.as_user(people[0]).get(f"/events/{event.slug}/companies/{firms[0].id}/ask/{firms[1].id}")

    assert "A proposed time is not held" not in page.text


def test_a_company_may_not_arrange(client, event, people, firms):
    assert client.as_user(people[0]).get(at("arrange", event, firms[0])).status_code == 403


def test_the_meetings_lead_to_arranging_one_for_any_approved_firm(client, event, firms):
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    start = f"/events/{event.slug}/meetings/arrange"

    assert f'href="{start}"' in visitor.get(f"/events/{event.slug}/meetings").text
    select = read(visitor.get(start)).find("select")[0]
    assert [group.attributes["label"] for group in select.find("optgroup")] == ["Singapore", "Chongqing"]
    assert select.find("option")[0].attributes["value"] == ""  # nobody is chosen by accident
    assert "YCH Group Pte Ltd" in select.text
    assert visitor.get(f"{start}?firm={firms[0].id}").location == at("arrange", event, firms[0])
    page = visitor.get(f"/events/{event.slug}/companies/{firms[0].id}/registration")
    assert f'href="{at("arrange", event, firms[0])}"' in page.text


def test_a_partner_with_a_meeting_already_is_said_to_have_one_and_cannot_be_chosen(client, event, firms):
    free = factories.firm(event, "Chongqing", name="Changan")
    services.accept(services.request_meeting(event.id, firms[0].id, firms[1].id, by=None), firms[1].id, by=None)
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    page = visitor.get(at("arrange", event, firms[0]))
    options = {option.attributes["value"]: option for option in read(page).find("option")}

    assert "Chongqing Port · agreed" in options[str(firms[1].id)].text
    assert "disabled" in options[str(firms[1].id)].attributes
    assert "disabled" not in options[str(free.id)].attributes
    refused = visitor.get(f"{at('arrange', event, firms[0])}?other={firms[1].id}")
    assert "These two already have a meeting" in refused.text


def test_a_pair_that_may_not_meet_is_refused_at_once_when_arranging(client, event, firms):
    same_side = factories.firm(event, "Singapore", name="CSE Global")
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    url = at("arrange", event, firms[0])

    for other, said in (
        (same_side, "By the rules of this event, firms of these two groups do not meet."),
        (firms[0], "A firm cannot meet itself."),
    ):
        page = read(visitor.get(f"{url}?other={other.id}"))

        assert said in page.text
        assert not page.find("[name=slot]")
        assert [link.attributes["href"] for link in page.find("a") if link.text == "Choose another partner"] == [url]


def test_a_firm_that_takes_no_more_is_not_arranged_for_and_keeps_to_itself_why(client, event, firms):
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    with transaction() as session:
        session.add(Preference(event_id=event.id, registration_id=firms[1].id, other_id=firms[0].id, kind="never"))

    page = read(visitor.get(f"{at('arrange', event, firms[0])}?other={firms[1].id}"))

    assert "One of the two firms takes no further meetings at present." in page.text
    assert not page.find("[name=slot]")


def test_a_chamber_arranges_with_no_firm_that_it_cannot_see(client, event, firms):
    house = factories.organisation()
    mine = factories.firm(event, "Singapore", delegation_id=factories.delegation(event, of=house).id)
    hidden = factories.firm(event, "Chongqing", name="Hidden Harbour", state="waiting")
    chamber = client.as_user(factories.member(house, "chamber"))

    for answer in (
        chamber.get(f"{at('arrange', event, mine)}?other={hidden.id}"),
        chamber.post(f"{at('arrange', event, mine)}?other={hidden.id}", data={}),
    ):
        assert answer.status_code == 404
        assert "Hidden Harbour" not in answer.text


def test_who_takes_no_more_is_not_offered_whatever_the_cause(client, event, firms):
    never, full, free = (factories.firm(event, "Chongqing", name=f"Bridge {n}") for n in range(3))
    with transaction() as session:
        session.add(Preference(event_id=event.id, registration_id=never.id, other_id=firms[0].id, kind="never"))
        session.get_one(Registration, full.id).most_meetings = 1
    made = services.request_meeting(event.id, factories.firm(event, "Singapore").id, full.id, by=None)
    services.accept(made, full.id, by=None)
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    offered = read(visitor.get(at("arrange", event, firms[0]))).find("select")[0].find("option")

    shut = {one.attributes["value"]: one.text.rpartition("· ")[2] for one in offered if "disabled" in one.attributes}
    assert shut == {str(one.id): "takes no further meetings" for one in (never, full)}
    assert str(free.id) in {one.attributes["value"] for one in offered}


def test_for_a_firm_that_has_its_most_nobody_is_offered_and_it_is_said_why(client, event, firms):
    with transaction() as session:
        session.get_one(Registration, firms[0].id).most_meetings = 1
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None)
    factories.firm(event, "Chongqing")
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    page = read(visitor.get(at("arrange", event, firms[0])))

    assert "It has its most meetings" in page.text
    assert page.find("select") == []
