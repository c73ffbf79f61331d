"""Stages, standings, amounts and refusals in the reader's language."""

from __future__ import annotations

from flask_babel import format_decimal, gettext, ngettext

from app.core.web import errors
from app.core.web.locale import language
from app.core.web.translations import lazy_gettext as _l
from app.core.web.translations import lazy_pgettext
from app.outcomes.money import amount_in_currency, digits_of_currency
from app.outcomes.stages import Money, OutcomeStage, OutcomeStanding

STAGE_LABELS = {
    OutcomeStage.NONE: _l("Nothing for now"),
    OutcomeStage.FOLLOW_UP: _l("Follow-up agreed"),
    OutcomeStage.INTENT: _l("Intent"),
    OutcomeStage.SIGNED: _l("Signed"),
}
STANDING_LABELS = {
    OutcomeStanding.SILENT: _l("no answer yet"),
    OutcomeStanding.WAITS: _l("waits for the other side"),
    OutcomeStanding.AMOUNT_WAITS: _l("the other side names no amount"),
    OutcomeStanding.AGREED: _l("both say the same"),
    OutcomeStanding.DIFFERS: _l("the sides differ"),
    OutcomeStanding.CONFIRMED: _l("confirmed by the organizer"),
}
STANDING_KINDS = {
    OutcomeStanding.SILENT: "none",
    OutcomeStanding.WAITS: "wait",
    OutcomeStanding.AMOUNT_WAITS: "wait",
    OutcomeStanding.AGREED: "good",
    OutcomeStanding.DIFFERS: "bad",
    OutcomeStanding.CONFIRMED: "good",
}
"""How ``components/state.html`` draws each."""

errors.register_sentences(
    {
        "not_met": _l("This meeting was missed, or has no time by now: nothing came of it. Nothing was changed."),
        "nothing_said": _l("This side has said something else by now, or nothing. Nothing was changed: look again."),
        "amount_of_nothing": _l("An amount goes with an intent or a signing alone. Nothing was kept."),
        "amount_unclear": _l(
            "No amount can be read from this. Write figures, such as 4500000 or 4.5 m. Nothing was kept."
        ),
        "amount_unsure": lambda amount, currency: gettext(
            "%(amount)s? Check the amount and save again. Nothing was saved.",
            amount=money_text(Money(amount, currency)),
        ),
        "currency_unknown": _l("Choose the currency of the amount: none is ever converted. Nothing was kept."),
        "key_unknown": _l("Press one of 0 to 4 for what is ticked. Nothing was kept."),
        "slip_unknown": _l("No meeting of this event has this number or code. Nothing was kept."),
        "reason_missing": _l("Say in at most %(most)s characters why: what you saw. Nothing was confirmed."),
    }
)


_EARLIER_TEXTS = {
    None: _l("Met in %(year)s"),
    OutcomeStage.NONE: _l("Met in %(year)s, nothing came of it then"),
    OutcomeStage.FOLLOW_UP: _l("Met in %(year)s, in talks"),
    OutcomeStage.INTENT: _l("Met in %(year)s, with an intent"),
    OutcomeStage.SIGNED: _l("Met in %(year)s, contract signed"),
}


def earlier_text(year: int, stage: OutcomeStage | None) -> str:
    """When two firms met at an earlier event, and what the reader's said came of it."""
    return str(_EARLIER_TEXTS[stage] % {"year": str(year)})


def money_text(money: Money) -> str:
    """CNY 4,500,000; figures after the point where there are any."""
    amount = amount_in_currency(money.amount, money.currency)
    digits = 0 if amount == int(amount) else digits_of_currency(money.currency)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return f"{money.currency}\u00a0{format_decimal(amount, format=pattern)}"


def compact_amount(amount: int, currency: str) -> str:
    """How a report says an amount in a word of its currency: 128.0 m, 1.28亿, 128,0 M; small ones in full."""
    value = amount_in_currency(amount, currency)
    for least, unit, word in _COMPACT_UNITS[language()]:
        if value >= least:
            return f"{format_decimal(value / unit, format='#,##0.0#')}{word}"
    return str(format_decimal(value, format="#,##0.##"))


_COMPACT_UNITS = {
    "en": ((10**6, 10**6, "\u00a0m"),),
    "fr": ((10**6, 10**6, "\u00a0M"),),
    "zh": ((10**8, 10**8, "亿"), (10**4, 10**4, "万")),
}
"""From which amount on which unit is used, and its word."""


def difference_text(standing: OutcomeStanding, count: int) -> str:
    """Why less is confirmed than claimed."""
    words = {
        OutcomeStanding.DIFFERS: ngettext("%(num)d differs", "%(num)d differ", count),
        OutcomeStanding.WAITS: ngettext("%(num)d waits for the other side", "%(num)d wait for the other side", count),
        OutcomeStanding.AMOUNT_WAITS: ngettext(
            "%(num)d lacks the other amount", "%(num)d lack the other amount", count
        ),
    }
    return str(words[standing])


FIGURE_DEFINITIONS = {
    "firms": (
        _l("Firms came"),
        _l("somebody of it was checked in at a desk on that day, of all days on any; guests are no firms"),
    ),
    "people": (_l("People"), _l("checked in on that day, of all days on any; each counts once")),
    "planned": (
        _l("Planned"),
        _l("meetings of two firms that had a time before the day began; of a group its host with each guest"),
    ),
    "due": (_l("Due"), _l("planned, and given a time on the day itself; without the cancelled")),
    "held": (lazy_pgettext("figures", "Held"), _l("not missed, once the end has passed; a desk may correct it")),
    "missed": (_l("Missed"), _l("a desk noted that the two did not meet; counted on the side of either firm")),
    "sector": (_l("Sector"), _l("sections of ISIC that a firm names; one in two counts in both")),
    "intent": (_l("Intent"), _l("the furthest that either side says; a memorandum or letter, not binding")),
    "signed": (_l("Signed"), _l("either side names a contract")),
    "claimed": (lazy_pgettext("figures", "Claimed"), _l("the higher of the two sides’ words, in its own currency")),
    "confirmed": (_l("Confirmed"), _l("both say the same, or the organizer confirms one with what it saw")),
}
"""What each figure counts, in one sentence."""
