from app.companies.facts import FactDifference, FactValues, joined_names, list_fact_differences


def test_codes_are_united_what_is_empty_is_filled_and_what_the_kept_one_says_stays() -> None:
    kept: FactValues = {"name": "Alpha", "city": "", "website": "alpha.example", "is_in": ("6419",), "holds": ()}
    gone: FactValues = {
        "name": "Alfa",
        "city": "Chongqing",
        "website": "alpha.example",
        "is_in": ("6420",),
        "holds": (),
    }

    assert list_fact_differences(kept, gone) == [
        FactDifference("name", "Alpha", "Alfa", "Alpha"),
        FactDifference("city", "", "Chongqing", "Chongqing"),
        FactDifference("is_in", ("6419",), ("6420",), ("6419", "6420")),
    ]
    assert [line.clash for line in list_fact_differences(kept, gone)] == [True, False, False]


def test_who_holds_a_certificate_no_longer_says_that_it_holds_none() -> None:
    kept: FactValues = {"holds": (), "holds_none": True}
    gone: FactValues = {"holds": ("iso_9001",), "holds_none": None}

    assert [line.after for line in list_fact_differences(kept, gone)] == [("iso_9001",)]


def test_a_turnover_that_is_filled_keeps_its_currency() -> None:
    gone: FactValues = {"turnover": "10-50", "currency": "CNY"}

    filled = list_fact_differences({"turnover": "", "currency": "SGD"}, gone)
    kept = list_fact_differences({"turnover": "1-10", "currency": "SGD"}, gone)

    assert [(line.field, line.after) for line in filled] == [("turnover", "10-50"), ("currency", "CNY")]
    assert [(line.after, line.clash) for line in kept] == [("1-10", True), ("SGD", True)]


def test_the_other_company_s_names_are_known_from_then_on() -> None:
    assert joined_names(("Alpha Ltd", "阿尔法"), ["Alpha Old"], ["alpha ltd", "Alfa", None, "Alpha Old"]) == [
        "Alpha Old",
        "Alfa",
    ]
