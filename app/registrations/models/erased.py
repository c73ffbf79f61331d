"""Who was erased, as marks that name nobody."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class ErasedMark(Model):
    """An address of somebody who was erased on request, as ``erased.mark_of`` makes it: a later sheet that names them
    does not bring them back."""

    __tablename__ = "erased_marks"
    __table_args__ = (UniqueConstraint("event_id", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    mark: Mapped[str]
