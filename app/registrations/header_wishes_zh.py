"""Chinese headers that ask in words of their own what a firm offers, what it seeks, which certificates it holds or
needs. A header counts only where it is made of nothing but such words."""

from __future__ import annotations

import re
from typing import Final

from app.companies.names.words import word_set
from app.registrations.fields import Field

F = Field
_OFFERS: Final = word_set("提供 供应 供给 供货 可供")
_OFFERS_WITH: Final = word_set("销售 出售 推介 推广 出口 输出 优势 卖")
"""Tell beside a thing or "you"; alone they may say anything."""
_SEEKS: Final = word_set("寻求 寻找 寻觅 求购 需求 诉求 意向 想找 要找 感兴趣 有兴趣")
_SEEKS_WITH: Final = word_set("需要 所需 需 采购 购买 进口 引进 找 结识 认识 见面 会见 见 买")
_HOPES: Final = word_set("希望 期望 期待 想要 想 拟 欲 目标 愿意")
_HOPED_FOR: Final = word_set("合作 对接 洽谈 伙伴 合作伙伴 客户 企业 公司")
_THINGS: Final = word_set(
    """
    产品 商品 服务 技术 资源 项目 解决方案 方案 内容 类型 类别 种类 领域 方向 方面 伙伴 合作伙伴 合作方 对象 行业 产业
    客户 供应商 采购商 合作 对接 洽谈 哪些 什么 什么样 何种 哪类 哪种 怎样 机会
    """
)
_ASKS: Final = word_set("您 你 你们 您们 贵司 贵方 贵公司 贵企业")
_CERTIFICATES: Final = word_set("认证 资质 证书 认证证书 资质证书 体系认证")
_NEEDED: Final = word_set("需 需要 所需 要求 寻求 希望 期望 期待 须 应 必备 应具备 对方 合作方 合作伙伴 伙伴 供应商")
_BESIDE: Final = word_set(
    """
    请 贵 我 我们 我方 我司 本 企业 公司 司 单位 机构 方 的 和 及 与 或 以及 可 可以 能 能够 会 将 要 打算
    计划 主要 主营 核心 重点 现有 目前 本次 此次 有 是 对外 对方 中方 给 为 向 在 填写 说明 列出 注明 描述
    情况 清单 名称 拥有 持有 已有 已 获得 取得 具备 通过 质量 管理 体系 国际 行业 相关 中 上 活动 会 所 了
    """
)
_ALL: Final = _OFFERS.union(
    *(_OFFERS_WITH, _SEEKS, _SEEKS_WITH, _HOPES, _HOPED_FOR, _THINGS, _ASKS, _CERTIFICATES, _NEEDED, _BESIDE)
)
_WORD: Final = re.compile("|".join(sorted(_ALL, key=len, reverse=True)))
_REQUEST: Final = re.compile("^请您?提供")
"""Please give: not what the firm provides."""
_LONGEST: Final = 24
_NAMES_A_FIRM: Final = re.compile("(?:企业|公司|单位|机构)(?:名称)?$")
"""采购企业名称: the firm itself."""


def wish_in_chinese(text: str) -> Field | None:
    """``text``: folded, without blanks."""
    text = _REQUEST.sub("", text)
    said = set(_WORD.findall(text))
    if len(text) > _LONGEST or _WORD.sub("", text) or (_NAMES_A_FIRM.search(text) and not said & _HOPES):
        return None
    if said & _CERTIFICATES:
        return F.CERTIFICATES_NEEDED if said & _NEEDED else F.CERTIFICATES_HELD
    beside = said & (_THINGS | _ASKS)
    offers = said & _OFFERS or (beside and said & _OFFERS_WITH)
    seeks = said & _SEEKS or (beside and said & _SEEKS_WITH) or (said & _HOPES and said & _HOPED_FOR)
    if offers:
        return None if said & (_SEEKS | _SEEKS_WITH) else F.OFFERS
    return F.SEEKS if seeks else None
