"""Who takes part, and with whom they come."""

from __future__ import annotations

from app.registrations.models.batches import BATCH_STATES, KEPT, ImportBatch
from app.registrations.models.consents import CONSENT_SOURCES, PURPOSES, Consent
from app.registrations.models.delegations import BusSeat, Delegation, DelegationRole, VisitBlock, VisitMember
from app.registrations.models.erased import ErasedMark
from app.registrations.models.firm_links import FirmLink, JoinRequest
from app.registrations.models.memories import MEMORY_KINDS, SheetMemory
from app.registrations.models.offers import OFFER_ANSWERS, PlaceOffer
from app.registrations.models.preferences import PREFERENCES, PRIORITIES, UNINTERESTING, Preference, WishNumber
from app.registrations.models.questions import Answer, Question
from app.registrations.models.registrations import CATEGORIES, GOALS, KINDS, Registration
from app.registrations.models.representatives import NAME_LENGTH, Representation, Representative
from app.registrations.models.searches import TwinSearch

__all__ = [
    "BATCH_STATES",
    "CATEGORIES",
    "CONSENT_SOURCES",
    "GOALS",
    "KEPT",
    "KINDS",
    "MEMORY_KINDS",
    "NAME_LENGTH",
    "OFFER_ANSWERS",
    "PREFERENCES",
    "PRIORITIES",
    "PURPOSES",
    "UNINTERESTING",
    "Answer",
    "BusSeat",
    "Consent",
    "Delegation",
    "DelegationRole",
    "ErasedMark",
    "FirmLink",
    "ImportBatch",
    "JoinRequest",
    "PlaceOffer",
    "Preference",
    "Question",
    "Registration",
    "Representation",
    "Representative",
    "SheetMemory",
    "TwinSearch",
    "VisitBlock",
    "VisitMember",
    "WishNumber",
]
