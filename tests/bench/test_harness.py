"""The benches run and say what they promise, on small sizes; how fast anything is, is no matter of the suite."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import (
    bombs,
    exports,
    imports,
    mutants,
    picking,
    planner_pages,
    quality,
    ranking,
    screens,
    suggestion_page,
    timetables,
    web,
)
from tests.bench.__main__ import PARTS
from tests.bench.figures import Figure, Section, summary, table
from tests.bench.ground import Ground, Size
from tests.bench.load import Load
from tests.bench.published import instances
from tests.bench.published.drawn import round_robin, to_dzn
from tests.bench.register import COMPANIES, SPELLINGS, VARIANTS

pytestmark = pytest.mark.full
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


def test_an_import_with_rows_in_doubt_is_settled_and_carried_out(tmp_path, said):
    names = ["Qeeka Home (Cayman) Inc.", "Lian Hup Steel Pte Ltd", "Aier Eye Hospital Group Co., Ltd."]
    _write_register(tmp_path, names)
    made = Ground(tmp_path, replace(LITTLE, imported=(3,)), said.append, tmp_path)
    said.clear()

    imports.measure(made)

    beside, spelled = said
    imported = next(figure for figure in beside.figures if figure.name == "3 rows: imported")
    assert imported.note.endswith("1 rows settled by hand")
    assert all(figure.value is not None for figure in beside.figures)
    assert spelled.figures


def test_published_instances_are_solved_and_compared_with_what_is_expected(tmp_path, said):
    folder = tmp_path / "b2b"
    folder.mkdir()
    for name, problem in {"one": round_robin(6, 5, 3), "two": round_robin(5, 4, 2)}.items():
        (folder / f"{name}.dzn").write_text(to_dzn(problem))
    rows = "one.dzn,original,optimal,0,1.5\ntwo.dzn,fixed,infeasible,,\n"
    (folder / "expected.csv").write_text(f"file,family,status,optimum,published_best_s\n{rows}")
    said.clear()

    instances.measure(Ground(tmp_path, replace(LITTLE, baseline=20.0), said.append, tmp_path))

    (section,) = said
    assert section.figures[0] == Figure("as expected", 2, "of 2", 2, more=True)
    assert [figure.name for figure in section.figures[1:]] == [
        "originals: sum",
        "originals: worst",
        "variants: worst",
        "originals by plain CP-SAT: proven",
        "variants by plain CP-SAT: proven",
    ]
    assert [line.split()[:4] for line in section.lines[1:]] == [
        ["one", "optimal", "0", "0"],
        ["two", "infeasible", "–", "–"],
    ]


def test_without_published_instances_it_says_what_is_needed(ground, said):
    said.clear()

    instances.measure(ground)

    (figure,) = said[0].figures
    assert "make bench DATA=FOLDER" in figure.note


def _write_register(folder: Path, names: list[str]) -> None:
    (folder / COMPANIES).parent.mkdir()
    plain = {"name_zh": "", "country": "SG", "website": "", "dup_group": ""}
    rows = [{"symbol": f"S{at}", "name_en": name, **plain} for at, name in enumerate(names)]
    spelled = [{"symbol": row["symbol"], "fd_name": row["name_en"], "fd_website": ""} for row in rows]
    _write_csv(folder / COMPANIES, rows)
    _write_csv(folder / VARIANTS, [row | dict.fromkeys(SPELLINGS, f"{row['fd_name']} A") for row in spelled])


def _write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_the_picker_tells_hits_by_language_and_half_and_reaches_nine_of_ten(ground, said):
    picking.measure(ground)

    hits = [figure for figure in said[-2].figures if "among 5" in figure.name]
    assert [figure.name[:2] for figure in hits] == ["en", "zh", "fr"]
    assert all(figure.met and "halves" in figure.note for figure in hits)
    assert all(figure.met for figure in said[-1].figures)


def test_a_page_of_suggestions_is_told_with_what_it_shows(ground, said):
    suggestion_page.measure(ground)

    (figure,) = said[-1].figures
    assert figure.value is not None
    assert not figure.note.startswith("0 shown")


def test_the_planner_is_measured_on_a_timetable_that_it_made(ground, said):
    planner_pages.measure(ground)

    assert all(figure.value or figure.note == planner_pages.LACKS_NO_TABLE for figure in said[-1].figures)


def test_screens_are_answered_and_told_what_they_cost(ground, said):
    screens.measure(ground)

    assert [figure.unit for figure in said[-1].figures] == ["/s", "cores", "/s", "cores"]
    assert all("0 errors" in figure.note for figure in said[-1].figures[::2])


def test_a_bomb_is_refused():
    assert bombs.read_one("a cell far out")["code"] == "sheet_far_cell"


def test_every_part_of_the_table_can_be_asked_for_by_name():
    measured = ["web", "meetings", "exports", "programmes", "paper", "ranking", "suggestions", "quality"]
    measured += [
        "timetables",
        "planner",
        "picker",
        "board",
        "imports",
        "bombs",
        "demo",
        "races",
        "kills",
        "load",
        "published",
        "mutants",
    ]

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


def test_a_rung_of_timetables_is_measured_against_its_rivals():
    figures = timetables.figures_of(timetables.Rung(20, 10, 4, 5, 0.1, 100, 1, 0.5, 20.0))

    assert {one.name for one in figures} >= {"value, share of the proven bound", "  default CP-SAT", "memory at most"}
    assert [one.name for one in figures if one.value is None] == []


def test_a_mutant_that_no_test_reaches_counts_as_one_that_survived():
    told = "    app.lists.consent.x_judge__mutmut_1: killed\n    app.lists.consent.x_judge__mutmut_2: survived\n"
    told += "    app.lists.consent.x__contacts__mutmut_1: no tests\n    app.lists.consent.x_judge__mutmut_3: timeout\n"

    (figure,) = mutants.figures_of(told)

    assert (figure.name, figure.value, figure.met) == ("app.lists.consent", 50.0, False)
    assert figure.note == "2 of 4; not judge_2 _contacts_1"
