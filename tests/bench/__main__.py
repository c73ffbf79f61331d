"""``make bench``: measure everything, print each figure beside its goal; ``--json OUT`` writes them too.

``make bench ARGS="lists ranking"`` measures some parts, ``DATA=FOLDER`` adds imports against real companies.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import (
    bombs,
    crowded,
    demo,
    exports,
    imports,
    kills,
    meeting_pages,
    mutants,
    papers,
    picking,
    planner_pages,
    programmes,
    quality,
    races,
    ranking,
    screens,
    suggestion_page,
    timetables,
    web,
)
from tests.bench.figures import Section, summary, table
from tests.bench.ground import Ground, Size
from tests.bench.machine import load, machine, told
from tests.bench.published import instances

PARTS: dict[str, Callable[[Ground], None]] = {
    "web": web.measure,
    "meetings": meeting_pages.measure,
    "exports": exports.measure,
    "programmes": programmes.measure,
    "paper": papers.measure,
    "ranking": ranking.measure,
    "suggestions": suggestion_page.measure,
    "quality": quality.measure,
    "timetables": timetables.measure,
    "planner": planner_pages.measure,
    "picker": picking.measure,
    "board": screens.measure,
    "imports": imports.measure,
    "bombs": bombs.measure,
    "demo": demo.measure,
    "races": races.measure,
    "kills": kills.measure,
    "load": crowded.measure,
    "published": instances.measure,
    "mutants": mutants.measure,
}


def main(arguments: Sequence[str]) -> int:
    """Always 0 unless it breaks: a figure that misses its goal is news, not an error."""
    chosen = _parsed(arguments)
    facts, sections = machine(), list[Section]()
    print(told(facts), flush=True)
    print(flush=True)

    def say(section: Section) -> None:
        sections.append(section)
        print(table(section), flush=True)

    with TemporaryDirectory(prefix="qiao-bench-") as folder:
        ground = Ground(Path(folder), _size(chosen), say, chosen.data)
        for name in chosen.only or PARTS:
            PARTS[name](ground)
    print(f"{summary(sections)} Load {load()} at the end.")
    if chosen.json is not None:
        found = {"machine": {**facts, "load_at_end": load()}, "sections": [one.to_json() for one in sections]}
        chosen.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _size(chosen: argparse.Namespace) -> Size:
    size = replace(Size(), seconds=chosen.seconds, seeds=chosen.seeds, storm=chosen.storm, kills=chosen.kills)
    return replace(size, people=chosen.people, bookings_a_second=chosen.rate, baseline=chosen.baseline)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure Qiao; see tests/bench/.")
    parser.add_argument("only", nargs="*", metavar="PART", help=f"some of: {', '.join(PARTS)}; without any, all")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write all figures to this file")
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="holds companies/ and b2b/, which the project does not"
    )
    parser.add_argument("--seconds", type=float, default=2.0, help="of load in each of five turns; 2")
    parser.add_argument("--seeds", type=int, default=40, help="simulated events of each kind; 40")
    parser.add_argument("--storm", type=float, default=60.0, help="seconds of each storm of races; 60")
    parser.add_argument("--kills", type=int, default=1_000, help="workers that die, half on each database; 1000")
    parser.add_argument("--people", type=int, default=2_000, help="who make five bookings each in a minute; 2000")
    parser.add_argument("--rate", type=float, default=0.0, help="bookings a second instead, for a minute")
    parser.add_argument("--baseline", type=float, default=0.0, help="seconds for plain CP-SAT on each instance; none")
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.only if name not in PARTS]
    if unknown:
        parser.error(f"no part is called {', '.join(unknown)}; there are {', '.join(PARTS)}")
    return chosen


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
