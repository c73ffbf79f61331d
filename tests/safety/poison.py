"""Every text that people write anywhere, replaced by one that would be markup, code or a format."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, String, select, update

from app.core.db import Model, transaction
from app.registrations.models import Consent, Registration
from tests.safety.corpus import SCRIPT_URL, TEMPLATES, XSS

POISON = f"{TEMPLATES} {XSS}"
ADDRESSES = {"companies.website", "tables.video_url"}
"""What becomes the address of a link."""
FREE = {
    "answers": "value",
    "shifts": "words",
    "breaks": "label_en label_zh label_fr",
    "companies": "name name_zh country city about_en about_zh about_fr offers_en offers_zh offers_fr seeks_en seeks_zh "
    "seeks_fr sector_words uen uscc stock_code folded other_names",
    "company_certificates": "number issuer",
    "company_products": "name_en name_zh name_fr line_en line_zh line_fr hs",
    "company_references": "customer country line",
    "consents": "evidence",
    "delegations": "name_en name_zh name_fr origin organising_body head_name deputy_name",
    "events": "name_en name_zh name_fr about_en about_zh about_fr venue_en venue_zh venue_fr city_en city_zh city_fr "
    "registration_code hold_reason",
    "export_log": "reason recipient",
    "groups": "name name_zh name_fr",
    "interpreters": "name",
    "letter_lines": "subject body",
    "letter_texts": "name subject_en subject_zh subject_fr body_en body_zh body_fr",
    "meeting_reasons": "words",
    "meetings": "message reply",
    "messages": "subject_en subject_zh subject_fr body_en body_zh body_fr",
    "organisations": "name_en name_zh name_fr",
    "outbox": "subject body",
    "outcome_confirmations": "reason",
    "private_notes": "words",
    "questions": "label_en label_zh label_fr help_en help_zh help_fr options",
    "programme_items": "title_en title_zh title_fr place_en place_zh place_fr",
    "registrations": "institution answers programme_told",
    "representatives": "salutation family_name given_name display_name name_zh title title_zh phone wechat dietary"
    " greeter",
    "roundtables": "topic",
    "saved_views": "name",
    "slots": "label_en label_zh label_fr",
    "stored_files": "name",
    "tables": "zone_en zone_zh zone_fr label",
    "unavailabilities": "reason",
    "users": "name phone",
    "bus_seats": "bus",
    "visit_blocks": "label label_zh label_fr place place_zh place_fr note pickup_place buses",
}
"""Columns that take what people type, by table."""
WORDS = {
    "paper_runs": "kind choices",
    "questions": "key kind only_if_values subject",
    "place_offers": "answer",
    "company_merges": "moved",
    "answers": "language sealed text_hash",
    "arrivals": "digits",
    "beats": "name",
    "boards": "language second zones mark",
    "shifts": "plan",
    "calendar_feeds": "mark",
    "check_ins": "way device scan",
    "companies": "sort_name sort_name_zh employees turnover currency",
    "company_certificates": "standard kind",
    "company_markets": "country",
    "company_products": "isic",
    "company_sectors": "code kind",
    "company_vectors": "mark",
    "consents": "purpose text_version text_hash language source",
    "drafts": "state settings problem problem_mark versions certificate figures unplaced undo",
    "ended_sessions": "mark",
    "event_roles": "role",
    "events": "slug zone phase booking_mode registration_mode approval approve_sectors contact_visibility "
    "contact_email directory",
    "export_log": "purpose format filters columns",
    "export_rows": "fields",
    "firm_links": "code mark",
    "idempotency_keys": "key body_hash answer",
    "import_batches": "state sheets choices fixes written",
    "interpreters": "languages mode sectors",
    "job_runs": "public_id kind queue arguments state stage result error",
    "join_requests": "answer",
    "letter_choices": "address rhythm",
    "letter_lines": "kind recipient language topic calendar state",
    "letter_refusals": "address kind",
    "letter_texts": "kind",
    "meeting_parties": "side answer",
    "outcomes": "stage way currency",
    "meeting_reasons": "choice",
    "meetings": "kind state priority",
    "memberships": "role",
    "messages": "of_list asked state",
    "notices": "kind subject details",
    "outbox": "kind recipient language calendar message_id state error forgets",
    "preferences": "kind because",
    "erased_marks": "mark",
    "ranking_pins": "kind",
    "ranking_settings": "settings",
    "rankings": "parameters rarity seldom_seen",
    "rate_counts": "key",
    "registrations": "kind category state goal languages source",
    "representatives": "email languages absent",
    "saved_views": "settings shared",
    "slots": "kind",
    "sheet_memories": "kind key value",
    "stored_files": "public_id media_type sha256",
    "visit_blocks": "sectors sign_up",
    "delegation_roles": "role",
    "tokens": "purpose subject payload hash email",
    "twin_searches": "found register_mark sought_mark job",
    "users": "email locale zone theme password_hash",
}
"""Columns that hold words of ours, checked addresses, or what a machine made."""


APPEND_ONLY = {"consents"}
"""Tables whose rows are never changed: rows with the text are added."""


def undecided() -> set[str]:
    """Columns of texts of which nobody has said whether people write them."""
    known = {f"{table}.{name}" for kind in (FREE, WORDS) for table, names in kind.items() for name in names.split()}
    return _texts() - known - ADDRESSES


TOLD = ("label", "label_zh", "label_fr", "place", "place_zh", "place_fr", "note", "pickup_place")
LATE = "2099-03-18T01:30:00+00:00"
MAPPINGS = {
    "answers.value": POISON,
    "questions.options": [{"key": "o1", "en": POISON, "zh": POISON, "fr": POISON}],
    "registrations.programme_told": {
        "999": {**dict.fromkeys(TOLD, POISON), **dict.fromkeys(("starts_at", "ends_at"), LATE)}
    },
    "registrations.answers": {"remarks": POISON, "more_phones": [POISON]},
}
"""Columns of JSON that hold more than a list of texts, and what goes there."""


def poison() -> None:
    """Put the text into every row; a number at its end keeps unique what must be."""
    with transaction() as session:
        for name, table in Model.metadata.tables.items():
            for column in FREE.get(name, "").split() if name not in APPEND_ONLY else ():
                taken = update(table).where(table.c.shared.is_(False)) if name == "meeting_reasons" else update(table)
                session.execute(taken.values({column: _poisoned(table.c[column])}))
        for address in ADDRESSES:
            table_name, column = address.split(".")
            session.execute(update(Model.metadata.tables[table_name]).values({column: SCRIPT_URL}))
        firms = session.scalars(select(Registration).where(Registration.kind == "firm"))
        session.add_all([_consent_on_paper(firm) for firm in firms])


def _consent_on_paper(firm: Registration) -> Consent:
    words = {"text_version": "2", "text_hash": "0" * 64, "language": "en", "source": "paper", "evidence": POISON}
    return Consent(event_id=firm.event_id, registration_id=firm.id, purpose="attendee_list", given=True, **words)


def _poisoned(column: Column[Any]) -> Any:
    if isinstance(column.type, JSON):
        return MAPPINGS.get(str(column), [POISON])
    return POISON + column.table.c.id.cast(String)


def _texts() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, (String, JSON)) and not column.foreign_keys
    }
