"""Certificates and standards of trade, by code, in en, zh and fr; when one expires."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import Invalid
from app.core.localized import Localized


class UnknownCertificate(Invalid):
    """The list has no such certificate."""

    code = "certificate_unknown"


@dataclass(frozen=True, slots=True)
class TradeCertificate:
    """A certificate or standard; ``divisions`` (ISIC) are where it is customary, empty where any firm may hold it."""

    code: str
    label: Localized
    divisions: tuple[str, ...] = ()


def _define_certificate(code: str, en: str, zh: str, fr: str, divisions: str = "") -> TradeCertificate:
    return TradeCertificate(code, Localized(en=en, zh=zh, fr=fr), tuple(divisions.split()))


_ALL_CERTIFICATES: Final = (
    _define_certificate("iso_9001", "ISO 9001 Quality", "ISO 9001 质量管理", "ISO 9001 Qualité"),
    _define_certificate("iso_14001", "ISO 14001 Environment", "ISO 14001 环境管理", "ISO 14001 Environnement"),
    _define_certificate(
        "iso_45001",
        "ISO 45001 Health and safety at work",
        "ISO 45001 职业健康安全",
        "ISO 45001 Santé et sécurité au travail",
    ),
    _define_certificate("iso_50001", "ISO 50001 Energy", "ISO 50001 能源管理", "ISO 50001 Énergie", "19 20 23 24 35"),
    _define_certificate(
        "iso_27001",
        "ISO 27001 Information security",
        "ISO 27001 信息安全",
        "ISO 27001 Sécurité de l'information",
        "61 62 63 64 65 66",
    ),
    _define_certificate(
        "iso_22000", "ISO 22000 Food safety", "ISO 22000 食品安全", "ISO 22000 Sécurité alimentaire", "10 11 56"
    ),
    _define_certificate(
        "fssc_22000", "FSSC 22000 Food safety", "FSSC 22000 食品安全", "FSSC 22000 Sécurité alimentaire", "10 11"
    ),
    _define_certificate("haccp", "HACCP", "HACCP 危害分析", "HACCP", "03 10 11 56"),
    _define_certificate("brcgs", "BRCGS", "BRCGS 全球标准", "BRCGS", "10 11 17 22 52"),
    _define_certificate(
        "halal", "Halal (MUIS or equal)", "清真认证（MUIS 或同等）", "Halal (MUIS ou équivalent)", "10 11 20 21 56"
    ),
    _define_certificate("organic", "Organic farming", "有机产品认证", "Agriculture biologique", "01 10 11"),
    _define_certificate("globalgap", "GLOBALG.A.P.", "GLOBALG.A.P. 良好农业规范", "GLOBALG.A.P.", "01 03"),
    _define_certificate(
        "gmp", "GMP Good manufacturing practice", "GMP 良好生产规范", "BPF Bonnes pratiques de fabrication", "20 21"
    ),
    _define_certificate(
        "gdp",
        "GDP Good distribution practice",
        "GDP 药品流通规范",
        "BPD Bonnes pratiques de distribution",
        "21 46 49 52",
    ),
    _define_certificate(
        "iso_13485", "ISO 13485 Medical devices", "ISO 13485 医疗器械", "ISO 13485 Dispositifs médicaux", "26 32"
    ),
    _define_certificate(
        "iatf_16949", "IATF 16949 Automotive", "IATF 16949 汽车质量", "IATF 16949 Automobile", "22 24 25 27 29 30"
    ),
    _define_certificate("as_9100", "AS 9100 Aerospace", "AS 9100 航空航天质量", "AS 9100 Aérospatiale", "25 26 30"),
    _define_certificate("ce", "CE marking (EU)", "CE 标志（欧盟）", "Marquage CE (UE)", "26 27 28 32"),
    _define_certificate("ul", "UL (North America)", "UL 认证（北美）", "UL (Amérique du Nord)", "26 27 28"),
    _define_certificate("ccc", "CCC (China)", "CCC 强制性产品认证", "CCC (Chine)", "26 27 29"),
    _define_certificate("rohs", "RoHS", "RoHS 有害物质限制", "RoHS", "26 27"),
    _define_certificate(
        "reach", "REACH (EU chemicals)", "REACH 化学品法规（欧盟）", "REACH (produits chimiques, UE)", "20 22"
    ),
    _define_certificate("fsc", "FSC Wood and paper", "FSC 森林认证", "FSC Bois et papier", "02 16 17 18 31"),
    _define_certificate(
        "oeko_tex", "OEKO-TEX Standard 100", "OEKO-TEX Standard 100 纺织品", "OEKO-TEX Standard 100", "13 14"
    ),
    _define_certificate(
        "iso_28000",
        "ISO 28000 Supply-chain security",
        "ISO 28000 供应链安全",
        "ISO 28000 Sûreté de la chaîne logistique",
        "49 50 51 52",
    ),
    _define_certificate(
        "aeo",
        "AEO Authorised economic operator",
        "AEO 经认证的经营者",
        "OEA Opérateur économique agréé",
        "46 49 50 51 52",
    ),
    _define_certificate("iata_ceiv", "IATA CEIV Pharma", "IATA CEIV 医药冷链", "IATA CEIV Pharma", "51 52"),
    _define_certificate("soc_2", "SOC 2", "SOC 2 服务机构控制", "SOC 2", "62 63 66"),
    _define_certificate(
        "pci_dss", "PCI DSS Card payments", "PCI DSS 支付卡数据安全", "PCI DSS Paiement par carte", "47 63 64 66"
    ),
    _define_certificate(
        "bca",
        "BCA registration (Singapore builders)",
        "BCA 承建商注册（新加坡）",
        "BCA Entreprises du bâtiment (Singapour)",
        "41 42 43",
    ),
    _define_certificate(
        "green_mark",
        "Green building (BCA Green Mark, LEED)",
        "绿色建筑（Green Mark、LEED）",
        "Bâtiment durable (Green Mark, LEED)",
        "41 68 71",
    ),
    _define_certificate(
        "iso_17025", "ISO 17025 Testing laboratories", "ISO 17025 检测实验室", "ISO 17025 Laboratoires d'essais", "71"
    ),
)
CERTIFICATES: Final[dict[str, TradeCertificate]] = {certificate.code: certificate for certificate in _ALL_CERTIFICATES}


def trade_certificate(code: str) -> TradeCertificate:
    """The certificate of this code; raises UnknownCertificate."""
    try:
        return CERTIFICATES[code]
    except KeyError:
        raise UnknownCertificate(certificate=code) from None


def certificate_name(code: str, language: str) -> str:
    """What a certificate is called in a language or locale; raises UnknownCertificate."""
    return trade_certificate(code).label.in_language(language)[0]


def list_certificates(division: str | None) -> tuple[TradeCertificate, ...]:
    """All certificates, those customary in a division first: the order in which a form offers them."""
    return tuple(sorted(_ALL_CERTIFICATES, key=lambda each: division not in each.divisions))


WARNING_PERIOD: Final = dt.timedelta(days=60)
"""So long before its last day a firm hears that a certificate ends."""


class CertificateExpiry(StrEnum):
    """``valid``: nothing to do yet, or no end is known; ``soon``: it ends within 60 days; ``before``: it ends before
    the event's last day, however far that is, and does not count there; ``over``: it has ended."""

    VALID = "valid"
    SOON = "soon"
    BEFORE = "before"
    OVER = "over"


def certificate_expiry(valid_until: dt.date | None, *, today: dt.date, event_ends: dt.date | None) -> CertificateExpiry:
    """How a certificate stands whose last day is ``valid_until``."""
    if valid_until is None:
        return CertificateExpiry.VALID
    if valid_until < today:
        return CertificateExpiry.OVER
    if not is_valid_at_event(valid_until, event_ends):
        return CertificateExpiry.BEFORE
    return CertificateExpiry.VALID if today < valid_until - WARNING_PERIOD else CertificateExpiry.SOON


def is_valid_at_event(valid_until: dt.date | None, event_ends: dt.date | None) -> bool:
    """Whether a certificate is still held on the event's last day."""
    return valid_until is None or event_ends is None or valid_until >= event_ends
