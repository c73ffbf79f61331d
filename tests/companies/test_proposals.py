"""What a firm is asked to confirm: seldom wrong, never a sector beside its own division, nothing for vague words."""

from __future__ import annotations

import pytest

from app.companies.pinyin import plain, spelt
from app.companies.proposals import to_confirm
from app.companies.sectors import tree
from tests.companies.phrases import CHINESE, ENGLISH, FRENCH

SPELT = {plain(spelt(text)): codes for text, codes in CHINESE.items()}


def division(code: str) -> str:
    return tree().path(code)[1]


@pytest.mark.parametrize(
    ("phrases", "recall", "precision"),
    [(ENGLISH, 0.95, 0.85), (CHINESE, 0.98, 0.95), (FRENCH, 0.95, 0.80), (SPELT, 0.90, 0.90)],
    ids=["en", "zh", "fr", "pinyin"],
)
def test_most_find_their_division_and_little_else(phrases: dict[str, str], recall: float, precision: float) -> None:
    asked = [({division(code) for code in codes.split()}, to_confirm(text)) for text, codes in phrases.items()]

    found = [any(division(code) in right for code in codes) for right, codes in asked]
    good = [division(code) in right for right, codes in asked for code in codes]

    assert sum(found) / len(found) >= recall
    assert sum(good) / len(good) >= precision


@pytest.mark.parametrize("text", [*ENGLISH, *CHINESE, *FRENCH])
def test_no_code_stands_beside_one_that_it_lies_in(text: str) -> None:
    codes = to_confirm(text)

    assert [(a, b) for a in codes for b in codes if a != b and a in tree().path(b)] == []


@pytest.mark.parametrize(
    "text",
    [
        *("", "partner", "to be advised", "local partners for growth", "trusted partner with strong network"),
        *("(late registration)", "合作伙伴", "综合", "待定", "partenaires locaux", "divers", "hezuo huoban"),
    ],
)
def test_vague_words_propose_nothing(text: str) -> None:
    assert to_confirm(text) == ()


def test_a_yard_near_a_port_is_no_civil_engineering() -> None:
    assert {division(code) for code in to_confirm("A partner with a yard near the Chongqing port")} == {"52"}
