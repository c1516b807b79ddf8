"""What the notes of a citation are called, in each language. Configuration, no code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Words:
    """What notes are called in a language."""

    document: str
    rests_on: str
    found_in: str
    formerly: str
    bytes: str
    query: str
    answer: str
    receipt: str
    row: str
    rows: str
    triple: str
    triples: str
    nothing: str
    nothing_certain: str


_EN: Final = Words(
    document="Document:",
    rests_on="Rests on {}:",
    found_in="In {}:",
    formerly="Formerly",
    bytes="{:,} bytes, SHA-256 {}",
    query="Answer to the SPARQL query {}",
    answer="SHA-256 of the query {}, of the answer {}",
    receipt="Receipt:",
    row="{:,} row",
    rows="{:,} rows",
    triple="{:,} triple",
    triples="{:,} triples",
    nothing="Nothing was found, which is an answer: the data do not state it",
    nothing_certain="Nothing certain then was found; what is only possible (graph/possible) was not asked",
)
_ZH_HANS: Final = Words(
    document="文档：",
    rests_on="依据 {}：",
    found_in="见于 {}：",
    formerly="原为",
    bytes="{:,} 字节，SHA-256 {}",
    query="SPARQL 查询 {} 的结果",
    answer="查询的 SHA-256 {}，结果的 SHA-256 {}",
    receipt="凭据：",
    row="{:,} 行",
    rows="{:,} 行",
    triple="{:,} 个三元组",
    triples="{:,} 个三元组",
    nothing="未找到任何结果，这也是一种回答：数据中没有这样的陈述",
    nothing_certain="未找到当时确定的内容；仅属可能的内容（graph/possible）未予查询",
)
_ZH_HANT: Final = Words(
    document="文件：",
    rests_on="依據 {}：",
    found_in="見於 {}：",
    formerly="原為",
    bytes="{:,} 位元組，SHA-256 {}",
    query="SPARQL 查詢 {} 的結果",
    answer="查詢的 SHA-256 {}，結果的 SHA-256 {}",
    receipt="憑據：",
    row="{:,} 列",
    rows="{:,} 列",
    triple="{:,} 個三元組",
    triples="{:,} 個三元組",
    nothing="未找到任何結果，這也是一種回答：資料中沒有這樣的陳述",
    nothing_certain="未找到當時確定的內容；僅屬可能的內容（graph/possible）未予查詢",
)
WORDS: Final[Mapping[str, Words]] = MappingProxyType({"en": _EN, "zh-Hans": _ZH_HANS, "zh-Hant": _ZH_HANT})
