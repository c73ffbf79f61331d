"""``flask doctor``: is what stands in the database sound? It writes nothing and may run beside a busy server."""

from __future__ import annotations

import json
import time
from collections.abc import Container, Sequence
from importlib import import_module

import click
from flask import current_app

from app.floor.doctor import Finding, examine
from config import Settings

FIRST_FAULTS = 20
CHECKING = (
    *("app.floor.doctor.integrity", "app.floor.doctor.schema", "app.floor.doctor.values", "app.floor.doctor.work"),
    *("app.events.queries.soundness", "app.registrations.queries.soundness"),
    *("app.meetings.queries.soundness", "app.meetings.queries.letters_sent"),
    *("app.meetings.queries.soundness_of_limits", "app.meetings.queries.soundness_of_holdings"),
    *("app.meetings.queries.soundness_of_interpreters", "app.meetings.queries.soundness_of_places"),
    *("app.meetings.queries.soundness_of_deadlines", "app.day.queries.soundness", "app.outcomes.queries.soundness"),
)
"""Each registers its checks when it is imported, and is imported only here: servers need none."""


def findings(*, but: Container[str] = ()) -> list[Finding]:
    """What every check of every feature finds, but for those of these names, in one read transaction."""
    for name in CHECKING:
        import_module(name)
    return examine(but=but)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="For machines: every fault with its code and its rows.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Check that the database is sound. Exit code 1 when it is not."""
    begun = time.perf_counter()
    found = findings()
    seconds = round(time.perf_counter() - begun, 2)
    settings: Settings = current_app.config["SETTINGS"]
    click.echo(_json(found, seconds, settings.warnings) if as_json else _sentences(found, seconds, settings.warnings))
    if any(one.faults for one in found):
        context.exit(1)


def _sentences(found: Sequence[Finding], seconds: float, warnings: Sequence[str]) -> str:
    lines = [f"warning {warning}" for warning in warnings]
    for one in found:
        lines.append(f"{'not so' if one.faults else 'holds '}  {one.check.holds}")
        lines += [f"          {fault.says} [{fault.code}]" for fault in one.faults[:FIRST_FAULTS]]
        if len(one.faults) > FIRST_FAULTS:
            lines.append(f"          … and {len(one.faults) - FIRST_FAULTS} more; --json tells all.")
    wrong = sum(bool(one.faults) for one in found)
    verdict = f"{wrong} of {len(found)} checks found faults" if wrong else f"Sound: all {len(found)} checks hold"
    return "\n".join([*lines, f"{verdict}, in {seconds} s."])


def _json(found: Sequence[Finding], seconds: float, warnings: Sequence[str]) -> str:
    checks = [
        {
            "check": one.check.name,
            "holds": not one.faults,
            "faults": [
                {"code": fault.code, "table": fault.table, "ids": list(fault.ids), "says": fault.says}
                for fault in one.faults
            ],
        }
        for one in found
    ]
    sound = not any(one.faults for one in found)
    return json.dumps({"sound": sound, "seconds": seconds, "warnings": list(warnings), "checks": checks}, indent=1)
