"""Who a company is, from event to event; kept by the organisation that runs its events."""

from __future__ import annotations

import datetime as dt
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from app.companies.names.parsing import pinyin
from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CLEANED, CODE, FILE, PERSONAL, deleted_with, emptied_with, erased
from app.core.localized import Localized
from app.core.personal_data import ERASED_NAME

__all__ = [
    "CERTIFICATE_KINDS",
    "SECTOR_KINDS",
    "Company",
    "CompanyCertificate",
    "CompanyDistinct",
    "CompanyMarket",
    "CompanyMerge",
    "CompanyProduct",
    "CompanyReference",
    "CompanySector",
    "CompanyUser",
    "CompanyVectors",
]


SECTOR_KINDS = ("is_in", "offers", "seeks")
CERTIFICATE_KINDS = ("holds", "needs")


class Company(Model):
    """A company: names, registry numbers, texts in up to three languages. ``version`` guards against lost updates.

    ``sector_words``: how its sheet put what it does. ``holds_none``: it has said that it holds no certificate.
    ``founded``: a year; ``employees``, ``turnover`` (a year's, in millions of ``currency``): bands of ``sizes``.
    ``sort_name``, ``sort_name_zh``: its place in a list for Latin and for Chinese readers, by sound; kept by itself.
    """

    __tablename__ = "companies"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(info=erased(ERASED_NAME))
    name_zh: Mapped[str | None] = mapped_column(info=erased())
    country: Mapped[str | None] = mapped_column(info=CODE)
    city: Mapped[str | None] = mapped_column(info=erased())
    website: Mapped[str | None] = mapped_column(info=erased())
    uen: Mapped[str | None] = mapped_column(info=erased())
    uscc: Mapped[str | None] = mapped_column(info=erased())
    stock_code: Mapped[str | None] = mapped_column(info=erased())
    about_en: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    about_zh: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    about_fr: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    offers_en: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    offers_zh: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    offers_fr: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    seeks_en: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    seeks_zh: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    seeks_fr: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    sector_words: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    other_names: Mapped[list[str]] = mapped_column(default=list, info=erased([], names="removed"))
    holds_none: Mapped[bool] = mapped_column(default=False, info=erased(False, names="never"))
    founded: Mapped[int | None] = mapped_column(info=erased(names="never"))
    employees: Mapped[str | None] = mapped_column(info=erased(names="never"))
    turnover: Mapped[str | None] = mapped_column(info=erased(names="never"))
    currency: Mapped[str | None] = mapped_column(info=erased(names="never"))
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"), info=erased(names="never"))
    folded: Mapped[str] = mapped_column(default="", info=erased(""))
    sort_name: Mapped[str] = mapped_column(default="", info=PERSONAL)
    sort_name_zh: Mapped[str] = mapped_column(default="", info=PERSONAL)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    erased_at: Mapped[datetime | None]

    sectors: Mapped[list[CompanySector]] = relationship(order_by="CompanySector.code", back_populates="company")
    certificates: Mapped[list[CompanyCertificate]] = relationship(
        order_by="CompanyCertificate.standard", back_populates="company"
    )
    markets: Mapped[list[CompanyMarket]] = relationship(order_by="CompanyMarket.country", back_populates="company")

    @property
    def about(self) -> Localized:
        return Localized(self.about_en or "", self.about_zh or "", self.about_fr or "")

    @property
    def offers(self) -> Localized:
        """What the firm offers, in one line."""
        return Localized(self.offers_en or "", self.offers_zh or "", self.offers_fr or "")

    @property
    def seeks(self) -> Localized:
        """What the firm seeks, in one line."""
        return Localized(self.seeks_en or "", self.seeks_zh or "", self.seeks_fr or "")


@event.listens_for(Company, "before_insert")
@event.listens_for(Company, "before_update")
def set_sort_names(_mapper: Mapper[Company], _connection: Connection, company: Company) -> None:
    """Chinese names stand by pinyin among Latin ones, whoever writes them."""
    company.sort_name = pinyin(company.name)
    company.sort_name_zh = pinyin(company.name_zh or company.name)


class CompanySector(Model):
    """An ISIC Rev.5 code (of any level) that the firm is in, offers or seeks."""

    __tablename__ = "company_sectors"
    __table_args__ = (
        UniqueConstraint("company_id", "code", "kind"),
        CheckConstraint(enum_check("kind", SECTOR_KINDS), name="kind"),
        CheckConstraint("weight > 0 AND weight <= 1", name="weight"),
        Index("ix_company_sectors_code", "code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    code: Mapped[str] = mapped_column(info=CODE)
    kind: Mapped[str] = mapped_column(info=CODE)
    weight: Mapped[float] = mapped_column(default=1.0)

    company: Mapped[Company] = relationship(back_populates="sectors")


class CompanyCertificate(Model):
    """A certificate that the company holds or needs.

    Of one that it holds: who issued it under which number, its paper, and the last day on which it is valid;
    ``warned_of``: the last such day that the company had a letter about.
    """

    __tablename__ = "company_certificates"
    __table_args__ = (
        UniqueConstraint("company_id", "standard", "kind"),
        CheckConstraint(enum_check("kind", CERTIFICATE_KINDS), name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), info=deleted_with("companies"))
    standard: Mapped[str] = mapped_column(info=CODE)
    kind: Mapped[str] = mapped_column(info=CODE)
    valid_until: Mapped[dt.date | None]
    number: Mapped[str | None] = mapped_column(info=CLEANED)
    issuer: Mapped[str | None] = mapped_column(info=CLEANED)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"), info=FILE)
    warned_of: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)

    company: Mapped[Company] = relationship(back_populates="certificates")


class CompanyMarket(Model):
    """A country (ISO 3166) that the firm exports to."""

    __tablename__ = "company_markets"
    __table_args__ = (UniqueConstraint("company_id", "country"), Index("ix_company_markets_country", "country"))

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(
        ForeignKey("companies.id", ondelete="CASCADE"), info=deleted_with("companies")
    )
    country: Mapped[str] = mapped_column(info=CODE)

    company: Mapped[Company] = relationship(back_populates="markets")


class CompanyUser(Model):
    """Who may edit a company and act for it."""

    __tablename__ = "company_users"
    __table_args__ = (UniqueConstraint("company_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), info=deleted_with("companies"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=deleted_with("users"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class CompanyDistinct(Model):
    """Two companies that somebody said are not the same; low_id < high_id."""

    __tablename__ = "company_distinct"
    __table_args__ = (UniqueConstraint("low_id", "high_id"), CheckConstraint("low_id < high_id", name="order"))

    id: Mapped[int] = mapped_column(primary_key=True)
    low_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    high_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    said_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class CompanyMerge(Model):
    """Two companies of one register that were found to be one: ``gone_id`` goes by ``kept_id`` until it is undone.

    ``moved``: what it changed, by ids and the values that fields had, so that it can be undone (see ``joining``).
    """

    __tablename__ = "company_merges"
    __table_args__ = (
        CheckConstraint("kept_id <> gone_id", name="two"),
        CheckConstraint("undone_at IS NOT NULL OR undone_by IS NULL", name="undone"),
        Index(
            "uq_company_merges_gone",
            "gone_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_company_merges_kept_id", "kept_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), info=emptied_with("companies"))
    gone_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), info=emptied_with("companies"))
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict, info=erased({}, names="removed"))
    merged_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]


class CompanyProduct(Model):
    """A name and one line, each in up to three languages. ``isic``, ``hs``: its codes in these nomenclatures;
    ``position``: where it stands, from 0; ``version`` guards against lost updates; ``removed_at``: it is shown no
    more, and goes with the next that is removed, or once it is too late to bring it back."""

    __tablename__ = "company_products"
    __table_args__ = (Index("ix_company_products_company_id", "company_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(
        ForeignKey("companies.id", ondelete="CASCADE"), info=deleted_with("companies")
    )
    name_en: Mapped[str | None] = mapped_column(info=CLEANED)
    name_zh: Mapped[str | None] = mapped_column(info=CLEANED)
    name_fr: Mapped[str | None] = mapped_column(info=CLEANED)
    line_en: Mapped[str | None] = mapped_column(info=CLEANED)
    line_zh: Mapped[str | None] = mapped_column(info=CLEANED)
    line_fr: Mapped[str | None] = mapped_column(info=CLEANED)
    isic: Mapped[str | None] = mapped_column(info=CODE)
    hs: Mapped[str | None] = mapped_column(info=CODE)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"), info=FILE)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]

    @property
    def names(self) -> Localized:
        return Localized(self.name_en or "", self.name_zh or "", self.name_fr or "")

    @property
    def lines(self) -> Localized:
        """What it is, in one line."""
        return Localized(self.line_en or "", self.line_zh or "", self.line_fr or "")


class CompanyReference(Model):
    """Work that was done for somebody: the customer's name, its country (ISO 3166), the year, one line in any language.
    ``position``, ``version`` and ``removed_at`` as those of a product."""

    __tablename__ = "company_references"
    __table_args__ = (Index("ix_company_references_company_id", "company_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(
        ForeignKey("companies.id", ondelete="CASCADE"), info=deleted_with("companies")
    )
    customer: Mapped[str] = mapped_column(info=CLEANED)
    country: Mapped[str | None] = mapped_column(info=CODE)
    year: Mapped[int | None]
    line: Mapped[str | None] = mapped_column(info=CLEANED)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]


class CompanyVectors(Model):
    """The vectors of the texts that have this ``mark``, one after another, as ``companies.sentences`` reads them."""

    __tablename__ = "company_vectors"

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"), unique=True)
    mark: Mapped[str] = mapped_column(info=CODE)
    vectors: Mapped[bytes] = mapped_column(info=CODE)
