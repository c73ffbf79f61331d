"""Words for columns, purposes, pieces of work and the reasons why somebody is left out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from app.companies.fields import LISTED_FIELDS
from app.companies.sectors import tree
from app.companies.wording import company_field_label
from app.core.web import errors
from app.core.web.locale import language
from app.core.web.translations import lazy_gettext as _l
from app.lists.columns import ListColumn, all_columns
from app.lists.selection import ColumnCondition, ListSelection

COLUMN_LABELS: Final[dict[str, Any]] = {
    "event": _l("Event"),
    "delegation": _l("Delegation"),
    "group": _l("Group"),
    "category": _l("Category"),
    "registration_state": _l("State"),
    "company": _l("Company"),
    "company_zh": _l("Company, Chinese"),
    "country": _l("Country or region"),
    "city": _l("City"),
    "sectors": _l("Sectors"),
    "sector_codes": _l("Sector codes"),
    "offers": _l("Offers"),
    "seeks": _l("Seeks"),
    "certificates_held": _l("Certificates held"),
    "certificates_needed": _l("Certificates needed"),
    "website": _l("Website"),
    "rank": _l("Rank"),
    "salutation": _l("Salutation"),
    "representative": _l("Representative"),
    "family_name": _l("Family name"),
    "given_name": _l("Given name"),
    "representative_zh": _l("Representative, Chinese"),
    "title": _l("Job title"),
    "title_zh": _l("Job title, Chinese"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "wechat": _l("WeChat"),
    "languages": _l("Languages"),
    "needs_interpreter": _l("Interpreter"),
    "dietary": _l("Diet"),
    "checked_in_at": _l("Checked in"),
    "meetings_booked": _l("Meetings booked"),
    "consent_list": _l("Consent to the list"),
    "registered_at": _l("Registered"),
    **{name: company_field_label(name) for name in LISTED_FIELDS},
}
COLUMN_MEANINGS: Final[dict[str, Any]] = {
    "event": _l("The event’s name"),
    "delegation": _l("With whom the firm or the guest comes; empty where it comes by itself"),
    "group": _l("The firm’s side of the event"),
    "category": _l("firm, official, chamber, press or speaker"),
    "registration_state": _l("invited, draft, submitted, approved, waiting, rejected or cancelled"),
    "company": _l("The firm’s name; for guests, their institution"),
    "sectors": _l("What the firm is in (ISIC Rev. 5)"),
    "offers": _l(
        "The firm’s own line, in another language where it wrote none in this list’s; else the sectors it offers"
    ),
    "seeks": _l(
        "The firm’s own line, in another language where it wrote none in this list’s; else the sectors it seeks"
    ),
    "rank": _l("Place in the chamber’s sheet"),
    "email": _l("In a list that is handed over, only with the person’s consent to contacts"),
    "phone": _l(
        "In international form, or as it was typed where its country is not known; in a list that is handed over, only "
        "with the person’s consent to contacts"
    ),
    "wechat": _l("In a list that is handed over, only with the person’s consent to contacts"),
    "needs_interpreter": _l("Yes, No, or empty where nobody said"),
    "dietary": _l("For running the event only"),
    "checked_in_at": _l("For running the event only; on the clocks of the event"),
    "meetings_booked": _l("Meetings of the firm that have a time or were held"),
    "consent_list": _l("yes, no or withdrawn, and how it is known (self, sheet, paper); not_asked"),
    "registered_at": _l("On the clocks of the event"),
}
PURPOSES: Final[dict[str, Any]] = {"running": _l("Running the event"), "handover": _l("Hand-over")}
USES: Final[dict[str, Any]] = {
    "running": _l("The event’s team"),
    "abroad": _l("Somebody abroad"),
    "home": _l("Somebody in the country"),
}
USES_MEANT: Final[dict[str, Any]] = {
    "running": _l("Every row that is yours to run, whatever was agreed to."),
    "abroad": _l("Who agreed to the list and to leaving the country. Also where the recipient is not known."),
    "home": _l("Who agreed to the list. The recipient is in the event’s country."),
}
CATALOGUE_MEANT: Final[dict[str, Any]] = {
    "running": USES_MEANT["running"],
    "abroad": _l("Who agreed to be shown in public. Also where the recipient is not known."),
    "home": _l("Who agreed to be shown in public. The recipient is in the event’s country."),
}
USES_SUCH_AS: Final[dict[str, Any]] = {
    "running": _l("Badges and table cards"),
    "abroad": _l("Follow-up by the chamber"),
    "home": _l("Follow-up by the investment office"),
}
"""Of each use what somebody might write as its reason."""
TASKS: Final[dict[str, Any]] = {
    "overview": _l("Who comes, with sectors"),
    "badges": _l("Badges and table cards"),
    "check_in": _l("Check-in"),
    "meals": _l("Meals"),
    "interpreters": _l("Interpreters"),
    "contacts": _l("Contacts"),
    "everything": _l("All columns"),
}
CATEGORIES: Final[dict[str, Any]] = {
    "firm": _l("Firm"),
    "official": _l("Official"),
    "chamber": _l("Chamber"),
    "press": _l("Press"),
    "speaker": _l("Speaker"),
}
STATES: Final[dict[str, Any]] = {
    "invited": _l("Not begun"),
    "draft": _l("Draft"),
    "submitted": _l("To approve"),
    "approved": _l("Approved"),
    "waiting": _l("Waiting list"),
    "rejected": _l("Rejected"),
    "cancelled": _l("Cancelled"),
}
REASON_LABELS: Final[dict[str, Any]] = {
    "list_not_asked": _l("never asked about the attendee list"),
    "list_no": _l("said no to the attendee list"),
    "list_withdrawn": _l("took back the consent to the attendee list"),
    "abroad_not_asked": _l("never asked about leaving the country"),
    "abroad_no": _l("said no to leaving the country"),
    "abroad_withdrawn": _l("took back the consent to leaving the country"),
    "person_not_asked": _l("the firm agreed, this person was never asked: the firm stands without a name"),
    "person_no": _l("the firm agreed, this person said no to the attendee list"),
    "person_withdrawn": _l("the firm agreed, this person took back the consent to the attendee list"),
    "person_abroad_no": _l("the firm agreed, this person said no to leaving the country"),
    "person_abroad_withdrawn": _l("the firm agreed, this person took back the consent to leaving the country"),
    "public_not_asked": _l("never asked about being shown in public"),
    "public_no": _l("said no to being shown in public"),
    "public_withdrawn": _l("took back the consent to being shown in public"),
    "contacts_not_asked": _l("no card: never asked about handing on contacts"),
    "contacts_no": _l("no card: said no to handing on contacts"),
    "contacts_withdrawn": _l("no card: took back the consent to handing on contacts"),
    "contacts_none": _l("no card: nobody with an e-mail, a phone or WeChat"),
}

TEST_LABELS: Final[dict[str, Any]] = {
    "has": _l("contains"),
    "is": _l("is"),
    "not": _l("is not"),
    "from": _l("is at least, from"),
    "to": _l("is at most, until"),
    "filled": _l("is filled in"),
    "empty": _l("is empty"),
}

LANGUAGE_NOTES: Final[dict[str, Any]] = {
    "beside": _l("in the other language alone"),
    "en": _l("(in English)"),
    "zh": _l("(in Chinese)"),
    "fr": _l("(in French)"),
}
"""Of a text in a catalogue, where it is in another language than its column."""
EXTRA_LABELS: Final[dict[str, Any]] = {"logo": _l("Logo"), "table": _l("Table")}
"""What a catalogue shows besides columns of lists."""
FORMATS: Final[dict[str, Any]] = {
    "catalogue": _l("catalogue (PDF)"),
    "gate": _l("list for the gate (Excel)"),
    "phones": _l("phone list (ZIP)"),
}
"""Formats that are told by more than their ending."""

errors.register_sentences(
    {
        "export_empty": _l("No row of this list may leave. Nothing was made; see who is left out and why."),
        "export_filter_unknown": _l(
            "Nothing was made. The list filters by a column that there is not any more, or that is not yours to see: "
            "%(columns)s. Take that filter away."
        ),
        "export_too_long": _l("Nothing was made. A PDF holds at most %(most)s rows; filter the list or take Excel."),
        "list_outdated": _l("Somebody took back a consent after this file was made. Make the list again."),
        "export_reason_missing": _l("Nothing was made. Say what the list is for; it is kept with the export."),
        "view_name_missing": _l("Nothing was saved. Give the view a name."),
    }
)


def empty_export_sentence() -> str:
    return errors.error_sentence("export_empty")


def column_labels() -> Mapping[str, str]:
    """Every column's name → what it is called in the reader's language."""
    return _labels_in(language())


@cache
def _labels_in(_language: str) -> Mapping[str, str]:
    """Words of the catalogue, which stay as they are while the server runs."""
    return {column.name: column_label(column.name) for column in all_columns()}


def column_label(name: str) -> str:
    """What a column is called; a section's by its letter and name."""
    if name in COLUMN_LABELS:
        return str(COLUMN_LABELS[name])
    code = name.removeprefix("sector_")
    return f"{code} {tree.sector_label_in(code, language())}"


def condition_text(condition: ColumnCondition, labels: Mapping[str, str]) -> str:
    """“City is Singapore”, in the reader's language."""
    words = [labels.get(condition.column, condition.column), str(TEST_LABELS[condition.test]), condition.value]
    return " ".join(word for word in words if word)


def heading_of(column: ListColumn, selection: ListSelection) -> str:
    """What stands over a column: the user's own words, else what it is called; a question by its label."""
    own = selection.headings.get(column.name) or column.label.in_language(language())[0]
    return own or column_label(column.name)


def column_meaning(name: str) -> str:
    """What stands in a column, where its name does not say it all."""
    return str(COLUMN_MEANINGS.get(name, ""))


OWN_DATA_HEADINGS: Final[dict[str, Any]] = {
    "users": _l("Your account"),
    "memberships": _l("Your organisations"),
    "event_roles": _l("Your tasks at events"),
    "company_users": _l("Firms that you act for"),
    "company_certificates": _l("Certificates of these firms"),
    "company_markets": _l("Where these firms export to"),
    "company_products": _l("Products of these firms"),
    "company_references": _l("References of these firms"),
    "delegations": _l("Delegations that you head"),
    "representatives": _l("You at each event"),
    "join_requests": _l("Firms that you asked to join"),
    "firm_links": _l("Links that you used"),
    "outbox": _l("Letters to you"),
    "letter_lines": _l("News for letters to you"),
    "calendar_feeds": _l("Calendars that follow your agenda"),
    "private_notes": _l("Your private notes"),
    "notices": _l("What you did"),
    "export_log": _l("Lists that you exported"),
    "import_batches": _l("Sheets that you imported"),
    "saved_views": _l("Views that you saved"),
    "stored_files": _l("Files that you keep here"),
    "job_runs": _l("Work done for you"),
    "representations": _l("Firms that you stand for"),
    "answers": _l("Your answers"),
    "consents": _l("Your consents"),
    "delegation_roles": _l("Your parts in delegations"),
    "bus_seats": _l("Your seats in buses"),
    "unavailabilities": _l("Times when you are away"),
    "claims": _l("Your times in meetings"),
    "check_ins": _l("When you came"),
    "export_rows": _l("Lists that hold you"),
}
"""Headings of one's own data, by table."""
