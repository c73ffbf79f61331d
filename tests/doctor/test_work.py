"""Letters, jobs and kept answers that got stuck are found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import audit
from app.core.db import now, transaction
from app.core.models import IdempotencyKey, JobRun, Outbox
from tests import factories
from tests.support.soundness import faults_of_rows


@pytest.mark.full
def test_letters_just_let_go_by_a_long_rehearsal_are_not_stuck(hall):
    event = hall[0]
    with transaction() as session:
        letter = {"kind": "x", "language": "en", "subject": "s", "body": "b", "created_at": now() - timedelta(hours=3)}
        notice = audit.log_action("letters.tried", event, event_id=event.id, by=None)
        of = {"notice_id": notice.id, "event_id": event.id, "recipient": "a@example.org", "message_id": "<1@x>"}
        session.add(Outbox(**letter, **of))

    before = {fault.code for fault in faults_of_rows()}
    with transaction():
        audit.log_action("letters.released", event, event_id=event.id, by=None, count=1)
    after = {fault.code for fault in faults_of_rows()}

    assert (before, after) == ({"letter_stuck"}, set())


@pytest.mark.full
def test_letters_and_jobs_that_got_stuck_and_a_key_without_answer_are_found(hall):
    event = hall[0]
    long_ago = now() - timedelta(hours=3)
    with transaction() as session:
        notice = audit.log_action("event.changed", event, event_id=event.id, by=None)
        letter = {"notice_id": notice.id, "kind": "x", "language": "en", "subject": "s", "body": "b"}
        stuck = {"created_at": long_ago, "touched_at": long_ago}
        session.add(Outbox(**letter, recipient="a@example.org", message_id="<1@x>", **stuck))
        session.add(Outbox(**letter, recipient="b@example.org", message_id="<2@x>", state="held", **stuck))
        session.add(JobRun(public_id="p", kind="rank", state="running", heartbeat_at=long_ago))
        session.add(IdempotencyKey(user_id=factories.user().id, key="12345678", body_hash="h", answer={}))

    told = {fault.code: fault.ids for fault in faults_of_rows()}

    assert told.keys() == {"letter_stuck", "job_silent", "key_without_answer"}
    assert len(told["letter_stuck"]) == 1
