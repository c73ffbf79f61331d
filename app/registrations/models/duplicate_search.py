"""The last search of a register for duplicates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, now
from app.core.erasure_marks import CODE


class DuplicateSearch(Model):
    """The last search of a register for companies that may be one; one for each organisation.

    ``found``: rows of ``candidates_to_json``, numbers and codes alone. ``register_mark``: the register that they were
    found in (``get_register_mark``), "" before the first; ``sought_mark``: the one that ``job`` compares, or
    did. ``job``: its public id in job_runs.
    """

    __tablename__ = "twin_searches"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), unique=True)
    found: Mapped[list[Any]] = mapped_column(default=list, info=CODE)
    register_mark: Mapped[str] = mapped_column(default="", info=CODE)
    sought_mark: Mapped[str] = mapped_column(default="", info=CODE)
    job: Mapped[str | None] = mapped_column(info=CODE)
    at: Mapped[datetime] = mapped_column(default=now)
