"""Chinese wordings in traditional characters and in pinyin, by table."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.release.chinese import pinyin, plain_pinyin, words
from server.traditional import traditional

_TABLE = [
    ("国家互联网信息办公室", "國家互聯網信息辦公室", "guójiā hùliánwǎng xìnxī bàngōngshì"),
    (
        "中央网络安全和信息化委员会",
        "中央網絡安全和信息化委員會",
        "zhōngyāng wǎngluò ānquán hé xìnxīhuà wěiyuánhuì",
    ),
    ("国务院新闻办公室", "國務院新聞辦公室", "guówùyuàn xīnwén bàngōngshì"),
    ("网络空间命运共同体", "網絡空間命運共同體", "wǎngluò kōngjiān mìngyùn gòngtóngtǐ"),
    ("一个机构两块牌子", "一個機構兩塊牌子", "yígè jīgòu liǎngkuài páizi"),
    ("干部", "幹部", "gànbù"),
    ("重庆", "重慶", "chóngqìng"),
    ("西安", "西安", "xī'ān"),
    ("具有采信程度", "具有採信程度", "jùyǒu cǎixìn chéngdù"),
    ("相冲突", "相衝突", "xiāngchōngtū"),
    ("系年", "繫年", "xìnián"),
    ("体系年报", "體系年報", "tǐxì niánbào"),
    ("发布平台", "發布平台", "fābù píngtái"),
    ("编者注", "編者註", "biānzhězhù"),
    ("为了解决", "為了解決", "wèile jiějué"),
    ("据报道", "據報導", "jù bàodào"),
    ("自律", "自律", "zìlǜ"),
    ("与时俱进", "與時俱進", "yǔshíjùjìn"),
    (
        "《网络主权：理论与实践（2.0版）》",
        "《網絡主權：理論與實踐（2.0版）》",
        "wǎngluò zhǔquán: lǐlùn yǔ shíjiàn 2.0 bǎn",
    ),
    ("微信WeChat", "微信WeChat", "wēixìn WeChat"),
    ("", "", ""),
]
_PERSONS = [
    ("习近平", "Xí Jìnpíng", "xi jinping"),
    ("庄荣文", "Zhuāng Róngwén", "zhuang rongwen"),
    ("欧阳修", "Ōuyáng Xiū", "ouyang xiu"),
    ("任贤良", "Rén Xiánliáng", "ren xianliang"),
    ("令狐安", "Línghú Ān", "linghu an"),
    ("诸葛", "Zhū Gé", "zhu ge"),
]


@pytest.mark.parametrize(("text", "other", "spoken"), _TABLE)
def test_forms(text: str, other: str, spoken: str) -> None:
    """Mainland words stay as they are in traditional characters, and words are written apart in pinyin."""
    assert traditional(text) == other
    assert pinyin(text) == spoken


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("国家互联网信息办公室", "guojia hulianwang xinxi bangongshi"),
        ("网信办", "wangxin ban"),
        ("西安", "xian"),
        ("自律", "zilu"),
        ("《网络主权：理论与实践（2.0版）》", "wangluo zhuquan lilun yu shijian 2.0 ban"),
        ("微信WeChat", "weixin wechat"),
    ],
)
def test_as_typed(text: str, typed: str) -> None:
    """Without tones, marks and capitals it is what people type into a search box."""
    assert plain_pinyin(text) == typed


@pytest.mark.parametrize(("text", "spoken", "typed"), _PERSONS)
def test_persons(text: str, spoken: str, typed: str) -> None:
    """Family name and given name stand apart, and a family name is read as one."""
    assert pinyin(text, person=True) == spoken
    assert plain_pinyin(text, person=True) == typed


@given(st.text("国家互联网信息办公室领导小组中央委员会的和 A2.", max_size=16))
def test_nothing_is_lost(text: str) -> None:
    """Words put together are the text but for its spaces, and what is typed is plain letters."""
    assert "".join(words(text)) == text.replace(" ", "")
    typed = plain_pinyin(text)
    assert typed == typed.lower().strip()
    assert all(ord(c) < 128 for c in unicodedata.normalize("NFD", typed))
