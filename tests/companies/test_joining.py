from app.companies.facts import Values
from app.companies.joining import Line, joined, names_after


def test_codes_are_united_what_is_empty_is_filled_and_what_the_kept_one_says_stays() -> None:
    kept: Values = {"name": "Alpha", "city": "", "website": "alpha.example", "is_in": ("6419",), "holds": ()}
    gone: Values = {"name": "Alfa", "city": "Chongqing", "website": "alpha.example", "is_in": ("6420",), "holds": ()}

    assert joined(kept, gone) == [
        Line("name", "Alpha", "Alfa", "Alpha"),
        Line("city", "", "Chongqing", "Chongqing"),
        Line("is_in", ("6419",), ("6420",), ("6419", "6420")),
    ]
    assert [line.clash for line in joined(kept, gone)] == [True, False, False]


def test_who_holds_a_certificate_no_longer_says_that_it_holds_none() -> None:
    kept: Values = {"holds": (), "holds_none": True}
    gone: Values = {"holds": ("iso_9001",), "holds_none": None}

    assert [line.after for line in joined(kept, gone)] == [("iso_9001",)]


def test_a_turnover_that_is_filled_keeps_its_currency() -> None:
    gone: Values = {"turnover": "10-50", "currency": "CNY"}

    filled = joined({"turnover": "", "currency": "SGD"}, gone)
    kept = joined({"turnover": "1-10", "currency": "SGD"}, gone)

    assert [(line.field, line.after) for line in filled] == [("turnover", "10-50"), ("currency", "CNY")]
    assert [(line.after, line.clash) for line in kept] == [("1-10", True), ("SGD", True)]


def test_the_other_company_s_names_are_known_from_then_on() -> None:
    assert names_after(("Alpha Ltd", "阿尔法"), ["Alpha Old"], ["alpha ltd", "Alfa", None, "Alpha Old"]) == [
        "Alpha Old",
        "Alfa",
    ]
