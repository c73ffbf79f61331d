"""What the page of a firm says of meeting it."""

from __future__ import annotations

import pytest

from app.companies.models import Company
from app.db import db, transaction
from app.meetings import services
from app.meetings.models import Meeting
from tests import factories
from tests.meetings.views.looking import at
from tests.support.pages import read


def test_another_firms_pages_do_not_exist(client, event, people, firms):
    for endpoint in ("requests", "agenda"):
        assert client.as_user(people[0]).get(at(endpoint, event, firms[1])).status_code == 404


def firm_page(client, user, event, other):
    return read(client.as_user(user).get(f"/events/{event.slug}/firms/{other.id}"))


def links_of(page) -> dict[str, str]:
    buttons = [link for link in page.find("a") if "btn" in str(link.attributes.get("class"))]
    return {link.text: str(link.attributes["href"]) for link in buttons}


def test_the_page_of_a_firm_says_how_one_stands_with_it_instead_of_asking_again(client, event, people, firms, slots):
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)

    asker, other = (links_of(firm_page(client, people[one], event, firms[1 - one])) for one in (0, 1))
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    booked = firm_page(client, people[0], event, firms[1])

    mine = f"{at('requests', event, firms[0])}#meeting-{made}"
    assert asker == {"See the request": mine}
    assert other == {"Answer the request": f"{at('requests', event, firms[1])}#meeting-{made}"}
    assert links_of(booked) == {"See the meeting": mine}
    assert "booked 18 March 2027, 09:30 · table A1" in booked.text


def test_a_firm_that_met_may_be_asked_again(client, event, people, firms, slots):
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    with transaction() as session:
        session.get_one(Meeting, made).state = "held"

    assert list(links_of(firm_page(client, people[0], event, firms[1]))) == ["See the meeting", "Ask for a meeting"]


def test_never_says_before_and_after_that_the_booked_meeting_stays(client, event, people, firms, slots):
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    visitor = client.as_user(people[0])
    stays = "Your meeting on 18 March 2027, 09:30 stays booked: cancel it yourself if you do not want it."
    address = f"/events/{event.slug}/firms/{firms[1].id}"
    before = read(visitor.get(address)).find(".q-confirm")[0].text

    after = visitor.post(
        f"/events/{event.slug}/firms/{firms[0].id}/suggestions/{firms[1].id}/never?back=firm", follow_redirects=True
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
    services.ask(event.id, firms[0].id, firms[1].id, by=None)

    page = client.as_user(people[0]).get(f"{at('requests', event, firms[0])}?lang={language}")

    assert said in page.text


@pytest.mark.parametrize("state", ["invited", "draft", "submitted", "waiting", "rejected", "cancelled"])
def test_a_firm_that_the_reader_cannot_see_is_nowhere(client, event, people, firms, state):
    hidden = factories.firm(event, "Chongqing", name="Hidden Harbour", state=state)
    boss = client.as_user(people[0])
    paths = [
        at("ask", event, firms[0], other_id=hidden.id),
        at("ask", event, firms[0], other_id=999_999),
        f"/events/{event.slug}/firms/{hidden.id}",
        f"/events/{event.slug}/firms/{hidden.id}/logo",
    ]

    answers = [boss.get(path) for path in paths]
    answers += [boss.post(path, data={"priority": "want", "key": "k" * 32}) for path in paths[:2]]
    answers += [boss.post(f"/events/{event.slug}/firms/{firms[0].id}/suggestions/{hidden.id}/saved")]

    assert {answer.status_code for answer in answers} == {404}
    assert not [answer for answer in answers if "Hidden Harbour" in answer.text]
