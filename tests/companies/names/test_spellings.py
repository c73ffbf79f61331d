"""What a cell of names keeps as it was typed."""

import pytest

from app.companies.names.spellings import parse_names
from app.documents.csv import to_csv


@pytest.mark.parametrize("sign", "＝＋－＠")
def test_a_full_width_sign_stays_one_and_a_list_guards_it(sign: str) -> None:
    names = parse_names(f"{sign}Ｃmd Pte Ltd").latin

    assert names == (f"{sign}Cmd Pte Ltd",)
    assert to_csv(["company"], [names]).decode("utf-8-sig").splitlines()[1] == f"'{sign}Cmd Pte Ltd"


@pytest.mark.parametrize(
    ("text", "chinese", "latin"),
    [
        ("＝1+1 公司", "＝1+1 公司", ()),
        ("360 数科", "360 数科", ()),
        ("华侨 银行", "华侨银行", ()),
        ("Studio 54 中国", "中国", ("Studio 54",)),
        ("3M 中国", "中国", ("3M",)),
    ],
)
def test_what_has_no_letter_stays_with_the_name_beside_it(text: str, chinese: str, latin: tuple[str, ...]) -> None:
    found = parse_names(text)

    assert (found.chinese, found.latin) == ((chinese,), latin)


@pytest.mark.parametrize(
    ("text", "latin", "chinese"),
    [
        ("Tav; Frères", ("Tav; Frères",), ()),
        ("Foo Pte Ltd；Bar Pte Ltd", ("Foo Pte Ltd;Bar Pte Ltd",), ()),
        ("星展银行；DBS Bank", ("DBS Bank",), ("星展银行",)),
        ("DBS Bank; 星展银行;", ("DBS Bank",), ("星展银行",)),
    ],
)
def test_a_semicolon_parts_names_in_two_scripts_and_else_belongs_to_the_name(
    text: str, latin: tuple[str, ...], chinese: tuple[str, ...]
) -> None:
    found = parse_names(text)

    assert (found.latin, found.chinese) == (latin, chinese)


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("WuXi Biologics (Cayman) Inc.", ("WuXi Biologics (Cayman) Inc.",)),
        ("Star Properties Group (Cayman Islands) Limited", ("Star Properties Group (Cayman Islands) Limited",)),
        ("Federal International (2000) Ltd", ("Federal International (2000) Ltd",)),
        ("Tencent Holdings (00700)", ("Tencent Holdings",)),
    ],
)
def test_where_a_firm_is_seated_and_a_number_are_no_names_of_it(text: str, latin: tuple[str, ...]) -> None:
    assert parse_names(text).latin == latin


@pytest.mark.parametrize("text", ["+SUM(A1) Ltd", "=HYPERLINK(A1) Pte Ltd", "-Cmd(X) Co", "@SUM(A1)"])
def test_what_looks_like_a_formula_stays_as_it_was_typed(text: str) -> None:
    assert parse_names(text).all == (text,)


@pytest.mark.parametrize("text", ["裕華國貨｜分店", "裕華國貨 | 总店", "Yue Hwa Ltd | Head office"])
def test_a_house_behind_a_stroke_is_no_name_of_its_own(text: str) -> None:
    assert parse_names(text).all in (("裕華國貨",), ("Yue Hwa Ltd",))
