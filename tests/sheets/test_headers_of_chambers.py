"""Headers that real sheets of chambers in Singapore, China and France use, each with the field that it must give."""

from __future__ import annotations

import pytest

from app.sheets.fields import SheetField
from app.sheets.headers import guess_field

ASKED = {
    SheetField.ABOUT: (
        "About the company|What we do|About us|Company overview|Company write-up|"
        "Brief company profile (max 100 words)|About your company|Description of company|"
        "Description of business|Short description of the company|Company intro|Corporate profile|"
        "Background of company|Company background|About|Profile of company|企业概况|公司概况|企业情况介绍|"
        "单位介绍|企业基本情况|公司介绍（200字以内）|机构简介|Descriptif|Descriptif de l'entreprise|"
        "Description de l'activité|Présentation (5 lignes)|Présentation succincte|"
        "Votre entreprise en quelques mots|Description de la société|Brief write-up (50 words)"
    ),
    SheetField.SECTORS: (
        "Principal activity|Principal activities|Main activity|Business activity|Business activities|"
        "Nature of biz|Industry / Sector|SSIC Code (Primary)|Sector of activity|Company's industry|"
        "Industry type|行业领域|所属产业|企业所属行业|行业类型|Activité principale|Activité de l'entreprise|"
        "Cœur de métier|Secteur d’activité principal|Votre secteur d'activité|Métier"
    ),
    SheetField.UEN: (
        "Biz Reg No.|ACRA Reg. No.|Co. Reg. No.|BRN / UEN|Company Registration No. (UEN)|Business Reg Number|"
        "UEN No.|Registration no.|Company UEN|Co Regn No|ROC / UEN No.|ACRA No.|UEN Number (ACRA)"
    ),
    SheetField.ARRIVAL: (
        "Arr. date|Date of arrival in Chongqing|Expected arrival date|ETA Chongqing|Arrival in Chongqing|"
        "Arrival date & time|Arrival date/time|Arrival (date)|Date arriving|Chongqing arrival date|抵渝时间|"
        "到渝日期|抵达重庆时间|来渝时间|抵达日期及时间|到会时间|预计抵达时间|报到时间|抵渝日期|到达重庆时间|"
        "Date d'arrivée à Chongqing|Arrivée (date et heure)|Date et heure d'arrivée|Jour d'arrivée"
    ),
    SheetField.DEPARTURE: (
        "Dep. date|Return date|Departure from Chongqing|Date of departure from Chongqing|离渝时间|返程时间|"
        "离会时间|离开重庆时间|返程日期|Date de retour|Départ (date)|Date de départ de Chongqing|"
        "Jour de départ|返新时间"
    ),
    SheetField.REPRESENTATIVE_ZH: (
        "Chinese name of person|Person Chinese name|Chinese name of delegate|Delegate Chinese name|"
        "Chinese name (delegate)|Delegate name in Chinese characters|Name of delegate in Chinese|"
        "Contact's Chinese name|中文姓名|姓名（中文）|代表中文名|Nom chinois du participant|"
        "Name of person (Chinese)"
    ),
    SheetField.REPRESENTATIVE: (
        "Name of person|Full name|Name of delegate (as per passport)|Name as in NRIC/Passport|"
        "Name (as per passport)|Delegate's full name|Person in charge|Name of attendee|Participant name|"
        "Attending person|Delegate Name|Delegate 1 Name|Delegate 1|Name of Delegate 1|1st Delegate|"
        "Second representative|Accompanying delegate|Main delegate|Person 1|Attendee #2 Name|"
        "Participant 1 - Name|Name (Delegate 1)|POC|Name of representative|代表1姓名|参会人员1|参会人员姓名|"
        "参会代表姓名|第一代表|英文姓名|姓名拼音|姓名（拼音）|与会者姓名|负责人|Nom du participant|"
        "Nom et prénom du participant|Prénom NOM|Participant 1|Nom complet|Interlocuteur|"
        "Personne 1 : nom et prénom|参会人姓名|代表一"
    ),
    SheetField.TITLE: (
        "Delegate designation|Delegate's job title|Delegate 1 Title|Title 1|Job title/Position|Role|"
        "Designation / Position|Designation (English)|Position held|Title of delegate|Delegate 2 Designation|"
        "Title (Participant 2)|代表1职务|职务（英文）|部门及职务|部门/职务|参会人员2职务|"
        "Fonction du participant|Participant 1 Fonction|Qualité|Poste|Intitulé de poste|Fonction/Titre|"
        "职务/职位|现任职务"
    ),
    SheetField.TITLE_ZH: (
        "Designation (Chinese)|Job title (Chinese)|Chinese designation|Title in Chinese|职务（中文）"
    ),
    SheetField.EMAIL: (
        "Email of delegate|Delegate 1 Email|Participant 2 E-mail|E-mail 1|Email Add|Email (delegate)|"
        "E-mail du participant|Mail du participant|Adresse mail|邮箱地址|参会代表邮箱|代表1邮箱|"
        "Company email|Contact email|电子邮件|Personal email|Mail|Business email"
    ),
    SheetField.PHONE: (
        "Mobile No. (with country code)|HP No.|Delegate Mobile|Delegate 1 Mobile|WhatsApp|WhatsApp No.|"
        "Contact No.|Contact (mobile)|H/P|Tel. No|手机号码|代表1手机|参会人员手机|移动电话|"
        "Portable du contact|N° de mobile|Tél. mobile|Téléphone portable|Mobile phone number|Hand phone no|"
        "联系手机|Company phone"
    ),
    SheetField.LANDLINE: (
        "Office Tel|DID No.|Direct line|Office number|Office contact|固定电话|办公电话|座机|Tél. fixe|"
        "Téléphone bureau|Office phone no."
    ),
    SheetField.WECHAT: (
        "WeChat No.|WeChat ID|微信账号|微信号|WeChat (if any)|Wechat account|代表1微信|Identifiant WeChat"
    ),
    SheetField.DIETARY: (
        "Dietary needs|Food allergies|Allergies|Allergy|Special dietary requirement (Halal/Veg)|"
        "Meal requirement|Dietary restriction|Food restrictions|过敏史|过敏|是否清真|忌口/过敏|饮食偏好|"
        "用餐禁忌|饮食特殊要求|Allergies alimentaires|Régime particulier|Intolérances|"
        "Restrictions / allergies"
    ),
    SheetField.NEEDS_INTERPRETER: (
        "Interpreter required? (Y/N)|Require interpreter|Translation required|Interpretation needed|"
        "是否需要翻译|是否配备翻译|翻译需求|Interprétariat|Interprétariat (oui/non)|Besoin d'interprétariat|"
        "Traducteur"
    ),
    SheetField.LANGUAGES: (
        "Languages spoken|Language(s)|Working language|Preferred language|Language proficiency|掌握语言|"
        "翻译语种|洽谈语言|Langue(s) de travail|Langue de travail|Langues maîtrisées"
    ),
    SheetField.SALUTATION: (
        "Salutation|Mr/Ms/Dr|Mr/Mrs/Ms/Dr|Title (Mr/Ms/Dr)|Title (Mr/Mrs/Ms)|Prefix|Salutation (Mr/Ms)|"
        "Civilité|M. / Mme|Civilité (M./Mme)|称呼|称谓|先生/女士|尊称|Delegate 1 Salutation"
    ),
    SheetField.UNUSED: (
        "性别|Gender|Sex|Sexe|法定代表人|法人|法人代表|M/F|Office address|Postal code|Nationality|"
        "Passport No.|Fax|Legal representative|注册资本|身份证号|NRIC|房型|航班号|Flight no."
    ),
    SheetField.SEEKS: (
        "Objectives for joining mission|Type of partners sought|Profile of potential partners|"
        "Ideal partner profile|Companies you would like to meet|Looking for|Business matching interest|"
        "Preferred partners|Target partners|Potential partners|Business objectives|Objectives|"
        "Matching requirement|What are you looking for?|合作诉求|拟寻求合作|希望对接的企业|意向合作领域|"
        "合作意向|采购意向|投资意向|对接需求|合作需求|洽谈需求|希望洽谈的企业|Type de partenaires recherchés|"
        "Profil des contacts recherchés|Vos objectifs|Attentes|Partenaires visés|Objectifs de la mission|"
        "Objet de la recherche|Objectif|拟洽谈内容"
    ),
    SheetField.OFFERS: (
        "Products/services offered|Key products & services|Products & services|Product / Service description|"
        "Main products/services|Services offered|Capabilities|Solutions offered|主要产品及服务|产品和服务|"
        "产品介绍|主营产品|业务范围|服务内容|供应产品|Produits/Services à présenter|"
        "Produits et services proposés|Offre de produits|Gamme|Savoir-faire"
    ),
    SheetField.FOUNDED: (
        "Year of incorporation|Year founded|Established since|Year est.|Date of establishment|Founding year|"
        "成立年份|注册时间|成立日期|Année de création|Date de création"
    ),
    SheetField.EMPLOYEES: (
        "Staff strength|No. of staff|No. of employees|Number of employees|Headcount|Employees|职工总数|"
        "员工人数|从业人数|Effectif|Effectifs (salariés)|Nombre de salariés|Nb de salariés"
    ),
    SheetField.EXPORTS: (
        "Export countries|Export markets|Countries exported to|Existing export markets|出口国别|出口国家|"
        "主要出口市场|Marchés export|Pays d'export|Pays d'exportation"
    ),
    SheetField.CERTIFICATES_HELD: (
        "ISO certification|Certifications held|Quality certification|资质证书|认证情况|Certifications|"
        "Normes et certifications"
    ),
    SheetField.COUNTRY: (
        "Country of incorporation|Country of registration|Country|Country/Region|国家（地区）|所属国别|"
        "国家/地区|Pays|Pays du siège|HQ country|Company country"
    ),
    SheetField.CITY: ("City / Province|City|City/State|所在省市|城市|所在地|Ville|Ville du siège|Localité"),
    SheetField.WEBSITE: (
        "Company URL|Company website|Web|Website address|公司官网|官方网站|企业网站|Site|Site web|"
        "Adresse du site internet|URL"
    ),
    SheetField.COMPANY: (
        "Organisation|Name of organisation (English)|Company Name (English)|Participating company|"
        "Name of Company / Organisation|Firm|Company name (as registered with ACRA)|Business entity name|"
        "单位名称|单位全称|参会单位名称|企业名称|公司名称（全称）|Nom de l'entreprise|Entreprise|Société|"
        "Raison sociale|Dénomination sociale|Nom de la structure|Organisme|Établissement"
    ),
    SheetField.COMPANY_ZH: (
        "Organisation (Chinese)|Company's Chinese name|Company name in Chinese characters|"
        "Company Name (中文)|Chinese name of company|公司中文名|企业中文全称|Nom de l'entreprise (chinois)|"
        "Nom chinois de la société|Organisation name in Chinese"
    ),
    SheetField.OTHER_NAME: (
        "单位英文名|公司英文名|企业英文名|英文名称|企业英文全称|公司英文全称|Trading name|Nom commercial|"
        "Enseigne commerciale|Former name|简称"
    ),
    SheetField.GROUP: ("Group|分组"),
    SheetField.REMARKS: ("Remarks / Special request|Remark|备注|Observations|Commentaires|Notes"),
    SheetField.CONSENT_LIST: ("Agree to appear in attendee list|是否同意列入名单|同意列入名单"),
    SheetField.ATTENDING: ("Attending?|是否参会|Présence|Attending (Y/N)"),
}
"""Alternatives parted by |."""


@pytest.mark.parametrize("wanted", ASKED, ids=str)
def test_a_header_as_chambers_write_it_names_its_field(wanted: SheetField) -> None:
    guesses = {header: guess_field(header) for header in ASKED[wanted].split("|")}

    assert {header: guessed and guessed.field for header, guessed in guesses.items()} == dict.fromkeys(guesses, wanted)
