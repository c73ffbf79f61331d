"""Sheets of a few rows, each with one thing that sheets do."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.spreadsheets import Worksheet
from app.importing.fixes import RowFix
from app.importing.planner import plan_import
from app.registrations.existing_record import KnownCompany
from tests.sheets.planned import made


def verdicts(sheet: Worksheet, known: tuple[KnownCompany, ...] = ()) -> dict[int, str]:
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


def test_an_email_that_stands_at_two_firms_is_noted_at_both() -> None:
    sheet = made(
        ("Company", "Contact", "E-mail"),
        ("Alpha Ltd", "Tan Wei", "tan@mail.example.org"),
        ("Gamma Pte Ltd", "Lim Bo", "lim@mail.example.org"),
        ("Zenith Foods SA", "Tan Wei", "tan@mail.example.org"),
    )

    noted = [row.row for row in plan_import([sheet], ()).rows if "email_of_two" in row.notes]

    assert noted == [2, 4]


def test_another_job_title_of_the_same_person_is_kept_and_noted() -> None:
    sheet = made(
        ("Company", "Contact", "Title", "E-mail"),
        ("Alpha Ltd", "Tan Wei", "CEO", "tan@alpha.example.org"),
        ("Alpha Ltd", "Tan Wei", "Chair of the board", "tan@alpha.example.org"),
        ("Alpha Ltd", "Tan Wei", "CEO", "tan@alpha.example.org"),
    )

    plan = plan_import([sheet], ())

    [effect] = plan.effects
    assert [person.values["title"] for person in effect.after.people] == ["CEO"]
    assert effect.after.answers == {"more_titles": ["Chair of the board"]}
    assert [row.row for row in plan.rows if "more_titles" in row.notes] == [3]


def test_a_title_in_the_other_language_is_no_second_title() -> None:
    sheet = made(
        ("Company", "Contact", "Title", "E-mail"),
        ("Alpha Ltd", "Tan Wei", "General manager", "tan@alpha.example.org"),
        ("Alpha Ltd", "Tan Wei", "总经理", "tan@alpha.example.org"),
    )

    [effect] = plan_import([sheet], ()).effects

    assert effect.after.answers == {}
    assert effect.after.people[0].values["title_zh"] == "总经理"


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
    assert plan_import([listed, withdrawn], (), fixes={("Firms", 2): RowFix(accept=True)}).ready


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

    assert plan_import([sheet], (), country="SG").rows[1].values["phone"] == "+33 6 12 34 56 78"


def test_ditto_repeats_the_cell_above() -> None:
    sheet = made(("企业名称", "行业"), ("星展银行", "金融"), ("重庆钢铁股份有限公司", "同上"))

    assert plan_import([sheet], ()).rows[2].values["sectors"] == "金融"


@pytest.mark.parametrize("mark", ["″", "同上", "idem", '"', "-do-", "〃", "Ditto"])
def test_ditto_below_ditto_repeats_the_cell_above_both(mark: str) -> None:
    sheet = made(
        ("Company", "Contact person", "Stock code"),
        ("Alpha Ltd", "Tan Wei Ming", "D05"),
        (mark, "Lim Siew Lan", mark),
        (mark, "Goh Ah Kow", mark),
    )

    found = plan_import([sheet], ()).rows[1:]

    assert [(r.verdict.value, r.key, r.values["company"]) for r in found[1:]] == [("same", "s1r2", "Alpha Ltd")] * 2
    assert {r.values["stock_code"] for r in found} == {"D05"}


@pytest.mark.parametrize(
    ("said", "means"),
    [
        (45001, "2023-03-16"),
        ("45001", "2023-03-16"),
        (45001.6042, "2023-03-16 14:30"),
        ("17 March, MU546", "17 March, MU546"),
        (546, "546"),
        (12345678, "12345678"),
    ],
)
def test_a_date_stored_as_a_plain_number_is_read_as_a_date(said: str | int | float, means: str) -> None:
    found = plan_import([made(("Company", "Arrival"), ("A Ltd", said))], ()).rows[1]

    assert found.values["arrival"] == means
    assert ("date_was_number" in found.reasons) == (means[:3] == "202")


def test_a_cell_that_is_the_head_of_a_letter_is_looked_at_and_mends_to_no_address() -> None:
    sheet = made(("Company", "E-mail"), ("Zeta Pte Ltd", "zeta\r\nBcc: evil@evil.example.org"))

    row = plan_import([sheet], ()).rows[1]

    assert (row.verdict.value, row.looks) == ("look", ("email_unreadable",))
    assert "evil" not in str([row.values.get("email"), row.suggestions])


def test_a_name_keeps_the_part_of_it_that_has_no_letters() -> None:
    sheet = made(("Company", "Chinese name", "E-mail"), ("Plus Ltd", "＝1+1 公司", "a@plus.example.org"))

    values = plan_import([sheet], ()).rows[1].values

    assert (values["company"], values["company_zh"], values.get("other_names")) == ("Plus Ltd", "＝1+1 公司", None)


def test_a_list_whose_firms_bear_words_of_headers_below_a_section_is_no_form_of_one_firm() -> None:
    sheet = made(
        ("No.", "Company / 公司名称", "Website", "Contact person"),
        ("Group 1", None, None, None),
        ("1", "Keppel Ltd", None, "Mr Li"),
        ("2", "City Developments", "city.example.org", "Ms Tan"),
        ("3", "Phone, mobile", None, "Mr Ng"),
        ("4", "Contact, email", None, "Mr Ho"),
        ("5", "Website, remarks", None, "Ms Wu"),
    )

    assert verdicts(sheet) == {1: "header", 2: "section", **dict.fromkeys(range(3, 8), "new")}


def test_a_list_of_names_alone_holds_no_waiting_list_and_no_footnote() -> None:
    latin = ("Madison Holdings", "Shenzhen Bauing Construction Holding Group Co.,Ltd.", "Piano Showrooms", "Keppel")
    chinese = ("*ST宝实", "长城汽车")

    for header, names in (("Company", latin), ("公司名称", chinese)):
        found = verdicts(made((header,), *((name,) for name in names)))

        assert found == {1: "header", **dict.fromkeys(range(2, 2 + len(names)), "new")}


@pytest.mark.parametrize("said", [date(2032, 3, 17), "17.03.2032", "17 March 2032", "2032年3月17日"])
def test_a_day_below_the_header_of_a_phone_is_no_number_and_stays_as_a_remark(said: str | date) -> None:
    row = plan_import([made(("Company", "Contact", "Phone"), ("A Ltd", "Ann Lee", said))], ()).rows[1]

    assert row.values.get("phone") is None
    assert "2032" in row.values["remarks"]
    assert "phone_was_day" in row.notes
