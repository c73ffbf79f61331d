"""What every run leaves out of ``--full`` leaves out no language and no width, with scripts or without; and what it
leaves to the runs that follow, those look at."""

from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from types import FunctionType

import pytest

from config import ROOT
from tests.architecture.route_table import read
from tests.journeys.crawling import FILES
from tests.journeys.test_crawl_day import DAY
from tests.journeys.walks import PARTS, USUAL, Walk
from tests.journeys.ways import EVERY, LANGUAGES, WIDTHS, Way
from tests.support.turns import Turn


def test_journeys_are_made_in_each_language_and_width_with_scripts_and_without() -> None:
    made = set(_usual_ways())
    plain = {way for way in made if not way.javascript}

    assert made - plain == {way for way in EVERY if way.javascript}
    assert {way.language for way in plain} == set(LANGUAGES)
    assert {way.width for way in plain} == set(WIDTHS)


def _usual_ways() -> Iterator[Way]:
    for file in sorted((ROOT / "tests/journeys").glob("test_*.py")):
        for value in vars(import_module(f"tests.journeys.{file.stem}")).values():
            if isinstance(value, FunctionType):
                marks = [mark for mark in getattr(value, "pytestmark", []) if mark.name == "ways"]
                yield from (way for mark in marks for way in mark.args)


@pytest.mark.parametrize("walk", [*USUAL, DAY], ids=str)
def test_each_kind_of_page_is_looked_at_in_each_look_once_in_the_runs_that_follow_each_other(walk: Walk) -> None:
    kinds = {route.endpoint for route in read() if "GET" in route.methods} - FILES
    for first in (0, 4711):
        turns = [Turn(first + number) for number in range(PARTS * len(walk.looks))]
        seen = Counter(
            (kind, walk.look_at(kind, turn)) for turn in turns for kind in kinds if walk.is_looked_at(kind, turn)
        )

        assert seen == Counter((kind, look) for kind in kinds for look in walk.looks)


def test_with_full_each_kind_of_page_is_looked_at() -> None:
    assert all(USUAL[0].is_looked_at(f"page {number}", Turn(number, full=True)) for number in range(9))
