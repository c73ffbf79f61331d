"""Where a form was taken for a list, or a list for a form, somebody says what it is."""

from __future__ import annotations

from io import BytesIO

from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db
from app.importing.queries.imports import get_plan
from app.registrations.models import Delegation, SheetMemory
from tests.importing.pages import address, only_batch, text_of
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor

A_LIST = xlsx(("Company", "Alpha"), ("Contact", "Ms Tan"), ("Country", "Singapore"))
"""Reads as a form; a chamber that has these three columns of odd firms says otherwise."""


def firms() -> list[tuple[str, object]]:
    db.session.expire_all()
    plan = get_plan(only_batch())
    return [(row.company, row.values.get("representative")) for row in plan.rows if not row.left_out]


def test_a_form_is_read_as_a_list_and_as_a_form_again_once_somebody_says_so(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    sent = client.as_user(user).post(address(delegation), data={"file": [(BytesIO(A_LIST), "a.xlsx")]})
    form = {"version": only_batch().version, "read": "list"}

    client.post(f"{sent.location}/columns?sheet=Firms", data=form)
    as_list, page = firms(), text_of(client.get(sent.location))
    client.post(f"{sent.location}/columns?sheet=Firms", data={"version": only_batch().version, "read": "form"})

    assert as_list == [("Contact", None), ("Country", None)]
    assert "read as a list of firms" in page
    assert "Read it as a form of one firm" in page
    assert firms() == [("Alpha", "Ms Tan")]


def test_what_one_sheet_is_says_nothing_of_the_next_of_that_name(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    sent = client.as_user(user).post(address(delegation), data={"file": [(BytesIO(A_LIST), "a.xlsx")]})

    client.post(f"{sent.location}/columns?sheet=Firms", data={"version": only_batch().version, "read": "list"})

    assert not db.session.scalars(select(SheetMemory)).all()
