"""Names without their legal forms, as long as they tell firms apart."""

import pytest

from app.day.boards import get_distinct_short_names, get_short_name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Tye Soon Pte. Ltd.", "Tye Soon"),
        ("Haw Par Corporation Limited", "Haw Par"),
        ("Bright Trading Private Limited", "Bright Trading"),
        ("Lim & Co.", "Lim"),
        ("iFAST (Singapore) Pte Ltd", "iFAST"),
        ("Q & M Dental Group (Singapore) Limited", "Q & M Dental"),
        ("Bank Of Chongqing Co.,Ltd", "Bank Of Chongqing"),
        ("DBS Group Holdings Ltd", "DBS"),
        ("Group", "Group"),
        ("iFAST (Fund) Ltd", "iFAST (Fund)"),
        ("Société Générale SA", "Société Générale"),
        ("Limited", "Limited"),
        ("Pte Ltd", "Pte"),
        ("SATS", "SATS"),
        ("重庆啤酒股份有限公司", "重庆啤酒"),
        ("有限公司", "有限公司"),
        ("PSA国际港务集团", "PSA国际港务集团"),
    ],
)
def test_a_legal_form_is_not_spoken(name: str, said: str) -> None:
    assert get_short_name(name) == said


def test_firms_that_would_be_one_keep_their_whole_names() -> None:
    names = {1: "Lotus Pte Ltd", 2: "Lotus Sdn Bhd", 3: "Merlion Ltd"}

    assert get_distinct_short_names(names) == {1: "Lotus Pte Ltd", 2: "Lotus Sdn Bhd", 3: "Merlion"}
