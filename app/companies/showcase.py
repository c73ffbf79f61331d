"""What a firm shows of its work, as named values: a product, a reference. Well-formed or refused."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from app.companies.facts import Value
from app.companies.sectors import tree
from app.companies.sizes import is_year
from app.kernel.errors import Invalid
from app.kernel.localized import LANGUAGES

MOST_SHOWN: Final = 40
"""Products of a company, and references of a company."""
BACK_FOR: Final = dt.timedelta(minutes=10)
"""So long what was removed can be brought back; then it goes for good."""
PRODUCT: Final = (*(f"{part}_{one}" for part in ("name", "line") for one in LANGUAGES), "isic", "hs")
REFERENCE: Final = ("customer", "country", "year", "line")
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {"product": PRODUCT, "reference": REFERENCE}
_HS: Final = re.compile(r"(?:[0-9]{2}){1,5}")


def kept_values(kind: str, values: Mapping[str, Value], *, until: int) -> dict[str, str | int | None]:
    """What is kept of a ``product`` or a ``reference``, by field; None for nothing. ``until``: the last year that a
    reference may be of. Raises Invalid ``product_nameless``, ``customer_missing``, ``isic_unknown``, ``hs_unknown``,
    ``year_unknown``, ``country_unknown``."""
    kept: dict[str, str | int | None] = {name: str(values.get(name) or "") or None for name in FIELDS[kind]}
    if kind == "product":
        if not any(kept[f"name_{one}"] for one in LANGUAGES):
            raise Invalid("product_nameless")
        if kept["isic"] and kept["isic"] not in tree():
            raise Invalid("isic_unknown")
        kept["hs"] = hs_code(str(kept["hs"] or "")) or None
        return kept
    if not kept["customer"]:
        raise Invalid("customer_missing")
    if kept["country"] and not re.fullmatch("[A-Z]{2}", str(kept["country"])):
        raise Invalid("country_unknown")
    kept["year"] = _year(kept["year"], until)
    return kept


def hs_code(written: str) -> str:
    """2, 4, 6, 8 or 10 digits, without points and blanks: 8507.60 → 850760, and so in full-width digits. Raises Invalid
    ``hs_unknown``."""
    digits = re.sub(r"[\s.]", "", unicodedata.normalize("NFKC", written))
    if digits and not _HS.fullmatch(digits):
        raise Invalid("hs_unknown")
    return digits


def _year(written: object, until: int) -> int | None:
    if not written:
        return None
    if not is_year(str(written), until=until):
        raise Invalid("year_unknown")
    return int(str(written))
