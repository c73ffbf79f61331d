"""Who a company is, from event to event.

Kept by the organisation that runs its events; duplicates are sought only there.
"""

from app.companies.models.companies import (
    CERTIFICATE_KINDS,
    LINE_LENGTH,
    NAME_LENGTH,
    SECTOR_KINDS,
    TEXT_LENGTH,
    Company,
    CompanyCertificate,
    CompanyMarket,
    CompanySector,
)
from app.companies.models.register import CompanyDistinct, CompanyMerge, CompanyUser
from app.companies.models.showcase import CompanyProduct, CompanyReference
from app.companies.models.vectors import CompanyVectors

__all__ = [
    "CERTIFICATE_KINDS",
    "LINE_LENGTH",
    "NAME_LENGTH",
    "SECTOR_KINDS",
    "TEXT_LENGTH",
    "Company",
    "CompanyCertificate",
    "CompanyDistinct",
    "CompanyMarket",
    "CompanyMerge",
    "CompanyProduct",
    "CompanyReference",
    "CompanySector",
    "CompanyUser",
    "CompanyVectors",
]
