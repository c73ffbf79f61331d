"""The stable columns and what stands in them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.companies.sectors import tree
from app.core.localized import Localized
from app.lists.columns import (
    BASE_COLUMNS,
    COLUMNS_VERSION,
    TASK_COLUMNS,
    ListTerms,
    RowWriter,
    all_columns,
    columns_by_name,
    columns_named,
)
from app.lists.consent import LedgerWord, ListVerdict, RowConsents
from app.lists.rows import ListCompany, ListPerson, ListRow

TERMS = ListTerms("en", ZoneInfo("Asia/Shanghai"), "Matching Day")
AT = datetime(2032, 3, 1, 16, 30, tzinfo=UTC)
FIRM = ListCompany(
    registration_id=1,
    category="firm",
    state="approved",
    name="YCH Group Pte Ltd",
    name_zh="叶水福集团",
    delegation=Localized("Singapore delegation", "新加坡代表团"),
    group=Localized("Singapore", "新加坡"),
    country="SG",
    city="Singapore",
    website="https://ych.example",
    is_in=("5210", "5231", "6419"),
    offers=Localized("Cold chain", "冷链"),
    seeks_codes=("4630",),
    holds=("iso_9001",),
    needs=("haccp",),
    rank=3,
    languages=("en",),
    needs_interpreter=False,
    meetings=2,
    registered_at=AT,
)
PERSON = ListPerson(
    id=7,
    name="Robert Yap",
    salutation="Dr",
    family_name="Yap",
    given_name="Robert",
    name_zh="叶进国",
    title="Chairman",
    title_zh="董事长",
    email="ry@ych.example",
    phone="+65 6123 4567",
    wechat="ryap",
    languages=("en", "zh"),
    dietary="no pork",
    checked_in_at=AT,
)
ROW = ListRow(FIRM, PERSON, RowConsents(LedgerWord.YES, "paper"))
PRODUCT = """
event, delegation, group, category, registration_state, company, company_zh, country, city, sectors, sector_codes,
offers, seeks, certificates_held, certificates_needed, website, rank, salutation, representative, family_name,
given_name,
representative_zh, title, title_zh, email, phone, wechat, languages, needs_interpreter, dietary, checked_in_at,
meetings_booked, consent_list, registered_at
"""


def told(row: ListRow = ROW, verdict: ListVerdict = ListVerdict(), terms: ListTerms = TERMS) -> dict[str, object]:  # noqa: B008
    return dict(zip(columns_by_name(), RowWriter(all_columns(), terms).cells(row, verdict), strict=True))


def test_version_1_has_these_columns_in_this_order():
    names = [name.strip() for name in PRODUCT.replace("\n", " ").split(",")]

    assert [column.name for column in BASE_COLUMNS] == names
    assert [name for name in columns_by_name() if name not in names] == [
        f"sector_{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUV"
    ]
    assert COLUMNS_VERSION == 1


def test_every_column_says_what_its_name_says():
    found = told()

    local = AT.astimezone(ZoneInfo("Asia/Shanghai"))
    assert [found[column.name] for column in BASE_COLUMNS] == [
        *("Matching Day", "Singapore delegation", "Singapore", "firm", "approved", "YCH Group Pte Ltd", "叶水福集团"),
        *("SG", "Singapore", found["sectors"], "5210; 5231; 6419", "Cold chain", found["seeks"], "ISO 9001 Quality"),
        *("HACCP", "https://ych.example", 3, "Dr", "Robert Yap", "Yap", "Robert", "叶进国", "Chairman", "董事长"),
        *("ry@ych.example", "+65 6123 4567", "ryap", "en, zh", "No", "no pork", local, 2, "yes (paper)", local),
    ]
    assert (local.hour, local.day) == (0, 2)


def test_sectors_are_named_and_stand_as_yes_and_no_by_section():
    found = told()

    assert str(found["sectors"]).count("; ") == 2
    assert found["seeks"] == tree.sector_label_in("4630", "en")
    assert {name for name in found if name.startswith("sector_") and found[name] == "Yes"} == {"sector_H", "sector_L"}
    assert {found[f"sector_{letter}"] for letter in "ABCDEFGIJKMNOPQRSTUV"} == {"No"}


def test_labels_and_texts_are_in_the_wanted_language():
    found = told(terms=ListTerms("zh", TERMS.zone, "对接会"))

    assert [found[name] for name in ("event", "delegation", "group", "offers")] == [
        "对接会",
        "新加坡代表团",
        "新加坡",
        "冷链",
    ]


def test_without_consent_the_contacts_are_empty_and_the_rest_is_there():
    found, whole = told(verdict=ListVerdict(contacts=False)), told()

    assert {name for name in found if found[name] != whole[name]} == {"email", "phone", "wechat"}
    assert {found[name] for name in ("email", "phone", "wechat")} == {None}


def test_what_the_event_alone_needs_is_not_handed_on():
    found, whole = told(verdict=ListVerdict(inner=False)), told()

    assert {name for name in found if found[name] != whole[name]} == {"dietary", "checked_in_at"}


def test_a_firm_without_people_has_empty_fields_of_a_person():
    found = told(ListRow(FIRM))

    assert {name for name in found if found[name] is None} == {
        *("salutation", "representative", "family_name", "given_name", "representative_zh", "title", "title_zh"),
        *("email", "phone", "wechat", "dietary", "checked_in_at"),
    }
    assert (found["languages"], found["consent_list"]) == ("en", "not_asked")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (RowConsents(), "not_asked"),
        (RowConsents(LedgerWord.NO, "sheet"), "no (sheet)"),
        (RowConsents(LedgerWord.WITHDRAWN, "self"), "withdrawn (self)"),
    ],
)
def test_a_consent_stands_with_its_source(said, written):
    assert told(ListRow(FIRM, PERSON, said))["consent_list"] == written


def test_columns_come_in_the_asked_order_each_once_and_unknown_ones_not_at_all():
    assert [column.name for column in columns_named(["email", "nonsense", "company", "email"])] == ["email", "company"]
    assert columns_named([]) == columns_named(["nonsense"]) == all_columns()


def test_every_task_asks_for_known_columns():
    assert {name for names in TASK_COLUMNS.values() for name in names} - set(columns_by_name()) == set()


def test_columns_of_sections_stand_wherever_they_are_wanted():
    columns = columns_named(["sector_H", "company", "sector_L", "sector_A", "rank"])

    assert RowWriter(columns, TERMS).cells(ROW, ListVerdict()) == ["Yes", "YCH Group Pte Ltd", "Yes", "No", 3]
