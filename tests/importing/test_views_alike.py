"""Many rows that may be of firms which are known are answered at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.models import User
from app.core.db import db
from app.events.models import Event
from app.importing.fixes import row_key
from app.importing.plan import RowVerdict
from app.importing.queries import imports
from app.registrations.models import Delegation
from tests import factories
from tests.importing.pages import act, html_of, only_batch, send
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor

HEADERS = ("Company", "Contact", "E-mail")


def rows(database: str) -> tuple[tuple[str, ...], ...]:
    """Others on each database: a process remembers the plans of the last sheets by what they hold."""
    return (
        ("Sheng Siong Supermarket", "Tan Wei", f"tan@{database}.example.org"),
        ("Lantern Kitchen Supermarket", "Lim Bo", "lim@lantern.example.org"),
        ("Zenith Foods SA", "Anne Martin", "anne@zenith.example.org"),
    )


@pytest.fixture
def asked(event: Event, client: Visitor, user: User, delegation: Delegation, database: str) -> Visitor:
    """The preview of a sheet with two rows that may be of known firms."""
    for name in ("Sheng Siong Group Ltd", "Lantern Kitchen Group Ltd"):
        factories.company(event.organisation_id, name)
    client.as_user(user)
    send(client, delegation, xlsx(HEADERS, *rows(database)))
    return client


def verdicts() -> list[RowVerdict]:
    db.session.expire_all()
    return [row.verdict for row in imports.get_plan(only_batch()).rows[1:]]


@pytest.mark.parametrize(("button", "verdict"), [("same_all", RowVerdict.SAME), ("new_all", RowVerdict.NEW)])
def test_all_rows_that_may_be_known_firms_are_answered_in_one_press(
    asked: Visitor, delegation: Delegation, button: str, verdict: RowVerdict
) -> None:
    assert verdicts() == [RowVerdict.LOOK, RowVerdict.LOOK, RowVerdict.NEW]
    page = html_of(asked, delegation, only_batch())
    assert "Import 2 rows as the companies they resemble" in page
    assert "Import 2 rows as new companies" in page

    act(asked, delegation, only_batch(), "rows", act=button)

    assert verdicts() == [verdict, verdict, RowVerdict.NEW]
    assert "they resemble" not in html_of(asked, delegation, only_batch())


def test_one_of_them_is_taken_back_alone(asked: Visitor, delegation: Delegation) -> None:
    act(asked, delegation, only_batch(), "rows", act="new_all")

    act(asked, delegation, only_batch(), "rows", act="back", place=row_key("Firms", 2))

    assert verdicts() == [RowVerdict.LOOK, RowVerdict.NEW, RowVerdict.NEW]


def test_an_answer_reads_the_sheet_no_second_time_and_compares_it_once(
    asked: Visitor, delegation: Delegation, monkeypatch: pytest.MonkeyPatch
) -> None:
    html_of(asked, delegation, only_batch())
    calls: list[str] = []

    def counted(name: str, act_on: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            calls.append(name)
            return act_on(*given, **named)

        return call

    for name in ("read_list", "plan_rows"):
        monkeypatch.setattr(imports, name, counted(name, getattr(imports, name)))

    act(asked, delegation, only_batch(), "rows", act="new", place=row_key("Firms", 2))
    html_of(asked, delegation, only_batch())

    assert calls == ["plan_rows"]
