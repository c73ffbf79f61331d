"""The chamber's own messy sheet, whole, against the truth that came with it; and what fixes do to the plan."""

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from app.floor.spreadsheets import Cell, Sheet, read_workbook
from app.registrations.held import Held, Person
from app.registrations.importing import plan_import
from app.registrations.plan import Choices, Fix, ImportPlan, Known, PlannedRow, RowVerdict, to_json

DATA = Path(__file__).parent / "data"
FILE = "messy_1_en_delegation.xlsx"
SHEET = "Delegation list "
KNOWN = (
    Known(1, "DBS Group Holdings Ltd", "星展集团控股有限公司", "D05", "http://www.dbs.com"),
    Known(2, "Oversea-Chinese Banking Corporation Limited", "华侨银行", "O39", "http://www.ocbc.com"),
    Known(16, "Singapore Technologies Engineering Ltd", "新加坡科技工程有限公司", "S63", "http://www.stengg.com"),
    Known(17, "Singapore Telecommunications Limited", "新加坡电信有限公司", "Z74", "http://www.singtel.com"),
    Known(21, "Raffles Education Corporation Limited", "莱佛士教育集团", "NR7", "http://raffles.education"),
    Known(32, "Keppel Ltd.", "吉宝有限公司", "BN4", "http://www.kepcorp.com"),
    Known(33, "Sanli Environmental Limited", "", "1E3", "http://www.sanli.com.sg"),
    Known(99, "Keppel Infrastructure Trust", "", "A7RU", "http://www.kepinfratrust.com"),
)


@cache
def workbook() -> tuple[Sheet, ...]:
    return tuple(read_workbook((DATA / FILE).read_bytes(), FILE))


@cache
def plan(known: tuple[Known, ...] = ()) -> ImportPlan:
    return plan_import(workbook(), known, country="SG")


def row(number: int, found: ImportPlan | None = None, sheet: str = SHEET) -> PlannedRow:
    return next(r for r in (found or plan()).rows if r.row == number and r.sheet == sheet)


def truth() -> list[dict[str, str]]:
    with (DATA / "truth.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def is_firm(kind: str) -> bool:
    return kind in ("company", "duplicate", "different company") or kind.startswith("second contact")


@pytest.mark.parametrize("known", [(), KNOWN], ids=["nothing known", "some known"])
def test_every_row_of_the_truth_is_imported_or_left_out_as_it_should_be(known: tuple[Known, ...]) -> None:
    expected = {(t["sheet"], int(t["row"])): is_firm(t["kind"]) for t in truth()}

    imported = {(r.sheet, r.row): r.verdict is not RowVerdict.LEFT_OUT for r in plan(known).rows}

    assert {at: imported[at] for at in expected} == expected
    assert {at for at, firm in imported.items() if firm} == {at for at, firm in expected.items() if firm}


@pytest.mark.parametrize("known", [(), KNOWN], ids=["nothing known", "some known"])
def test_two_rows_share_a_key_exactly_if_they_are_one_company(known: tuple[Known, ...]) -> None:
    firms = [t for t in truth() if is_firm(t["kind"])]
    identity = {int(t["row"]): t["canonical_id"] or f"alone {t['row']}" for t in firms}
    keys = {number: row(number, plan(known)).key for number in identity}

    together = {(a, b) for a in keys for b in keys if keys[a] == keys[b]}

    assert together == {(a, b) for a in identity for b in identity if identity[a] == identity[b]}


def test_known_companies_are_met_under_other_names() -> None:
    found = plan(KNOWN)

    met = {number: row(number, found).key for number in (6, 7, 8, 22, 23, 24, 30, 41, 42, 44, 47)}

    assert met == {
        6: "c1", 7: "c1", 8: "c2", 22: "c16", 23: "c16", 24: "c17", 30: "c21", 41: "c32", 42: "c33", 44: "c2", 47: "c17"
    }  # fmt: skip


def test_a_listed_trust_is_not_its_sponsor() -> None:
    trust = row(48, plan(KNOWN))

    assert (trust.verdict, trust.same_as) == (RowVerdict.NEW, None)
    assert trust.key != row(41, plan(KNOWN)).key


def test_rows_that_need_a_person_say_why_and_what_was_probably_meant() -> None:
    looks = {r.row: (r.looks, r.suggestions) for r in plan().of(RowVerdict.LOOK)}

    assert looks == {
        13: (("email_unreadable",), {"email": "bd@serialsystem.example.org"}),
        20: (("email_to_come",), {}),
        30: (("email_unreadable",), {"email": "bd@raffleseducati.example.org"}),
        37: (("email_to_come",), {}),
        42: (("code_became_number",), {"stock_code": "1E3"}),
        46: (("perhaps_same",), {}),
    }


def test_a_missing_e_mail_alone_does_not_hold_a_row_up() -> None:
    assert [row(n).verdict for n in (10, 17, 25, 34)] == [RowVerdict.NEW] * 4


def test_left_out_rows_say_why() -> None:
    reasons = {r.row: r.left_out for r in plan().of(RowVerdict.LEFT_OUT) if r.sheet == SHEET}

    assert reasons == {
        1: "title", 2: "title", 3: "blank", 4: "header", 5: "header",
        26: "repeated_header", 27: "blank", 50: "blank", 51: "total", 52: "footnote",
    }  # fmt: skip


def test_hidden_and_withdrawn_sheets_are_not_read() -> None:
    assert {s.name: s.why_not for s in plan().sheets} == {
        SHEET: "",
        "Withdrawn": "sheet_withdrawn",
        "lists": "sheet_hidden",
    }


def test_the_header_is_found_in_two_rows_and_its_columns_known() -> None:
    sheet = plan().sheets[0]
    columns = {c.header: (c.field.value, c.certainty.value) for c in sheet.tables[0].columns}

    assert sheet.header_rows == (4, 5)
    assert columns == {
        "S/N": ("serial", "sure"),
        "Company Name (as in ACRA)": ("company", "sure"),
        "中文名 / Chinese Name": ("company_zh", "sure"),
        "Nature of Business*": ("sectors", "look"),
        "Website": ("website", "sure"),
        "SGX code": ("stock_code", "sure"),
        "Salutation": ("unused", "not_used"),
        "Contact Person": ("representative", "sure"),
        "Designation": ("title", "sure"),
        "Tel / Mobile": ("phone", "sure"),
        "E-mail Address": ("email", "sure"),
        "Site visit? (Y/N)": ("site_visit", "sure"),
        "Dietary": ("dietary", "sure"),
        "Remarks": ("remarks", "sure"),
    }


def test_values_are_cleaned() -> None:
    assert row(11).values == {
        "company": "iFAST Corporation Ltd.",
        "company_zh": "奕丰集团",
        "sectors": "Finance / fintech ; Digital investment and wealth platform in Singapore, Hong Kong, "
        "Malaysia and China.",
        "website": "https://www.ifastcorp.com",
        "stock_code": "AIY",
        "representative": "Business Development",
        "title": "Business Development",
        "phone": "+65 0000 0005",
        "more_phones": ["+65 0000 0505"],
        "email": "bd@ifastcorporati.example.org",
        "more_emails": ["info@ifastcorporati.example.org"],
        "site_visit": True,
        "dietary": "Halal",
    }
    assert (row(9).values["phone"], row(9).notes) == ("+65 0000 0003", ("phone_plus_lost", "phone_invalid"))
    assert (row(28).values["stock_code"], row(28).verdict) == ("544", RowVerdict.NEW)
    assert row(12).values["email"] == "bd@tyesoon.example.org"


def test_only_what_the_register_does_not_say_alike_would_change() -> None:
    person = Person(7, {"display_name": "business dev.", "email": "old@ocbc.example.org", "phone": "+65 00000002"})
    register = replace(KNOWN[1], held=Held(people=[person]))

    changes = row(8, plan_import(workbook(), (register,), country="SG")).changes

    assert changes == ("sectors", "title", "dietary", "site_visit", "email")


def fixed(fixes: dict[int, Fix], known: tuple[Known, ...] = ()) -> ImportPlan:
    return plan_import(workbook(), known, fixes={(SHEET, n): fix for n, fix in fixes.items()}, country="SG")


def test_fixes_settle_every_row_and_the_plan_is_ready() -> None:
    found = fixed(
        {
            13: Fix(email="BD@serialsystem.example.org"),
            20: Fix(without_email=True),
            30: Fix(email="bd@raffles.example.org"),
            37: Fix(leave_out=True),
            42: Fix(stock_code="1E3"),
            46: Fix(same_as=row(32).key),
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
    assert row(13, fixed({13: Fix(email="not an address")})).verdict is RowVerdict.LOOK


def test_a_row_can_be_called_a_new_firm() -> None:
    found = row(46, fixed({46: Fix(same_as="new")}))

    assert (found.verdict, found.key, found.same_as) == (RowVerdict.NEW, "s1r46", None)


def test_a_row_can_be_called_a_known_firm() -> None:
    assert row(48, fixed({48: Fix(same_as="c32")}, KNOWN)).key == "c32"


def test_a_choice_of_column_wins_and_a_sheet_can_be_read_after_all() -> None:
    choices = Choices(columns={"dietary": "unused"}, sheets={"Withdrawn": True})
    found = plan_import(workbook(), (), choices)

    assert "dietary" not in row(11, found).values
    assert row(2, found, "Withdrawn").company == "Surbana Jurong Private Limited"


def test_fixes_survive_json() -> None:
    fix = Fix(email="a@b.example.org", without_email=True, same_as="c3")

    assert Fix.of(fix.to_plain()) == fix


def test_the_command_line_gets_one_object_for_each_row() -> None:
    plain = {(r["sheet"], r["row"]): r for r in to_json(plan(KNOWN))["rows"]}

    assert plain[SHEET, 7] == {
        "sheet": SHEET,
        "row": 7,
        "verdict": "same",
        "company": "DBS Group Holdings Ltd",
        "key": "c1",
        "same_as": "DBS Group Holdings Ltd",
        "reasons": ["phone_invalid", "second_contact"],
    }
    assert plain["Withdrawn", 2] == {
        "sheet": "Withdrawn",
        "row": 2,
        "verdict": "left_out",
        "company": "Surbana Jurong Private Limited",
        "key": "",
        "reasons": ["sheet_withdrawn"],
    }


def test_a_sheet_stored_as_json_gives_the_same_plan() -> None:
    stored = [Sheet.from_plain(sheet.to_plain()) for sheet in workbook()]

    assert to_json(plan_import(stored, KNOWN, country="SG")) == to_json(plan(KNOWN))


def made(*rows: tuple[str | int | None, ...], name: str = "Firms") -> Sheet:
    cells = {(r, c): Cell(v) for r, record in enumerate(rows, 1) for c, v in enumerate(record, 1) if v is not None}
    return Sheet(name, cells)


def verdicts(sheet: Sheet, known: tuple[Known, ...] = ()) -> dict[int, str]:
    return {r.row: r.left_out or r.verdict.value for r in plan_import([sheet], known).rows}


def test_two_firms_with_one_e_mail_stay_two() -> None:
    found = plan_import(
        [
            made(
                ("企业名称", "邮箱"),
                ("中新互联互通（重庆）物流发展有限公司", "bd@cs.example.org"),
                ("中新（重庆）多式联运物流发展有限公司", "bd@cs.example.org"),
            )
        ],
        (),
    )

    assert {r.row: r.verdict.value for r in found.rows} == {1: "left_out", 2: "new", 3: "new"}


def test_firms_that_say_they_do_not_come_are_left_out() -> None:
    sheet = made(
        ("Company", "Attending", "Remarks"),
        ("A Alpha Pte Ltd", "N", None),
        ("Beta Ltd", "Y", "withdrawn 3 Mar"),
        ("Gamma Ltd", "Y", "-"),
    )

    assert verdicts(sheet) == {1: "header", 2: "not_attending", 3: "withdrawn", 4: "new"}


def test_a_french_sheet_with_a_second_table_below_is_read() -> None:
    sheet = made(
        ("Délégation",),
        ("Raison sociale", "Prénom", "Nom de famille", "Courriel"),
        ("Boulangerie Martin SARL", "Anne", "Martin", "anne@martin.example.org"),
        (None,),
        ("Courriel", "Entreprise", "Fonction"),
        ("bd@verre.example.org", "Verrerie du Nord SA", "Gérante"),
        ("Total", None, "2"),
    )

    assert verdicts(sheet) == {1: "title", 2: "header", 3: "new", 4: "blank", 5: "header", 6: "new", 7: "total"}


def test_a_row_without_a_company_needs_a_look() -> None:
    sheet = made(("No", "Company", "E-mail"), (1, "Alpha Ltd", "a@a.example.org"), (2, None, "b@b.example.org"))

    assert verdicts(sheet) == {1: "header", 2: "new", 3: "look"}


def test_contacts_below_a_firm_without_merged_cells_belong_to_it() -> None:
    sheet = made(
        ("No", "Company", "Contact person", "E-mail"),
        (1, "Alpha Ltd", "Desk one", "a@a.example.org"),
        (None, None, "Desk two", "b@a.example.org"),
        (2, "Beta Ltd", "Desk", "b@b.example.org"),
    )

    found = plan_import([sheet], ())

    assert [r.key for r in found.rows] == ["", "s1r2", "s1r2", "s1r4"]
    assert [r.verdict.value for r in found.rows] == ["left_out", "new", "same", "new"]


def test_a_firm_that_another_sheet_calls_withdrawn_needs_a_look() -> None:
    listed = made(("Company", "E-mail"), ("Alpha Trading Pte Ltd", "a@a.example.org"), ("Beta Ltd", "b@b.example.org"))
    withdrawn = made(("Company", "Reason"), ("Alpha Trading", "schedule"), name="Withdrawn")

    found = plan_import([listed, withdrawn], ())

    assert [(r.verdict.value, r.looks) for r in found.rows[1:3]] == [("look", ("named_withdrawn",)), ("new", ())]
    assert plan_import([listed, withdrawn], (), fixes={("Firms", 2): Fix(accept=True)}).ready


def test_names_in_two_columns_make_one_person() -> None:
    french = made(("Entreprise", "Nom", "Prénom"), ("Verrerie du Nord SA", "Petit", "Zoé"))
    chinese = made(("企业名称", "姓", "名"), ("重庆钢铁股份有限公司", "李", "四"))

    values = [plan_import([sheet], ()).rows[1].values for sheet in (french, chinese)]

    assert [(v["family_name"], v["given_name"], v["representative"]) for v in values] == [
        ("Petit", "Zoé", "Zoé Petit"),
        ("李", "四", "李四"),
    ]


def test_the_country_of_a_row_completes_its_phone() -> None:
    sheet = made(("Company", "Country", "Tel"), ("Verrerie SA", "France", "06 12 34 56 78"))

    assert plan_import([sheet], (), country="SG").rows[1].values["phone"] == "+33 6 1234 5678"


def test_ditto_repeats_the_cell_above() -> None:
    sheet = made(("企业名称", "行业"), ("星展银行", "金融"), ("重庆钢铁股份有限公司", "同上"))

    assert plan_import([sheet], ()).rows[2].values["sectors"] == "金融"
