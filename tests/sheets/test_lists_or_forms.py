"""What is a list of firms and what one firm's form, where the values say what headers say."""

from __future__ import annotations

import pytest

from app.sheets.form_fields import find_labels
from app.sheets.grid import SheetGrid
from tests.sheets.planned import imported, made


@pytest.mark.parametrize("firms", [1, 2, 3, 5, 30])
@pytest.mark.parametrize(
    ("header", "values"),
    [
        (("Company", "Contact", "Email", "Languages"), ("Ms {}", "m{}@a.example.org", ("中文", "English, 中文"))),
        (("公司名称", "联系人", "邮箱", "语言"), ("李{}", "m{}@a.example.org", ("中文", "英文、中文"))),
        (("Company", "Languages"), (("中文", "English, 中文", "English"),)),
        (("Company", "Contact", "Website"), ("Ms {}", "www.linkedin.com/company/x{}")),
        (("Company", "Website"), ("https://x{}.example.org/company/contact",)),
        (
            ("Company", "Sector", "Looking for"),
            (("Trade", "Industry", "Products"), ("Partners", "产品", "Contact")),
        ),
    ],
)
def test_words_of_headers_among_the_values_do_not_make_a_list_a_form(
    header: tuple[str, ...], values: tuple[str | tuple[str, ...], ...], firms: int
) -> None:
    names = [f"Firm {chr(65 + at)}{at} Pte Ltd" for at in range(firms)]
    rows = [
        (name, *(said.format(at) if isinstance(said, str) else said[at % len(said)] for said in values))
        for at, name in enumerate(names)
    ]

    read = imported(made(header, *rows))

    assert [one["company"] for one in read] == names


@pytest.mark.parametrize(
    "rows",
    [
        (
            ("Company name", "Alpha", "Bravo", "Charlie"),
            ("Email", "a@a.example.org", "b@b.example.org", "c@c.example.org"),
        ),
        (("Company name", "Alpha", "Bravo", "Charlie"), ("Country", "Singapore", "Malaysia", "Singapore")),
        (("Company name", "Alpha Ltd", "Bravo Ltd", "Charlie Ltd"), ("Languages", "中文", "English, 中文", "English")),
    ],
)
def test_firms_in_columns_are_firms(rows: tuple[tuple[str, ...], ...]) -> None:
    sheet = made(*rows, ("Contact", "Ms Tan", "Mr Lim", "Ms Ng"), ("Sector", "Finance", "Trade", "Industry"))

    read = imported(sheet)

    assert [one["company"] for one in read] == list(rows[0][1:])
    assert [(one["representative"], one["sectors"]) for one in read] == [
        ("Ms Tan", "Finance"),
        ("Mr Lim", "Trade"),
        ("Ms Ng", "Industry"),
    ]


@pytest.mark.parametrize("text", ["中文", "English, 中文", "www.linkedin.com/company/alpha", "facebook.com/contact"])
def test_languages_and_addresses_are_no_labels(text: str) -> None:
    assert find_labels(SheetGrid(made((text,)))) == {}


SPARSE = (
    *("Company", "Contact", "Interpreter needed?", "Vegetarian", "VIP", "Attending 12 Dec", "13 Dec PM"),
    "Spoken languages",
)


@pytest.mark.parametrize("names", [("Adam Pte Ltd", "Bold Ltd", "Crow Inc"), ("Adam Foods", "Bold Steel", "Crow Air")])
def test_a_list_with_columns_of_its_own_and_sparse_answers_is_no_form(names: tuple[str, ...]) -> None:
    answers = [("Ann Tan", "No", "N", "VIP", "Y", "N"), ("Ben Tan", None, "Y"), ("Cal Tan", "VIP")]

    rows = [(name, *said) for name, said in zip(names, answers, strict=True)]

    assert [one["company"] for one in imported(made(SPARSE, *rows))] == list(names)
