"""Firms with names as people search for them."""

from __future__ import annotations

from app.companies.names.search import search_key
from app.core.db import transaction
from app.registrations.models import Registration
from tests import factories

NAMES = (
    ("Chongqing Port Co.,Ltd.", "重庆港股份有限公司"),
    ("YCH Group Pte Ltd", "叶水福集团"),
    ("Bok Seng Logistics Pte Ltd", None),
    ("Société Générale", None),
)


def firm_named(event, name: str, name_zh: str | None = None, **values) -> Registration:
    told = {"name_zh": name_zh, **values.pop("company_values", {})}
    made = factories.firm(event, name=name, company_values=told, **values)
    with transaction():
        assert made.company is not None
        made.company.folded = search_key(name, name_zh)
    return made
