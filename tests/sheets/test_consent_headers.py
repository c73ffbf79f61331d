"""A consent counts for the purpose that its header names, and for no other."""

from __future__ import annotations

import pytest

from app.importing.consents import UncountedConsent, list_uncounted_consents
from app.importing.planner import plan_import
from app.sheets.consent_headers import parse_consent_header
from app.sheets.fields import ColumnCertainty, SheetField
from app.sheets.headers import guess_field
from tests.sheets.planned import made

F = SheetField
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
        ("My contact details may be shared with Chinese counterparts (Y/N)", F.CONSENT_CONTACTS, True),
        ("Contact details can be given to Chinese firms?", F.CONSENT_CONTACTS, True),
        ("I consent to my details being given to partners", F.CONSENT_CONTACTS, True),
        ("可否向重庆企业提供联系方式", F.CONSENT_CONTACTS, True),
        ("Mes coordonnées peuvent être communiquées", F.CONSENT_CONTACTS, True),
        ("Name may appear in the attendee list", F.CONSENT_LIST, True),
        ("I agree that my details are published in the attendee list", F.CONSENT_LIST, True),
        ("Transfer abroad OK?", F.CONSENT_CROSS_BORDER, True),
        ("Consent form received (date, paper/e-mail)", F.CONSENT_SOURCE, True),
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
        ("是否同意收录会刊", F.CONSENT_OTHER, False),
        ("同意刊登于大会会刊", F.CONSENT_OTHER, False),
        ("Consent to be listed in the conference catalogue", F.CONSENT_OTHER, False),
        ("I agree to appear in the event brochure", F.CONSENT_OTHER, False),
        ("J'accepte de figurer dans le livret de la mission", F.CONSENT_OTHER, False),
        ("Consent to the public catalogue on the website", F.CONSENT_PUBLIC, True),
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
        ("Consent to be listed (Y/N)", F.CONSENT_LIST, True),
        ("PDPA consent share contact", F.CONSENT_CONTACTS, True),
        ("GDPR consent: attendee list", F.CONSENT_LIST, True),
        ("RGPD : accord pour partager mes coordonnées", F.CONSENT_CONTACTS, True),
        ("個人資料同意：分享聯絡方式", F.CONSENT_CONTACTS, True),
        ("OK to share contact details?", F.CONSENT_CONTACTS, True),
        ("Accord diffusion", F.CONSENT_OTHER, False),
        ("Consent source", F.CONSENT_SOURCE, True),
        ("Evidence of consent to share contacts", F.CONSENT_SOURCE, True),
        ("Date of consent", F.CONSENT_SOURCE, True),
        ("PDPA consent form no.", F.CONSENT_SOURCE, True),
        ("同意来源", F.CONSENT_SOURCE, True),
        ("同意書編號", F.CONSENT_SOURCE, True),
        ("Preuve du consentement", F.CONSENT_SOURCE, True),
        ("I do not consent to being listed", F.CONSENT_OTHER, False),
        ("我不同意公开联系方式", F.CONSENT_OTHER, False),
        ("Opt out of the attendee list", F.CONSENT_OTHER, False),
    ],
)
def test_a_header_asks_consent_for_what_it_names(header: str, field: SheetField, clear: bool) -> None:
    found = guess_field(header)

    assert found is not None
    assert (found.field, found.exact) == (field, clear)


@pytest.mark.parametrize(
    "header", ["Authorised representative", "授权代表", "Import permit no", "Payment accepted", "Agreement signed", ""]
)
def test_words_that_only_look_like_consent_ask_none(header: str) -> None:
    assert parse_consent_header(header) is None


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
    assert [column.certainty for column in plan.sheets[0].tables[0].columns[-2:]] == [
        ColumnCertainty.SURE,
        ColumnCertainty.LOOK,
    ]


def test_leave_to_send_abroad_is_the_firms_and_leave_to_hand_on_addresses_the_persons_too() -> None:
    sheet = made(
        ("Company", "Contact", "E-mail", "Consent for cross-border transfer", "Consent to share contacts"),
        ("Alpha Pte Ltd", "Ann Lee", ADDRESSES[0], "Y", "N"),
    )

    (effect,) = plan_import([sheet], []).effects

    assert [(said.purpose, said.given, said.person) for said in effect.consents] == [
        ("contacts", False, None), ("contacts", False, 0), ("cross_border", True, None)
    ]  # fmt: skip


HEADER = ("Company", "Contact", "E-mail", "Consent to be listed (Y/N)", "PDPA consent share contact")
SAID = ("Alpha Pte Ltd", "Ann Lee", ADDRESSES[0])


def test_what_a_row_tells_of_the_source_goes_with_its_consents() -> None:
    sheet = made((*HEADER, "Consent source"), (*SAID, "Y", "Yes (by e-mail)", "signed form 3 Nov"))

    (effect,) = plan_import([sheet], []).effects

    assert [(one.purpose, one.given, one.person) for one in effect.consents] == [
        ("attendee_list", True, None),
        ("attendee_list", True, 0),
        ("contacts", True, None),
        ("contacts", True, 0),
    ]
    assert {one.evidence for one in effect.consents} == {"Yes (by e-mail); Consent source: signed form 3 Nov"}
    assert "remarks" not in effect.after.answers


def test_a_source_of_no_consent_stays_as_a_remark() -> None:
    sheet = made((*HEADER, "Consent source"), (*SAID, None, None, "signed form 3 Nov"))

    (effect,) = plan_import([sheet], []).effects

    assert effect.after.answers == {"remarks": "Consent source: signed form 3 Nov"}
    assert effect.rows[0].notes == ("consent_other",)


@pytest.mark.parametrize("answer", ["signed form 3 Nov", "see mail", "Yes, but not my phone", "同意，但不公开手机"])
def test_an_answer_that_is_no_yes_or_no_counts_for_nothing_and_its_row_says_so(answer: str) -> None:
    (effect,) = plan_import([made(HEADER, (*SAID, answer, None))], []).effects

    assert (effect.consents, effect.rows[0].notes) == ((), ("consent_unread",))
    assert effect.after.answers == {"remarks": f"Consent to be listed (Y/N): {answer}"}


def test_columns_whose_consent_counts_for_nothing_are_named_with_their_rows() -> None:
    header = ("Entreprise", "Contact", "Courriel", "Accord diffusion", "Photo consent")
    plan = plan_import([made(header, (*SAID, "Oui", "Y"), ("Beta SARL", "Ben", ADDRESSES[1], "Non", None))], [])

    unclear = UncountedConsent("Accord diffusion", 2, "accorddiffusion", asked=True)
    assert list_uncounted_consents(plan) == (unclear, UncountedConsent("Photo consent", 1, "photoconsent"))
    assert [row.notes for effect in plan.effects for row in effect.rows] == [("consent_other",), ("consent_other",)]


@pytest.mark.parametrize(
    ("header", "persons"),
    [
        ("Consent to send my contact details abroad", [None, 0, 1]),
        ("同意将个人信息传输至境外", [None, 0, 1]),
        ("J’accepte que mes coordonnées soient transmises à l’étranger", [None, 0, 1]),
        ("Consent: hand on abroad", [None]),
    ],
)
def test_a_yes_to_sending_contacts_abroad_is_each_person_s_too(header: str, persons: list[int | None]) -> None:
    sheet = made(
        ("Company", "Contact", "E-mail", header),
        ("Alpha Pte Ltd", "Ann Lee", ADDRESSES[0], "Y"),
        ("Alpha Pte Ltd", "Ben Lim", ADDRESSES[1], "Y"),
    )

    (effect,) = plan_import([sheet], ()).effects

    assert [(one.purpose, one.given, one.person) for one in effect.consents] == [
        ("cross_border", True, person) for person in persons
    ]


@pytest.mark.parametrize("header", ["Can you supply halal food?", "May arrive late", "Which market can we share?"])
def test_a_header_that_may_be_something_else_asks_no_consent(header: str) -> None:
    assert parse_consent_header(header) is None


@pytest.mark.parametrize(("answers", "given"), [(("Y", "Y"), True), (("Y", "N"), False), (("Y", None), True)])
def test_of_two_columns_for_one_purpose_a_single_no_is_enough(answers: tuple[str | None, ...], given: bool) -> None:
    header = ("Company", "Contact details may be shared (Y/N)", "I consent to my details being given to partners")

    row = plan_import([made(header, ("Alpha Ltd", *answers))], []).rows[1]

    assert row.values["consent_contacts"] is given
