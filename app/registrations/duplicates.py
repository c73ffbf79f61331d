"""Whether two rows, or a row and a firm already known, are the same company: one verdict from all evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.companies.names.comparison import CompanyLikeness
from app.registrations.compared_firm import Firm
from app.registrations.evidence import Evidence, evidence


class Outcome(StrEnum):
    SAME = "same"
    PERHAPS = "perhaps"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``likely``: a ``perhaps`` that is more probably the same than not. ``because``: what speaks for it:
    ``registry_number stock_code website name name_zh name_without_group name_spelling name_short name_kin
    name_sound name_translated email email_domain said``; ``against``: what keeps it from being sure. ``if_alone``: a
    ``perhaps`` that is sure where no other firm comes into question; ``faint``: a ``perhaps`` by the brand alone, which
    brings no other firm into question. ``weight`` orders candidates."""

    outcome: Outcome
    likely: bool = False
    because: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    weight: int = 0
    if_alone: bool = False
    faint: bool = False


def judge(a: Firm, b: Firm, shared_hosts: frozenset[str] = frozenset()) -> Verdict:
    """Symmetric. Sure only where no person would ask."""
    found = evidence(a, b, shared_hosts)
    outcome, likely, against = _weigh(found)
    if outcome is Outcome.DIFFERENT:
        return Verdict(outcome, against=against)
    weight = (
        100 * (outcome is Outcome.SAME)
        + 50 * likely
        + 8 * found.best
        + 20 * bool(found.registry)
        + 15 * bool(found.code)
    )
    faint = not likely and found.is_faint
    weight += 10 * found.site + 3 * found.email + 2 * found.email_domain + (found.worst or 0) + 3 * found.begins_alike
    telling = found.telling or (found.brand and found.site)
    if_alone = likely and telling and not found.placed and set(against) <= _SETTLED_ALONE
    return Verdict(outcome, likely, found.because(), against, weight, if_alone, faint)


_SETTLED_ALONE = frozenset({"short_name", "line_of_business", "other_name_apart"})
_SAME = (Outcome.SAME, True, ())
_DIFFERENT = (Outcome.DIFFERENT, False, ())
_Weighed = tuple[Outcome, bool, tuple[str, ...]]


def _perhaps(likely: bool, *against: str) -> _Weighed:
    return Outcome.PERHAPS, likely, against


def _weigh(found: Evidence) -> _Weighed:
    """Numbers that a register gave, then the contradictions, then the names."""
    if found.separate:
        return _perhaps(False, "separate_unit") if found.registry or found.code else _DIFFERENT
    if found.registry:
        return _perhaps(True, "names_apart") if found.names_apart and not found.site else _SAME
    if found.registry is False:
        doubtful = found.best >= CompanyLikeness.SOFT and not found.form_apart
        return _perhaps(False, "registry_number") if doubtful else _DIFFERENT
    if found.code:
        return _perhaps(True, "names_apart") if found.names_apart and not found.site else _SAME
    if found.code is False:
        return _perhaps(False, "stock_code") if found.best >= CompanyLikeness.TYPO else _DIFFERENT
    if found.form_apart and found.abroad and not (found.site or found.email):
        return _DIFFERENT
    weighed = _by_names(found)
    if found.unit and weighed[0] is not Outcome.DIFFERENT:
        likely = weighed[1] and found.at_home
        return _perhaps(likely, *weighed[2], "other_unit")
    return weighed


def _by_names(found: Evidence) -> _Weighed:
    supported = found.site or found.email or found.email_domain
    if found.best >= CompanyLikeness.SOFT:
        contradicted = found.worst is CompanyLikeness.DIFFERENT and not supported
        return _perhaps(True, "other_name_apart") if contradicted else _SAME
    if found.best is CompanyLikeness.TYPO:
        return _SAME if supported or found.worst != found.best else _perhaps(True, "spelling")
    if found.best is CompanyLikeness.SHORT:
        both = None not in (found.latin, found.chinese) and found.worst is not CompanyLikeness.DIFFERENT
        if both or found.site or found.email:
            return _SAME
        if found.worst is CompanyLikeness.DIFFERENT and not (found.abbreviated or supported):
            doubtful = found.telling or found.house
            return _perhaps(found.telling, "other_name_apart", "short_name") if doubtful else _DIFFERENT
        return _perhaps(supported or found.worst is CompanyLikeness.SHORT, "short_name")
    if found.best is CompanyLikeness.KIN:
        both = None not in (found.latin, found.chinese) and found.worst is CompanyLikeness.KIN
        likely = both or supported or found.brand or found.telling
        return _SAME if (both or found.telling) and found.site else _perhaps(likely, "line_of_business")
    if found.best is CompanyLikeness.SISTER:
        return _perhaps(False, "line_of_business") if found.site or found.email else _DIFFERENT
    return _without_names(found)


def _without_names(found: Evidence) -> _Weighed:
    """No two names alike: either they cannot be compared, or they contradict what else is shared."""
    if found.names_apart:
        return _perhaps(False, "names_apart") if found.site or found.heard else _DIFFERENT
    if found.site:
        return _SAME if found.sound else _perhaps(True, "other_script")
    if found.email or found.email_domain or found.translated:
        return _perhaps(True, "other_script")
    return _perhaps(False, "other_script") if found.sound else _DIFFERENT
