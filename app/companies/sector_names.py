"""What lists of firms call a sector in a word or two: "IT", "F&B", 软件. Of a whole text, or of one thing in a short
list; in a description the same words say little. Tables only."""

from __future__ import annotations

from functools import cache
from typing import Final

from app.companies.names import compact
from app.companies.phrases import proposed_for
from app.companies.sectors import tree
from app.kernel.localized import LANGUAGES

LONGEST_LIST: Final = 60
"""Characters; what is longer describes a firm."""
_NAMES: Final = {
    "62 5829": "software|software development|saas software|it software|软件|软件开发|软件业|logiciel|logiciels"
    "|édition de logiciels",
    "62": "it|i.t.|ict|infocomm|info-comm|infocomm technology|information technology|it services|it solutions|tech"
    "|technology|digital|digital technology|deep tech|信息技术|信息科技|信息化|数字科技|科技|互联网科技|informatique"
    "|tic|numérique|services informatiques|technologie|technologies",
    "6219": "ai|a.i.|artificial intelligence|machine learning|ai/ml|人工智能|ia|intelligence artificielle",
    "51 5223 3030": "aviation|civil aviation|air transport|航空|航空业|民航|通用航空|aviation civile|transport aérien",
    "3030 51": "aerospace|space|space technology|low-altitude economy|low altitude economy|航空航天|航天|低空经济"
    "|aérospatial|aérospatiale|aéronautique|spatial",
    "71": "engineering|engineering services|工程|工程技术|工程服务|ingénierie|bureau d'études",
    "7020": "consulting|consultancy|advisory|business consulting|management consulting|咨询|顾问|企业咨询|管理咨询"
    "|conseil|conseil aux entreprises",
    "21": "pharma|pharmaceutical|pharmaceuticals|制药|医药|生物医药|pharmaceutique|industrie pharmaceutique",
    "10 11 56": "food & beverage|food and beverage|f&b|fnb|food & beverages|food and beverages|food & drink"
    "|食品饮料|食品与饮料|餐饮食品|alimentation et boissons|agroalimentaire et boissons",
    "47": "retail|retailing|零售|零售业|新零售|commerce de détail|distribution de détail",
    "50 52": "shipping|maritime|marine|海运|航运|海事|maritime transport|transport maritime|le maritime",
    "3512 35": "green energy|clean energy|renewable energy|renewables|新能源|绿色能源|清洁能源|可再生能源|énergie verte"
    "|énergies vertes|énergies renouvelables|énergie renouvelable",
    "35": "energy|power|energy & power|energy and power|utilities|能源|能源电力|énergie|energie",
    "52 49": "logistics|logistics & transport|transport & logistics|supply chain|transport|transportation|物流|物流运输"
    "|交通物流|交通运输|供应链|logistique|transport et logistique",
    "46": "trade|trading|general trading|wholesale|import & export|import/export|import export|international trade"
    "|贸易|国际贸易|进出口|外贸|批发|négoce|commerce|commerce international|import-export",
    "28 32": "manufacturer|advanced manufacturing|制造|先进制造|智能制造|fabrication|industrie",
    "64": "finance|financial services|金融|金融服务|services financiers|la finance",
    "6432 6499": "investment|investments|investing|fund|funds|投资|投资基金|基金|investissement|investissements",
    "58 60": "media|medias|传媒|媒体|médias|les médias",
    "90 93 59": "entertainment|arts & entertainment|culture|文化|文化娱乐|文娱|娱乐|文化创意|divertissement|loisirs",
    "5821": "gaming|games|video games|esports|游戏|电竞|jeux vidéo",
    "55 56": "hospitality|hospitality & tourism|hotels & restaurants|酒店餐饮|hôtellerie|hôtellerie-restauration"
    "|hôtellerie et restauration",
    "41 42": "construction & engineering|built environment|building & construction|建筑|建筑工程|建设|btp",
    "68": "property|real estate|地产|房地产|immobilier",
    "39 38": "environment|environmental|environmental services|sustainability|waste|waste management|环保|环境|节能环保"
    "|environnement|développement durable",
    "36": "water|水务|eau",
    "07 08": "mining|mining & minerals|矿业|采矿|mines|secteur minier",
    "80": "security|security services|安防|安保|sécurité",
    "28": "robotics|robots|机器人|robotique|machinery|机械|machines",
    "74": "design|设计|design services",
    "1410 3211 2023": "luxury|luxury goods|奢侈品|luxe|produits de luxe",
    "19 20": "petrochemical|petrochemicals|石化|石油化工|pétrochimie",
    "52": "port|ports|airport|港口|机场",
}  # fmt: skip
_SECTIONS: Final = {
    "A": "agriculture forestry and fishery|农林牧渔业|农林牧渔",
    "B": "mining & quarrying|采矿业|采掘业",
    "C": "manufacturing|manufacturing industry|industrie manufacturière",
    "D": "electricity & gas|电力热力燃气及水生产和供应业|production et distribution d'électricité et de gaz",
    "E": "water supply and waste management|water & waste management|production et distribution d'eau",
    "F": "construction industry|建筑业",
    "G": "wholesale & retail|wholesale and retail trade and repair of motor vehicles and motorcycles|批发零售"
    "|批发和零售|批发和零售业|批发零售业|commerce de gros et détail|commerce réparation d'automobiles et de motocycles",
    "H": "transport & storage|transports et entreposage|交通运输仓储和邮政业|运输和储存|运输仓储|运输与仓储",
    "I": "accommodation & food service|accommodation & food services|住宿和餐饮业|住宿餐饮|住宿和餐饮"
    "|hébergement et restauration",
    "J K": "information & communication|information and communications|information et communication"
    "|信息传输软件和信息技术服务业|信息与通信|信息通信",
    "L": "finance & insurance|financial & insurance services|banking & insurance|金融业|金融与保险|金融保险"
    "|finance et assurance|services financiers et assurance",
    "M": "房地产业",
    "N": "professional scientific & technical services|科学研究和技术服务业"
    "|activités spécialisées scientifiques et techniques",
    "O": "administrative & support services|租赁和商务服务业|services administratifs et de soutien",
    "P": "public administration & defence|公共管理社会保障和社会组织|administration publique",
    "R": "health & social work|health & social services|卫生和社会工作|santé humaine et action sociale"
    "|santé et action sociale",
    "S": "arts entertainment & recreation|文化体育和娱乐业|arts spectacles et activités récréatives",
}  # fmt: skip
"""What lists call a section beside its label: earlier classifications, China's, and shorter."""


def codes_named(text: str) -> tuple[str, ...]:
    """The codes that a text names, the likeliest first; none where it is not, word for word, a name of sectors."""
    return _by_name().get(compact(text), ())


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    tables = {codes: names.split("|") for codes, names in (*_NAMES.items(), *_SECTIONS.items())}
    labels = [(code, tree()[code].label.exactly(language)) for code in tree().sections for language in LANGUAGES]
    return {
        **{compact(label): (proposed_for(code, tree()),) for code, label in labels},
        **{compact(name): tuple(codes.split()) for codes, names in tables.items() for name in names},
    }
