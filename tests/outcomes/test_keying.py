"""Slips are keyed in by number or code, one key each; a firm's own word stays, and the last slip is undone."""

from __future__ import annotations

import datetime as dt

import pytest

from app.accounts.permissions import Role
from app.core.db import db, now
from app.day.paper.models import PaperKind, PrintRequest
from app.day.paper.services.hall_pages import get_slip_values
from app.day.paper.services.page_layout import SheetPack
from app.meetings.models import Meeting
from app.meetings.queries.signed_links import get_slip_url
from app.outcomes.queries.verdicts import current_outcomes
from app.outcomes.services import recording
from app.outcomes.stages import (
    STAGE_KEYS,
    Money,
    NoOutcomeStated,
    OutcomeStage,
    OutcomeStanding,
    OutcomeStatement,
    OutcomeSubject,
)
from tests import factories
from tests.outcomes.acts import booked, says, verdict


def key(event, meeting_id, firms, stage=OutcomeStage.INTENT, money=None):
    return recording.key_in_slip(event.id, OutcomeSubject(meeting_id), [one.id for one in firms], stage, money, by=None)


def test_a_slip_that_both_signed_confirms_what_is_ticked(event, begun, firms):
    keyed = key(event, begun, firms, OutcomeStage.SIGNED, Money(5_00, "SGD"))

    found = verdict(begun)
    assert keyed.written == tuple(one.id for one in firms)
    assert (found.standing, found.confirmed_money) == (OutcomeStanding.AGREED, Money(5_00, "SGD"))


def test_what_a_firm_said_by_itself_goes_before_the_slip(event, begun, firms):
    says(begun, firms[0], OutcomeStage.FOLLOW_UP)

    keyed = key(event, begun, firms, OutcomeStage.SIGNED)

    assert (keyed.written, keyed.left) == ((firms[1].id,), (firms[0].id,))
    assert verdict(begun).standing is OutcomeStanding.DIFFERS


def test_a_firm_corrects_what_the_slip_said_of_it(event, begun, firms):
    key(event, begun, firms, OutcomeStage.SIGNED)
    says(begun, firms[0], OutcomeStage.INTENT)

    assert verdict(begun).of(firms[0].id) == OutcomeStatement(firms[0].id, OutcomeStage.INTENT)


def test_undoing_brings_back_what_was_keyed_in_before(event, begun, firms, clock):
    key(event, begun, firms, OutcomeStage.INTENT)
    clock["now"] += dt.timedelta(seconds=5)
    key(event, begun, firms, OutcomeStage.SIGNED)

    recording.undo_slip(event.id, OutcomeSubject(begun), by=None)
    assert [one.stage for one in current_outcomes(OutcomeSubject(begun))] == ["intent", "intent"]

    recording.undo_slip(event.id, OutcomeSubject(begun), by=None)
    assert current_outcomes(OutcomeSubject(begun)) == []
    with pytest.raises(NoOutcomeStated):
        recording.undo_slip(event.id, OutcomeSubject(begun), by=None)


def test_undoing_leaves_what_a_firm_said_by_itself(event, begun, firms):
    says(begun, firms[0], OutcomeStage.FOLLOW_UP)
    key(event, begun, firms, OutcomeStage.SIGNED)

    recording.undo_slip(event.id, OutcomeSubject(begun), by=None)

    assert [(one.registration_id, one.stage) for one in current_outcomes(OutcomeSubject(begun))] == [
        (firms[0].id, "follow_up")
    ]


@pytest.fixture
def desk(client, event):
    return client.as_user(factories.event_role(event, Role.DESK))


def test_a_number_one_key_and_enter_is_all_it_takes(desk, event, begun):
    page = f"/events/{event.slug}/slips"
    assert "San Yang Ma" in desk.get(f"{page}?number={begun}").text

    answer = desk.post(f"{page}/{begun}", data={"key": "3"})
    assert answer.location == f"{page}?saved={begun}"
    assert f"Kept last: number {begun}" in desk.get(answer.location).text
    assert verdict(begun).confirmed is OutcomeStage.INTENT

    desk.post(f"{page}/{begun}/removal")
    assert verdict(begun).words == ()


def test_a_scanned_code_opens_its_meeting_in_the_page_and_from_a_camera(desk, event, begun):
    url = get_slip_url(db.session.get_one(Meeting, begun))
    page = f"/events/{event.slug}/slips"

    assert "San Yang Ma" in desk.get(page, query_string={"number": url}).text
    assert desk.get("/slips/" + url.rpartition("/")[2]).location == f"{page}?number={begun}"


def test_a_forged_code_and_a_number_of_another_event_open_nothing(desk, event, begun, firms):
    other = factories.event(phase="running")
    theirs = booked(other, (factories.firm(other), factories.firm(other, "Chongqing")), place=3)
    true = get_slip_url(db.session.get_one(Meeting, begun))
    forged = true[:-1] + ("6" if true.endswith("7") else "7")
    page = f"/events/{event.slug}/slips"

    for typed in (str(theirs), forged, "abc", "999999999999999999999", "-1", "0"):
        assert desk.get(page, query_string={"number": typed}).status_code == 422, typed
    assert desk.post(f"{page}/{theirs}", data={"key": "1"}).status_code == 404
    assert desk.get("/slips/" + forged.rpartition("/")[2]).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"key": "5"},
        {"key": ""},
        {"key": "2", "amount": "100", "currency": "CNY"},
        {"key": "4", "amount": "100"},
        {"key": "4", "amount": "x", "currency": "CNY"},
        {"key": "4", "whose": "nobody"},
    ],
)
def test_what_cannot_be_keyed_in_is_said_and_keeps_nothing(desk, event, begun, sent):
    assert desk.post(f"/events/{event.slug}/slips/{begun}", data=sent).status_code == 422
    assert verdict(begun).words == ()


def test_a_meeting_that_has_not_begun_is_refused_with_its_page(desk, event, firms, clock):
    meeting_id = booked(event, firms, place=3)
    clock["now"] = factories.FIRST_SLOT

    answer = desk.post(f"/events/{event.slug}/slips/{meeting_id}", data={"key": "1"})
    assert (answer.status_code, "has not begun" in answer.text) == (409, True)


def test_a_slip_of_a_meeting_that_has_not_begun_says_so_before_anything_is_ticked(desk, event, firms, clock):
    meeting_id = booked(event, firms, place=3)
    clock["now"] = factories.FIRST_SLOT

    page = desk.get(f"/events/{event.slug}/slips?number={meeting_id}").text
    assert "This meeting has not begun." in page
    assert 'name="key"' not in page


def test_a_slip_on_which_not_held_is_ticked_is_keyed_and_undone(desk, event, begun):
    page = f"/events/{event.slug}/slips"

    answer = desk.post(f"{page}/{begun}", data={"key": "０"})

    meeting = db.session.get_one(Meeting, begun)
    assert (answer.location, meeting.state, verdict(begun).words) == (f"{page}?saved={begun}", "missed", ())
    assert f'action="{page}/{begun}/removal"' in desk.get(answer.location).text
    desk.post(f"{page}/{begun}/removal")
    db.session.refresh(meeting)
    assert meeting.state == "held"


def test_an_amount_of_a_meeting_that_was_not_held_is_refused(desk, event, begun):
    sent = {"key": "0", "amount": "100.00", "currency": "CNY"}

    assert desk.post(f"/events/{event.slug}/slips/{begun}", data=sent).status_code == 422
    assert db.session.get_one(Meeting, begun).state == "booked"


def test_the_paper_asks_what_the_desk_keys_in(app, event):
    with app.test_request_context():
        words = get_slip_values(SheetPack(event, PrintRequest(PaperKind.TICK_SLIPS), (), 1, now(), "en"))["words"]

    assert {"not_held", *STAGE_KEYS.values()} < set(words)
    assert not {"held", "note"} & set(words)


def test_one_side_alone_may_have_signed(desk, event, begun, firms):
    desk.post(
        f"/events/{event.slug}/slips/{begun}",
        data={"key": "４", "whose": "asker", "amount": "2,000,000", "currency": "sgd"},
    )

    assert verdict(begun).standing is OutcomeStanding.WAITS
    assert verdict(begun).words == (OutcomeStatement(firms[0].id, OutcomeStage.SIGNED, Money(200_000_000, "SGD")),)
