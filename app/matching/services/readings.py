"""Keep what firms' own texts mean, so that no other process need read them again."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.companies import text_vectors
from app.companies.models import Company
from app.companies.services import save_vectors
from app.core.db import db, transaction
from app.matching.queries.texts import says_of_companies
from app.matching.said import Says, texts_read

COMPANIES_AT_A_TIME = 200

Read = Mapping[int, tuple[str, ...]]


def keep_readings(read: Read) -> None:
    """Of each company what these texts mean, in place of what was kept of it; of none, nothing. Reads what was not read
    yet before any lock, a part at a time."""
    companies = list(read)
    for start in range(0, len(companies), COMPANIES_AT_A_TIME):
        some = {one: read[one] for one in companies[start : start + COMPANIES_AT_A_TIME]}
        text_vectors.cached_vectors([text for texts in some.values() for text in texts])
        with transaction():
            save_vectors(_still_said(some))


def _still_said(read: Read) -> Read:
    """Those whose texts are still these: what was erased since is not brought back."""
    db.session.execute(select(Company.id).where(Company.id.in_(read)).order_by(Company.id).with_for_update(read=True))
    says = says_of_companies(list(read))
    return {one: texts for one, texts in read.items() if texts_read(says.get(one, Says())) == texts}
