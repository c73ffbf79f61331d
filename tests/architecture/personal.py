"""Of each column that can hold words or bytes: whether it may name a person or a firm, and what erases it.

A new column must be declared here. Whatever is ``PERSON``, ``FIRM`` or ``TEXT`` is planted with a canary by
``tests/registrations/erasing/`` and must be clean after an erasure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer, Time

from app.core.db import Model

NO: Final = "ids, states, codes, hashes, times: they name nobody"
HOUSE: Final = "words that organizers publish about their event, or an organisation's own name"
PERSON: Final = "about one person: goes with the person"
FIRM: Final = "about one firm: goes with the firm"
TEXT: Final = "written by people: names are taken out of it"

WORDLESS = (Integer, Float, Boolean, DateTime, Date, Time)


def _all(kind: str, table: str, names: str) -> dict[tuple[str, str], str]:
    return {(table, name): kind for name in names.split()}


DECLARED: Final[dict[tuple[str, str], str]] = {
    **_all(TEXT, "answers", "value"),
    **_all(NO, "erased_marks", "mark"),
    **_all(NO, "ranking_settings", "settings"),
    **_all(NO, "ranking_pins", "kind"),
    **_all(NO, "drafts", "state settings problem problem_mark versions certificate figures unplaced undo"),
    **_all(NO, "answers", "sealed language text_hash"),
    **_all(NO, "arrivals", "digits"),
    **_all(NO, "beats", "name"),
    **_all(HOUSE, "breaks", "label_en label_zh label_fr"),
    **_all(HOUSE, "boards", "zones"),
    **_all(NO, "boards", "language second mark"),
    **_all(TEXT, "bus_seats", "bus"),
    **_all(NO, "check_ins", "way device scan"),
    **_all(FIRM, "companies", "name name_zh city website uen uscc stock_code folded sort_name sort_name_zh"),
    **_all(TEXT, "companies", "about_en about_zh about_fr offers_en offers_zh offers_fr seeks_en seeks_zh seeks_fr"),
    **_all(TEXT, "companies", "sector_words other_names"),
    **_all(NO, "companies", "country employees turnover currency"),
    **_all(NO, "company_certificates", "standard kind"),
    **_all(TEXT, "company_certificates", "number issuer"),
    **_all(NO, "company_markets", "country"),
    **_all(TEXT, "company_merges", "moved"),
    **_all(TEXT, "company_products", "name_en name_zh name_fr line_en line_zh line_fr"),
    **_all(NO, "company_products", "isic hs"),
    **_all(TEXT, "company_references", "customer line"),
    **_all(NO, "company_references", "country"),
    **_all(NO, "company_sectors", "code kind"),
    **_all(NO, "company_vectors", "mark vectors"),
    **_all(TEXT, "consents", "evidence"),
    **_all(NO, "consents", "purpose text_version text_hash language source"),
    **_all(TEXT, "delegations", "name_en name_zh name_fr origin organising_body head_name deputy_name"),
    **_all(NO, "delegation_roles", "role"),
    **_all(NO, "ended_sessions", "mark"),
    **_all(NO, "event_roles", "role"),
    **_all(HOUSE, "events", "slug name_en name_zh name_fr about_en about_zh about_fr venue_en venue_zh venue_fr"),
    **_all(HOUSE, "events", "city_en city_zh city_fr registration_code"),
    **_all(
        NO, "events", "zone phase booking_mode registration_mode approval approve_sectors contact_visibility directory"
    ),
    **_all(PERSON, "events", "contact_email"),
    **_all(NO, "calendar_feeds", "mark"),
    **_all(TEXT, "events", "hold_reason"),
    **_all(NO, "paper_runs", "kind choices"),
    **_all(TEXT, "export_log", "reason recipient filters"),
    **_all(NO, "export_log", "purpose format sha256 list_key columns"),
    **_all(NO, "export_rows", "fields"),
    **_all(PERSON, "export_rows", "marks"),
    **_all(NO, "firm_links", "code mark"),
    **_all(HOUSE, "groups", "name name_zh name_fr"),
    **_all(NO, "idempotency_keys", "key body_hash"),
    **_all(PERSON, "idempotency_keys", "answer"),
    **_all(NO, "import_batches", "state"),
    **_all(TEXT, "import_batches", "sheets choices fixes written"),
    **_all(TEXT, "interpreters", "name"),
    **_all(NO, "interpreters", "languages mode sectors"),
    **_all(NO, "job_runs", "public_id kind queue state stage error"),
    **_all(TEXT, "job_runs", "arguments result"),
    **_all(NO, "join_requests", "answer"),
    **_all(PERSON, "letter_choices", "address"),
    **_all(NO, "letter_choices", "rhythm"),
    **_all(PERSON, "letter_refusals", "address"),
    **_all(NO, "letter_refusals", "kind"),
    **_all(TEXT, "letter_texts", "name subject_en subject_zh subject_fr body_en body_zh body_fr"),
    **_all(NO, "letter_texts", "kind"),
    **_all(PERSON, "letter_lines", "recipient"),
    **_all(TEXT, "letter_lines", "subject body calendar"),
    **_all(NO, "letter_lines", "kind language topic state"),
    **_all(NO, "meeting_parties", "side answer"),
    **_all(NO, "meeting_reasons", "choice"),
    **_all(TEXT, "meeting_reasons", "words"),
    **_all(NO, "meetings", "kind state priority"),
    **_all(TEXT, "meetings", "message reply"),
    **_all(NO, "memberships", "role"),
    **_all(TEXT, "messages", "subject_en subject_zh subject_fr body_en body_zh body_fr asked"),
    **_all(NO, "messages", "of_list state"),
    **_all(NO, "notices", "kind subject details"),
    **_all(HOUSE, "organisations", "name_en name_zh name_fr"),
    **_all(NO, "outcomes", "stage way currency"),
    **_all(TEXT, "outcome_confirmations", "reason"),
    **_all(PERSON, "outbox", "recipient"),
    **_all(TEXT, "outbox", "subject body calendar"),
    **_all(NO, "outbox", "kind language message_id state error forgets"),
    **_all(NO, "place_offers", "answer"),
    **_all(NO, "preferences", "kind because"),
    **_all(TEXT, "private_notes", "words"),
    **_all(HOUSE, "programme_items", "title_en title_zh title_fr place_en place_zh place_fr"),
    **_all(HOUSE, "questions", "key label_en label_zh label_fr help_en help_zh help_fr options only_if_values"),
    **_all(NO, "questions", "kind subject"),
    **_all(NO, "rankings", "parameters rarity seldom_seen"),
    **_all(NO, "rate_counts", "key"),
    **_all(TEXT, "registrations", "institution answers programme_told"),
    **_all(NO, "registrations", "kind category state goal languages source"),
    **_all(PERSON, "representatives", "salutation family_name given_name display_name name_zh title title_zh email"),
    **_all(PERSON, "representatives", "phone wechat dietary greeter"),
    **_all(NO, "representatives", "languages absent"),
    **_all(TEXT, "roundtables", "topic"),
    **_all(TEXT, "saved_views", "name settings"),
    **_all(NO, "saved_views", "shared"),
    **_all(TEXT, "sheet_memories", "key value"),
    **_all(NO, "sheet_memories", "kind"),
    **_all(NO, "shifts", "plan"),
    **_all(TEXT, "shifts", "words"),
    **_all(NO, "shown_lists", "places"),
    **_all(HOUSE, "slots", "label_en label_zh label_fr"),
    **_all(NO, "slots", "kind"),
    **_all(TEXT, "stored_files", "name"),
    **_all(PERSON, "stored_files", "content"),
    **_all(NO, "stored_files", "public_id media_type sha256"),
    **_all(NO, "suggestions", "places"),
    **_all(HOUSE, "tables", "label zone_en zone_zh zone_fr video_url"),
    **_all(NO, "tokens", "purpose subject hash"),
    **_all(PERSON, "tokens", "email"),
    **_all(TEXT, "tokens", "payload"),
    **_all(NO, "twin_searches", "found register_mark sought_mark job"),
    **_all(TEXT, "unavailabilities", "reason"),
    **_all(PERSON, "users", "name email phone password_hash"),
    **_all(NO, "users", "locale zone theme"),
    **_all(TEXT, "visit_blocks", "label label_zh label_fr place place_zh place_fr note pickup_place buses"),
    **_all(NO, "visit_blocks", "sectors sign_up"),
}


def wordy() -> Iterator[tuple[str, Column[object]]]:
    """The columns that can hold a name, with their tables."""
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            if not isinstance(column.type, WORDLESS) and not isinstance(getattr(column.type, "impl", None), DateTime):
                yield table.name, column


def personal(*kinds: str) -> set[tuple[str, str]]:
    return {place for place, kind in DECLARED.items() if kind in kinds}
