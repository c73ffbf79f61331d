"""What somebody taps or types about a meeting."""

from __future__ import annotations

from datetime import datetime

from wtforms import HiddenField, SelectField, StringField

from app.companies.sizes import CURRENCIES
from app.day.phone.taps import tapped_at
from app.db import now
from app.floor.web.forms import CountField, Form, LineField, OneOf, narrow, options, typed
from app.floor.web.lazy_texts import lazy_gettext as _l
from app.kernel.errors import Invalid
from app.kernel.whole import LARGEST
from app.outcomes.models import REASON_LENGTH
from app.outcomes.money import LONGEST, AmountUnsure, is_in_full, read_money, written
from app.outcomes.slips import Whose, is_not_held, stage_of
from app.outcomes.stages import WITH_AMOUNT, Money, Stage, is_whole


class OutcomeForm(Form):
    """A stage, and of an intent or a signing perhaps an amount; ``guest``: of a group, which of the talks with its host
    is meant; ``back``: the page to come back to; ``at``: when a tap that waited for a network was made."""

    stage = StringField(_l("What came of it"), [OneOf(tuple(Stage))])
    amount = LineField(_l("Amount"), most=LONGEST, filters=(narrow,))
    currency = SelectField(_l("Currency"), validate_choice=False)
    guest = CountField(most=LARGEST)
    back = HiddenField()
    at = HiddenField()
    clock = HiddenField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.currency.choices = options([("", _l("Currency")), *((one, one) for one in CURRENCIES)])

    @property
    def tapped_at(self) -> datetime | None:
        """None where the device does not say; what it says of the future does not count."""
        return tapped_at(self.at.data or "", self.clock.data or "", now())

    @property
    def said(self) -> tuple[Stage, Money | None]:
        """Raises Invalid where no stage was chosen, and as ``_money_in`` does."""
        if not self.validate() or not self.stage.data:
            raise Invalid
        stage = Stage(self.stage.data)
        if stage not in WITH_AMOUNT:
            return stage, None
        return stage, _money_in(self.amount, self.currency.data or "")


class ConfirmForm(Form):
    """Which word is confirmed, as the page showed it, and why."""

    guest = CountField(most=LARGEST)
    side = CountField(most=LARGEST)
    outcome = CountField(most=LARGEST)
    reason = LineField(_l("What you saw"), most=REASON_LENGTH)


class SlipForm(Form):
    """What is ticked on a slip: one key, perhaps an amount, and whose word it is."""

    guest = CountField(most=LARGEST)
    key = StringField(_l("What is ticked"))
    amount = LineField(_l("Amount"), most=LONGEST, filters=(narrow,))
    currency = StringField(_l("Currency"))
    whose = StringField(_l("Whose word it is"), [OneOf(tuple(Whose))])

    @property
    def ticked(self) -> tuple[Stage | None, Money | None]:
        """No stage of a meeting that was not held. Raises Invalid for another key, and as ``_money_in`` does."""
        key = typed(self.key) if self.validate() else ""
        stage = stage_of(key)
        if stage is None and not is_not_held(key):
            raise Invalid("key_unknown")
        money = _money_in(self.amount, (self.currency.data or "").upper())
        if money is not None and (stage is None or not is_whole(stage, money)):
            raise Invalid("amount_of_nothing")
        return stage, money


def _money_in(field: LineField, currency: str) -> Money | None:
    """What is typed; one that is short or ambiguous then stands in the field in full, to be sent again. Raises
    AmountUnclear, AmountUnsure, CurrencyUnknown."""
    text = typed(field)
    money = read_money(text, currency)
    if money is not None and not is_in_full(text, currency):
        field.data = written(money)
        raise AmountUnsure(amount=money.amount, currency=money.currency)
    return money
