"""The page of the papers: what there is, a button for each pack, and the file."""

from __future__ import annotations

import re

import pytest

from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import JobRun
from app.meetings import services
from app.registrations.models import Delegation
from tests import factories
from tests.documents.printed import pages_of

PATH = "/events/day/paper"


@pytest.fixture
def chamber(app):
    return factories.organisation("Singapore chamber")


@pytest.fixture
def event(app, chamber):
    event = factories.event("day", phase="running")
    delegation = factories.delegation(event, of=chamber)
    firms = [factories.firm(event, name="DBS Bank", delegation_id=delegation.id), factories.firm(event, "Chongqing")]
    services.arrange(event.id, firms[0].id, firms[1].id, by=factories.user().id, slot_id=event.slots[0].id)
    return event


def said(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def made_with(client, address, **values):
    """The page after the job is done."""
    job = client.post(address, data=values)
    assert job.status_code == 303
    run = db.session.query(JobRun).order_by(JobRun.id.desc()).limit(1).one()
    assert (run.state, run.error) == ("done", None)
    return client.get(f"{address.rpartition('/')[0]}?made={run.public_id}")


def test_a_desk_prints_the_agendas_and_fetches_the_file(app, client, event):
    client.as_user(factories.event_role(event, Role.DESK))

    page = made_with(client, f"{PATH}/agendas", size="a5", language="own")

    assert "Personal agendas, run 1: ready" in said(page)
    (file,) = re.findall(r"/files/\w+", page.text)
    assert len(pages_of(client.get(file).data)) == 2


def test_without_meetings_the_page_says_what_is_missing(app, client):
    event = factories.event("day", phase="running", tables=0)
    client.as_user(factories.event_role(event, Role.ORGANIZER))

    page = said(client.get(PATH))

    assert "No meeting has a table yet." in page
    assert "There is no table, or no time yet." in page


def test_a_chamber_prints_for_its_own_people_alone(app, client, chamber, event):
    client.as_user(factories.member(chamber, Role.CHAMBER))
    delegation = db.session.query(Delegation).one()

    page = made_with(client, f"/events/day/delegations/{delegation.id}/paper/agendas")

    assert "1 sheet." in said(page)
    assert "Badges" not in said(page)
    assert client.post(f"/events/day/delegations/{delegation.id}/paper/badges").status_code == 404
    assert client.get(PATH).status_code == 403


def test_a_form_sent_twice_makes_one_run(app, client, event):
    client.as_user(factories.event_role(event, Role.ORGANIZER))

    for _ in range(2):
        client.post(f"{PATH}/agendas", data={"key": "once-and-only"})

    assert db.session.query(JobRun).filter_by(kind="paper").count() == 1


@pytest.mark.parametrize("bad", [{"day": "tomorrow"}, {"delegation": "9" * 30}, {"language": "xx"}, {"size": "a0"}])
def test_what_cannot_be_read_counts_as_not_said(app, client, event, bad):
    client.as_user(factories.event_role(event, Role.ORGANIZER))

    assert client.get(PATH, query_string=bad).status_code == 200
    assert "run 1: ready" in said(made_with(client, f"{PATH}/agendas", **bad))
