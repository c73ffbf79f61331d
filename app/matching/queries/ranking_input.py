"""What a ranking is computed from: companies, rules, settings, pins, and their own texts; a constant number of
queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, and_, func, not_, select

from app.companies import text_vectors
from app.companies.models import Company, CompanyCertificate, CompanySector, CompanyVectors
from app.companies.profile import CompanyGoal, CompanyProfile
from app.core.db import db
from app.core.localized import LANGUAGES, Localized
from app.core.web.locale import language
from app.events.models import GroupRule
from app.matching.models import RankingPin, RankingSettings
from app.matching.parameters import DEFAULT_SETTINGS, MatchSettings
from app.matching.profiles import (
    TEXT_KINDS,
    CompanyKey,
    OwnWords,
    ProfileTexts,
    RankedCompany,
    own_words,
    quoted_reasons,
    texts_to_read,
)
from app.matching.reasons import MatchReason
from app.meetings.lifecycle import MeetingState
from app.meetings.models import ONE_TO_ONE, Meeting
from app.registrations.models import Preference, Registration
from app.registrations.queries.profiles import is_valid_at_event
from app.registrations.states import RegistrationState

RegistrationPair = tuple[Any, Any]
IDS_AT_A_TIME = 1_000
TEXT_COLUMNS = tuple(getattr(Company, f"{kind}_{tongue}") for kind in ProfileTexts._fields for tongue in LANGUAGES)

MARK_COLUMNS = (CompanyVectors.company_id, CompanyVectors.mark)


def reasons_with_quotes(
    reasons: Mapping[RegistrationPair, tuple[MatchReason, ...]],
) -> dict[RegistrationPair, tuple[MatchReason, ...]]:
    """(firm, other) → why the other suits it, those about texts with the words, in the reader's language if they are
    told in it; one query, none where none is."""
    about = [pair for pair, lines in reasons.items() if any(entry.kind in TEXT_KINDS for entry in lines)]
    texts = _texts_by_registration({company for pair in about for company in pair})
    quoted_by_pair = {
        (entry, other): quoted_reasons(
            reasons[entry, other], texts.get(entry, ProfileTexts()), texts.get(other, ProfileTexts()), language()
        )
        for entry, other in about
    }
    return {**reasons, **quoted_by_pair}


def own_words_by_company(company_ids: Sequence[int | None]) -> dict[int, OwnWords]:
    """What each says, with the extra that reads it."""
    if not text_vectors.is_installed():
        return {}
    rows = db.session.execute(select(Company.id, *TEXT_COLUMNS).where(Company.id.in_(company_ids)))
    spoken = ((row[0], own_words(*_row_texts(row[1:]))) for row in rows)
    return {company_id: says for company_id, says in spoken if says is not None}


def load_text_vectors(company_ids: Sequence[int | None], says: Mapping[int, OwnWords]) -> dict[int, tuple[str, ...]]:
    """Learn what the texts of these companies mean, where it is kept. Those of which what is kept is not what they say
    now, each with all that is read of it."""
    if not text_vectors.is_installed():
        return {}
    read = {company_id: texts_to_read(words) for company_id, words in says.items()}
    marks = {company_id: text_vectors.texts_mark(texts) for company_id, texts in read.items()}
    chosen = CompanyVectors.company_id.in_(company_ids)
    stored_marks = {row.company_id: row.mark for row in db.session.execute(select(*MARK_COLUMNS).where(chosen))}
    known = [company_id for company_id, mark in stored_marks.items() if marks.get(company_id) == mark]
    unread = [company_id for company_id in known if text_vectors.uncached_texts(read[company_id])]
    for some in _id_batches(unread):
        vectors = select(CompanyVectors.company_id, CompanyVectors.vectors)
        for row in db.session.execute(vectors.where(CompanyVectors.company_id.in_(some))):
            text_vectors.load_vectors(read[row.company_id], row.vectors)
    return {company_id: read.get(company_id, ()) for company_id in {*read, *stored_marks}.difference(known)}


def _texts_by_registration(registration_ids: Collection[int]) -> dict[int, ProfileTexts]:
    return {
        row[0]: _row_texts(row[1:])
        for some in _id_batches(list(registration_ids))
        for row in db.session.execute(
            select(Registration.id, *TEXT_COLUMNS)
            .join(Company, Company.id == Registration.company_id)
            .where(Registration.id.in_(some))
        )
    }


def _row_texts(columns: Sequence[str | None]) -> ProfileTexts:
    offers, seeks = (Localized(*(text or "" for text in columns[start : start + 3])) for start in (0, 3))
    return ProfileTexts(offers, seeks)


def _id_batches(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + IDS_AT_A_TIME] for start in range(0, len(ids), IDS_AT_A_TIME))


RANKED_STATES = (RegistrationState.DRAFT, RegistrationState.SUBMITTED, RegistrationState.APPROVED)
"""Who stands in the ranking: those who take part and those who are about to, so that a company sees its partners
while it still writes its profile. Only approved ones are shown to others and can be asked; the others take nobody's
place."""
BARRING_KINDS = ("never", "hidden", "known")
"""What keeps the other out of a firm's own list at the least."""
COMPETITOR = "competitor"


@dataclass(frozen=True)
class RankingInput:
    """All that a ranking is computed from."""

    companies: list[RankedCompany]
    allowed: frozenset[tuple[int, int]]
    barred: list[tuple[int, int]]
    unshown: list[tuple[int, int]] = field(default_factory=list)
    """The first finds the second not interesting and is not shown it. The second is shown the first as before: a name
    that goes from its list a moment after would tell it."""
    settings: MatchSettings = DEFAULT_SETTINGS
    pins: dict[tuple[int, int], str] = field(default_factory=dict)
    """Pair → ``up`` or ``down``."""
    unstored_texts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Company → the texts that are read of it, where what they mean is not kept; none where it was and is no more."""

    def readers(self) -> dict[CompanyKey, int]:
        """Each approved firm, and how many others are of a group that it is shown to."""
        companies = Counter(company.group for company in self.companies)
        shown_to = {seen: sum(companies[group] for group, other in self.allowed if other == seen) for seen in companies}
        return {
            company.key: shown_to[company.group] - ((company.group, company.group) in self.allowed)
            for company in self.companies
            if company.seen
        }


def get_ranking_input(event_id: int) -> RankingInput:
    """Firms with their profiles, who may be shown to whom, and the pairs that are not to be shown."""
    rows = _ranked_rows(event_id)
    says = own_words_by_company([row.company_id for row in rows])
    return RankingInput(
        _ranked_companies(event_id, rows, says),
        allowed_groups(event_id),
        *_barred_pairs(event_id),
        get_settings(event_id),
        list_pins(event_id),
        load_text_vectors([row.company_id for row in rows], says),
    )


def get_settings(event_id: int) -> MatchSettings:
    """What the organizer weighs."""
    return get_versioned_settings(event_id)[0]


def get_versioned_settings(event_id: int) -> tuple[MatchSettings, int]:
    """The same with its version, 0 while none are kept."""
    query = select(RankingSettings.settings, RankingSettings.version).where(RankingSettings.event_id == event_id)
    row = db.session.execute(query).one_or_none()
    return (MatchSettings.from_json(row.settings), row.version) if row is not None else (DEFAULT_SETTINGS, 0)


def list_pins(event_id: int) -> dict[tuple[int, int], str]:
    """Pairs that the organizer put first in the lists of both (``up``) or took out of them (``down``)."""
    rows = select(RankingPin.low_id, RankingPin.high_id, RankingPin.kind).where(RankingPin.event_id == event_id)
    return {(low, high): kind for low, high, kind in db.session.execute(rows.order_by(RankingPin.id))}


def pins_of_company(registration: Registration) -> dict[int, str]:
    """Of one firm: other firm → ``up`` or ``down``, as the organizer pinned the two."""
    pins = list_pins(registration.event_id)
    return {low + high - registration.id: kind for (low, high), kind in pins.items() if registration.id in (low, high)}


def registration_ids(event_id: int) -> frozenset[int]:
    """The ids of all registrations that the event has now, in any state."""
    return frozenset(db.session.scalars(select(Registration.id).where(Registration.event_id == event_id)))


def list_ranked_companies(event_id: int) -> list[RankedCompany]:
    """All companies that stand in the ranking, by the ids of their registrations, as their profiles are now; without
    what they say in their own words."""
    return _ranked_companies(event_id, _ranked_rows(event_id), {})


def _ranked_rows(event_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    shown = (
        Registration.id,
        Registration.company_id,
        Registration.group_id,
        Registration.goal,
        Registration.languages,
        Registration.state,
    )
    chosen = (Registration.event_id == event_id, Registration.kind == "firm", Registration.state.in_(RANKED_STATES))
    return db.session.execute(select(*shown).where(*chosen)).all()


def _ranked_companies(
    event_id: int, rows: Sequence[Row[*tuple[Any, ...]]], says: Mapping[int, OwnWords]
) -> list[RankedCompany]:
    company_ids = [row.company_id for row in rows]
    held = select(CompanyCertificate.company_id, CompanyCertificate.kind, CompanyCertificate.standard).where(
        CompanyCertificate.company_id.in_(company_ids), is_valid_at_event(event_id)
    )
    sectors, standards = sectors_by_company(company_ids), _grouped_codes(db.session.execute(held))
    companies = []
    for row in rows:
        codes, certificates = (grouped.get(row.company_id, {}) for grouped in (sectors, standards))
        profile = CompanyProfile(
            is_in=frozenset(codes.get("is_in", ())),
            offers=frozenset(codes.get("offers", ())),
            seeks=frozenset(codes.get("seeks", ())),
            goal=CompanyGoal(row.goal) if row.goal else None,
            holds=frozenset(certificates.get("holds", ())),
            needs=frozenset(certificates.get("needs", ())),
            languages=frozenset(row.languages),
        )
        is_seen = row.state == RegistrationState.APPROVED
        companies.append(RankedCompany(row.id, profile, row.group_id, says.get(row.company_id), seen=is_seen))
    return companies


def sectors_by_company(company_ids: Sequence[int | None]) -> dict[int, dict[str, set[str]]]:
    """Company → kind (``is_in``, ``offers``, ``seeks``) → its sectors (ISIC)."""
    rows = select(CompanySector.company_id, CompanySector.kind, CompanySector.code)
    return _grouped_codes(db.session.execute(rows.where(CompanySector.company_id.in_(company_ids))))


def _grouped_codes(rows: Iterable[tuple[int, str, str]]) -> dict[int, dict[str, set[str]]]:
    grouped: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for owner, kind, code in rows:
        grouped[owner][kind].add(code)
    return grouped


def allowed_groups(event_id: int) -> frozenset[tuple[int, int]]:
    """Groups that are shown to each other: the two may meet if either may ask the other."""
    rules = db.session.execute(select(GroupRule.from_id, GroupRule.to_id).where(GroupRule.event_id == event_id)).all()
    return frozenset(pair for group, other in rules for pair in ((group, other), (other, group)))


def _barred_pairs(event_id: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Pairs shown to neither side: with *never*, *known* or a competitor on either side, and those that already met at
    this event; and who finds whom not interesting for another reason."""
    preferences = select(Preference.registration_id, Preference.other_id).where(Preference.event_id == event_id)
    uninteresting = and_(Preference.kind == "hidden", func.coalesce(Preference.because, "") != COMPETITOR)
    met = select(Meeting.low_id, Meeting.high_id).where(
        Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE, Meeting.state == MeetingState.HELD
    )
    barred = (preferences.where(Preference.kind.in_(BARRING_KINDS), not_(uninteresting)), met)
    return [_id_pair(row) for rows in barred for row in db.session.execute(rows)], [
        _id_pair(row) for row in db.session.execute(preferences.where(uninteresting))
    ]


def _id_pair(row: Row[int, int]) -> tuple[int, int]:
    return row[0], row[1]
