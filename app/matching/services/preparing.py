"""Load what ranking takes long to load, before anybody waits for a ranking."""

from __future__ import annotations

from sqlalchemy import Select, select

from app.companies import text_vectors
from app.companies.models import CompanyVectors
from app.core.db import db
from app.matching.models import Ranking


def get_ready() -> None:
    """numpy and scipy where firms were ranked before; and what reads texts where such of firms are kept."""
    if _any(select(Ranking.id)):
        from app.matching import packing, ranking  # noqa: F401 loading them is what is wanted
    if text_vectors.is_installed() and _any(select(CompanyVectors.id)):
        text_vectors.encode_texts([""])


def _any(chosen: Select[int]) -> bool:
    return db.session.scalar(chosen.limit(1)) is not None
