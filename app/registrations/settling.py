"""What somebody said of a row, put into what was read of it."""

from __future__ import annotations

from typing import Final

from app.core.spreadsheets.values import SheetCell
from app.registrations.codes import stock_code
from app.registrations.contacts import is_email
from app.registrations.plan import ONE, SPLIT, Fix
from app.registrations.row_people import tell_apart
from app.registrations.values import Values

_DOUBTED_NAMES: Final = ("company_long", "company_number", "company_header", "company_person")


def apply_fix(fix: Fix, read: Values) -> None:
    """What was typed stands for what the sheet says; an e-mail that is none stays to be settled."""
    if fix.company:
        read.values["company"] = fix.company
        read.looks = [code for code in read.looks if code not in _DOUBTED_NAMES]
    if is_email(fix.email.lower()):
        read.values["email"] = fix.email.lower()
    if is_email(fix.email.lower()) or fix.without_email:
        read.looks = [code for code in read.looks if not code.startswith("email_")]
    if fix.stock_code:
        read.looks = [code for code in read.looks if not code.startswith("code_")]
        read.set_code(stock_code(SheetCell(fix.stock_code)))
    if read.all_several and fix.people != ONE:
        _part(read, said=fix.people == SPLIT)


def _part(read: Values, *, said: bool) -> None:
    if said or all(one.sure for one in read.all_several):
        tell_apart(read)
    else:
        read.look("people_several")
