"""Where the facts depart from the reading inventory on purpose, each with its reason.

A departure that is no longer one fails the tests as well, so that the tables stay true.
"""

from __future__ import annotations

from typing import Final

#: Facts of which no statement is as sure as the inventory has it.
CERTAINTY: Final = {
    "F380": "that critics called it ironic is certain; what they said is stated, in their voice, as quoted",
}

#: Statements of a certainty that none of their facts has.
SURER: Final = {
    "id:appr-wic-2014-irony": "the critics' own words, see F380",
    "id:right-prc-cyberspace": "the right that the white paper claims, in the voice of who claims it",
    "id:stmt-csac-charter-type": "that it is a charter is plain; what the charter says is quoted",
    "id:stmt-draft-declaration-2014-type": "that it is a draft is plain; how it went round is hedged",
}

#: Statements that are endorsed although each of their facts is unsure.
STANDING: Final = {
    "id:name-united-states-en": "the curators' label: the source prints the abbreviation alone",
    "id:name-wang-gang-en": "the curators' label: the page prints the Chinese name alone",
    "id:name-zhao-cheng-en": "the curators' label: the page prints the Chinese name alone",
    "id:stmt-draft-declaration-2014-type": "that it is a draft is plain; how it went round is hedged",
}

#: Facts and statements with other endnotes.
ENDNOTES: Final = {
    "F006": "it counts the sixty-one markers and rests on none of them",
    "id:pub-speech-2015": "the third of its sentences closes with endnote 36, which F331 has",
    "id:stmt-draft-declaration-2014-type": "the sentence that calls it a draft closes with endnote 49",
}

#: Facts and statements that cite other lines.
LINES: Final = {
    "F049 L88": "a heading, which belongs to no passage",
    "id:name-public-pledge-short F155": "the short form is printed in the paragraph after the title",
}
