"""Whether two companies are the same, perhaps the same or different: one verdict from all their common features."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.companies.names.comparison import CompanyLikeness
from app.registrations.match_features import ComparableCompany, MatchFeatures, compare_companies


class MatchOutcome(StrEnum):
    SAME = "same"
    PERHAPS = "perhaps"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class MatchVerdict:
    """``likely``: a ``perhaps`` that is more probably the same than not. ``because``: what speaks for it:
    ``registry_number stock_code website name name_zh name_without_group name_spelling name_short name_kin
    name_sound name_translated email email_domain said``; ``against``: what keeps it from being sure. ``if_alone``: a
    ``perhaps`` that is sure where no other company comes into question; ``faint``: a ``perhaps`` by the brand alone,
    which brings no other company into question. ``weight`` orders candidates."""

    outcome: MatchOutcome
    likely: bool = False
    because: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    weight: int = 0
    if_alone: bool = False
    faint: bool = False


def judge_match(a: ComparableCompany, b: ComparableCompany, shared_hosts: frozenset[str] = frozenset()) -> MatchVerdict:
    """Symmetric. Sure only where no person would ask."""
    features = compare_companies(a, b, shared_hosts)
    outcome, likely, against = _weigh_features(features)
    if outcome is MatchOutcome.DIFFERENT:
        return MatchVerdict(outcome, against=against)
    weight = (
        100 * (outcome is MatchOutcome.SAME)
        + 50 * likely
        + 8 * features.best
        + 20 * bool(features.registry)
        + 15 * bool(features.code)
    )
    faint = not likely and features.is_faint
    weight += (
        10 * features.site
        + 3 * features.email
        + 2 * features.email_domain
        + (features.worst or 0)
        + 3 * features.begins_alike
    )
    telling = features.telling or (features.brand and features.site)
    if_alone = likely and telling and not features.placed and set(against) <= _DOUBTS_SETTLED_ALONE
    return MatchVerdict(outcome, likely, features.because(), against, weight, if_alone, faint)


_DOUBTS_SETTLED_ALONE = frozenset({"short_name", "line_of_business", "other_name_apart"})
_SURELY_SAME = (MatchOutcome.SAME, True, ())
_SURELY_DIFFERENT = (MatchOutcome.DIFFERENT, False, ())
_WeighedMatch = tuple[MatchOutcome, bool, tuple[str, ...]]


def _perhaps_same(likely: bool, *against: str) -> _WeighedMatch:
    return MatchOutcome.PERHAPS, likely, against


def _weigh_features(match_features: MatchFeatures) -> _WeighedMatch:
    """Numbers that a register gave, then the contradictions, then the names."""
    if match_features.separate:
        return (
            _perhaps_same(False, "separate_unit")
            if match_features.registry or match_features.code
            else _SURELY_DIFFERENT
        )
    if match_features.registry:
        return (
            _perhaps_same(True, "names_apart")
            if match_features.names_apart and not match_features.site
            else _SURELY_SAME
        )
    if match_features.registry is False:
        doubtful = match_features.best >= CompanyLikeness.SOFT and not match_features.form_apart
        return _perhaps_same(False, "registry_number") if doubtful else _SURELY_DIFFERENT
    if match_features.code:
        return (
            _perhaps_same(True, "names_apart")
            if match_features.names_apart and not match_features.site
            else _SURELY_SAME
        )
    if match_features.code is False:
        return _perhaps_same(False, "stock_code") if match_features.best >= CompanyLikeness.TYPO else _SURELY_DIFFERENT
    if match_features.form_apart and match_features.abroad and not (match_features.site or match_features.email):
        return _SURELY_DIFFERENT
    weighed = _weigh_names(match_features)
    if match_features.unit and weighed[0] is not MatchOutcome.DIFFERENT:
        likely = weighed[1] and match_features.at_home
        return _perhaps_same(likely, *weighed[2], "other_unit")
    return weighed


def _weigh_names(match_features: MatchFeatures) -> _WeighedMatch:
    supported = match_features.site or match_features.email or match_features.email_domain
    if match_features.best >= CompanyLikeness.SOFT:
        contradicted = match_features.worst is CompanyLikeness.DIFFERENT and not supported
        return _perhaps_same(True, "other_name_apart") if contradicted else _SURELY_SAME
    if match_features.best is CompanyLikeness.TYPO:
        return (
            _SURELY_SAME
            if supported or match_features.worst != match_features.best
            else _perhaps_same(True, "spelling")
        )
    if match_features.best is CompanyLikeness.SHORT:
        both = (
            None not in (match_features.latin, match_features.chinese)
            and match_features.worst is not CompanyLikeness.DIFFERENT
        )
        if both or match_features.site or match_features.email:
            return _SURELY_SAME
        if match_features.worst is CompanyLikeness.DIFFERENT and not (match_features.abbreviated or supported):
            doubtful = match_features.telling or match_features.house
            return (
                _perhaps_same(match_features.telling, "other_name_apart", "short_name")
                if doubtful
                else _SURELY_DIFFERENT
            )
        return _perhaps_same(supported or match_features.worst is CompanyLikeness.SHORT, "short_name")
    if match_features.best is CompanyLikeness.KIN:
        both = (
            None not in (match_features.latin, match_features.chinese) and match_features.worst is CompanyLikeness.KIN
        )
        likely = both or supported or match_features.brand or match_features.telling
        return (
            _SURELY_SAME
            if (both or match_features.telling) and match_features.site
            else _perhaps_same(likely, "line_of_business")
        )
    if match_features.best is CompanyLikeness.SISTER:
        return (
            _perhaps_same(False, "line_of_business")
            if match_features.site or match_features.email
            else _SURELY_DIFFERENT
        )
    return _weigh_without_names(match_features)


def _weigh_without_names(match_features: MatchFeatures) -> _WeighedMatch:
    """No two names alike: either they cannot be compared, or they contradict what else is shared."""
    if match_features.names_apart:
        return (
            _perhaps_same(False, "names_apart")
            if match_features.site or match_features.sounds_alike
            else _SURELY_DIFFERENT
        )
    if match_features.site:
        return _SURELY_SAME if match_features.sound else _perhaps_same(True, "other_script")
    if match_features.email or match_features.email_domain or match_features.translated:
        return _perhaps_same(True, "other_script")
    return _perhaps_same(False, "other_script") if match_features.sound else _SURELY_DIFFERENT
