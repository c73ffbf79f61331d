"""What a company is and what it says of itself."""

from __future__ import annotations

import datetime as dt
from datetime import datetime

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from app.companies.names import pinyin
from app.db import Model, now
from app.kernel.localized import Localized
from app.kernel.words import one_of

SECTOR_KINDS = ("is_in", "offers", "seeks")
CERTIFICATE_KINDS = ("holds", "needs")
NAME_LENGTH = 200
LINE_LENGTH = 300
TEXT_LENGTH = 4000


class Company(Model):
    """A firm: names, registry numbers, texts in up to three languages. ``version`` guards against lost updates.

    ``sector_words``: how its sheet put what it does. ``holds_none``: it has said that it holds no certificate.
    ``founded``: a year; ``employees``, ``turnover`` (a year's, in millions of ``currency``): bands of ``sizes``.
    ``sort_name``, ``sort_name_zh``: its place in a list for Latin and for Chinese readers, by sound; kept by itself.
    """

    __tablename__ = "companies"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str]
    name_zh: Mapped[str | None]
    country: Mapped[str | None]
    city: Mapped[str | None]
    website: Mapped[str | None]
    uen: Mapped[str | None]
    uscc: Mapped[str | None]
    stock_code: Mapped[str | None]
    about_en: Mapped[str | None]
    about_zh: Mapped[str | None]
    about_fr: Mapped[str | None]
    offers_en: Mapped[str | None]
    offers_zh: Mapped[str | None]
    offers_fr: Mapped[str | None]
    seeks_en: Mapped[str | None]
    seeks_zh: Mapped[str | None]
    seeks_fr: Mapped[str | None]
    sector_words: Mapped[str | None]
    other_names: Mapped[list[str]] = mapped_column(default=list)
    holds_none: Mapped[bool] = mapped_column(default=False)
    founded: Mapped[int | None]
    employees: Mapped[str | None]
    turnover: Mapped[str | None]
    currency: Mapped[str | None]
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    folded: Mapped[str] = mapped_column(default="")
    sort_name: Mapped[str] = mapped_column(default="")
    sort_name_zh: Mapped[str] = mapped_column(default="")
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
def know_its_place(_mapper: Mapper[Company], _connection: Connection, company: Company) -> None:
    """Chinese names stand by pinyin among Latin ones, whoever writes them."""
    company.sort_name = pinyin(company.name)
    company.sort_name_zh = pinyin(company.name_zh or company.name)


class CompanySector(Model):
    """An ISIC Rev.5 code (of any level) that the firm is in, offers or seeks."""

    __tablename__ = "company_sectors"
    __table_args__ = (
        UniqueConstraint("company_id", "code", "kind"),
        CheckConstraint(one_of("kind", SECTOR_KINDS), name="kind"),
        CheckConstraint("weight > 0 AND weight <= 1", name="weight"),
        Index("ix_company_sectors_code", "code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    code: Mapped[str]
    kind: Mapped[str]
    weight: Mapped[float] = mapped_column(default=1.0)

    company: Mapped[Company] = relationship(back_populates="sectors")


class CompanyCertificate(Model):
    """A certificate that the firm holds or needs.

    Of one that it holds: who issued it under which number, its paper, and the last day on which it is valid;
    ``warned_of``: the last such day that the firm had a letter about.
    """

    __tablename__ = "company_certificates"
    __table_args__ = (
        UniqueConstraint("company_id", "standard", "kind"),
        CheckConstraint(one_of("kind", CERTIFICATE_KINDS), name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    standard: Mapped[str]
    kind: Mapped[str]
    valid_until: Mapped[dt.date | None]
    number: Mapped[str | None]
    issuer: Mapped[str | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    warned_of: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)

    company: Mapped[Company] = relationship(back_populates="certificates")


class CompanyMarket(Model):
    """A country (ISO 3166) that the firm exports to."""

    __tablename__ = "company_markets"
    __table_args__ = (UniqueConstraint("company_id", "country"), Index("ix_company_markets_country", "country"))

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    country: Mapped[str]

    company: Mapped[Company] = relationship(back_populates="markets")
