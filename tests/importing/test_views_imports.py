"""The pages of a sheet's import: upload, settle, import, undo; rights; refusals."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.core.db import db, transaction
from app.core.models import StoredFile
from app.events.models import Event
from app.importing.fixes import row_key
from app.importing.queries.imports import get_plan, get_remembered_choices
from app.importing.services.execution import execute_import
from app.importing.services.uploads import upload_list
from app.registrations.models import Delegation, Registration
from tests import factories
from tests.importing.pages import act, address, html_of, newest_batch, only_batch, send, settle_all, text_of
from tests.sheets.workbooks import FILE, SHEET, firms_of_truth, messy, xlsx
from tests.support.clients import Visitor
from tests.support.pages import read
from tests.support.queries import counted


def test_a_chamber_uploads_fixes_imports_and_undoes_its_sheet(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    client.as_user(user)

    sent = send(client, delegation, messy())
    batch = only_batch()
    assert sent.headers["Location"] == address(delegation, batch.id)
    page = client.get(address(delegation, batch.id))
    assert "“messy_1_en_delegation.xlsx”, sheet “Delegation list”, rows 6 to 52. Header found in rows 4 and 5." in (
        text_of(page)
    )
    assert "Possible once 6 rows are settled." in text_of(page)

    settle_all(client, delegation, batch)
    assert get_plan(batch).ready
    done = act(client, delegation, batch, "run")
    assert done.status_code == 302
    assert (batch.state, len(db.session.scalars(select(Registration)).all())) == (
        "imported",
        len(set(firms_of_truth().values())),
    )
    shown = text_of(client.get(address(delegation, batch.id)))
    assert "The sheet is imported" in shown
    assert "Undo 42 rows" in shown

    act(client, delegation, batch, "undo")
    assert (batch.state, db.session.scalars(select(Registration)).all()) == ("undone", [])
    assert "Everything is as it was before the import" in text_of(client.get(address(delegation, batch.id)))


def test_the_page_after_an_import_counts_what_became_of_each_firm(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    client.as_user(user)
    head = ("Company", "E-mail", "City")
    same, moved = ("Alpha Pte Ltd", "a@a.example.org", "Jurong"), ("Beta Pte Ltd", "b@b.example.org", "Jurong")
    send(client, delegation, xlsx(head, same, moved))
    act(client, delegation, only_batch(), "run")
    factories.company(delegation.event.organisation_id, "Gamma Pte Ltd")
    rows = (
        same,
        (*moved[:2], "Changi"),
        ("Gamma Pte Ltd", "c@c.example.org", ""),
        ("Delta Pte Ltd", "d@d.example.org", ""),
        ("Epsilon Pte Ltd", "e@e.example.org", ""),
    )
    send(client, delegation, xlsx(head, *rows))
    batch = newest_batch()

    act(client, delegation, batch, "run")
    page = client.get(address(delegation, batch.id))

    assert [one.text for one in read(page).find(".q-figures")[0].find("a")] == [
        "2 new firms",
        "1 firm known before, new in this event",
        "1 firm changed",
        "1 firm as it was",
    ]
    assert states_of(page) == [
        ("Beta Pte Ltd", "changed"),
        ("Gamma Pte Ltd", "known, new here"),
        ("Delta Pte Ltd", "new"),
        ("Epsilon Pte Ltd", "new"),
    ]
    assert "5 rows of the sheet speak of these firms, 0 rows were left out." in text_of(page)


def states_of(page: TestResponse) -> list[tuple[str, str]]:
    """Each firm of the table of what was written, and its state."""
    rows = read(page).find("#written")[0].find("tbody")[0].find("tr")
    return [(row.find("td")[0].text, row.find("td")[1].text) for row in rows]


def test_an_edited_firm_is_named_before_and_after_the_undo(client: Visitor, user: User, delegation: Delegation) -> None:
    client.as_user(user)
    rows = (("Company", "E-mail"), ("Alpha Pte Ltd", "a@a.example.org"), ("Beta Pte Ltd", "b@b.example.org"))
    send(client, delegation, xlsx(*rows))
    batch = only_batch()
    act(client, delegation, batch, "run")
    with transaction():
        db.session.scalars(select(Registration).order_by(Registration.rank)).first().needs_interpreter = True  # type: ignore[union-attr]

    before = text_of(client.get(address(delegation, batch.id)))
    act(client, delegation, batch, "undo")
    after = text_of(client.get(address(delegation, batch.id)))

    assert "Row 2 , Alpha Pte Ltd : edited since" in before or "Row 2, Alpha Pte Ltd: edited since" in before
    assert "1 firm was left" in after
    assert "Alpha Pte Ltd" in after
    assert "edited since" in after
    assert "Beta Pte Ltd" not in after


def test_a_typed_address_that_is_none_is_answered_beside_its_field(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    client.as_user(user)
    send(client, delegation, messy())
    batch = only_batch()

    answer = act(client, delegation, batch, "rows", place=row_key(SHEET, 20), act="save", email="nobody")

    assert answer.status_code == 422
    assert "Write an address as name@firm.com, or import without." in text_of(answer)
    assert 'value="nobody"' in answer.get_data(as_text=True)
    assert batch.fixes == {}


def test_what_was_said_can_be_taken_back(client: Visitor, user: User, delegation: Delegation) -> None:
    client.as_user(user)
    send(client, delegation, messy())
    batch = only_batch()
    for row, pressed in ((20, "without"), (37, "leave_out"), (46, "new")):
        act(client, delegation, batch, "rows", place=row_key(SHEET, row), act=pressed)
    shown = text_of(client.get(address(delegation, batch.id)))
    assert "without e-mail" in shown
    assert "a new firm" in shown
    assert "you left it out" in shown

    for row in (20, 37, 46):
        act(client, delegation, batch, "rows", place=row_key(SHEET, row), act="back")

    assert batch.fixes == {}


def test_a_chosen_column_is_read_again_and_remembered(client: Visitor, user: User, delegation: Delegation) -> None:
    client.as_user(user)
    send(client, delegation, messy())
    batch = only_batch()
    name = re.search(r'name="(column-1-1-\d+)" aria-label="Dietary becomes"', html_of(client, delegation, batch))
    assert name

    act(client, delegation, batch, "columns", **{name[1]: "remarks"})

    assert get_remembered_choices(delegation.organisation_id)["columns"] == {"dietary": "remarks"}
    sheet = get_plan(batch).sheets[0]
    assert [c.field.value for c in sheet.tables[0].columns if c.header == "Dietary"] == ["remarks"]


def test_a_sheet_can_be_read_after_all(client: Visitor, user: User, delegation: Delegation) -> None:
    client.as_user(user)
    send(client, delegation, messy())
    batch = only_batch()

    act(client, delegation, batch, "columns", sheet="Withdrawn", read="1")

    assert [sheet.name for sheet in get_plan(batch).not_read] == ["lists"]


def test_two_people_in_one_preview_do_not_overwrite_each_other(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    client.as_user(user)
    send(client, delegation, messy())
    batch = only_batch()
    seen = batch.version
    act(client, delegation, batch, "rows", place=row_key(SHEET, 20), act="without")

    answer = client.post(
        address(delegation, batch.id, "rows"),
        data={"version": str(seen), "place": row_key(SHEET, 20), "act": "leave_out"},
    )

    assert answer.status_code == 409
    assert "Somebody changed this since you opened it." in text_of(answer)
    assert batch.fixes == {row_key(SHEET, 20): {"without_email": True}}


def test_a_sheet_is_not_imported_twice_by_two_presses(client: Visitor, user: User, delegation: Delegation) -> None:
    client.as_user(user)
    send(client, delegation, xlsx(("Company", "E-mail"), ("Alpha Pte Ltd", "a@a.example.org")))
    batch = only_batch()
    pressed = str(batch.version)

    first = client.post(address(delegation, batch.id, "run"), data={"version": pressed})
    second = client.post(address(delegation, batch.id, "run"), data={"version": pressed})

    assert (first.status_code, second.status_code) == (302, 409)
    assert len(db.session.scalars(select(Registration)).all()) == 1


def test_a_sheet_can_be_thrown_away(client: Visitor, user: User, delegation: Delegation) -> None:
    client.as_user(user)
    send(client, delegation, messy())
    batch = only_batch()

    act(client, delegation, batch, "disposal")

    assert (batch.state, batch.sheets, db.session.get_one(StoredFile, batch.file_id).content) == (
        "thrown_away",
        [],
        b"",
    )
    assert "Nothing of it was imported" in text_of(client.get(address(delegation, batch.id)))
    assert act(client, delegation, batch, "run").status_code == 409


@pytest.mark.full
@pytest.mark.parametrize("state", ["imports", "preview", "done"])
def test_pages_about_thirty_cost_as_many_queries_as_those_about_one(
    client: Visitor, event: Event, user: User, delegation: Delegation, state: str
) -> None:
    client.as_user(user)

    def cost(count: int) -> int:
        rows = [(f"Firm {count} {n} Pte Ltd", f"a@{count}x{n}.example.org") for n in range(count)]
        for _ in range(count if state == "imports" else 1):
            batch = upload_list(event, delegation, xlsx(("Company", "E-mail"), *rows), FILE, by=user.id)
        if state == "done":
            batch = execute_import(batch.id, batch.version, by=user.id)
        page = address(delegation) if state == "imports" else address(delegation, batch.id)
        client.get(page)
        with counted() as asked:
            assert client.get(page).status_code == 200
        return len(asked)

    assert cost(1) == cost(30)
