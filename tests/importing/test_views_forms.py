"""Forms of one firm each, chosen at once on the import page."""

from __future__ import annotations

from io import BytesIO

from app.accounts.models import User
from app.core.db import db
from app.core.spreadsheets import read_workbook
from app.importing.queries.imports import get_plan
from app.registrations.models import Delegation
from tests.core.spreadsheet_files import docx, docx_table
from tests.importing.pages import address, only_batch, text_of
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor


def form_of(name: str, person: str) -> bytes:
    return docx(docx_table(("Company:", name), ("Contact person:", person), ("City", "Singapore")))


def test_forms_come_together_and_one_that_cannot_be_read_is_named(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    files = [
        ("alpha.docx", form_of("Alpha Trading Pte Ltd", "Ms Tan")),
        ("beta.xlsx", xlsx(("公司名称", "贝塔有限公司"), ("联系人", "李四"), ("邮箱", "li@beta.example.org"))),
        ("gamma.docx", form_of("______", "")),
        ("delta.pdf", b"%PDF-1.7"),
        ("epsilon.docx", form_of("Epsilon Logistics Pte Ltd", "Mr Lim")),
    ]

    sent = client.as_user(user).post(
        address(delegation), data={"file": [(BytesIO(content), name) for name, content in files]}
    )
    page = text_of(client.get(sent.location))

    db.session.expire_all()
    plan = get_plan(only_batch())
    assert [(row.sheet, row.company, row.values.get("representative")) for row in plan.rows] == [
        ("alpha.docx", "Alpha Trading Pte Ltd", "Ms Tan"),
        ("beta.xlsx", "贝塔有限公司", "李四"),
        ("gamma.docx", "", None),
        ("epsilon.docx", "Epsilon Logistics Pte Ltd", "Mr Lim"),
    ]
    assert "“alpha +4.zip”" in page
    assert "delta.pdf 0 not read of a kind that is not read" in page


def test_an_empty_sheet_is_given_out_in_the_language_of_the_reader(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    page = client.as_user(user).get(address(delegation))
    answer = client.get(address(delegation, "template"), headers={"Accept-Language": "fr"})

    assert address(delegation, "template") in page.text
    assert answer.headers["Content-Disposition"] == "attachment; filename=qiao-template-fr-zh.xlsx"
    assert read_workbook(answer.data, "t.xlsx")[0].at(1, 1).value == "Nom de l’entreprise\n公司名称"
