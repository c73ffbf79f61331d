"""What firms say in their own words, and what is known of what it means."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.companies import text_vectors
from app.companies.models import Company, CompanyVectors
from app.core.db import db
from app.core.localized import LANGUAGES, Localized
from app.core.web.locale import language
from app.matching.quotes import ABOUT_TEXTS, quoted
from app.matching.reasons import Reason
from app.matching.said import Says, Texts, says_of, texts_read
from app.registrations.models import Registration

Pair = tuple[Any, Any]
IDS_AT_A_TIME = 1_000
COLUMNS = tuple(getattr(Company, f"{kind}_{tongue}") for kind in Texts._fields for tongue in LANGUAGES)

MARKS = (CompanyVectors.company_id, CompanyVectors.mark)


def with_quotes(reasons: Mapping[Pair, tuple[Reason, ...]]) -> dict[Pair, tuple[Reason, ...]]:
    """(firm, other) → why the other suits it, those about texts with the words, in the reader's language if they are
    told in it; one query, none where none is."""
    about = [pair for pair, told in reasons.items() if any(one.kind in ABOUT_TEXTS for one in told)]
    texts = _texts_of({firm for pair in about for firm in pair})
    found = {
        (one, other): quoted(reasons[one, other], texts.get(one, Texts()), texts.get(other, Texts()), language())
        for one, other in about
    }
    return {**reasons, **found}


def says_of_companies(company_ids: Sequence[int | None]) -> dict[int, Says]:
    """What each says, with the extra that reads it."""
    if not text_vectors.is_installed():
        return {}
    rows = db.session.execute(select(Company.id, *COLUMNS).where(Company.id.in_(company_ids)))
    found = ((row[0], says_of(*_texts_in(row[1:]))) for row in rows)
    return {company_id: says for company_id, says in found if says is not None}


def recall(company_ids: Sequence[int | None], says: Mapping[int, Says]) -> dict[int, tuple[str, ...]]:
    """Learn what the texts of these companies mean, where it is kept. Those of which what is kept is not what they say
    now, each with all that is read of it."""
    if not text_vectors.is_installed():
        return {}
    read = {company_id: texts_read(said) for company_id, said in says.items()}
    marks = {company_id: text_vectors.texts_mark(texts) for company_id, texts in read.items()}
    chosen = CompanyVectors.company_id.in_(company_ids)
    kept = {row.company_id: row.mark for row in db.session.execute(select(*MARKS).where(chosen))}
    known = [company_id for company_id, mark in kept.items() if marks.get(company_id) == mark]
    unread = [company_id for company_id in known if text_vectors.uncached_texts(read[company_id])]
    for some in _parts(unread):
        vectors = select(CompanyVectors.company_id, CompanyVectors.vectors)
        for row in db.session.execute(vectors.where(CompanyVectors.company_id.in_(some))):
            text_vectors.load_vectors(read[row.company_id], row.vectors)
    return {company_id: read.get(company_id, ()) for company_id in {*read, *kept}.difference(known)}


def _texts_of(registration_ids: Collection[int]) -> dict[int, Texts]:
    return {
        row[0]: _texts_in(row[1:])
        for some in _parts(list(registration_ids))
        for row in db.session.execute(
            select(Registration.id, *COLUMNS)
            .join(Company, Company.id == Registration.company_id)
            .where(Registration.id.in_(some))
        )
    }


def _texts_in(columns: Sequence[str | None]) -> Texts:
    offers, seeks = (Localized(*(text or "" for text in columns[start : start + 3])) for start in (0, 3))
    return Texts(offers, seeks)


def _parts(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + IDS_AT_A_TIME] for start in range(0, len(ids), IDS_AT_A_TIME))
