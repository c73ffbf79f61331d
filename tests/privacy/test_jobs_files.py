"""The files of letters follow an erasure by a job that the same transaction wrote down, whatever dies meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.core.db import db, now, transaction
from app.core.jobs import housekeeping
from app.core.jobs.queue import handle_message
from app.core.models import JobRun, Outbox
from app.privacy.erasure import ErasureReason
from app.privacy.queries import erasure as queries
from app.privacy.services.erasure import erase_data
from tests.privacy.aviary import OF_PERSON, aviary
from tests.privacy.remains import files_holding, letters_as_files


@pytest.mark.full
@pytest.mark.databases("sqlite")
def test_files_go_though_the_worker_was_killed_between_the_commit_and_the_work(app):
    at = aviary()
    app.config["JOBS"] = "queue"
    erase_data(queries.create_user_erasure(at.user.id, ErasureReason.ITSELF, by=at.user.id))
    lies = [path for path in letters_as_files() if b"canaria" in path.read_bytes().lower()]
    run = db.session.scalars(select(JobRun).where(JobRun.kind == "erase_files")).one()
    assert (run.state, bool(lies)) == ("queued", True)
    assert not any(needle in str(run.arguments).lower() for needle in OF_PERSON)
    run_id = run.id
    with transaction() as session:  # begun by a worker that is dead
        long_ago = now() - timedelta(minutes=5)
        dead = {"state": "running", "attempts": 1, "heartbeat_at": long_ago, "started_at": long_ago}
        session.execute(update(JobRun).where(JobRun.id == run_id).values(**dead))

    housekeeping.requeue_lost_jobs()
    handle_message(app, "job", run_id)
    handle_message(app, "job", run_id)

    db.session.rollback()
    done = db.session.get_one(JobRun, run_id, populate_existing=True)
    assert (done.state, (done.result or {})["clean"], done.attempts) == ("done", True, 2)
    assert files_holding(*OF_PERSON) - {"queue.db", "queue.db-wal"} == set()


@pytest.mark.full
def test_a_letter_that_tells_of_an_erased_firm_is_forgotten_once_it_is_sent(app, mailbox):
    at = aviary()
    last = db.session.scalars(select(Outbox.id).order_by(Outbox.id.desc()).limit(1)).one()
    assert at.firm.company is not None

    erase_data(queries.create_company_erasure(at.firm.company, ErasureReason.AUTHORITY, by=at.organizer.id))

    told = db.session.scalars(select(Outbox).where(Outbox.id > last, Outbox.kind == "meeting.cancelled")).all()
    assert {(one.state, one.subject, one.body, one.calendar) for one in told} == {("sent", "", "", None)}
    assert any("Aviarium" in str(letter["Subject"]) for letter in mailbox.letters)
