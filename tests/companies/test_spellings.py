"""What a cell of names keeps as it was typed."""

import pytest

from app.companies.spellings import names_in
from app.documents.to_csv import to_csv


@pytest.mark.parametrize("sign", "＝＋－＠")
def test_a_full_width_sign_stays_one_and_a_list_guards_it(sign: str) -> None:
    names = names_in(f"{sign}Ｃmd Pte Ltd").latin

    assert names == (f"{sign}Cmd Pte Ltd",)
    assert to_csv(["company"], [names]).decode("utf-8-sig").splitlines()[1] == f"'{sign}Cmd Pte Ltd"
