"""What a cell of names keeps as it was typed."""

import pytest

from app.companies.spellings import names_in
from app.documents.to_csv import to_csv


@pytest.mark.parametrize("sign", "＝＋－＠")
def test_a_full_width_sign_stays_one_and_a_list_guards_it(sign: str) -> None:
    names = names_in(f"{sign}Ｃmd Pte Ltd").latin

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
    found = names_in(text)

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
    found = names_in(text)

    assert (found.latin, found.chinese) == (latin, chinese)
