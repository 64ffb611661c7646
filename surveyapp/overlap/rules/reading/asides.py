"""Pieces of a text that only say how words are meant, or who is left out, and not what is asked."""

from __future__ import annotations

import re

from surveyapp.overlap.rules.canonical import Canonical

_ASIDE_WORDS = frozenset(
    [
        "räkna",
        "räknas",
        "inkludera",
        "medräkna",
        "medräknas",
        "redovisa",
        "ingår",
        "ingå",
        "avses",
        "menas",
        "omfattas",
        "vet",
        "aktuellt",
        "relevant",
        "om",
        "men",
        "ej",
        "inte",
        "och",
        "utan",
        "without",
        "whether",
        "exkl",
        "exklusive",
        "excluding",
        "except",
        "förutom",
        "utom",
        "exkluderade",
        "exkluderad",
        "borträknade",
        "borträknat",
        "undantaget",
        "undantag",
        "excluded",
        "included",
        "counted",
        "uppföljd",
        "uppföljt",
        "uppföljda",
        "följts",
        "reviewed",
        "followed",
        "arbetats",
        "reviderad",
        "reviderade",
        "reviderats",
        "revidering",
        "översedd",
        "översedda",
        "setts",
        "omarbetad",
        "omarbetats",
        "uppdaterad",
        "uppdaterade",
        "uppdaterats",
        "revised",
        "updated",
        "meant",
        "skriftlig",
        "skriftligt",
        "written",
        "do",
        "ange",
        "yes",
        "ja",
        "ska",
    ]
)
_ASIDE = re.compile(
    r"\b(?:räkna|ta|inkludera|redovisa|medräkna|count|include)s?\s+(?:inte|ej|not)\b[^.;)]*"
    r"|\bdo not (?:count|include)[^.;)]*"
    r"|\bvet (?:ej|inte)\b|\b(?:inte|ej) (?:aktuellt|relevant)\b|\bdo not know\b|\bnot applicable\b|\bom (?:inte|ej|inga?)\b(?! verkst)[^.;)]*|\bange 0[^.;)]*"
    r"|\b(?:men|but|och|samt) (?:inte|ej|not) (?!fyll|turned|\d|har|var|är|hade|verkst)[^.;,?)]*|(?<=\()\s*(?:ej|inte|not|ingen|no) (?!verkst|avsl)[^)]*|(?<=, )(?:ej|inte|not) (?!verkst|avsl|till)[^.;,?)]*(?:$|(?=[.;,)]))"
    r"|\b(?:inte|not|ej) (?:enbart|bara|only)\b|\bwhether or not\b[^.;,)?]*|\b(?:(?:med|med och|med resp\.?|med respektive|med eller|antal) utan|(?:with or|with and|number) without)\b|\b(?:ja|yes)\W+(?:nej|no)\b|\b\w+ eller (?:inte|ej)\b|\b\w+ or not\b"
    r"|\b(?:exkl|exklusive|excluding|except|förutom|utom)\b[^.;)]*"
    r"|(?:,|\beller|\boch|\bor|\band)\s+(?:uppföljd|uppföljt|reviewed)\b(?! av\b| by\b)[^.?)]*"
    r"|\b(?:eller|el\.?|or)\s+(?:(?:har|som|has|have|been)\s+)*(?:uppföljda|följts upp|arbetats om|followed up|reviderad\w*|reviderats|revidering|omarbeta\w*|översedd\w*|setts över|uppdaterad\w*|uppdaterats|revised|updated)\b[^.?,)]*|(?<=\w)/(?:reviderad|uppföljd|uppdaterad|revised|updated)\w*"
)
_SENTENCE = re.compile(r"[^.?;(]+")
_OUTSIDE = re.compile(
    r"\b(?:räknas|ingår|ingå|medräknas|avses|inkluderas|omfattas|inräknad\w*|medräknad\w*)\s+(?:inte|ej)\b|\b(?:inte|ej)\s+(?:räknas|ingå|ingår|medräkna\w*|inräkna\w*|avses|inkluderas|omfattas)\b|\b(?:exkluderade?|borträkna\w*|undantag\w*|excluded|not (?:counted|included))\b"
)
_DEFINES = re.compile(
    r"^\s*(?:med|by) .*\b(?:avses|menas|is meant)\b.*|\bska(?:ll)? vara (?:skriftlig|beslutad)|\b(?:skriftlig\w*|\w*beslutad\w*|upprätta\w*|framtag\w*|written|decided|drawn up|in force)\b.*\b(?:upp?följ\w*|följ\w* upp|reviewed|followed up)\b|\b(?:upp?följ\w*|reviewed|followed up)\b.*\b(?:framtagen|upprättad|drawn up|in force)\b"
)
"""What only says how words are meant, or who is left out."""


def asides(prepared: Canonical) -> list[tuple[int, int]]:
    """Return the pieces of a text that say how it is meant, and not what is asked."""
    if _ASIDE_WORDS.isdisjoint(prepared.names):
        return []
    text = prepared.text
    found = [m.span() for m in _ASIDE.finditer(text)]
    for sentence in _SENTENCE.finditer(text):
        said = sentence.group()
        if (outside := _OUTSIDE.search(said)) is not None:
            cut = said.rfind(",", 0, outside.start()) + 1
            found.append((sentence.start() + cut, sentence.end()))
        elif (define := _DEFINES.search(said)) is not None:
            found.append((sentence.start() + define.start(), sentence.start() + define.end()))
    return found
