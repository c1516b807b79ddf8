"""Words that names of generated bodies, posts and people are made of; no body of the real world is meant."""

from __future__ import annotations

from typing import Final

#: English and Chinese, as the names of the dataset have both.
KINDS: Final = (
    ("Office", "办公室"),
    ("Bureau", "局"),
    ("Commission", "委员会"),
    ("Department", "部"),
    ("Administration", "总局"),
    ("Committee", "委员会"),
    ("Centre", "中心"),
    ("Association", "协会"),
    ("Academy", "研究院"),
    ("Leading Group", "领导小组"),
)
FIELDS: Final = (
    ("Internet Information", "互联网信息"),
    ("Network Security", "网络安全"),
    ("Data Protection", "数据保护"),
    ("Digital Economy", "数字经济"),
    ("Telecommunications", "电信"),
    ("Publicity", "宣传"),
    ("Standards", "标准"),
    ("Information Technology", "信息化"),
    ("Online Culture", "网络文化"),
    ("Critical Infrastructure", "关键基础设施"),
    ("International Cooperation", "国际合作"),
    ("Emergency Response", "应急响应"),
    ("Cryptography", "密码"),
    ("Broadcasting", "广播电视"),
    ("Public Opinion", "舆情"),
    ("Artificial Intelligence", "人工智能"),
)
FAMILIES: Final = (
    ("Zhao", "赵"),
    ("Qian", "钱"),
    ("Sun", "孙"),
    ("Li", "李"),
    ("Zhou", "周"),
    ("Wu", "吴"),
    ("Zheng", "郑"),
    ("Feng", "冯"),
    ("Chen", "陈"),
    ("Wei", "魏"),
    ("Jiang", "蒋"),
    ("Shen", "沈"),
)
GIVEN: Final = (
    ("Ming", "明"),
    ("Hua", "华"),
    ("Jun", "军"),
    ("Lan", "兰"),
    ("Yong", "勇"),
    ("Jing", "静"),
    ("Tao", "涛"),
    ("Xia", "霞"),
    ("Bo", "波"),
    ("Ning", "宁"),
)
SECTIONS: Final = ("Introduction", "Bodies", "People", "Changes", "Sources", "Conclusion")
STANDINGS: Final = ("Endorsed", "Endorsed", "Endorsed", "Endorsed", "Reported", "Reported", "Denied")
CERTAINTIES: Final = ("certainty-asserted", "certainty-asserted", "certainty-inferred", "certainty-hedged")
VOICES: Final = ("voice-0", "voice-1", "voice-2", "voice-3")
