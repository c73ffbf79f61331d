"""An import is planned before anybody has to wait for it, and asks the same questions for any number of firms."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.companies.models import Company
from app.core.db import db
from app.events.models import Event
from app.importing.services import execution
from app.importing.services.execution import execute_import
from app.registrations.models import Delegation
from tests import factories
from tests.importing.batches import firms, imported, uploaded
from tests.sheets.workbooks import xlsx
from tests.support.queries import counted

pytestmark = pytest.mark.databases("sqlite", "postgresql")

HEADERS = ("Company", "Contact", "Title", "E-mail", "Consent to share contact details")
NAMES = ("Alpha", "Beta", "Ceta", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Iota", "Kappa")


def sheet(names: tuple[str, ...], title: str = "Director") -> bytes:
    rows = ((f"{one} Metals Pte Ltd", f"Tan {one}", title, f"desk@{one}.example.org", "Yes") for one in names)
    return xlsx(HEADERS, *rows)


def asked(statements: list[str]) -> list[str]:
    """Without the rows that go out, and without what the wish for new lists asks for each firm."""
    return [one for one in statements if one.startswith("SELECT") and "FROM job_runs" not in one]


def test_a_firm_that_came_into_the_register_after_the_planning_is_not_made_twice(
    event: Event, delegation: Delegation, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = uploaded(event, delegation, sheet(NAMES[:2]))
    foresee = execution.prepare_plan
    planned: list[execution.PreparedPlan | None] = []

    def overtaken(batch_id: int, version: int) -> execution.PreparedPlan | None:
        found = foresee(batch_id, version)
        if not planned:
            factories.company(event.organisation_id, "Alpha Metals Pte Ltd")
        planned.append(found)
        return found

    monkeypatch.setattr(execution, "prepare_plan", overtaken)
    done = execute_import(batch.id, batch.version, by=None)

    assert len(planned) == 2
    assert (done.written["counts"]["new"], done.written["counts"]["joined"]) == (1, 1)
    assert len(db.session.scalars(select(Company).where(Company.name == "Alpha Metals Pte Ltd")).all()) == 1


@pytest.mark.parametrize("title", ["Director", "General Manager"])
def test_an_import_asks_no_more_for_seven_firms_than_for_three(
    event: Event, delegation: Delegation, title: str
) -> None:
    other = factories.delegation(event, name="The other")
    if title != "Director":
        imported(event, delegation, sheet(NAMES[:3]))
        imported(event, other, sheet(NAMES[3:]))
    few = uploaded(event, delegation, sheet(NAMES[:3], title))
    many = uploaded(event, other, sheet(NAMES[3:], title))

    with counted() as for_three:
        execute_import(few.id, few.version, by=None)
    with counted() as for_seven:
        execute_import(many.id, many.version, by=None)

    assert [len(firms(delegation)), len(firms(other))] == [3, 7]
    assert len(asked(for_seven)) == len(asked(for_three))
