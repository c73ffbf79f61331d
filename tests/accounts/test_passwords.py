import pytest
from argon2 import PasswordHasher

from app.accounts import credentials

GOOD = "seven lanterns over the river"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "password_short"),
        ("ninechars", "password_short"),
        ("x" * 201, "password_long"),
        ("aaaaaaaaaaaa", "password_common"),
        ("woaini1314520", "password_common"),
        ("WoAiNi1314520", "password_common"),
        ("motdepasse1", "password_common"),
        ("tan.mei@ych.example", "password_personal"),
        ("TAN MEI LING", "password_personal"),
        ("tan-mei ling 88 lanterns", "password_personal"),
        ("LingMeiTan of the river", "password_personal"),
        ("seven TAN.MEI lanterns", "password_personal"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password, why):
    assert credentials.password_weakness(password, "Tan Mei Ling", "tan.mei@ych.example") == why


@pytest.mark.parametrize(
    ("password", "name"),
    [
        ("BokSeng-2026!", "Bok Seng Logistics Pte Ltd"),
        ("many logistics lanterns", "Bok Seng Logistics Pte Ltd"),
        ("博生物流有限公司二零二六", "博生物流有限公司"),
        ("chongqing lanterns", "Chongqing Matching Day 2026"),
        ("ｍａｔｃｈｉｎｇ-day 17/12", "Chongqing Matching Day 2026"),
    ],
)
def test_words_of_a_company_or_an_event_are_refused(password, name):
    assert credentials.password_weakness(password, "Tan Mei Ling", None, name) == "password_personal"


def test_short_words_and_years_of_a_name_are_no_reason():
    assert (
        credentials.password_weakness(
            "two days in 2026 by boat", "Tan Mei Ling", "mei@ych.example", "Day 2026 of Bo Pte Ltd"
        )
        is None
    )


def test_a_sentence_is_a_good_password():
    assert credentials.password_weakness(GOOD, "Tan Mei Ling", None) is None


def test_ten_characters_of_any_script_are_enough():
    assert credentials.password_weakness("两江寸滩保税港区洽谈会") is None


def test_only_the_password_matches_what_was_kept():
    kept = credentials.hash_password(GOOD)

    assert credentials.is_password(kept, GOOD)
    assert not credentials.is_password(kept, GOOD + " ")


def test_the_same_characters_match_whichever_keyboard_wrote_them():
    assert credentials.is_password(credentials.hash_password("ｓｅｖｅｎ lanterns"), "seven lanterns")


def test_nobody_has_a_password():
    assert not credentials.is_password(None, "")


def test_an_unknown_account_costs_as_much_work_as_a_known_one(monkeypatch):
    asked: list[str] = []
    strong = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    monkeypatch.setattr(credentials, "hasher", Counting(strong, asked))
    kept = strong.hash(GOOD)

    credentials.is_password(None, GOOD)
    credentials.is_password(kept, "another one")

    costs = [tuple(kept.split("$")[1:4]) for kept in asked]
    assert costs == [("argon2id", "v=19", "m=64,t=2,p=1")] * 2


def test_passwords_are_kept_as_argon2id_of_the_cost_its_standard_advises(monkeypatch):
    monkeypatch.setattr(credentials, "hasher", PasswordHasher())

    assert credentials.hash_password(GOOD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


class Counting:
    """A hasher that writes down against what it was asked to check."""

    def __init__(self, real: PasswordHasher, asked: list[str]) -> None:
        self.real, self.asked = real, asked
        self.time_cost, self.memory_cost, self.parallelism = real.time_cost, real.memory_cost, real.parallelism

    def verify(self, kept: str, password: str) -> bool:
        self.asked.append(kept)
        return self.real.verify(kept, password)
