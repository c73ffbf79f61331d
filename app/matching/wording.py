"""Reasons in words: what each line of the formula says, in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from flask_babel import format_decimal, gettext, ngettext
from markupsafe import Markup, escape

from app.companies.certificates import certificate_name
from app.companies.sectors.tree import sector_label_in as sector_label
from app.core.web.locale import HTML_LANG, language
from app.matching.gathered import gather, is_common, sum_up_weak
from app.matching.reasons import Kind, Quote, Reason, top
from app.registrations.places import language_name

SHOWN = 3
SENTENCES_KEPT = 8_192
Names = tuple[str, str]
_ONES_OWN = (Kind.YOU_SEEK, Kind.CERTIFICATE, Kind.THEIR_TEXT)
"""What speaks of needs or wishes of the company whose reasons these are; their like, of those of the other."""
_FORMULA = {Kind.THEIR_TEXT: Kind.YOU_SEEK, Kind.YOUR_TEXT: Kind.THEY_SEEK}
"""Where the formula counts what texts add."""
SIDES = {
    Kind.YOU_SEEK: "in",
    Kind.THEY_SEEK: "out",
    Kind.EACH_SEEKS: "both",
    Kind.SAME_ACTIVITY: "both",
    Kind.COMMON_GROUND: "both",
    Kind.FURTHER: "both",
    Kind.NO_LANGUAGE: "but",
    Kind.CERTIFICATE: "but",
    Kind.NOTHING_KNOWN: "both",
    Kind.THEIR_TEXT: "in",
    Kind.YOUR_TEXT: "out",
    Kind.YOUR_CERTIFICATE: "but",
}


@dataclass(frozen=True)
class Line:
    """One reason as ``components/reasons.html`` reads it; ``points`` of the bar of 100; ``part``: of the formula, where
    it is told."""

    kind: str
    text: Markup
    points: float
    part: str = ""


def shown(reasons: Iterable[Reason], names: Names | None = None) -> list[Line]:
    """The strongest reasons, one for each sector, and all that lowers the fit; the small rest is left to ``all_lines``.

    What most firms share is told only where there is nothing else, and the rest only where there isn't even that.
    ``names``: of the company whose reasons these are and of the other, for a reader who is neither.
    """
    lines = top(gather(reasons), SHOWN)
    named = [one for one in lines if one.kind is not Kind.FURTHER]
    telling = [one for one in named if not is_common(one)]
    return [line_of(one, names) for one in next((few for few in (telling, named) if _speaks_for(few)), lines)]


def _speaks_for(reasons: Iterable[Reason]) -> bool:
    return any(one.points > 0 for one in reasons)


def all_lines(reasons: Iterable[Reason]) -> list[Line]:
    """Every reason that is kept, one line for each sector; their points, in whole tenths, add up to the bar as it is
    written."""
    return _in_tenths([line_of(one) for one in gather(_of_the_bar(reasons))])


def all_parts(reasons: Iterable[Reason]) -> list[Line]:
    """Every reason that is kept as the formula counts it, with the part of the formula that it belongs to, in the order
    of the parts; points as in ``all_lines``."""
    kinds = list(SIDES)
    given = sorted(
        sum_up_weak(_of_the_bar(reasons)),
        key=lambda one: (one.points < 0, kinds.index(_FORMULA.get(one.kind, one.kind))),
    )
    lines = _in_tenths([line_of(one) for one in given])
    return [replace(line, part=part_words(one.kind)) for one, line in zip(given, lines, strict=True)]


def part_words(kind: Kind) -> str:
    """The part of the formula that counts such a line, as the table of the weights names it; "" for what is of none."""
    words = {
        Kind.YOU_SEEK: gettext("your needs met"),
        Kind.THEY_SEEK: gettext("their needs met"),
        Kind.SAME_ACTIVITY: gettext("same activity"),
        Kind.COMMON_GROUND: gettext("whole profile"),
        Kind.FURTHER: gettext("the rest of all parts"),
    }
    return str(words.get(_FORMULA.get(kind, kind), ""))


def _of_the_bar(reasons: Iterable[Reason]) -> list[Reason]:
    """Without what lowers the fit of the other side."""
    return [one for one in reasons if one.kind is not Kind.YOUR_CERTIFICATE]


def _in_tenths(lines: list[Line]) -> list[Line]:
    """What rounding loses goes to the lines that lost most of it."""
    tenths = [math.floor(line.points * 10) for line in lines]
    lost = round(math.fsum(line.points for line in lines) * 10) - sum(tenths)
    by_loss = sorted(range(len(lines)), key=lambda place: tenths[place] - lines[place].points * 10)
    for place in by_loss[:lost]:
        tenths[place] += 1
    return [replace(line, points=tenth / 10) for line, tenth in zip(lines, tenths, strict=True)]


def points_of(value: float, *, signed: bool = True) -> str:
    """Points as the reader's language writes them: +24,7 or −18,3."""
    text = str(format_decimal(round(value, 1), format="+0.0;-0.0" if signed else "0.0"))
    return text.replace("-", "−")


def line_of(reason: Reason, names: Names | None = None) -> Line:
    if names is not None:
        worded = _by_name(reason, names)
    elif reason.quote is None:
        worded = _worded(reason._replace(points=0.0), language())
    else:
        worded = _sentence(reason)
    return Line(SIDES[reason.kind], worded, reason.points)


@lru_cache(maxsize=SENTENCES_KEPT)
def _worded(reason: Reason, _reader: str) -> Markup:
    """A page says each of its reasons twice, and pages of one event say the same of many firms."""
    return _sentence(reason)


def _sentence(reason: Reason) -> Markup:
    if reason.kind is Kind.FURTHER:
        return escape(gettext("Weaker common ground"))
    if reason.kind is Kind.NOTHING_KNOWN:
        return escape(gettext("Nothing that the two of you say so far speaks for or against it."))
    if reason.kind is Kind.NO_LANGUAGE:
        return escape(gettext("No common language: an interpreter is needed, and the fit is lowered by a fifth."))
    if reason.kind is Kind.CERTIFICATE:
        return escape(
            gettext(
                "You need %(standard)s; they do not show it, and the fit is lowered.", standard=_standard(reason.code)
            )
        )
    if reason.kind is Kind.YOUR_CERTIFICATE:
        return escape(
            gettext(
                "They need %(standard)s; you do not show it, and the fit for them is lowered.",
                standard=_standard(reason.code),
            )
        )
    if reason.kind in (Kind.THEIR_TEXT, Kind.YOUR_TEXT):
        return _about_texts(reason)
    return _about_sectors(reason)


def _by_name(reason: Reason, names: Names) -> Markup:
    """For a reader who is neither of the two companies."""
    one, other = names if reason.kind in _ONES_OWN else names[::-1]
    if reason.kind in (Kind.YOU_SEEK, Kind.THEY_SEEK):
        exact = gettext("%(one)s seeks %(sector)s; %(other)s offers it.")
        near = gettext("%(one)s seeks %(sector)s; %(other)s offers %(offer)s.")
        sectors = {"sector": _sector(reason.code), "offer": _sector(reason.met_by)}
        return _put_in(exact if reason.exact else near, one=one, other=other, **sectors) + _rarity(reason)
    if reason.kind is Kind.EACH_SEEKS:
        return _filled(gettext("Each seeks and offers %(sector)s."), sector=reason.code) + _rarity(reason)
    if reason.kind is Kind.NOTHING_KNOWN:
        return escape(gettext("Nothing that the two say so far speaks for or against it."))
    if reason.kind in (Kind.CERTIFICATE, Kind.YOUR_CERTIFICATE):
        needs = gettext("%(one)s needs %(standard)s; %(other)s does not show it, and the fit is lowered.")
        return _put_in(needs, one=one, other=other, standard=_standard(reason.code))
    if reason.kind not in (Kind.THEIR_TEXT, Kind.YOUR_TEXT):
        return _sentence(reason)
    if reason.quote is None:
        bare = gettext("A text of %(other)s in %(language)s answers a wish of %(one)s.")
        return _put_in(bare, one=one, other=other, language=language_name(reason.code, language()))
    said = gettext("A text of %(other)s in %(language)s answers a wish of %(one)s, “%(wish)s”: “%(words)s”.")
    return _put_in(said, one=one, other=other, **_quoted(reason.quote))


def _about_texts(reason: Reason) -> Markup:
    theirs = reason.kind is Kind.THEIR_TEXT
    if reason.quote is None:
        tongue = language_name(reason.code, language())
        if theirs:
            return escape(gettext("Their text in %(language)s answers your wish.", language=tongue))
        return escape(gettext("Your text in %(language)s answers their wish.", language=tongue))
    if theirs:
        said = gettext("Their text in %(language)s answers your wish “%(wish)s”: “%(words)s”.")
    else:
        said = gettext("Your text in %(language)s answers their wish “%(wish)s”: “%(words)s”.")
    return _put_in(said, **_quoted(reason.quote))


def _quoted(quote: Quote) -> dict[str, Markup | str]:
    wish, words = _spoken(quote.wish, quote.wish_language), _spoken(quote.words, quote.language)
    return {"language": language_name(quote.language, language()), "wish": wish, "words": words}


def _spoken(words: str, tongue: str) -> Markup:
    return Markup('<span lang="{}">{}</span>').format(HTML_LANG[tongue], words)


def _about_sectors(reason: Reason) -> Markup:
    sentences = {
        Kind.YOU_SEEK: gettext("You seek %(sector)s; they offer it."),
        Kind.THEY_SEEK: gettext("They seek %(sector)s; you offer it."),
        Kind.EACH_SEEKS: gettext("Each of you seeks and offers %(sector)s."),
        Kind.SAME_ACTIVITY: gettext("Both offer %(sector)s: partners rather than buyer and seller."),
        Kind.COMMON_GROUND: gettext("Both offer or seek %(sector)s."),
    }
    near = {
        Kind.YOU_SEEK: gettext("You seek %(sector)s; they offer %(offer)s."),
        Kind.THEY_SEEK: gettext("They seek %(sector)s; you offer %(offer)s."),
    }
    table = sentences if reason.exact or reason.kind not in near else near
    text = _filled(table[reason.kind], sector=reason.code, offer=reason.met_by)
    return text + _rarity(reason)


def _rarity(reason: Reason) -> Markup:
    """How many firms offer what the line names; of common ground, how many offer or seek it. Nothing where one sector
    is sought and another one offered: a count of either would be read as one of the other."""
    if not reason.of or (reason.kind in (Kind.YOU_SEEK, Kind.THEY_SEEK) and not reason.exact):
        return Markup("")
    if reason.kind is Kind.COMMON_GROUND:
        said = ngettext(
            "%(num)d of %(all)s firms offers or seeks it.",
            "%(num)d of %(all)s firms offer or seek it.",
            reason.firms,
            all=reason.of,
        )
    else:
        said = ngettext(
            "%(num)d of %(all)s firms offers it.", "%(num)d of %(all)s firms offer it.", reason.firms, all=reason.of
        )
    return escape(said if language() == "zh" else f" {said}")


def _filled(sentence: str, **codes: str) -> Markup:
    """The sentence with each named sector in it set apart."""
    return _put_in(sentence, **{name: _sector(code) for name, code in codes.items() if code})


def _put_in(sentence: str, **parts: Markup | str) -> Markup:
    """The sentence with its parts, escaped but for what is Markup."""
    return Markup(escape(sentence)) % parts  # noqa: S704 the sentence is escaped first


def _sector(code: str) -> Markup:
    return Markup("<em>{} ({})</em>").format(sector_label(code, language()), code)


def _standard(code: str) -> str:
    return certificate_name(code, language())
