"""What somebody says about rows and columns of a sheet, and what becomes of the plan."""

from __future__ import annotations

from app.importing.fixes import ImportChoices, RowFix
from app.importing.plan import ImportPlan, RowVerdict
from app.importing.planner import plan_import
from app.registrations.existing_record import KnownCompany
from tests.sheets.planned import KNOWN, plan, row, workbook
from tests.sheets.workbooks import SHEET


def fixed(fixes: dict[int, RowFix], known: tuple[KnownCompany, ...] = ()) -> ImportPlan:
    return plan_import(workbook(), known, fixes={(SHEET, n): fix for n, fix in fixes.items()}, country="SG")


def test_fixes_settle_every_row_and_the_plan_is_ready() -> None:
    found = fixed(
        {
            13: RowFix(email="BD@serialsystem.example.org"),
            20: RowFix(without_email=True),
            30: RowFix(email="bd@raffles.example.org"),
            37: RowFix(leave_out=True),
            42: RowFix(stock_code="1E3"),
            46: RowFix(same_as=row(32).key),
        }
    )

    assert not plan().ready
    assert found.ready
    assert row(13, found).values["email"] == "bd@serialsystem.example.org"
    assert "email" not in row(20, found).values
    assert row(37, found).left_out == "left_out_by_hand"
    assert row(42, found).values["stock_code"] == "1E3"
    assert (row(46, found).verdict, row(46, found).key) == (RowVerdict.SAME, row(32).key)


def test_a_typed_e_mail_that_is_none_settles_nothing() -> None:
    assert row(13, fixed({13: RowFix(email="not an address")})).verdict is RowVerdict.LOOK


def test_a_row_can_be_called_a_new_firm() -> None:
    found = row(46, fixed({46: RowFix(same_as="new")}))

    assert (found.verdict, found.key, found.same_as) == (RowVerdict.NEW, "s1r46", None)


def test_a_row_can_be_called_a_known_firm() -> None:
    assert row(48, fixed({48: RowFix(same_as="c32")}, KNOWN)).key == "c32"


def test_a_choice_of_column_wins_and_a_sheet_can_be_read_after_all() -> None:
    choices = ImportChoices(columns={"dietary": "unused"}, sheets={"Withdrawn": True})
    found = plan_import(workbook(), (), choices)

    assert "dietary" not in row(11, found).values
    assert row(2, found, "Withdrawn").company == "Surbana Jurong Private Limited"


def test_fixes_survive_json() -> None:
    fix = RowFix(email="a@b.example.org", without_email=True, same_as="c3")

    assert RowFix.of(fix.to_plain()) == fix
