"""Problems drawn by a seed: what they look like, and that they stay what they are."""

import json
from hashlib import sha256

import pytest

from app.scheduling.json_form import problem_json
from tests.bench.generating import generate


def digest(*, everything: bool) -> str:
    problem = generate(400, 90, 12, 30, blocked=0.1, seed=7, everything=everything)
    return sha256(json.dumps(problem_json(problem), sort_keys=True).encode()).hexdigest()[:16]


@pytest.mark.parametrize(("everything", "kept"), [(False, "27315ece06c1dde3"), (True, "6351b2ff8fea60db")])
def test_a_seed_draws_the_same_problem_for_ever(everything, kept):
    assert digest(everything=everything) == kept


def test_requests_are_of_different_pairs():
    problem = generate(300, 30, 8, 10, blocked=0.1, seed=1)

    assert len({frozenset((one.asker, one.asked)) for one in problem.requests}) == 300


def test_about_the_share_that_is_asked_for_is_blocked():
    problem = generate(100, 200, 20, 10, blocked=0.35, seed=1)

    usable = sum(len(person.slots or ()) for person in problem.people)
    assert 0.63 < usable / 4000 < 0.67


def test_more_requests_than_pairs_are_refused():
    with pytest.raises(ValueError, match="fewer than 4 pairs"):
        generate(4, 3, 2, 1, blocked=0.0, seed=1)
