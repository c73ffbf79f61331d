"""Products and references of a company, each in the order that the company gives them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now
from app.kernel.localized import Localized


class CompanyProduct(Model):
    """A name and one line, each in up to three languages. ``isic``, ``hs``: its codes in these nomenclatures;
    ``position``: where it stands, from 0; ``version`` guards against lost updates; ``removed_at``: it is shown no
    more, and goes with the next that is removed, or once it is too late to bring it back."""

    __tablename__ = "company_products"
    __table_args__ = (Index("ix_company_products_company_id", "company_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    name_en: Mapped[str | None]
    name_zh: Mapped[str | None]
    name_fr: Mapped[str | None]
    line_en: Mapped[str | None]
    line_zh: Mapped[str | None]
    line_fr: Mapped[str | None]
    isic: Mapped[str | None]
    hs: Mapped[str | None]
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
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
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    customer: Mapped[str]
    country: Mapped[str | None]
    year: Mapped[int | None]
    line: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]
