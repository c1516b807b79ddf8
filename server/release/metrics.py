"""What is measured of a release: dimensions and metrics, as the Data Quality Vocabulary has them (DQV §4).

A metric's value is a `share` (of 1), a `count` or a `flag`. Its number is that of its dimension and its place
in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Metric:
    """A metric: how its IRI ends, the kind of its value; label and definition in English and Chinese."""

    slug: str
    kind: str
    label: tuple[str, str]
    definition: tuple[str, str]


@dataclass(frozen=True)
class Dimension:
    """A dimension of quality with its metrics in order; label and definition in English and Chinese."""

    slug: str
    label: tuple[str, str]
    definition: tuple[str, str]
    metrics: tuple[Metric, ...]


DIMENSIONS: Final = (
    Dimension(
        "provenance",
        ("provenance", "出处"),
        ("how far it is said where statements come from", "陈述注明来处的程度"),
        (
            Metric(
                "claims",
                "count",
                ("statements", "陈述"),
                ("number of claims, whatever their standing", "主张的数量，不论其采信程度"),
            ),
            Metric(
                "claims-cited",
                "share",
                ("statements that cite a passage", "引证段落的陈述"),
                (
                    "share of the claims with at least one citation of a passage of a source",
                    "至少引证来源中一个段落的主张所占比例",
                ),
            ),
            Metric(
                "claims-with-endnote",
                "share",
                ("statements with an endnote", "带尾注的陈述"),
                (
                    "share of the claims with a citation that gives an endnote beside the passage",
                    "引证中除段落外还注明来源尾注的主张所占比例",
                ),
            ),
            Metric(
                "passages",
                "count",
                ("passages", "段落"),
                ("number of passages into which the sources are divided", "来源所划分的段落数量"),
            ),
            Metric(
                "passages-cited",
                "share",
                ("passages that are cited", "被引证的段落"),
                (
                    "share of the passages that at least one claim cites",
                    "至少被一项主张引证的段落所占比例",
                ),
            ),
        ),
    ),
    Dimension(
        "completeness",
        ("completeness", "完整性"),
        ("how much of what the sources say is in the dataset", "来源所述内容收入数据集的程度"),
        (
            Metric(
                "facts",
                "count",
                ("facts in the reading inventory", "阅读清单中的事实"),
                (
                    "number of facts that the curators found when they read the sources",
                    "编者通读来源后列出的事实数量",
                ),
            ),
            Metric(
                "facts-stated",
                "share",
                ("facts that are stated", "已陈述的事实"),
                (
                    "share of the inventory's facts that a claim, known gap or observation states",
                    "由主张、已知空缺或观察予以陈述的清单事实所占比例",
                ),
            ),
            Metric(
                "facts-left-out",
                "count",
                ("facts left out for a reason", "注明理由而略去的事实"),
                (
                    "number of the inventory's facts that nothing states and that are listed with the reason",
                    "未予陈述而附理由列出的清单事实数量",
                ),
            ),
            Metric(
                "gaps",
                "count",
                ("known gaps", "已知空缺"),
                (
                    "number of things that were looked for in a source and are not stated there",
                    "已在来源中查找而未获说明的事项数量",
                ),
            ),
        ),
    ),
    Dimension(
        "languages",
        ("languages", "语言"),
        ("how far things are named in English and in Chinese", "事物具有英文与中文名称的程度"),
        (
            Metric(
                "things",
                "count",
                ("things", "事物"),
                (
                    "number of things that are neither claims nor known gaps, passages or observations",
                    "所描述的事物数量，主张、已知空缺、段落与观察除外",
                ),
            ),
            Metric(
                "things-english",
                "share",
                ("things with an English label", "有英文标签的事物"),
                ("share of the things with a preferred label in English", "具有英文首选标签的事物所占比例"),
            ),
            Metric(
                "things-chinese",
                "share",
                ("things with a Chinese label", "有中文标签的事物"),
                (
                    "share of the things with a preferred label in Chinese characters",
                    "具有汉字首选标签的事物所占比例",
                ),
            ),
            Metric(
                "names-english",
                "count",
                ("names in English", "英文名称"),
                ("number of names whose wording is English", "用语为英文的名称数量"),
            ),
            Metric(
                "names-chinese",
                "count",
                ("names in Chinese", "中文名称"),
                ("number of names whose wording is in Chinese characters", "用语为汉字的名称数量"),
            ),
        ),
    ),
    Dimension(
        "time",
        ("time", "时间"),
        ("how far it is said when statements hold", "陈述注明时间的程度"),
        (
            Metric(
                "claims-timed",
                "share",
                ("statements with a time", "注明时间的陈述"),
                (
                    "share of the claims with a period, an observation, or an event at an end",
                    "注明时段、观察时间或起讫事件的主张所占比例",
                ),
            ),
            Metric(
                "claims-to-the-day",
                "share",
                ("statements dated to the day", "精确到日的陈述"),
                (
                    "share of the claims whose period names a day",
                    "时段精确到某一日的主张所占比例",
                ),
            ),
            Metric(
                "relations",
                "count",
                ("relations", "关系"),
                ("number of claims that relate one thing to another", "将一事物与另一事物相联系的主张数量"),
            ),
            Metric(
                "relations-timed",
                "share",
                ("relations with a time", "注明时间的关系"),
                (
                    "share of the relations with a period, an observation, or an event at an end",
                    "注明时段、观察时间或起讫事件的关系所占比例",
                ),
            ),
        ),
    ),
    Dimension(
        "standing",
        ("standing", "采信程度"),
        ("how the curators treat what the sources say", "编者对来源所述内容的处理方式"),
        (
            Metric(
                "endorsed",
                "count",
                ("endorsed statements", "获采信的陈述"),
                ("number of claims that the dataset makes its own", "数据集予以采信的主张数量"),
            ),
            Metric(
                "reported",
                "count",
                ("reported statements", "仅作记录的陈述"),
                (
                    "number of claims that the dataset passes on as somebody's, without making them its own",
                    "数据集仅作记录而不采信的主张数量",
                ),
            ),
            Metric(
                "rejected",
                "count",
                ("rejected statements", "不采信的陈述"),
                ("number of claims that the dataset holds to be wrong", "数据集认为有误的主张数量"),
            ),
            Metric(
                "disputed",
                "count",
                ("disputed statements", "有争议的陈述"),
                (
                    "number of claims that dispute another claim or that another one disputes",
                    "与其他主张相争议的主张数量",
                ),
            ),
            Metric(
                "denials",
                "count",
                ("denials", "否定性陈述"),
                ("number of claims that something is not so", "称某事并非如此的主张数量"),
            ),
        ),
    ),
    Dimension(
        "links",
        ("links", "关联"),
        ("how far things are linked to other datasets", "事物与其他数据集相关联的程度"),
        (
            Metric(
                "things-in-wikidata",
                "share",
                ("things linked to Wikidata", "与维基数据相关联的事物"),
                (
                    "share of the things with an exact, close, broader or narrower match in Wikidata",
                    "与维基数据某一条目精确匹配、近似匹配或上下位匹配的事物所占比例",
                ),
            ),
        ),
    ),
    Dimension(
        "conformance",
        ("conformance", "合规性"),
        ("whether the data keep to the shapes and axioms", "数据是否符合形状与公理"),
        (
            Metric(
                "shacl-violations",
                "count",
                ("SHACL violations", "SHACL 违规"),
                (
                    "number of results of the severity violation in the validation report",
                    "验证报告中严重程度为违规的结果数量",
                ),
            ),
            Metric(
                "shacl-warnings",
                "count",
                ("SHACL warnings", "SHACL 警告"),
                (
                    "number of results of the severity warning in the validation report",
                    "验证报告中严重程度为警告的结果数量",
                ),
            ),
            Metric(
                "shacl-infos",
                "count",
                ("SHACL remarks", "SHACL 提示"),
                (
                    "number of results of the severity info in the validation report",
                    "验证报告中严重程度为提示的结果数量",
                ),
            ),
            Metric(
                "consistent",
                "flag",
                ("consistent", "一致"),
                (
                    "whether the closure under the rules of OWL 2 RL holds no contradiction",
                    "按 OWL 2 RL 规则推得的闭包是否不含矛盾",
                ),
            ),
        ),
    ),
)
