"""Letters to many firms are written in the background, some at a time, each once, whatever ends the work meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import JobRun, Outbox
from app.events.phases import PhaseForbids
from app.registrations.mails.invitations import ReminderText
from app.registrations.queries.company_rows import list_company_rows
from app.registrations.queries.mailings import REMINDED, get_last_mailings
from app.registrations.services import mailings
from app.registrations.services.mailings import MailingResult, remind_companies


@pytest.fixture
def firms(brought):
    """As many as a request writes to, and two more."""
    return [brought.firm(f"Firm {n}", email=f"boss{n}@example.org").id for n in range(mailings.BATCH_SIZE + 2)]


def send(brought, firms, what="invite", **more):
    return mailings.send_or_enqueue(
        what, brought.event, brought.delegation, firms, again={}, by=brought.chamber.id, **more
    )


def begun(sent: MailingResult | JobRun) -> JobRun:
    assert isinstance(sent, JobRun)
    return sent


def letters():
    return sorted(db.session.scalars(select(Outbox.recipient)))


def test_a_few_are_written_at_once(brought, firms):
    assert send(brought, firms[:10]) == MailingResult(companies=10)
    assert db.session.scalars(select(JobRun)).all() == []


@pytest.mark.full
def test_more_are_work_of_their_own_which_says_how_many_it_wrote(brought, firms):
    run = begun(send(brought, firms, "remind", words={"en": ReminderText("soon", "Two days are left.")}))

    db.session.refresh(run)
    assert (run.state, run.result) == ("done", {"firms": 12, "before": 0, "unreachable": 0})
    assert len(letters()) == 12
    assert {"Two days are left." in one for one in db.session.scalars(select(Outbox.body))} == {True}


def test_work_that_is_ended_in_the_middle_is_done_by_the_next_and_nobody_gets_two(app, brought, firms):
    app.config["JOBS"] = "queue"  # the work waits
    run = begun(send(brought, firms, "remind"))
    heard: list[float] = []

    def tell(share: float) -> bool:
        heard.append(share)
        return len(heard) > 1

    half = mailings.send_in_batches(brought.event.id, run.arguments, by=brought.chamber.id, tell=tell)
    rest = mailings.send_in_batches(brought.event.id, run.arguments, by=brought.chamber.id, tell=lambda _share: False)

    assert (half.companies, rest.companies, len(rest.before), len(letters()), len(set(letters()))) == (
        10,
        2,
        10,
        12,
        12,
    )


def test_who_is_reminded_again_gets_one_more_however_often_the_work_is_done(app, brought, firms):
    app.config["JOBS"] = "queue"  # the work waits
    remind_companies(brought.event, brought.delegation, firms, by=brought.chamber.id)
    marks = {
        one: last.mark for one, last in get_last_mailings(REMINDED, list_company_rows(brought.event.id, firms)).items()
    }
    by = brought.chamber.id
    run = begun(mailings.send_or_enqueue("remind", brought.event, brought.delegation, [], again=marks, by=by))

    done = [
        mailings.send_in_batches(brought.event.id, run.arguments, by=brought.chamber.id, tell=lambda _share: False)
        for _ in range(2)
    ]

    assert ([one.companies for one in done], len(letters())) == ([12, 0], 24)


def test_a_closed_event_begins_no_work(brought, firms):
    with transaction():
        brought.event.phase = "closed"

    with pytest.raises(PhaseForbids):
        send(brought, firms)


@pytest.mark.full
def test_the_page_leads_to_the_work(client, brought, firms):
    answer = client.as_user(brought.chamber).post(
        f"/events/{brought.event.slug}/delegations/{brought.delegation.id}/invitations", data={"firm": firms}
    )

    run = db.session.scalars(select(JobRun)).one()
    assert (answer.status_code, answer.location) == (302, f"/jobs/{run.public_id}")
    shown = client.get(answer.location).text
    assert (len(letters()), f"/delegations/{brought.delegation.id}" in shown) == (12, True)
