"""Reading which way a question points: opposites, what it denies, and whether something is there or followed up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from surveyapp.overlap.rules.canonical import Canonical
from surveyapp.overlap.rules.facets import Keep, Reading
from surveyapp.overlap.rules.phrases import Hit
from surveyapp.overlap.rules.reading.groups import hits_of
from surveyapp.overlap.rules.stems import stem


def read_direction(
    prepared: Canonical,
    text: str,
    hits: Sequence[Hit],
    keep: Keep,
    readings: dict[str, Reading],
    language: str,
) -> None:
    """Keep the poles that the text names, and as detail the words that stand after a denial."""
    told = [h for h in hits if h.facet == "direction"]
    denied: dict[int, Hit] = {}
    limited = [r for r in (readings.get("age"), readings.get("limit")) if r and r.source == "text"]
    for hit in told:
        if hit.value == "negation" and _denies(hit, prepared):
            start = prepared.place(hit.start, hit.end)[0]
            if not any(r.start <= start < r.end for r in limited):
                denied[hit.first] = hit
    poles: set[str] = set()
    first: Hit | None = None
    met = -1
    words = [w for w, _s, _e in prepared.words]
    for hit in told:
        if hit.value == "negation":
            continue
        is_denied = any(
            n in denied
            and (
                hit.first - n <= _reach(words, n)
                or (hit.value == "realise:1" and words[n] in _FAR_NOT)
            )
            for n in range(max(hit.first - 5, met + 1), hit.first)
        )
        beyond = hit.first + 1  # "verkställdes inte": the denial stands after a passive
        is_denied |= (
            beyond in denied and words[hit.first].endswith("s") and words[beyond] in _FAR_NOT
        )
        met = hit.first  # one denial denies one state: "not carried out favourable decisions"
        if hit.value == "realise:1" and not is_denied and _awaited(hit, prepared):
            measure = readings.get("measure")
            if measure and measure.value[0] in _LASTING:
                continue  # how long it took says nothing about whether it is over
            is_denied = True
        if not is_denied:
            poles.add(hit.value)
            first = first or hit
        elif hit.value in _OWN_DENIAL:
            poles.add(f"{hit.value}-")  # "not carried out" is against "carried out"
            first = first or hit
        # "not completed" says nothing about which other state it is
    scope: set[str] = set()
    for number, hit in denied.items():
        poles.add("polarity:1")
        first = first or hit
        after = [w for w, _s, _e in prepared.words[number + 1 : number + 6]]
        said = [w for w in after if len(w) > 3 and w not in _LIGHT][:2]
        scope.update(stem(w, language) for w in said)
    if first:
        place = prepared.place(first.start, first.end)
        keep("direction", tuple(sorted(poles)), place, "text", text, tuple(sorted(scope)))


def _reach(words: Sequence[str], denial: int) -> int:
    """How many words a denial reaches: "without a permit granted aid" denies the permit."""
    is_noun = words[denial] in ("utan", "without") and words[denial + 1] not in (
        "att",
        "having",
        "being",
    )
    return 1 if is_noun else 3


_FAR_NOT = frozenset(("inte", "ej", "not", "never", "aldrig"))
"""Denials whose verb may stand some way off: "have not had their contact arranged"."""
_OWN_DENIAL = ("realise:0", "realise:1", "realise:2", "outcome:0", "outcome:1", "outcome:2")
_LASTING = ("duration", "mean", "median", "frequency")
_AWAITED = ("verkställ", "implement", "execut", "enforc")
_WAITING = frozenset(["vänta", "väntar", "väntade", "väntat", "väntan", "dröjsmål", "dröjt", "waiting", "waited", "awaiting", "delay", "delayed"])  # fmt: skip


def _awaited(hit: Hit, prepared: Canonical) -> bool:
    """True for "waited more than three months to be carried out"."""
    if _WAITING.isdisjoint(prepared.names) or not prepared.words[hit.first][0].startswith(_AWAITED):
        return False
    return not _WAITING.isdisjoint(w for w, _s, _e in prepared.words[max(0, hit.first - 12) : hit.first])  # fmt: skip


_LIGHT = frozenset(
    [
        "har",
        "hade",
        "haft",
        "är",
        "var",
        "varit",
        "blev",
        "blivit",
        "kan",
        "kunde",
        "fått",
        "fick",
        "ännu",
        "något",
        "några",
        "någon",
        "have",
        "has",
        "had",
        "been",
        "were",
        "was",
        "that",
        "the",
        "their",
        "this",
        "yet",
        "any",
        "those",
        "enligt",
        "inom",
        "från",
        "under",
        "efter",
        "före",
        "with",
        "from",
        "within",
        "before",
        "after",
        "egen",
        "eget",
        "egna",
        "sina",
        "sitt",
        "deras",
        "till",
    ]
)


def _denies(hit: Hit, prepared: Canonical) -> bool:
    """False where "no" is short for number, or one of the answers."""
    word = prepared.text[hit.start : hit.end]
    if word != "no":
        return True
    after = prepared.text[hit.end : hit.end + 4]
    before = prepared.text[max(0, hit.start - 5) : hit.start]
    return not (after[:1] in (".", ")", "/", ";", "") or after == " of " or "/" in before or "yes" in before)  # fmt: skip


_PARTED_FOLLOW = re.compile(r"\bfölj(?:s|er|de|des|t|ts)\b[^.?,;:]*\bupp\b")
"""The verb and its particle, however far apart."""


def read_follow_up(
    prepared: Canonical,
    text: str,
    hits: Sequence[Hit],
    told: Sequence[tuple[int, int]],
    keep: Keep,
) -> None:
    """Keep whether it asks for something to be there, or to be followed up."""
    found = hits_of(hits, "follow_up")
    hit = next((h for h in found if h.value == "followed"), found[0] if found else None)
    may_part = hit is not None and hit.value == "exists" and "upp" in prepared.names
    parted = _PARTED_FOLLOW.search(prepared.text) if may_part else None
    if parted and not any(s <= parted.start() < e for s, e in told):
        keep("follow_up", ("followed",), prepared.place(*parted.span()), "text", text)
    elif hit:
        keep("follow_up", (hit.value,), prepared.place(hit.start, hit.end), "text", text)
