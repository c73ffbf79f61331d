"""What the command line tells of an import, in English: counts, places, what is left out, who is gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import click

from app.registrations.consent_tally import UncountedConsent, consents_to_settle
from app.registrations.fields import CONSENTS, Field
from app.registrations.identity_numbers import identity_columns
from app.registrations.plan import ImportPlan, PlannedRow, RowVerdict
from app.registrations.queries.gone import GoneFirms
from app.registrations.sheet import untaken_in

NOTHING: Final = "nothing"
PURPOSES: Final = {
    **{purpose.replace("_", "-"): field for field, purpose in CONSENTS.items()},
    NOTHING: Field.CONSENT_OTHER,
}
"""As the command line calls them → what the column becomes."""


def tell(plan: ImportPlan, outcome: str) -> None:
    tally = plan.tally
    rows = sum(row.verdict is not RowVerdict.LEFT_OUT and not row.guest for row in plan.rows)
    click.echo(
        f"{number_of(rows, 'row')} of {number_of(len(plan.effects), 'firm')} {outcome}: "
        f"{number_of(tally.new, 'new firm')}, "
        f"{number_of(tally.same, 'row')} the same as a firm you have, or twice in the sheet, "
        f"{number_of(tally.looks, 'row')} to look at; {number_of(tally.left_out, 'row')} left out."
        + (f" {number_of(tally.guests, 'row')} of guests, no firms." if tally.guests else "")
    )
    for sheet in plan.sheets:
        if headers := untaken_in(sheet):
            where = f" of sheet “{sheet.name.strip()}”" if sheet.name.strip() else ""
            click.echo(f"Columns{where} that are left out: {', '.join(headers)}.")
    if numbers := identity_columns(plan.sheets):
        told = ", ".join(f"“{header}”" for header in numbers)
        click.echo(f"Numbers of passports and identity cards are not kept: {told}.")
    if asked := consents_to_settle(plan):
        click.echo(unclear(asked))
    for sheet in plan.not_read:
        click.echo(f"Sheet “{sheet.name}” is not read ({sheet.why_not}).")


def tell_gone(gone: GoneFirms | None) -> None:
    """Who stood in an earlier sheet and stands in this one no longer; they stay."""
    if gone is None:
        return
    for one in gone.firms:
        click.echo(f"No longer in the sheet, stays: {one.company.name}{_meetings(len(one.freed))}")
    for person in gone.people:
        told = f"{person.person.display_name} ({person.company.name}){_meetings(len(person.seats))}"
        click.echo(f"No longer in the sheet, stays: {told}")
    if gone.firms or gone.people:
        click.echo("Cancel firms or remove people in the preview on the event’s import page, or on their own pages.")


def _meetings(count: int) -> str:
    return f", {number_of(count, 'meeting')}" if count else ""


def gone_to_json(gone: GoneFirms | None) -> dict[str, Any]:
    """Keyed as the rows are: ``c`` and the number of the firm."""
    firms = gone.firms if gone is not None else ()
    people = gone.people if gone is not None else ()
    return {
        "gone": [
            {"key": f"c{one.company.id}", "company": one.company.name, "meetings": len(one.freed)} for one in firms
        ],
        "gone_people": [
            {
                "key": f"c{one.company.id}",
                "company": one.company.name,
                "person": one.person.display_name,
                "meetings": len(one.seats),
            }
            for one in people
        ],
    }


def outcome(plan: ImportPlan) -> str:
    """A sheet is imported as a whole or not at all, so nothing can be as long as a row needs a look."""
    return "can be imported once every row is settled" if plan.of(RowVerdict.LOOK) else "would be imported"


def number_of(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def place(row: PlannedRow) -> str:
    return f"{row.sheet.strip()}, row {row.row}" if row.sheet.strip() else f"row {row.row}"


def unclear(asked: Sequence[UncountedConsent]) -> str:
    told = "; ".join(f"“{one.header}” ({number_of(one.answers, 'answer')})" for one in asked)
    turned = "".join(f" A yes of “{one.header}” counts as a no." for one in asked if one.refuses)
    return (
        f"The header does not say what these are consents to: {told}. Say it with --consent-means "
        f"“COLUMN=PURPOSE” ({', '.join(PURPOSES)}; {NOTHING}: kept as a remark, counts for nothing).{turned}"
    )
