"""Which sectors to ask a company to confirm, clause by clause; none rather than nonsense."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from app.companies.names.parsing import compact
from app.companies.sectors.keywords import SectorProposal, propose_sectors
from app.companies.sectors.tree import KEYWORD_WEIGHT, proposed_code, sector_phrases, sector_tree
from app.companies.sectors.vocabulary import fold_words, significant_words
from app.core.localized import LANGUAGES


class TradeRole(StrEnum):
    """The division that a role stands for."""

    WHOLESALE = "46"
    RETAIL = "47"


_ROLE_PATTERNS: Final[Mapping[TradeRole, re.Pattern[str]]] = {
    TradeRole.WHOLESALE: re.compile(
        r"\b(importers?|imports?|importing|distributors?|distributes?|distributing"
        r"|distribution of|wholesalers?|wholesale|dealers?|dealerships?|traders?|trading( (house|company|firm)s?)?"
        r"|resellers?|stockists?"
        r"|importat(eur|rice)s?|importation|distribut(eur|rice)s?|distribution de|grossistes?|negociants?|negoce"
        r"|revendeurs?|concessionnaires?)\b"
        r"|(进口|经销|分销|批发|代理|贸易|渠道)商|贸易公司|进出口|进口|批发|分销|经销|贸易$"
    ),
    TradeRole.RETAIL: re.compile(
        r"\b(retailers?|retailing|retail (chains?|stores?|shops?|groups?)|chain stores?|detaillants?"
        r"|chaines? de magasins)\b|零售商?"
    ),
}
_MAKER_PATTERN: Final = re.compile(
    r"\b(makers?|makes?|making|manufactur\w+|produc(ers?|es?|tion)|fabricants?|fabrication|producteurs?)\b|生产|制造|厂家|厂商"
)
_WHOLESALE_CODES: Final = {
    **dict.fromkeys(("01", "1080"), "4620"),
    **dict.fromkeys(("0113", "012", "013", "03", "10", "11", "12", "4721", "4722", "4723", "56"), "4630"),
    **dict.fromkeys(("13", "14", "15", "4751", "4771"), "4641"),
    **dict.fromkeys(("274", "31"), "4642"),
    **dict.fromkeys(("18", "2023", "21", "2640", "2652", "2670", "275", "3092", "32"), "4649"),
    **dict.fromkeys(("476", "4759", "4772", "58", "86"), "4649"),
    **dict.fromkeys(("262", "4740"), "4651"),
    "26": "4652",
    "2821": "4653",
    **dict.fromkeys(("2651", "266", "27", "28", "30", "33"), "4659"),
    **dict.fromkeys(("29", "4781"), "4661"),
    **dict.fromkeys(("2211", "293", "4782"), "4662"),
    **dict.fromkeys(("3091", "4783"), "4663"),
    **dict.fromkeys(("05", "06", "19", "473"), "4671"),
    **dict.fromkeys(("07", "24"), "4672"),
    **dict.fromkeys(("02", "08", "16", "2022", "23", "25", "4752"), "4673"),
    **dict.fromkeys(("17", "20", "22"), "4679"),
}
_RETAIL_CODES: Final = {
    **dict.fromkeys(("012", "03", "10"), "4721"),
    "11": "4722",
    "12": "4723",
    "26": "4740",
    "13": "4751",
    **dict.fromkeys(("2022", "23", "25"), "4752"),
    **dict.fromkeys(("27", "31"), "4759"),
    **dict.fromkeys(("18", "58"), "4761"),
    "323": "4762",
    "324": "4763",
    **dict.fromkeys(("14", "15"), "4771"),
    **dict.fromkeys(("2023", "21", "3250", "266"), "4772"),
    "29": "4781",
    "293": "4782",
    "3091": "4783",
}
_TRADE_CODES: Final[Mapping[TradeRole, Mapping[str, str]]] = {
    TradeRole.WHOLESALE: _WHOLESALE_CODES,
    TradeRole.RETAIL: _RETAIL_CODES,
}


def parse_trade_role(text: str) -> TradeRole | None:
    """The role that a phrase names; None where it names none, or says that the goods are made as well."""
    folded = fold_words(text)
    if _MAKER_PATTERN.search(folded):
        return None
    return next((role for role, pattern in _ROLE_PATTERNS.items() if pattern.search(folded)), None)


def without_role(text: str) -> str:
    """What is left when the words of the role are taken out: the goods."""
    folded = fold_words(text)
    for pattern in _ROLE_PATTERNS.values():
        folded = pattern.sub(" ", folded)
    return folded.strip()


def trade_code(code: str, role: TradeRole) -> str:
    """Where trade in what ``code`` makes or sells belongs; "" where nobody trades in it so."""
    table = _TRADE_CODES[role]
    return next((table[code[:length]] for length in (4, 3, 2) if code[:length] in table), "")


MAX_LIST_LENGTH: Final = 60
"""Characters; what is longer describes a firm."""
_SECTOR_NAMES: Final = {
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
}
_SECTION_NAMES: Final = {
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
}
"""What lists call a section beside its label: earlier classifications, China's, and shorter."""


def codes_by_name(text: str) -> tuple[str, ...]:
    """The codes that a text names, the likeliest first; none where it is not, word for word, a name of sectors."""
    return _codes_of_names().get(compact(text), ())


@cache
def _codes_of_names() -> dict[str, tuple[str, ...]]:
    tables = {codes: names.split("|") for codes, names in (*_SECTOR_NAMES.items(), *_SECTION_NAMES.items())}
    labels = [
        (code, sector_tree()[code].label.exactly(language)) for code in sector_tree().sections for language in LANGUAGES
    ]
    return {
        **{compact(label): (proposed_code(code, sector_tree()),) for code, label in labels},
        **{compact(name): tuple(codes.split()) for codes, names in tables.items() for name in names},
    }


MAX_PROPOSALS: Final = 5
MAX_OF_CLAUSE: Final = 2
"""Of a text that is a single clause; of a list each clause has one."""
CANDIDATES: Final = 6
WIDE_CANDIDATES: Final = 40
SURE_SCORE: Final = 0.95
MIN_SCORE: Final = 0.4
"""How much of what a clause says a sector must answer, in parts of 1."""
NEAR_SCORE: Final = 0.2
"""And how much to be offered besides, for who may add it or not."""
MIN_WORD_SCORE: Final = 0.7
"""And where the clause is a single word."""
SHARE_OF_BEST: Final = 0.8
"""And how much beside the best one."""
MIN_TRADE_SCORE: Final = 0.6
"""From here on a trade that a clause names is taken as it is named."""
WHOLE_SCORE: Final = 0.85
"""From here on one sector says all that the text says."""
_GENERAL_WORDS_TEXT: Final = """
    agency agent asset assets broker cargo chain city clinic consumer contact content data design development device
    distribution driving energy engineering equipment facility fleet goods heavy hotel industrial industry
    infrastructure instrument investment leisure light line machine maintenance manufacture manufacturing market
    material medical medium network operator park part passenger plant private procurement product production
    professional programme project research retail risk secretary service site small software storage supply system
    technology technical transport unit vehicle website wealth
    agence appareil bureau centre chaine conseil contact equipement gestion industrie industriel materiel materiaux
    marche produit projet reseau service site technologie type vente
    设备 服务 产品 技术 项目 工程 平台 系统 资金 运营 市场 材料 管理 贸易 生产 设计 制造 机构 开发 数据 基金
    规划 支持 基础 设施 能源 网站 商店 厨房 零售 联系 咨询 客运 货运
"""
_GENERAL_WORDS: Final = frozenset(word for each in _GENERAL_WORDS_TEXT.split() for word in significant_words(each))
"""Words that mean no sector unless another word of the clause says more."""
_REMARK_PATTERN: Final = re.compile(r"\s*[(（\[【][^()（）\[\]【】]*[)）\]】]\s*")
_JOINED_PATTERN: Final = re.compile(r"\s+(?:and|et|or|ou|&)\s+|[和与及或]|以及")
_CLAUSE_BREAK: Final = re.compile(r"[,;:/、，；：。！？]|\.\s|\.$|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class TextClause:
    """One thing in a text; ``role``: what is done with it, if the words of this clause or of one joined to it say."""

    text: str
    role: TradeRole | None


def sectors_to_confirm(text: str) -> tuple[str, ...]:
    """Up to five codes, in the order of the text. Of a code and one that lies in it only the first stands. A text that
    stands in brackets as a whole is a remark and means none: "(late registration)"."""
    if _REMARK_PATTERN.fullmatch(text):
        return ()
    chosen: list[str] = []
    for code in _proposed_codes(text):
        if not any(code in sector_tree().path(other) or other in sector_tree().path(code) for other in chosen):
            chosen.append(code)
    return tuple(chosen[:MAX_PROPOSALS])


def nearest_sectors(text: str) -> tuple[str, ...]:
    """Up to five codes to choose from, the surest first: those that ``sectors_to_confirm`` gives, then what else is
    near. For who picks them one by one; nothing for a remark."""
    sure = sectors_to_confirm(text)
    if _REMARK_PATTERN.fullmatch(text):
        return sure
    return tuple(dict.fromkeys((*sure, *(proposal.code for proposal in _possible_proposals(text)))))[:MAX_PROPOSALS]


def further_sectors(text: str, sure: Collection[str]) -> tuple[str, ...]:
    """What to offer besides the codes that stand there already, the nearest first: so many that there are five in all.
    Nothing for a remark, nothing that the words hardly touch."""
    if _REMARK_PATTERN.fullmatch(text):
        return ()
    near = [proposal.code for proposal in _possible_proposals(text) if proposal.score >= NEAR_SCORE]
    return tuple(dict.fromkeys(code for code in near if code not in sure))[: max(0, MAX_PROPOSALS - len(sure))]


def is_remark(text: str) -> bool:
    """A remark, or no word at all."""
    return not significant_words(text) or _REMARK_PATTERN.fullmatch(text) is not None


def _proposed_codes(text: str) -> list[str]:
    """A text that is one thing is taken whole ("research and development"), any other clause by clause."""
    if codes := codes_by_name(text):
        return [*codes[:MAX_PROPOSALS]]
    is_list = len(text) <= MAX_LIST_LENGTH
    whole = _evident_proposals(text)
    if whole and whole[0].score >= WHOLE_SCORE and parse_trade_role(text) is None:
        return [proposal.code for proposal in whole[:MAX_OF_CLAUSE]]
    clauses = [clause for part in _CLAUSE_BREAK.split(text) for clause in _split_clauses(part, whole=is_list)]
    most = MAX_OF_CLAUSE if len(clauses) == 1 else 1
    return [
        code
        for clause in clauses
        for code in (is_list and clause.role is None and codes_by_name(clause.text)[:most])
        or _clause_codes(clause)[:most]
    ]


def _split_clauses(part: str, *, whole: bool) -> Iterator[TextClause]:
    """Things joined by "and" share the role of the one that names it: "dealers in pumps and valves". ``whole``: what
    names a sector is not parted ("transport and storage")."""
    if whole and codes_by_name(part):
        yield TextClause(part, None)
        return
    texts = [each for each in _JOINED_PATTERN.split(part) if each.strip()]
    roles = [parse_trade_role(each) for each in texts]
    shared = next((role for role in roles if role), None)
    for text, role in zip(texts, roles, strict=True):
        yield TextClause(text, role or shared)


def _clause_codes(clause: TextClause) -> list[str]:
    evident = _evident_proposals(clause.text)
    if clause.role is None:
        return [proposal.code for proposal in evident]
    named = [
        proposal.code
        for proposal in evident
        if proposal.code.startswith(clause.role) and proposal.score >= MIN_TRADE_SCORE
    ]
    return named[:1] or _traded_codes(clause.text, clause.role)


def _traded_codes(text: str, role: TradeRole) -> list[str]:
    """The trade in the goods; where they are none, what the clause says besides, and at last the role alone."""
    goods = [proposal.code for proposal in _evident_proposals(without_role(text))]
    trades = [trade for code in goods if (trade := trade_code(code, role))]
    return trades[:1] or goods[:1] or ([role.value] if parse_trade_role(text) else [])


def _evident_proposals(text: str) -> tuple[SectorProposal, ...]:
    """The sectors with evidence, the surest first."""
    text_words = significant_words(text)
    possible = _possible_proposals(text)
    best = max((proposal.score for proposal in possible), default=0.0)
    if _GENERAL_WORDS.issuperset(text_words) and (len(text_words) < 2 or best < WHOLE_SCORE):
        return ()
    least = max(MIN_SCORE if len(text_words) > 1 else MIN_WORD_SCORE, SHARE_OF_BEST * best)
    return tuple(
        sorted((proposal for proposal in possible if proposal.score >= least), key=lambda proposal: -proposal.score)
    )


def _possible_proposals(text: str) -> tuple[SectorProposal, ...]:
    """What a phrase may mean: before what is less than sure the sector of a keyword that it is word for word
    ("finance", not financial leasing), nothing that stands on its general words alone ("food distribution" is no power
    grid)."""
    possible = propose_sectors(text, CANDIDATES)
    if max((proposal.score for proposal in possible), default=0.0) < SURE_SCORE:
        named = _keyword_codes().get(tuple(significant_words(text)), ())
        possible = (
            *(SectorProposal(code, 1.0) for code in named),
            *(proposal for proposal in possible if proposal.code not in named),
        )
    telling = [word for word in significant_words(text) if word not in _GENERAL_WORDS]
    if not telling or not _GENERAL_WORDS.intersection(significant_words(text)):
        return possible
    divisions = {
        sector_tree().path(proposal.code)[:2] for proposal in propose_sectors(" ".join(telling), WIDE_CANDIDATES)
    }
    return tuple(proposal for proposal in possible if sector_tree().path(proposal.code)[:2] in divisions)


@cache
def _keyword_codes() -> dict[tuple[str, ...], tuple[str, ...]]:
    """The sectors of each keyword, by its words."""
    codes_by_words: dict[tuple[str, ...], tuple[str, ...]] = {}
    for phrase in sector_phrases():
        phrase_words = tuple(significant_words(phrase.text))
        if phrase.weight == KEYWORD_WEIGHT and phrase_words:
            codes_by_words[phrase_words] = tuple(dict.fromkeys((*codes_by_words.get(phrase_words, ()), phrase.code)))
    return codes_by_words
