"""What is wrong with meetings, and with the time that they hold, is found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.cli import run_checks
from app.core.db import db, now, transaction
from app.meetings import services
from app.meetings.models import Claim
from app.privacy.erasure import ErasureReason
from app.privacy.queries.erasure import create_company_erasure, create_event_erasure
from app.privacy.services.erasure import erase_data
from app.registrations.models import Preference
from tests import factories
from tests.doctor.hands import AWAY, codes, put
from tests.support.constraints import without_unique_keys
from tests.support.soundness import faults_of_rows

PROPOSED = """
INSERT INTO meeting_proposals (event_id, meeting_id, slot_id, position)
SELECT event_id, id, slot_id, 0 FROM meetings WHERE id = {0}"""


def test_a_double_booking_is_found_and_so_is_that_its_key_is_gone(hall):
    _event, _sides, (first, second) = hall

    with without_unique_keys("claims", "DELETE FROM claims"):
        with transaction() as session:
            taken, mine = (
                session.query(Claim).filter_by(meeting_id=number).filter(Claim.table_id.is_not(None)).one()
                for number in (first, second)
            )
            mine.table_id = taken.table_id
        found = {fault.code for one in run_checks() for fault in one.faults}

    assert found == {"table_held_twice", "schema_differs"}


@pytest.mark.full
@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE claims SET meeting_id = 9999 WHERE meeting_id = {0}", "foreign_key_broken"),
        ("UPDATE meetings SET state = 'agreed' WHERE id = {0}", "claims_without_time"),
        ("UPDATE meetings SET version = version + 1 WHERE id = {0}", "log_ends_elsewhere"),
        ("UPDATE meetings SET awaiting_id = low_id WHERE id = {0}", "awaits_in_vain"),
        (PROPOSED, "proposes_in_vain"),
        ("DELETE FROM meeting_parties WHERE meeting_id = {0}", "parties_differ"),
        ("UPDATE meetings SET sequence = -1 WHERE id = {0}", "sequence_goes_back"),
        ("DELETE FROM meetings WHERE id = {0}", "meeting_lost"),
        ("DELETE FROM meetings", "meeting_lost"),
        ("UPDATE registrations SET state = 'cancelled'", "party_has_left"),
        ("UPDATE tables SET retired_at = '2026-01-01 00:00:00'", "retired_table_held"),
        (AWAY.replace("representative_id", "table_id"), "table_unavailable"),
        (AWAY, "sits_and_is_away"),
        (
            'UPDATE notices SET details = \'{{"state": "held", "version": 2}}\' WHERE kind LIKE \'%time\'',
            "log_impossible",
        ),
    ],
)
def test_what_somebody_did_by_hand_is_found(hall, statement, code):
    if "notices" in statement and db.engine.dialect.name == "sqlite":
        put("DROP TRIGGER notices_no_update")

    put(statement.format(hall[2][0]))

    assert code in codes()


@pytest.mark.full
def test_two_that_were_brought_together_after_a_never_and_a_quota_too_full_are_found(hall):
    event, sides, (first, _second) = hall
    delegation = factories.delegation(event)
    with transaction() as session:
        one, other = sides[0][0].id, sides[1][0].id
        before = now() - timedelta(days=1)
        session.add(Preference(event_id=event.id, registration_id=one, other_id=other, kind="never", at=before))
        session.add(
            Preference(event_id=event.id, registration_id=sides[0][1].id, other_id=sides[1][1].id, kind="never")
        )
        session.merge(sides[0][0]).delegation_id = delegation.id
        session.merge(delegation).quota = 0

    told = {fault.code: fault.ids for fault in faults_of_rows()}

    assert told == {"never_met": (first,), "too_many_firms": (delegation.id,)}


@pytest.mark.full
def test_the_sequence_of_a_meeting_that_was_moved_does_not_go_back(hall):
    event, sides, (first, _second) = hall
    services.move(first, sides[1][0].id, event.slots[1].id, by=None)
    assert codes() == set()

    put(f"UPDATE meetings SET sequence = 0 WHERE id = {first}")

    assert codes() == {"sequence_goes_back"}


@pytest.mark.full
def test_a_request_that_should_have_lapsed_is_found(app):
    event = factories.event(request_expiry_days=5)
    firms = [factories.firm(event), factories.firm(event, "Chongqing")]
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    assert codes() == set()

    put(f"UPDATE meetings SET expires_at = '2026-01-01 00:00:00' WHERE id = {made}")

    assert {fault.code: fault.ids for fault in faults_of_rows()} == {"lapse_overdue": (made,)}


@pytest.mark.full
@pytest.mark.parametrize("whole", [False, True])
def test_what_is_lawfully_erased_leaves_the_database_sound(hall, whole):
    event, sides, _booked = hall
    with transaction() as session:
        if whole:
            session.merge(event).erased_at = now()
            session.flush()
        firm = sides[0][0].company
        erase_data(
            create_event_erasure(event, by=None)
            if whole
            else create_company_erasure(firm, ErasureReason.ASKED_IN_WRITING, by=None)
        )

    assert codes() == set()
