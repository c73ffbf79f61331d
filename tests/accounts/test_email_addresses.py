import pytest

from app.accounts.credentials import mailbox_key, normalize_email


def test_an_address_is_stored_in_one_spelling():
    assert normalize_email("  Tan.Mei@YCH.example ") == "tan.mei@ych.example"


def test_full_width_letters_are_the_same_address():
    assert normalize_email("ｔａｎ＠ych.example") == "tan@ych.example"


@pytest.mark.parametrize(
    "spelling",
    [
        "tan.mei@ych.example",
        "TAN.MEI@YCH.example",
        " tan.mei@ych.example",
        "tan.mei+x@ych.example",
        "t anmei@ych.example",
    ],
)
def test_spellings_that_reach_one_mailbox_share_a_bucket(spelling):
    assert mailbox_key(spelling) == "tanmei@ych.example"


def test_what_is_no_address_has_a_bucket_too():
    assert mailbox_key("nobody") == "@nobody"
