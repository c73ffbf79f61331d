"""Family names of Japan, behind which a blank stands within one person's name: 田中 太郎. Tables only."""

from __future__ import annotations

from typing import Final

from app.companies.names.words import word_set

FAMILY_NAMES: Final = word_set(
    """
    佐藤 鈴木 高橋 田中 渡辺 渡邊 渡邉 伊藤 山本 中村 小林 加藤 吉田 山田 佐々木 山口
    松本 井上 木村 林田 斎藤 斉藤 清水 山崎 阿部 池田 橋本 山下 石川 中島 前田 藤田
    小川 後藤 岡田 長谷川 村上 近藤 石井 坂本 遠藤 青木 藤井 西村 福田 太田 三浦 藤原
    岡本 松田 中川 中野 原田 小野 田村 竹内 金子 和田 中山 石田 上田 森田 酒井 柴田
    宮崎 横山 高木 安藤 宮本 大野 谷口 今井 丸山 高田 藤本 武田 村田 上野 杉山 増田
    平野 大塚 千葉 久保 松井 岩崎 桜井 野口 松尾 木下 菊地 佐野 菅原 新井 渡部 野村
    杉本 古川 小島 水野 北村 内田 飯田 吉川 山内 矢野 川口 西田 市川 川崎 荒木 大西
    星野 本田 工藤 望月 服部 樋口 永井 浅野 岩田 東野 松下 黒田 土屋 早川 熊谷 川村
    福島 大久保 川上 片山 森本 本間 平田 吉村 松岡 小松 小山 三宅 関口 田口 秋山 大橋
    松原 福井
    """
)
SPACED: Final = frozenset({"JP", "KR"})
"""Where a family and a given name in Chinese signs are parted by a blank."""
