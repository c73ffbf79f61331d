"""What counts as claimed and what as confirmed, whatever the two sides say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.outcomes.stages import (
    STAGES_WITH_AMOUNT,
    Money,
    OutcomeStage,
    OutcomeStanding,
    OutcomeStatement,
    OutcomeVerdict,
    is_complete,
)

ORDER = list(OutcomeStage)
MONEY = st.builds(Money, st.integers(0, 10**12), st.sampled_from(["CNY", "SGD"]))


@st.composite
def words(draw, sides=(1, 2)):
    """Of none, one or both."""
    found = []
    for side in sides:
        if draw(st.booleans()):
            stage = draw(st.sampled_from(ORDER))
            money = draw(st.none() | MONEY) if stage in STAGES_WITH_AMOUNT else None
            found.append(OutcomeStatement(side, stage, money))
    return tuple(found)


@st.composite
def verdicts(draw):
    said = draw(words())
    return OutcomeVerdict(said, draw(st.sampled_from((None, *said))))


@given(verdicts())
def test_a_verdict_is_the_same_whichever_side_is_named_first(verdict):
    turned = OutcomeVerdict(tuple(reversed(verdict.words)), verdict.seen)

    for name in ("claimed", "claimed_money", "confirmed", "confirmed_money", "standing", "needs_attention"):
        assert getattr(turned, name) == getattr(verdict, name)


@given(verdicts())
def test_nothing_is_confirmed_that_no_side_claims(verdict):
    if verdict.confirmed is not None:
        assert verdict.confirmed in {word.stage for word in verdict.words}
        assert ORDER.index(verdict.confirmed) <= ORDER.index(verdict.claimed)
    if verdict.confirmed_money is not None:
        assert verdict.confirmed_money in [word.money for word in verdict.words]
        assert verdict.confirmed in STAGES_WITH_AMOUNT


@given(words())
def test_without_the_organizer_two_words_are_needed_for_anything_to_be_confirmed(said):
    verdict = OutcomeVerdict(said)

    if verdict.confirmed is not None:
        assert len(said) == 2
        assert said[0].stage is said[1].stage
    if verdict.confirmed_money is not None:
        assert said[0].money == said[1].money


@given(words())
def test_what_the_organizer_confirms_goes_before_the_words_of_both(said):
    for word in said:
        verdict = OutcomeVerdict(said, word)

        assert (verdict.confirmed, verdict.confirmed_money) == (word.stage, word.money)
        assert verdict.standing is OutcomeStanding.CONFIRMED


@given(verdicts())
def test_a_claim_keeps_to_its_currency_and_is_the_higher_of_the_two_never_their_sum(verdict):
    named = [word.money for word in verdict.words if word.stage is verdict.claimed and word.money]

    assert set(verdict.claimed_money) == {one.currency for one in named}
    for currency, amount in verdict.claimed_money.items():
        assert amount == max(one.amount for one in named if one.currency == currency)


@given(verdicts())
def test_agreed_words_need_no_look_and_differing_ones_do(verdict):
    if verdict.standing is OutcomeStanding.AGREED:
        assert not verdict.needs_attention
        assert {(word.stage, word.money) for word in verdict.words} == {(verdict.confirmed, verdict.confirmed_money)}
    if verdict.standing is OutcomeStanding.DIFFERS:
        assert verdict.needs_attention
        assert verdict.confirmed_money is None


def test_who_names_no_amount_confirms_the_stage_alone():
    verdict = OutcomeVerdict(
        (OutcomeStatement(1, OutcomeStage.SIGNED, Money(450, "SGD")), OutcomeStatement(2, OutcomeStage.SIGNED))
    )

    assert (verdict.standing, verdict.confirmed, verdict.confirmed_money) == (
        OutcomeStanding.AMOUNT_WAITS,
        OutcomeStage.SIGNED,
        None,
    )


def test_money_goes_with_an_intent_or_a_signing_alone():
    whole = {stage: is_complete(stage, Money(1, "CNY")) for stage in OutcomeStage}

    assert whole == {
        OutcomeStage.NONE: False,
        OutcomeStage.FOLLOW_UP: False,
        OutcomeStage.INTENT: True,
        OutcomeStage.SIGNED: True,
    }
    assert all(is_complete(stage, None) for stage in OutcomeStage)
    assert not is_complete(OutcomeStage.SIGNED, Money(-1, "CNY"))
