"""A consent counts for the purpose that its header names, and for no other."""

from __future__ import annotations

import pytest

from app.registrations.columns import Certainty
from app.registrations.consent_headers import consent_asked
from app.registrations.fields import Field
from app.registrations.headers import guess
from app.registrations.importing import plan_import
from tests.registrations.planned import made

F = Field
ADDRESSES = ("a@a.example.org", "b@b.example.org")


@pytest.mark.parametrize(
    ("header", "field", "clear"),
    [
        ("Consent to publish in attendee list", F.CONSENT_LIST, True),
        ("Consent: attendee list", F.CONSENT_LIST, True),
        ("同意列入參會名單", F.CONSENT_LIST, True),
        ("是否同意列入名单（同意/不同意）", F.CONSENT_LIST, True),
        ("D'accord pour figurer dans l'annuaire", F.CONSENT_LIST, True),
        ("Consent: contacts", F.CONSENT_CONTACTS, True),
        ("Consent to share contact details (Y/N)", F.CONSENT_CONTACTS, True),
        ("Agree to share my e-mail and phone", F.CONSENT_CONTACTS, True),
        ("是否同意提供个人联系方式", F.CONSENT_CONTACTS, True),
        ("Autorise la communication de mes coordonnées", F.CONSENT_CONTACTS, True),
        ("Consent: hand on abroad", F.CONSENT_CROSS_BORDER, True),
        ("Consent for cross-border transfer", F.CONSENT_CROSS_BORDER, True),
        ("同意：向境外提供", F.CONSENT_CROSS_BORDER, True),
        ("Consent to transfer data to China (Y/N)", F.CONSENT_CROSS_BORDER, True),
        ("J’accepte que mes données soient transmises en Chine", F.CONSENT_CROSS_BORDER, True),
        ("同意将数据传输至新加坡", F.CONSENT_CROSS_BORDER, True),
        ("Consent to send my data to us", F.CONSENT_OTHER, False),
        ("Consent to transfer my contact details to participants", F.CONSENT_CONTACTS, True),
        ("同意将联系方式提供给重庆企业", F.CONSENT_CONTACTS, True),
        ("Consentement : transmettre à l’étranger", F.CONSENT_CROSS_BORDER, True),
        ("Consent to be shown in the public directory", F.CONSENT_PUBLIC, True),
        ("I agree that our firm is listed on the website", F.CONSENT_PUBLIC, True),
        ("是否同意收录会刊", F.CONSENT_PUBLIC, True),
        ("J'accepte que l'entreprise figure dans l'annuaire public", F.CONSENT_PUBLIC, True),
        ("Consent to the participants list and the public directory", F.CONSENT_LIST, False),
        ("Photo consent", F.CONSENT_OTHER, True),
        ("I agree to the terms and conditions", F.CONSENT_OTHER, True),
        ("Droit à l'image : autorisation", F.CONSENT_OTHER, True),
        ("同意接收营销短信", F.CONSENT_OTHER, True),
        ("Consent", F.CONSENT_OTHER, False),
        ("同意", F.CONSENT_OTHER, False),
        ("PDPA consent", F.CONSENT_OTHER, False),
        ("是否同意公开信息", F.CONSENT_OTHER, False),
        ("Consent to be contacted by e-mail", F.CONSENT_OTHER, False),
        ("I do not consent to being listed", F.CONSENT_OTHER, False),
        ("我不同意公开联系方式", F.CONSENT_OTHER, False),
        ("Opt out of the attendee list", F.CONSENT_OTHER, False),
    ],
)
def test_a_header_asks_consent_for_what_it_names(header: str, field: Field, clear: bool) -> None:
    found = guess(header)

    assert found is not None
    assert (found.field, found.exact) == (field, clear)


@pytest.mark.parametrize(
    "header", ["Authorised representative", "授权代表", "Import permit no", "Payment accepted", "Agreement signed", ""]
)
def test_words_that_only_look_like_consent_ask_none(header: str) -> None:
    assert consent_asked(header) is None


def test_another_consent_stays_as_a_remark_and_counts_for_nothing() -> None:
    sheet = made(
        ("Company", "Contact", "E-mail", "Remarks", "Photo consent", "Consent"),
        ("Alpha Pte Ltd", "Ann Lee", ADDRESSES[0], "by train", "Y", "Y"),
        ("Beta Pte Ltd", "Ben Lim", ADDRESSES[1], None, "N", None),
    )

    plan = plan_import([sheet], [])

    assert [effect.consents for effect in plan.effects] == [(), ()]
    assert [effect.after.answers for effect in plan.effects] == [
        {"remarks": "by train; Photo consent: Y; Consent: Y"},
        {"remarks": "Photo consent: N"},
    ]
    assert [column.certainty for column in plan.sheets[0].tables[0].columns[-2:]] == [Certainty.SURE, Certainty.LOOK]


def test_leave_to_send_abroad_is_the_firms_and_leave_to_hand_on_addresses_the_persons_too() -> None:
    sheet = made(
        ("Company", "Contact", "E-mail", "Consent for cross-border transfer", "Consent to share contacts"),
        ("Alpha Pte Ltd", "Ann Lee", ADDRESSES[0], "Y", "N"),
    )

    (effect,) = plan_import([sheet], []).effects

    assert [(said.purpose, said.given, said.person) for said in effect.consents] == [
        ("contacts", False, None), ("contacts", False, 0), ("cross_border", True, None)
    ]  # fmt: skip


def test_yes_and_no_are_nobodys_name_or_address() -> None:
    sheet = made(
        ("Company", "Contact", "Second representative", "Mail sent"),
        ("Alpha Pte Ltd", "Ann Lee", "Y", "是"),
        ("Beta Pte Ltd", "oui", "N", "否"),
    )

    alpha, beta = plan_import([sheet], []).effects

    assert [one.values["display_name"] for one in alpha.after.people] == ["Ann Lee"]
    assert beta.after.people == []
    assert [row.looks for row in (*alpha.rows, *beta.rows)] == [(), ()]
