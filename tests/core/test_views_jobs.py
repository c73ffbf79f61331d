from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.core.db import db, transaction
from app.core.jobs import JobAttempt, job, runs
from app.core.models import JobRun
from tests import factories
from tests.support.clients import Visitor

pytestmark = pytest.mark.databases("sqlite")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def rank() -> Iterator[None]:
    @job(
        "rank_firms_again",
        title="Ranking firms",
        stages={"reading": "Reading profiles"},
        leads_to=lambda run: f"/made/{run.id}",
    )
    def rank(_running: JobAttempt) -> dict[str, Any]:
        return {}

    yield
    del runs.JOB_KINDS["rank_firms_again"]  # no others: the application may have brought its own meanwhile


@pytest.fixture
def user(app: Flask) -> User:
    return factories.user()


def a_run(user: User, **values: Any) -> JobRun:
    with transaction() as session:
        run = JobRun(public_id="0123456789abcdef0123456789abcdef", kind="rank_firms_again", user_id=user.id, **values)
        session.add(run)
    return run


def fragment(client: Visitor, run: JobRun) -> str:
    answer = client.get(f"/jobs/{run.public_id}", headers=HTMX)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_running_job_shows_how_far_it_is_and_asks_again(client: Visitor, user: User) -> None:
    run = a_run(user, state="running", progress=0.62, stage="reading")

    shown = fragment(client.as_user(user), run)

    assert 'hx-get="/jobs/0123456789abcdef0123456789abcdef"' in shown
    assert 'value="62"' in shown
    assert "Reading profiles" in shown
    assert 'action="/jobs/0123456789abcdef0123456789abcdef/stop"' in shown
    assert "<h1>" not in shown


def test_the_whole_page_works_without_a_script(client: Visitor, user: User) -> None:
    run = a_run(user)

    page = client.as_user(user).get(f"/jobs/{run.public_id}").get_data(as_text=True)

    assert page.count("<h1>Ranking firms</h1>") == 1
    assert "Waiting to begin" in page
    assert '<noscript><p class="mt-2"><a href="/jobs/0123456789abcdef0123456789abcdef">' in page


@pytest.mark.parametrize(
    ("values", "words", "link"),
    [
        ({"state": "done", "result": {}}, "Done", True),
        ({"state": "stopped", "result": {"best": 1}}, "Stopped; what was found so far is kept", True),
        ({"state": "stopped"}, "Stopped; nothing was changed", False),
        ({"state": "failed", "error": "job_lost"}, "This was interrupted three times and given up.", False),
        ({"state": "failed", "error": "stale", "result": {"details": {}}}, "Somebody changed this", False),
        ({"state": "failed", "error": "unheard_of"}, "This was refused. Nothing was changed.", False),
    ],
)
def test_a_job_that_ended_says_how_and_leads_on(
    client: Visitor, user: User, values: dict[str, Any], words: str, link: bool
) -> None:
    run = a_run(user, **values)

    shown = fragment(client.as_user(user), run)

    assert words in shown
    assert (f'href="/made/{run.id}"' in shown) is link
    assert "hx-get" not in shown


def test_the_stop_button_asks_the_job_to_stop(client: Visitor, user: User) -> None:
    run = a_run(user, state="running", progress=0.5)

    answer = client.as_user(user).post(f"/jobs/{run.public_id}/stop")

    assert (answer.status_code, answer.location) == (303, f"/jobs/{run.public_id}")
    assert db.session.get_one(JobRun, run.id).stop_requested_at is not None
    shown = fragment(client, run)
    assert "Stopping" in shown
    assert "/stop" not in shown


def test_nobody_else_sees_or_stops_it(client: Visitor, user: User) -> None:
    run = a_run(user, state="running")
    client.as_user(factories.user())

    assert client.get(f"/jobs/{run.public_id}").status_code == 404
    assert client.get(f"/jobs/{run.public_id}", headers=HTMX).status_code == 404
    assert client.post(f"/jobs/{run.public_id}/stop").status_code == 404
    assert db.session.get_one(JobRun, run.id).stop_requested_at is None
