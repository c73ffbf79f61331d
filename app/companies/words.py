"""Words that company names are made of, besides what tells one company from another. Tables only."""

from __future__ import annotations

from typing import Final


def words_of(text: str) -> frozenset[str]:
    """The words of a text, for tables that are easier to read without quotes."""
    return frozenset(text.split())


LEGAL_FORMS: Final = words_of(
    """
    pte ltd limited pvt bhd sdn berhad plc llc llp lllp inc incorporated gmbh mbh ggmbh corp corporation
    co coy company sarl sasu eurl pty unlimited oyj aktiengesellschaft
    """
)
"""Say what a firm is in law; dropped wherever they stand."""

LEGAL_ENDINGS: Final = words_of(
    """
    sa sas ag nv bv kk se ab oy spa srl kg snc sca scs pt tbk pjsc jsc ojsc as aps
    """
)
"""Legal forms that are ordinary syllables elsewhere; dropped only as the last word."""

SOFT_WORDS: Final = words_of(
    """
    group holding enterprise etablissement
    """
)
"""Often written or left out of one and the same name."""

LINKS: Final = words_of(
    """
    and the of et de des du la le les
    """
)

ABBREVIATIONS: Final = {
    "intl": "international",
    "int'l": "international",
    "engg": "engineering",
    "engrg": "engineering",
    "eng": "engineering",
    "mfg": "manufacturing",
    "mfrs": "manufacturers",
    "tech": "technology",
    "technol": "technology",
    "dev": "development",
    "devt": "development",
    "hldg": "holding",
    "hldgs": "holding",
    "grp": "group",
    "svc": "service",
    "svcs": "service",
    "mgt": "management",
    "mgmt": "management",
    "assoc": "association",
    "assn": "association",
    "inst": "institute",
    "univ": "university",
    "telecom": "telecommunication",
    "telecoms": "telecommunication",
    "comm": "communication",
    "pharm": "pharmaceutical",
    "pharma": "pharmaceutical",
    "ind": "industry",
    "inds": "industry",
    "elec": "electric",
    "chem": "chemical",
    "auto": "automotive",
    "automobile": "automotive",
    "bio": "biological",
    "sci": "science",
    "dept": "department",
    "int": "international",
    "inv": "investment",
    "invest": "investment",
    "equip": "equipment",
    "mach": "machinery",
    "prop": "property",
    "info": "information",
    "cttee": "committee",
    "transp": "transport",
    "transportation": "transport",
    "env": "environment",
    "environmental": "environment",
    "industrial": "industry",
    "cos": "company",
    "s'pore": "singapore",
    "spore": "singapore",
    "cq": "chongqing",
    "groupe": "group",
    "ets": "etablissement",
    "gruppe": "group",
}

PLACES: Final = words_of(
    """
    singapore china chongqing shanghai beijing shenzhen guangzhou hongkong taiwan macau malaysia asia
    apac asean europe france paris india indonesia vietnam thailand japan korea usa uk australia germany
    suzhou tianjin chengdu hangzhou nanjing wuhan cayman bermuda bvi jersey guernsey labuan seychelles mauritius
    samoa 新加坡 中国 重庆 上海 北京 深圳 广州 香港 台湾 澳门
    马来西亚 亚洲 亚太 欧洲 法国 苏州 天津 成都 杭州 南京 武汉
    """
)
PLACE_ABBREVIATIONS: Final = {
    "s": "singapore",
    "sg": "singapore",
    "spore": "singapore",
    "m": "malaysia",
    "hk": "hongkong",
    "prc": "china",
    "cn": "china",
    "cq": "chongqing",
    "fr": "france",
    "cayman islands": "cayman",
    "british virgin islands": "bvi",
}
"""As they stand in brackets: Q&M Dental Group (S) Pte Ltd."""

LEADING_PLACES: Final = {
    "bj": "beijing",
    "sh": "shanghai",
    "sz": "shenzhen",
    "gz": "guangzhou",
    "gd": "guangdong",
    "tj": "tianjin",
    "nj": "nanjing",
    "cq": "chongqing",
    "zj": "zhejiang",
    "xj": "xinjiang",
    "sc": "sichuan",
    "gx": "guangxi",
    "fj": "fujian",
}
"""As exchanges put them before a name: Sh Belling."""

GENERIC_WORDS: Final = words_of(
    """
    airline automotive bank banking beverage biological biotech building capital care cement center centre
    chemical city coal coffee communication construction consultancy consulting consumer corporate credit
    dental department design development digital distribution education electric electrical electronic
    energy engineering environment equipment estate export fashion film finance financial firm food
    foundation freight furniture gas general global glass gold health healthcare heavy home hospital
    hospitality hotel import industry information infrastructure innovation institute insurance
    integrated international investment iron jewellery land leasing life line logistic machinery
    management manufacturer manufacturing marine maritime market material media medical metal mining
    motor network new office oil paper part petroleum pharmaceutical plastic port power preschool
    precision printing private product professional property public real resource restaurant retail
    rural school science seafood security semiconductor service shipping shop smart software solution
    special steel store supermarket supply system technology telecommunication textile tobacco tool
    tourism trade trading transport travel university urban vehicle venture warehouse warehousing water
    wealth wood world chain commercial company bhd
    """
)
"""Trades and colourless words: sharing only these says nothing, differing in these alone says the line of business."""

KNOWN_BY: Final = words_of(
    """
    bank airline supermarket restaurant hotel hospital university school college bakery optical pharmacy
    """
)
"""Trades that the public says behind a brand: OCBC Bank, Sheng Siong Supermarket."""

SEPARATE_UNITS: Final = words_of(
    """
    reit reits trust fund etf 信托 基金 房托 产业信托 房地产信托 reit信托
    """
)
"""A listed trust or a fund is a company of its own, whatever sponsor's name it bears."""

CHINESE_LEGAL_FORMS: Final = (
    "股份有限公司",
    "有限责任公司",
    "私人有限公司",
    "公众有限公司",
    "集团有限公司",
    "股份公司",
    "有限公司",
    "有限合伙",
    "总公司",
    "公司",
)
CHINESE_SOFT_WORDS: Final = ("集团", "控股", "股份")
CHINESE_GENERIC_WORDS: Final = words_of(
    """
    银行 证券 保险 物流 科技 技术 教育 医疗 食品 国际 贸易 能源 投资 实业 工业 工程 电子 汽车 航空 电信
    港务 建设 环境 环保 地产 置业 材料 制药 药业 机械 动力 农业 超市 零售 餐饮 发展 信息 通信 金融 船务
    企业 水务 燃气 钢铁 大学 医院 商会 协会
    """
)
