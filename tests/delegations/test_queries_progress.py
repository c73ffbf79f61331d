"""What one query tells of all firms of a delegation is what each firm's own row tells."""

from __future__ import annotations

from random import Random

import pytest

from app.delegations.queries.roster import RosterFigures, count_progress, list_progress
from app.registrations.queries.company_rows import list_delegation_company_rows
from tests.delegations.motley import motley_firms


@pytest.fixture
def motley(brought):
    motley_firms(brought, Random(7))
    return brought


@pytest.mark.full
def test_each_firm_is_as_far_as_its_own_row_tells(motley):
    told = [
        (one.id, one.state, one.readiness, one.consent, one.claimed, one.reached)
        for one in list_progress(motley.delegation)
    ]

    rows = list_delegation_company_rows(motley.delegation)
    assert told == [(row.id, row.state, row.readiness, row.consent, row.claimed, row.reached) for row in rows]
    assert {row.readiness.complete for row in rows} == {True, False}


@pytest.mark.full
def test_the_figures_count_the_rows(motley):
    rows = list_delegation_company_rows(motley.delegation)

    assert count_progress(list_progress(motley.delegation)) == RosterFigures(
        companies=len(rows),
        linked=sum(row.reached for row in rows),
        claimed=sum(row.claimed for row in rows),
        approved=sum(row.state == "approved" for row in rows),
        complete=sum(row.readiness.complete for row in rows),
        silent=sum(row.reached and not row.claimed for row in rows),
        listed=sum(row.consent is True for row in rows),
    )
