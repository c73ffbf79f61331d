import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.companies.names.comparison import CompanyLikeness, company_likeness, is_same_name, sounds_like
from app.companies.names.parsing import chinese_name, latin_name
from app.companies.names.spellings import parse_names

L = CompanyLikeness


@pytest.mark.parametrize(
    ("one", "other", "degree"),
    [
        ("Oversea-Chinese Banking Corp. Ltd", "Oversea Chinese Banking Corporation Limited (OCBC Bank)", L.SAME),
        ("Q&M Dental Group (S) Ltd", "Q & M Dental Group (Singapore) Limited", L.SAME),
        ("Keppel Corporation Ltd", "Keppel Ltd.", L.SAME),
        ("Serial Systems Ltd", "Serial System Ltd", L.SAME),
        ("Raffles Medical", "Raffles Medical Group Ltd", L.SOFT),
        ("Rafles Medical Group", "Raffles Medical Group Ltd", L.TYPO),
        ("Zhe Jiang Hai Liang Co., Ltd", "Zhejiang Hailiang Co., Ltd", L.SAME),
        ("SingTel", "Singapore Telecommunications Limited", L.SHORT),
        ("ST Engg", "Singapore Technologies Engineering Ltd", L.SHORT),
        ("OCBC", "Oversea-Chinese Banking Corporation Limited", L.SHORT),
        ("Q&M Dental Group", "Q&M Dental Group (Singapore) Limited", L.SHORT),
        ("Sheng Siong Supermarket", "Sheng Siong Group Ltd", L.KIN),
        ("DBS Bank", "DBS Group Holdings Ltd", L.KIN),
        ("Liugong A", "Guangxi Liugong Machinery Co., Ltd.", L.KIN),
        ("Guangxi", "Guangxi Liugong Machinery Co., Ltd.", L.DIFFERENT),
        ("Keppel DC REIT", "Keppel Corporation Ltd", L.DIFFERENT),
        ("Mapletree Logistics Trust", "Mapletree Industrial Trust", L.DIFFERENT),
        ("Raffles Medical Group", "Raffles Education Corporation Limited", L.DIFFERENT),
        ("UOB Kay Hian", "United Overseas Bank Limited", L.DIFFERENT),
        ("Singapore Post", "Singapore Press Holdings", L.DIFFERENT),
        ("DBS Bank (China)", "DBS Bank (Taiwan)", L.DIFFERENT),
    ],
)
def test_latin_names(one: str, other: str, degree: CompanyLikeness) -> None:
    assert company_likeness(parse_names(one), parse_names(other)) == (degree, None)


@pytest.mark.parametrize(
    ("one", "other", "degree"),
    [
        ("葉水福集團", "叶水福集团有限公司", L.SAME),
        ("重庆钢铁", "重庆钢铁股份有限公司", L.SAME),
        ("新航", "新加坡航空公司", L.SHORT),
        ("新科工程", "新加坡科技工程有限公司", L.SHORT),
        ("登康口腔", "重庆登康口腔护理用品股份有限公司", L.SHORT),
        ("重庆农商行", "重庆农村商业银行股份有限公司", L.SHORT),
        ("星展银行", "星展集团控股有限公司", L.KIN),
        ("新加坡国际港务集团", "PSA国际港务集团", L.KIN),
        ("重庆银行", "重庆农村商业银行股份有限公司", L.DIFFERENT),
        ("莱佛士医疗集團", "莱佛士教育集团", L.DIFFERENT),
        ("中新互联互通（重庆）物流发展有限公司", "中新（重庆）多式联运物流发展有限公司", L.DIFFERENT),
        ("凯德中国信托", "凯德投资", L.DIFFERENT),
    ],
)
def test_chinese_names(one: str, other: str, degree: CompanyLikeness) -> None:
    assert company_likeness(parse_names(one), parse_names(other)) == (None, degree)


TEXTS = st.one_of(
    st.text(max_size=25),
    st.lists(st.sampled_from(["DBS", "Group", "Ltd", "Asia", "REIT", "星展", "银行", "(S)", "集团"]), max_size=5).map(
        " ".join
    ),
)


@pytest.mark.full
@given(TEXTS, TEXTS)
def test_likeness_is_symmetric_and_total(one: str, other: str) -> None:
    assert company_likeness(parse_names(one), parse_names(other)) == company_likeness(
        parse_names(other), parse_names(one)
    )


@given(TEXTS)
def test_a_name_is_the_same_as_itself(text: str) -> None:
    assert {*company_likeness(parse_names(text), parse_names(text))} <= {CompanyLikeness.SAME, None}


def test_same_name_leaves_no_doubt() -> None:
    assert is_same_name(parse_names("叶水福集团 YCH Group"), parse_names("Y.C.H. Group Pte Ltd"))
    assert not is_same_name(parse_names("SingTel"), parse_names("Singapore Telecommunications Limited"))
    assert not is_same_name(parse_names("创业公司 Venture"), parse_names("创业公司 Pioneer"))


def test_a_chinese_name_sounds_like_its_latin_one() -> None:
    assert sounds_like(latin_name("Changan Automobile"), chinese_name("重庆长安汽车股份有限公司"))
    assert not sounds_like(latin_name("Loncin Motor"), chinese_name("重庆长安汽车股份有限公司"))
