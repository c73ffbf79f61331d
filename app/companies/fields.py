"""The fields of a company's profile, each declared once: form, pages, lists, sheets and merges read this table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.localized import Localized

NAME_LENGTH: Final = 200
LINE_LENGTH: Final = 300
TEXT_LENGTH: Final = 4000
REGISTRY_NUMBER_LENGTH: Final = 40


class FieldKind(StrEnum):
    """``LINE``: one line of text; ``ONE_LINER`` and ``TEXT``: one for each language; the last four hold codes."""

    NAME = "name"
    LINE = "line"
    ONE_LINER = "one_liner"
    TEXT = "text"
    SIZE = "size"
    STATEMENT = "statement"
    SECTORS = "sectors"
    CERTIFICATES = "certificates"
    MARKETS = "markets"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyField:
    """``most``: characters; ``sheet``: the column of a sheet (``SheetField``) that fills it with its text as it stands;
    ``listed``: it is a column of lists and their exports; ``shown``: by itself on the company's pages."""

    name: str
    kind: FieldKind
    label: Localized
    most: int = NAME_LENGTH
    sheet: str = ""
    listed: bool = False
    shown: bool = False


def _field(name: str, kind: FieldKind, label: tuple[str, str, str], most: int = NAME_LENGTH) -> CompanyField:
    return CompanyField(name=name, kind=kind, label=Localized(*label), most=most)


COMPANY_FIELDS: Final = {
    field.name: field
    for field in (
        _field("name", FieldKind.NAME, ("Name of the firm", "企业名称", "Nom de l’entreprise")),
        _field("name_zh", FieldKind.NAME, ("Name in Chinese", "中文名称", "Nom en chinois")),
        _field("country", FieldKind.LINE, ("Country or region", "国家或地区", "Pays ou région")),
        _field("city", FieldKind.LINE, ("City", "城市", "Ville")),
        _field("website", FieldKind.LINE, ("Website", "网站", "Site web")),
        _field("uen", FieldKind.LINE, ("UEN (Singapore)", "UEN（新加坡）", "UEN (Singapour)"), REGISTRY_NUMBER_LENGTH),
        _field(
            "uscc",
            FieldKind.LINE,
            (
                "Unified social credit code (China)",
                "统一社会信用代码（中国）",
                "Code de crédit social unifié (Chine)",
            ),
            REGISTRY_NUMBER_LENGTH,
        ),
        _field(
            "offers_en",
            FieldKind.ONE_LINER,
            ("Offers, in English", "可提供（英文）", "Propose, en anglais"),
            LINE_LENGTH,
        ),
        _field(
            "offers_zh",
            FieldKind.ONE_LINER,
            ("Offers, in Chinese", "可提供（中文）", "Propose, en chinois"),
            LINE_LENGTH,
        ),
        _field(
            "offers_fr",
            FieldKind.ONE_LINER,
            ("Offers, in French", "可提供（法文）", "Propose, en français"),
            LINE_LENGTH,
        ),
        _field(
            "seeks_en", FieldKind.ONE_LINER, ("Seeks, in English", "寻求（英文）", "Recherche, en anglais"), LINE_LENGTH
        ),
        _field(
            "seeks_zh", FieldKind.ONE_LINER, ("Seeks, in Chinese", "寻求（中文）", "Recherche, en chinois"), LINE_LENGTH
        ),
        _field(
            "seeks_fr", FieldKind.ONE_LINER, ("Seeks, in French", "寻求（法文）", "Recherche, en français"), LINE_LENGTH
        ),
        _field("about_en", FieldKind.TEXT, ("Text in English", "英文介绍", "Texte en anglais"), TEXT_LENGTH),
        _field("about_zh", FieldKind.TEXT, ("Text in Chinese", "中文介绍", "Texte en chinois"), TEXT_LENGTH),
        _field("about_fr", FieldKind.TEXT, ("Text in French", "法文介绍", "Texte en français"), TEXT_LENGTH),
        _field("is_in", FieldKind.SECTORS, ("Sectors", "行业", "Secteurs")),
        _field("offers", FieldKind.SECTORS, ("Sectors offered", "可提供的行业", "Secteurs proposés")),
        _field("seeks", FieldKind.SECTORS, ("Sectors sought", "寻求的行业", "Secteurs recherchés")),
        _field("holds", FieldKind.CERTIFICATES, ("Certificates held", "持有的证书", "Certifications détenues")),
        _field("needs", FieldKind.CERTIFICATES, ("Certificates needed", "要求的证书", "Certifications demandées")),
        _field(
            "holds_none",
            FieldKind.STATEMENT,
            ("Holds no certificate", "不持有证书", "Ne détient aucune certification"),
        ),
        _field("founded", FieldKind.SIZE, ("Founded in", "成立年份", "Fondée en"), 4),
        _field("employees", FieldKind.SIZE, ("Employees", "员工人数", "Effectif")),
        _field(
            "turnover",
            FieldKind.SIZE,
            ("Turnover of a year, in millions", "年营业额（百万）", "Chiffre d’affaires annuel, en millions"),
        ),
        _field("currency", FieldKind.SIZE, ("Currency", "币种", "Devise")),
        _field("exports", FieldKind.MARKETS, ("Export markets", "出口市场", "Marchés d’exportation")),
    )
}
"""In the order of the profile."""


def names_of(*kinds: FieldKind) -> tuple[str, ...]:
    """The names of the fields of these kinds."""
    return tuple(field.name for field in COMPANY_FIELDS.values() if field.kind in kinds)


NAME_FIELDS: Final = names_of(FieldKind.NAME)
LINE_FIELDS: Final = names_of(FieldKind.LINE)
ONE_LINER_FIELDS: Final = names_of(FieldKind.ONE_LINER)
TEXT_FIELDS: Final = names_of(FieldKind.TEXT)
SIZE_FIELDS: Final = names_of(FieldKind.SIZE)
SECTOR_FIELDS: Final = names_of(FieldKind.SECTORS)
CERTIFICATE_FIELDS: Final = names_of(FieldKind.CERTIFICATES)
MARKET_FIELDS: Final = names_of(FieldKind.MARKETS)
WRITTEN_FIELDS: Final = names_of(FieldKind.NAME, FieldKind.LINE, FieldKind.ONE_LINER, FieldKind.TEXT, FieldKind.SIZE)
"""What is written as text, a size by its code or year."""
CODE_FIELDS: Final = names_of(FieldKind.SECTORS, FieldKind.CERTIFICATES, FieldKind.MARKETS)
LISTED_FIELDS: Final = tuple(field.name for field in COMPANY_FIELDS.values() if field.listed)
SHOWN_FIELDS: Final = tuple(field.name for field in COMPANY_FIELDS.values() if field.shown)
SHEET_FIELDS: Final = {field.sheet: field.name for field in COMPANY_FIELDS.values() if field.sheet}
"""Columns of sheets whose text goes into a field as it stands."""
