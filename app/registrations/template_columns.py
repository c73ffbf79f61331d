"""The columns of the sheet that a chamber may start from, in the words that the importer knows best. A table only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.registrations.fields import Field

F = Field


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """``name`` and ``hint``: (en, zh, fr). ``is_answer``: yes or no; ``is_day``: a date. ``width``: in characters."""

    field: Field
    name: tuple[str, str, str]
    hint: tuple[str, str, str]
    example: str = ""
    width: int = 18
    is_answer: bool = False
    is_day: bool = False


def _column(
    wanted: Field, name: str, hint: str, example: str = "", width: int = 18, *, answer: bool = False, day: bool = False
) -> TemplateColumn:
    """``name``, ``hint``: three parts between bars."""
    names, hints = name.split("|"), hint.split("|")
    return TemplateColumn(
        wanted, (names[0], names[1], names[2]), (hints[0], hints[1], hints[2]), example, width, answer, day
    )


def _consent(wanted: Field, name: str, example: str) -> TemplateColumn:
    hint = (
        "The person was asked: Yes or No; empty if not asked"
        "|已征询本人：填“是”或“否”；未征询则留空"
        "|La personne a été interrogée : Oui ou Non ; vide sinon"
    )
    return _column(wanted, name, hint, example, 16, answer=True)


_YES_OR_NO: Final = "Yes or No|填“是”或“否”|Oui ou Non"
COLUMNS: Final = (
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
        F.NEEDS_INTERPRETER, "Interpreter needed|是否需要翻译|Besoin d’un interprète", _YES_OR_NO, "No", 12, answer=True
    ),
    _column(
        F.DIETARY,
        "Dietary requirements|饮食要求|Régime alimentaire",
        "Vegetarian, halal, allergies|素食、清真、过敏等|Végétarien, halal, allergies",
        "Vegetarian",
    ),
    _column(F.VIP, "VIP|贵宾|VIP", _YES_OR_NO, "No", 10, answer=True),
    _column(
        F.ARRIVAL, "Arrival date|抵达日期|Date d’arrivée", "Year, month, day|年月日|Année, mois, jour", "2027-03-17",
        14, day=True,
    ),
    _column(
        F.DEPARTURE, "Departure date|离开日期|Date de départ", "Year, month, day|年月日|Année, mois, jour",
        "2027-03-20", 14, day=True,
    ),
    _consent(F.CONSENT_LIST, "Consent to attendee list|同意列入名单|Consentement liste", "Yes"),
    _consent(F.CONSENT_CONTACTS, "Consent to share contacts|同意公开联系方式|Consentement contacts", "No"),
    _consent(
        F.CONSENT_CROSS_BORDER,
        "Consent to share data abroad|同意向境外提供信息|Consentement transfert à l’étranger",
        "No",
    ),
    _column(F.REMARKS, "Remarks|备注|Remarques", "For the chamber|供商会参考|Pour la chambre", "", 24),
)  # fmt: skip
