"""The sheet that a chamber may start from: its columns in the terms that are recognised best, bilingual, and read
without a question when it comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.documents.xlsx import WorkbookColumn, to_template
from app.sheets.fields import SheetField

F = SheetField


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """``name`` and ``hint``: (en, zh, fr). ``is_answer``: yes or no; ``is_day``: a date. ``width``: in characters."""

    field: SheetField
    name: tuple[str, str, str]
    hint: tuple[str, str, str]
    example: str = ""
    width: int = 18
    is_answer: bool = False
    is_day: bool = False


def _column(
    wanted: SheetField,
    name: str,
    hint: str,
    example: str = "",
    width: int = 18,
    *,
    answer: bool = False,
    day: bool = False,
) -> TemplateColumn:
    """``name``, ``hint``: three parts between bars."""
    names, hints = name.split("|"), hint.split("|")
    return TemplateColumn(
        wanted, (names[0], names[1], names[2]), (hints[0], hints[1], hints[2]), example, width, answer, day
    )


def _consent_column(wanted: SheetField, name: str, example: str) -> TemplateColumn:
    hint = (
        "The person was asked: Yes or No; empty if not asked"
        "|已征询本人：填“是”或“否”；未征询则留空"
        "|La personne a été interrogée : Oui ou Non ; vide sinon"
    )
    return _column(wanted, name, hint, example, 16, answer=True)


_YES_OR_NO_HINT: Final = "Yes or No|填“是”或“否”|Oui ou Non"
TEMPLATE_COLUMNS: Final = (
    _column(
        F.COMPANY,
        "Company name|公司名称|Nom de l’entreprise",
        "As registered. A second person: one more row with the same name"
        "|登记全称。第二位代表另起一行，填同一公司名称"
        "|Telle qu’immatriculée. Une deuxième personne : une ligne de plus avec le même nom",
        "Alpha Trading Pte Ltd",
        30,
    ),
    _column(
        F.COMPANY_ZH,
        "Company name (Chinese)|公司中文名称|Nom chinois",
        "If it has one|如有|Si elle en a un",
        "阿尔法贸易有限公司",
        22,
    ),
    _column(
        F.UEN,
        "Registration number|注册号|Numéro d’immatriculation",
        "UEN, SIREN or the like|UEN、SIREN 等|UEN, SIREN ou équivalent",
        "201912345R",
    ),
    _column(
        F.USCC,
        "Unified social credit code|统一社会信用代码|USCC",
        "Chinese companies|中国企业填写|Entreprises chinoises",
        "",
        22,
    ),
    _column(
        F.STOCK_CODE,
        "Stock code|股票代码|Code boursier",
        "Listed companies|上市公司填写|Sociétés cotées",
        "ZX9",
        12,
    ),
    _column(F.WEBSITE, "Website|网址|Site web", "Its address|公司网址|Son adresse", "alpha.example.org", 22),
    _column(F.COUNTRY, "Country|国家|Pays", "Where it is based|所在国家|Où elle est établie", "Singapore", 14),
    _column(F.CITY, "City|城市|Ville", "Where it is based|所在城市|Où elle est établie", "Singapore", 14),
    _column(
        F.SECTORS,
        "Sectors|行业|Secteurs",
        "In your own words, parted by ; (or ISIC, SSIC, NACE codes)"
        "|用自己的话填写，用；分隔（或填 ISIC、SSIC、NACE 代码）"
        "|Avec vos mots, séparés par ; (ou codes ISIC, SSIC, NACE)",
        "Batteries; logistics",
        26,
    ),
    _column(
        F.OFFERS,
        "Products and services|产品与服务|Produits et services",
        "One line|一行即可|Une ligne",
        "Lithium batteries for ships",
        30,
    ),
    _column(
        F.SEEKS,
        "Looking for|合作需求|Partenaires recherchés",
        "Whom to meet, one line|希望对接的伙伴，一行即可|Qui rencontrer, une ligne",
        "Makers of battery packs",
        30,
    ),
    _column(
        F.CERTIFICATES_HELD,
        "Certificates|资质认证|Certificats",
        "Held now|现有认证|Détenus",
        "ISO 9001",
    ),
    _column(F.SALUTATION, "Salutation|称谓|Civilité", "Mr, Ms, Dr|先生、女士、博士|M., Mme, Dr", "Ms", 12),
    _column(
        F.REPRESENTATIVE,
        "Representative|参会代表|Représentant",
        "One person in each row|每行一人|Une personne par ligne",
        "Tan Mei Ling",
    ),
    _column(
        F.FAMILY_NAME,
        "Family name|姓|Nom de famille",
        "If it shall stand apart|如需单列|S’il doit figurer à part",
        "Tan",
        14,
    ),
    _column(
        F.GIVEN_NAME,
        "Given name|名|Prénom",
        "If it shall stand apart|如需单列|S’il doit figurer à part",
        "Mei Ling",
        14,
    ),
    _column(
        F.REPRESENTATIVE_ZH,
        "Representative Chinese name|代表中文姓名|Nom chinois du représentant",
        "If there is one|如有|S’il y en a un",
        "陈美玲",
        14,
    ),
    _column(F.TITLE, "Job title|职务|Fonction", "On the badge|印在胸卡上|Sur le badge", "Director"),
    _column(F.EMAIL, "E-mail|邮箱|Courriel", "One address|一个邮箱|Une adresse", "meiling@alpha.example.org", 28),
    _column(
        F.PHONE,
        "Mobile|手机|Téléphone",
        "With the country’s code|含国家代码|Avec l’indicatif du pays",
        "+65 0000 0001",
    ),
    _column(F.WECHAT, "WeChat|微信|WeChat", "Its ID|微信号|L’identifiant", "alpha_mei", 14),
    _column(
        F.LANGUAGES,
        "Languages|语言|Langues",
        "Spoken at the table|洽谈语言|Parlées à table",
        "English; Chinese",
    ),
    _column(
        F.NEEDS_INTERPRETER,
        "Interpreter needed|是否需要翻译|Besoin d’un interprète",
        _YES_OR_NO_HINT,
        "No",
        12,
        answer=True,
    ),
    _column(
        F.DIETARY,
        "Dietary requirements|饮食要求|Régime alimentaire",
        "Vegetarian, halal, allergies|素食、清真、过敏等|Végétarien, halal, allergies",
        "Vegetarian",
    ),
    _column(F.VIP, "VIP|贵宾|VIP", _YES_OR_NO_HINT, "No", 10, answer=True),
    _column(
        F.ARRIVAL,
        "Arrival date|抵达日期|Date d’arrivée",
        "Year, month, day|年月日|Année, mois, jour",
        "2027-03-17",
        14,
        day=True,
    ),
    _column(
        F.DEPARTURE,
        "Departure date|离开日期|Date de départ",
        "Year, month, day|年月日|Année, mois, jour",
        "2027-03-20",
        14,
        day=True,
    ),
    _consent_column(F.CONSENT_LIST, "Consent to attendee list|同意列入名单|Consentement liste", "Yes"),
    _consent_column(F.CONSENT_CONTACTS, "Consent to share contacts|同意公开联系方式|Consentement contacts", "No"),
    _consent_column(
        F.CONSENT_CROSS_BORDER,
        "Consent to share data abroad|同意向境外提供信息|Consentement transfert à l’étranger",
        "No",
    ),
    _column(F.REMARKS, "Remarks|备注|Remarques", "For the chamber|供商会参考|Pour la chambre", "", 24),
)


_LANGUAGES: Final = {"en": (0, 1), "zh": (1, 0), "fr": (2, 1)}
"""Language → which words come first and second; Chinese is always one of the two."""
_SHEET_NAMES: Final = ("Firms", "企业", "Entreprises")
_GUIDE_SHEET_NAMES: Final = ("How to fill", "填写说明", "Mode d’emploi")
_GUIDE_HEADERS: Final = (
    ("Column", "栏目", "Colonne"),
    ("What to write", "填写要求", "Que saisir"),
    ("Example", "示例", "Exemple"),
)
_YES_AND_NO: Final = (("Yes", "No"), ("是", "否"), ("Oui", "Non"))


def template_filename(language: str) -> str:
    """Of the template in a language and its second one: ``qiao-template-en-zh.xlsx``."""
    return f"qiao-template-{language}-{'en' if language == 'zh' else 'zh'}.xlsx"


def render_list_template(language: str, *, made_at: datetime) -> bytes:
    """``language``: ``en``, ``zh`` or ``fr``; English for any other."""
    pair = _LANGUAGES.get(language, _LANGUAGES["en"])
    columns = [
        WorkbookColumn(
            header=template_header(each, pair),
            width=each.width,
            choices=tuple(f"{_YES_AND_NO[pair[0]][at]} {_YES_AND_NO[pair[1]][at]}" for at in (0, 1))
            if each.is_answer
            else (),
            is_day=each.is_day,
        )
        for each in TEMPLATE_COLUMNS
    ]
    first, second = pair
    head = [_GUIDE_HEADERS[0][first], _GUIDE_HEADERS[1][first], _GUIDE_HEADERS[1][second], _GUIDE_HEADERS[2][first]]
    guide = [
        head,
        *(
            [template_header(each, pair), each.hint[first], each.hint[second], each.example]
            for each in TEMPLATE_COLUMNS
        ),
    ]
    return to_template(
        columns,
        name=_join_languages(_SHEET_NAMES, pair, " "),
        guide_name=_join_languages(_GUIDE_SHEET_NAMES, pair, " "),
        guide=guide,
        made_at=made_at,
    )


def template_header(column: TemplateColumn, pair: tuple[int, int]) -> str:
    """Both languages on a line each; one line where they say the same."""
    return _join_languages(column.name, pair, "\n")


def _join_languages(words: tuple[str, str, str], pair: tuple[int, int], between: str) -> str:
    return between.join(dict.fromkeys(words[at] for at in pair))
