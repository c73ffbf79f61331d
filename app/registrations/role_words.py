"""What tells a person's name from what somebody is: CEO, Sales Director, 总经理, directeur commercial."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from app.companies.names.parsing import compact, fold, has_chinese
from app.companies.names.words import CHINESE_LEGAL_FORMS, LEGAL_FORMS, word_set
from app.registrations.cells import tidy
from app.registrations.salutations import HAN, SALUTATIONS

BRACKETS: Final = re.compile(r"[(（]([^()（）]*)[)）]")
"""Behind a name: what somebody is."""
DEGREES: Final = word_set("phd dphil dba mba emba llm cpa fcpa acca fcca fca cfa frm pmp cissp")
"""Letters behind a name that are nobody's initials."""
_OF_ROLES: Final = DEGREES | word_set(
    """
    sales marketing business development trade trading desk office manager management director head affairs corporate
    public relations team department dept division export import finance financial admin administration logistics
    operations procurement purchasing research strategy investment investments planning hr service services secretary
    secretariat reception communications partnerships events ceo cfo coo cto md gm chairman president commercial
    technical technology engineering legal compliance innovation international regional china
    founder cofounder partner owner vp svp evp avp agm executive officer chief chairperson engineer consultant principal
    supervisor coordinator associate analyst accountant counsel adviser advisor
    cio cmo cpo chro cso ciso dgm dmd mgr asst exec specialist expert lead leader treasurer controller comptroller
    auditor buyer merchandiser planner strategist trader broker lawyer solicitor architect designer developer scientist
    researcher technician programmer representative agent clerk operator inspector superintendent proprietor
    shareholder investor trustee governor chairwoman chairman chairlady ambassador consul intern trainee driver
    interpreter translator negotiator producer editor professor lecturer
    direction commerciale achats bureau directeur directrice gerant gerante responsable fondateur fondatrice pdg dg
    presidente ingenieur ingenieure chargee commercial secretaire tresorier tresoriere chef cadre assistante attachee
    conseiller conseillere acheteur acheteuse gestionnaire comptable associee proprietaire administrateur
    administratrice consultante juriste avocat avocate dirigeant dirigeante cofondateur cofondatrice vendeur vendeuse
    collaborateur collaboratrice ventes bd bizdev direktur pengarah pengurus ketua
    """
)
_BESIDE_ROLES: Final = word_set(
    """
    vice deputy senior junior general assistant joint group managing non independent interim acting regional
    of and & de du des la et adjoint adjointe generale delegue
    """
)
_OF_DEPARTMENTS: Final = word_set(
    """
    asia asean apac pacific emea europe european africa america americas global worldwide national country area region
    regional east west north south southeast greater central group corporate human resource resources supply chain
    customer customers client digital data quality project projects product products information security risk credit
    private retail wealth asset property real estate brand media key account accounts software hardware production
    manufacturing plant factory warehouse shipping maritime banking insurance healthcare industrial strategic creative
    strategic financier financiere technique generale qualite projet projets ressources humaines clientele zone asie
    france chine singapore malaysia india japan board alumni community culture education training legal tax
    """
)
"""Words of titles that are nobody's name: Group Human Resources, Asia Pacific."""
_CHINESE_ROLES: Final = re.compile(
    "部|处|科|室|经理|总监|主任|办公|秘书|董事|市场|销售|业务|副总|总裁|主管|会计|工程师|顾问|专员|监事|理事|主席|代表|"
    "助理|负责人|创始人|合伙人|老板|股东|法人|翻译|司机|驾驶员|随员|律师|总工|采购|财务|首席|执行|经办|研究员|领队|[会行院校局厂店站所组团队]长"
)
_OF_CHINESE_DEPARTMENTS: Final = re.compile(
    "技术|产品|生产|运营|人力|资源|行政|国际|海外|亚太|中国|研发|工程|品牌|质量|物流|战略|投资|法务|客户|项目|信息|数据|供应链|"
    "环保|教育|文化|政府|事务|公共|关系|媒体|培训|高级|资深|区域|全国|华东|华南|华北|西南|集团|公司|企业|外贸|进出口|商务|综合"
)
_RANKS: Final = (
    "(?:总经理|经理|董事长|董事|总裁|总监|主任|主管|处长|科长|部长|会长|行长|秘书长|秘书|助理|负责人|工程师|副总|厂长|院长|校长|"
    "局长|店长|主席|理事长|理事|监事|顾问|代表|专员|会计|律师|翻译|创始人|合伙人)"
)
_BEFORE_RANKS: Final = (
    "(?:副|常务|执行|高级|市场|销售|财务|商务|技术|运营|区域|大区|外贸|国际|行政|人事|首席|资深|采购|生产|业务|产品|研发|投资|项目|法务|"
    "集团|公司|总)"
)
_ADDRESSED: Final = re.compile(f"(?:{HAN})$")
_GLUED: Final = re.compile(f"^([\u3400-\u9fff]{{2,4}}?)({_BEFORE_RANKS}*{_RANKS})$")
_GLUED_BEFORE: Final = re.compile(f"^({_BEFORE_RANKS}*{_RANKS})([\u3400-\u9fff]{{2,3}})$")
_BEHIND_A_FIRM: Final = re.compile(f"^(.{{2,}}?)({_BEFORE_RANKS}*{_RANKS})$")
SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾"
    "夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文洪倪樊温纪柯颜庄翁巫施游沙章连鲁岳齐伍庞"
    "尤房关詹欧葛季柳华骆辛俞凌甘祝霍涂穆左卓蓝池聂岑祖简阮戚瞿牛费苗景单解裴栾宁冉晏"
)
COMPOUND_SURNAMES: Final = word_set(
    "欧阳 上官 司马 司徒 诸葛 东方 皇甫 尉迟 慕容 令狐 夏侯 轩辕 端木 公孙 南宫 长孙 宇文 独孤"
)


@lru_cache(maxsize=50_000)
def is_role(text: str) -> bool:
    """Whether it says what somebody is: CEO, Sales Director, 总经理."""
    if {compact(word) for word in text.split()} & _OF_ROLES:
        return True
    plain = compact(text) if has_chinese(text) else ""
    return _CHINESE_ROLES.search(plain) is not None and not _is_short_name(plain)


def is_of_title(text: str) -> bool:
    """Whether its words can only go on with a title: Asia Pacific, Human Resources, 亚太区."""
    if has_chinese(text):
        return is_role(text) or _OF_CHINESE_DEPARTMENTS.search(compact(text)) is not None
    return is_role(text) or bool(set(fold(text).split()) & _OF_DEPARTMENTS)


def _is_short_name(text: str) -> bool:
    """李科 and 王室 are people, 外科 and 科室 are none."""
    return len(text) == 2 and text[0] in SURNAMES and text[1] in "科处室"


def may_be_a_name(text: str) -> bool:
    """Whether it may name a person: no contact, no role."""
    text = tidy(BRACKETS.sub(" ", text))
    words = [compact(word) for word in text.split()]
    if re.search(r"[\d@:：]", text) or len(compact(text)) < 2 or set(words) <= SALUTATIONS:
        return False
    return not is_role(text)


def reads_as_name(text: str) -> bool:
    """The same, and its form is that of a name: up to seven words without a firm's legal form, or 2 to 4 signs."""
    bare = tidy(BRACKETS.sub(" ", text))
    if not may_be_a_name(bare) or is_of_title(bare):
        return False
    if not has_chinese(bare):
        words = [compact(word) for word in bare.split()]
        return len(words) <= 7 and not set(words) & LEGAL_FORMS and not re.search(r"[^\w\s.'’ʼ`/()-]|_", bare)
    signs = _ADDRESSED.sub("", compact(re.sub(r"[A-Za-z.'’ -]", "", bare)))
    return 2 <= len(signs) <= 4 and not bare.endswith(CHINESE_LEGAL_FORMS)


def title_glued(text: str) -> tuple[str, str]:
    """(name, title) of 王一总经理; the text and "" where no title ends it."""
    found = _GLUED.match(compact(text)) if has_chinese(text) else None
    if found is None or is_role(found[1]) or len(compact(text)) != len(text):
        return text, ""
    return text[: found.end(1)], text[found.end(1) :]


def title_glued_before(text: str) -> tuple[str, str]:
    """(name, title) of 总经理王一; the text and "" where no title begins it."""
    found = _GLUED_BEFORE.match(compact(text)) if has_chinese(text) else None
    if found is None or is_of_title(found[2]) or len(compact(text)) != len(text):
        return text, ""
    return text[found.end(1) :], text[: found.end(1)]


def post_behind(text: str) -> tuple[str, str]:
    """(firm, title) of 太平船务执行主席; the text and "" where no title ends it."""
    found = _BEHIND_A_FIRM.match(text)
    return (found[1].strip(), found[2]) if found else (text, "")


def words_of_title(text: str) -> tuple[str, str]:
    """(name, title) where words of a title end the text: Mr Tan Wei General Manager; else the text and ""."""
    words = text.split()
    told = [compact(word) in _OF_ROLES for word in words]
    start = len(words)
    while start and (told[start - 1] or compact(words[start - 1]) in _BESIDE_ROLES or words[start - 1] == "&"):
        start -= 1
    return (" ".join(words[:start]), " ".join(words[start:])) if start > 1 and any(told[start:]) else (text, "")


def title_in_front(text: str) -> tuple[str, str]:
    """(name, title) where words of a title begin the text and two others end it: CEO Tan Wei; else the text and ""."""
    words = text.split()
    end = 0
    while end < len(words) and compact(words[end]) in _OF_ROLES | _BESIDE_ROLES:
        end += 1
    told = any(compact(word) in _OF_ROLES for word in words[:end])
    return (" ".join(words[end:]), " ".join(words[:end])) if told and len(words) - end > 1 else (text, "")


def is_full(name: str) -> bool:
    """Family and given name."""
    return 2 <= len(compact(name)) <= 4 if has_chinese(name) else len(name.split()) > 1
