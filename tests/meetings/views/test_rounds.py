"""Pages of group meetings: who sees what, and what each tap does."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.group_meetings import services
from app.meetings import services as pairs
from app.meetings.models import Meeting
from app.meetings.queries.group_meetings import get_group_meeting
from app.registrations.models import Preference
from tests import factories
from tests.meetings.acts import meeting
from tests.meetings.views.looking import body
from tests.support.pages import read


def answers_on(page):
    """What the forms by which a guest answers say of the time that it sees."""
    forms = {(form.attributes.get("action") or "").rsplit("/", 1)[-1]: form for form in body(page).find("form")}
    values = {act: [one.attributes["value"] for one in form.find("[name=seen]")] for act, form in forms.items()}
    return {act: values[act] for act in ("seat", "refusal")}


def path(event, firm, rest=""):
    return f"/events/{event.slug}/companies/{firm.id}/groups{rest}"


@pytest.fixture
def made(event, firms, slots):
    return services.open_group_meeting(
        event.id, firms[0].id, topic="Cold chain by rail", slot_id=slots[1], seats=2, is_open=True, by=None
    )


def test_a_firm_opens_a_group_meeting_and_invites(client, event, firms, people, slots):
    answer = client.as_user(people[0]).post(
        path(event, firms[0], "/new"),
        data={"topic": "Cold chain", "slot": slots[0], "seats": "3", "open": "invited", "invited": [firms[1].id]},
    )

    made = db.session.scalars(select(Meeting)).one()
    row = get_group_meeting(event.id, made.id)
    assert answer.status_code == 303
    assert (row.topic, row.seats, row.is_open, row.slot_id) == ("Cold chain", 3, False, slots[0])
    assert [(one.company.registration_id, one.answer) for one in row.guests] == [(firms[1].id, "invited")]


def test_who_forgets_the_topic_is_asked_for_it_and_nothing_is_opened(client, event, firms, people, slots):
    answer = client.as_user(people[0]).post(path(event, firms[0], "/new"), data={"topic": " ", "slot": slots[0]})

    assert answer.status_code == 422
    assert "Say what the meeting is about." in answer.text
    assert db.session.scalars(select(Meeting)).all() == []


def test_another_firm_sees_it_and_takes_a_seat_in_one_tap_and_gives_it_back(client, event, firms, people, made):
    guest = client.as_user(people[1])
    assert "Cold chain by rail" in body(guest.get(path(event, firms[1]))).text

    taken = guest.post(path(event, firms[1], f"/{made}/seat"))

    assert taken.status_code == 303
    assert "You have a seat" in guest.get(taken.location).text
    assert [one.seat for one in get_group_meeting(event.id, made).seated] == [1]
    guest.post(path(event, firms[1], f"/{made}/seat/removal"))
    assert get_group_meeting(event.id, made).seated == ()


def test_who_comes_too_late_is_told_that_it_is_full(client, event, firms, people, made):
    for _ in range(2):
        services.take_group_seat(made, factories.firm(event, "Chongqing").id, by=None)

    answer = client.as_user(people[1]).post(path(event, firms[1], f"/{made}/seat"))

    assert answer.status_code == 409
    assert "All seats are taken" in answer.text


def test_a_firm_kept_apart_sees_nothing_of_it(client, event, firms, people, made):
    with transaction() as session:
        session.add(Preference(event_id=event.id, registration_id=firms[0].id, other_id=firms[1].id, kind="never"))
    guest = client.as_user(people[1])

    assert "Cold chain" not in guest.get(path(event, firms[1])).text
    assert guest.get(path(event, firms[1], f"/{made}")).status_code == 404
    assert guest.post(path(event, firms[1], f"/{made}/seat")).status_code == 404


def test_an_invitation_waits_among_the_requests_and_is_answered_there(client, event, firms, people, made):
    services.invite_companies(made, [firms[1].id], by=None)
    guest = client.as_user(people[1])

    ended = pairs.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    pairs.decline(ended, firms[1].id, by=None)
    page = guest.get(f"/events/{event.slug}/companies/{firms[1].id}/requests")

    assert "Invitations to group meetings" in page.text
    assert ("1 waits for your answer" in page.text, "Nothing is open" in page.text) == (True, False)
    guest.post(path(event, firms[1], f"/{made}/refusal"))
    assert get_group_meeting(event.id, made).answer_of(firms[1].id) == "declined"


@pytest.mark.full
def test_a_move_that_loses_somebody_is_confirmed_first(client, event, firms, people, made, slots):
    services.take_group_seat(made, firms[1].id, by=None)
    other = services.open_group_meeting(
        event.id, firms[1].id, topic="Other", slot_id=slots[3], seats=2, is_open=True, by=None
    )
    host = client.as_user(people[0])

    asked = host.post(path(event, firms[0], f"/{made}/time"), data={"slot": slots[3]})
    assert asked.status_code == 409
    assert "Chongqing Port" in body(asked).text
    assert get_group_meeting(event.id, made).slot_id == slots[1]
    moved = host.post(path(event, firms[0], f"/{made}/time"), data={"slot": slots[3], "without": [firms[1].id]})

    assert moved.status_code == 303
    row = get_group_meeting(event.id, made)
    assert (row.slot_id, row.seated, get_group_meeting(event.id, other).slot_id) == (slots[3], (), slots[3])


@pytest.mark.full
def test_only_the_host_moves_removes_and_calls_off(client, event, firms, people, made, slots):
    guest = client.as_user(people[1])
    guest.post(path(event, firms[1], f"/{made}/seat"))

    for rest in ("/cancellation", "/time", "/invitations", f"/guests/{firms[1].id}/removal"):
        assert guest.post(path(event, firms[1], f"/{made}{rest}"), data={"slot": slots[0]}).status_code == 404
    host = client.as_user(people[0])
    assert host.post(path(event, firms[0], f"/{made}/guests/{firms[1].id}/removal")).status_code == 303
    assert host.post(path(event, firms[0], f"/{made}/cancellation")).status_code == 303
    assert get_group_meeting(event.id, made).state == "cancelled"


def test_the_organizer_sees_all_and_acts_for_a_host_as_the_history_says(client, event, firms, made):
    organizer = client.as_user(factories.event_role(event, Role.ORGANIZER, name="Ms Organizer"))
    assert "Cold chain by rail" in organizer.get(f"/events/{event.slug}/groups").text

    organizer.post(path(event, firms[0], f"/{made}/invitations"), data={"invited": [firms[1].id]})

    page = body(organizer.get(path(event, firms[0], f"/{made}")))
    assert "You act for YCH Group Pte Ltd" in page.text
    assert "for YCH Group Pte Ltd" in page.text.partition("History")[2]


def test_a_firm_chooses_who_sits_at_a_group_meeting(client, event, people, slots):
    host = factories.firm(event, "Singapore", users=[people[0]], people=2)
    made = services.open_group_meeting(
        event.id, host.id, topic="Rail", slot_id=slots[2], seats=2, is_open=True, by=None
    )
    before = get_group_meeting(event.id, made).people
    person = next(one for one in host.representatives if one.display_name not in before)
    page = f"/events/{event.slug}/companies/{host.id}/meetings/{made}/person"
    visitor = client.as_user(people[0])

    assert "Rail" in visitor.get(page).text
    visitor.post(page, data={"person": person.id})

    assert get_group_meeting(event.id, made).people == (person.display_name,)


@pytest.mark.full
def test_who_answers_on_a_page_of_before_the_move_answers_nothing(client, event, firms, people, made, slots):
    services.invite_companies(made, [firms[1].id], by=None)
    guest = client.as_user(people[1])
    at, answers = path(event, firms[1], f"/{made}"), ("seat", "refusal")
    pages = (at, path(event, firms[1]), f"/events/{event.slug}/companies/{firms[1].id}/requests")
    seen = [answers_on(guest.get(page)) for page in pages]
    services.move_group_meeting(made, slots[3], by=None)

    late = [guest.post(f"{at}/{one}", data={"seen": slots[1]}) for one in answers]

    assert seen == [{one: [str(slots[1])] for one in answers}] * 3
    assert [one.status_code for one in late] == [409, 409]
    assert all("This meeting was changed after the page was made" in one.text for one in late)
    assert get_group_meeting(event.id, made).answer_of(firms[1].id) == "invited"
    assert guest.post(f"{at}/seat", data={"seen": slots[3]}).status_code == 303


def test_of_a_group_that_was_called_off_nothing_says_that_somebody_comes(client, event, firms, people, made):
    services.take_group_seat(made, firms[1].id, by=None)
    services.invite_companies(made, [factories.firm(event, "Chongqing").id], by=None)
    services.cancel_group_meeting(made, by=None)

    seen = client.as_user(people[1]).get(path(event, firms[1], f"/{made}"))
    page, listed = (client.as_user(people[0]).get(path(event, firms[0], rest)) for rest in (f"/{made}", ""))

    assert [one.text for one in read(page).find("#guests")[0].find("[data-label=Answer]")] == [
        "had a seat",
        "was invited",
    ]
    for one in (page, seen, listed):
        words = ("seats taken", "open to every firm", "seat left", "full", "comes")
        assert [word for word in words if word in body(one).find("section")[0].text] == []


def test_the_lists_offer_no_seat_to_who_meets_somebody_else_then(client, event, firms, people, made, slots):
    services.invite_companies(made, [firms[1].id], by=None)
    asked = pairs.request_meeting(event.id, firms[1].id, factories.firm(event, "Singapore").id, by=None)
    pairs.accept(asked, meeting(asked).awaiting_id or 0, by=None, slot_id=slots[1])
    free = services.open_group_meeting(
        *(event.id, factories.firm(event, "Singapore").id),
        topic="Sea",
        slot_id=slots[2],
        seats=2,
        is_open=True,
        by=None,
    )
    guest = client.as_user(people[1])

    for page, offered in (
        (path(event, firms[1]), {str(free)}),
        (f"/events/{event.slug}/companies/{firms[1].id}/requests", set()),
    ):
        seen = body(guest.get(page))
        acts = [form.attributes.get("action", "") or "" for form in seen.find("form")]
        assert {one.split("/")[-2] for one in acts if one.endswith("/seat")} == offered
        assert "You meet somebody else then." in seen.text
        assert any(one.endswith("/refusal") for one in acts)


def test_a_group_is_among_what_is_booked_and_the_agenda_acts_on_it(client, event, firms, people, made):
    services.take_group_seat(made, firms[1].id, by=None)
    acts = (("/cancellation", "/time"), ("/seat/removal", "/seat/removal"))

    for user, firm, (act, other) in zip(people, firms, acts, strict=True):
        reader, at = client.as_user(user), f"/events/{event.slug}/companies/{firm.id}"
        (booked,) = body(reader.get(f"{at}/requests")).find("#booked")
        agenda = reader.get(f"{at}/agenda").text

        assert "Cold chain by rail" in booked.text
        assert f'action="{path(event, firm, f"/{made}{act}")}"' in agenda
        assert path(event, firm, f"/{made}{other}") in agenda
        assert (path(event, firm, f"/{made}/time") in agenda) == (firm is firms[0])


def test_a_time_at_which_the_firm_sits_at_a_group_says_what_it_is_about(client, event, firms, people, made):
    firm = client.as_user(people[0])

    for page in ("groups/new", f"ask/{firms[1].id}"):
        seen = firm.get(f"/events/{event.slug}/companies/{firms[0].id}/{page}")
        assert "You are at “Cold chain by rail”" in body(seen).text


def test_of_guests_who_have_their_seats_an_invitation_says_nothing(client, event, firms, people, made):
    services.take_group_seat(made, firms[1].id, by=None)
    host = client.as_user(people[0])

    answer = host.post(path(event, firms[0], f"/{made}/invitations"), data={"invited": [firms[1].id]})

    assert (answer.status_code, "Choose at least one firm" in answer.text) == (422, True)
    assert "takes no further meetings" not in answer.text


def test_a_host_mends_the_topic_on_the_page(client, event, firms, people, made):
    host, at = client.as_user(people[0]), path(event, firms[0], f"/{made}")

    bad = host.post(f"{at}/description", data={"topic": "", "seats": "2", "open": "all"})
    good = host.post(f"{at}/description", data={"topic": "Rail", "seats": "3", "open": "all"})

    assert (bad.status_code, "Say what the meeting is about." in bad.text) == (422, True)
    assert (good.status_code, get_group_meeting(event.id, made).topic) == (303, "Rail")
    assert "changed topic, seats or who may come" in host.get(at).text
