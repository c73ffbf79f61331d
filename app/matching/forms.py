"""What is sent about suggestions, pairs and weights."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FormField, HiddenField, IntegerField

from app.companies.profile import CompanyGoal
from app.core.web.forms import Form, FormPart, ListField
from app.matching.parameters import MatchSettings
from app.meetings.forms import RunForm

TypedShares = dict[str, list[str]]


class PreferenceForm(Form):
    because = HiddenField()


class PairsApprovalForm(RunForm):
    """Pairs that a job found: those that are ticked, or all good ones."""

    act = HiddenField()
    row = ListField()
    key = HiddenField()


class SharesPart(FormPart):
    """The shares of each goal, in the order of the parts of the formula."""

    balanced = ListField()
    peers = ListField()
    trade = ListField()


class WeightsForm(Form):
    """``share-balanced`` and so on; ``version``: of the settings that the page showed."""

    act = HiddenField()
    share = FormField(SharesPart)
    widen = BooleanField(false_values=())
    version = IntegerField()

    @property
    def shares(self) -> TypedShares:
        """As typed, by goal."""
        typed: TypedShares = self.share.data
        return typed

    @property
    def settings(self) -> MatchSettings:
        """Raises InvalidWeightShares."""
        shares: dict[CompanyGoal, Any] = {
            goal: tuple(
                int(text) if text.strip().isdecimal() and len(text.strip()) <= 3 else -1
                for text in self.shares[goal.value]
            )
            for goal in CompanyGoal
        }
        return MatchSettings(shares, self.widen.data)
