import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.spreadsheets import SheetCell
from app.importing.planner import plan_import
from app.sheets.contacts import (
    ParsedEmails,
    ParsedPhone,
    format_international,
    is_email,
    parse_emails,
    parse_phones,
    parse_phones_beside_emails,
)
from tests.sheets.planned import made

TYPED = st.one_of(st.text(max_size=40), st.text(alphabet="ab@.;,/ ()（）＠．atdot0123456789+-转：", max_size=30))


@pytest.mark.full
@given(TYPED)
def test_every_e_mail_found_is_one_and_lower_case(text: str) -> None:
    found = parse_emails(SheetCell(text))

    assert all(is_email(address) and address == address.lower() for address in found.addresses)
    assert found.suggestion == "" or is_email(found.suggestion)


@given(st.from_regex(r"[a-z0-9]{1,8}(\.[a-z0-9]{1,8})?@[a-z0-9]{1,8}\.example\.org", fullmatch=True))
def test_a_clean_e_mail_stays_as_it_is(address: str) -> None:
    assert parse_emails(SheetCell(address)) == ParsedEmails((address,))
    assert parse_emails(SheetCell(f" {address.upper()}\u00a0")) == ParsedEmails((address,))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@x.example.org ; info@x.example.org", ParsedEmails(("a@x.example.org", "info@x.example.org"))),
        ("a@x.example.org/a@x.example.org", ParsedEmails(("a@x.example.org",))),
        ("bd＠uob．example．org", ParsedEmails(("bd@uob.example.org",))),
        ("邮箱：bd@sgx.example.org", ParsedEmails(("bd@sgx.example.org",))),
        ("Desk <bd@sgx.example.org>", ParsedEmails(("bd@sgx.example.org",))),
        ("bd (at) sgx.example.org", ParsedEmails((), "email_unreadable", "bd@sgx.example.org")),
        ("bd [at] sgx (dot) example (dot) org", ParsedEmails((), "email_unreadable", "bd@sgx.example.org")),
        ("bd @ sgx.example.org", ParsedEmails((), "email_unreadable", "bd@sgx.example.org")),
        ("bd@sgx,example.org", ParsedEmails((), "email_unreadable", "bd@sgx.example.org")),
        (
            "a@x.example.org, b(at)x.example.org",
            ParsedEmails(("a@x.example.org",), "email_unreadable", "b@x.example.org"),
        ),
        ("ask the front desk", ParsedEmails((), "email_unreadable")),
        ("zeta\r\nBcc: evil@evil.example.org", ParsedEmails((), "email_unreadable")),
        ("a@x.example.org\nSubject: hello", ParsedEmails((), "email_unreadable")),
        ("a@x.example.org\r\nTo : b@x.example.org", ParsedEmails((), "email_unreadable")),
        ("a@x.example.org $(id)", ParsedEmails((), "email_unreadable")),
        ("Toh Wei-Ming (陈伟明), a@x.example.org", ParsedEmails(("a@x.example.org",))),
        ("a..b@x.example.org@", ParsedEmails(("b@x.example.org",), "email_unreadable")),
        ("TBC", ParsedEmails((), "email_to_come")),
        ("NA", ParsedEmails()),
        ("", ParsedEmails()),
    ],
)
def test_e_mails(text: str, found: ParsedEmails) -> None:
    assert parse_emails(SheetCell(text)) == found


@given(st.one_of(TYPED, st.integers(), st.floats(), st.none()), st.sampled_from(["", "SG", "CN", "XX"]))
def test_phones_are_total_and_keep_their_digits(value: str | float | None, country: str) -> None:
    for phone in parse_phones(SheetCell(value), country):
        assert phone.number or value == ""


@given(st.integers(min_value=10_000_000, max_value=99_999_999))
def test_a_plus_lost_to_a_number_comes_back(local: int) -> None:
    [phone] = parse_phones(SheetCell(int(f"65{local}")))

    assert phone == ParsedPhone(f"+65 {str(local)[:4]} {str(local)[4:]}", ("phone_plus_lost",))
    assert parse_phones(SheetCell(phone.number)) == (ParsedPhone(phone.number),)


@pytest.mark.parametrize(
    ("value", "country", "found"),
    [
        ("65-00000001", "", [ParsedPhone("+65 0000 0001")]),
        ("(65) 0000-0002", "", [ParsedPhone("+65 0000 0002")]),
        ("＋６５\u3000００００\u3000０００７", "", [ParsedPhone("+65 0000 0007")]),
        ("0065 6123 4567", "", [ParsedPhone("+65 6123 4567")]),
        ("0000 0004", "SG", [ParsedPhone("+65 0000 0004", ("phone_country_assumed",))]),
        ("0000 0004", "", [ParsedPhone("0000 0004", ("phone_without_country",))]),
        ("+65 0000 0005 / +65 0000 0505", "", [ParsedPhone("+65 0000 0005"), ParsedPhone("+65 0000 0505")]),
        ("(023)00000001转801", "CN", [ParsedPhone("+86 23 0000 0001 ext. 801", ("phone_country_assumed",))]),
        ("微信同号：13800000005", "CN", [ParsedPhone("+86 138 0000 0005", ("phone_country_assumed",))]),
        ("13800000005", "SG", [ParsedPhone("+86 138 0000 0005", ("phone_country_assumed",))]),
        ("06 12 34 56 78", "FR", [ParsedPhone("+33 6 12 34 56 78", ("phone_country_assumed",))]),
        ("+999 12 34 56", "", [ParsedPhone("+999123456")]),
        ("0041 79 123 45 67", "", [ParsedPhone("+41 79 123 45 67")]),
        ("0041 79 123 45 67", "SG", [ParsedPhone("+41 79 123 45 67")]),
        ("00351 912 345 678", "FR", [ParsedPhone("+351 912 345 678")]),
        ("0091-98123-45678", "", [ParsedPhone("+91 98123 45678")]),
        ("00976-99-112235", "", [ParsedPhone("+976 9911 2235")]),
        ("+44 (0)20 7946 0000", "", [ParsedPhone("+44 20 7946 0000")]),
        ("+976 99112235", "", [ParsedPhone("+976 9911 2235")]),
        ("99112235", "MN", [ParsedPhone("+976 9911 2235", ("phone_country_assumed",))]),
        ("99-11-22-35", "MN", [ParsedPhone("+976 9911 2235", ("phone_country_assumed",))]),
        ("976 99112235", "MN", [ParsedPhone("+976 9911 2235")]),
        ("079 123 45 67", "CH", [ParsedPhone("+41 79 123 45 67", ("phone_country_assumed",))]),
        ("6581234567", "IN", [ParsedPhone("+91 6581 234 567", ("phone_country_assumed",))]),
        ("13800000005", "MN", [ParsedPhone("+86 138 0000 0005", ("phone_country_assumed",))]),
        ("0171 2345678", "DE", [ParsedPhone("+49 171 2345678", ("phone_country_assumed",))]),
        ("+49 (0)160 9876543", "", [ParsedPhone("+49 160 9876543")]),
        ("0160/1234567", "DE", [ParsedPhone("+49 160 1234567", ("phone_country_assumed",))]),
        ("+49 160/1234567", "", [ParsedPhone("+49 160 1234567")]),
        ("012-345 6789", "MY", [ParsedPhone("+60 12-345 6789", ("phone_country_assumed",))]),
        ("0912345678", "VN", [ParsedPhone("+84 912 345 678", ("phone_country_assumed",))]),
        ("03-1234-5678", "JP", [ParsedPhone("+81 3-1234-5678", ("phone_country_assumed",))]),
        ("+86 (0)23 6789 0123", "", [ParsedPhone("+86 23 6789 0123")]),
        ("+65 6789 1234/1235", "", [ParsedPhone("+65 6789 1234"), ParsedPhone("+65 6789 1235")]),
        ("+65 6234 5678, ext 12", "", [ParsedPhone("+65 6234 5678 ext. 12")]),
        ("00123", "", [ParsedPhone("00123", ("phone_unreadable",))]),
        ("0099 12-34", "", [ParsedPhone("0099 12-34", ("phone_unreadable",))]),
        ("Office: 6123-4567", "", [ParsedPhone("6123-4567", ("phone_without_country",))]),
        ("12-34567", "MN", [ParsedPhone("12-34567", ("phone_without_country",))]),
        ("ask", "", [ParsedPhone("ask", ("phone_unreadable",))]),
        ("-", "SG", []),
        ("待定", "CN", []),
    ],
)
def test_phones(value: str, country: str, found: list[ParsedPhone]) -> None:
    assert list(parse_phones(SheetCell(value), country)) == found


@pytest.mark.parametrize(
    "number", ["+33 4 91 00 00 00", "+60 12-345 6789", "+44 20 7946 0958", "+86 138 0013 8000", "+65 6123 4567"]
)
def test_a_number_is_written_as_its_country_writes_it(number: str) -> None:
    assert parse_phones(SheetCell(number)) == parse_phones(SheetCell(number.replace(" ", ""))) == (ParsedPhone(number),)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("jf.dupont@x.example / +33 6 12 34 56 78", ["+33 6 12 34 56 78"]),
        ("+33 6 12 34 56 78", ["+33 6 12 34 56 78"]),
        ("wang@x.example 电话：13800138000", ["+86 138 0013 8000"]),
        ("13800138000@139.example", []),
        ("Jean Dupont", []),
        ("12345", []),
    ],
)
def test_phones_beside_an_address_are_found(text: str, numbers: list[str]) -> None:
    assert [phone.number for phone in parse_phones_beside_emails(SheetCell(text), "FR")] == numbers


def test_digits_that_a_spreadsheet_cut_off_are_asked_for_and_those_that_it_only_shortened_are_kept() -> None:
    assert parse_phones(SheetCell("8.61381E+12")) == (ParsedPhone("", ("phone_digits_lost",)),)
    assert parse_phones(SheetCell("8.613812345678E+12"), "SG") == (
        ParsedPhone("+86 138 1234 5678", ("phone_plus_lost",)),
    )


@pytest.mark.parametrize(
    ("mobile", "wechat", "found"),
    [
        ("+65 9123 4567", "same as mobile", "+65 9123 4567"),
        ("+86 138 1234 5678", "微信同号", "+86 138 1234 5678"),
        ("+86 138 1234 5678（微信同号）", "", "+86 138 1234 5678"),
        ("8.61381E+12", "same as mobile", None),
        ("+65 9123 4567", "tanweichat", "tanweichat"),
    ],
)
def test_a_wechat_that_is_under_the_mobile_takes_its_number(mobile: str, wechat: str, found: str | None) -> None:
    sheet = made(
        ("Company", "Contact", "Office tel", "Mobile", "WeChat"),
        ("Alpha Metals Pte Ltd", "Ms Ang", "+65 6123 4567", mobile, wechat),
    )

    [row] = plan_import([sheet], []).rows[1:]

    assert row.values.get("wechat") == found
    assert (row.looks, row.raw.get("phone")) == (("phone_digits_lost",) if found is None else (), mobile)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("+852 2345 6789 ext. 12 / 9123 4567", ["+852 2345 6789 ext. 12", "+852 9123 4567"]),
        ("9123 4567 / +852 2345 6789", ["+852 9123 4567", "+852 2345 6789"]),
        ("+60 12-345 6789 / 03-2345 6789", ["+60 12-345 6789", "+60 3-2345 6789"]),
        ("+86 138 0000 0031 / 9123 4567", ["+86 138 0000 0031", "+65 9123 4567"]),
        ("+65 9123 4567 / 13800000031", ["+65 9123 4567", "+86 138 0000 0031"]),
    ],
)
def test_a_number_without_a_country_is_of_the_same_as_that_beside_it(text: str, numbers: list[str]) -> None:
    def digits(numbers: list[str]) -> list[str]:
        return ["".join(sign for sign in number if sign.isalnum()) for number in numbers]

    assert digits([one.number for one in parse_phones(SheetCell(text), "SG")]) == digits(numbers)


@pytest.mark.full
@settings(max_examples=300, deadline=None)
@given(st.from_regex(r"\+[0-9]( ?[0-9]){4,18}", fullmatch=True), st.sampled_from(["", "SG", "CN", "FR", "JP"]))
def test_a_plain_number_is_in_full_as_the_cell_of_a_sheet_with_it_would_be(number: str, country: str) -> None:
    [read] = parse_phones(SheetCell(number), country)

    assert format_international(number, country) == read.number


@pytest.mark.parametrize(
    "cell", ["13500000031（李明） 13500000032（王芳）", "13500000031 (Mobile) 13500000032 (Assistant)"]
)
def test_brackets_between_two_numbers_part_them(cell: str) -> None:
    assert [phone.number for phone in parse_phones(SheetCell(cell), "CN")] == ["+86 135 0000 0031", "+86 135 0000 0032"]
