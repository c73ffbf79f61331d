import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.spreadsheets import SheetCell
from app.sheets.column_recognition import recognise_columns
from app.sheets.fields import ColumnCertainty, SheetColumn, SheetField
from app.sheets.headers import guess_field, score_header_row

F = SheetField


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Company Name \n(as in ACRA)", F.COMPANY),
        ("NAME OF ORGANISATION*", F.COMPANY),
        ("单位名称\n（中英文）", F.COMPANY),
        ("Raison sociale", F.COMPANY),
        ("Liste des participants : oui/non", F.CONSENT_LIST),
        ("Attendee list: yes/no", F.CONSENT_LIST),
        ("参会名单（是/否）", F.CONSENT_LIST),
        ("中文名 / Chinese Name", F.COMPANY_ZH),
        ("Nature of Business*", F.SECTORS),
        ("Secteur d'activité", F.SECTORS),
        ("SGX code", F.STOCK_CODE),
        ("Tel / Mobile", F.PHONE),
        ("手机/微信", F.PHONE_WECHAT),
        ("邮\u3000箱", F.EMAIL),
        ("Ｅ-mail", F.EMAIL),
        ("Adresse e-mail", F.EMAIL),
        ("联 系 人", F.REPRESENTATIVE),
        ("Participants", F.REPRESENTATIVE),
        ("Participant(s)", F.REPRESENTATIVE),
        ("Attendee(s)", F.REPRESENTATIVE),
        ("Attendees", F.REPRESENTATIVE),
        ("Delegates", F.REPRESENTATIVE),
        ("出席人员", F.REPRESENTATIVE),
        ("参会人", F.REPRESENTATIVE),
        ("与会人员", F.REPRESENTATIVE),
        ("Site visit? (Y/N)", F.SITE_VISIT),
        ("会后考察（是／否）", F.SITE_VISIT),
        ("S/N", F.SERIAL),
        ("#", F.SERIAL),
        ("企业性质", F.UNUSED),
    ],
)
def test_exact_headers(label: str, field: SheetField) -> None:
    found = guess_field(label)

    assert found is not None
    assert (found.field, found.exact) == (field, True)


def test_a_part_of_a_header_is_a_guess() -> None:
    found = guess_field("Please state your mobile number here")

    assert found is not None
    assert (found.field, found.exact) == (F.PHONE, False)


@pytest.mark.parametrize("label", ["", "Purple", "bd@dbs.example.org" * 5, "42"])
def test_other_texts_are_no_headers(label: str) -> None:
    assert guess_field(label) is None


@given(st.text(max_size=90), st.booleans())
def test_guessing_is_total(label: str, person_side: bool) -> None:
    found = guess_field(label, person_side)

    assert found is None or found.field in SheetField


def test_a_row_of_data_is_no_header() -> None:
    assert score_header_row(["Company", "E-mail", "Phone"]) == 3.0
    assert score_header_row(["1", "DBS Group", "bd@dbs.example.org"]) == 0.0
    assert score_header_row(["Company", "E-mail", "6500000001"]) == 0.0


def found(labels: list[str], *rows: list[str], **options: object) -> list[SheetColumn]:
    headers = [(number, label, "") for number, label in enumerate(labels, 1)]
    contents = {n: [SheetCell(row[n - 1]) for row in rows if row[n - 1]] for n in range(1, len(labels) + 1)}
    return list(recognise_columns(headers, contents, **options))  # type: ignore[arg-type]


def test_a_name_belongs_to_whom_its_neighbours_say() -> None:
    columns = found(["Name", "Chinese Name", "Designation", "Name", "Chinese Name"])

    assert [c.field for c in columns[:3]] == [F.COMPANY, F.COMPANY_ZH, F.TITLE]
    assert [c.field for c in columns[3:]] == [F.REPRESENTATIVE, F.REPRESENTATIVE_ZH]


def test_a_group_above_says_whose_name_it_is() -> None:
    [column] = recognise_columns([(1, "Name", "CONTACT")], {})

    assert column.field is F.REPRESENTATIVE


def test_contents_help_where_the_header_says_nothing() -> None:
    columns = found(["Company", "Misc", "More"], ["Alpha Ltd", "a@a.example.org", "www.a.example.org"])

    assert [(c.field, c.certainty) for c in columns[1:]] == [
        (F.EMAIL, ColumnCertainty.LOOK),
        (F.WEBSITE, ColumnCertainty.LOOK),
    ]


def test_contents_overrule_a_header_that_cannot_be_right() -> None:
    columns = found(["Company", "Contact"], ["Alpha Ltd", "a@a.example.org"], ["Beta Ltd", "b@b.example.org"])

    assert (columns[1].field, columns[1].certainty) == (F.EMAIL, ColumnCertainty.LOOK)


def test_companies_are_found_by_their_legal_forms() -> None:
    columns = found(
        ["Party", "E-mail"], ["Alpha Pte Ltd", "a@a.example.org"], ["重庆钢铁股份有限公司", "b@b.example.org"]
    )

    assert (columns[0].field, columns[0].certainty) == (F.COMPANY, ColumnCertainty.LOOK)


def test_a_hidden_column_is_not_used_unless_it_names_the_firms() -> None:
    columns = found(["Company", "Salutation"], ["Alpha Ltd", "Ms"], hidden=frozenset({1, 2}))

    assert [(c.field, c.hidden) for c in columns] == [(F.COMPANY, True), (F.UNUSED, True)]


def test_a_choice_is_remembered_by_the_header() -> None:
    columns = found(
        ["Company", "Dietary", "Extra Info"], choices={"dietary": "unused", "extrainfo": "seeks", "company": "nonsense"}
    )

    assert [c.field for c in columns] == [F.COMPANY, F.UNUSED, F.SEEKS]
    assert [c.chosen for c in columns] == [False, True, True]


def test_two_people_in_one_row_are_told_apart() -> None:
    columns = found(["Company", "Contact person", "E-mail", "Contact person", "E-mail"])

    assert [(c.field, c.contact) for c in columns] == [
        (F.COMPANY, 1),
        (F.REPRESENTATIVE, 1),
        (F.EMAIL, 1),
        (F.REPRESENTATIVE, 2),
        (F.EMAIL, 2),
    ]


def test_a_second_column_for_one_field_needs_a_look() -> None:
    columns = found(["Company", "Firm"])

    assert [(c.field, c.certainty) for c in columns] == [
        (F.COMPANY, ColumnCertainty.SURE),
        (F.UNUSED, ColumnCertainty.LOOK),
    ]


def test_a_column_shows_its_first_telling_cell() -> None:
    columns = found(["Company", "Dietary"], ["Alpha Ltd", "NIL"], ["Beta Ltd", "TBC"], ["Gamma Ltd", "Halal"])

    assert [c.example for c in columns] == ["Alpha Ltd", "Halal"]


def test_a_bare_name_is_a_persons_where_a_later_column_is_plainly_the_firms() -> None:
    found = recognise_columns([(1, "Name", ""), (2, "Title", ""), (3, "Company", "")], {})

    assert [column.field for column in found] == [F.REPRESENTATIVE, F.TITLE, F.COMPANY]


def test_of_two_columns_of_companies_the_chinese_one_has_the_chinese_names() -> None:
    latin, chinese = (SheetCell("Sheng Siong Group Ltd"),), (SheetCell("昇菘集团"),)

    for first, second in ((latin, chinese), (chinese, latin)):
        columns = recognise_columns([(1, "Company", ""), (2, "公司名称", "")], {1: first, 2: second})
        told = {column.number: column.field for column in columns}
        assert told == {
            1 if first is latin else 2: SheetField.COMPANY,
            2 if first is latin else 1: SheetField.COMPANY_ZH,
        }
