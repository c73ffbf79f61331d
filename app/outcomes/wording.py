"""Stages, standings, amounts and refusals in the reader's language."""

from __future__ import annotations

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l

from app.floor.web import errors
from app.outcomes.money import digits_of, whole
from app.outcomes.stages import Money, Stage, Standing

STAGES = {
    Stage.NONE: _l("Nothing for now"),
    Stage.FOLLOW_UP: _l("Follow-up agreed"),
    Stage.INTENT: _l("Intent"),
    Stage.SIGNED: _l("Signed"),
}
STANDINGS = {
    Standing.SILENT: _l("no answer yet"),
    Standing.WAITS: _l("waits for the other side"),
    Standing.AMOUNT_WAITS: _l("the other side names no amount"),
    Standing.AGREED: _l("both say the same"),
    Standing.DIFFERS: _l("the sides differ"),
    Standing.CONFIRMED: _l("confirmed by the organizer"),
}
KINDS = {
    Standing.SILENT: "none",
    Standing.WAITS: "wait",
    Standing.AMOUNT_WAITS: "wait",
    Standing.AGREED: "good",
    Standing.DIFFERS: "bad",
    Standing.CONFIRMED: "good",
}
"""How ``components/state.html`` draws each."""

errors.say(
    {
        "not_met": _l("This meeting was missed, or has no time by now: nothing came of it. Nothing was changed."),
        "nothing_said": _l("This side has said something else by now, or nothing. Nothing was changed: look again."),
        "amount_of_nothing": _l("An amount goes with an intent or a signing alone. Nothing was kept."),
        "amount_unclear": _l(
            "No amount can be read from this. Write figures, such as 4500000 or 4.5 m. Nothing was kept."
        ),
        "currency_unknown": _l("Choose the currency of the amount: none is ever converted. Nothing was kept."),
        "reason_missing": _l("Say in at most %(most)s characters why: what you saw. Nothing was confirmed."),
    }
)


def money_said(money: Money) -> str:
    """CNY 4,500,000; figures after the point where there are any."""
    amount = whole(money.amount, money.currency)
    digits = 0 if amount == int(amount) else digits_of(money.currency)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return f"{money.currency}\u00a0{format_decimal(amount, format=pattern)}"
