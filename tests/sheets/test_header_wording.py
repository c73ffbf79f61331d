"""A header may be a question, a plural, or in words of its own: in English, French, and both kinds of Chinese."""

from __future__ import annotations

from typing import Final

import pytest

from app.sheets.fields import SheetField
from app.sheets.headers import guess_field

F = SheetField
SAID: Final = {
    F.OFFERS: (
        "Ce que vous proposez|Offres|What do you offer?|您能提供什么|Ce que vous offrez|Vous proposez|"
        "What can you supply|Products or services offered|Services you want to sell|Qu’offrez-vous ?|"
        "Que proposez-vous ?|Produits proposés|Services offerts|貴公司能提供什麼|可提供的产品和服务|供应产品|"
        "We are offering|Nous proposons|L'offre|Votre offre|你们的产品|我方优势产品|Offering(s)|"
        "请填写贵公司可提供的产品|Ce que vous proposez / What you offer"
    ),
    F.SEEKS: (
        "Ce que vous cherchez|寻求合作|What are you looking for?|Who would you like to meet?|Partners wanted|"
        "您在寻找什么|Type of partners sought|Que recherchez-vous ?|Vos besoins|Partenaires recherchés|"
        "Types de partenaires souhaités|Qui souhaitez-vous rencontrer ?|貴公司尋求什麼合作|"
        "希望对接的企业类型|需要什么产品|目标客户|想找什么样的合作伙伴|What products do you want to buy?|"
        "Produits que vous souhaitez acheter|Needs / wants|Sought|采购需求|您的需求"
    ),
    F.CERTIFICATES_NEEDED: (
        "Certifications recherchées|Required certifications|Quelles certifications exigez-vous ?|所需资质|"
        "需要的认证|对方应具备的资质|Certificats demandés|Certificates you are looking for|需要對方具備的認證"
    ),
    F.CERTIFICATES_HELD: (
        "Certificates you hold|Certifications obtenues|已获得的认证|拥有的资质证书|Type de certification"
    ),
    F.COMPANY: (
        "What is your company’s name?|Quel est le nom de votre entreprise ?|请填写公司名称|貴公司名稱|Company names"
    ),
    F.REPRESENTATIVE: ("您的姓名|Noms des participants|Who will attend?|Qui participe ?|Delegates’ names"),
    F.TITLE: ("Votre fonction|Your job titles|您的职务是什么|Quelle est votre fonction ?|Postes"),
    F.EMAIL: ("E-mails|Votre adresse e-mail|您的邮箱|What is your e-mail address?|Adresse e-mail du contact"),
    F.PHONE: ("Phones|Numéros de téléphone|您的手机号|Quel est votre numéro de téléphone ?"),
    F.LANGUAGES: ("What languages do you speak?|Quelles langues parlez-vous ?|您会说哪些语言|Langue parlée"),
    F.SECTORS: (
        "Secteurs d’activités|Which sector do you work in?|属于哪个行业|Quel est votre secteur ?|所屬行業是什麼"
    ),
    F.ABOUT: ("What does your company do?|Présentation de votre société|Que fait votre entreprise ?|贵公司简介"),
    F.WEBSITE: ("Website of your company|Sites web|您的网址|Votre site internet"),
    F.COUNTRY: ("Countries|Votre pays|Which country do you come from?|来自哪个国家"),
    F.DIETARY: ("Any dietary requirements?|Quel est votre régime alimentaire ?"),
    F.ARRIVAL: ("Arrival dates|Dates d’arrivée|Quelle est votre date d’arrivée ?"),
}


@pytest.mark.parametrize("field", SAID, ids=str)
def test_a_header_is_known_however_it_asks(field: SheetField) -> None:
    guesses = {label: guess_field(label) for label in SAID[field].split("|")}

    assert {label: guessed and (guessed.field, guessed.exact) for label, guessed in guesses.items()} == dict.fromkeys(
        guesses, (field, True)
    )


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("采购企业名称", F.COMPANY),
        ("Do you need an interpreter?", F.NEEDS_INTERPRETER),
        ("需要翻译", F.NEEDS_INTERPRETER),
        ("请提供公司名称", F.COMPANY),
        ("翻译需求", F.NEEDS_INTERPRETER),
        ("Dietary needs", F.DIETARY),
    ],
)
def test_what_only_sounds_like_a_wish_is_what_it_was(label: str, field: SheetField) -> None:
    found = guess_field(label)

    assert found is not None
    assert found.field is field


@pytest.mark.parametrize(
    "text",
    [
        "Special needs",
        "Required documents",
        "Hotel required",
        "Export?",
        "Sales",
        "采购",
        "合作",
        "优势",
        "Distributors wanted",
        "We offer river port logistics",
        "Port services",
        "供需",
        "Offer and seek partners",
        "Qualifications",
        "销售经理",
    ],
)
def test_what_a_firm_says_of_itself_is_no_header(text: str) -> None:
    assert guess_field(text) is None
