"""Meetings through the browser's door: a firm asks, another answers, both see it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.companies.models import Company
from app.db import db, now, transaction
from app.events.hours_change import HoursChange
from app.events.models import Event, Slot
from app.events.signals import event_hours_changed
from app.floor.models import Outbox
from app.meetings import services
from app.meetings.models import Meeting
from app.registrations.models import Preference
from tests import factories
from tests.support.pages import read


@pytest.fixture
def event(app):
    return factories.event()


@pytest.fixture
def people(event):
    """A user of a firm on each side."""
    return factories.user("Asker"), factories.user("Asked")


@pytest.fixture
def firms(event, people):
    asker = factories.firm(event, "Singapore", name="YCH Group Pte Ltd", users=[people[0]])
    asked = factories.firm(event, "Chongqing", name="Chongqing Port", users=[people[1]])
    return asker, asked


@pytest.fixture
def slots(event):
    return list(db.session.scalars(select(Slot.id).where(Slot.event_id == event.id).order_by(Slot.starts_at)))


PATHS = {
    "ask": "ask/{other_id}",
    "take_time": "meetings/{meeting_id}/time",
    "requests": "requests",
    "agenda": "agenda",
    "arrange": "arrange",
    "calendar_file": "agenda.ics",
}


def at(endpoint, event, registration, **values):
    return f"/events/{event.slug}/firms/{registration.id}/{PATHS[endpoint].format(**values)}"


def test_a_firm_asks_and_the_other_accepts_at_another_time(client, event, people, firms, slots):
    asker = client.as_user(people[0])
    page = asker.get(at("ask", event, firms[0], other_id=firms[1].id))
    assert "Both free, 4 tables left" in page.text

    sent = asker.post(
        at("ask", event, firms[0], other_id=firms[1].id),
        data={"slot": slots[0], "message": "Cold chain?", "priority": "must"},
        follow_redirects=True,
    )
    assert "Cold chain?" in sent.text
    meeting = db.session.scalars(select(Meeting)).one()

    asked = client.as_user(people[1])
    assert "Accept 09:30" in asked.get(at("requests", event, firms[1])).text
    answered = asked.post(
        at("take_time", event, firms[1], meeting_id=meeting.id), data={"slot": slots[2]}, follow_redirects=True
    )

    assert "Booked: 10:30 at table A1." in answered.text
    letters = db.session.query(Outbox).count()
    again = asked.post(
        at("take_time", event, firms[1], meeting_id=meeting.id), data={"slot": slots[2]}, follow_redirects=True
    )
    assert "This meeting is already booked at 10:30, table A1. Nothing was changed." in again.text
    assert db.session.query(Outbox).count() == letters
    for user, firm, other in ((people[0], firms[0], "Chongqing Port"), (people[1], firms[1], "YCH Group Pte Ltd")):
        agenda = client.as_user(user).get(at("agenda", event, firm)).text
        assert other in agenda
        assert "A1" in agenda


def test_the_second_to_take_a_time_sees_the_next_free_ones(client, event, people, firms, slots):
    third = factories.firm(event, "Singapore")
    first = services.ask(event.id, third.id, firms[1].id, by=None)
    second = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    asked = client.as_user(people[1])
    asked.post(at("take_time", event, firms[1], meeting_id=first), data={"slot": slots[0]})

    answer = asked.post(at("take_time", event, firms[1], meeting_id=second), data={"slot": slots[0]})

    assert answer.status_code == 409
    assert "09:30 has just been taken" in answer.text
    assert "Book 10:00 instead" in answer.text
    assert db.session.get_one(Meeting, second).state == "requested"


def test_a_firm_of_the_same_side_cannot_be_asked(client, event, people, firms):
    other = factories.firm(event, "Singapore")

    answer = client.as_user(people[0]).post(
        at("ask", event, firms[0], other_id=other.id), data={"priority": "want", "message": "Hello"}
    )

    assert answer.status_code == 403
    assert "Hello" in answer.text


def test_after_the_last_day_for_requests_the_page_says_so_and_offers_nothing(client, event, people, firms):
    with transaction() as session:
        session.get_one(Event, event.id).requests_until = dt.date(2020, 1, 1)

    page = client.as_user(people[0]).get(at("ask", event, firms[0], other_id=firms[1].id))

    assert "The last day for requests is over." in page.text
    assert "Send the request" not in page.text


def test_who_marked_a_firm_as_never_is_not_offered_its_times(client, event, people, firms):
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    with transaction() as session:
        never = Preference(event_id=event.id, registration_id=firms[1].id, other_id=firms[0].id, kind="never")
        session.add(never)

    page = client.as_user(people[1]).get(at("take_time", event, firms[1], meeting_id=made))

    assert "You marked this firm as “never”. Take that back on its page first." in page.text
    assert "Accept with this time" not in page.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This meeting is withdrawn by now"),
        ("fr", "L’état de ce rendez-vous a changé entre-temps (retiré)"),
        ("zh", "该洽谈状态已变（已撤回）"),
    ],
)
def test_a_move_that_is_open_no_longer_is_refused_with_the_state_in_words(client, event, people, firms, language, said):
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    services.withdraw(made, firms[0].id, by=None)

    address = f"/events/{event.slug}/firms/{firms[1].id}/meetings/{made}/acceptance?lang={language}"
    answer = client.as_user(people[1]).post(address)

    assert answer.status_code == 409
    assert said in read(answer).text


def test_an_organizer_arranges_and_says_for_whom(client, event, firms, slots):
    organizer = factories.member(event.organisation, Role.ORGANIZER)
    visitor = client.as_user(organizer)
    url = at("arrange", event, firms[0])
    assert "Chongqing Port" in visitor.get(url).text

    done = visitor.post(f"{url}?other={firms[1].id}", data={"slot": slots[1]}, follow_redirects=True)

    assert "You act for YCH Group Pte Ltd" in done.text
    assert db.session.scalars(select(Meeting)).one().state == "booked"


def test_a_company_may_not_arrange(client, event, people, firms):
    assert client.as_user(people[0]).get(at("arrange", event, firms[0])).status_code == 403


def test_another_firms_pages_do_not_exist(client, event, people, firms):
    for endpoint in ("requests", "agenda"):
        assert client.as_user(people[0]).get(at(endpoint, event, firms[1])).status_code == 404


def test_the_calendar_file_holds_what_is_booked(client, event, people, firms, slots):
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])

    answer = client.as_user(people[0]).get(at("calendar_file", event, firms[0]))

    assert answer.mimetype == "text/calendar"
    assert answer.text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Chongqing Port" in answer.text


def test_the_organizer_looks_meetings_over_page_by_page_and_by_state(client, event, firms):
    with transaction():
        asked = [factories.firm(event, "Chongqing", name=f"Partner {number:02d}") for number in range(51)]
    for firm in asked:
        services.ask(event.id, firms[0].id, firm.id, by=None)
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    first, second, declined = (
        read(visitor.get(f"/events/{event.slug}/meetings{query}").text)
        for query in ("", "?state=requested&page=2", "?state=declined")
    )

    assert [row.find("td")[3].text for row in body_rows(first)] == [f"Partner {number:02d}" for number in range(50)]
    assert [link.attributes["href"] for link in first.find("a") if link.attributes.get("rel") == "next"] == [
        f"/events/{event.slug}/meetings?page=2"
    ]
    assert [row.find("td")[3].text for row in body_rows(second)] == ["Partner 50"]
    assert body_rows(declined) == []


def body_rows(page):
    return [row for body in page.find("tbody") for row in body.find("tr")]


def moved(slot_id, starts_at):
    """The slot, at another time."""
    with transaction() as session:
        slot = session.get_one(Slot, slot_id)
        slot.starts_at, slot.ends_at = starts_at, starts_at + dt.timedelta(minutes=25)


@pytest.mark.parametrize(("minutes", "marked"), [(5, 0), (-5, 1), (-24, 1), (-25, 0)])
def test_a_meeting_is_marked_as_now_during_its_time_alone(client, event, people, firms, slots, minutes, marked):
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    moved(slots[0], now() + dt.timedelta(minutes=minutes))

    page = client.as_user(people[0]).get(at("agenda", event, firms[0]))

    assert len(read(page).find("[aria-current=time]")) == marked
    assert len(read(page).find(".q-here")) == marked


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


def test_what_is_lacking_to_the_least_is_a_sentence_that_says_what_to_do(client, event, people, firms):
    with transaction() as session:
        session.get_one(type(event), event.id).min_meetings = 2

    page = client.as_user(people[0]).get(at("requests", event, firms[0]))

    assert "The organizer expects at least 2 meetings of each firm: find 2 more." in page.text


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


def test_two_meetings_of_one_firm_at_the_same_time_both_stand_in_its_agenda(client, event):
    boss = factories.user("Boss")
    host = factories.firm(event, "Singapore", name="Merlion Bank", users=[boss], people=2)
    slot = db.session.scalars(select(Slot.id).where(Slot.event_id == event.id).order_by(Slot.starts_at)).first()
    for name in ("Chongqing Port", "Changan"):
        guest = factories.firm(event, "Chongqing", name=name)
        services.accept(services.ask(event.id, guest.id, host.id, by=None), host.id, by=None, slot_id=slot)

    page = read(client.as_user(boss).get(at("agenda", event, host)))

    firms = [link.text for listed in page.find(".q-agenda") for link in listed.find(".q-quiet")]
    assert sorted(firms) == ["Changan", "Chongqing Port"]
    assert "2 meetings" in page.text


def test_moving_warns_of_no_limit_on_requests(client, event, people, firms, slots):
    with transaction():
        event.max_open_requests, event.max_meetings = 1, 2
    meeting = services.ask(event.id, firms[1].id, firms[0].id, by=None)
    services.accept(meeting, firms[0].id, by=None, slot_id=slots[0])
    services.ask(event.id, firms[0].id, factories.firm(event, "Chongqing").id, by=None)

    page = client.as_user(people[0]).get(at("take_time", event, firms[0], meeting_id=meeting)).text

    assert "wait for it or take it back" not in page
    assert "You may have" not in page
    assert 'data-names-time="Move to {time}"' in page


def test_the_limit_of_requests_is_said_before_anything_is_typed(client, event, people, firms, slots):
    with transaction():
        event.max_open_requests = 1
    services.ask(event.id, firms[0].id, factories.firm(event, "Chongqing").id, by=None)

    page = client.as_user(people[0]).get(at("ask", event, firms[0], other_id=firms[1].id)).text

    assert "1 of your requests wait for an answer, and that is the most" in page
    assert "Send the request" not in page


def test_the_meetings_lead_to_arranging_one_for_any_approved_firm(client, event, firms):
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    start = f"/events/{event.slug}/meetings/arrange"

    assert f'href="{start}"' in visitor.get(f"/events/{event.slug}/meetings").text
    assert "YCH Group Pte Ltd" in visitor.get(start).text
    assert visitor.get(f"{start}?firm={firms[0].id}").location == at("arrange", event, firms[0])
    page = visitor.get(f"/events/{event.slug}/firms/{firms[0].id}/registration")
    assert f'href="{at("arrange", event, firms[0])}"' in page.text


def test_a_partner_with_a_meeting_already_is_said_to_have_one_and_cannot_be_chosen(client, event, firms):
    free = factories.firm(event, "Chongqing", name="Changan")
    services.accept(services.ask(event.id, firms[0].id, firms[1].id, by=None), firms[1].id, by=None)
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


def test_a_meeting_that_lost_its_time_says_so(client, event, people, firms, slots):
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None)
    asker = client.as_user(people[0])
    assert "has lost its time" not in asker.get(at("requests", event, firms[0])).text
    services.place(made, firms[0].id, slots[0], by=None)

    with transaction():
        event_hours_changed.send(event, change=HoursChange(removed_slots=frozenset(slots[:1])), by=None)

    assert "has lost its time" in asker.get(at("requests", event, firms[0])).text


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


@pytest.fixture
def closed(event, firms, slots):
    """After the event: one request of each side waits, one meeting is agreed, one booked."""
    others = [factories.firm(event, "Chongqing", name=f"Other {number}") for number in range(3)]
    services.ask(event.id, firms[0].id, others[0].id, by=None)
    waiting = services.ask(event.id, others[1].id, firms[0].id, by=None, slot_id=slots[0])
    services.accept(services.ask(event.id, firms[0].id, others[2].id, by=None), others[2].id, by=None)
    booked = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(booked, firms[1].id, by=None, slot_id=slots[1])
    with transaction():
        event.phase = "closed"
    return waiting, booked


def acts_on(page) -> list[str]:
    return [form.attributes["action"] for form in body(page).find("form") if form.attributes.get("method") == "post"]


def body(page):
    return read(page).find("main")[0]


def test_after_the_event_nothing_is_offered_that_the_phase_refuses(client, event, firms, people, closed):
    client.as_user(people[0])
    page = client.get(at("requests", event, firms[0]))

    assert acts_on(page) == []
    assert "The event is closed, so this is no longer possible." in read(page).text
    for word in ("Take back", "Cancel", "Decline", "Accept", "Choose a time", "Move"):
        assert word not in [node.text for node in body(page).find(".btn")]
    assert acts_on(client.get(at("agenda", event, firms[0]))) == []
    assert "waits for your answer" not in client.get(at("agenda", event, firms[0])).text
    assert acts_on(client.get(f"/events/{event.slug}/firms/{firms[0].id}/home")) == []


def test_the_pages_of_an_ended_event_say_why_nothing_can_be_done(client, event, firms, people, closed):
    client.as_user(people[0])
    other = factories.firm(event, "Chongqing", name="Not asked")
    pages = [
        at("ask", event, firms[0], other_id=other.id),
        *(at("take_time", event, firms[0], meeting_id=made) for made in closed),
    ]

    for address in pages:
        page = client.get(address)
        assert acts_on(page) == []
        assert "The event is closed, so this is no longer possible." in read(page).text
    firm = client.get(f"/events/{event.slug}/firms/{other.id}")
    assert "The event is closed, so this is no longer possible." in read(firm).text


def test_what_the_phase_refuses_is_said_with_its_reason_and_leads_back_to_the_event(
    client, event, firms, people, closed
):
    client.as_user(people[0])

    page = client.post(f"/events/{event.slug}/firms/{firms[0].id}/meetings/{closed[1]}/cancellation")

    assert page.status_code == 409
    assert read(page).find("h1")[0].text == "Not at this stage of the event"
    assert "The event is closed, so this is no longer possible. Nothing was changed." in read(page).text
    assert f"/events/{event.slug}/firms/{firms[0].id}/home" in [
        node.attributes["href"] for node in body(page).find("a")
    ]
