import pytest

from app.companies.names.parsing import chinese_name, latin_name
from app.companies.names.short_forms import is_chinese_short_for, is_cut_short_of, is_telling_short_form


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Furui Special Equip", "Zhangjiagang Furui Special Equipment Co Ltd"),
        ("Xinri Hengli", "Xinri Hengli Steel Wire Rope Co., Ltd"),
        ("Shandong Realcan Pharm A", "Shandong Realcan Pharmaceutical Group Co Ltd"),
    ],
)
def test_an_exchange_cuts_a_name_short(short: str, long: str) -> None:
    assert is_cut_short_of(latin_name(short), latin_name(long))
    assert not is_cut_short_of(latin_name(long), latin_name(short))


@pytest.mark.parametrize(
    ("short", "long", "why"),
    [
        ("Furui Special Equip Ltd", "Furui Special Equipment Co Ltd", "a legal form makes it a firm of its own"),
        ("Parkson Retail", "Parkson Retail Asia Ltd", "a house's firm elsewhere"),
        ("Wuxi Taiji Industry", "Chongqing Taiji Industry Co Ltd", "two places"),
        ("China Everbright", "China Everbright Bank Co Ltd", "a place and one word"),
        ("Keppel DC", "Keppel DC REIT", "a listed trust"),
        ("Singapore Food", "Singapore Food Industries Ltd", "a place and trades"),
    ],
)
def test_what_is_no_cut_name(short: str, long: str, why: str) -> None:
    assert not is_cut_short_of(latin_name(short), latin_name(long)), why


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("新航", "新加坡航空"),
        ("粤高速", "广东省高速公路发展"),
        ("石基信息", "北京中长石基信息技术"),
        ("河化", "广西河池化工"),
    ],
)
def test_chinese_short_forms(short: str, long: str) -> None:
    assert is_chinese_short_for(short, long)


@pytest.mark.parametrize(
    ("short", "long", "tells"),
    [
        ("平高电气", "河南平高电气股份有限公司", True),
        ("锐科激光", "武汉锐科光纤激光技术股份有限公司", True),
        ("紫金银行", "江苏紫金农村商业银行股份有限公司", True),
        ("天地科技", "河北天地智慧医疗科技股份有限公司", False),
        ("哈尔斯", "哈尔滨电气集团佳木斯电机股份有限公司", False),
        ("博汇股份", "山东博汇纸业股份有限公司", False),
        ("平高电气有限公司", "河南平高电气股份有限公司", False),
    ],
)
def test_short_forms_that_need_nobody_to_look(short: str, long: str, tells: bool) -> None:
    assert is_telling_short_form(chinese_name(short), chinese_name(long)) is tells
