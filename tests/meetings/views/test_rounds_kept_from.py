"""Group meetings as somebody without a part in them meets them: nothing is read, nothing is done, nothing breaks."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.core.db import transaction
from app.group_meetings import services
from app.meetings.group_meeting_seats import GuestAnswer, NoSeat
from app.meetings.queries.group_meetings import get_group_meeting
from app.registrations.models import Preference, Registration
from app.registrations.states import RegistrationState
from tests import factories
from tests.support.pages import text_of

TOPIC = "Cold chain by rail"
READS = ("groups/{id}", "groups/{id}/time", "meetings/{id}/person", "meetings/{id}/history", "meetings/{id}/time",
         "meetings/{id}/other-times")  # fmt: skip
ACTS = (
    *("groups/{id}/seat", "groups/{id}/seat/removal", "groups/{id}/refusal", "groups/{id}/cancellation"),
    *("groups/{id}/time", "groups/{id}/invitations", "groups/{id}/guests/{host}/removal", "meetings/{id}/person"),
    *("meetings/{id}/acceptance", "meetings/{id}/cancellation", "meetings/{id}/decline", "meetings/{id}/recall"),
    *("meetings/{id}/other-times", "meetings/{id}/time", "meetings/{id}/withdrawal"),
)


def base(event, firm):
    return f"/events/{event.slug}/companies/{firm.id}/"


def opened(event, firms, slots, **more):
    said = {"topic": TOPIC, "slot_id": slots[1], "seats": 2, "is_open": True, "by": None}
    return services.open_group_meeting(event.id, firms[0].id, **{**said, **more})


def tried(visitor, event, firm, made, host, slots):
    """(method, address) → the answer to each try of this firm."""
    at = {"id": made, "host": host.id}
    data = {"slot": slots[0], "person": firm.representatives[0].id, "invited": [firm.id], "reason": "x"}
    reads = {("get", one): visitor.get(base(event, firm) + one.format(**at)) for one in READS}
    return reads | {("post", one): visitor.post(base(event, firm) + one.format(**at), data=data) for one in ACTS}


def assert_kept_from(visitor, event, firm, made, host, slots):
    before = get_group_meeting(host.event_id, made)
    answers = tried(visitor, event, firm, made, host, slots)
    assert {key: one.status_code for key, one in answers.items()} == dict.fromkeys(answers, 404)
    assert not any(TOPIC in one.text for one in answers.values())
    after = get_group_meeting(host.event_id, made)
    assert (after.state, after.version, after.guests) == (before.state, before.version, before.guests)
    for page in ("groups", "agenda", "requests", "groups/new"):
        assert TOPIC not in visitor.get(base(event, firm) + page).text


@pytest.mark.full
def test_an_uninvited_firm_is_kept_from_one_by_invitation(client, event, firms, people, slots):
    made = opened(event, firms, slots, is_open=False)

    assert_kept_from(client.as_user(people[1]), event, firms[1], made, firms[0], slots)


@pytest.mark.full
@pytest.mark.parametrize("who", [0, 1])
def test_a_firm_kept_apart_is_kept_from_an_open_one(client, event, firms, people, slots, who):
    made = opened(event, firms, slots)
    with transaction() as session:
        one, other = firms[who], firms[1 - who]
        session.add(Preference(event_id=event.id, registration_id=one.id, other_id=other.id, kind="never"))

    assert_kept_from(client.as_user(people[1]), event, firms[1], made, firms[0], slots)


@pytest.mark.full
def test_a_firm_of_another_event_is_kept_from_it_by_any_address(client, event, firms, people, slots):
    made = opened(event, firms, slots)
    other = factories.event()
    visitor = factories.user("Elsewhere")
    firm = factories.firm(other, "Chongqing", users=[visitor])

    assert_kept_from(client.as_user(visitor), other, firm, made, firms[0], slots)


@pytest.mark.parametrize("rest", [*READS, "groups/{id}"])
def test_who_has_no_seat_at_one_that_is_open_meets_no_broken_page(client, event, firms, people, slots, rest):
    made = opened(event, firms, slots)

    for firm, user in ((firms[0], people[0]), (firms[1], people[1])):
        answer = client.as_user(user).get(base(event, firm) + rest.format(id=made))
        assert answer.status_code in (200, 404)


@pytest.mark.parametrize("rest", ACTS)
@pytest.mark.parametrize("who", [0, 1])
def test_no_act_on_an_open_one_breaks(client, event, firms, people, slots, rest, who):
    made = opened(event, firms, slots)
    data = {"slot": slots[0], "person": "999999", "invited": ["999999"], "without": ["999999"], "seen": "7"}

    answer = client.as_user(people[who]).post(
        base(event, firms[who]) + rest.format(id=made, host=firms[0].id), data=data
    )

    assert answer.status_code < 500


@pytest.mark.full
def test_another_chamber_reads_and_does_nothing_for_a_firm_that_is_not_its_own(client, event, firms, slots):
    made = opened(event, firms, slots)
    chamber = factories.member(factories.organisation("Other chamber"), Role.CHAMBER)

    answers = tried(client.as_user(chamber), event, firms[0], made, firms[0], slots)

    assert {one.status_code for one in answers.values()} <= {403, 404}
    assert not any(TOPIC in one.text for one in answers.values())


@pytest.mark.full
@pytest.mark.parametrize(
    "state", [RegistrationState.SUBMITTED, RegistrationState.REJECTED, RegistrationState.CANCELLED]
)
def test_who_is_not_approved_is_kept_from_an_open_one(client, event, firms, people, slots, state):
    made = opened(event, firms, slots)
    with transaction() as session:
        session.get_one(Registration, firms[1].id).state = state

    assert_kept_from(client.as_user(people[1]), event, firms[1], made, firms[0], slots)


def test_an_invited_firm_whose_approval_was_taken_back_is_offered_no_seat(client, event, firms, people, slots):
    made = opened(event, firms, slots, invited=[firms[1].id])
    with transaction() as session:
        session.get_one(Registration, firms[1].id).state = RegistrationState.SUBMITTED

    assert "take a seat" not in client.as_user(people[1]).get(base(event, firms[1]) + f"groups/{made}").text


def never(event, one, other):
    with transaction() as session:
        session.add(Preference(event_id=event.id, registration_id=one.id, other_id=other.id, kind="never"))


@pytest.mark.full
@pytest.mark.parametrize("is_open", [True, False])
def test_never_after_an_invitation_looks_like_a_full_meeting_and_nothing_offered_is_refused(
    client, event, firms, people, slots, is_open
):
    made = opened(event, firms, slots, invited=[firms[1].id], is_open=is_open)
    never(event, firms[0], firms[1])
    guest, here = client.as_user(people[1]), base(event, firms[1]) + f"groups/{made}"

    page = text_of(guest.get(here), "main")
    lists = [text_of(guest.get(base(event, firms[1]) + name), "main") for name in ("groups", "requests")]
    refused = guest.post(here + "/seat")

    assert "All seats are taken" in page
    assert not any(word in text for text in (page, *lists) for word in ("take a seat", "seats left", "seat left"))
    assert (refused.status_code, "All seats are taken" in refused.text) == (409, True)
    assert guest.post(here + "/wait").status_code in (302, 303)
    assert guest.post(here + "/refusal").status_code in (302, 303)
    assert get_group_meeting(event.id, made).answer_of(firms[1].id) is GuestAnswer.DECLINED


OWN = "You marked a firm that sits here as “never”"


@pytest.mark.parametrize("sits", [0, 2])
def test_its_own_never_is_told_to_the_firm_that_said_it(client, event, firms, people, slots, sits):
    made = opened(event, firms, slots, invited=[firms[1].id])
    third = factories.firm(event, "Chongqing")
    services.take_group_seat(made, third.id, by=None)
    never(event, firms[1], (*firms[:2], third)[sits])
    guest, here = client.as_user(people[1]), base(event, firms[1]) + f"groups/{made}"

    page = text_of(guest.get(here), "main")
    lists = text_of(guest.get(base(event, firms[1]) + "groups"), "main")
    refused = guest.post(here + "/seat")

    assert all(OWN in one and "full" not in one for one in (page, lists))
    assert not any(word in page for word in ("All seats are taken", "Tell me when a seat is free"))
    assert (refused.status_code, OWN in refused.text, "All seats" in refused.text) == (409, True, False)


def test_a_never_of_both_sides_tells_each_of_its_own_alone(client, event, firms, people, slots):
    made = opened(event, firms, slots, invited=[firms[1].id])
    never(event, firms[0], firms[1])
    guest, here = client.as_user(people[1]), base(event, firms[1]) + f"groups/{made}"
    assert "All seats are taken" in text_of(guest.get(here), "main")

    never(event, firms[1], firms[0])

    assert OWN in text_of(guest.get(here), "main")


def test_who_acts_for_a_firm_and_who_has_the_link_do_not_learn_what_it_keeps_to_itself(
    client, event, firms, people, slots
):
    made = opened(event, firms, slots, invited=[firms[1].id])
    never(event, firms[1], firms[0])
    organizer = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    here = base(event, firms[1]) + f"groups/{made}"

    pages = [text_of(organizer.get(one), "main") for one in (here, base(event, firms[1]) + "groups")]
    refused = organizer.post(here + "/seat")

    assert not any("never" in page for page in pages)
    assert "All seats are taken" in pages[0]
    assert (refused.status_code, "All seats are taken" in refused.text, "never" in refused.text) == (409, True, False)
    with pytest.raises(NoSeat) as by_link:
        services.take_group_seat(made, firms[1].id, by=None, by_link=True)
    assert by_link.value.details["why"] == "full"
