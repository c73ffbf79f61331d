"""A chamber's six steps: one is next."""

from __future__ import annotations

import pytest

from app.delegations.chamber_steps import ChamberStep, StepFigures, StepState, list_step_statuses

ALL_DONE = StepFigures(
    companies=3, previews=0, to_send=0, withheld=0, complete=3, wished=3, may_wish=True, exported=True
)


def figures(**values):
    return StepFigures(**{**{name: getattr(ALL_DONE, name) for name in StepFigures.__slots__}, **values})


@pytest.mark.parametrize(
    ("values", "here"),
    [
        ({"companies": 0, "complete": 0, "wished": 0, "exported": False}, ChamberStep.IMPORT),
        ({"previews": 1}, ChamberStep.FIX),
        ({"to_send": 1, "exported": False}, ChamberStep.INVITE),
        ({"complete": 2, "wished": 0}, ChamberStep.CHASE),
        ({"wished": 2, "exported": False}, ChamberStep.WISHES),
        ({"wished": 2, "may_wish": False, "exported": False}, ChamberStep.EXPORT),
        ({"exported": False}, ChamberStep.EXPORT),
    ],
)
def test_the_first_step_that_is_open_is_next(values, here):
    assert [now.step for now in list_step_statuses(figures(**values)) if now.stand == StepState.HERE] == [here]


def test_nothing_is_next_once_all_is_done():
    assert {now.stand for now in list_step_statuses(ALL_DONE)} == {StepState.DONE}


def test_a_delegation_without_firms_has_everything_else_later():
    found = list_step_statuses(figures(companies=0, complete=0, wished=0, exported=False))

    assert [now.stand for now in found] == [StepState.HERE, *[StepState.LATER] * 5]


def test_steps_count_the_firms_that_are_through():
    found = {now.step: (now.on, now.of) for now in list_step_statuses(figures(to_send=2, complete=1, wished=0))}

    assert found[ChamberStep.INVITE] == (1, 3)
    assert found[ChamberStep.CHASE] == (1, 3)
    assert found[ChamberStep.WISHES] == (0, 3)


def test_a_sheet_in_preview_is_next_and_nothing_is_imported_before_the_first_firm():
    found = list_step_statuses(figures(companies=0, complete=0, wished=0, previews=1, exported=False))

    assert [now.stand for now in found][:2] == [StepState.LATER, StepState.HERE]


def test_letters_on_hold_are_neither_sent_nor_the_chambers_turn():
    found = {now.step: (now.stand, now.on) for now in list_step_statuses(figures(withheld=2, complete=1))}

    assert found[ChamberStep.INVITE] == (StepState.PART, 1)
    assert found[ChamberStep.CHASE] == (StepState.HERE, 1)
