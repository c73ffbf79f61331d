"""What the codes of an import mean, and why one is refused, in the reader's language."""

from __future__ import annotations

from typing import Final

from flask_babel import LazyString

from app.companies.fields import SHEET_FIELDS
from app.companies.wording import company_field_label
from app.core.web import errors
from app.core.web.translations import lazy_gettext as _l
from app.importing.import_changes import SECTOR_CODE_FIELDS
from app.importing.person_matching import ABSENT_COLUMN
from app.registrations.wording import CodeTexts
from app.sheets.fields import CONSENT_FIELDS, SheetField

F = SheetField

FIELD_TEXTS: Final[dict[str, LazyString]] = {
    F.COMPANY: _l("Company"),
    F.COMPANY_ZH: _l("Company, Chinese"),
    F.OTHER_NAME: _l("Company, other name"),
    F.STOCK_CODE: _l("Stock code"),
    F.UEN: _l("UEN"),
    F.USCC: _l("Unified social credit code"),
    F.WEBSITE: _l("Website"),
    F.COUNTRY: _l("Country or region"),
    F.CITY: _l("City"),
    F.SECTORS: _l("Sectors (words → codes to confirm)"),
    F.ABOUT: _l("About the firm"),
    F.OFFERS: _l("Offers"),
    F.SEEKS: _l("Seeks"),
    F.PRODUCTS: _l("Products, by name"),
    F.FOUNDED: _l("Founded in"),
    F.EMPLOYEES: _l("Employees"),
    F.EXPORTS: _l("Export markets"),
    F.CERTIFICATES_HELD: _l("Certificates held (words)"),
    F.CERTIFICATES_NEEDED: _l("Certificates needed (words)"),
    F.GROUP: _l("Group of the event"),
    F.SALUTATION: _l("Salutation"),
    F.REPRESENTATIVE: _l("Representative"),
    F.FAMILY_NAME: _l("Family name"),
    F.GIVEN_NAME: _l("Given name"),
    F.MIDDLE_NAME: _l("Middle name"),
    F.REPRESENTATIVE_ZH: _l("Representative, Chinese"),
    F.TITLE: _l("Title"),
    F.TITLE_ZH: _l("Title, Chinese"),
    F.EMAIL: _l("E-mail (first), others kept"),
    F.PHONE: _l("Phone (first), others kept"),
    F.LANDLINE: _l("Phone, landline"),
    F.WECHAT: _l("WeChat"),
    F.PHONE_WECHAT: _l("Phone and WeChat"),
    F.LANGUAGES: _l("Languages"),
    F.NEEDS_INTERPRETER: _l("Needs an interpreter"),
    F.DIETARY: _l("Dietary"),
    F.VIP: _l("VIP"),
    F.SITE_VISIT: _l("Answer “site visit”"),
    F.ARRIVAL: _l("Answer “arrival”"),
    F.DEPARTURE: _l("Answer “departure”"),
    F.CATEGORY: _l("Answer “category”"),
    F.REGISTERED_AT: _l("Answer “registered on”"),
    F.REMARKS: _l("Remarks"),
    **{F(column): company_field_label(name) for column, name in SHEET_FIELDS.items()},
    F.ATTENDING: _l("Attends (no: left out)"),
    F.CONSENT_LIST: _l("Consent: attendee list"),
    F.CONSENT_CONTACTS: _l("Consent: contacts"),
    F.CONSENT_CROSS_BORDER: _l("Consent: hand on abroad"),
    F.CONSENT_PUBLIC: _l("Consent: public directory"),
    F.CONSENT_OTHER: _l("Consent to something else (kept as a remark)"),
    F.CONSENT_SOURCE: _l("Source of the consents"),
    F.SERIAL: _l("Number of the row"),
    F.UNUSED: _l("leave out"),
}
"""What a column can become; the order is that of the list."""

CHANGE_TEXTS: Final[CodeTexts] = {
    F.COMPANY_ZH: _l("Chinese name"),
    F.OTHER_NAME: _l("another spelling of its name"),
    F.STOCK_CODE: _l("stock code"),
    F.UEN: _l("UEN"),
    F.USCC: _l("unified social credit code"),
    F.WEBSITE: _l("website"),
    F.COUNTRY: _l("country"),
    F.CITY: _l("city"),
    F.SECTORS: _l("sector words"),
    SECTOR_CODE_FIELDS["is_in"]: _l("sectors"),
    SECTOR_CODE_FIELDS["offers"]: _l("sectors offered"),
    SECTOR_CODE_FIELDS["seeks"]: _l("sectors sought"),
    F.ABOUT: _l("text about the firm"),
    F.OFFERS: _l("offers"),
    F.SEEKS: _l("seeks"),
    F.PRODUCTS: _l("products"),
    F.FOUNDED: _l("year of foundation"),
    F.EMPLOYEES: _l("number of employees"),
    F.EXPORTS: _l("export markets"),
    F.CERTIFICATES_HELD: _l("certificates held"),
    F.CERTIFICATES_NEEDED: _l("certificates needed"),
    F.CATEGORY: _l("category"),
    F.GROUP: _l("group"),
    F.SALUTATION: _l("salutation"),
    F.REPRESENTATIVE: _l("representative"),
    F.FAMILY_NAME: _l("family name"),
    F.GIVEN_NAME: _l("given name"),
    F.REPRESENTATIVE_ZH: _l("representative’s Chinese name"),
    F.TITLE: _l("title"),
    F.TITLE_ZH: _l("Chinese title"),
    F.EMAIL: _l("e-mail"),
    F.PHONE: _l("phone"),
    ABSENT_COLUMN: _l("away (but for who is needed at a meeting then)"),
    F.WECHAT: _l("WeChat"),
    F.LANGUAGES: _l("languages"),
    F.NEEDS_INTERPRETER: _l("interpreter"),
    F.DIETARY: _l("dietary"),
    F.VIP: _l("VIP"),
    F.SITE_VISIT: _l("site visit"),
    F.ARRIVAL: _l("arrival"),
    F.DEPARTURE: _l("departure"),
    F.REGISTERED_AT: _l("date of registration"),
    F.REMARKS: _l("remarks"),
    **{name: FIELD_TEXTS[F(name)] for name in (*CONSENT_FIELDS, *SHEET_FIELDS)},
}

LOOK_TEXTS: Final[CodeTexts] = {
    "email_unreadable": _l("E-mail can’t be read"),
    "email_to_come": _l("E-mail missing"),
    "email_formula": _l("E-mail is a formula"),
    "code_became_number": _l("Code became a number"),
    "code_unreadable": _l("Stock code can’t be read"),
    "perhaps_same": _l("Perhaps the same firm"),
    "people_several": _l("Perhaps several people in one cell"),
    "company_missing": _l("Name of the firm missing"),
    "company_broken": _l("Name of the firm is an error"),
    "company_long": _l("Text too long for the name of a firm"),
    "company_number": _l("Name of the firm is a number or a day"),
    "company_header": _l("Name of the firm is the word of a header"),
    "company_person": _l("Name of the firm seems to be a person’s"),
    "letters_lost": _l("Letters can’t be read"),
    "phone_digits_lost": _l("Digits of the phone number are lost"),
    "date_ambiguous": _l("Day and month could be swapped"),
    "date_without_year": _l("Day without a year, and not near the event"),
    "date_far": _l("Day more than a year from the event"),
    "date_impossible": _l("There is no such day"),
    "date_before_arrival": _l("Departure before the arrival"),
    "unsure_coming": _l("Perhaps does not come"),
    "named_withdrawn": _l("Named on the sheet of the withdrawn"),
}
BAD_LOOK_CODES: Final = frozenset(
    {
        "email_unreadable",
        "email_to_come",
        "email_formula",
        "company_missing",
        "company_broken",
        "company_long",
        "company_number",
        "company_header",
        "company_person",
        "letters_lost",
        "date_impossible",
        "phone_digits_lost",
    }
)

NOTE_TEXTS: Final[CodeTexts] = {
    "phone_plus_lost": _l("phone was a number: + put back"),
    "phone_country_assumed": _l("phone: country of the delegation assumed"),
    "country_by_town": _l("country guessed from the city"),
    "country_by_phone": _l("country guessed from the phone number"),
    "country_by_domain": _l("country guessed from the email or website"),
    "phone_without_country": _l("phone without country code"),
    "phone_was_day": _l("a day is no phone number, kept as a remark"),
    "phone_unreadable": _l("phone can’t be read, kept as it is"),
    "phone_invalid": _l("phone can’t be dialled, kept as it is"),
    "more_emails": _l("several e-mails: first used, others kept"),
    "email_of_two": _l("another company of the sheet has the same email"),
    "more_titles": _l("two job titles for one person: first used, other kept"),
    "more_names": _l("several names in one cell: first used, others kept"),
    "people_unnamed": _l("people who are only counted: kept as a remark"),
    "people_split": _l("several people in one cell: told apart"),
    "code_was_number": _l("stock code was a number"),
    "code_zeros_restored": _l("zeros of the stock code put back"),
    "registry_unreadable": _l("registry number can’t be right, kept as a remark"),
    "registry_check": _l("registry number %(number)s: its check sign does not fit, kept as a remark"),
    "registry_letters": _l("registry number %(number)s: a sign that cannot stand there, kept as a remark"),
    "date_was_number": _l("date was a number"),
    "date_order_assumed": _l("order of day and month: as in the country of the delegation"),
    "date_without_year": _l("date without a year"),
    "date_year_taken": _l("year of a date: the event’s"),
    "date_ambiguous": _l("day and month could be swapped"),
    "date_unreadable": _l("date can’t be read"),
    "ditto": _l("“ditto” filled from the row above"),
    "answered_again": _l("sent again by the same person: these answers count"),
    "hidden_row": _l("row is hidden in the sheet"),
    "consents_disagree": _l("rows of this firm disagree on a consent: the no counts"),
    "person_unlisted": _l("this person stays out of attendee lists: the no is theirs alone"),
    "refused_before": _l("they said no to it themselves: the yes of the sheet counts for nothing"),
    "consent_other": _l("consent that names none of our purposes: a remark, counts for nothing"),
    "half_days": _l("stays away from half days that the sheet names: told of its people"),
    "interpreter_unread": _l("answer about an interpreter is no yes or no: a remark, counts for nothing"),
    "consent_unread": _l("answer to a consent is no yes or no: a remark, counts for nothing"),
    "person_erased": _l(
        "somebody who was erased at this event is left out; add them by hand if they ask to come after all"
    ),
    "cell_error": _l("a cell holds an error or a formula without a result"),
}

LEFT_OUT_TEXTS: Final[CodeTexts] = {
    "title": _l("title of the sheet"),
    "header": _l("header"),
    "repeated_header": _l("header again"),
    "blank": _l("blank"),
    "section": _l("heading of a section"),
    "total": _l("total"),
    "footnote": _l("footnote"),
    "example": _l("example"),
    "column_numbers": _l("numbers of the columns"),
    "nothing_to_import": _l("nothing to import"),
    "left_out_by_hand": _l("you left it out"),
    "not_attending": _l("does not attend"),
    "withdrawn": _l("withdrawn"),
    "struck_through": _l("struck through in the sheet"),
    "in_another_delegation": _l("registered with another delegation"),
    "registered_by_itself": _l("has registered by itself"),
    "registration_cancelled": _l("has cancelled its registration"),
    "registration_rejected": _l("was rejected by the organizer"),
}

NOT_READ_TEXTS: Final[CodeTexts] = {
    "sheet_hidden": _l("hidden"),
    "sheet_withdrawn": _l("its name says that these firms have withdrawn"),
    "sheet_old": _l("its name says that this is an old list"),
    "sheet_without_companies": _l("names no companies"),
    "sheet_left_out": _l("you left it out"),
    "sheet_guide": _l("explains how to fill in the others"),
    "form_empty": _l("nobody has filled it in"),
    "sheet_empty": _l("empty"),
    "sheet_too_big": _l("larger than a file may be"),
    "sheet_rows": _l("too many rows"),
    "sheet_columns": _l("too many columns"),
    "sheet_far_cell": _l("a cell far outside the list is filled"),
    "sheet_not_finite": _l("a cell holds a number that is none, such as NaN"),
    "sheet_encrypted": _l("protected by a password"),
    "sheet_kind": _l("of a kind that is not read"),
    "sheet_wrong_type": _l("not what its name says"),
    "sheet_unreadable": _l("damaged"),
    "sheet_entities": _l("holds XML entities, as attacks do"),
    "sheet_nul": _l("holds a zero byte"),
    "sheet_cut": _l("breaks off in the middle of a row"),
    "sheet_quote": _l("a quotation mark is not closed"),
}
UNREADABLE_REASONS: Final = frozenset(
    {
        "form_empty",
        "sheet_empty",
        "sheet_too_big",
        "sheet_rows",
        "sheet_columns",
        "sheet_far_cell",
        "sheet_not_finite",
        "sheet_encrypted",
        "sheet_kind",
        "sheet_wrong_type",
        "sheet_unreadable",
        "sheet_cut",
        "sheet_quote",
        "sheet_entities",
        "sheet_nul",
    }
)
"""Nothing of such a sheet can be read after all."""

NOT_UNDONE_TEXTS: Final[CodeTexts] = {
    "later_import": _l("changed by a later import: undo that one first"),
    "edited": _l("edited since"),
    "link_used": _l("its link was sent or opened"),
    "in_use": _l("in use: a meeting, a wish or a shared person"),
    "meetings_freed": _l("stays cancelled: its meetings ended with that, and its partners were told"),
}


errors.register_sentences(
    {
        "sheet_empty": _l("The file is empty. Nothing was kept."),
        "sheet_too_big": _l(
            "The file is larger than a sheet may be: 10 MB, 20,000 rows and 300 columns. Nothing was kept; split it, "
            "or save the list alone as a new file."
        ),
        "sheet_rows": _l("The file has more than %(limit)s rows. Nothing was kept; split the list into several files."),
        "sheet_columns": _l(
            "The file has more than %(limit)s columns. Nothing was kept; delete those that are not about firms and "
            "people, and save it again."
        ),
        "sheet_far_cell": _l(
            "A cell far outside the list is filled (%(cell)s). Nothing was kept; delete what lies beyond row "
            "%(limit_rows)s and column %(limit_columns)s and save the file again."
        ),
        "sheet_not_finite": _l(
            "Cell %(cell)s of the sheet “%(sheet)s” holds “%(value)s”, which is no number. Nothing was kept; correct "
            "or empty the cell, save the file and choose it again."
        ),
        "sheet_files": _l("More than %(limit)s files were chosen at once. Nothing was kept; choose fewer."),
        "sheet_files_unread": _l(
            "None of the files can be read: %(names)s. Nothing was kept; open them, save them without a password and "
            "choose them again."
        ),
        "sheet_encrypted": _l(
            "The file is protected by a password. Nothing was kept; save it without one and choose it again."
        ),
        "sheet_kind": _l(
            "A file of the kind “%(kind)s” is not read. Nothing was kept; save it as an Excel workbook (.xlsx), a "
            "Word document (.docx) or CSV."
        ),
        "sheet_wrong_type": _l(
            "The file is named “.%(named)s” but is something else (%(found)s). Nothing was kept; open it, save it as "
            "an Excel workbook (.xlsx) and choose that."
        ),
        "sheet_unreadable": _l(
            "The file is damaged or no spreadsheet. Nothing was kept; open it, save it again and choose that."
        ),
        "sheet_entities": _l(
            "The file holds XML entities, which a spreadsheet never needs and attacks use. Nothing was kept; copy the "
            "list into a new workbook and choose that."
        ),
        "sheet_nul": _l(
            "The text holds a zero byte (NUL), as a damaged file does. Nothing was kept; open it in a spreadsheet, "
            "save it again and choose that."
        ),
        "sheet_cut": _l(
            "The file breaks off in the middle of row %(row)s. Nothing was kept; get the whole file and choose that."
        ),
        "sheet_quote": _l(
            "A quotation mark opens in row %(row)s and is not closed, so that all below it is one cell. Nothing was "
            "kept; close it or delete it, or get the whole file, and choose that."
        ),
        "sheet_without_rows": _l(
            "No row of a firm stands below the header. Nothing was kept; fill the sheet and choose it again."
        ),
        "import_consents_not_settled": _l("Say first what the consents of your sheet are for. Nothing was imported."),
        "import_not_settled": _l("%(rows)s rows still need a look. Nothing was imported."),
        "import_nothing": _l(
            "No row of the sheet is a firm that can be imported. Nothing was imported; give each firm a row of its "
            "own, under headers such as Company and Contact person, and upload the sheet again."
        ),
        "import_quota": _l(
            "The quota of the delegation is %(quota)s, and with this sheet its firms would be %(firms)s. Nothing was "
            "imported; leave rows out, or ask the organizer for a larger quota."
        ),
        "import_nothing_to_undo": _l("Every firm of this import was edited or is in use since. Nothing was undone."),
        "import_people_quota": _l(
            "The delegation’s quota of people for each firm is %(quota)s, and with this sheet %(firm)s would bring "
            "%(people)s. Nothing was imported; leave rows out, or ask the organizer for a larger quota."
        ),
    }
)
