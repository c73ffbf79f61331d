"""Who acts for a company, and which companies of a register are one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now


class CompanyUser(Model):
    """Who may edit a company and act for it."""

    __tablename__ = "company_users"
    __table_args__ = (UniqueConstraint("company_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
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
    kept_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    gone_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)
    merged_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]
