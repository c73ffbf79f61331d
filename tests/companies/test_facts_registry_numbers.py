"""Numbers of registers are believed by their check sign alone."""

from __future__ import annotations

import pytest

from app.companies.facts import is_uen, is_uscc


@pytest.mark.parametrize("number", ["196800306E", "197200078R", "00192200M", "S16FC0121D"])
def test_a_uen_of_each_shape_is_known_by_its_last_letter(number: str) -> None:
    assert is_uen(number)
    assert not is_uen(number[:-1] + ("A" if number[-1] != "A" else "B"))


@pytest.mark.parametrize("number", ["91440300708461136T", "91110000802100433B"])
def test_a_credit_code_is_known_by_its_last_sign(number: str) -> None:
    assert is_uscc(number)
    assert not is_uscc(number[:-1] + ("0" if number[-1] != "0" else "1"))


@pytest.mark.parametrize(
    "text", ["", "!!", "123", "19680030E6", "T00000000A", "T16IO0121D", "9144030070846113IT", "１９６８００３０６Ｅ"]
)
def test_anything_else_is_neither(text: str) -> None:
    assert not is_uen(text)
    assert not is_uscc(text)
