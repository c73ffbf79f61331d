"""What the page of a firm says of meeting it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.companies.models import Company
from app.core.db import db, transaction
from app.events.models import GroupRule
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.models import Meeting
from tests import factories
from tests.meetings.views.looking import at
from tests.support.pages import read


def test_another_firms_pages_do_not_exist(client, event, people, firms):
    for endpoint in ("requests", "agenda"):
        assert client.as_user(people[0]).get(at(endpoint, event, firms[1])).status_code == 404


def firm_page(client, user, event, other):
    return read(client.as_user(user).get(f"/events/{event.slug}/companies/{other.id}"))


def links_of(page) -> dict[str, str]:
    buttons = [link for link in page.find("a") if "btn" in str(link.attributes.get("class"))]
    return {link.text: str(link.attributes["href"]) for link in buttons}


def test_the_page_of_a_firm_says_how_one_stands_with_it_instead_of_asking_again(client, event, people, firms, slots):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)

    asker, other = (links_of(firm_page(client, people[one], event, firms[1 - one])) for one in (0, 1))
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    booked = firm_page(client, people[0], event, firms[1])

    mine = f"{at('requests', event, firms[0])}#meeting-{made}"
    assert asker == {"See the request": mine}
    assert other == {"Answer the request": f"{at('requests', event, firms[1])}#meeting-{made}"}
    assert links_of(booked) == {"See the meeting": mine}
    assert "booked 18 March 2032, 09:30 · table A1" in booked.text


def test_a_firm_that_met_may_be_asked_again(client, event, people, firms, slots):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    with transaction() as session:
        session.get_one(Meeting, made).state = "held"

    assert list(links_of(firm_page(client, people[0], event, firms[1]))) == ["See the meeting", "Ask for a meeting"]


def test_never_says_before_and_after_that_the_booked_meeting_stays(client, event, people, firms, slots):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    visitor = client.as_user(people[0])
    stays = "Your meeting on 18 March 2032, 09:30 stays booked: cancel it yourself if you do not want it."
    address = f"/events/{event.slug}/companies/{firms[1].id}"
    before = read(visitor.get(address)).find(".q-confirm")[0].text

    after = visitor.post(
        f"/events/{event.slug}/companies/{firms[0].id}/suggestions/{firms[1].id}/never?back=firm", follow_redirects=True
    )

    assert stays in before
    assert f"Marked as “never”; nobody sees it. {stays}" in read(after).text
    assert links_of(read(after)) == {"See the meeting": f"{at('requests', event, firms[0])}#meeting-{made}"}
    assert db.session.get_one(Meeting, made).state == "booked"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Seeks: cold chain"), ("fr", "Recherche\u00a0: cold chain"), ("zh", "寻求：cold chain")],
)
def test_what_the_other_seeks_is_one_sentence_in_each_language(client, event, people, firms, language, said):
    with transaction() as session:
        company = session.get_one(Company, firms[1].company_id)
        company.seeks_en = company.seeks_zh = company.seeks_fr = "cold chain"
    services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)

    page = client.as_user(people[0]).get(f"{at('requests', event, firms[0])}?lang={language}")

    assert said in page.text


@pytest.mark.parametrize("state", ["invited", "draft", "submitted", "waiting", "rejected", "cancelled"])
def test_a_firm_that_the_reader_cannot_see_is_nowhere(client, event, people, firms, state):
    hidden = factories.firm(event, "Chongqing", name="Hidden Harbour", state=state)
    boss = client.as_user(people[0])
    paths = [
        at("ask", event, firms[0], other_id=hidden.id),
        at("ask", event, firms[0], other_id=999_999),
        f"/events/{event.slug}/companies/{hidden.id}",
        f"/events/{event.slug}/companies/{hidden.id}/logo",
    ]

    answers = [boss.get(path) for path in paths]
    answers += [boss.post(path, data={"priority": "want", "key": "k" * 32}) for path in paths[:2]]
    answers += [boss.post(f"/events/{event.slug}/companies/{firms[0].id}/suggestions/{hidden.id}/saved")]

    assert {answer.status_code for answer in answers} == {404}
    assert not [answer for answer in answers if "Hidden Harbour" in answer.text]


def open_group(event, host, slot, **values):
    said = {"topic": "Cold chain by rail", "slot_id": slot, "seats": 3, "is_open": True, "by": None}
    return rounds.open_group_meeting(event.id, host.id, **{**said, **values})


@pytest.mark.parametrize("who", ["host_of_it", "guest_of_it", "guest_beside_it", "host_who_invited_it"])
def test_never_says_what_it_leaves_at_a_group_meeting_of_both_and_how_to_change_it(
    client, event, people, firms, slots, who
):
    me, other = firms
    third = factories.firm(event, "Chongqing" if who == "guest_beside_it" else "Singapore")
    host = {"host_of_it": me, "guest_of_it": other, "guest_beside_it": third, "host_who_invited_it": me}[who]
    made = open_group(event, host, slots[0], invited=[other.id] if who == "host_who_invited_it" else [])
    for guest in {"host_of_it": [other], "guest_of_it": [me], "guest_beside_it": [me, other]}.get(who, []):
        take_anyhow(event, made, guest)
    here = client.as_user(people[0])
    says = {
        "host_of_it": "It keeps its seat at your group meeting “Cold chain by rail”",
        "guest_of_it": "You keep your seat at its group meeting “Cold chain by rail”",
        "guest_beside_it": "You both keep your seats at the group meeting “Cold chain by rail”",
        "host_who_invited_it": "Your invitation to “Cold chain by rail”",
    }[who]

    before = here.get(f"/events/{event.slug}/companies/{other.id}")
    after = here.post(
        f"/events/{event.slug}/companies/{me.id}/suggestions/{other.id}/never?back=firm", follow_redirects=True
    )

    assert [page.text.count(says) for page in (before, after)] == [1, 2]  # after: told at once, and kept on the page
    assert f"/events/{event.slug}/companies/{me.id}/groups/{made}" in after.text
    theirs = client.as_user(people[1]).get(f"/events/{event.slug}/companies/{other.id}/groups/{made}")
    assert "never" not in theirs.text.casefold().replace("whenever", "")


def test_never_says_nothing_of_a_group_where_the_other_firm_is_not_seen(client, event, people, firms, slots):
    me, other = firms
    third = factories.firm(event, "Singapore")
    made = open_group(event, third, slots[0], invited=[me.id, other.id])
    rounds.take_group_seat(made, other.id, by=None)

    page = client.as_user(people[0]).get(f"/events/{event.slug}/companies/{other.id}")

    assert "Cold chain by rail" not in page.text


def take_anyhow(event, made, guest):
    """A seat, also beside a host of one's own side, whom the rules of the event would not let meet."""
    with transaction() as session:
        sides = {one.id for one in event.groups}
        known = {(rule.from_id, rule.to_id) for rule in session.scalars(select(GroupRule))}
        more = {(one, two) for one in sides for two in sides} - known
        session.add_all(GroupRule(event_id=event.id, from_id=one, to_id=two) for one, two in sorted(more))
    rounds.take_group_seat(made, guest.id, by=None)
