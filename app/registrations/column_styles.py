"""How the cells of a column look on the whole, which tells what one of them alone does not."""

from __future__ import annotations

from datetime import date

from app.registrations.codes import CodeStyle
from app.registrations.dates import Order
from app.registrations.fields import Field
from app.registrations.sheet import FoundSheet
from app.registrations.tables import Table


def orders_of(found: FoundSheet, table: Table, country: str, around: tuple[date, ...] = ()) -> dict[Field, Order]:
    """Of each field of days whether the day or the month comes first. ``around``: the days of the event."""
    days = [c for c in table.columns if c.field in (Field.ARRIVAL, Field.DEPARTURE, Field.REGISTERED_AT)]
    texts = [
        row.cells[c.number].text for row in found.rows if row.table is table for c in days if c.number in row.cells
    ]
    order = Order.of(texts, country, around)
    return {column.field: order for column in days}


def code_style(found: FoundSheet, table: Table) -> CodeStyle:
    column = table.column(Field.STOCK_CODE)
    if column is None:
        return CodeStyle()
    return CodeStyle.of(
        [row.cells[column.number] for row in found.rows if row.table is table and column.number in row.cells]
    )
