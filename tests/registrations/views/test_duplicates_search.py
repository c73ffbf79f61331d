"""The register is compared in the background; the page shows how far that is, and what was found before."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.jobs.execution import execute_job
from app.core.models import JobRun
from app.registrations.queries.duplicate_candidates import list_duplicate_pairs
from app.registrations.services import duplicate_search, merging
from tests import factories
from tests.support.pages import is_loaded_anew_once, read


@pytest.fixture
def event(app):
    app.config["JOBS"] = "queue"
    return factories.event("day")


@pytest.fixture
def organizer(client, event):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


@pytest.fixture
def base(event):
    return f"/organisations/{event.organisation_id}/duplicates"


@pytest.fixture
def alphas(event):
    return [factories.company(event.organisation_id, name) for name in ("Alpha Ltd", "Alpha Limited")]


def runs():
    return db.session.scalars(
        select(JobRun).where(JobRun.kind == duplicate_search.DUPLICATE_SEARCH_JOB).order_by(JobRun.id)
    ).all()


def search(client, base):
    """The search is begun, and its job is done."""
    client.post(f"{base}/search")
    execute_job(runs()[-1].id)


def found(event):
    return [(pair.first.name, pair.second.name) for pair in list_duplicate_pairs(event.organisation_id)]


def test_until_the_register_is_compared_the_page_says_so_and_begins_it_once(organizer, base, alphas):
    first = organizer.get(base)
    duplicate_search.request_due_searches()
    again = organizer.get(base)
    organizer.post(f"{base}/search")

    assert "is being compared with the others" in read(first).text
    assert f'action="{base}/search"' in first.text
    assert f'hx-get="{base}"' in again.text
    assert "No two firms look alike" not in read(again).text
    assert [(run.queue, run.state) for run in runs()] == [("long", "queued")]


def test_the_page_asks_how_far_it_is_and_is_loaded_anew_when_it_is_done(organizer, base, alphas, event):
    asked = {"HX-Request": "true"}
    organizer.post(f"{base}/search")

    waiting = organizer.get(base, headers=asked)
    execute_job(runs()[0].id)
    done = organizer.get(base, headers=asked)

    assert f'hx-get="{base}"' in waiting.text
    assert "<h1" not in waiting.text
    assert is_loaded_anew_once(done)
    assert found(event) == [("Alpha Ltd", "Alpha Limited")]
    assert 'id="search"' not in organizer.get(base).text


def test_what_was_found_before_stands_while_a_changed_register_is_compared_again(organizer, base, alphas, event):
    search(organizer, base)
    factories.company(event.organisation_id, "ALPHA (Ltd.)")

    page = read(organizer.get(base)).text
    duplicate_search.request_due_searches()
    execute_job(runs()[-1].id)

    assert "Firms came or changed since" in page
    assert "1 pair of firms looks alike" in page
    assert len(found(event)) == 2


def test_a_register_that_did_not_change_is_not_compared_again(organizer, base, alphas):
    search(organizer, base)
    organizer.post(f"{base}/search")
    duplicate_search.request_due_searches()

    assert [run.state for run in runs()] == ["done"]


def test_a_register_that_changed_is_compared_though_nobody_looks(organizer, base, alphas):
    search(organizer, base)
    with transaction():
        alphas[1].name = "Omega Holdings"
    duplicate_search.request_due_searches()

    assert [run.state for run in runs()] == ["done", "queued"]


def test_what_was_said_to_be_two_or_merged_is_gone_before_the_next_search(organizer, base, alphas, event):
    for name in ("Gamma Trading Pte Ltd", "Gamma Trading Private Limited"):
        factories.company(event.organisation_id, name)
    search(organizer, base)
    before = found(event)

    pairs = list_duplicate_pairs(event.organisation_id)
    merging.merge_companies(event.organisation_id, pairs[0].first.id, pairs[0].second.id, by=None)
    merging.mark_distinct(event.organisation_id, pairs[1].first.id, pairs[1].second.id, by=None)

    assert len(before) == 2
    assert found(event) == []


def test_two_that_were_said_to_be_two_stay_so_after_the_next_search(organizer, base, alphas, event):
    merging.mark_distinct(event.organisation_id, alphas[0].id, alphas[1].id, by=None)

    search(organizer, base)

    assert found(event) == []
    assert "No two firms look alike" in organizer.get(base).text


def test_a_search_that_failed_is_begun_again_by_hand_alone(organizer, base, alphas):
    duplicate_search.request_due_searches()
    with transaction():
        runs()[0].state, runs()[0].error = "failed", "job_broke"

    duplicate_search.request_due_searches()
    page = organizer.get(base)
    waits = [run.state for run in runs()]
    organizer.post(f"{base}/search")

    assert f'action="{base}/search"' in page.text
    assert (waits, [run.state for run in runs()]) == (["failed"], ["failed", "queued"])
