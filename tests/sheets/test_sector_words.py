"""What a sheet's words for sectors mean: said once, converted for sure, or still to be confirmed."""

from __future__ import annotations

import pytest

from app.importing.fixes import ImportChoices
from app.importing.planner import plan_import
from app.sheets.sectors import SectorMention, list_sector_texts, sector_text_key
from tests.sheets.planned import made


def test_each_text_stands_once_with_what_its_codes_mean() -> None:
    said = [("Fintech", "Sector"), ("46900", "SSIC"), ("FINTECH", "Sector"), ("62011", "SSIC"), ("Tea", "Sector")]

    words = list_sector_texts([SectorMention("is_in", *one) for one in said], {"fintech": ["6499"], "tea": []})

    assert [(one.text, one.rows, one.codes, one.sure) for one in words] == [
        ("Fintech", 2, ("6499",), False),
        ("46900", 1, ("4690",), True),
        ("62011", 1, (), False),
        ("Tea", 1, (), False),
    ]
    assert words[2].may_mean == ("6211", "6219")


def test_what_somebody_said_stands_above_a_conversion() -> None:
    (word,) = list_sector_texts([SectorMention("is_in", "46900", "SSIC")], {"46900": ["47"]})

    assert word.codes == ("47",)


@pytest.mark.parametrize(
    ("header", "row", "told"),
    [
        (("SSIC code", "NACE code"), ("46900", None), {"46900": ("4690",)}),
        (("SSIC code", "NACE Rev. 2"), (None, "C10.71"), {"C10.71": ("1071",)}),
        (("Industry code", "Classification"), ("6201", "NACE Rev. 2"), {"6201": ("6219", "6211")}),
        (("Industry code", "Remarks"), ("G46, H52", None), {"G46": ("46",), "H52": ("52",)}),
        (("Industry code", "Remarks"), ("K", None), {"K": ("K", "L")}),
        (("行业代码", "备注"), ("F51", None), {}),
    ],
)
def test_each_code_is_of_the_list_that_its_own_column_or_row_names(
    header: tuple[str, str], row: tuple[str | None, ...], told: dict[str, tuple[str, ...]]
) -> None:
    other = ("46900", "SSIC") if "Classification" in header else (None, None)
    plan = plan_import([made(("Company", *header), ("Alpha Ltd", *row), ("Bravo Ltd", *other))], [])

    words = [one for one in plan.sectors if one.text in str(plan.rows[1].values.get("sectors"))]

    assert {each.text: each.codes for one in words for each in one.conversions} == told


OFFERS_AND_SEEKS = (("Company", "Offers", "Seeks"), ("Alpha Pte Ltd", "Cheese", "Cold storage"))


def test_offers_and_needs_of_a_sheet_are_words_to_confirm_besides_its_sectors() -> None:
    plan = plan_import([made(*OFFERS_AND_SEEKS)], [])

    assert [(one.kind, one.text, one.codes) for one in plan.sectors] == [
        ("offers", "Cheese", ()),
        ("seeks", "Cold storage", ()),
    ]


def test_confirmed_offers_and_needs_become_sectors_of_their_kind() -> None:
    said = {sector_text_key("Cheese", "offers"): ["1050"], sector_text_key("Cold storage", "seeks"): ["5210"]}

    (effect,) = plan_import([made(*OFFERS_AND_SEEKS)], [], choices=ImportChoices(sectors=said)).effects

    assert effect.sectors == {"is_in": (), "offers": ("1050",), "seeks": ("5210",)}
