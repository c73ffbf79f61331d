"""The fields that a column of a list can become, and a column: its header, its field, how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.companies.names.parsing import compact


class SheetField(StrEnum):
    """The choices of the preview; ``UNUSED`` leaves a column out."""

    SERIAL = "serial"
    COMPANY = "company"
    COMPANY_ZH = "company_zh"
    OTHER_NAME = "other_name"
    STOCK_CODE = "stock_code"
    UEN = "uen"
    USCC = "uscc"
    WEBSITE = "website"
    COUNTRY = "country"
    CITY = "city"
    SECTORS = "sectors"
    ABOUT = "about"
    OFFERS = "offers"
    SEEKS = "seeks"
    PRODUCTS = "products"
    FOUNDED = "founded"
    EMPLOYEES = "employees"
    EXPORTS = "exports"
    CERTIFICATES_HELD = "certificates_held"
    CERTIFICATES_NEEDED = "certificates_needed"
    GROUP = "group"
    CATEGORY = "category"
    SALUTATION = "salutation"
    REPRESENTATIVE = "representative"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    MIDDLE_NAME = "middle_name"
    REPRESENTATIVE_ZH = "representative_zh"
    TITLE = "title"
    TITLE_ZH = "title_zh"
    EMAIL = "email"
    PHONE = "phone"
    LANDLINE = "landline"
    WECHAT = "wechat"
    PHONE_WECHAT = "phone_wechat"
    LANGUAGES = "languages"
    NEEDS_INTERPRETER = "needs_interpreter"
    DIETARY = "dietary"
    VIP = "vip"
    SITE_VISIT = "site_visit"
    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    ATTENDING = "attending"
    CONSENT_LIST = "consent_list"
    CONSENT_CONTACTS = "consent_contacts"
    CONSENT_CROSS_BORDER = "consent_cross_border"
    CONSENT_PUBLIC = "consent_public"
    CONSENT_OTHER = "consent_other"
    CONSENT_SOURCE = "consent_source"
    REGISTERED_AT = "registered_at"
    REMARKS = "remarks"
    UNUSED = "unused"


F = SheetField

PERSON_FIELDS: Final = frozenset(
    {
        F.SALUTATION,
        F.REPRESENTATIVE,
        F.FAMILY_NAME,
        F.GIVEN_NAME,
        F.MIDDLE_NAME,
        F.REPRESENTATIVE_ZH,
        F.TITLE,
        F.TITLE_ZH,
        F.EMAIL,
        F.PHONE,
        F.LANDLINE,
        F.WECHAT,
        F.PHONE_WECHAT,
        F.LANGUAGES,
        F.NEEDS_INTERPRETER,
        F.DIETARY,
        F.VIP,
    }
)
"""What belongs to a person rather than to the firm."""

FULL_NAME_FIELDS: Final = frozenset({F.REPRESENTATIVE, F.REPRESENTATIVE_ZH})
NAME_PART_FIELDS: Final = frozenset({F.FAMILY_NAME, F.GIVEN_NAME})
PERSON_NAME_FIELDS: Final = FULL_NAME_FIELDS | NAME_PART_FIELDS
"""Names of people, in full or in parts."""
LATIN_NAME_FIELDS: Final = NAME_PART_FIELDS | {F.REPRESENTATIVE}
"""The same where a further one begins another person; a Chinese name may be the same person's."""

COMPANY_NAME_FIELDS: Final = (F.COMPANY, F.COMPANY_ZH, F.OTHER_NAME)

CONSENT_FIELDS: Final = {
    F.CONSENT_LIST: "attendee_list",
    F.CONSENT_CONTACTS: "contacts",
    F.CONSENT_CROSS_BORDER: "cross_border",
    F.CONSENT_PUBLIC: "public_directory",
}
"""Columns whose yes counts, and for which purpose; any other consent is kept as a remark."""

FIELDS_TO_CONFIRM: Final = frozenset({F.SECTORS})
"""Known columns whose contents a person still has to confirm: words become codes."""


class ColumnCertainty(StrEnum):
    SURE = "sure"
    LOOK = "look"
    NOT_USED = "not_used"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """``number`` counts from 1. ``header``: as in the sheet, on one line; ``above``: the group it stands under, or "".
    ``contact``: 1, or 2 and up where one row holds several people. ``chosen``: somebody said so. ``people``: they
    seem to stand there, though it is the column of the companies. ``stands_in``: it names who heads the company and
    comes where a row names nobody else."""

    number: int
    header: str
    above: str = ""
    field: SheetField = SheetField.UNUSED
    certainty: ColumnCertainty = ColumnCertainty.NOT_USED
    example: str = ""
    contact: int = 1
    hidden: bool = False
    chosen: bool = False
    people: bool = False
    stands_in: bool = False

    @property
    def key(self) -> str:
        """Under which a choice is remembered for the next sheet."""
        return compact(self.header)
