"""A firm taps what came of its meetings; the organizer sees both sides beside each other and confirms one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.db import now, transaction
from app.meetings.services import attendance
from app.meetings.services.expiry import finish_due_meetings
from app.outcomes.queries.verdicts import confirmation_of
from app.outcomes.stages import Money, OutcomeStage, OutcomeStatement, OutcomeSubject
from tests import factories
from tests.meetings.histories import lines
from tests.outcomes.acts import says, verdict
from tests.support.pages import read


def at(event, firm, path="outcomes"):
    return f"/events/{event.slug}/companies/{firm.id}/{path}"


def tap(client, user, event, firm, meeting_id, **sent):
    return client.as_user(user).post(at(event, firm, f"meetings/{meeting_id}/outcome"), data=sent)


@pytest.fixture
def organizer(event):
    return factories.member(event.organisation, "organizer")


def test_the_agenda_asks_for_the_last_meeting_in_one_tap(client, event, firms, users, begun):
    page = client.as_user(users[0]).get(at(event, firms[0], "agenda"))
    assert "How did it go with San Yang Ma?" in page.text

    answer = tap(client, users[0], event, firms[0], begun, stage="follow_up", back="agenda")

    assert answer.location == at(event, firms[0], "agenda")
    assert verdict(begun).of(firms[0].id) == OutcomeStatement(firms[0].id, OutcomeStage.FOLLOW_UP)
    assert "How did it go" not in client.get(answer.location).text


@pytest.mark.full
def test_what_a_firm_says_came_of_it_is_no_part_of_the_history_that_both_read(client, event, firms, users, begun):
    says(begun, firms[0], OutcomeStage.SIGNED, 100, by=users[0].id)
    attendance.record_missed(event.id, begun, by=None)

    told = [[line[0] for line in lines(client, users[one], event, firms[one], begun)] for one in (0, 1)]

    assert told[0] == told[1] == ["asked", "accepted with a time 18 March 2032, 09:30 · table A1", "marked as missed"]


def test_an_intent_leads_to_its_amount_which_stays_when_it_is_signed(client, event, firms, users, begun):
    answer = tap(client, users[0], event, firms[0], begun, stage="intent", back="agenda")
    assert answer.location == f"{at(event, firms[0])}#m{begun}"
    assert "Keep the amount" in client.get(answer.location).text

    tap(client, users[0], event, firms[0], begun, stage="intent", amount="4500000", currency="SGD")
    shown = client.get(at(event, firms[0])).text
    assert (shown.count('value="4500000"'), "CNY\u00a04,500,000" in shown) == (2, False)

    tap(client, users[0], event, firms[0], begun, stage="signed", amount="4500000", currency="SGD")
    assert verdict(begun).of(firms[0].id) == OutcomeStatement(
        firms[0].id, OutcomeStage.SIGNED, Money(450_000_000, "SGD")
    )


@pytest.mark.parametrize("typed", ["1.2bn", "12亿"])
def test_a_short_amount_is_asked_back_in_full_before_it_is_stored(client, event, firms, users, begun, typed):
    tap(client, users[0], event, firms[0], begun, stage="signed")

    asked = tap(client, users[0], event, firms[0], begun, stage="signed", amount=typed, currency="USD")
    before = verdict(begun).of(firms[0].id)
    tap(client, users[0], event, firms[0], begun, stage="signed", amount="1200000000", currency="USD")

    assert asked.status_code == 422
    assert "USD\u00a01,200,000,000?" in asked.text
    assert 'value="1200000000"' in asked.text
    assert before == OutcomeStatement(firms[0].id, OutcomeStage.SIGNED)
    assert verdict(begun).of(firms[0].id) == OutcomeStatement(
        firms[0].id, OutcomeStage.SIGNED, Money(120_000_000_000, "USD")
    )


@pytest.mark.parametrize("slow", [timedelta(minutes=7), timedelta(days=1), timedelta(hours=-3)])
def test_what_was_tapped_last_counts_on_a_phone_whose_clock_is_wrong(client, event, firms, users, begun, slow):
    """It corrects a word that was given a minute before, and waited for the network."""
    tap(client, users[0], event, firms[0], begun, stage="none")
    clock = int((now() - slow).timestamp() * 1000)

    tap(client, users[0], event, firms[0], begun, stage="intent", at=str(clock), clock=str(clock))
    assert verdict(begun).of(firms[0].id) == OutcomeStatement(firms[0].id, OutcomeStage.INTENT)

    tap(client, users[0], event, firms[0], begun, stage="none", at=str(clock - 600_000), clock=str(clock))
    assert verdict(begun).of(firms[0].id) == OutcomeStatement(firms[0].id, OutcomeStage.INTENT)


@pytest.mark.parametrize("says", ["", "0", "99999999999999", "-1", "²", "x"])
def test_a_phone_that_says_nonsense_of_its_clock_breaks_nothing(client, event, firms, users, begun, says):
    for made in ("0", "99999999999999", "x"):
        answer = tap(client, users[0], event, firms[0], begun, stage="none", at=made, clock=says)
        assert answer.status_code == 303
    assert verdict(begun).of(firms[0].id) == OutcomeStatement(firms[0].id, OutcomeStage.NONE)


@pytest.mark.parametrize(
    "sent",
    [
        {"stage": "signed", "amount": "abc", "currency": "CNY"},
        {"stage": "signed", "amount": "5", "currency": ""},
        {"stage": "won"},
        {},
    ],
)
def test_what_cannot_be_read_is_said_and_keeps_nothing(client, event, firms, users, begun, sent):
    answer = tap(client, users[0], event, firms[0], begun, **sent)

    assert answer.status_code == 422
    assert verdict(begun).words == ()


def test_the_other_sides_word_is_shown_once_both_have_spoken_and_its_amount_never(client, event, firms, users, begun):
    says(begun, firms[1], OutcomeStage.SIGNED, 777_00)
    page = client.as_user(users[0]).get(at(event, firms[0])).text
    assert ("San Yang Ma says" in page, "777" in page) == (False, False)

    says(begun, firms[0], OutcomeStage.INTENT)
    page = client.get(at(event, firms[0])).text
    assert ("San Yang Ma says: Signed" in page, "777" in page) == (True, False)


def test_the_organizer_reads_what_a_firm_says_and_speaks_for_none(client, event, firms, begun, organizer):
    page = client.as_user(organizer).get(at(event, firms[0]))
    assert (page.status_code, "You read what the firm says" in page.text) == (200, True)

    assert tap(client, organizer, event, firms[0], begun, stage="signed").status_code == 403
    assert verdict(begun).words == ()


def test_a_chamber_speaks_for_its_own_firms_alone(client, event, firms, begun):
    chamber = factories.organisation("Chamber")
    delegate = factories.member(chamber, "chamber")
    delegation = factories.delegation(event, of=chamber)
    ours = factories.firm(event, "Singapore", delegation_id=delegation.id)

    assert client.as_user(delegate).get(at(event, ours)).status_code == 200
    assert tap(client, delegate, event, firms[0], begun, stage="signed").status_code == 404


def test_the_organizer_confirms_one_of_two_words_with_what_was_seen(client, event, firms, begun, organizer):
    said = says(begun, firms[0], OutcomeStage.SIGNED, 100)
    says(begun, firms[1], OutcomeStage.INTENT)
    page = f"/events/{event.slug}/meetings/{begun}/outcome"
    sent = {"side": firms[0].id, "outcome": said.id, "reason": "page 4, both seals"}

    assert "the sides differ" in client.as_user(organizer).get(page).text
    assert client.post(f"{page}/confirmation", data={**sent, "reason": ""}).status_code == 422
    assert client.post(f"{page}/confirmation", data=sent).location == page
    assert "page 4, both seals" in client.get(page).text

    client.post(f"{page}/confirmation/removal")
    assert confirmation_of(OutcomeSubject(begun)) is None


def test_nobody_else_sees_the_two_words_beside_each_other(client, event, users, begun):
    page = f"/events/{event.slug}/meetings/{begun}/outcome"

    assert client.as_user(users[0]).get(page).status_code == 403
    assert client.as_user(factories.user()).get(page).status_code == 404


def test_the_number_over_a_time_tells_of_how_many_the_list_behind_it_holds(client, event, begun, organizer, clock):
    address = f"/events/{event.slug}/figures?day=all"
    ahead = over_bars(client.as_user(organizer).get(address))
    clock["now"] += timedelta(hours=1)
    finish_due_meetings()

    assert ahead == ["0/1"]
    assert over_bars(client.get(address)) == ["1"]


def over_bars(page):
    return [one.text for one in read(page).find("text") if one.attributes.get("class") == "q-strong"]


def test_once_the_event_is_closed_a_word_can_be_given_and_changed(client, event, firms, users, begun):
    tap(client, users[0], event, firms[0], begun, stage="intent")
    with transaction() as session:
        session.merge(event).phase = "closed"

    said, unsaid = (client.as_user(user).get(at(event, firm)) for user, firm in zip(users, firms, strict=True))

    assert read(said).find("main")[0].find("[name=stage]")
    assert read(unsaid).find("main")[0].find("[name=stage]")
    assert tap(client, users[0], event, firms[0], begun, stage="signed").status_code == 303
    assert tap(client, users[1], event, firms[1], begun, stage="signed").status_code == 303
    assert verdict(begun).confirmed is OutcomeStage.SIGNED
