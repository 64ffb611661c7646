"""Reading what a question counts: the noun after the word of number, or the first of a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from surveyapp.overlap.rules.canonical import Canonical, canonical
from surveyapp.overlap.rules.facets import Described, Keep
from surveyapp.overlap.rules.phrases import Hit, phrasebook
from surveyapp.overlap.rules.terms import Terms

_LEAD = re.compile(
    r"(?<!\w)(?<!\bmed )(?<!\bpå )(?<!\bby )(?<!\bby the )(?:hur många|hur stor (?:andel|del)(?: av)?|(?:medel)?antal(?:et)?|ant\.?|andel(?:en)?(?: av)?|how many|(?:total )?number of|no\. of|(?:what )?(?:share|proportion|percentage|percent|per cent) of)\s+"
)

_NUMBER_LEAD = re.compile(r"antal|ant|number|no")
_NUMBER_LAST = re.compile(r"\bantal\b|\bnumber\b")
_PREPOSITIONS = frozenset(["per", "ur", "bland", "among", "på", "i", "för", "av", "till", "med", "inom", "som", "hos", "vid", "från", "dit", "där", "vars", "about", "from", "where", "whose", "which", "of", "in", "for", "with", "who", "to", "at", "by", "on", "that"])  # fmt: skip


def read_counted(
    question: Described,
    prepared: Canonical,
    text: str,
    hits: Sequence[Hit],
    terms: Terms,
    keep: Keep,
    known: str,
) -> None:
    """Keep what is counted, from the text or else from the unit."""
    nouns = [h for h in hits if h.facet == "counted" and prepared.text[h.end : h.end + 2] not in _HALVES]  # fmt: skip
    lead = _LEAD.search(prepared.text)
    noun: Hit | None = None
    if not _AS.isdisjoint(prepared.names) and (whole := _AS_FTE.search(prepared.text)):
        keep("counted", ("fte",), prepared.place(*whole.span()), "text", text)
        return
    if lead:
        at = next((n for n, h in enumerate(nouns) if h.start >= lead.end()), None)
        if at is not None:
            between = prepared.text[lead.end() : nouns[at].start]
            said = between.split()
            if len(said) <= 3 and not set(between) & set(":;?(") and _PREPOSITIONS.isdisjoint(said[1:] if said[:1] in (["av"], ["of"]) else said):  # fmt: skip
                noun = nouns[at] if _HAVE.isdisjoint(said) else None
                is_compound = noun is not None and known == "en" and noun.value not in _TIMES
                for after in (
                    nouns[at + 1 :] if is_compound else ()
                ):  # "child investigations" counts the latter
                    if noun is None or prepared.text[noun.end : after.start] != " ":
                        break
                    noun = after
        if noun is None and _NUMBER_LEAD.match(lead.group()):
            noun = _heading(prepared, [h for h in nouns if h.end <= lead.start()])
    else:
        noun = _heading(prepared, nouns)
    if noun is not None and noun.value == "occasion":
        # "how many times has the board decided" counts decisions
        told = next((h for h in nouns if 0 < h.first - noun.first <= 7 and h.value in _DONE), None)
        sought = not _SOUGHT.isdisjoint(w for w, _s, _e in prepared.words[noun.first : noun.first + 7])  # fmt: skip
        noun = told or (replace(noun, value="application") if sought else noun)
    if noun:
        keep("counted", (noun.value,), prepared.place(noun.start, noun.end), "text", text)
        return
    if question.unit:
        for hit in phrasebook(terms, "sv").hits(canonical(question.unit, "sv")):
            if hit.facet == "counted":
                keep("counted", (hit.value,), (0, len(question.unit)), "unit", question.unit)
                return


_AS = frozenset(("omräknat", "omräknade", "omräknad", "räknat", "converted", "expressed"))
_AS_FTE = re.compile(r"\b(?:omräkna\w* (?:till|i)|räknat i|converted (?:in)?to|expressed in) (?:heltid|årsarb|hela tjänster|full-time|fte)[\w-]*")  # fmt: skip
_HALVES = ("- ", "-,", "-/")
"""After the first half of a compound: "boende- och umgängesutredningar"."""
_TIMES = ("hour", "day", "week", "month", "krona")
_HAVE = frozenset(["har", "hade", "fick", "får", "have", "had"])
"""Verbs whose subject is left out: "how many have an alarm" counts no alarms."""
_DONE = ("decision", "application", "report", "investigation", "placement")
_SOUGHT = frozenset(
    ["sökt", "ansökt", "sökte", "ansökte", "begärt", "begärde", "applied", "requested"]
)
_IN_UNITS = re.compile(r"\b(?:tid i|räknat i|omräknad till|omräknat till|in)\s+(?:timmar|dygn|dagar|heltider|årsarb\w*|hours|days|full-time)")  # fmt: skip


_TOLD_LAST = re.compile(r"\s*\((?:antal|number)\b")
_FULL_STOP = re.compile(r"(?:\w{5}|\d\d|[?!)])[.?!] ")
"""The end of a sentence, and not of a word cut short."""


def _heading(prepared: Canonical, nouns: Sequence[Hit]) -> Hit | None:
    """Return the noun that a heading counts: the first of its sentence, or the unit it names."""
    text = prepared.text
    if said := _IN_UNITS.search(text):
        return next((h for h in nouns if said.start() <= h.start < said.end()), None)
    if "(" in text and (told := _TOLD_LAST.search(text)):
        named = next((h for h in nouns if h.end == told.start()), None)
        if named and len(re.split(r"[,:;.]", text[: named.start])[-1].split()) <= 1:
            return named
    for hit in nouns:
        begins = text.rfind(": ", 0, hit.start) + 1
        for dot in _FULL_STOP.finditer(text, begins, hit.start):
            begins = dot.end()
        if hit.value in _TIMES and hit.start > 1 and text[hit.start - 2 : hit.start - 1].isdigit():
            continue  # "two weeks" is how long
        if hit.start > begins + 1 and text[hit.start : hit.end] == "äldre":
            continue  # whose homes they are: "SÄBO äldre"
        is_first = len(text[begins : hit.start].split()) <= 1
        after = text[hit.end : hit.end + 1]
        if is_first and (after == "," or _NUMBER_LAST.search(text) or hit.value == "fte"):
            return hit
    return None
