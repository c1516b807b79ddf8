"""The tables and their columns, in order: what each is called, holds and means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import Final

from server.names import ID, ONTOLOGY


class Kind(Enum):
    """What the cells of a column hold; the value is the datatype in CSVW (Metadata Vocabulary §5.11)."""

    TEXT = "string"
    THING = "thing"
    TERM = "term"
    IRI = "anyURI"
    DAY = "date"
    PERIOD = "edtf"
    NUMBER = "integer"
    TRUTH = "boolean"
    LANGUAGE = "language"


#: What comes before a short name in a cell, by the kind of column.
NAMESPACES: Final = {Kind.THING: ID, Kind.TERM: ONTOLOGY}


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        name: its head in the file, and the variable of the query.
        en: what it is called in English.
        zh: the same in Chinese.
        kind: what its cells hold.
        property: the property whose values these are, in short form; empty if they follow from more than one.
        language: language of its text, as a tag; empty where it is none, or one of several.
        many: whether a cell can hold more than one value, with `|` between them.
        required: whether no cell is empty.
        note: what else there is to know, in English.
    """

    name: str
    en: str
    zh: str
    kind: Kind = Kind.TEXT
    property: str = ""
    language: str = ""
    many: bool = False
    required: bool = False
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table: `{name}.csv`, from the query `{name}.rq`.

    Attributes:
        name: its name.
        zh: what it is called in Chinese; the query's head has it in English.
        columns: its columns; the first names what a row is about.
        key: names of the columns by which a row is told from every other.
        links: column → the table whose first column holds the same.
    """

    name: str
    zh: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()


#: A column with the short names of things: what comes after `id/` in their IRIs.
_thing: Final = partial(Column, kind=Kind.THING)
_zh: Final = partial(Column, language="zh-Hans")
_en: Final = partial(Column, language="en")


def _first(name: str, en: str, zh: str) -> tuple[Column, Column]:
    """What a row is about, by its short name and by its IRI."""
    note = "short name: the IRI without https://w3id.org/nameplate/id/"
    return (
        _thing(name, en, zh, required=True, note=note),
        Column("iri", "IRI", "IRI", Kind.IRI, required=True),
    )


_LABELS: Final = (
    _en("label_en", "label", "英文标签", property="skos:prefLabel"),
    _zh("label_zh", "label in Chinese", "中文标签", property="skos:prefLabel"),
)
_SOURCES: Final = _thing("sources", "passages that it is taken from", "所据段落", many=True)
_OTHER_NAMES: Final = Column("other_names", "other names", "其他名称", property="skos:altLabel", many=True)
_SAME: Final = Column(
    "same_as", "the same in other datasets", "其他数据集中的同一事物", Kind.IRI, "skos:exactMatch", many=True
)
_PERIOD: Final = Column(
    "period",
    "period, in EDTF",
    "时期（EDTF）",
    Kind.PERIOD,
    "plate:validity",
    note="2014/2018, /2014 (start unknown), 2018/ (end unknown), 2017/.. (still so); as the source has it",
)
_DATES: Final = (
    _PERIOD,
    Column(
        "observed",
        "time at which it was so, in EDTF",
        "所见时间（EDTF）",
        many=True,
        note="for what a source says of its own present, the time of writing",
    ),
    Column(
        "starts_earliest", "first day that it can have begun", "最早开始日", Kind.DAY, "plate:startsEarliest"
    ),
    Column("starts_latest", "last day that it can have begun", "最迟开始日", Kind.DAY, "plate:startsLatest"),
    Column("ends_earliest", "first day that it can have ended", "最早结束日", Kind.DAY, "plate:endsEarliest"),
    Column("ends_latest", "last day that it can have ended", "最迟结束日", Kind.DAY, "plate:endsLatest"),
    Column("ongoing", "said to go on", "称仍持续", Kind.TRUTH, required=True),
)
_DENIED: Final = Column(
    "denied", "denied", "被否定", Kind.TRUTH, required=True, note="the voice says that it is not so"
)
_STANDING: Final = (
    Column(
        "standing",
        "standing",
        "采信程度",
        Kind.TERM,
        "plate:standing",
        required=True,
        note="Endorsed: drawn on; Reported: kept beside its rivals; Rejected: held to be mistaken",
    ),
    _thing("certainty", "how the source puts it", "确定程度", property="plate:certainty"),
)
_VOICES: Final = _thing("voices", "who says so", "主张者", many=True)
_SAID: Final = (*_STANDING, _VOICES, _thing("documents", "documents that say so", "所据文献", many=True))
_STATEMENT: Final = _first("statement", "statement", "主张")

TABLES: Final = (
    Table(
        "organisations",
        "机构与牌子",
        (
            *_first("organisation", "body or nameplate", "机构或牌子"),
            Column("what", "body or nameplate", "类别", required=True),
            *_LABELS,
            _OTHER_NAMES,
            Column("former_names", "former names", "曾用名", property="plate:formerName", many=True),
            _thing("kinds", "kinds", "类型", many=True),
            Column("kinds_en", "kinds, in words", "类型（英文）", many=True),
            _thing("superiors", "last known superiors", "最后所知上级", many=True),
            _thing("nameplates", "nameplates that it bears", "所挂牌子", many=True),
            _thing("borne_by", "body that bears the nameplate", "挂牌机构", many=True),
            Column("homepage", "website", "网站", Kind.IRI, "foaf:homepage", many=True),
            _SAME,
            _SOURCES,
        ),
        ("organisation",),
    ),
    Table(
        "people",
        "人物",
        (
            *_first("person", "person", "人物"),
            *_LABELS,
            _thing("posts", "last known posts", "最后所知职务", many=True),
            _SAME,
            _SOURCES,
        ),
        ("person",),
    ),
    Table(
        "posts",
        "职务",
        (
            *_first("post", "post", "职务"),
            *_LABELS,
            _thing("organisations", "bodies that it is in", "所属机构", many=True),
            _thing("nameplates", "nameplates that it is titled under", "所用牌子", many=True),
            _thing("roles", "roles", "角色", many=True),
            Column("leads", "leads the body", "主持机构", Kind.TRUTH, required=True),
            _thing("holders", "last known holders", "最后所知任职者", many=True),
            _SOURCES,
        ),
        ("post",),
    ),
    Table(
        "tenures",
        "任职",
        (
            *_STATEMENT,
            _thing("person", "person", "人物", property="plate:holder", required=True),
            _en("person_en", "name of the person", "人物英文名"),
            _zh("person_zh", "name of the person in Chinese", "人物中文名"),
            _thing("post", "post", "职务", property="plate:post", required=True),
            _en("post_en", "post, in words", "职务（英文）"),
            Column("printed_title", "title or wording as printed", "原文头衔或措辞", many=True),
            *_DATES,
            _DENIED,
            *_SAID,
        ),
        ("statement",),
        (("person", "people"), ("post", "posts"), ("statement", "relations")),
    ),
    Table(
        "relations",
        "关系",
        (
            *_STATEMENT,
            Column("kind", "kind of tie", "关系类型", Kind.TERM, "rdf:type", required=True),
            _en("kind_en", "kind of tie, in words", "关系类型（英文）"),
            _thing("subject", "who or what", "主体", property="plate:relationSubject"),
            _en("subject_en", "who or what, in words", "主体（英文）"),
            _thing("subject_as", "under which nameplate", "主体所用牌子", property="plate:subjectAs"),
            _thing("object", "with whom or what", "客体", property="plate:relationObject"),
            _en("object_en", "with whom or what, in words", "客体（英文）"),
            _thing("object_as", "under which nameplate that is", "客体所用牌子", property="plate:objectAs"),
            *_DATES,
            _DENIED,
            *_SAID,
        ),
        ("statement",),
    ),
    Table(
        "names",
        "名称",
        (
            *_STATEMENT,
            _thing("thing", "what is called so", "所命名者", property="plate:nameOf", required=True),
            _en("thing_en", "its label", "其英文标签"),
            Column("wording", "wording", "名称", property="skosxl:literalForm", required=True),
            Column("language", "language", "语言", Kind.LANGUAGE, required=True),
            _thing("kind", "kind of name", "名称类型", property="plate:nameKind"),
            Column(
                "traditional",
                "in traditional characters",
                "繁体",
                property="plate:traditionalForm",
                language="zh-Hant",
            ),
            Column("pinyin", "in pinyin", "拼音", property="plate:pinyin", language="zh-Latn-pinyin"),
            Column(
                "plain_pinyin",
                "in pinyin without tones",
                "无调拼音",
                property="plate:plainPinyin",
                language="zh-Latn",
            ),
            *_DATES,
            *_SAID,
        ),
        ("statement",),
    ),
    Table(
        "concepts",
        "概念",
        (
            *_first("concept", "concept", "概念"),
            _thing("schemes", "lists that it is in", "所属体系", many=True),
            *_LABELS,
            _OTHER_NAMES,
            _en("definition_en", "definition", "英文定义", property="skos:definition"),
            Column(
                "definition_zh",
                "definition in Chinese",
                "中文定义",
                property="skos:definition",
                language="zh-Hans",
            ),
            _thing("broader", "broader concepts", "上位概念", many=True),
            _thing("related", "related concepts", "相关概念", many=True),
            _thing("attested_in", "who or what uses it", "见于", many=True),
            _SOURCES,
        ),
        ("concept",),
    ),
    Table(
        "statements",
        "主张及其出处",
        (
            *_STATEMENT,
            Column("kind", "kind of statement", "主张类型", Kind.TERM, "rdf:type", required=True),
            _en("kind_en", "kind of statement, in words", "主张类型（英文）"),
            _en("says", "what it says", "内容"),
            _thing("about", "what it is about", "关于", many=True),
            _PERIOD,
            _DENIED,
            *_STANDING,
            _VOICES,
            Column("voices_en", "who says so, in words", "主张者（英文）", many=True),
            _thing("passage", "passage", "段落", required=True),
            _thing("document", "document", "文献"),
            _en("document_en", "document, in words", "文献（英文）"),
            Column("section", "section", "章节"),
            Column("paragraph", "paragraph", "段次", Kind.NUMBER),
            Column("first_line", "first line", "首行", Kind.NUMBER),
            Column("last_line", "last line", "末行", Kind.NUMBER),
            Column("endnote", "endnote", "尾注号", Kind.NUMBER),
            Column("endnote_scope", "how the endnote bears on it", "尾注范围", Kind.TERM),
            Column("facts", "numbers in the reading inventory", "阅读清单编号", many=True),
        ),
        ("statement", "passage", "endnote"),
    ),
)

#: Tables of what has no table of its own.
STATEMENTS: Final = ("statements",)

#: List of things → the tables that tell of them.
TABLES_OF: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(("institution", "nameplate", "association"), ("organisations", "names", "relations")),
        "person": ("people", "tenures"),
        "post": ("posts", "tenures"),
        "concept": ("concepts", "names"),
        "claim": ("statements", "relations", "tenures", "names"),
    }
)
