import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.companies.identifiers import parse_stock_code
from app.core.spreadsheets import SheetCell
from app.registrations.candidate_index import CandidateIndex
from app.registrations.match_features import ComparableCompany, create_comparable_company
from app.registrations.match_verdict import MatchOutcome, judge_match

SAME, PERHAPS, DIFFERENT = MatchOutcome.SAME, MatchOutcome.PERHAPS, MatchOutcome.DIFFERENT


def firm(
    *names: str, code: str = "", site: str = "", mail: str = "", registry: str = "", key: str = "x"
) -> ComparableCompany:
    read = parse_stock_code(SheetCell(code)) if code else None
    return create_comparable_company(
        key, names, code=read, website=site, emails=[mail] if mail else [], registry=[registry]
    )


PAIRS = [
    (firm("YCH Group Pte Ltd"), firm("Y.C.H. Group"), SAME, True),
    (firm("DBS", code="D05"), firm("Development Bank", code="D05.SI", site="dbs.com"), PERHAPS, True),
    (firm("ST Engg", code="S63"), firm("Singapore Technologies Engineering Ltd", code="S63"), SAME, True),
    (
        firm("SingTel", mail="bd@s.example.org"),
        firm("Singapore Telecommunications Ltd", mail="bd@s.example.org"),
        SAME,
        True,
    ),
    (firm("SingTel"), firm("Singapore Telecommunications Limited"), PERHAPS, True),
    (firm("新航"), firm("Singapore Airlines Limited", "新加坡航空公司"), PERHAPS, True),
    (firm("莱佛士教育集团"), firm("Raffles Medical Group", "莱佛士医疗集团"), DIFFERENT, False),
    (firm("Keppel DC REIT"), firm("Keppel Ltd."), DIFFERENT, False),
    (firm("Keppel DC REIT", site="keppel.com"), firm("Keppel Ltd.", site="keppel.com"), DIFFERENT, False),
    (firm("Sheng Siong Supermarket"), firm("Sheng Siong Group Ltd"), PERHAPS, True),
    (firm("Sheng Siong Logistics"), firm("Sheng Siong Group Ltd"), PERHAPS, False),
    (firm("天成自控"), firm("浙江天成自控股份有限公司"), PERHAPS, True),
    (firm("Dayu Water-saving Group Co., Ltd"), firm("Gansu Dayu Water saving Group Co Ltd"), PERHAPS, True),
    (firm("OCBC Bank"), firm("Oversea-Chinese Banking Corporation Ltd (OCBC)"), PERHAPS, True),
    (firm("CapitaLand"), firm("CapitaLand Investment Ltd"), PERHAPS, True),
    (
        firm("SIA 新航", mail="a@sia.sg"),
        firm("Singapore Airlines 新加坡航空", mail="b@sia.sg"),
        PERHAPS,
        True,
    ),
    (firm("Q and M Dental Group Singapore Ltd"), firm("Q & M Dental Group (Singapore) Limited"), SAME, True),
    (firm("Q&M Dental Group (China) Ltd"), firm("Q & M Dental Group Singapore Ltd"), DIFFERENT, False),
    (firm("Sheng Siong Supermarket", mail="a@shengsiong-group.com"), firm("Sheng Siong Group Ltd"), PERHAPS, True),
    (firm("Wang On Group Limited"), firm("Wang On Properties Limited"), DIFFERENT, False),
    (firm("Jumbo Group Ltd", code="42R"), firm("Jumbo Ltd", code="D05"), PERHAPS, False),
    (firm("Alpha Ltd", registry="199901152M"), firm("Beta Ltd", registry="199901152M"), PERHAPS, True),
    (firm("Alpha Ltd", registry="199901152M"), firm("Alpha Trading", registry="199901152M"), SAME, True),
    (firm("Alpha Ltd", registry="199901152M"), firm("Alpha Ltd", registry="200001152K"), PERHAPS, False),
    (firm("创业公司 Venture"), firm("创业公司 Pioneer"), PERHAPS, True),
    (firm("Tye Soon", site="tyesoon.com"), firm("泰顺", site="tyesoon.com"), PERHAPS, True),
    (firm("重庆农商行", code="3618.HK"), firm("重庆农村商业银行股份有限公司", code="601077"), PERHAPS, True),
    (firm("Alpha", mail="a@gmail.com"), firm("Beta", mail="b@gmail.com"), DIFFERENT, False),
]


@pytest.mark.parametrize(("one", "other", "outcome", "likely"), PAIRS)
def test_verdicts(one: ComparableCompany, other: ComparableCompany, outcome: MatchOutcome, likely: bool) -> None:
    found = judge_match(one, other)

    assert (found.outcome, found.likely) == (outcome, likely)


NAMES = st.lists(st.sampled_from(["DBS Group", "星展", "Keppel", "Keppel REIT", "吉宝", "K. Ltd", ""]), max_size=2)
FIRMS = st.builds(
    lambda names, code, site, mail: firm(*names, code=code, site=site, mail=mail),
    NAMES,
    st.sampled_from(["", "D05", "BN4", "601127"]),
    st.sampled_from(["", "dbs.com", "keppel.com"]),
    st.sampled_from(["", "a@dbs.com", "b@gmail.com"]),
)


@given(FIRMS, FIRMS)
def test_a_verdict_is_symmetric(one: ComparableCompany, other: ComparableCompany) -> None:
    assert judge_match(one, other) == judge_match(other, one)


def test_the_best_of_several_candidates_is_taken() -> None:
    pool = CandidateIndex(
        [
            firm("Raffles Education Corporation Limited", "莱佛士教育集团", key="education"),
            firm("Raffles Medical Group Ltd", "莱佛士医疗集团", key="medical"),
        ]
    )

    best = pool.best(firm("Raffles Medical"))

    assert best is not None
    assert (best[0].key, best[1].outcome) == ("medical", SAME)


def test_what_one_row_says_helps_to_know_the_next() -> None:
    pool = CandidateIndex([firm("Singapore Telecommunications Limited", code="Z74", key="c1")])
    pool.add(firm("SingTel", site="singtel.com", key="c1"))

    best = pool.best(firm("SingTel Group"))

    assert best is not None
    assert (best[0].key, best[1].outcome) == ("c1", SAME)


def test_a_site_that_many_firms_use_says_nothing() -> None:
    pool = CandidateIndex(firm(name, site="hub.example.org", key=name) for name in ("Alpha", "Beta", "Gamma", "Delta"))

    assert pool.best(firm("Epsilon", site="hub.example.org")) is None


def test_nobody_is_found_where_nobody_is_alike() -> None:
    assert CandidateIndex([firm("Alpha Ltd", key="a")]).best(firm("Omega Ltd")) is None


def joined(row: ComparableCompany, *register: ComparableCompany) -> str:
    """The key of the firm that a row is surely the same as; "" where a person must look, or none is."""
    best = CandidateIndex(register).best(row)
    return best[0].key if best and best[1].outcome is SAME else ""


def test_a_short_name_is_sure_where_one_firm_alone_bears_it() -> None:
    pinggao, rival = firm("河南平高电气股份有限公司", key="c1"), firm("天津平高电气设备有限公司", key="c2")

    assert joined(firm("平高电气"), pinggao, firm("平顶山天安煤业股份有限公司", key="c3")) == "c1"
    assert joined(firm("平高电气"), pinggao, rival) == ""


def test_a_brand_is_sure_with_the_website_of_one_firm_alone_and_asked_for_where_two_share_it() -> None:
    own = firm("Zall Smart Commerce Group Ltd", site="zall.com", key="own")
    sister = firm("Zall Development Ltd", site="zall.com", key="sister")
    row = firm("Zall Group", site="zall.com")

    assert joined(row, own) == "own"
    assert joined(row, own, sister) == ""


def test_a_stock_corporation_with_its_place_in_brackets_is_said_without_it() -> None:
    corporation, firm_of_kunshan = "优德精密工业（昆山）股份有限公司", "优德精密工业（昆山）有限公司"

    assert joined(firm("优德精密工业"), firm(corporation, key="c1")) == "c1"
    assert joined(firm("优德精密工业"), firm(firm_of_kunshan, key="c1")) == ""


def test_a_full_chinese_name_outweighs_a_former_english_one_that_nobody_bears() -> None:
    row = firm("Jinan Diesel Engine Co Ltd", "中国石油集团资本股份有限公司")
    known = firm("CNPC Capital Company Limited", "中国石油集团资本股份有限公司", key="c1")
    bearer = firm("Jinan Diesel Engine Co., Ltd.", "济南柴油机股份有限公司", key="c2")

    assert joined(row, known) == "c1"
    assert joined(row, known, bearer) == ""


def test_shares_of_one_firm_have_one_name() -> None:
    known = firm("Shanghai Belling Co., Ltd.", key="c1")

    assert [joined(firm(name), known) for name in ("Sh Belling A", "Shanghai Belling Co Ltd Class B")] == ["c1", "c1"]


def test_a_full_chinese_name_letter_by_letter_is_sure_however_short_it_is() -> None:
    register = firm("Rendong Holdings Co., Ltd.", "仁东控股集团股份有限公司", key="r")

    assert joined(firm("Zhejiang Honglei Copper", "仁东控股集团股份有限公司"), register) == "r"
    assert joined(firm("Zhejiang Honglei Copper", "仁东控股"), register) != "r"


def test_a_firm_known_in_both_scripts_is_asked_for_by_what_its_chinese_name_sounds_like() -> None:
    register = firm("Jiangsu Azure Corporation", "江苏澳洋顺昌股份有限公司", key="r")

    found = CandidateIndex([register]).best(firm("Jiangsu Aoyang Technology Ltd"))

    assert found is not None
    assert (found[0].key, found[1].outcome) == ("r", MatchOutcome.PERHAPS)


def test_a_place_in_brackets_may_stand_without_them_anywhere_and_a_province_may_be_parted() -> None:
    assert joined(firm("Impulse Qingdao Health Tech"), firm("Impulse (Qingdao) Health Tech Co.,Ltd.", key="r")) == "r"
    assert joined(firm("Zhe Jiang Haers Containers"), firm("Zhejiang Haers Containers Co.,Ltd.", key="r")) == "r"
    assert joined(firm("Sunyes Elec A"), firm("Shenzhen Sunyes Electronic Manufacturing Co., Ltd.", key="r")) == "r"
