"""Chinese wordings in pinyin, with and without tones. Pure.

Words are told apart by the dictionary of jieba and written apart as GB/T 16159-2012 has it: a name of four
characters or more is divided into its words where it can be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from math import log
from typing import Final

import rjieba
from pypinyin import Style, lazy_pinyin

_DIVISIBLE: Final = 4
_PARTS: Final = (2, 3)
_HAN: Final = re.compile(r"[㐀-鿿豈-﫿]+")
#: Marks that the Latin script writes otherwise; every other mark is left out.
_MARKS: Final = {"：": ":", "，": ",", "、": ",", "；": ";", "。": ".", "！": "!", "？": "?"}
_TOKEN: Final = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*")
#: Family names of two characters that are still borne; all others have one.
_FAMILY: Final = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
)
#: Characters that are read otherwise as a family name.
_READ: Final = {
    "任": "rén",
    "单": "shàn",
    "仇": "qiú",
    "解": "xiè",
    "查": "zhā",
    "曾": "zēng",
    "区": "ōu",
    "盖": "gě",
    "朴": "piáo",
    "华": "huà",
    "尉迟": "yùchí",
    "令狐": "línghú",
}


#: Where the characters that people write stand: all of one standard, the usual ones of the other.
_SIMPLIFIED: Final = ("gb2312", range(0xB0, 0xF8))
_TRADITIONAL: Final = ("big5", range(0xA4, 0xC7))


def pinyin(text: str, person: bool = False) -> str:
    """A wording in pinyin with tones, a space between words; a person's name as family name and given name.

    >>> pinyin("国家互联网信息办公室")
    'guójiā hùliánwǎng xìnxī bàngōngshì'
    >>> pinyin("习近平", person=True)
    'Xí Jìnpíng'
    """
    if person and _HAN.fullmatch(text):
        family, given = _name(text)
        return " ".join(
            part.capitalize() for part in (_READ.get(family) or _spoken(family), _spoken(given))
        ).strip()
    told = ""
    for word in words(text):
        if _HAN.fullmatch(word):
            told += " " + _spoken(word)
        elif word in _MARKS:
            told += _MARKS[word]
        elif _TOKEN.fullmatch(word):
            told += " " + word
    return told.strip()


def plain_pinyin(text: str, person: bool = False) -> str:
    """A wording in pinyin as it is typed: no tones, no marks, small letters, ü as u.

    >>> plain_pinyin("国家互联网信息办公室")
    'guojia hulianwang xinxi bangongshi'
    """
    spoken = unicodedata.normalize("NFD", pinyin(text, person).lower().replace("'", ""))
    letters = "".join(c for c in spoken if not unicodedata.combining(c))
    return " ".join(_TOKEN.findall(letters))


def alike(characters: Iterable[str]) -> dict[str, str]:
    """By sound, without its tone, the usual characters that are read so, of those sounds that some have.

    >>> "瓣" in alike("办")["ban"]
    True
    """
    told = set(characters)
    wanted = {_sound(one) for one in told}
    found: dict[str, set[str]] = {}
    for one in told | set(_usual_characters()):
        if (sound := _sound(one)) in wanted:
            found.setdefault(sound, set()).add(one)
    return {sound: "".join(sorted(found[sound])) for sound in sorted(found) if len(found[sound]) > 1}


def _sound(character: str) -> str:
    """How a character is usually read, without its tone."""
    return str(lazy_pinyin(character)[0])


def _usual_characters() -> str:
    """The characters of the two standards."""
    found = ""
    for standard, rows in (_SIMPLIFIED, _TRADITIONAL):
        for row in rows:
            found += bytes(byte for cell in range(0x40, 0xFF) for byte in (row, cell)).decode(
                standard, "ignore"
            )
    return "".join(_HAN.findall(found))


def words(text: str) -> list[str]:
    """The words of a wording, marks and words in other scripts among them, spaces left out.

    >>> words("网络空间命运共同体")
    ['网络', '空间', '命运', '共同体']
    """
    found: list[str] = []
    for piece in re.split(r"([㐀-鿿豈-﫿]+)", text):
        if _HAN.fullmatch(piece):
            found += [part for word in rjieba.cut(piece) for part in _divided(word)]
        else:
            found += re.findall(rf"{_TOKEN.pattern}|[^\s\w]", piece)
    return found


def _divided(word: str) -> list[str]:
    """A long word as the shorter ones that it is made of, or whole if it is not made of such."""
    return max(_divisions(word), key=_usual, default=[word]) if len(word) >= _DIVISIBLE else [word]


def _divisions(word: str) -> list[list[str]]:
    """Every way to read a word as a row of words of two and three characters."""
    if not word:
        return [[]]
    begins = [word[:length] for length in _PARTS if len(word) >= length and rjieba.has_word(word[:length])]
    return [[begin, *rest] for begin in begins for rest in _divisions(word[len(begin) :])]


def _usual(parts: list[str]) -> tuple[int, float, list[str]]:
    """How usual a division is: few words, and frequent ones."""
    return -len(parts), sum(log(rjieba.suggest_freq(part)) for part in parts), parts


def _name(text: str) -> tuple[str, str]:
    """Family name and given name."""
    family = 2 if text.startswith(_FAMILY) and len(text) > len(_FAMILY[0]) else 1
    return text[:family], text[family:]


def _spoken(word: str) -> str:
    """A word in pinyin, with an apostrophe where a syllable within it begins with a vowel."""
    said = lazy_pinyin(word, style=Style.TONE)
    return "".join(("'" if at and _opens(syllable) else "") + syllable for at, syllable in enumerate(said))


def _opens(syllable: str) -> bool:
    return unicodedata.normalize("NFD", syllable)[0] in "aoe"
