"""Importing messy sheets beside thousands of known companies: read, compared, settled and written, how long each."""

from __future__ import annotations

import random
from collections.abc import Iterator

from sqlalchemy import insert

from app.companies.models import Company
from app.companies.names.search import search_key
from app.core.db import transaction
from app.events.models import Event
from app.importing.fixes import RowFix
from app.importing.plan import SAME_AS_NONE, ImportPlan, PlannedRow, RowVerdict
from app.importing.queries.imports import get_plan
from app.importing.services import preview
from app.importing.services.execution import execute_import
from app.importing.services.uploads import upload_list
from app.registrations.models import Delegation, ImportBatch
from app.registrations.queries.duplicate_candidates import get_duplicate_search, list_duplicate_pairs
from app.registrations.services import duplicate_search
from tests import factories
from tests.bench import variants
from tests.bench.clocks import took
from tests.bench.figures import Figure, Section, missing
from tests.bench.ground import Ground
from tests.bench.register import COMPANIES, VARIANTS, Entry, companies, messy, sheet_of
from tests.support.instances import in_context

PREVIEWED_WITHIN = {500: 2.0, 5_000: 10.0}
"""Seconds, by rows of the sheet."""


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
    """From the uploaded bytes until the firms stand in the delegation; rows in doubt are settled as a user would."""
    instance = ground.new_instance(f"import-{rows}")
    content = sheet_of([messy(random.Random(entry.symbol), entry) for entry in _chosen(register, rows)])
    with in_context(instance.app):
        event, delegation = _known(register)
        uploaded = took(lambda: upload_list(event, delegation, content, "firms.xlsx", by=None), times=1)
        batch = uploaded.answer
        plan = took(lambda: get_plan(batch), times=1)
        said = _settle_doubts(batch, plan.answer)
        done = took(lambda: execute_import(batch.id, batch.version, by=None), times=1)
    instance.close()
    goal, note = PREVIEWED_WITHIN.get(rows), f"{uploaded.cpu:.2f} s in the processor"
    yield Figure(f"{rows} rows: uploaded, read, compared", uploaded.wall, "s", goal, note=note)
    note = f"{plan.cpu:.2f} s; {_told(plan.answer)}"
    yield Figure(f"{rows} rows: compared again for the preview", plan.wall, "s", goal, note=note)
    note = f"{done.cpu:.2f} s in the processor; {said} rows settled by hand"
    yield Figure(f"{rows} rows: imported", done.wall, "s", note=note)


def _likenesses(ground: Ground, register: list[Entry]) -> Iterator[Figure]:
    """Firms of the register that may be one: the job that looks for them, and what the page asks."""
    instance = ground.new_instance("likenesses")
    with in_context(instance.app):
        event, _ = _known(register)
        sought = took(lambda: duplicate_search.search_register(event.organisation_id), times=1)
        asked = took(
            lambda: (get_duplicate_search(event.organisation_id), list_duplicate_pairs(event.organisation_id)), times=3
        )
    instance.close()
    note = f"{sought.cpu:.2f} s in the processor, in the background"
    yield Figure("firms of the register that may be one, looked for", sought.wall, "s", note=note)
    note = f"{len(asked.answer[1])} pairs"
    yield Figure("firms of the register that may be one, for their page", asked.wall, "s", 0.15, note=note)


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
        "folded": search_key(entry.name, entry.name_zh),
    }


def _settle_doubts(batch: ImportBatch, plan: ImportPlan) -> int:
    """Says of every row in doubt that it is the known firm which it may be, or a new one, until none is left; how many
    that were. What is said of one may bring up another, that was taken for the same as it."""
    said: dict[tuple[str, int], RowFix] = {}
    while doubts := plan.of(RowVerdict.LOOK):
        fixes = {(row.sheet, row.row): _answer(row) for row in doubts}
        assert fixes.items() - said.items(), "a row in doubt stays so, whatever is said of it"
        said.update(fixes)
        preview.update_preview(batch.id, batch.version, fixes=fixes, by=None)
        plan = get_plan(batch)
    return len(said)


def _answer(row: PlannedRow) -> RowFix:
    """What a user would say in place, who knows the firms of the register."""
    known = row.same_as.key if row.same_as is not None and row.same_as.company_id is not None else SAME_AS_NONE
    return RowFix(same_as=known, accept=True)


def _told(plan: ImportPlan) -> str:
    return ", ".join(f"{len(plan.of(verdict))} {verdict.value}" for verdict in RowVerdict)
