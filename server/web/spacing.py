"""Space between sentences, which Chinese does not set: its signs bring their own. Pure."""

from __future__ import annotations

import re
from typing import Final

#: What keeps its space, whole; else a sign with what ends in the line behind it, and the space that follows,
#: unless that is before a dot, a dash or an arrow, which have space on both sides;
#: else space before a sign. A run of space is looked at once, however long it is.
_FOUND: Final = re.compile(
    r"<(?P<kept>pre|textarea|script|style)\b.*?</(?P=kept)>"
    r"|<bdi\b[^>]*>[^<]*?(?=[。，；：、！？）」』]?</bdi>)|<[^>]*>"
    r"|(?P<sign>[。，；：、！？）」』](?:</(?:a|bdi|code|data|em|small|span|strong|time)>)*)\s++(?![·–—→×])"
    r"|(?<![^\S\n])(?P<before>[^\S\n]++)(?=[。，；：、！？）」』])",
    re.DOTALL,
)


def closed_up(html: str) -> str:
    """A page in Chinese without the space behind signs that templates for all languages set.

    Attributes, code blocks and fields keep theirs, and so does what the data say, which stands in `bdi`.

    >>> closed_up('<p title="甲。 乙">甲。 乙：</em> <a href="/">丙</a>、 丁。</p> <p>')
    '<p title="甲。 乙">甲。乙：</em><a href="/">丙</a>、丁。</p> <p>'
    >>> closed_up("甲（乙） · 丙"), closed_up("甲（乙） → 丙")
    ('甲（乙） · 丙', '甲（乙） → 丙')
    >>> closed_up("CAC ，甲 （乙）")
    'CAC，甲 （乙）'
    >>> closed_up("<bdi>甲， 乙</bdi>， <bdi lang='zh'>丙 ，丁。</bdi> 戊")
    "<bdi>甲， 乙</bdi>，<bdi lang='zh'>丙 ，丁。</bdi>戊"
    >>> closed_up("<pre>甲， 乙</pre> CAC. Next")
    '<pre>甲， 乙</pre> CAC. Next'
    """
    return _FOUND.sub(lambda found: found["sign"] or ("" if found["before"] else found[0]), html)
