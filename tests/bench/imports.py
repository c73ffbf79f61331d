"""Importing messy sheets beside thousands of known companies: read, compared, settled and written, how long each."""

from __future__ import annotations

import random
from collections.abc import Iterator

from sqlalchemy import insert

from app.companies.models import Company
from app.companies.search import searchable
from app.db import transaction
from app.events.models import Event
from app.registrations.models import Delegation, ImportBatch
from app.registrations.plan import Fix, ImportPlan, RowVerdict
from app.registrations.queries.imports import plan_of
from app.registrations.queries.likenesses import pairs_of
from app.registrations.services import imports
from app.registrations.services.importing import carry_out
from tests import factories
from tests.bench import variants
from tests.bench.clocks import took
from tests.bench.figures import Figure, Section, missing
from tests.bench.ground import Ground
from tests.bench.register import COMPANIES, VARIANTS, Entry, companies, messy, sheet_of
from tests.support.instances import in_context


def measure(ground: Ground) -> None:
    if ground.data is None or not (ground.data / COMPANIES).is_file():
        why = f"needs --data FOLDER (make bench DATA=FOLDER) with {COMPANIES} and {VARIANTS}"
        ground.say(Section("Import beside known companies", [missing("seconds, recall, precision", why)]))
        return
    register = companies(ground.data)
    found = [figure for rows in ground.size.imported for figure in _imported(ground, register, rows)]
    found += _likenesses(ground, register)
    ground.say(Section(f"Import beside {len(register)} known companies", found))
    ground.say(variants.section(ground.data, register))


def _imported(ground: Ground, register: list[Entry], rows: int) -> Iterator[Figure]:
    """From the uploaded bytes until the firms stand in the delegation; rows in doubt are left out."""
    instance = ground.new_instance(f"import-{rows}")
    content = sheet_of([messy(random.Random(entry.symbol), entry) for entry in _chosen(register, rows)])
    with in_context(instance.app):
        event, delegation = _known(register)
        uploaded = took(lambda: imports.upload(event, delegation, content, "firms.xlsx", by=None), times=1)
        batch = uploaded.answer
        plan = took(lambda: plan_of(batch), times=1)
        _leave_doubts_out(batch, plan.answer)
        done = took(lambda: carry_out(batch.id, batch.version, by=None), times=1)
    instance.close()
    yield Figure(
        f"{rows} rows: uploaded, read, compared", uploaded.wall, "s", note=f"{uploaded.cpu:.2f} s in the processor"
    )
    yield Figure(
        f"{rows} rows: compared again for the preview", plan.wall, "s", note=f"{plan.cpu:.2f} s; {_told(plan.answer)}"
    )
    yield Figure(f"{rows} rows: imported", done.wall, "s", note=f"{done.cpu:.2f} s in the processor")


def _likenesses(ground: Ground, register: list[Entry]) -> Iterator[Figure]:
    """What the page of firms that may be one asks: when the register is new to the process, and from then on."""
    instance = ground.new_instance("likenesses")
    with in_context(instance.app):
        event, _ = _known(register)
        for name in ("first asked for", "asked for again"):
            asked = took(lambda: pairs_of(event.organisation_id), times=1)
            note = f"{asked.cpu:.2f} s in the processor; {len(asked.answer)} pairs"
            yield Figure(f"firms of the register that may be one, {name}", asked.wall, "s", 1.0, note=note)
    instance.close()


def _chosen(register: list[Entry], rows: int) -> list[Entry]:
    return random.Random(rows).sample(register, min(rows, len(register)))


def _known(register: list[Entry]) -> tuple[Event, Delegation]:
    host = factories.organisation("Office")
    with transaction() as session:
        event = factories.event("imports", run_by=host)
        delegation = factories.delegation(event)
        session.execute(insert(Company), [_company(host.id, entry) for entry in register])
    return event, delegation


def _company(organisation_id: int, entry: Entry) -> dict[str, object]:
    return {
        "organisation_id": organisation_id,
        "name": entry.name,
        "name_zh": entry.name_zh or None,
        "country": entry.country,
        "website": entry.website or None,
        "folded": searchable(entry.name, entry.name_zh),
    }


def _leave_doubts_out(batch: ImportBatch, plan: ImportPlan) -> None:
    doubts = {(row.sheet, row.row): Fix(leave_out=True) for row in plan.of(RowVerdict.LOOK)}
    imports.say(batch.id, batch.version, fixes=doubts, by=None)


def _told(plan: ImportPlan) -> str:
    return ", ".join(f"{len(plan.of(verdict))} {verdict.value}" for verdict in RowVerdict)
