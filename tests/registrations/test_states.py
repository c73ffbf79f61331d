import pytest

from app.registrations.states import MOVES, Act, Actor, IllegalMove, NotTheirMove, RegistrationState, acts_of, move

S = RegistrationState
UNDECIDED = (S.INVITED, S.DRAFT, S.SUBMITTED)
LEGAL = {
    (S.INVITED, Act.OPEN): S.DRAFT,
    (S.INVITED, Act.SUBMIT): S.SUBMITTED,
    (S.DRAFT, Act.SUBMIT): S.SUBMITTED,
    **{(state, Act.APPROVE): S.APPROVED for state in UNDECIDED},
    **{(state, Act.REJECT): S.REJECTED for state in UNDECIDED},
    **{(state, Act.WAIT): S.WAITING for state in UNDECIDED},
    (S.WAITING, Act.APPROVE): S.APPROVED,
    (S.REJECTED, Act.REOPEN): S.DRAFT,
    (S.CANCELLED, Act.REOPEN): S.DRAFT,
    (S.INVITED, Act.CANCEL): S.CANCELLED,
    (S.DRAFT, Act.CANCEL): S.CANCELLED,
    (S.SUBMITTED, Act.CANCEL): S.CANCELLED,
    (S.APPROVED, Act.CANCEL): S.CANCELLED,
    (S.WAITING, Act.CANCEL): S.CANCELLED,
}


def test_the_table_holds_exactly_the_legal_moves() -> None:
    table = {(state, act): found.to for state, acts in MOVES.items() for act, found in acts.items()}

    assert table == LEGAL


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", S)
def test_only_legal_triples_pass(state: S, act: Act) -> None:
    for actor in Actor:
        if (state, act) not in LEGAL:
            with pytest.raises(IllegalMove) as illegal:
                move(state, act, actor)
            assert illegal.value.details == {"state": state.value, "act": act.value}
        elif act not in acts_of(state, actor):
            with pytest.raises(NotTheirMove):
                move(state, act, actor)
        else:
            assert move(state, act, actor) is LEGAL[state, act]


def test_only_the_organizer_or_the_rule_of_the_event_approves() -> None:
    assert {actor for actor in Actor if Act.APPROVE in acts_of(S.SUBMITTED, actor)} == {Actor.ORGANIZER, Actor.SYSTEM}
    assert {actor for actor in Actor if Act.REJECT in acts_of(S.SUBMITTED, actor)} == {Actor.ORGANIZER}


@pytest.mark.parametrize("state", [S.INVITED, S.DRAFT])
def test_the_organizer_approves_who_has_not_submitted_and_no_rule_does(state: S) -> None:
    assert {actor for actor in Actor if Act.APPROVE in acts_of(state, actor)} == {Actor.ORGANIZER}


def test_who_brings_a_firm_or_the_organizer_submits_it_before_it_has_begun() -> None:
    assert {actor for actor in Actor if Act.SUBMIT in acts_of(S.INVITED, actor)} == {Actor.CHAMBER, Actor.ORGANIZER}


def test_only_who_brings_it_or_the_organizer_lets_a_firm_in_again_that_has_cancelled() -> None:
    assert {actor: acts_of(S.CANCELLED, actor) for actor in Actor} == {
        Actor.CHAMBER: (Act.REOPEN,),
        Actor.ORGANIZER: (Act.REOPEN,),
        Actor.COMPANY: (),
        Actor.SYSTEM: (),
    }
