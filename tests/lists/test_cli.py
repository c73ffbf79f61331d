"""flask attendees export."""

import csv
import io

import openpyxl
import pytest
from sqlalchemy import select

from app.core.db import db
from app.lists.columns import all_columns
from app.lists.models import ExportLog, ExportRow
from app.lists.services import save_view
from app.registrations.services.consents import save_consents
from tests import factories
from tests.documents.printed import pages_of

YES = {"attendee_list": True, "contacts": True, "cross_border": True, "public_directory": True}


@pytest.fixture
def fair(app):
    event = factories.event("fair")
    delegation = factories.delegation(event)
    agreed = factories.firm(event, name="Agreed Pte Ltd", people=0, delegation_id=delegation.id, rank=1)
    factories.representative(agreed, display_name="=cmd()", email="a@agreed.example", phone="+65 6123 4567")
    save_consents(agreed, YES, language="en")
    factories.firm(event, "Chongqing", name="Silent Ltd")
    return event


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["attendees", "export", *map(str, arguments)])


def lines_of(path):
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def rows_of(path):
    header, *rows = lines_of(path)
    return [dict(zip(header, row, strict=True)) for row in rows]


def facts_of(path, sheet="About this list"):
    """What a workbook says of itself."""
    return {row[0]: row[1] for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)}


def test_a_hand_over_is_the_default_and_says_who_is_left_out(app, fair, tmp_path):
    out = tmp_path / "list.csv"

    told = run(app, "fair", "--format", "csv", out)

    assert (told.exit_code, told.output.splitlines()) == (
        0,
        [
            f"{out}: 1 rows; left out: 1",
            "  Silent Ltd: list_not_asked, never asked about the attendee list",
        ],
    )
    (row,) = rows_of(out)
    assert [row[name] for name in ("company", "representative", "phone", "consent_list")] == [
        *("Agreed Pte Ltd", "'=cmd()", "+65 6123 4567", "yes (self)"),
    ]


@pytest.mark.databases("sqlite")
def test_phones_stand_in_international_form_where_the_country_is_known(app, tmp_path):
    event = factories.event("fair")
    for name, country, phone in (("A", "SG", "61234567"), ("B", None, "+6561234567"), ("C", None, "1234567")):
        firm = factories.firm(event, name=name, people=0, company_values={"country": country})
        factories.representative(firm, display_name=name, phone=phone)
    out = tmp_path / "list.csv"

    run(app, "fair", "--format", "csv", "--purpose", "running", out)

    assert [row["phone"] for row in rows_of(out)] == ["+65 6123 4567", "+65 6123 4567", "1234567"]


def test_a_csv_is_a_line_of_stable_names_and_the_rows_and_nothing_after_them(app, fair, tmp_path):
    out = tmp_path / "list.csv"

    run(app, "fair", "--format", "csv", out)

    header, row = lines_of(out)
    assert header == [column.name for column in all_columns()]
    assert len(row) == len(header)


def test_running_the_event_takes_every_row(app, fair, tmp_path):
    out = tmp_path / "list.csv"

    assert run(app, "fair", out, "--format", "csv", "--purpose", "running").exit_code == 0

    assert [row["company"] for row in rows_of(out)] == ["Agreed Pte Ltd", "Silent Ltd"]


def test_a_workbook_has_the_list_and_what_it_is(app, fair, tmp_path):
    out = tmp_path / "list.xlsx"

    assert run(app, "fair", out, "--format", "xlsx", "--reason", "For the zone").exit_code == 0

    book = openpyxl.load_workbook(out)
    about = [[cell or "" for cell in row] for row in book["About this list"].iter_rows(values_only=True)]
    assert book.sheetnames == ["attendees", "About this list"]
    assert book["attendees"].max_row == 2
    assert book["attendees"]["S2"].value == "=cmd()"
    assert {cell.data_type for row in book["attendees"].iter_rows() for cell in row} <= {"s", "n", "d"}
    assert ["What for", "For the zone", ""] in about
    assert ["Company", "The firm’s name; for guests, their institution", "company"] in about


def test_each_export_is_logged_with_its_rows(app, fair, tmp_path):
    run(app, "fair", tmp_path / "list.csv", "--format", "csv")

    (log,) = db.session.query(ExportLog).all()
    (row,) = db.session.query(ExportRow).all()
    assert (log.purpose, log.row_count, log.left_out, log.format, log.user_id) == ("handover", 1, 1, "csv", None)
    assert row.export_id == log.id
    assert "email" in row.fields
    assert "dietary" not in row.fields


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere", "--format", "csv"), "There is no event nowhere. Events here: fair."),
        (("fair", "--format", "csv", "--delegation", "X"), "fair has no delegation X. Its delegations: Singapore"),
        (("fair",), "list says no format. Let it end in one of .csv, .xlsx, .pdf, .tsv, .vcf, or say --format."),
        (("fair", "--format", "csv", "--view", "X"), "fair has no view X. Its views: none."),
        (("fair", "--format", "csv", "--columns", "company,secret"), "No such column: secret."),
        (("fair", "--format", "csv", "--columns", ""), "--columns names none. For all of them leave it away."),
        (("fair", "--format", "csv", "--columns", " , "), "--columns names none. For all of them leave it away."),
        (("fair", "--format", "csv", "--columns", "company,city,company"), "Named more than once: company."),
    ],
)
def test_a_wrong_word_is_answered_with_the_right_ones(app, fair, tmp_path, arguments, words):
    told = run(app, *arguments, tmp_path / "list")

    assert told.exit_code == 2
    assert words in told.output


def test_a_name_that_ends_in_another_format_is_refused(app, fair, tmp_path):
    out = tmp_path / "c.xlsx"

    listed = run(app, "fair", out, "--format", "csv")
    printed = app.test_cli_runner().invoke(args=["catalogue", "export", "fair", str(out)])

    assert [(told.exit_code, told.output.splitlines(keepends=True)[-1]) for told in (listed, printed)] == [
        (2, f"Error: c.xlsx would hold {kind}, not xlsx. Let its name end in .{kind}.\n") for kind in ("csv", "pdf")
    ]
    assert not out.exists()


def test_what_cannot_be_written_is_not_logged(app, fair, tmp_path):
    told = run(app, "fair", "--format", "csv", tmp_path / "no" / "such" / "folder.csv")

    assert told.exit_code == 1
    assert "could not be written" in told.output
    assert db.session.query(ExportLog).count() == 0


def test_a_delegation_and_columns_can_be_chosen(app, fair, tmp_path):
    out = tmp_path / "list.csv"

    run(app, "fair", out, "--format", "csv", "--delegation", "Singapore delegation", "--columns", "company,phone")

    assert [list(row)[:2] for row in rows_of(out)] == [["company", "phone"]]


def test_a_french_file_made_by_the_command_line_says_so_in_french(app, fair, tmp_path):
    out = tmp_path / "list.xlsx"

    run(app, "fair", "--language", "fr", out)

    assert facts_of(out, "À propos de cette liste")["Établie par"].startswith("ligne de commande, ")


def test_a_chinese_file_says_what_it_is_with_chinese_marks(app, fair, tmp_path):
    out = tmp_path / "list.xlsx"

    run(app, "fair", "--language", "zh", out)

    assert facts_of(out, "关于本名单")["用途类别"] == "对外提供；接收方在境外或不明"


def test_a_workbook_says_what_event_delegation_and_group_mean(app, fair, tmp_path):
    out = tmp_path / "list.xlsx"

    run(app, "fair", out, "--format", "xlsx")

    legend = {row[2]: row[1] for row in openpyxl.load_workbook(out)["About this list"].iter_rows(values_only=True)}
    assert [legend[name] for name in ("event", "delegation", "group")] == [
        "The event’s name",
        "With whom the firm or the guest comes; empty where it comes by itself",
        "The firm’s side of the event",
    ]


def test_the_format_is_told_by_the_name_of_the_file_and_a_view_brings_its_columns(app, fair, tmp_path):
    user = factories.user()
    save_view(fair.id, user.id, "Phones", {"column": ["company", "phone"], "q": "agreed"})
    out, paper, cards = tmp_path / "a.csv", tmp_path / "a.PDF", tmp_path / "a.vcf"

    assert [run(app, "fair", name, "--view", "Phones").exit_code for name in (out, paper, cards)] == [0, 0, 0]

    assert rows_of(out) == [{"company": "Agreed Pte Ltd", "phone": "+65 6123 4567"}]
    (page,) = pages_of(paper.read_bytes())
    assert {word for word in ("Company", "Agreed Pte Ltd", "+65 6123 4567", "View Phones") if word not in page} == set()
    assert "EMAIL;TYPE=INTERNET,WORK:a@agreed.example\r\n" in cards.read_bytes().decode()


def test_no_card_is_made_of_who_did_not_agree_to_contacts_even_for_running_the_event(app, fair, tmp_path):
    out = tmp_path / "people.vcf"
    quiet = factories.firm(fair, name="Quiet Pte Ltd", people=0)
    factories.representative(quiet, display_name="Quiet Person", email="q@quiet.example")

    factories.firm(fair, name="Nobody Pte Ltd", people=0)

    done = run(app, "fair", out, "--purpose", "running")

    assert done.output.splitlines() == [
        f"{out}: 1 rows; left out: 3",
        "  Nobody Pte Ltd: contacts_none, no card: nobody with an e-mail, a phone or WeChat",
        "  Quiet Pte Ltd: contacts_not_asked, no card: never asked about handing on contacts",
        "  Silent Ltd: contacts_none, no card: nobody with an e-mail, a phone or WeChat",
    ]
    told = out.read_bytes().decode()
    assert (told.count("BEGIN:VCARD"), "quiet" in told.lower()) == (1, False)
    row = db.session.query(ExportRow).one()
    assert ("email" in row.fields, "dietary" in row.fields) == (True, False)


@pytest.mark.databases("sqlite")
def test_a_view_keeps_its_purpose_and_a_filter_that_is_gone_lets_no_list_out(app, fair, tmp_path):
    user, out = factories.user("Boss"), tmp_path / "list.csv"
    save_view(fair.id, user.id, "Running", {"column": ["company"], "use": "running"})
    save_view(fair.id, user.id, "Gone", {"where": ["answer_gone.filled."]})

    running, gone, unnamed = (run(app, "fair", "--view", name, out) for name in ("Running", "Gone", ""))

    assert running.output.startswith(f"{out}: 2 rows; left out: 0")
    assert (gone.exit_code, unnamed.exit_code) == (2, 2)
    assert "answer_gone" in gone.output
    assert "has no view" in unnamed.output
    assert db.session.query(ExportLog).count() == 1


@pytest.mark.databases("sqlite")
def test_whoever_takes_a_list_is_named_in_it_and_in_the_log(app, fair, tmp_path):
    clerk = factories.user("Ms Clerk", "clerk@chamber.example")
    out = tmp_path / "list.xlsx"

    done = run(app, "fair", out, "--by", "Clerk@chamber.example")
    refused = run(app, "fair", tmp_path / "other.xlsx", "--by", "nobody@chamber.example")

    assert done.exit_code == 0
    assert db.session.scalars(select(ExportLog.user_id)).all() == [clerk.id]
    assert facts_of(out)["Made by"].partition(",")[0] == "Ms Clerk"
    assert (refused.exit_code, "No user has the e-mail nobody@chamber.example." in refused.output) == (2, True)
