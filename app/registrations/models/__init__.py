"""Who takes part, and with whom they come."""

from __future__ import annotations

from app.registrations.models.consents import CONSENT_PURPOSES, CONSENT_SOURCES, Consent, ErasedMark
from app.registrations.models.delegations import BusSeat, Delegation, DelegationRole, VisitBlock, VisitMember
from app.registrations.models.imports import (
    BATCH_STATES,
    PREVIEW_LIFETIME,
    SHEET_MEMORY_KINDS,
    DuplicateSearch,
    ImportBatch,
    SheetMemory,
)
from app.registrations.models.questions import Answer, Question
from app.registrations.models.registrations import (
    HIDING_REASONS,
    OFFER_ANSWERS,
    PERSON_NAME_LENGTH,
    PREFERENCE_KINDS,
    REGISTRATION_CATEGORIES,
    REGISTRATION_GOALS,
    REGISTRATION_KINDS,
    CompanyLink,
    JoinRequest,
    PlaceOffer,
    Preference,
    Registration,
    Representation,
    Representative,
)

__all__ = [
    "BATCH_STATES",
    "CONSENT_PURPOSES",
    "CONSENT_SOURCES",
    "HIDING_REASONS",
    "OFFER_ANSWERS",
    "PERSON_NAME_LENGTH",
    "PREFERENCE_KINDS",
    "PREVIEW_LIFETIME",
    "REGISTRATION_CATEGORIES",
    "REGISTRATION_GOALS",
    "REGISTRATION_KINDS",
    "SHEET_MEMORY_KINDS",
    "Answer",
    "BusSeat",
    "CompanyLink",
    "Consent",
    "Delegation",
    "DelegationRole",
    "DuplicateSearch",
    "ErasedMark",
    "ImportBatch",
    "JoinRequest",
    "PlaceOffer",
    "Preference",
    "Question",
    "Registration",
    "Representation",
    "Representative",
    "SheetMemory",
    "VisitBlock",
    "VisitMember",
]
