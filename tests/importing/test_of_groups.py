"""The organizer imports the hosts, or any other group, as a chamber imports its delegation."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.accounts.permissions import Role
from app.companies.models import Company
from app.core.db import db
from app.events.models import Event
from app.importing.services.execution import execute_import
from app.registrations.models import Delegation, Registration
from tests import factories
from tests.importing.batches import imported
from tests.importing.pages import newest_batch, text_of
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor

LIST = "/events/matching-day/imports"
HEAD = ("Company", "Contact", "E-mail", "Group")
ALPHA, BETA = ("Alpha Pte Ltd", "Ann Lee", "ann@alpha.example", ""), ("Beta Pte Ltd", "Ben Ong", "ben@beta.example", "")


@pytest.fixture
def organizer(event: Event) -> User:
    return factories.member(event.organisation, Role.ORGANIZER)


@pytest.fixture
def office(client: Visitor, organizer: User) -> Visitor:
    return client.as_user(organizer)


def send(office: Visitor, event: Event, *rows: tuple[str, ...], side: str = "Singapore") -> TestResponse:
    file = (BytesIO(xlsx(HEAD, *rows)), "hosts.xlsx")
    return office.post(LIST, data={"file": file, "group": str(factories.group(event, side).id)})


def bring(office: Visitor, event: Event, *rows: tuple[str, ...], side: str = "Singapore") -> None:
    """Sent and imported as it stands."""
    assert send(office, event, *rows, side=side).status_code == 302
    batch = newest_batch()
    execute_import(batch.id, batch.version, by=batch.user_id)


def listed(event: Event) -> list[tuple[str, str, int | None, str]]:
    """Company, group, delegation and state of each registration."""
    rows = (
        select(Company.name, Registration)
        .join(Registration, Registration.company_id == Company.id)
        .where(Registration.event_id == event.id)
        .order_by(Registration.id)
    )
    return [
        (name, one.group.name if one.group else "", one.delegation_id, one.state)
        for name, one in db.session.execute(rows)
    ]


def test_the_side_is_chosen_in_a_field_that_looks_like_a_choice(office: Visitor, event: Event) -> None:
    (chosen,) = re.findall(r"<select[^>]*name=\"group\"[^>]*>", office.get(LIST).text)

    assert 'class="form-select"' in chosen


@pytest.mark.parametrize("side", ["Singapore", "Chongqing"])
def test_the_organizer_imports_a_group_from_registrations_without_a_delegation(office, event, side):
    at = office.get("/events/matching-day/registrations")
    page = office.get(LIST)

    preview = office.get(send(office, event, ALPHA, BETA, side=side).location)
    bring(office, event, ALPHA, BETA, side=side)
    done = office.get(f"{LIST}/{newest_batch().id}")

    assert f'href="{LIST}"' in at.text
    assert "Side of the event" in text_of(page)
    assert "Import 2 rows" in text_of(preview)
    assert "The sheet is imported" in text_of(done)
    assert listed(event) == [(name, side, None, "invited") for name in ("Alpha Pte Ltd", "Beta Pte Ltd")]


def test_a_row_that_names_another_group_goes_there(office, event):
    bring(office, event, ALPHA, (*BETA[:3], "Chongqing"))

    assert [(name, side) for name, side, _, _ in listed(event)] == [
        ("Alpha Pte Ltd", "Singapore"),
        ("Beta Pte Ltd", "Chongqing"),
    ]


def test_the_group_must_be_chosen(office):
    answer = office.post(LIST, data={"file": (BytesIO(xlsx(HEAD, ALPHA)), "hosts.xlsx"), "group": "0"})

    assert answer.status_code == 422
    assert "Choose a side." in text_of(answer)


def test_only_the_organizer_imports_for_a_group(office, event, client, user, delegation):
    send(office, event, ALPHA)

    chamber = client.as_user(user)

    assert chamber.get(LIST).status_code == 403
    assert send(chamber, event, BETA).status_code == 403
    assert chamber.get(f"{LIST}/{newest_batch().id}").status_code == 404


def test_the_same_list_again_brings_nobody_twice_and_says_who_is_gone(office, event):
    bring(office, event, ALPHA, BETA)
    bring(office, event, ("Gamma Pte Ltd", "Gao", "g@gamma.example", ""), side="Chongqing")

    preview = text_of(office.get(send(office, event, ALPHA).location))

    assert "1 firm no longer in the sheet" in preview
    assert "Beta Pte Ltd" in preview
    assert "Gamma Pte Ltd" not in preview
    assert len(listed(event)) == 3


def test_a_company_of_a_delegation_stays_with_it(office, event, delegation: Delegation):
    imported(event, delegation, xlsx(HEAD, ALPHA))

    bring(office, event, ALPHA, BETA)

    assert [(name, of) for name, _, of, _ in listed(event)] == [
        ("Alpha Pte Ltd", delegation.id),
        ("Beta Pte Ltd", None),
    ]


def test_an_import_for_a_group_is_undone(office, event):
    bring(office, event, ALPHA, BETA)
    batch = newest_batch()

    answer = office.post(f"{LIST}/{batch.id}/undo", data={"version": str(batch.version)})

    assert answer.location == f"{LIST}/{batch.id}"
    assert listed(event) == []


def test_a_sheet_for_a_group_is_thrown_away(office, event):
    send(office, event, ALPHA)
    batch = newest_batch()

    answer = office.post(f"{LIST}/{batch.id}/disposal", data={"version": str(batch.version)})

    assert answer.location == LIST
    assert batch.state == "thrown_away"
