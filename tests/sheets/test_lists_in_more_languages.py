"""Registration lists in German, Malay and Vietnamese: every column is recognised, and what stands in them is read."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import Any

import pytest

from app.core.spreadsheets import read_workbook
from app.sheets.fields import SheetField
from app.sheets.headers import HeaderGuess, guess_field
from app.sheets.identity_numbers import list_identity_headers
from app.sheets.list_reading import read_list
from app.sheets.phrases import DATA_FOLDER
from config import ROOT
from tests.sheets.workbooks import xlsx

F = SheetField
GERMAN = {
    "Lfd. Nr.": (F.SERIAL, 1),
    "Firmenname": (F.COMPANY, "Nordlicht Maschinenbau GmbH"),
    "Anschrift": (F.UNUSED, "Hafenstraße 5, 20457 Hamburg"),
    "Land": (F.COUNTRY, "Germany"),
    "Webseite": (F.WEBSITE, "nordlicht.example.org"),
    "Branche": (F.SECTORS, "Maschinenbau"),
    "Produkte und Dienstleistungen": (F.OFFERS, "Pumpen für Schiffe"),
    "Gesuchte Partner": (F.SEEKS, "Werften in Asien"),
    "Anrede": (F.SALUTATION, "Frau"),
    "Vorname": (F.GIVEN_NAME, "Anke"),
    "Nachname": (F.FAMILY_NAME, "Petersen"),
    "Position": (F.TITLE, "Geschäftsführerin"),
    "E-Mail-Adresse": (F.EMAIL, "anke.petersen@nordlicht.example.org"),
    "Telefon (geschäftlich)": (F.LANDLINE, "+49 40 1234567"),
    "Handynummer": (F.PHONE, "+49 151 23456789"),
    "Sprachen": (F.LANGUAGES, "Deutsch; English"),
    "Dolmetscher benötigt": (F.NEEDS_INTERPRETER, "Nein"),
    "Besondere Ernährungswünsche": (F.DIETARY, "vegetarisch"),
    "Anreise": (F.ARRIVAL, "17.03.2027"),
    "Abreise": (F.DEPARTURE, "20.03.2027"),
    "Einwilligung zur Weitergabe der Kontaktdaten": (F.CONSENT_CONTACTS, "Ja"),
    "Zustimmung zur Teilnehmerliste": (F.CONSENT_LIST, "Ja"),
    "Bemerkungen": (F.REMARKS, "kommt mit der Bahn"),
}
MALAY = {
    "Bil.": (F.SERIAL, 1),
    "Nama Syarikat": (F.COMPANY, "Seri Makmur Foods Sdn Bhd"),
    "Alamat": (F.UNUSED, "12 Jalan Ampang, 50450 Kuala Lumpur"),
    "Negara": (F.COUNTRY, "Malaysia"),
    "Laman Web": (F.WEBSITE, "serimakmur.example.org"),
    "Bidang Perniagaan": (F.SECTORS, "Makanan halal"),
    "Produk dan Perkhidmatan": (F.OFFERS, "Sos dan rempah"),
    "Rakan niaga yang dicari": (F.SEEKS, "Pengedar di Chongqing"),
    "Gelaran": (F.SALUTATION, "Puan"),
    "Nama Pertama": (F.GIVEN_NAME, "Aisyah"),
    "Nama Keluarga": (F.FAMILY_NAME, "Rahman"),
    "Jawatan": (F.TITLE, "Pengarah Urusan"),
    "Alamat E-mel": (F.EMAIL, "aisyah@serimakmur.example.org"),
    "No. Telefon Pejabat": (F.LANDLINE, "+60 3 2161 0000"),
    "No. Telefon Bimbit": (F.PHONE, "+60 12 345 6789"),
    "Bahasa": (F.LANGUAGES, "Malay; English"),
    "Perlu jurubahasa": (F.NEEDS_INTERPRETER, "Ya"),
    "Keperluan Pemakanan": (F.DIETARY, "halal"),
    "Tarikh Ketibaan": (F.ARRIVAL, "2027-03-17"),
    "Tarikh Berlepas": (F.DEPARTURE, "2027-03-20"),
    "Persetujuan untuk berkongsi maklumat hubungan": (F.CONSENT_CONTACTS, "Tidak setuju"),
    "Persetujuan senarai peserta": (F.CONSENT_LIST, "Setuju"),
    "Catatan": (F.REMARKS, "datang bersama keluarga"),
}
VIETNAMESE = {
    "STT": (F.SERIAL, 1),
    "Tên công ty": (F.COMPANY, "Công ty TNHH Sao Mai"),
    "Địa chỉ": (F.UNUSED, "25 Lý Thường Kiệt, Hà Nội"),
    "Quốc gia": (F.COUNTRY, "Việt Nam"),
    "Trang web": (F.WEBSITE, "saomai.example.org"),
    "Lĩnh vực hoạt động": (F.SECTORS, "Nông sản"),
    "Sản phẩm, dịch vụ": (F.OFFERS, "Cà phê rang xay"),
    "Nhu cầu hợp tác": (F.SEEKS, "Nhà phân phối tại Trùng Khánh"),
    "Danh xưng": (F.SALUTATION, "Bà"),
    "Họ và tên đệm": (F.FAMILY_NAME, "Nguyễn Thị"),
    "Tên": (F.GIVEN_NAME, "Lan"),
    "Chức vụ": (F.TITLE, "Giám đốc"),
    "Địa chỉ email": (F.EMAIL, "lan@saomai.example.org"),
    "Điện thoại cố định": (F.LANDLINE, "+84 24 3825 0000"),
    "Điện thoại di động": (F.PHONE, "+84 91 234 5678"),
    "Ngôn ngữ": (F.LANGUAGES, "Vietnamese; English"),
    "Cần phiên dịch": (F.NEEDS_INTERPRETER, "Có"),
    "Yêu cầu ăn uống": (F.DIETARY, "ăn chay"),
    "Ngày đến": (F.ARRIVAL, "17/03/2027"),
    "Ngày về": (F.DEPARTURE, "20/03/2027"),
    "Đồng ý chia sẻ thông tin liên hệ": (F.CONSENT_CONTACTS, "Không đồng ý"),
    "Đồng ý có tên trong danh sách đại biểu": (F.CONSENT_LIST, "Đồng ý"),
    "Ghi chú": (F.REMARKS, "đi cùng đoàn"),
}


def read_single_row(columns: dict[str, tuple[SheetField, Any]]) -> tuple[dict[str, SheetField], dict[str, Any]]:
    """Header → field, and the values of the row."""
    content = xlsx(tuple(columns), tuple(cell for _, cell in columns.values()))
    found = read_list(read_workbook(content, "list.xlsx"))
    (values,) = [read for read in found.values[0] if read is not None]
    return {column.header: column.field for column in found.sheets[0].tables[0].columns}, values.values


@pytest.mark.parametrize("columns", [GERMAN, MALAY, VIETNAMESE], ids=["de", "ms", "vi"])
def test_every_column_of_a_registration_list_is_recognised(columns):
    fields, _ = read_single_row(columns)

    assert fields == {header: field for header, (field, _) in columns.items()}


@pytest.mark.parametrize(
    ("columns", "read"),
    [
        (
            GERMAN,
            {
                "representative": "Anke Petersen",
                "needs_interpreter": False,
                "consent_contacts": True,
                "title": "Geschäftsführerin",
            },
        ),
        (
            MALAY,
            {
                "representative": "Aisyah Rahman",
                "needs_interpreter": True,
                "consent_contacts": False,
                "title": "Pengarah Urusan",
            },
        ),
        (
            VIETNAMESE,
            {
                "family_name": "Nguyễn Thị",
                "given_name": "Lan",
                "needs_interpreter": True,
                "consent_contacts": False,
                "title": "Giám đốc",
            },
        ),
    ],
    ids=["de", "ms", "vi"],
)
def test_what_stands_in_the_columns_is_read(columns, read):
    _, values = read_single_row(columns)

    assert {name: values.get(name) for name in read} == read
    assert values["consent_list"] is True


@pytest.mark.parametrize(
    "header", ["Reisepassnummer", "Personalausweis-Nr.", "No. Pasport", "No. Kad Pengenalan", "Số hộ chiếu", "CCCD"]
)
def test_numbers_of_passports_and_identity_cards_are_not_kept(header):
    sheets = read_workbook(xlsx(("Company", "Name", header), ("Alpha Pte Ltd", "Tan Wei", "E1234567")), "list.xlsx")
    found = read_list(sheets)

    assert list_identity_headers(found.sheets) == (header,)


@pytest.mark.parametrize("header", ["Einwilligung", "Persetujuan", "Sự đồng ý"])
def test_a_consent_without_a_purpose_has_to_be_asked_for(header):
    assert guess_field(header) == HeaderGuess(F.CONSENT_OTHER, exact=False)


READ_HEADERS = """
import sys
from pathlib import Path
from app.sheets import phrases
phrases.DATA_FOLDER = Path(sys.argv[1])
from app.sheets.cells import parse_yes_no
from app.core.spreadsheets.values import SheetCell
from app.sheets.headers import guess_field
print([guess_field(header).field.value for header in sys.argv[2:]], parse_yes_no(SheetCell("sì")))
"""


def test_a_language_is_added_by_rows_alone(tmp_path):
    shutil.copytree(DATA_FOLDER, tmp_path / "data")
    for name, rows in {
        "headers.csv": "company,it,Ragione sociale\ntitle,it,Qualifica\ndietary,it,Esigenze alimentari\n",
        "values.csv": "yes,it,sì\n",
    }.items():
        with (tmp_path / "data" / name).open("a", encoding="utf-8") as file:
            file.write(rows)
    headers = ["RAGIONE SOCIALE", "Qualifica", "Esigenze alimentari"]

    command = [sys.executable, "-c", READ_HEADERS, str(tmp_path / "data"), *headers]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert printed.strip() == "['company', 'title', 'dietary'] True"
