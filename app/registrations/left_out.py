"""Firms as they are compared, from the register and from rows; rows that are left out, each with its firm's key."""

from __future__ import annotations

from app.core.spreadsheets.values import SheetCell
from app.registrations.codes import stock_code
from app.registrations.compared_firm import Firm, firm_of
from app.registrations.duplicates import Outcome
from app.registrations.places import country_of
from app.registrations.plan import Known, PlannedRow
from app.registrations.pool import Pool
from app.registrations.values import Values


class LeftOut:
    """Rows that name a firm and are left out. They are told apart at the end, so that no row is compared with them."""

    def __init__(self) -> None:
        self.rows: list[tuple[PlannedRow, Firm]] = []

    def add(self, planned: PlannedRow, firm: Firm) -> None:
        """A row without a name is nobody's and keeps no key."""
        if planned.company:
            self.rows.append((planned, firm))

    def tell_apart(self, pool: Pool) -> None:
        """Give each the key of the firm in the ``pool`` or among themselves that it surely is, else its own."""
        apart = Pool()
        for planned, firm in self.rows:
            planned.key = surely(pool, firm) or surely(apart, firm) or firm.key
            firm.company = planned.key
            apart.add(firm)


def surely(pool: Pool, firm: Firm) -> str:
    """The key of the company that the firm surely is; "" for none."""
    match = pool.best(firm)
    return match[0].company if match is not None and match[1].outcome is Outcome.SAME else ""


def firm_of_known(known: Known) -> Firm:
    code = stock_code(SheetCell(known.stock_code)) if known.stock_code else None
    names = (known.name, known.name_zh, *known.other_names)
    return firm_of(
        known.key,
        names,
        code=code,
        website=known.website,
        emails=known.emails,
        registry=(known.uen, known.uscc),
        country=country_of(known.country),
    )


def firm_of_values(key: str, read: Values) -> Firm:
    values = read.values
    emails = [values.get("email", ""), *values.get("more_emails", [])]
    return firm_of(
        key,
        (values["company"], values.get("company_zh", ""), *values.get("other_names", [])),
        code=read.code,
        website=values.get("website", ""),
        emails=filter(None, emails),
        registry=(values.get("uen", ""), values.get("uscc", "")),
        country=country_of(values.get("country", "")),
    )
