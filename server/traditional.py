"""Chinese wordings in traditional characters. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from opencc import OpenCC

#: Characters are exchanged for those that Taiwan writes, words are kept: `s2twp` would put the word that
#: Taiwan has for the Internet into the name of a mainland body, and so coin a name that nobody bears.
_CONVERSION: Final = "s2tw"
#: Quotation marks, likewise; what is quoted in English keeps the single ones, which are its apostrophes too.
_MARKS: Final = str.maketrans("“”", "「」")
#: What the converter takes for other characters, and what it writes otherwise than the site; what only seems
#: to be such a word stands before it.
SPELLINGS: Final = {
    "一台湾": "一臺灣",
    "一台": "一台",
    "了解": "了解",
    "体系年": "體系年",
    "关系年": "關係年",
    "系年": "繫年",
    "公布": "公布",
    "冲突": "衝突",
    "发布": "發布",
    "宣布": "宣布",
    "尾注": "尾註",
    "平台": "平台",
    "每台": "每台",
    "据报道": "據報導",
    "未注意": "未注意",
    "未注": "未註",
    "编者注意": "編者注意",
    "编者注": "編者註",
    "采信息": "採信息",
    "采信": "採信",
}
#: Words for which the site has others.
_WORDS: Final = {
    "字符串": "字串",
    "字符": "字元",
    "应用程序": "應用程式",
    "报道": "報導",
    "构建时": "建置時",
    "数据集": "資料集",
    "文本文件": "文字檔案",
    "标识符": "識別碼",
    "示例": "範例",
    "账号": "帳號",
    "连字符": "連字號",
    "默认图": "預設圖",
    "质量指标": "品質指標",
    "质量测量": "品質測量",
    "质量类别": "品質類別",
    "质量维度": "品質維度",
    "链接": "連結",
}
#: What is called or said so by others: titles and quotations.
_PRINTED: Final = "《[^》]*》|“[^”]*”"
_SPELLING: Final = re.compile("|".join(SPELLINGS))
_WORD: Final = re.compile(f"{_PRINTED}|{'|'.join(_WORDS)}")


def traditional(text: str) -> str:
    """A wording in traditional characters.

    >>> traditional("国家互联网信息办公室"), traditional("为人民里的群众")
    ('國家互聯網信息辦公室', '為人民裡的群眾')
    """
    return _put(text, _SPELLING, SPELLINGS, lambda part: str(_converter().convert(part)))


def in_own_words(text: str) -> str:
    """What the project says itself: a link is 連結, as everywhere on the site, but not in what it quotes.

    >>> in_own_words("同一性链接"), in_own_words("“未知”不等于“没有”")
    ('同一性連結', '「未知」不等於「沒有」')
    """
    return _put(text, _WORD, _WORDS, traditional).translate(_MARKS)


def _put(text: str, found: re.Pattern[str], terms: Mapping[str, str], convert: Callable[[str], str]) -> str:
    """A text with some terms as they are given, and all else converted."""
    made, end = "", 0
    for term in found.finditer(text):
        made += convert(text[end : term.start()]) + (terms.get(term[0]) or convert(term[0]))
        end = term.end()
    return made + convert(text[end:])


@cache
def _converter() -> OpenCC:
    """The converter, made when it is first needed: it reads its dictionaries then."""
    return OpenCC(_CONVERSION)
