"""A branch, an office, a holding is asked for, never joined unasked; the same number of a register joins them."""

from __future__ import annotations

import pytest

from app.importing.plan import RowVerdict
from app.importing.planner import plan_import
from app.registrations.candidate_index import CandidateIndex
from app.registrations.existing_record import KnownCompany
from app.registrations.match_verdict import MatchOutcome
from tests.registrations.test_duplicates import firm
from tests.sheets.planned import made


def outcome_of(known: str, name: str, **also: str) -> str:
    best = CandidateIndex([firm(known, key="known", **also)]).best(firm(name, key="row", **also))
    return "new" if best is None else best[1].outcome.value


@pytest.mark.parametrize(
    ("house", "other"),
    [
        ("Ang Mo Kio Hardware & Co", "Ang Mo Kio Hardware & Co (Chongqing Rep Office)"),
        ("Zeta Trading Pte Ltd", "Zeta Trading Pte Ltd (Rep Office)"),
        ("Zeta Trading Pte Ltd", "Zeta Trading Pte Ltd (Beijing Representative Office)"),
        ("Zeta Trading Pte Ltd", "Zeta Trading Pte Ltd - Chongqing Branch"),
        ("Zeta Trading Pte Ltd", "Zeta Trading Pte Ltd, Shanghai Liaison Office"),
        ("Zeta Trading Pte Ltd (Beijing Rep Office)", "Zeta Trading Pte Ltd (Shanghai Rep Office)"),
        ("Zeta Trading Pte Ltd", "Zeta Trading Holdings Pte Ltd"),
        ("Lee Kim Tah Pte Ltd", "Lee Kim Tah Holdings"),
        ("Dupont SA", "Dupont SA, succursale de Lyon"),
        ("Dupont SA", "Dupont SA (bureau de représentation)"),
        ("Danone SA", "Groupe Danone"),
        ("重庆长安汽车股份有限公司", "重庆长安汽车股份有限公司北京分公司"),
        ("重庆长安汽车股份有限公司", "重庆长安汽车股份有限公司（新加坡代表处）"),
        ("叶水福物流有限公司", "叶水福物流有限公司重庆办事处"),
        ("叶水福物流有限公司", "叶水福物流控股有限公司"),
        ("叶水福物流有限公司", "叶水福物流集团"),
        ("中国建设银行", "中国建设银行重庆市分行"),
        ("华为技术有限公司", "深圳华为技术有限公司"),
    ],
)
def test_a_branch_an_office_a_holding_is_asked_for(house: str, other: str) -> None:
    assert outcome_of(house, other) == outcome_of(other, house) == MatchOutcome.PERHAPS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zeta Trading Pte Ltd", "Zeta Trading"),
        ("Zeta Trading Holdings Pte Ltd", "Zeta Trading Holdings Private Limited"),
        ("YCH", "YCH Group Pte Ltd"),
        ("Zeta Trading Pte Ltd (Beijing Rep Office)", "Zeta Trading Pte. Ltd. - Beijing Representative Office"),
        ("Olive Branch Pte Ltd", "Olive Branch Private Limited"),
        ("Eta Pte Ltd t/a Kopi Kings", "Kopi Kings"),
        ("Eta Pte Ltd", "Eta Pte Ltd (trading as Kopi Kings)"),
        ("Eta Pte Ltd d/b/a Kopi Kings", "Eta Private Limited"),
        ("某某餐饮有限公司（商号：金饭碗）", "金饭碗"),
    ],
)
def test_one_firm_said_shortly_or_by_its_door_is_the_same(one: str, other: str) -> None:
    assert outcome_of(one, other) == outcome_of(other, one) == MatchOutcome.SAME


def test_the_number_of_a_register_joins_a_holding_and_its_short_name() -> None:
    assert (
        outcome_of("Zeta Trading Holdings Pte Ltd", "Zeta Trading Pte Ltd", registry="199901152M") == MatchOutcome.SAME
    )


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("China Construction Bank", "中国建设银行"),
        ("National University of Singapore", "新加坡国立大学"),
        ("Industrial and Commercial Bank of China Ltd", "中国工商银行股份有限公司"),
        ("Port of Singapore Authority", "新加坡港务局"),
        ("China Life Insurance", "中国人寿保险"),
        ("Shenzhen Huawei Technologies Co Ltd", "华为技术有限公司"),
        ("Singapore Telecommunications", "新加坡电信"),
    ],
)
def test_a_name_that_was_translated_is_asked_for(english: str, chinese: str) -> None:
    assert outcome_of(english, chinese) == outcome_of(chinese, english) == MatchOutcome.PERHAPS


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("China Construction Bank", "中国工商银行"),
        ("National University of Singapore", "新加坡管理大学"),
        ("Singapore Airlines", "中国航空公司"),
    ],
)
def test_another_translation_is_another_firm(english: str, chinese: str) -> None:
    assert outcome_of(english, chinese) == "new"


def test_a_place_in_brackets_that_is_the_firms_own_country_keeps_the_key_of_the_firm() -> None:
    known = KnownCompany(9, "DBS Group Holdings Ltd", "星展集团控股有限公司", country="SG")

    row = plan_import([made(("企业名称",), ("星展银行（新加坡）DBS",))], [known]).rows[1]

    assert (row.verdict, row.looks, row.key) == (RowVerdict.LOOK, ("perhaps_same",), "c9")


def test_a_holding_is_asked_about_beside_its_own_house_and_never_shares_the_key_of_a_sister() -> None:
    names = ["Zeta Trading Pte Ltd", "Zeta Trading (Shanghai) Co Ltd", "Zeta Trading Holdings Pte Ltd"]
    sheet = made(("Company", "Email"), *((name, f"a{at}@z.example.sg") for at, name in enumerate(names)))

    rows = plan_import([sheet], []).rows[1:]

    assert len({row.key for row in rows}) == 3
    assert [row.verdict for row in rows[1:]] == [RowVerdict.LOOK, RowVerdict.LOOK]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Falcon Fans", "Falcon Fans Overseas"),
        ("Hoe Seng Industries", "Hoe Seng Enterprises"),
        ("Hoe Seng Marine", "Hoe Seng Marine Services"),
        ("Acme Holdings", "Acme"),
        ("石基信息", "石基信息园"),
    ],
)
def test_two_of_one_sheet_that_one_person_speaks_for_are_asked_about(one: str, other: str) -> None:
    header = ("Company", "Contact person", "E-mail")
    for first, second in ((one, other), (other, one)):
        rows = ((name, "Tan Wei Ming", "tan@falcon.example.org") for name in (first, second))
        row = plan_import([made(header, *rows)], []).rows[2]

        assert (row.verdict, row.looks) == (RowVerdict.LOOK, ("perhaps_same",))


def test_a_known_firm_may_be_said_shortly_and_no_longer() -> None:
    assert outcome_of("Anker Innovations Technology Co Ltd", "Anker Innovations") == MatchOutcome.SAME
    assert outcome_of("Anker Innovations", "Anker Innovations Technology") == MatchOutcome.PERHAPS
