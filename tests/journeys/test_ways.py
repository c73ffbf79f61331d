"""What every run leaves out of ``--full`` leaves out no language and no width, with scripts or without."""

from collections.abc import Iterator
from importlib import import_module
from types import FunctionType

from config import ROOT
from tests.journeys.ways import EVERY, LANGUAGES, WIDTHS, Way


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
