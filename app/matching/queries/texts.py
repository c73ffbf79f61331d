"""What firms say in their own words, for the reasons that are about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from app.companies.models import Company
from app.db import db
from app.kernel.localized import LANGUAGES, Localized
from app.matching.quotes import ABOUT_TEXTS, quoted
from app.matching.reasons import Reason
from app.matching.said import Texts
from app.registrations.models import Registration

Pair = tuple[Any, Any]
IDS_AT_A_TIME = 10_000
COLUMNS = tuple(getattr(Company, f"{kind}_{language}") for kind in Texts._fields for language in LANGUAGES)


def with_quotes(reasons: Mapping[Pair, tuple[Reason, ...]]) -> dict[Pair, tuple[Reason, ...]]:
    """(firm, other) → why the other suits it, those about texts with the words; one query, none where none is."""
    about = [pair for pair, told in reasons.items() if any(one.kind in ABOUT_TEXTS for one in told)]
    texts = _texts_of({firm for pair in about for firm in pair})
    found = {
        (one, other): quoted(reasons[one, other], texts.get(one, Texts()), texts.get(other, Texts()))
        for one, other in about
    }
    return {**reasons, **found}


def _texts_of(registration_ids: Collection[int]) -> dict[int, Texts]:
    return {
        row[0]: Texts(*(Localized(*(text or "" for text in row[start : start + 3])) for start in (1, 4)))
        for some in _parts(list(registration_ids))
        for row in db.session.execute(
            select(Registration.id, *COLUMNS)
            .join(Company, Company.id == Registration.company_id)
            .where(Registration.id.in_(some))
        )
    }


def _parts(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + IDS_AT_A_TIME] for start in range(0, len(ids), IDS_AT_A_TIME))
