from typing import Any

import pytest

from app.companies.profile import CompanyGoal
from app.matching.parameters import DEFAULT, RANGES, ParameterOutOfRange, Parameters, Weights


def test_parameters_survive_being_stored():
    weighed = Parameters(no_language=0.5, weights={**DEFAULT.weights, CompanyGoal.PEERS: Weights(0.1, 0.1, 0.6, 0.2)})

    assert Parameters.from_json(weighed.to_json()) == weighed
    assert Parameters.from_json({}) == DEFAULT


@pytest.mark.parametrize("name", RANGES)
def test_a_constant_out_of_its_range_is_refused(name):
    for value in (RANGES[name][0] - 0.01, RANGES[name][1] + 0.01):
        given: dict[str, Any] = {name: value}
        with pytest.raises(ParameterOutOfRange) as refusal:
            Parameters(**given)
        assert refusal.value.details == {"parameter": name, "value": value}


@pytest.mark.parametrize("parts", [(0.5, 0.5, 0.5, 0.5), (-0.1, 0.5, 0.3, 0.3), (0, 0, 0, 0)])
def test_weights_are_shares_of_one(parts):
    with pytest.raises(ParameterOutOfRange):
        Weights(*parts)


def test_every_goal_has_its_weights():
    with pytest.raises(ParameterOutOfRange):
        Parameters(weights={CompanyGoal.PEERS: DEFAULT.weights[CompanyGoal.PEERS]})

    assert DEFAULT.weights_for(None) == DEFAULT.weights_for(CompanyGoal.BALANCED)
