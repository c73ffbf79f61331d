"""A chamber's six steps: one is next."""

from __future__ import annotations

import pytest

from app.registrations.steps import Figures, Stand, Step, six_steps

ALL_DONE = Figures(firms=3, previews=0, to_send=0, held=0, complete=3, wished=3, may_wish=True, exported=True)


def figures(**values):
    return Figures(**{**{name: getattr(ALL_DONE, name) for name in Figures.__slots__}, **values})


@pytest.mark.parametrize(
    ("values", "here"),
    [
        ({"firms": 0, "complete": 0, "wished": 0, "exported": False}, Step.IMPORT),
        ({"previews": 1}, Step.FIX),
        ({"to_send": 1, "exported": False}, Step.INVITE),
        ({"complete": 2, "wished": 0}, Step.CHASE),
        ({"wished": 2, "exported": False}, Step.WISHES),
        ({"wished": 2, "may_wish": False, "exported": False}, Step.EXPORT),
        ({"exported": False}, Step.EXPORT),
    ],
)
def test_the_first_step_that_is_open_is_next(values, here):
    assert [now.step for now in six_steps(figures(**values)) if now.stand == Stand.HERE] == [here]


def test_nothing_is_next_once_all_is_done():
    assert {now.stand for now in six_steps(ALL_DONE)} == {Stand.DONE}


def test_a_delegation_without_firms_has_everything_else_later():
    found = six_steps(figures(firms=0, complete=0, wished=0, exported=False))

    assert [now.stand for now in found] == [Stand.HERE, *[Stand.LATER] * 5]


def test_steps_count_the_firms_that_are_through():
    found = {now.step: (now.on, now.of) for now in six_steps(figures(to_send=2, complete=1, wished=0))}

    assert found[Step.INVITE] == (1, 3)
    assert found[Step.CHASE] == (1, 3)
    assert found[Step.WISHES] == (0, 3)


def test_a_sheet_in_preview_is_next_and_nothing_is_imported_before_the_first_firm():
    found = six_steps(figures(firms=0, complete=0, wished=0, previews=1, exported=False))

    assert [now.stand for now in found][:2] == [Stand.LATER, Stand.HERE]


def test_letters_on_hold_are_neither_sent_nor_the_chambers_turn():
    found = {now.step: (now.stand, now.on) for now in six_steps(figures(held=2, complete=1))}

    assert found[Step.INVITE] == (Stand.PART, 1)
    assert found[Step.CHASE] == (Stand.HERE, 1)
