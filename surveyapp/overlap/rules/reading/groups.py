"""Reading whom a question is about: groups, areas, providers, laws with their sections, levels and breakdowns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from surveyapp.overlap.rules.amounts import Amount
from surveyapp.overlap.rules.canonical import ORDINALS, Canonical, canonical
from surveyapp.overlap.rules.facets import Described, Keep, Reading
from surveyapp.overlap.rules.lists.subjects import LSS_MEASURES, NOT_ACTING
from surveyapp.overlap.rules.phrases import Hit, phrasebook
from surveyapp.overlap.rules.terms import Terms


def hits_of(hits: Iterable[Hit], name: str) -> list[Hit]:
    """Return the phrases met that say something of one facet."""
    return [h for h in hits if h.facet == name]


def read_set(
    name: str, prepared: Canonical, text: str, hits: Sequence[Hit], keep: Keep, terms: Terms
) -> None:
    """Keep all values of one facet that the text names."""
    found = hits_of(hits, name)
    if not found:
        return
    values = {h.value for h in found}
    if name == "area":
        values -= {terms.parents.get(v, "") for v in values}
    first = next((h for h in found if h.value in values), found[0])
    keep(name, tuple(sorted(values)), prepared.place(first.start, first.end), "text", text)


_NOT_ACTING = {language: frozenset(words.split()) for language, words in NOT_ACTING.items()}
_BETWEEN = frozenset(("the", "hela", "swedish", "national"))


def read_actor(
    prepared: Canonical, text: str, hits: Sequence[Hit], keep: Keep, terms: Terms, language: str
) -> None:
    """Keep who does what is asked about; a place or a receiver does nothing."""
    words = [word for word, _start, _end in prepared.words]

    def is_acting(hit: Hit) -> bool:
        before = hit.first - 1
        while before >= 0 and words[before] in _BETWEEN:
            before -= 1
        return before < 0 or words[before] not in _NOT_ACTING[language]

    acting = [h for h in hits_of(hits, "actor") if is_acting(h)]
    read_set("actor", prepared, text, acting, keep, terms)


def read_beside(name: str, source: str, where: str, keep: Keep, terms: Terms) -> None:
    """Keep the values of one facet from what is told beside the question, which is in Swedish."""
    prepared = canonical(where, "sv")
    found = hits_of(phrasebook(terms, "sv").hits(prepared), name)
    if found:
        values = {h.value for h in found}
        if name == "area":
            values -= {terms.parents.get(v, "") for v in values}
        keep(name, tuple(sorted(values)), prepared.place(found[0].start, found[0].end), source, where)  # fmt: skip


NO_CHAPTERS = frozenset(("LSS", "LVU", "LVM", "LPT", "FL"))
"""Laws whose sections are numbered right through."""

_LSS_SECTIONS = tuple((section, re.compile(said)) for section, said in LSS_MEASURES.items())

_PARAGRAPH = re.compile(
    r"(?:(?P<k>\d+)\s*(?:kap\.?|kapitlet|chapter)\s*)?(?P<p>\d+)\s*§{1,2}(?:\s*(?:p\.?|punkt(?:en)?)?\s*(?P<q>\d+)\b)?|§\s*(?P<r>\d+)(?:[. ](?P<s>\d+))?|\bsection\s+(?P<t>\d+)(?:[.:(](?P<u>\d+))?|\b(?P<c>\d+):(?P<d>\d+)\b"
)

_SPOKEN = re.compile(r"\b(?P<k>" + "|".join(ORDINALS) + r")\s+(?:kapitlet|kapitel|chapter)(?:[,\s]+(?P<p>" + "|".join(ORDINALS) + r")\s+(?:paragrafen|section))?|\b(?P<q>" + "|".join(ORDINALS) + r")\s+(?:paragrafen|section)")  # fmt: skip


_POINT_OF = re.compile(r"\b(?:punkt(?:en)?\s+(?P<p>\d+)|(?P<o>" + "|".join(ORDINALS) + r")\s+punkten)\s+(?:i|in)\s+(?:(?P<n>\d+)\s*§|(?P<m>" + "|".join(ORDINALS) + r")\s+paragrafen)|\bparagraf\s+(?P<q>\d+)")  # fmt: skip


def with_sections(law: Reading, prepared: Canonical) -> Reading:
    """Return the reading of a law with the sections that the text names."""
    sections = _sections(_numbered(prepared.text))
    if NO_CHAPTERS.issuperset(law.value):  # "LSS 9:8" is section 9, point 8
        sections = tuple(sorted({s.replace(":", ".") for s in sections}))
    if "LSS" in law.value:
        told_too = {n for n, said in _LSS_SECTIONS if said.search(prepared.text)}
        sections = tuple(sorted({*sections, *told_too}))
    return Reading(law.value, law.start, law.end, "text", law.read, sections)


def _turned(match: re.Match[str]) -> str:
    n = match.groupdict()
    if n["q"]:
        return f"{n['q']} §"
    return f"{n['n'] or ORDINALS[n['m']]} § {n['p'] or ORDINALS[n['o']]}"


def _numbered(text: str) -> str:
    """The text with chapters and sections in words written as numbers; places are not kept."""
    text = _POINT_OF.sub(_turned, text)
    if "paragraf" not in text and "kapitel" not in text and "kapitlet" not in text and "section" not in text:  # fmt: skip
        return text
    text = _SPOKEN.sub(lambda m: f"{ORDINALS[m['k']]} kap. {ORDINALS[m['p']]} §" if m["p"] else f"{ORDINALS[m['k'] or m['q']]} §", text)  # fmt: skip
    return re.sub(r"\b(?:kapitel|kap\.?|chapter)\s+(\d+)[,\s]+(?:paragraf|section|§)\s*(\d+)", r"\1 kap. \2 §", text).replace("paragrafen", "§")  # fmt: skip


def _sections(text: str) -> tuple[str, ...]:
    """Return the sections of a law that are named, as chapter:paragraph."""
    found = set()
    for match in _PARAGRAPH.finditer(text):
        n = match.groupdict()
        if n["p"]:
            found.add(f"{n['k']}:{n['p']}" if n["k"] else n["p"] + (f".{n['q']}" if n["q"] else ""))
        elif n["r"]:
            found.add(n["r"] + (f".{n['s']}" if n["s"] else ""))
        elif n["c"]:
            found.add(f"{n['c']}:{n['d']}")
        elif n["t"]:
            found.add(n["t"] + (f".{n['u']}" if n["u"] else ""))
    return tuple(sorted(found))


def read_level(
    question: Described,
    language: str,
    prepared: Canonical,
    text: str,
    hits: Sequence[Hit],
    keep: Keep,
    readings: dict[str, Reading],
    terms: Terms,
) -> None:
    """Keep for whom it is answered: the unit or the person; nothing for the municipality."""
    found = hits_of(hits, "level")
    hit = next((h for h in found if h.value == "unit"), found[0] if found else None)
    if hit:
        keep("level", (hit.value,), prepared.place(hit.start, hit.end), "text", text)
        return
    definition = question.definitions.get(language, "")
    if definition:
        known = language if language in terms.tables else "sv"
        beside = canonical(definition, known)
        told = hits_of(phrasebook(terms, known).hits(beside), "level")
        if told:
            keep("level", (told[0].value,), beside.place(told[0].start, told[0].end), "definition", definition)  # fmt: skip
            return
    if any(w.startswith(("kommun", "municipalit")) for w in prepared.names):
        return
    if question.population and _UNITS.search(question.population):
        keep("level", ("unit",), (0, len(question.population)), "population", question.population)
    elif question.level:
        keep("level", (question.level,), (0, 0), "level", "")


_UNITS = re.compile(r"\w*enheter\b|bostäder med|gruppbostäder", re.IGNORECASE)


def read_breakdown(
    prepared: Canonical,
    text: str,
    hits: Sequence[Hit],
    ages: Sequence[Amount],
    keep: Keep,
    readings: dict[str, Reading],
) -> None:
    """Keep what the answer is broken down by."""
    found = hits_of(hits, "breakdown")
    parts = {h.value for h in found}
    may_list = (
        not parts.isdisjoint(("any", "parts")) or ":" in prepared.text or "," in prepared.text
    )
    parts.discard("parts")
    if may_list and not _TOGETHER.search(prepared.text):
        # the parts themselves stand there: "kommunala, privata"; a bare list counts too
        spans = sorted({a.value: (a.start, a.end) for a in ages}.values())
        if _are_listed(prepared, spans):
            parts.add("age")
        for name in ("sex", "law", "provider", "direction"):
            if name not in readings or len(readings[name].value) < 2:
                continue
            for one, other in pairwise(hits_of(hits, name)):
                spans = [(one.start, one.end), (other.start, other.end)]
                if _are_parts(name, one, other) and _are_listed(prepared, spans):
                    parts.add(name)
    if len(parts) > 1:
        parts.discard("any")
    if parts:
        place = prepared.place(found[0].start, found[0].end) if found else (0, 0)
        keep("breakdown", tuple(sorted(parts)), place, "text", text)


_PARTED = frozenset(("outcome", "move", "satisfied", "received"))
"""Axes of which a text that lists both poles asks for each by itself."""

_TOGETHER = re.compile(r"\b(?:tillsammans|sammanlagt|sammantaget|summa|oavsett|whether|together|combined|(?:skillnad\w*|förhållandet|kvoten) mellan|differences? between|minus)\b")  # fmt: skip

_LISTED = re.compile(
    r"(?:år|years?|åringar|och äldre|old|\W)*(?:(?:och|and|samt|respektive|resp|antal(?:et)?|number|of|how many|hur många|personer|som|fick|people|who|the|enligt|under|i|in|aged?)\b[^\w+]*){0,5}"
)
"""What may stand between two parts that are asked for each by itself."""


def _are_parts(name: str, one: Hit, other: Hit) -> bool:
    axis, other_axis = one.value.partition(":")[0], other.value.partition(":")[0]
    is_axis = name != "direction" or (axis in _PARTED and axis == other_axis)
    return is_axis and one.value != other.value


def _are_listed(prepared: Canonical, spans: Sequence[tuple[int, int]]) -> bool:
    return any(_LISTED.fullmatch(prepared.text, one[1], other[0]) for one, other in pairwise(spans))
