"""A repair is shown as what its meetings are worth, and the bound of all with as few changes."""

import pytest

from app.scheduling.drafts import figures_cost, shown_worth

MILLION = 1_000_000


@pytest.mark.parametrize(
    ("value", "bound", "changes", "shown", "gap"),
    [
        (90, 100, 0, (90, 100), 0.1),
        (100, 100, 0, (100, 100), 0.0),
        (900 - 3 * MILLION, 1000 - 3 * MILLION, 3, (900, 1000), 0.1),
        (900 - 3 * MILLION, 1000 - 2 * MILLION, 3, (900, 1000 + MILLION), (MILLION + 100) / (MILLION + 1000)),
        (-MILLION, 5, 0, (None, None), None),
        (None, None, 0, (None, None), None),
        (7, None, 0, (7, None), None),
    ],
)
def test_value_and_bound_are_higher_by_the_cost_of_the_changes(value, bound, changes, shown, gap):
    found = shown_worth(value, bound, cost=changes * MILLION)

    assert (found.value, found.bound) == shown
    assert found.gap == gap
    assert 0 <= found.part <= 100


def test_a_draft_of_an_earlier_version_paid_for_its_changes_alone():
    assert [figures_cost(told) for told in ({}, {"changes": 2}, {"changes": 2, "cost": 9})] == [0, 2 * MILLION, 9]
