"""Phrases that headers of registration sheets use beside the plain words of the vocabulary, as chambers in Singapore,
China and France write them. Tables only."""

from __future__ import annotations

from typing import Final

from app.registrations.fields import Field

F = Field

PHRASES: Final[dict[Field, str]] = {
    F.COMPANY: "business entity|business entity name|établissement|nom de l'établissement|nom de la structure",
    F.COMPANY_ZH: "公司中文全称|企业中文全称|单位中文全称",
    F.OTHER_NAME: "enseigne commerciale|nom d'usage|别称|英文简称|公司英文名|企业英文名|单位英文名",
    F.UEN: (
        "acra|acra reg no|acra registration no|reg number|regn no|business regn no|uen/acra no|roc/uen no|"
        "营业执照号|营业执照注册号|工商注册号|登记证号码"
    ),
    F.SECTORS: (
        "activity|activities|main activity|principal activity|core activity|business activity|"
        "main business activity|principal business activity|sector of activity|business category|business area|"
        "activité principale|activités|cœur de métier|métier|métiers|domaine de compétence|所属产业|产业类型|"
        "业务领域|从事行业|"
        "行业类型|行业性质|主要行业"
    ),
    F.ABOUT: (
        "about us|what we do|what you do|what they do|overview|write-up|writeup|brief write-up|short write-up|intro|"
        "background|description of business|description of activities|summary|business summary|brief|"
        "descriptif|description de l'activité|présentation succincte|présentation courte|en quelques mots|"
        "votre entreprise en quelques mots|qui sommes-nous|résumé|概况|基本情况|情况介绍|基本情况介绍|情况简介|"
        "介绍|业务简介|业务介绍"
    ),
    F.OFFERS: (
        "capabilities|core capabilities|core competencies|expertise|areas of expertise|specialisation|specialization|"
        "业务范围|主要业务|主要业务范围|服务内容|服务项目|业务内容|savoir-faire|compétences|spécialité|spécialités|"
        "gamme|prestations"
    ),
    F.SEEKS: (
        "objectives for joining|objective of joining|objectives for joining mission|purpose of visit|"
        "purpose of participation|reason for joining|preferred partners|potential partners|"
        "profile of potential partners|profile of partners sought|business objectives|objectifs de la mission|"
        "objectif|objectifs de visite|objet de la visite|参会目的|参团目的|拜访意向|对接方向|合作方向"
    ),
    F.FOUNDED: "established since|year est|est year|est since|incorporated in|注册时间|注册年份|建立时间|创建时间",
    F.EMPLOYEES: (
        "职工总数|职工数|从业人数|从业人员数|员工总数|在职员工|nb de salariés|nb salariés|nombre de collaborateurs"
    ),
    F.EXPORTS: "出口国别|出口目的地|pays d'export|pays export|export vers",
    F.CERTIFICATES_HELD: "normes et certifications|normes|labels|认证情况|资质情况|所获认证",
    F.COUNTRY: (
        "mailing country|business country|"
        "hq country|headquarters country|country of incorporation|pays du siège|pays d'implantation|所属国别|"
        "所在国家|国家和地区"
    ),
    F.CITY: (
        "mailing city|business city|"
        "city/province|province|city/state|hq city|ville du siège|localité|commune|所在省市|省市|所在省份|省份|"
        "所属地区|所在地区|所属城市|注册地|所在区县|区县"
    ),
    F.WEBSITE: (
        "website link|web link|link to website|adresse du site|adresse du site internet|adresse internet|"
        "官方网站|网站地址"
    ),
    F.ARRIVAL: "arr date|arr time|入住日期|报到日期|报到时间",
    F.DEPARTURE: "dep date|dep time|退房日期|返程",
    F.SALUTATION: "尊称|greeting|form of address|titre de civilité",
    F.REPRESENTATIVE: (
        "full name|name in full|full name of delegate|complete name|poc|point of contact|person in charge|pic|"
        "person attending|persons attending|person(s) attending|people attending|key person attending|"
        "delegate attending|"
        "delegates attending|delegate(s) attending|representative attending|representatives attending|"
        "attending person|nominee|nom complet|prénom nom|prénom et nom de famille|nom prénom|对接人|洽谈人|"
        "单位负责人|企业负责人|公司负责人|"
        "参团人员|参团人|代表|出席代表|姓名拼音|拼音|拼音姓名|护照姓名|护照拼音"
    ),
    F.TITLE: (
        "organization title|organisation title|company title|"
        "designation/position|position/title|position title|title/position|official title|qualité|intitulé de poste|"
        "intitulé du poste|poste/fonction|部门及职务|部门职务|部门/职务|职务职称|职级"
    ),
    F.TITLE_ZH: "chinese designation|chinese job title|职务中文",
    F.EMAIL: "email add|e-mail add|email id|e-mail id|email addr|personal email|work email",
    F.PHONE: (
        "whatsapp|whatsapp no|whatsapp number|mobile/whatsapp|联系手机|移动手机|téléphone mobile|tél mobile|"
        "n° de mobile|mobile/tel"
    ),
    F.LANDLINE: (
        "did no|did number|direct line no|office phone no|office phone number|office tel no|office contact|"
        "office contact no|office number|tél fixe|téléphone bureau|tél bureau|单位电话|公司座机|办公室电话"
    ),
    F.WECHAT: "wechat no|wechat number|wechat account|微信账号|微信号码|identifiant wechat|compte wechat|id wechat",
    F.LANGUAGES: (
        "language proficiency|language ability|掌握语言|洽谈语言|翻译语种|所需语种|语言能力|langue de travail|"
        "langues de travail|langues maîtrisées|langue parlée"
    ),
    F.NEEDS_INTERPRETER: (
        "translation required|translation|interpreter required|traducteur|interprétariat|besoin d'un traducteur"
    ),
    F.DIETARY: (
        "allergies|allergy|food allergy|food allergies|food restriction|food restrictions|dietary needs|special meal|"
        "allergies alimentaires|allergie|intolérances|intolérances alimentaires|régime particulier|"
        "régime spécial|contraintes alimentaires|restrictions/allergies|dietary/allergies|过敏|过敏史|食物过敏|"
        "是否清真|清真|用餐禁忌|忌口/过敏|特殊饮食|饮食偏好"
    ),
    F.VIP: "vip|vip?|vip y/n|is vip|vip delegate|贵宾|是否贵宾|要客|是否vip|personnalité|vip oui/non",
    F.UNUSED: (
        "gender|sex|m/f|male/female|sexe|h/f|性别|法人|法定代表人|法人代表|企业法人|法人姓名|legal representative|"
        "représentant légal|nric|nric no|ic no|身份证号码|证件号码|证件号|证件类型|护照号码|房型|住宿|是否住宿|"
        "航班号|航班信息|"
        "flight no|flight number|flight details|n° de vol|numéro de vol|n° passeport|n° de passeport|"
        "no of participants|number of participants|no of delegates|number of delegates|no of representatives|"
        "number of representatives|"
        "nombre de participants|nombre de personnes|numéro de passeport|passport number|passport expiry|"
        "country code|dialling code|dialing code|phone code|area code|国家代码|国际区号|区号|indicatif|indicatif pays|"
        "hotel room|成立资金|注册资金|paid|payment status|ca"
    ),
}
"""Headers in full; alternatives parted by |, as in the vocabulary."""

SHORT: Final = {
    "biz": "business", "reg": "registration", "regn": "registration", "co": "company", "coy": "company",
    "org": "organisation", "orgn": "organisation", "desig": "designation", "mgmt": "management", "addr": "address",
    "info": "information", "req": "requirement", "reqs": "requirements", "num": "number", "nos": "no",
    "ctry": "country", "lang": "language", "langs": "languages", "certs": "certificates", "cert": "certificate",
    "prod": "products", "svc": "services", "intl": "international", "mktg": "marketing", "ents": "entreprises",
}  # fmt: skip
"""Words that headers shorten, written out."""
