"""Cards for an address book."""

from app.documents.vcard import MAX_LINE_OCTETS, ContactCard, to_vcard


def test_a_card_holds_what_is_known_and_no_more():
    card = ContactCard(
        name="Robert Yap",
        family_name="Yap",
        given_name="Robert",
        salutation="Dr",
        other_name="叶进国",
        organisation="YCH Group Pte Ltd",
        title="Chairman; founder",
        email="ry@ych.example",
        phone="+65 6123 4567",
        city="Singapore",
        country="Singapore",
    )

    assert to_vcard([card]).decode().split("\r\n") == [
        *("BEGIN:VCARD", "VERSION:3.0", "FN:Robert Yap", "N:Yap;Robert;;Dr;", "NICKNAME:叶进国"),
        *("ORG:YCH Group Pte Ltd", r"TITLE:Chairman\; founder", "EMAIL;TYPE=INTERNET,WORK:ry@ych.example"),
        *("TEL;TYPE=WORK,VOICE:+65 6123 4567", "ADR;TYPE=WORK:;;;Singapore;;;Singapore", "END:VCARD", ""),
    ]


def test_case_14_nothing_typed_begins_a_property_or_a_card_of_its_own():
    nasty = "A\r\nEND:VCARD\nBEGIN:VCARD\u2028TEL:1\x00\u2029,;\\"

    told = to_vcard([ContactCard(name=nasty, title=nasty, organisation=nasty)]).decode()

    assert [line for line in told.split("\r\n") if line.startswith(("END", "BEGIN", "TEL"))] == [
        *("BEGIN:VCARD", "END:VCARD"),
    ]
    assert len(told.splitlines()) == len(told.split("\r\n")) - 1


def test_long_lines_are_folded_between_characters():
    told = to_vcard([ContactCard(name="重庆" * 60)])

    assert max(len(line) for line in told.split(b"\r\n")) <= MAX_LINE_OCTETS
    assert f"FN:{'重庆' * 60}\r\n" in told.decode().replace("\r\n ", "")
