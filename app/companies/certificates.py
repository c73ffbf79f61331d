"""The certificates and standards of trade a firm may hold or need: about thirty, by code, in en, zh and fr."""

from dataclasses import dataclass
from typing import Final

from app.kernel.errors import Invalid
from app.kernel.localized import Localized


class UnknownCertificate(Invalid):
    """The list has no such certificate."""

    code = "certificate_unknown"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate or standard; ``divisions`` (ISIC) are where it is customary, empty where any firm may hold it."""

    code: str
    label: Localized
    divisions: tuple[str, ...] = ()


def _certificate(code: str, en: str, zh: str, fr: str, divisions: str = "") -> Certificate:
    return Certificate(code, Localized(en=en, zh=zh, fr=fr), tuple(divisions.split()))


_ALL: Final = (
    _certificate("iso_9001", "ISO 9001 Quality", "ISO 9001 质量管理", "ISO 9001 Qualité"),
    _certificate("iso_14001", "ISO 14001 Environment", "ISO 14001 环境管理", "ISO 14001 Environnement"),
    _certificate(
        "iso_45001",
        "ISO 45001 Health and safety at work",
        "ISO 45001 职业健康安全",
        "ISO 45001 Santé et sécurité au travail",
    ),
    _certificate("iso_50001", "ISO 50001 Energy", "ISO 50001 能源管理", "ISO 50001 Énergie", "19 20 23 24 35"),
    _certificate(
        "iso_27001",
        "ISO 27001 Information security",
        "ISO 27001 信息安全",
        "ISO 27001 Sécurité de l'information",
        "61 62 63 64 65 66",
    ),
    _certificate(
        "iso_22000", "ISO 22000 Food safety", "ISO 22000 食品安全", "ISO 22000 Sécurité alimentaire", "10 11 56"
    ),
    _certificate(
        "fssc_22000", "FSSC 22000 Food safety", "FSSC 22000 食品安全", "FSSC 22000 Sécurité alimentaire", "10 11"
    ),
    _certificate("haccp", "HACCP", "HACCP 危害分析", "HACCP", "03 10 11 56"),
    _certificate("brcgs", "BRCGS", "BRCGS 全球标准", "BRCGS", "10 11 17 22 52"),
    _certificate(
        "halal", "Halal (MUIS or equal)", "清真认证（MUIS 或同等）", "Halal (MUIS ou équivalent)", "10 11 20 21 56"
    ),
    _certificate("organic", "Organic farming", "有机产品认证", "Agriculture biologique", "01 10 11"),
    _certificate("globalgap", "GLOBALG.A.P.", "GLOBALG.A.P. 良好农业规范", "GLOBALG.A.P.", "01 03"),
    _certificate(
        "gmp", "GMP Good manufacturing practice", "GMP 良好生产规范", "BPF Bonnes pratiques de fabrication", "20 21"
    ),
    _certificate(
        "gdp",
        "GDP Good distribution practice",
        "GDP 药品流通规范",
        "BPD Bonnes pratiques de distribution",
        "21 46 49 52",
    ),
    _certificate(
        "iso_13485", "ISO 13485 Medical devices", "ISO 13485 医疗器械", "ISO 13485 Dispositifs médicaux", "26 32"
    ),
    _certificate(
        "iatf_16949", "IATF 16949 Automotive", "IATF 16949 汽车质量", "IATF 16949 Automobile", "22 24 25 27 29 30"
    ),
    _certificate("as_9100", "AS 9100 Aerospace", "AS 9100 航空航天质量", "AS 9100 Aérospatiale", "25 26 30"),
    _certificate("ce", "CE marking (EU)", "CE 标志（欧盟）", "Marquage CE (UE)", "26 27 28 32"),
    _certificate("ul", "UL (North America)", "UL 认证（北美）", "UL (Amérique du Nord)", "26 27 28"),
    _certificate("ccc", "CCC (China)", "CCC 强制性产品认证", "CCC (Chine)", "26 27 29"),
    _certificate("rohs", "RoHS", "RoHS 有害物质限制", "RoHS", "26 27"),
    _certificate(
        "reach", "REACH (EU chemicals)", "REACH 化学品法规（欧盟）", "REACH (produits chimiques, UE)", "20 22"
    ),
    _certificate("fsc", "FSC Wood and paper", "FSC 森林认证", "FSC Bois et papier", "02 16 17 18 31"),
    _certificate("oeko_tex", "OEKO-TEX Standard 100", "OEKO-TEX Standard 100 纺织品", "OEKO-TEX Standard 100", "13 14"),
    _certificate(
        "iso_28000",
        "ISO 28000 Supply-chain security",
        "ISO 28000 供应链安全",
        "ISO 28000 Sûreté de la chaîne logistique",
        "49 50 51 52",
    ),
    _certificate(
        "aeo",
        "AEO Authorised economic operator",
        "AEO 经认证的经营者",
        "OEA Opérateur économique agréé",
        "46 49 50 51 52",
    ),
    _certificate("iata_ceiv", "IATA CEIV Pharma", "IATA CEIV 医药冷链", "IATA CEIV Pharma", "51 52"),
    _certificate("soc_2", "SOC 2", "SOC 2 服务机构控制", "SOC 2", "62 63 66"),
    _certificate(
        "pci_dss", "PCI DSS Card payments", "PCI DSS 支付卡数据安全", "PCI DSS Paiement par carte", "47 63 64 66"
    ),
    _certificate(
        "bca",
        "BCA registration (Singapore builders)",
        "BCA 承建商注册（新加坡）",
        "BCA Entreprises du bâtiment (Singapour)",
        "41 42 43",
    ),
    _certificate(
        "green_mark",
        "Green building (BCA Green Mark, LEED)",
        "绿色建筑（Green Mark、LEED）",
        "Bâtiment durable (Green Mark, LEED)",
        "41 68 71",
    ),
    _certificate(
        "iso_17025", "ISO 17025 Testing laboratories", "ISO 17025 检测实验室", "ISO 17025 Laboratoires d'essais", "71"
    ),
)
CERTIFICATES: Final[dict[str, Certificate]] = {certificate.code: certificate for certificate in _ALL}


def certificate(code: str) -> Certificate:
    """The certificate of this code; raises UnknownCertificate."""
    try:
        return CERTIFICATES[code]
    except KeyError:
        raise UnknownCertificate(certificate=code) from None


def label(code: str, language: str) -> str:
    """What a certificate is called in a language or locale; raises UnknownCertificate."""
    return certificate(code).label.in_language(language)[0]


def customary(division: str | None) -> tuple[Certificate, ...]:
    """All certificates, those customary in a division first: the order in which a form offers them."""
    return tuple(sorted(_ALL, key=lambda each: division not in each.divisions))
