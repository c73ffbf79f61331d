import pytest

from app.registrations.states import (
    MOVES,
    IllegalRegistrationMove,
    RegistrationAct,
    RegistrationActor,
    RegistrationState,
    WrongActor,
    allowed_acts,
    next_state,
)

S = RegistrationState
UNDECIDED = (S.INVITED, S.DRAFT, S.SUBMITTED)
LEGAL = {
    (S.INVITED, RegistrationAct.OPEN): S.DRAFT,
    (S.INVITED, RegistrationAct.SUBMIT): S.SUBMITTED,
    (S.DRAFT, RegistrationAct.SUBMIT): S.SUBMITTED,
    **{(state, RegistrationAct.APPROVE): S.APPROVED for state in UNDECIDED},
    **{(state, RegistrationAct.REJECT): S.REJECTED for state in UNDECIDED},
    **{(state, RegistrationAct.WAIT): S.WAITING for state in UNDECIDED},
    (S.WAITING, RegistrationAct.APPROVE): S.APPROVED,
    (S.REJECTED, RegistrationAct.REOPEN): S.DRAFT,
    (S.CANCELLED, RegistrationAct.REOPEN): S.DRAFT,
    (S.INVITED, RegistrationAct.CANCEL): S.CANCELLED,
    (S.DRAFT, RegistrationAct.CANCEL): S.CANCELLED,
    (S.SUBMITTED, RegistrationAct.CANCEL): S.CANCELLED,
    (S.APPROVED, RegistrationAct.CANCEL): S.CANCELLED,
    (S.WAITING, RegistrationAct.CANCEL): S.CANCELLED,
}


def test_the_table_holds_exactly_the_legal_moves() -> None:
    table = {(state, act): found.to for state, acts in MOVES.items() for act, found in acts.items()}

    assert table == LEGAL


@pytest.mark.parametrize("act", RegistrationAct)
@pytest.mark.parametrize("state", S)
def test_only_legal_triples_pass(state: S, act: RegistrationAct) -> None:
    for actor in RegistrationActor:
        if (state, act) not in LEGAL:
            with pytest.raises(IllegalRegistrationMove) as illegal:
                next_state(state, act, actor)
            assert illegal.value.details == {"state": state.value, "act": act.value}
        elif act not in allowed_acts(state, actor):
            with pytest.raises(WrongActor):
                next_state(state, act, actor)
        else:
            assert next_state(state, act, actor) is LEGAL[state, act]


def test_only_the_organizer_or_the_rule_of_the_event_approves() -> None:
    assert {actor for actor in RegistrationActor if RegistrationAct.APPROVE in allowed_acts(S.SUBMITTED, actor)} == {
        RegistrationActor.ORGANIZER,
        RegistrationActor.SYSTEM,
    }
    assert {actor for actor in RegistrationActor if RegistrationAct.REJECT in allowed_acts(S.SUBMITTED, actor)} == {
        RegistrationActor.ORGANIZER
    }


@pytest.mark.parametrize("state", [S.INVITED, S.DRAFT])
def test_the_organizer_approves_who_has_not_submitted_and_no_rule_does(state: S) -> None:
    assert {actor for actor in RegistrationActor if RegistrationAct.APPROVE in allowed_acts(state, actor)} == {
        RegistrationActor.ORGANIZER
    }


def test_who_brings_a_firm_or_the_organizer_submits_it_before_it_has_begun() -> None:
    assert {actor for actor in RegistrationActor if RegistrationAct.SUBMIT in allowed_acts(S.INVITED, actor)} == {
        RegistrationActor.CHAMBER,
        RegistrationActor.ORGANIZER,
    }


def test_only_who_brings_it_or_the_organizer_lets_a_firm_in_again_that_has_cancelled() -> None:
    assert {actor: allowed_acts(S.CANCELLED, actor) for actor in RegistrationActor} == {
        RegistrationActor.CHAMBER: (RegistrationAct.REOPEN,),
        RegistrationActor.ORGANIZER: (RegistrationAct.REOPEN,),
        RegistrationActor.COMPANY: (),
        RegistrationActor.SYSTEM: (),
    }
