"""Rows that name a firm and are not imported all the same: it does not come, or somebody left it out."""

from __future__ import annotations

from app.registrations.cells import tidy
from app.registrations.fields import COMPANY_NAMES, Field
from app.registrations.plan import Fix
from app.registrations.rows import Row
from app.registrations.sheet import heads_withdrawn, says_withdrawn, without_withdrawal
from app.registrations.values import Values


def why_left_out(row: Row, read: Values, fix: Fix) -> str:
    """Why a firm's row is not imported after all; "" if it is."""
    if fix.leave_out:
        return "left_out_by_hand"
    if fix.accept:
        return ""
    if read.values.get(Field.ATTENDING) is False:
        return "not_attending"
    said = (read.raw.get(Field.ATTENDING, ""), str(read.values.get(Field.REMARKS, "")))
    if heads_withdrawn(row.section) or any(map(says_withdrawn, said)):
        return "withdrawn"
    if (name := without_withdrawal(read.raw.get(Field.COMPANY, ""))) is not None:
        read.values["company"] = name
        return "withdrawn"
    return "struck_through" if _is_struck(row) else ""


def _is_struck(row: Row) -> bool:
    """A line goes through the firm's name."""
    columns = row.table.columns if row.table else ()
    names = [row.cells[c.number] for c in columns if c.field in COMPANY_NAMES and c.number in row.cells]
    return any(cell.struck for cell in names) and all(cell.struck for cell in names if tidy(cell.text))
