"""What somebody taps or types about a meeting."""

from __future__ import annotations

from datetime import datetime

from wtforms import HiddenField, SelectField, StringField

from app.companies.facts import CURRENCIES
from app.core.db import now
from app.core.errors import Invalid
from app.core.parsing import LARGEST_NUMBER
from app.core.web.forms import CountField, Form, KnownWord, LineField, narrow_text, select_choices, typed_text
from app.core.web.translations import lazy_gettext as _l
from app.day.phone.rules import parse_tap_time
from app.outcomes.models import REASON_LENGTH
from app.outcomes.money import LONGEST_AMOUNT, AmountUnsure, format_amount, is_unambiguous, parse_money
from app.outcomes.stages import (
    STAGES_WITH_AMOUNT,
    Money,
    OutcomeStage,
    SlipSigner,
    is_complete,
    is_not_held,
    stage_of_key,
)


class OutcomeForm(Form):
    """A stage, and of an intent or a signing perhaps an amount; ``guest``: of a group, which of the talks with its host
    is meant; ``back``: the page to come back to; ``at``: when a tap that waited for a network was made."""

    stage = StringField(_l("What came of it"), [KnownWord(tuple(OutcomeStage))])
    amount = LineField(_l("Amount"), most=LONGEST_AMOUNT, filters=(narrow_text,))
    currency = SelectField(_l("Currency"), validate_choice=False)
    guest = CountField(most=LARGEST_NUMBER)
    back = HiddenField()
    at = HiddenField()
    clock = HiddenField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.currency.choices = select_choices([("", _l("Currency")), *((code, code) for code in CURRENCIES)])

    @property
    def tapped_at(self) -> datetime | None:
        """None where the device does not say; what it says of the future does not count."""
        return parse_tap_time(self.at.data or "", self.clock.data or "", now())

    @property
    def said(self) -> tuple[OutcomeStage, Money | None]:
        """Raises Invalid where no stage was chosen, and as ``_parse_money_field`` does."""
        if not self.validate() or not self.stage.data:
            raise Invalid
        stage = OutcomeStage(self.stage.data)
        if stage not in STAGES_WITH_AMOUNT:
            return stage, None
        return stage, _parse_money_field(self.amount, self.currency.data or "")


class ConfirmForm(Form):
    """Which word is confirmed, as the page showed it, and why."""

    guest = CountField(most=LARGEST_NUMBER)
    side = CountField(most=LARGEST_NUMBER)
    outcome = CountField(most=LARGEST_NUMBER)
    reason = LineField(_l("What you saw"), most=REASON_LENGTH)


class SlipForm(Form):
    """What is ticked on a slip: one key, perhaps an amount, and whose word it is."""

    guest = CountField(most=LARGEST_NUMBER)
    key = StringField(_l("What is ticked"))
    amount = LineField(_l("Amount"), most=LONGEST_AMOUNT, filters=(narrow_text,))
    currency = StringField(_l("Currency"))
    whose = StringField(_l("Whose word it is"), [KnownWord(tuple(SlipSigner))])

    @property
    def ticked(self) -> tuple[OutcomeStage | None, Money | None]:
        """No stage of a meeting that was not held. Raises Invalid for another key, and as ``_parse_money_field``
        does."""
        key = typed_text(self.key) if self.validate() else ""
        stage = stage_of_key(key)
        if stage is None and not is_not_held(key):
            raise Invalid("key_unknown")
        money = _parse_money_field(self.amount, (self.currency.data or "").upper())
        if money is not None and (stage is None or not is_complete(stage, money)):
            raise Invalid("amount_of_nothing")
        return stage, money


def _parse_money_field(field: LineField, currency: str) -> Money | None:
    """What is typed; one that is short or ambiguous then stands in the field in full, to be sent again. Raises
    AmountUnclear, AmountUnsure, CurrencyUnknown."""
    text = typed_text(field)
    money = parse_money(text, currency)
    if money is not None and not is_unambiguous(text, currency):
        field.data = format_amount(money)
        raise AmountUnsure(amount=money.amount, currency=money.currency)
    return money
