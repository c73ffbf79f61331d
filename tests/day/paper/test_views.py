"""The page of the papers: what there is, what has changed, a button for each pack, and the file."""

from __future__ import annotations

import re

import pytest

from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import JobRun, Notice
from app.meetings import services
from app.meetings.models import Meeting
from app.registrations.models import Delegation
from tests import factories
from tests.documents.printed import pages_of
from tests.support.pages import read

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


@pytest.mark.full
def test_what_has_changed_since_is_said_by_name_and_printed_alone(app, client, event):
    client.as_user(factories.event_role(event, Role.ORGANIZER))
    assert "nothing has changed" in said(made_with(client, f"{PATH}/agendas"))
    meeting = db.session.query(Meeting).one()
    services.move(event.id, meeting.id, slot_id=event.slots[2].id, by=None)

    page = said(client.get(PATH))
    after = said(made_with(client, f"{PATH}/agendas", changed="1"))

    assert "2 sheets have changed" in page
    assert "DBS Bank" in page
    assert "Personal agendas, run 2: ready" in after
    assert "nothing has changed" in after


@pytest.mark.full
def test_a_sheet_that_is_gone_is_noted_as_taken_back_once_and_says_nothing_more(app, client, event):
    client.as_user(factories.event_role(event, Role.ORGANIZER))
    made_with(client, f"{PATH}/agendas")
    meeting = db.session.query(Meeting).one()
    services.cancel(meeting.id, meeting.asker_id, by=None)
    page = client.get(PATH)
    assert "2 printed sheets are no longer needed" in said(page)
    (form,) = [one for one in read(page).find("form") if str(one.attributes["action"]).endswith("/agendas/gone")]
    (seal,) = [one.attributes["value"] for one in form.find("[name=seen]")]

    other = client.post(f"{PATH}/agendas/gone", data={"seen": "what another page saw"})
    after = client.post(f"{PATH}/agendas/gone", data={"seen": seal}, follow_redirects=True)
    again = client.post(f"{PATH}/agendas/gone", data={"seen": seal})

    assert (other.status_code, again.status_code) == (409, 409)
    assert "2 sheets are noted as taken back." in said(after)
    assert "no longer needed" not in said(after)
    assert db.session.query(Notice).filter_by(kind="paper.taken_back").one().details["sheets"] == 2
    services.arrange(event.id, meeting.low_id, meeting.high_id, by=factories.user().id, slot_id=event.slots[0].id)
    assert "2 sheets have changed" in said(client.get(PATH))


@pytest.mark.full
def test_a_chamber_takes_its_own_sheets_back_and_the_organizer_s_stay(app, client, chamber, event):
    delegation = db.session.query(Delegation).one()
    mine = f"/events/day/delegations/{delegation.id}/paper"
    made_with(client.as_user(factories.event_role(event, Role.ORGANIZER)), f"{PATH}/agendas")
    assert client.post(f"{mine}/agendas/gone", data={"seen": ""}).status_code == 403
    made_with(client.as_user(factories.member(chamber, Role.CHAMBER)), f"{mine}/agendas")
    meeting = db.session.query(Meeting).one()
    services.cancel(meeting.id, meeting.asker_id, by=None)
    (seal,) = [one.attributes["value"] for one in read(client.get(mine)).find("[name=seen]")]

    client.post(f"{mine}/agendas/gone", data={"seen": seal})

    assert "no longer needed" not in said(client.get(mine))
    client.as_user(factories.event_role(event, Role.ORGANIZER))
    assert "2 printed sheets are no longer needed" in said(client.get(PATH))


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
