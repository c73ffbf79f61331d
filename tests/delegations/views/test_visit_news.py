"""What is new in the programme of a delegation: who is told, and how."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.core.models import Outbox
from app.meetings.services import send_agenda
from app.registrations.models import BusSeat
from tests.delegations.views.tours import TOUR, form_of, programme, sent
from tests.support.pages import read


@pytest.mark.full
def test_each_member_gets_one_letter_of_all_that_is_new_and_who_has_no_mail_a_text(client, brought):
    brought.firm("YCH Group", state="approved", email="ych@example.sg", languages=["zh"])
    brought.firm("Tan & Sons", state="approved")
    brought.firm("Not in yet", state="draft", email="no@example.sg")
    page = f"{brought.address}/programme"

    sent(client, brought)
    form = read(client.get(f"{page}/new")).text
    sent(client, brought, label="Dinner", label_zh="", starts="19:00", ends="21:00", tell="y")
    news = read(client.get(f"{page}/news"))
    text = news.find("textarea")[0].text
    client.post(f"{page}/news", data={"act": "ticks", "by_hand": news.find("[name=by_hand]")[0].attributes["value"]})
    client.post(f"{page}/{programme(brought)[0].id}/removal")

    letters = db.session.query(Outbox).order_by(Outbox.id).all()
    assert "1 member gets one letter" in form
    assert [(one.recipient, one.language) for one in letters] == [("ych@example.sg", "zh")] * 2
    assert ("参观工厂" in letters[0].body, "Dinner" in letters[0].body) == (True, True)
    assert ("取消" in letters[1].body, "Dinner" in letters[1].body) == (True, False)
    assert ("Factory tour" in text, "/f/" in text) == (True, True)
    assert "1 member does not know all of this programme yet" in read(client.get(page)).text


def test_members_are_told_of_another_pick_up(client, brought):
    brought.firm("YCH Group", state="approved", email="ych@example.sg")
    sent(client, brought, pickup="8:30", tell="y")
    (tour,) = programme(brought)
    page = f"{brought.address}/programme/{tour.id}"

    client.post(page, data={**form_of(client.get(page), "label"), "pickup": "8:15", "tell": "y"})

    letters = db.session.query(Outbox).order_by(Outbox.id).all()
    assert ["pick-up: 08:15" in one.body for one in letters] == [False, True]


def test_no_letter_is_promised_when_an_item_is_removed_that_is_over(app, client, brought):
    brought.firm("YCH Group", state="approved", email="ych@example.sg")
    sent(client, brought, tell="y")
    page = f"{brought.address}/programme"
    ahead = read(client.get(page)).text
    (tour,) = programme(brought)
    ends_at = tour.ends_at
    app.config["CLOCK"] = lambda: ends_at

    over = read(client.get(page)).text
    client.post(f"{page}/{tour.id}/removal")

    assert "1 member gets a letter that it is off" in ahead
    assert "gets a letter that it is off" not in over
    assert db.session.query(Outbox).count() == 1


def test_counting_again_keeps_the_tick_though_nobody_chosen_before_takes_part(client, brought):
    draft = brought.firm("Not in yet", state="draft")
    firm = brought.firm("YCH Group", state="approved", email="ych@example.sg")
    page = f"{brought.address}/programme/new"
    client.as_user(brought.chamber)

    nobody = client.post(page, data={**TOUR, "act": "preview", "only_members": [draft.id], "tell": "y"})
    form = {**form_of(nobody, "label"), "only_members": [firm.id]}
    client.post(page, data=form)

    assert "nobody is told" in read(nobody).text
    assert [one.recipient for one in db.session.query(Outbox)] == ["ych@example.sg"]


def test_who_was_sent_a_text_that_holds_no_longer_does_not_count_as_told(client, brought):
    brought.firm("Tan & Sons", state="approved")
    page = f"{brought.address}/programme"
    sent(client, brought)

    def tick(shown):
        (box,) = read(shown).find("[name=by_hand]")
        data = {"act": "ticks", "by_hand": box.attributes["value"]}
        return client.post(f"{page}/news", data=data, follow_redirects=True)

    before = client.get(f"{page}/news")
    sent(client, brought, label="Dinner", label_zh="", starts="19:00", ends="21:00")
    late = tick(before)
    again = tick(late)

    assert "For 1 member the programme has changed" in read(late).text
    assert "Dinner" in read(late).find("textarea")[0].text
    assert "1 member counts as told" in read(again).text
    assert "Everybody knows the programme" in read(again).text


@pytest.mark.full
def test_after_the_event_nothing_is_offered_that_would_be_refused_and_the_pages_say_why(client, brought):
    brought.firm("YCH Group", state="approved", email="ych@example.sg")
    brought.firm("Tan & Sons", state="approved")
    sent(client, brought)
    (tour,) = programme(brought)
    page = f"{brought.address}/programme"
    paths = ("/news", "/new", f"/{tour.id}", f"/{tour.id}/seats", f"/{tour.id}/bus", "")
    ahead = [client.get(page + path) for path in paths]
    with transaction():
        brought.event.phase = "closed"

    over = [client.get(page + path) for path in paths]

    assert client.post(f"{page}/news", data={"act": "send"}).status_code == 409
    assert ["Nothing can be changed here now" in read(one).text for one in ahead] == [False] * len(paths)
    assert ["Nothing can be changed here now" in read(one).text for one in over] == [True] * len(paths)
    assert [words for one in ahead[:-1] for words in acts(one)] != []
    assert [words for one in over[:-1] for words in acts(one)] == []


def acts(page):
    """The buttons that send something."""
    (main,) = read(page).find("main")
    return [one.text for one in main.find("button") if not {"data-print", "data-copy"} & one.attributes.keys()]


@pytest.mark.parametrize(("language", "word"), [("en", "New: "), ("zh", "新增："), ("fr", "Nouveau : ")])
def test_the_letter_says_what_is_new_in_the_programme_in_its_language(client, brought, language, word):
    brought.firm("YCH Group", state="approved", email="ych@example.sg", languages=[language])

    sent(client, brought, tell="y")

    assert word in db.session.query(Outbox).one().body.replace("\N{NO-BREAK SPACE}", " ")


def test_the_emailed_agenda_and_its_calendar_file_name_the_bus_of_the_company_alone(client, brought):
    firm = brought.firm("YCH Group", state="approved", email="ych@example.sg")
    sent(client, brought, buses="1, 2, 3")
    (tour,) = programme(brought)
    (person,) = firm.representatives
    with transaction() as session:
        session.add(BusSeat(visit_id=tour.id, representative_id=person.id, bus="2"))

    letter = send_agenda(firm, "ych@example.sg", language="en", by=brought.chamber.id)

    assert "bus 2\n" in letter.body
    assert "bus 2" in (letter.calendar or "")
    assert "buses" not in letter.body + (letter.calendar or "")
