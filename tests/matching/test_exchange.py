"""The file that is ranked and the file of lists: what is refused and where, and what every answer holds to."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from app.companies.sectors.tree import sector_tree
from app.matching.exchange import RankingFileRefused, parse_task, render_lists
from app.matching.exposure import DEFAULT_EXPOSURE
from app.matching.ranking import rank_companies
from app.matching.reasons import ReasonKind
from tests.matching.worlds import crowd


def file_of(*firms: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"firms": list(firms), "allowed": [["a", "b"]], **more}).encode()


def firm(key: Any = "1", group: Any = "a", **said: Any) -> dict[str, Any]:
    return {"id": key, "group": group, **said}


TWO = (firm("1", "a"), firm("2", "b"))


def answered(file: bytes, *, places: int = 20, widened: bool = True) -> dict[str, list[dict[str, Any]]]:
    task = parse_task(file)
    ranking = rank_companies(
        task.firms,
        task.allowed,
        task.barred,
        places=places,
        exposure=DEFAULT_EXPOSURE if widened else None,
        whole=True,
        limit=6,
    )
    lists: dict[str, list[dict[str, Any]]] = json.loads("".join(render_lists(task, ranking)))["lists"]
    return lists


def big(size: int, seed: int) -> list[dict[str, Any]]:
    return [
        firm(
            f"f{one.key}",
            one.group,
            is_in=sorted(one.profile.is_in),
            offers=sorted(one.profile.offers),
            seeks=sorted(one.profile.seeks),
            goal=one.profile.goal,
            languages=sorted(one.profile.languages),
            holds=sorted(one.profile.holds),
            needs=sorted(one.profile.needs),
        )
        for one in crowd(size, seed)
    ]


REFUSALS = {
    b"": "line 1, column 1: this is not JSON: Expecting value",
    b'{"firms": [,]}': "line 1, column 12: this is not JSON: Expecting value",
    b"\xff\xfe": "byte 0: this is not UTF-8",
    b"[" * 100_000: "line 1, column 100000: this is not JSON that can be read: it is nested too deep",
    b'{"a": "NaN",\n"firms": NaN}': "line 2, column 10: this is not JSON: NaN is no number there",
    b'{"a": ' + b"7" * 5_000 + b"}": "line 1, column 7: this is not JSON that can be read: a number is too long",
    b'{"firms": [], "firms": []}': 'the key "firms" stands twice in one object',
    b'{"firms": [{"id": 1, "id": 2}]}': 'firms[0]: the key "id" stands twice in one object',
    b"[]": "the file: this must be an object, not []",
    b"{}": '"firms" is missing',
    b'{"firms": []}': '"allowed" is missing',
    b'{"firms": {}, "allowed": []}': "firms: this must be a list, not {}",
    file_of(firm("1"), 7): "firms[1]: this must be an object, not 7",  # type: ignore[arg-type]
    file_of({"group": "a"}): 'firms[0]: "id" is missing',
    file_of({"id": "x"}): 'firms[0] ("x"): "group" is missing',
    file_of(firm(7.5)): "firms[0].id: this must be a string that is not empty, not 7.5",
    file_of(firm(True)): "firms[0].id: this must be a string that is not empty, not true",
    file_of(firm("7"), firm(7)): "firms[1].id: 7 is the id of firms[0] too",
    file_of(firm(" ")): 'firms[0].id: this must be a string that is not empty, not " "',
    file_of(firm("\ud800")): 'firms[0].id: "\\ud800" is no text: it holds half a character',
    file_of(firm("1", ["a"])): 'firms[0] ("1").group: this must be a string that is not empty, not ["a"]',
    file_of(*TWO, firm("1")): 'firms[2].id: "1" is the id of firms[0] too',
    file_of(firm("1", offers=["2720", "9999"])): 'firms[0] ("1").offers[1]: "9999" is no code of ISIC Rev.5',
    file_of(firm("1", seeks=["2720\n"])): 'firms[0] ("1").seeks[0]: "2720\\n" is no code of ISIC Rev.5',
    file_of(firm("1", is_in=[2720])): 'firms[0] ("1").is_in[0]: 2720 is no code: codes are strings',
    file_of(firm("1", is_in=[["2720"]])): 'firms[0] ("1").is_in[0]: ["2720"] is no code: codes are strings',
    file_of(firm("1", offers="2720")): 'firms[0] ("1").offers: this must be a list, not "2720"',
    file_of(firm("1", goal="money")): 'firms[0] ("1").goal: "money" is no goal; there are peers, trade, balanced',
    file_of(firm("1", goal=["peers"])): 'firms[0] ("1").goal: ["peers"] is no goal; there are peers, trade, balanced',
    file_of(firm("1", languages=["en", ""])): (
        'firms[0] ("1").languages[1]: this must be a string that is not empty, not ""'
    ),
    file_of(firm("1", holds={"iso": 1})): 'firms[0] ("1").holds: this must be a list, not {"iso": 1}',
    file_of(firm("1", offer_texts="x")): 'firms[0] ("1").offer_texts: this must be an object, not "x"',
    file_of(firm("1", seek_texts={"de": "x"})): (
        'firms[0] ("1").seek_texts: "de" is no language of texts; there are en, zh, fr'
    ),
    file_of(firm("1", seek_texts={"en": 1})): 'firms[0] ("1").seek_texts.en: 1 is no text',
    file_of(*TWO, allowed=[["a"]]): "allowed[0]: a pair has two groups, not 1",
    file_of(*TWO, allowed=["ab"]): 'allowed[0]: this must be a list, not "ab"',
    file_of(*TWO, allowed=[["a", 1.5]]): "allowed[0][1]: this must be a string that is not empty, not 1.5",
    file_of(*TWO, barred=[["1", "3"]]): 'barred[0][1]: no firm has the id "3"',
    file_of(*TWO, barred={"1": "2"}): 'barred: this must be a list, not {"1": "2"}',
}


@pytest.mark.parametrize(("file", "said"), REFUSALS.items(), ids=REFUSALS.values())
def test_what_is_wrong_is_said_in_one_line_with_its_place(file, said):
    with pytest.raises(RankingFileRefused) as refusal:
        parse_task(file)

    assert str(refusal.value) == said
    assert len(str(refusal.value).splitlines()) == 1


def test_a_long_or_unprintable_value_is_told_short_and_on_one_line():
    with pytest.raises(RankingFileRefused) as refusal:
        parse_task(file_of(firm("1", offers=["\u2028" * 500])))

    assert len(str(refusal.value).splitlines()) == 1
    assert len(str(refusal.value)) < 120


def test_what_may_be_absent_is_absent_and_other_keys_are_passed_over():
    file = b"\xef\xbb\xbf" + file_of(*TWO, comment="x", barred=[["1", "1"], ["1", "1"]])

    assert answered(file) == {
        key: [
            {
                "id": other,
                "score": 0.0,
                "fit_mine": 0.0,
                "fit_theirs": 0.0,
                "reasons": [{"code": "nothing_known", "value": 0.0}],
                "widened": False,
            }
        ]
        for key, other in (("1", "2"), ("2", "1"))
    }


def test_firms_and_groups_may_be_numbered_and_what_is_null_is_absent():
    file = file_of(firm(1, 10, offers=None, offer_texts=None), firm(2, 20), allowed=[[10, 20]], barred=None)

    assert {key: [each["id"] for each in rows] for key, rows in answered(file).items()} == {"1": [2], "2": [1]}


def test_a_group_that_no_firm_is_in_meets_nobody_and_is_named_once():
    file = file_of(*TWO, allowed=[["c", "a"], ["a", "b"], ["c", "c"], ["b", "d"]])

    assert parse_task(file).nobody == (
        'allowed[0][0]: no firm is in the group "c"',
        'allowed[3][1]: no firm is in the group "d"',
    )
    assert answered(file).keys() == {"1", "2"}
    assert parse_task(file_of(allowed=[["a", "b"]])).nobody == ()


def test_who_may_meet_nobody_has_no_list():
    assert answered(file_of(firm("1"))) == {}
    assert answered(file_of()) == {}
    assert answered(file_of(*TWO, barred=[["2", "1"]])) == {}
    assert answered(file_of(firm("1", "c"), *TWO[1:], firm("3", "a"))).keys() == {"2", "3"}
    assert answered(file_of(*TWO, allowed=[["b", "b"]])) == {}


@pytest.mark.parametrize("widened", [True, False])
def test_every_answer_holds_to_the_contract(widened):
    firms = [
        *big(60, 4),
        *(firm(f"empty{number}", "here") for number in range(5)),
        firm("odd", "there", seeks=sector_tree().codes),
    ]
    barred = [["f1", "f2"], ["f3", "odd"]]
    lists = answered(file_of(*firms, allowed=[["here", "there"]], barred=barred), places=7, widened=widened)

    group = {each["id"]: each["group"] for each in firms}
    assert lists.keys() == group.keys()
    for key, rows in lists.items():
        others = [row["id"] for row in rows]
        assert len(others) == len(set(others)) == 7
        assert all(group[other] != group[key] and sorted((key, other)) not in barred for other in others)
        scores = [row["score"] for row in rows]
        assert scores == sorted(scores, reverse=True)
        for row in rows:
            assert row.keys() == {"id", "score", "fit_mine", "fit_theirs", "reasons", "widened"}
            assert all(0 <= row[name] <= 100 for name in ("score", "fit_mine", "fit_theirs"))
            assert row["reasons"]
            assert sum(each["value"] for each in row["reasons"]) == pytest.approx(row["fit_mine"], abs=1e-6)
            for each in row["reasons"]:
                assert each["code"] in list(ReasonKind)
                assert each.get("node", "A") in sector_tree()
            assert widened or not row["widened"]


def test_the_same_file_gives_the_same_bytes_and_the_order_of_firms_only_that_of_the_lists():
    firms = big(50, 6)
    file = file_of(*firms, allowed=[["here", "there"], ["here", "here"]])
    shuffled = file_of(*random.Random(1).sample(firms, 50), allowed=[["here", "here"], ["there", "here"]])

    assert answered(file) == answered(file)
    assert answered(file) == answered(shuffled)
