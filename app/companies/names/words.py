"""Words that company names are made of: legal forms, trades, places in Latin and Chinese. Tables only."""

from __future__ import annotations

from typing import Final


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for tables that are easier to read without quotes."""
    return frozenset(text.split())


LEGAL_FORMS: Final = word_set(
    """
    pte ltd limited pvt bhd sdn berhad plc llc llp lllp inc incorporated gmbh mbh ggmbh corp corporation
    co coy company sarl sasu eurl pty unlimited oyj aktiengesellschaft
    """
)
"""Say what a firm is in law; dropped wherever they stand."""

LEGAL_ENDINGS: Final = word_set(
    """
    sa sas ag nv bv kk se ab oy spa srl kg snc sca scs pt tbk pjsc jsc ojsc as aps
    """
)
"""Legal forms that are ordinary syllables elsewhere; dropped only as the last word."""

SOFT_WORDS: Final = word_set(
    """
    group holding enterprise etablissement
    """
)
"""Often written or left out of one and the same name."""

LINK_WORDS: Final = word_set(
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

PLACES: Final = word_set(
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

GENERIC_WORDS: Final = word_set(
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

BRAND_TRADES: Final = word_set(
    """
    bank airline supermarket restaurant hotel hospital university school college bakery optical pharmacy
    """
)
"""Trades that the public says behind a brand: OCBC Bank, Sheng Siong Supermarket."""

SEPARATE_UNITS: Final = word_set(
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
CHINESE_GENERIC_WORDS: Final = word_set(
    """
    银行 证券 保险 物流 科技 技术 教育 医疗 食品 国际 贸易 能源 投资 实业 工业 工程 电子 汽车 航空 电信
    港务 建设 环境 环保 地产 置业 材料 制药 药业 机械 动力 农业 超市 零售 餐饮 发展 信息 通信 金融 船务
    企业 水务 燃气 钢铁 大学 医院 商会 协会
    """
)


CHINESE_PLACES: Final = word_set(
    """
    中国 新加坡 香港 澳门 台湾 马来西亚 法国 亚洲 亚太 北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏
    浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏
    新疆 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中
    运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州
    营口 阜新 辽阳 盘锦 铁岭 葫芦岛 长春 四平 辽源 通化 白山 松原 延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆
    伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁
    昆山 江阴 张家港 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 合肥 芜湖 蚌埠 淮南 马鞍山
    淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌
    景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海
    日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘
    信阳 周口 驻马店 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳
    邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆
    惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林
    百色 贺州 河池 来宾 崇左 海口 三亚 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾
    广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理
    拉萨 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉
    庆阳 定西 陇南 西宁 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 喀什 伊犁 石河子 涪陵 万州
    """
)

PLACE_SIGNS: Final = {
    sign: place
    for place, signs in {
        "北京": "京",
        "天津": "津",
        "上海": "沪申",
        "重庆": "渝",
        "河北": "冀",
        "山西": "晋",
        "内蒙古": "蒙",
        "辽宁": "辽",
        "吉林": "吉",
        "黑龙江": "黑",
        "江苏": "苏",
        "浙江": "浙",
        "安徽": "皖",
        "福建": "闽",
        "江西": "赣",
        "山东": "鲁",
        "河南": "豫",
        "湖北": "鄂",
        "湖南": "湘",
        "广东": "粤",
        "广西": "桂",
        "海南": "琼",
        "四川": "川蜀",
        "贵州": "黔贵",
        "云南": "滇云",
        "西藏": "藏",
        "陕西": "陕秦",
        "甘肃": "甘陇",
        "青海": "青",
        "宁夏": "宁",
        "新疆": "新",
        "香港": "港",
        "澳门": "澳",
        "台湾": "台",
        "深圳": "深",
        "新加坡": "新",
    }.items()
    for sign in signs
}
"""The one character that stands for a province or a great city before a name: 粤高速, 渝三峡."""
