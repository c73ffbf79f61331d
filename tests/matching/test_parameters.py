from typing import Any

import pytest

from app.companies.profile import CompanyGoal
from app.matching.parameters import (
    DEFAULT_PARAMETERS,
    PARAMETER_RANGES,
    GoalWeights,
    MatchParameters,
    ParameterOutOfRange,
)


def test_parameters_survive_being_stored():
    weighed = MatchParameters(
        no_language=0.5, weights={**DEFAULT_PARAMETERS.weights, CompanyGoal.PEERS: GoalWeights(0.1, 0.1, 0.6, 0.2)}
    )

    assert MatchParameters.from_json(weighed.to_json()) == weighed
    assert MatchParameters.from_json({}) == DEFAULT_PARAMETERS


@pytest.mark.parametrize("name", PARAMETER_RANGES)
def test_a_constant_out_of_its_range_is_refused(name):
    for value in (PARAMETER_RANGES[name][0] - 0.01, PARAMETER_RANGES[name][1] + 0.01):
        given: dict[str, Any] = {name: value}
        with pytest.raises(ParameterOutOfRange) as refusal:
            MatchParameters(**given)
        assert refusal.value.details == {"parameter": name, "value": value}


@pytest.mark.parametrize("parts", [(0.5, 0.5, 0.5, 0.5), (-0.1, 0.5, 0.3, 0.3), (0, 0, 0, 0)])
def test_weights_are_shares_of_one(parts):
    with pytest.raises(ParameterOutOfRange):
        GoalWeights(*parts)


def test_every_goal_has_its_weights():
    with pytest.raises(ParameterOutOfRange):
        MatchParameters(weights={CompanyGoal.PEERS: DEFAULT_PARAMETERS.weights[CompanyGoal.PEERS]})

    assert DEFAULT_PARAMETERS.weights_for(None) == DEFAULT_PARAMETERS.weights_for(CompanyGoal.BALANCED)
