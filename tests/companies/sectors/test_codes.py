"""Codes of SSIC, NACE and ISIC Rev.4 become sectors of the tree; what means several is asked."""

from __future__ import annotations

import csv

import pytest

from app.companies.sectors.codes import MAX_GROUPS, CodeList, common_parents, convert_code, parse_conversions
from app.companies.sectors.tree import DATA_FOLDER, sector_tree

ISIC4, ISIC5, NACE2, NACE21, SSIC = (
    CodeList.ISIC4, CodeList.ISIC5, CodeList.NACE2, CodeList.NACE21, CodeList.SSIC,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "header", "lists", "codes"),
    [
        ("64202", "SSIC 2020", (SSIC,), ("6421", "6422")),
        ("46900", "", (SSIC,), ("4690",)),
        ("SSIC: 46900 Wholesale trade of a variety of goods", "Industry", (SSIC,), ("4690",)),
        ("62011", "SSIC code", (SSIC,), ("6211", "6219")),
        ("62.10", "NACE Rev. 2.1", (NACE21,), ("6219", "6211")),
        ("62.01", "Sector", (NACE2,), ("6219", "6211")),
        ("6201Z", "Code APE", (NACE2,), ("6219", "6211")),
        ("NACE Rev.2: 46.90", "", (NACE2,), ("4690",)),
        ("1.11", "NACE", (NACE21, NACE2), ("0111",)),
        ("J6202", "ISIC Rev. 4", (ISIC4,), ("6220",)),
        ("6419", "Industry", (ISIC5, ISIC4), ("6419",)),
        ("4520", "ISIC4", (ISIC4,), ("9531", "9540")),
        ("52", "ISIC Rev. 5", (ISIC5,), ("52",)),
        ("G47", "NACE", (NACE21, NACE2), ("47",)),
        ("C", "NACE", (NACE21, NACE2), ("C",)),
        ("C - Manufacturing", "NACE section", (NACE21, NACE2), ("C",)),
        ("Section J", "ISIC Rev.4", (ISIC4,), ("J", "K")),
        ("K", "NACE Rev. 2", (NACE2,), ("L",)),
        ("NACE C", "", (NACE21, NACE2), ("C",)),
    ],
)  # fmt: skip
def test_a_code_of_another_list_means_sectors_of_the_tree(
    text: str, header: str, lists: tuple[CodeList, ...], codes: tuple[str, ...]
) -> None:
    found = convert_code(text, header)

    assert found is not None
    assert (found.lists, found.codes) == (lists, codes)


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("Fintech", "Sector"),
        ("3PL logistics", "Sector"),
        ("6201", "行业代码"),
        ("99999", "SSIC"),
        ("2024", "Sector"),
        ("5G and IoT", "Sector"),
        ("C", "Sector"),
        ("A variety of goods", "Industry (NACE)"),
        ("+65 6419 1234", "Sector"),
    ],
)
def test_words_and_numbers_of_nobody_knows_what_are_no_codes(text: str, header: str) -> None:
    assert parse_conversions(text, header) == ()


def test_a_cell_may_hold_several_codes() -> None:
    found = parse_conversions("46900 / 64202; 46900", "SSIC")

    assert [(one.text, one.codes) for one in found] == [("46900", ("4690",)), ("64202", ("6421", "6422"))]


def test_a_heading_means_what_lies_under_it_at_its_own_level() -> None:
    division, retail = convert_code("51", "ISIC Rev.4"), convert_code("47.91", "NACE Rev. 2")

    assert division is not None
    assert retail is not None
    assert division.codes == ("51",)
    assert (retail.codes[0], {len(code) for code in retail.codes[1:]}) == ("47", {3})
    assert len(retail.codes) <= MAX_GROUPS + 1


@pytest.mark.parametrize("number", ["6201", "4520", "5510", "9511", "4791"])
def test_a_class_that_two_lists_share_is_asked_alike(number: str) -> None:
    european, international = (
        convert_code(f"{number[:2]}.{number[2:]}", "NACE Rev. 2"),
        convert_code(number, "ISIC Rev.4"),
    )

    assert european is not None
    assert international is not None
    assert set(european.codes) == set(international.codes)


def test_every_code_of_every_list_means_something_that_the_tree_has() -> None:
    with (DATA_FOLDER / "earlier_codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    counted = {one: sum(row["list"] == one for row in rows) for one in ("isic4", "nace2", "nace21", "ssic")}
    assert counted == {"isic4": 419, "nace2": 615, "nace21": 651, "ssic": 1023}
    assert all(row["isic5"] and all(code in sector_tree() for code in row["isic5"].split()) for row in rows)
    assert {code for row in rows if row["list"] == "isic4" for code in row["isic5"].split()} >= {
        sector.code for sector in sector_tree() if sector.level == "class"
    }


@pytest.mark.parametrize(
    ("text", "parents"),
    [("SSIC 62011", ("621",)), ("SSIC 68201", ("682",)), ("SSIC 68109", ()), ("NACE 46.90", ())],
)
def test_what_lies_over_all_that_a_code_may_mean_can_be_chosen_too(text: str, parents: tuple[str, ...]) -> None:
    found = convert_code(text)

    assert found is not None
    assert common_parents(found) == parents


def test_a_class_that_singapores_list_has_not_means_what_its_group_does() -> None:
    found = convert_code("68110", "SSIC")

    assert found is not None
    assert found.codes == ("681",)
