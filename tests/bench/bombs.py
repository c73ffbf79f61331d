"""Files that mean harm, each read in a process of its own: how long until the refusal, how much memory it took.

``python -m tests.bench.bombs NAME`` reads one and writes {"code", "seconds", "grown", "child"} (MiB).
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from app.core.spreadsheets import SheetRefused, read_workbook
from config import ROOT
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground

MOST_SECONDS = 2.0
MOST_GROWTH = 100.0
MEBI = 1 / 1024
PART = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def measure(ground: Ground) -> None:
    found = [figure for name in BOMBS for figure in _figures(name)]
    ground.say(Section("Uploads that mean harm", found))


def _figures(name: str) -> Iterator[Figure]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bombs", name], capture_output=True, text=True, cwd=ROOT, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    note = f"answered with {told['code']}"
    yield Figure(f"{name}: until refused", told["seconds"], "s", MOST_SECONDS, note=note)
    note = f"its reader, a process of its own, took {told['child']:.0f} MiB at most"
    yield Figure(f"{name}: growth of the server", told["grown"], "MiB", MOST_GROWTH, note=note)


def read_one(name: str) -> dict[str, Any]:
    data = BOMBS[name]()
    refused = "nothing: it was read"
    before, begun = _peak(resource.RUSAGE_SELF), time.perf_counter()
    try:
        read_workbook(data, "firms.xlsx")
    except SheetRefused as refusal:
        refused = refusal.code
    return {
        "code": refused,
        "seconds": time.perf_counter() - begun,
        "grown": _peak(resource.RUSAGE_SELF) - before,
        "child": _peak(resource.RUSAGE_CHILDREN),
    }


def _peak(whose: int) -> float:
    return resource.getrusage(whose).ru_maxrss * MEBI


def _workbook(sheet: bytes) -> bytes:
    """The least that is a workbook, with this as its sheet."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{relations}"><sheets>'
        '<sheet name="Firms" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
        packed.writestr(PART, sheet)
    return held.getvalue()


def _sheet(rows: str, before: str = "") -> bytes:
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def packed_gigabyte() -> bytes:
    """One sheet of a gigabyte, packed a thousandfold."""
    held = io.BytesIO(_workbook(_sheet("")))
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/big.xml", "w") as part:
        for _ in range(1_000):
            part.write(b"0" * 1_000_000)
    return held.getvalue()


def lying_directory() -> bytes:
    """The directory tells 1 kB where 140 MB come out."""
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "x" * 140_000_000 + "</t></is></c></row>"
    sheet = _sheet(row)
    return _workbook(sheet).replace(len(sheet).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))


def entities() -> bytes:
    """A billion laughs."""
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row>'
    return _workbook(_sheet(row, f'<!DOCTYPE l [<!ENTITY e0 "ha">{nested}]>'))


def far_cell() -> bytes:
    """One cell at the far end, which makes some readers ask for all cells before it."""
    return _workbook(_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def many_rows() -> bytes:
    """More rows than anybody brings."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>1</v></c></row>' for n in range(1, 300_001))
    return _workbook(_sheet(rows))


BOMBS: dict[str, Callable[[], bytes]] = {
    "a packed gigabyte": packed_gigabyte,
    "a directory that lies": lying_directory,
    "a billion laughs": entities,
    "a cell far out": far_cell,
    "300,000 rows": many_rows,
}


if __name__ == "__main__":
    json.dump(read_one(sys.argv[1]), sys.stdout)
