"""What a column of a registration sheet can become."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Field(StrEnum):
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


F = Field

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

NAMES_OF_PEOPLE: Final = frozenset({F.REPRESENTATIVE, F.REPRESENTATIVE_ZH})
NAME_IN_PARTS: Final = frozenset({F.FAMILY_NAME, F.GIVEN_NAME})
NAMING_SOMEBODY: Final = NAMES_OF_PEOPLE | NAME_IN_PARTS
"""Names of people, in full or in parts."""
NAMING_IN_LATIN: Final = NAME_IN_PARTS | {F.REPRESENTATIVE}
"""The same where a further one begins another person; a Chinese name may be the same person's."""

COMPANY_NAMES: Final = (F.COMPANY, F.COMPANY_ZH, F.OTHER_NAME)

CONSENTS: Final = {
    F.CONSENT_LIST: "attendee_list",
    F.CONSENT_CONTACTS: "contacts",
    F.CONSENT_CROSS_BORDER: "cross_border",
    F.CONSENT_PUBLIC: "public_directory",
}
"""Columns whose yes counts, and for which purpose; any other consent is kept as a remark."""

ALWAYS_LOOK: Final = frozenset({F.SECTORS})
"""Known columns whose contents a person still has to confirm: words become codes."""
