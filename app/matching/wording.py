"""Reasons in words: what each line of the formula says, in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from flask_babel import format_decimal, gettext, ngettext
from markupsafe import Markup, escape

from app.companies.certificates import certificate_name
from app.companies.locale_names import get_language_name
from app.companies.sectors.tree import sector_label_in
from app.core.web.locale import HTML_LANG, language
from app.matching.reasons import (
    MatchReason,
    ReasonKind,
    ReasonQuote,
    is_common,
    merged_reasons,
    summed_weak_reasons,
    top_reasons,
)

SHOWN_REASONS = 3
CACHED_SENTENCES = 8_192
CompanyNames = tuple[str, str]
_OWN_SIDE_KINDS = (ReasonKind.YOU_SEEK, ReasonKind.CERTIFICATE, ReasonKind.THEIR_TEXT)
"""What speaks of needs or wishes of the company whose reasons these are; their like, of those of the other."""
_FORMULA_KINDS = {ReasonKind.THEIR_TEXT: ReasonKind.YOU_SEEK, ReasonKind.YOUR_TEXT: ReasonKind.THEY_SEEK}
"""Where the formula counts what texts add."""
KIND_SIDES = {
    ReasonKind.YOU_SEEK: "in",
    ReasonKind.THEY_SEEK: "out",
    ReasonKind.EACH_SEEKS: "both",
    ReasonKind.SAME_ACTIVITY: "both",
    ReasonKind.COMMON_GROUND: "both",
    ReasonKind.FURTHER: "both",
    ReasonKind.NO_LANGUAGE: "but",
    ReasonKind.CERTIFICATE: "but",
    ReasonKind.NOTHING_KNOWN: "both",
    ReasonKind.THEIR_TEXT: "in",
    ReasonKind.YOUR_TEXT: "out",
    ReasonKind.YOUR_CERTIFICATE: "but",
}


@dataclass(frozen=True)
class WordedReason:
    """One reason as ``components/reasons.html`` reads it; ``points`` of the bar of 100; ``part``: of the formula, where
    it is told."""

    kind: str
    text: Markup
    points: float
    part: str = ""


def shown_reasons(reasons: Iterable[MatchReason], names: CompanyNames | None = None) -> list[WordedReason]:
    """The strongest reasons, one for each sector, and all that lowers the fit; the small rest is left to ``all_lines``.

    What most companies share is told only where there is nothing else, and the rest only where there isn't even that.
    ``names``: of the company whose reasons these are and of the other, for a reader who is neither.
    """
    lines = top_reasons(merged_reasons(reasons), SHOWN_REASONS)
    named = [reason for reason in lines if reason.kind is not ReasonKind.FURTHER]
    telling = [reason for reason in named if not is_common(reason)]
    return [
        worded_reason(reason, names)
        for reason in next((few for few in (telling, named) if any(reason.points > 0 for reason in few)), lines)
    ]


def all_reasons(reasons: Iterable[MatchReason]) -> list[WordedReason]:
    """Every reason that is kept, one line for each sector; their points, in whole tenths, add up to the bar as it is
    written."""
    return _rounded_to_tenths([worded_reason(reason) for reason in merged_reasons(_own_reasons(reasons))])


def reasons_by_part(reasons: Iterable[MatchReason]) -> list[WordedReason]:
    """Every reason that is kept as the formula counts it, with the part of the formula that it belongs to, in the order
    of the parts; points as in ``all_lines``."""
    kinds = list(KIND_SIDES)
    ordered = sorted(
        summed_weak_reasons(_own_reasons(reasons)),
        key=lambda reason: (reason.points < 0, kinds.index(_FORMULA_KINDS.get(reason.kind, reason.kind))),
    )
    lines = _rounded_to_tenths([worded_reason(reason) for reason in ordered])
    return [replace(line, part=part_text(reason.kind)) for reason, line in zip(ordered, lines, strict=True)]


def part_text(kind: ReasonKind) -> str:
    """The part of the formula that counts such a line, as the table of the weights names it; "" for what is of none."""
    words = {
        ReasonKind.YOU_SEEK: gettext("your needs met"),
        ReasonKind.THEY_SEEK: gettext("their needs met"),
        ReasonKind.SAME_ACTIVITY: gettext("same activity"),
        ReasonKind.COMMON_GROUND: gettext("whole profile"),
        ReasonKind.FURTHER: gettext("the rest of all parts"),
    }
    return str(words.get(_FORMULA_KINDS.get(kind, kind), ""))


def _own_reasons(reasons: Iterable[MatchReason]) -> list[MatchReason]:
    """Without what lowers the fit of the other side."""
    return [reason for reason in reasons if reason.kind is not ReasonKind.YOUR_CERTIFICATE]


def _rounded_to_tenths(lines: list[WordedReason]) -> list[WordedReason]:
    """What rounding loses goes to the lines that lost most of it."""
    tenths = [math.floor(line.points * 10) for line in lines]
    lost = round(math.fsum(line.points for line in lines) * 10) - sum(tenths)
    by_loss = sorted(range(len(lines)), key=lambda place: tenths[place] - lines[place].points * 10)
    for place in by_loss[:lost]:
        tenths[place] += 1
    return [replace(line, points=tenth / 10) for line, tenth in zip(lines, tenths, strict=True)]


def points_text(value: float, *, signed: bool = True) -> str:
    """Points as the reader's language writes them: +24,7 or −18,3."""
    text = str(format_decimal(round(value, 1), format="+0.0;-0.0" if signed else "0.0"))
    return text.replace("-", "−")


def worded_reason(reason: MatchReason, names: CompanyNames | None = None) -> WordedReason:
    if names is not None:
        worded = _named_sentence(reason, names)
    elif reason.quote is None:
        worded = _cached_sentence(reason._replace(points=0.0), language())
    else:
        worded = _reason_sentence(reason)
    return WordedReason(KIND_SIDES[reason.kind], worded, reason.points)


@lru_cache(maxsize=CACHED_SENTENCES)
def _cached_sentence(reason: MatchReason, _reader: str) -> Markup:
    """A page says each of its reasons twice, and pages of one event say the same of many firms."""
    return _reason_sentence(reason)


def _reason_sentence(reason: MatchReason) -> Markup:
    if reason.kind is ReasonKind.FURTHER:
        return escape(gettext("Weaker common ground"))
    if reason.kind is ReasonKind.NOTHING_KNOWN:
        return escape(gettext("Nothing that the two of you say so far speaks for or against it."))
    if reason.kind is ReasonKind.NO_LANGUAGE:
        return escape(gettext("No common language: an interpreter is needed, and the fit is lowered by a fifth."))
    if reason.kind is ReasonKind.CERTIFICATE:
        return escape(
            gettext(
                "You need %(standard)s; they do not show it, and the fit is lowered.",
                standard=_standard_label(reason.code),
            )
        )
    if reason.kind is ReasonKind.YOUR_CERTIFICATE:
        return escape(
            gettext(
                "They need %(standard)s; you do not show it, and the fit for them is lowered.",
                standard=_standard_label(reason.code),
            )
        )
    if reason.kind in (ReasonKind.THEIR_TEXT, ReasonKind.YOUR_TEXT):
        return _text_sentence(reason)
    return _sector_sentence(reason)


def _named_sentence(reason: MatchReason, names: CompanyNames) -> Markup:
    """For a reader who is neither of the two companies."""
    subject, other = names if reason.kind in _OWN_SIDE_KINDS else names[::-1]
    if reason.kind in (ReasonKind.YOU_SEEK, ReasonKind.THEY_SEEK):
        exact = gettext("%(one)s seeks %(sector)s; %(other)s offers it.")
        near = gettext("%(one)s seeks %(sector)s; %(other)s offers %(offer)s.")
        sectors = {"sector": _sector_markup(reason.code), "offer": _sector_markup(reason.met_by)}
        return _format_markup(exact if reason.exact else near, one=subject, other=other, **sectors) + _rarity_text(
            reason
        )
    if reason.kind is ReasonKind.EACH_SEEKS:
        return _format_sectors(gettext("Each seeks and offers %(sector)s."), sector=reason.code) + _rarity_text(reason)
    if reason.kind is ReasonKind.NOTHING_KNOWN:
        return escape(gettext("Nothing that the two say so far speaks for or against it."))
    if reason.kind in (ReasonKind.CERTIFICATE, ReasonKind.YOUR_CERTIFICATE):
        needs = gettext("%(one)s needs %(standard)s; %(other)s does not show it, and the fit is lowered.")
        return _format_markup(needs, one=subject, other=other, standard=_standard_label(reason.code))
    if reason.kind not in (ReasonKind.THEIR_TEXT, ReasonKind.YOUR_TEXT):
        return _reason_sentence(reason)
    if reason.quote is None:
        bare = gettext("A text of %(other)s in %(language)s answers a wish of %(one)s.")
        return _format_markup(bare, one=subject, other=other, language=get_language_name(reason.code, language()))
    sentence = gettext("A text of %(other)s in %(language)s answers a wish of %(one)s, “%(wish)s”: “%(words)s”.")
    return _format_markup(sentence, one=subject, other=other, **_quote_parts(reason.quote))


def _text_sentence(reason: MatchReason) -> Markup:
    theirs = reason.kind is ReasonKind.THEIR_TEXT
    if reason.quote is None:
        tongue = get_language_name(reason.code, language())
        if theirs:
            return escape(gettext("Their text in %(language)s answers your wish.", language=tongue))
        return escape(gettext("Your text in %(language)s answers their wish.", language=tongue))
    if theirs:
        sentence = gettext("Their text in %(language)s answers your wish “%(wish)s”: “%(words)s”.")
    else:
        sentence = gettext("Your text in %(language)s answers their wish “%(wish)s”: “%(words)s”.")
    return _format_markup(sentence, **_quote_parts(reason.quote))


def _quote_parts(quote: ReasonQuote) -> dict[str, Markup | str]:
    wish, words = _language_markup(quote.wish, quote.wish_language), _language_markup(quote.words, quote.language)
    return {"language": get_language_name(quote.language, language()), "wish": wish, "words": words}


def _language_markup(words: str, tongue: str) -> Markup:
    return Markup('<span lang="{}">{}</span>').format(HTML_LANG[tongue], words)


def _sector_sentence(reason: MatchReason) -> Markup:
    sentences = {
        ReasonKind.YOU_SEEK: gettext("You seek %(sector)s; they offer it."),
        ReasonKind.THEY_SEEK: gettext("They seek %(sector)s; you offer it."),
        ReasonKind.EACH_SEEKS: gettext("Each of you seeks and offers %(sector)s."),
        ReasonKind.SAME_ACTIVITY: gettext("Both offer %(sector)s: partners rather than buyer and seller."),
        ReasonKind.COMMON_GROUND: gettext("Both offer or seek %(sector)s."),
    }
    near = {
        ReasonKind.YOU_SEEK: gettext("You seek %(sector)s; they offer %(offer)s."),
        ReasonKind.THEY_SEEK: gettext("They seek %(sector)s; you offer %(offer)s."),
    }
    table = sentences if reason.exact or reason.kind not in near else near
    text = _format_sectors(table[reason.kind], sector=reason.code, offer=reason.met_by)
    return text + _rarity_text(reason)


def _rarity_text(reason: MatchReason) -> Markup:
    """How many companies offer what the line names; of common ground, how many offer or seek it. Nothing where one
    sector is sought and another one offered: a count of either would be read as one of the other."""
    if not reason.of or (reason.kind in (ReasonKind.YOU_SEEK, ReasonKind.THEY_SEEK) and not reason.exact):
        return Markup("")
    if reason.kind is ReasonKind.COMMON_GROUND:
        sentence = ngettext(
            "%(num)d of %(all)s firms offers or seeks it.",
            "%(num)d of %(all)s firms offer or seek it.",
            reason.companies,
            all=reason.of,
        )
    else:
        sentence = ngettext(
            "%(num)d of %(all)s firms offers it.", "%(num)d of %(all)s firms offer it.", reason.companies, all=reason.of
        )
    return escape(sentence if language() == "zh" else f" {sentence}")


def _format_sectors(sentence: str, **codes: str) -> Markup:
    """The sentence with each named sector in it set apart."""
    return _format_markup(sentence, **{name: _sector_markup(code) for name, code in codes.items() if code})


def _format_markup(sentence: str, **parts: Markup | str) -> Markup:
    """The sentence with its parts, escaped but for what is Markup."""
    return Markup(escape(sentence)) % parts  # noqa: S704 the sentence is escaped first


def _sector_markup(code: str) -> Markup:
    return Markup("<em>{} ({})</em>").format(sector_label_in(code, language()), code)


def _standard_label(code: str) -> str:
    return certificate_name(code, language())
