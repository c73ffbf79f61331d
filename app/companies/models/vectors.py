"""What a company's own texts mean, kept so that each is read but once."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model


class CompanyVectors(Model):
    """The vectors of the texts that have this ``mark``, one after another, as ``companies.sentences`` reads them."""

    __tablename__ = "company_vectors"

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"), unique=True)
    mark: Mapped[str]
    vectors: Mapped[bytes]
