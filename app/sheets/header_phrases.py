"""Phrases that headers of lists use, in English, Chinese and French, as chambers in Singapore, China and France
write them.

Tables only."""

from __future__ import annotations

from typing import Final

from app.sheets.fields import SheetField

F = SheetField

COMMON_HEADERS: Final[dict[SheetField, str]] = {
    F.SERIAL: (
        "ser|ser no|stt|ref|ref no|ref.|reference|reference no|"
        "s/n|sn|no|no.|s.no|sno|sr no|serial no|serial number|#|nr|number|item|序号|项次|项目编号|编号|序列号|"
        "n°|numéro|num|index|№"
    ),
    F.COMPANY: (
        "company|companies|participating companies|participating company|list of companies|company name|"
        "name of company|organisation|organization|organisation name|organization name|"
        "name of organisation|name of organization|firm|firm name|name of firm|enterprise|enterprise name|"
        "business name|entity|entity name|name of entity|registered name|registered company name|"
        "company (english)|company name english|company name (english)|english company name|"
        "english name of company|company english name|exhibitor|participant company|corporate name|单位名称|"
        "参会企业名单|企业名单|公司名单|企业名称|公司名称|企业|公司|单位|"
        "企业全称|公司全称|单位全称|参会企业|参会单位|企业名称（全称）|"
        "机构名称|名称|参展企业|公司名|企业名|单位名|entreprise|nom de l'entreprise|nom entreprise|société|"
        "nom de la société|raison sociale|organisme|dénomination|dénomination sociale|nom de l'organisme|"
        "company name & address|company name and address|name and address of company|公司名称及地址|企业名称及地址|"
        "单位名称及地址|raison sociale et adresse|nom et adresse de l'entreprise|"
        "structure|business entity|account|account name|customer|customer name|client|client name|"
        "member company|member firm|工作单位|所在单位|任职单位|客户名称|会社名|企業名|貴社名|"
        "agency|ministry|ministry / agency|government agency|affiliation|media outlet|media organisation|"
        "media organization|机构|所属机构|媒体名称|媒体单位|ministère|"
        "nama syarikat|syarikat|nama perusahaan|firma|unternehmen"
    ),
    F.COMPANY_ZH: (
        "company name chinese|company name (chinese)|company chinese name|chinese company name|"
        "company name in chinese|公司中文名|公司中文名称|企业中文名称|中文公司名称|中文全称|"
        "单位中文名称|企业中文名|nom de l'entreprise en chinois|"
        "raison sociale en chinois"
    ),
    F.OTHER_NAME: (
        "company (local)|company name (local)|company (local language)|company name in local language|local name|"
        "trade name|trading name|brand|brand name|other name|short name|abbreviation|trading as|former name|"
        "简称|企业简称|公司简称|英文名称|公司英文名称|企业英文名称|单位英文名称|英文全称|曾用名|品牌|"
        "nom commercial|sigle|enseigne|marque"
    ),
    F.STOCK_CODE: (
        "sgx code|stock code|ticker|ticker symbol|stock symbol|listing code|share code|counter|stock ticker|"
        "sgx ticker|listed code|证券代码|股票代码|上市代码|股份代号|代码|code boursier|code bourse|"
        "symbole boursier|mnémonique"
    ),
    F.UEN: (
        "uen|uen no|uen number|acra no|acra number|roc no|registration no|registration number|"
        "company registration no|company registration number|business registration no|"
        "business registration number|brn|reg no|company reg no|co reg no|注册号|公司注册号|商业登记号|统一编号|"
        "统编|公司统一编号|"
        "注册编号|公司注册编号|商业登记号码|商业登记证号码|"
        "numéro d'immatriculation"
    ),
    F.USCC: ("uscc|unified social credit code|social credit code|统一社会信用代码|社会信用代码|信用代码"),
    F.WEBSITE: (
        "website|web site|web|url|homepage|home page|web address|website url|company website|网址|官网|网站|"
        "公司网址|公司网站|企业网站|企业官网|主页|site web|site|site internet|adresse web"
    ),
    F.COUNTRY: (
        "country|country of origin|country/region|nationality of company|国家|国别|国家/地区|所属国家|来源国|"
        "pays|pays d'origine|negara|land"
    ),
    F.CITY: ("city|town|location|城市|所在城市|县市|所在地|地区|ville"),
    F.SECTORS: (
        "sector|sectors|industry|industries|business sector|industry sector|nature of business|"
        "business nature|business|line of business|type of business|business type|trade|field|行业|所属行业|行业类别|"
        "行业分类|领域|所属领域|产业|secteur|secteurs|secteur d'activité|activité|domaine|domaine d'activité|"
        "filière|branche|ssic|ssic code|ssic 2020|primary ssic|primary ssic code|nace|nace code|code nace|nace rev 2|"
        "nace rev 2.1|isic|isic code|isic rev 4|isic rev 5|code citi|naf|ape|code naf|code ape|code naf/ape|"
        "国际标准行业分类|sektor|sektor perniagaan|branche|業種|行业别|行业领域|产业别|产业类别|产业领域"
    ),
    F.ABOUT: (
        "about|description|company profile|profile|company description|business description|introduction|"
        "what do you do|what does your company do|what the company does|que faites-vous|que fait votre entreprise|"
        "ce que fait l'entreprise|ce que vous faites|présentation de la société|贵公司做什么|公司做什么|从事什么业务|"
        "company introduction|brief introduction|brief description|business scope|公司简介|企业简介|单位简介|"
        "简介|企业介绍|公司介绍|présentation|présentation de l'entreprise|经营范围"
    ),
    F.OFFERS: (
        "offers|offer|products|products/services|products and services|products & services|main products|"
        "key products|services|product|main business|core business|what you offer|we offer|offering|主营业务|"
        "主营业务/产品|主营产品|主要产品|产品|产品与服务|产品/服务|营业项目|主要营业项目|可提供|提供|供给|offre|"
        "produits|"
        "produits et services|produits/services|propose|services proposés"
    ),
    F.SEEKS: (
        "seeks|seeking|looking for|needs|requirements|matching needs|business matching needs|interest|"
        "interests|interested in|partners sought|we seek|we are looking for|partners wanted|"
        "interested to meet|interested in meeting|wish to meet|would like to meet|want to meet|wants to meet|"
        "objective|objectives|matching requirements|areas of interest|"
        "purpose|expectations|what you seek|对接需求|需求|合作需求|采购需求|合作意向|意向|对接意向|寻求|"
        "洽谈意向|拟对接企业|诉求|recherche|besoins|attentes|partenaires recherchés|objectifs|intérêts|"
        "nous recherchons|nous cherchons|partenaires souhaités"
    ),
    F.PRODUCTS: (
        "product list|products list|list of products|product name|product names|names of products|name of product|"
        "product range|product portfolio|product catalogue|product catalog|flagship products|featured products|"
        "products to show|products on show|products (english)|products in english|products (en)|products (chinese)|"
        "products in chinese|products (zh)|products (french)|products in french|products (fr)|"
        "产品清单|产品目录|产品列表|产品名称|产品名|主打产品|代表产品|展示产品|参展产品|产品（中文）|产品（英文）|"
        "产品中文名称|产品英文名称|"
        "中文产品名称|英文产品名称|liste des produits|liste de produits|nom du produit|noms des produits|"
        "gamme de produits|catalogue de produits|catalogue des produits|produits phares|produits présentés|"
        "produits (français)|produits en français|produits (anglais)|produits en anglais|produits (chinois)|"
        "produits en chinois"
    ),
    F.FOUNDED: (
        "founded|founded in|year founded|year of foundation|foundation year|founding year|year established|"
        "established|established in|year of establishment|date of establishment|year of incorporation|"
        "date of incorporation|incorporated|since|成立时间|成立年份|成立日期|创立时间|创立年份|创办时间|创建年份|"
        "année de création|date de création|créée en|fondée en|fondée|année de fondation|depuis"
    ),
    F.EMPLOYEES: (
        "employees|employee|no of employees|number of employees|employee count|employee size|staff|staff size|"
        "staff strength|number of staff|no of staff|headcount|workforce|company size|size of company|firm size|"
        "员工人数|员工数|员工数量|员工规模|职工人数|人员规模|企业规模|公司规模|effectif|effectifs|"
        "nombre d'employés|nombre de salariés|salariés|employés|taille de l'entreprise"
    ),
    F.EXPORTS: (
        "exports to|export market|export markets|export countries|export destinations|exporting to|"
        "main export markets|key export markets|countries exported to|出口市场|出口国家|出口国|出口地区|"
        "主要出口市场|主要出口国家|主要出口国|外销市场|海外市场|marchés d'exportation|marchés d'export|"
        "marchés export|marchés à l'export|pays d'exportation|exporte vers"
    ),
    F.CERTIFICATES_HELD: (
        "certificates|certifications|certificates held|certification|认证|资质|资质认证|证书|体系认证|"
        "certificats|certifications détenues"
    ),
    F.CERTIFICATES_NEEDED: (
        "certificates needed|certificates required|required certificates|所需认证|认证要求|certificats requis"
    ),
    F.ARRIVAL: (
        "arrival|arrival date|date of arrival|arrival time|arrives|arriving on|eta|抵达|抵达日期|抵达时间|到达时间|"
        "到达日期|arrivée|date d'arrivée|heure d'arrivée"
    ),
    F.DEPARTURE: (
        "departure|departure date|date of departure|departure time|departs|etd|离开日期|离开时间|返程日期|返程时间|"
        "départ|date de départ"
    ),
    F.GROUP: ("group|team|分组|组别|组|groupe"),
    F.CATEGORY: (
        "category|role in delegation|role in the delegation|delegation role|代表团职务|团内职务|团内身份|"
        "rôle dans la délégation|participant type|type of participant|类别|人员类别|参会类别|catégorie"
    ),
    F.SALUTATION: ("salutation|mr/ms|mr/mrs|mr/mrs/ms|prefix|honorific|称谓|称呼|civilité|m./mme"),
    F.REPRESENTATIVE: (
        "contact person|contact|contact name|name of contact|representative|representative name|"
        "name of representative|delegate|delegate name|name of delegate|attendee|attendee name|full name|"
        "participant|participants|participant name|attendees|delegates|names of delegates|names of participants|"
        "guest name|guest names|name of guest|pax name|name of pax|passenger name|name of passenger|traveller name|"
        "traveler name|name of traveller|passport name|"
        "name of participants|name of attendee|name of attendees|name(s) of participant(s)|representatives|"
        "person in charge|pic|point of contact|poc|name of participant|"
        "delegate's name|contact person name|联系人|联络人|姓名|参会人|参会人员|参会代表|出席人|出席人员|"
        "出席者|出席代表|参会嘉宾|出席嘉宾|嘉宾姓名|与会人|与会人员|与会者|与会代表|参加人|参加人员|参与者|代表|代表姓名|"
        "联系人姓名|参会人姓名|负责人|负责人姓名|代表人|代表人姓名|经办人|联系部门|contact principal|représentant|"
        "nom du représentant|"
        "participants|personne de contact|nom et prénom du représentant|nom du participant|nom du contact|"
        "who will attend|who attends|who is coming|who will come|qui participe|qui participera|qui vient|qui viendra|"
        "谁参加|谁来参加|参会者姓名|与会者姓名|参加者|参加者姓名|出席人姓名|"
        "interlocuteur|nom et prénom|nom prénom|participant(e)|personne à contacter|氏名|お名前|参加者氏名|"
        "nama wakil|wakil|nama peserta|"
        "head of delegation|delegation head|delegation leader|team leader|leader|members|other members|"
        "accompanying members|accompanying persons|other delegates|chef de délégation|accompagnateurs|membres|"
        "团长|领队|带队领导|带队负责人|随行人员|随员|团员|成员"
    ),
    F.FAMILY_NAME: ("family name|surname|last name|last|姓|nom de famille"),
    F.GIVEN_NAME: ("given name|first name|forename|first|given names|first names|forenames|名|prénom|prénoms"),
    F.MIDDLE_NAME: (
        "middle name|middle names|middle name(s)|middle|second name|middle initial|middle name/initial|"
        "other given names|中间名|deuxième prénom|second prénom|autres prénoms"
    ),
    F.REPRESENTATIVE_ZH: (
        "representative chinese name|contact chinese name|chinese name of representative|chinese name of contact|"
        "chinese name of delegate|姓名（中文）|中文姓名|联系人中文名|代表中文姓名|参会人中文姓名|联系人中文姓名|"
        "nom chinois du représentant|nom chinois du contact"
    ),
    F.TITLE: (
        "designation|job title|position|position held|current position|post|post held|job position|"
        "title|role|rank|appointment|job|function|职务|职位|岗位|职称|"
        "联系人职务|联络人职称|职务/职称|职衔|头衔|fonction|poste|titre|"
        "poste occupé|fonction exercée|任职|现任职务|担任职务|"
        "position in the company|position in company|role in the company|title in the company|"
        "fonction dans l'entreprise|役職|お役職|jawatan|jabatan|funktion"
    ),
    F.TITLE_ZH: ("title in chinese|职务（中文）|中文职务"),
    F.EMAIL: (
        "电子邮箱地址|联系邮箱|电邮|电邮地址|"
        "email|e-mail|email address|e-mail address|mail|contact email|e mail|邮箱|电子邮箱|电子邮件|邮件|"
        "邮箱地址|电子信箱|信箱|联络信箱|联系人邮箱|联络人信箱|电子邮件信箱|电子邮件地址|e-mail地址|email地址|"
        "courriel|adresse e-mail|adresse mail|adresse électronique|mél|"
        "e-mel|emel|alamat e-mel|adresse courriel|メールアドレス|メール"
    ),
    F.PHONE: (
        "phone|tel|telephone|mobile|mobile no|mobile number|contact no|contact number|phone no|phone number|"
        "tel no|hp|handphone|hand phone|hp no|cell|cell phone|mobile phone|telephone no|tel/mobile|电话|手机|"
        "手机号|手机号码|联系电话|移动电话|电话号码|téléphone|tél|portable|numéro de téléphone|"
        "n° de téléphone|mobile (whatsapp)|gsm|"
        "contact details|contact info|contact information|联系方式|联络方式|连络方式|coordonnées|"
        "联络电话|连络电话|联系人电话|联络人电话|联系人手机|公司电话|行动电话|電話番号|携帯電話|"
        "no telefon|telefon|no tel bimbit"
    ),
    F.LANDLINE: (
        "ext|ext.|extn|ext no|extension|extension no|extension number|phone ext|phone extension|分机|分机号|分机号码|"
        "office phone|office no|office tel|landline|did|direct line|office number|固定电话|座机|办公电话|固话|"
        "téléphone fixe|fixe"
    ),
    F.WECHAT: ("wechat|wechat id|weixin|微信|微信号|微信id"),
    F.LANGUAGES: (
        "language|languages|spoken languages|languages spoken|preferred language|语言|语种|工作语言|沟通语言|"
        "langue|langues|langues parlées"
    ),
    F.NEEDS_INTERPRETER: (
        "interpreter|interpreter needed|needs interpreter|interpretation|translator|translation needed|"
        "需要翻译|是否需要翻译|口译|口译需求|需要口译|是否需要口译|翻译|翻译需求|需口译|需翻译|是否需口译|是否需翻译|传译|"
        "需传译|需要传译|是否需要传译|即时传译|口译服务|翻译服务|口译员|译员|口译员需求|译员需求|interprète|"
        "besoin d'un interprète"
    ),
    F.DIETARY: (
        "vegetarian|vegetarian meal|vegetarian food|vegan|vegan meal|halal|halal meal|halal food|kosher|gluten-free|"
        "no beef|no pork|素食|素食者|是否素食|全素|纯素|蛋奶素|清真餐|végétarien|végétarienne|végétarien(ne)|"
        "végétalien|végétalienne|casher|sans gluten|sans porc|"
        "dietary|dietary requirements|dietary requirement|diet|dietary restrictions|meal|meal preference|food|"
        "food preference|meals|饮食|饮食要求|饮食禁忌|用餐要求|餐饮要求|饮食习惯|荤素|忌口|régime|"
        "régime alimentaire|repas|"
        "restrictions alimentaires"
    ),
    F.SITE_VISIT: (
        "site visit|site visit?|factory visit|tour|visit|factory tour|company visit|会后考察|考察|实地考察|"
        "是否考察|参观|参观考察|visite|visite de site|visite d'usine"
    ),
    F.ATTENDING: (
        "confirm attendance|confirmed attendance|attendance confirmed|attendance confirmation|will attend|"
        "will you attend|确认参会|是否确认参会|确认出席|confirmation de présence|"
        "approval status|registration status|attendee status|attendance status|participation status|rsvp status|"
        "确认情况|审批状态|审批结果|审核结果|参会情况|出席情况|参加情况|报名情况|确认状态|审核状态|"
        "reply|replied|response|reply status|response status|reply received|回复|回复情况|回执情况|réponse|réponses|"
        "attending|attendance|attend|rsvp|confirmed|confirmation|participating|participation|status|"
        "是否参加|"
        "是否参会|参会|是否出席|参加|回执|状态|报名状态|参会状态|présence|participe|confirmé|statut"
    ),
    F.CONSENT_LIST: (
        "liste des participants oui non|liste des participants o n|figurer sur la liste|inscription sur la liste|"
        "attendee list yes no|attendee list y n|participant list yes no|list of participants yes no|参会名单是否|"
        "参会者名单是否|是否列入参会名单|是否列入名单|列入参会名单"
    ),
    F.CONSENT_CONTACTS: (
        "share contact details|share contacts|contact sharing|partage des coordonnées|是否公开联系方式|公开联系方式"
    ),
    F.REGISTERED_AT: (
        "registered at|registered on|registration date|date of registration|date registered|submitted|submission date|"
        "timestamp|报名时间|报名日期|登记时间|提交时间|填报时间|date d'inscription|horodateur"
    ),
    F.REMARKS: (
        "siren|siret|n° siren|n° siret|numéro siren|numéro siret|no siren|no siret|siren/siret|tva|n° tva|vat|vat no|"
        "vat number|numéro de tva|rcs|n° rcs|gst no|gst number|税号|纳税人识别号|"
        "catatan|remarks|remark|notes|note|comments|comment|others|备注|说明|其他|remarques|remarque|observations|"
        "commentaires|commentaire|divers"
    ),
    F.UNUSED: (
        "fax|fax no|传真|télécopie|fax number|address|office address|mailing address|postal code|postcode|"
        "地址|通讯地址|公司地址|邮编|adresse|code postal|signature|签名|签字|passport|passport no|护照|"
        "护照号|身份证|身份证号|nationality|国籍|date of birth|出生日期|passeport|企业性质|单位性质|公司性质|"
        "企业类型|room type|hotel|flight|酒店|航班|vol|hôtel|人数|参会人数|turnover|revenue|annual turnover|"
        "注册资本|资本额|实收资本额|年营业额|营业额|chiffre d'affaires|年份|pax|fee|payment|费用|审核"
    ),
}
"""Headers in full; alternatives parted by |. Folded before they are compared."""


REGIONAL_HEADERS: Final[dict[SheetField, str]] = {
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

HEADER_ABBREVIATIONS: Final = {
    "biz": "business", "reg": "registration", "regn": "registration", "co": "company", "coy": "company",
    "org": "organisation", "orgn": "organisation", "desig": "designation", "mgmt": "management", "addr": "address",
    "info": "information", "req": "requirement", "reqs": "requirements", "num": "number", "nos": "no",
    "ctry": "country", "lang": "language", "langs": "languages", "certs": "certificates", "cert": "certificate",
    "prod": "products", "svc": "services", "intl": "international", "mktg": "marketing", "ents": "entreprises",
}  # fmt: skip
"""Words that headers shorten, written out."""
