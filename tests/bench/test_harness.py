"""The benches run and say what they promise, on small sizes; how fast anything is, is no matter of the suite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench import bombs, exports, imports, picking, quality, ranking, web
from tests.bench.__main__ import PARTS
from tests.bench.figures import Figure, Section, summary, table
from tests.bench.ground import Ground, Size
from tests.bench.load import Load

LITTLE = Size(firms=60, rounds=1, seconds=0.2, ranked=(60,), seeds=1, listed=60, printed=60, typed=3)


@pytest.fixture(scope="module")
def said() -> list[Section]:
    return []


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, said: list[Section]) -> Iterator[Ground]:
    made = Ground(tmp_path_factory.mktemp("bench"), LITTLE, said.append)
    yield made
    made.instance.close()


@pytest.mark.parametrize("part", [web, exports, ranking, quality], ids=lambda part: part.__name__)
def test_a_part_measures_all_that_is_built(part, ground, said):
    said.clear()

    part.measure(ground)

    unmeasured = [one for section in said for one in section.figures if one.value is None]
    assert said
    assert {one.note for one in unmeasured} <= {"this page is not there yet"}


def test_imports_say_what_they_need(ground, said):
    said.clear()

    imports.measure(ground)

    (figure,) = said[0].figures
    assert figure.value is None
    assert "make bench DATA=FOLDER" in figure.note


def test_the_picker_tells_hits_by_language_and_half_and_reaches_nine_of_ten(ground, said):
    picking.measure(ground)

    hits = [figure for figure in said[-1].figures if "among 5" in figure.name]
    assert [figure.name[:2] for figure in hits] == ["en", "zh", "fr"]
    assert all(figure.met and "halves" in figure.note for figure in hits)


def test_a_bomb_is_refused():
    assert bombs.read_one("a cell far out")["code"] == "sheet_far_cell"


def test_every_part_of_the_table_can_be_asked_for_by_name():
    measured = ["web", "exports", "programmes", "ranking", "quality", "picker", "imports", "bombs", "demo"]

    assert list(PARTS) == measured


def test_a_figure_knows_whether_its_goal_is_met():
    told = [Figure("wait", 90, "ms", 120), Figure("rate", 0.2, "×", 0.3, more=True), Figure("rows", 3)]

    assert [one.met for one in told] == [True, False, None]
    assert summary([Section("All", told)]) == "1 of 2 goals are met. Not met: rate."


def test_the_table_shows_value_goal_verdict_and_note():
    shown = table(Section("Speed", [Figure("wait", 0.01234, "s", 0.02, note="quiet")], ["  more"])).splitlines()

    assert shown[0] == "Speed"
    assert shown[1].split() == ["wait", "0.0123", "s", "≤", "0.0200", "s", "met", "quiet"]
    assert shown[2] == "  more"


def test_loads_add_up():
    both = Load(2, 1.0, 0, 10, [1.0, 2.0]).plus(Load(2, 1.0, 1, 10, [3.0, 4.0]))

    assert both == Load(4, 2.0, 1, 20, [1.0, 2.0, 3.0, 4.0])
    assert (both.rate, both.percentile(0.5), both.percentile(0.95)) == (2.0, 3.0, 4.0)
