"""Two questions held against each other, facet by facet and word by word."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from surveyapp.overlap.rules.facets import NAMES, Facets, Reading
from surveyapp.overlap.rules.periods import PeriodKind, Relation, compare_all
from surveyapp.overlap.rules.terms import ALIKE_COUNTED, SELDOM_LEFT, STEPS, TOLD_ALONE, Terms
from surveyapp.overlap.rules.text import Lexicon, Word, normalise, numbers, words


@dataclass(frozen=True, slots=True)
class FacetComparison:
    """One line of the facet table."""

    name: str
    ours: Reading | None
    theirs: Reading | None
    relation: Relation
    how: str = ""
    """For containment, the way one is had from the other: `sum`, `part_of_breakdown`,
    `share_of_counts`, `per_inhabitant`, `complement` (the share of the rest), `date_to_duration`, `yes_no`, `same_records`, `add_units`; "" where none is known."""
    detail: str = ""
    """For a conflict, what is in conflict more closely: an axis of direction, or `year`."""


def compare_facets(
    ours: Facets, theirs: Facets, terms: Terms | None = None
) -> list[FacetComparison]:
    """Return one line per facet that either question states, in the order of `NAMES`."""
    terms = terms or Terms.default()
    near = closeness(ours, theirs)
    is_close = near >= CLOSE
    is_told = near >= SELDOM and _asks_alike(ours, theirs)
    is_far = near < FAR and ours.language == theirs.language and bool(ours.stems and theirs.stems)
    found = []
    for name in NAMES:
        a, b = ours.readings.get(name), theirs.readings.get(name)
        if a is None and b is None:
            continue
        relation, how, detail = Relation.UNKNOWN, "", ""
        if name == "period":
            relation, how, detail = _period(ours, theirs)
        elif name == "age":
            relation, how = _age(ours, theirs)
        elif name == "direction":
            relation, detail = _direction(ours, theirs)
        elif name == "level":
            relation = _level(a, b)
            how = "add_units" if relation is Relation.INSIDE else ""
        elif name == "breakdown":
            relation, how = _breakdown(a, b)
        elif name == "limit":
            relation = _limit(ours.limits, theirs.limits)
        elif a is not None and b is not None:
            relation, how = _compare(name, a, b, terms, near)
            if name == "counted" and _is_the_staff(ours, theirs):
                relation = Relation.SAME
            elif (
                name == "counted"
                and relation is Relation.CONFLICT
                and _is_one_outcome(ours, theirs)
            ):
                relation = Relation.UNKNOWN
        elif name == "population" and _is_sex_against(ours, theirs):
            relation = Relation.CONFLICT
        elif name == "sex":
            relation, how = _one_sex(ours, theirs)
        if is_far and name in UNSURE_FAR:
            relation, how = (Relation.SAME if relation is Relation.SAME else Relation.UNKNOWN), ""
        if name == "direction" and relation is Relation.CONFLICT and _is_rest(ours, theirs, detail):
            relation, how, detail = Relation.INSIDE, "complement", ""
        elif name == "direction" and relation is not Relation.CONFLICT:
            relation, detail = _other_step(a, b, near, relation)
        is_open = is_told and relation is Relation.UNKNOWN and name in TOLD_ALONE
        if is_open and (told := _told_alone(name, a, b, near)):
            relation, detail = Relation.CONFLICT, told
        if relation is Relation.UNKNOWN and (a is None) != (b is None) and is_close:
            detail = "narrowed"
        found.append(FacetComparison(name, a, b, relation, how, detail))
    return found


CLOSE = 0.72
"""Share of all words in both texts from which one is held to be the other with a little changed."""


SELDOM = 0.5
"""Closeness from which what is seldom left unsaid, where it is so, sets two texts apart."""

TOLD = 0.65
"""The same for what is left unsaid a little oftener."""

FAR = 0.17
"""Closeness under which two texts of one language are so unlike that these settle nothing."""

UNSURE_FAR = ("breakdown", "follow_up")
"""Facets that a free rewording states in another way; words as unlike as that are for a reader."""

SWAPPED = 0.45
"""Closeness from which a word in the place of a kindred one is held to be what they differ in."""


def closeness(ours: Facets, theirs: Facets) -> float:
    """Return the share of the words of both texts that stand in both, 0-1."""
    both = len(ours.stems | theirs.stems)
    return len(ours.stems & theirs.stems) / both if both else 0.0


def _parts(facets: Facets) -> tuple[str, ...]:
    reading = facets.readings.get("breakdown")
    return tuple(map(str, reading.value)) if reading else ()


def _period(ours: Facets, theirs: Facets) -> tuple[Relation, str, str]:
    relation, a, b = compare_all(ours.periods, theirs.periods)
    detail = ""
    is_conflict = relation is Relation.CONFLICT and a is not None and b is not None
    if is_conflict and a and b and a.kind is b.kind and a.year() and b.year():
        detail = "year" if a.without_year() == b.without_year() else ""
    how = ""
    if relation is Relation.INSIDE and b is not None:
        if "period" in _parts(theirs) or b.kind is PeriodKind.RECURRING:
            how = "part_of_breakdown"
    elif relation is Relation.OUTSIDE and a is not None:
        # a longer time is the sum of its parts, if theirs are told part by part
        if "period" in _parts(theirs):
            relation, how = Relation.INSIDE, "sum"
        elif "period" in _parts(ours) or a.kind is PeriodKind.RECURRING:
            how = "part_of_breakdown"
    return relation, how, detail


def _age(ours: Facets, theirs: Facets) -> tuple[Relation, str]:
    a, b = set(ours.ages), set(theirs.ages)
    if not a and not b:
        return Relation.UNKNOWN, ""
    if not a or not b:
        stated, other = (a, theirs) if a else (b, ours)
        if _is_beyond(_whole(stated), other):
            return Relation.CONFLICT, ""
        return (Relation.SAME if _is_implied(_whole(stated), other) else Relation.UNKNOWN), ""
    if a == b:
        return Relation.SAME, ""
    if len(a) > 1 or len(b) > 1:
        if a < b:
            return Relation.INSIDE, "part_of_breakdown"
        if b < a:
            return Relation.OUTSIDE, "part_of_breakdown"
        if _whole(a) == _whole(b):
            return (Relation.INSIDE, "sum") if len(b) > len(a) else (Relation.OUTSIDE, "sum")
        if a & b:
            return Relation.UNKNOWN, ""
    (low, high), (other_low, other_high) = _whole(a), _whole(b)
    if other_low <= low and high <= other_high:
        return Relation.INSIDE, "part_of_breakdown" if "age" in _parts(theirs) else ""
    if low <= other_low and other_high <= high:
        return Relation.OUTSIDE, "part_of_breakdown" if "age" in _parts(ours) else ""
    return Relation.CONFLICT, ""


_IMPLIED: dict[str, tuple[tuple[int, int], ...]] = {
    "children": ((0, 17), (0, 18), (0, 19), (0, 20)),
    "unaccompanied": ((0, 17),),
    "adults": ((18, 200), (19, 200), (20, 200), (21, 200)),
    "older": ((65, 200), (66, 200)),
    "young_adults": ((18, 20), (18, 24), (18, 25)),
}
"""Group -> the ages that the word alone says in this field."""


BEYOND: dict[str, tuple[int, int]] = {
    "children": (0, 20),
    "unaccompanied": (0, 20),
    "adults": (18, 200),
    "older": (65, 200),
    "young_adults": (16, 29),
}
"""Group -> the lowest and the highest age that the word alone can mean in this field."""


def _is_beyond(age: tuple[int, int], other: Facets) -> bool:
    """True when nobody of the age belongs to any group that the other names."""
    reading = other.readings.get("population")
    if reading is None:
        return False
    return all(
        str(v) in BEYOND and (age[1] < BEYOND[str(v)][0] or age[0] > BEYOND[str(v)][1])
        for v in reading.value
    )


def _one_sex(ours: Facets, theirs: Facets) -> tuple[Relation, str]:
    """One sex, told by one text alone: of the other a part, and told there only if it is broken down."""
    a, b = ours.readings.get("sex"), theirs.readings.get("sex")
    told, other = (a, theirs) if a is not None else (b, ours)
    if told is None or len(told.value) > 1 or told.source != "text":
        return Relation.UNKNOWN, ""
    if {"sex", "any"} & set(_parts(other)):
        return (Relation.INSIDE if a is not None else Relation.OUTSIDE), "part_of_breakdown"
    return Relation.CONFLICT, ""


def _is_implied(age: tuple[int, int], other: Facets) -> bool:
    reading = other.readings.get("population")
    return bool(reading) and any(age in _IMPLIED.get(str(v), ()) for v in reading.value)  # type: ignore[union-attr]


def _whole(ages: Collection[tuple[int, int]]) -> tuple[int, int]:
    return min(low for low, _high in ages), max(high for _low, high in ages)


HAD_FROM: dict[tuple[str, str], str] = {
    ("share", "count"): "share_of_counts",
    ("mean", "count"): "",
    ("per_inhabitant", "count"): "per_inhabitant",
    ("count", "per_inhabitant"): "per_inhabitant",
    ("share", "per_inhabitant"): "per_inhabitant",
    ("per_inhabitant", "share"): "per_inhabitant",
    ("amount_per_inhabitant", "amount"): "per_inhabitant",
    ("amount", "amount_per_inhabitant"): "per_inhabitant",
    ("duration", "date"): "date_to_duration",
    ("mean", "date"): "date_to_duration",
    ("median", "date"): "date_to_duration",
    ("mean", "median"): "same_records",
    ("median", "mean"): "same_records",
    ("yes_no", "count"): "yes_no",
    ("yes_no", "share"): "yes_no",
    ("yes_no", "extent"): "yes_no",
    ("yes_no", "rollout"): "yes_no",
    ("yes_no", "date"): "yes_no",
    ("yes_no", "mean"): "yes_no",
    ("yes_no", "median"): "yes_no",
    ("yes_no", "per_inhabitant"): "yes_no",
    ("yes_no", "frequency"): "yes_no",
    ("yes_no", "duration"): "yes_no",
    ("yes_no", "code"): "yes_no",
    ("extent", "rollout"): "extent",
    ("rollout", "extent"): "extent",
    ("extent", "count"): "extent",
    ("extent", "share"): "extent",
}
"""(ours, theirs) -> how ours is had from theirs."""

_UNSURE = frozenset(
    frozenset(pair)
    for pair in (
        ("mean", "duration"),
        ("median", "duration"),
        ("count", "duration"),
        ("count", "mean"),
        ("amount", "mean"),
        ("amount", "yes_no"),
        ("amount", "share"),
        ("count", "extent"),
        ("duration", "frequency"),
        ("amount", "amount_per_inhabitant"),
        ("amount", "per_inhabitant"),
        ("per_inhabitant", "amount_per_inhabitant"),
        ("scale", "share"),
        ("scale", "yes_no"),
        ("scale", "count"),
        ("scale", "mean"),
    )
)
"""Measures that two wordings of one question may name, so that they settle nothing."""


def _measure(ours: str, theirs: str) -> tuple[Relation, str]:
    how = HAD_FROM.get((ours, theirs), "")
    if how:
        return Relation.INSIDE, how
    if "code" in (ours, theirs) or "text" in (ours, theirs):
        return Relation.UNKNOWN, ""
    turned = HAD_FROM.get((theirs, ours), "")
    if turned:
        return Relation.OUTSIDE, turned
    if frozenset((ours, theirs)) in _UNSURE:
        return Relation.UNKNOWN, ""
    return Relation.CONFLICT, ""


def _compare(name: str, a: Reading, b: Reading, terms: Terms, near: float) -> tuple[Relation, str]:
    if name == "law":
        return _law(a, b)
    if a.value == b.value:
        return Relation.SAME, ""
    if name == "measure":
        return _measure(str(a.value[0]), str(b.value[0]))
    if name == "counted":
        pair = {str(a.value[0]), str(b.value[0])}
        is_alike = "occasion" in pair or any(pair <= g for g in ALIKE_COUNTED)
        is_alike = is_alike and (near < SWAPPED or pair == {"person", "child"})
        return (Relation.UNKNOWN if is_alike else Relation.CONFLICT), ""
    if name == "area":
        return _area(a, b, terms), ""
    if name in ("population", "sex", "provider"):
        return _sets(name, a, b, near)
    if name == "options":
        return Relation.UNKNOWN, ""
    return Relation.CONFLICT, ""


_AT_LEAST = frozenset(("from", "longer", "over"))


Limit = tuple[int | str, ...]


def _limit(ours: Collection[Limit], theirs: Collection[Limit]) -> Relation:
    """What both state is put aside; of the rest, another amount of the same unit conflicts."""
    if not ours or not theirs:
        return Relation.UNKNOWN
    alone, other = set(ours) - set(theirs), set(theirs) - set(ours)
    if not alone and not other:
        return Relation.SAME
    found = [_compare_limits(a, b) for a in alone for b in other]
    return Relation.CONFLICT if found and all(found) else Relation.UNKNOWN


def _compare_limits(a: Limit, b: Limit) -> bool:
    """True where the two conflict; the same time from the other side may be the other's denial."""
    if a[0] == "band" or b[0] == "band":
        return a[0] == b[0]
    if a[2] != b[2]:
        return False
    if a[1] != b[1]:
        return True
    if a[2] in ("day", "workday", "hour"):
        return False
    return (a[0] in _AT_LEAST) != (b[0] in _AT_LEAST) or {a[0], b[0]} == {"from", "over"}


def _sets(name: str, a: Reading, b: Reading, near: float) -> tuple[Relation, str]:
    ours, theirs = set(a.value), set(b.value)
    if not ours & theirs:
        may_be_one = any(_is_one(x, y, near) for x in ours for y in theirs)
        if name == "population" and may_be_one:
            return Relation.UNKNOWN, ""
        return Relation.CONFLICT, ""
    if name == "population":
        return Relation.UNKNOWN, ""
    if ours < theirs:
        return Relation.INSIDE, "part_of_breakdown"
    if theirs < ours:
        return Relation.OUTSIDE, "part_of_breakdown"
    return Relation.UNKNOWN, ""


_ONE = (frozenset(("children", "unaccompanied")), frozenset(("parents", "foster_parents")))
_MAY_BE_ONE = tuple(
    frozenset(pair)
    for pair in (
        ("children", "victims"),
        ("children", "parents"),
        ("children", "foster_parents"),
        ("adults", "victims"),
        ("adults", "perpetrators"),
        ("adults", "parents"),
        ("adults", "relatives"),
        ("adults", "homeless"),
        ("adults", "disability"),
        ("adults", "older"),
        ("parents", "relatives"),
        ("older", "residents"),
        ("adults", "residents"),
        ("disability", "residents"),
        ("older", "personnel"),
        ("children", "personnel"),
        ("children", "residents"),
        ("personnel", "residents"),
    )
)
"""Groups that one writer may name for the other, where the rest is worded in another way too."""


def _is_one(a: str, b: str, near: float) -> bool:
    pair = {a, b}
    return pair in _ONE or (near < SWAPPED and pair in _MAY_BE_ONE)


def _is_the_staff(ours: Facets, theirs: Facets) -> bool:
    """True for "managers" against "persons who are managers"."""
    counted = {str(f.readings["counted"].value[0]) for f in (ours, theirs)}
    groups = [f.readings.get("population") for f in (ours, theirs)]
    return (
        counted == {"person", "staff"} and all(groups) and len({g.value for g in groups if g}) == 1
    )


_HANDLED = frozenset(("application", "decision", "case"))


def _is_one_outcome(ours: Facets, theirs: Facets) -> bool:
    """True for "refusals" against "applications that were refused"."""
    if not {str(f.readings["counted"].value[0]) for f in (ours, theirs)} <= _HANDLED:
        return False
    one, other = (_poles(f.readings.get("direction")).get("outcome", set()) for f in (ours, theirs))
    return bool(one & other)


def _is_sex_against(ours: Facets, theirs: Facets) -> bool:
    """True where one is about women or men and the other about some other group."""
    a, b = ours.readings, theirs.readings
    if ("population" in a) == ("population" in b):
        return False
    one, other = (a, b) if "population" in a else (b, a)
    if "sex" not in other or len(other["sex"].value) > 1:
        return False  # both, each by itself, are all of them
    return "sex" not in one and "residents" not in one["population"].value


def _law(a: Reading, b: Reading) -> tuple[Relation, str]:
    ours, theirs = set(a.value), set(b.value)
    if not ours & theirs:
        return Relation.CONFLICT, ""
    if ours < theirs:
        return Relation.INSIDE, "part_of_breakdown"
    if theirs < ours:
        return Relation.OUTSIDE, "part_of_breakdown"
    if a.detail and b.detail and not any(_is_section(x, y) for x in a.detail for y in b.detail):
        return Relation.CONFLICT, ""
    return (Relation.SAME if ours == theirs else Relation.UNKNOWN), ""


def _is_section(a: str, b: str) -> bool:
    """True when one names the other, or a part of it; a chapter may be left out."""
    if (":" in a) != (":" in b):
        a, b = a.rpartition(":")[2], b.rpartition(":")[2]
    return a == b or a.startswith(f"{b}.") or b.startswith(f"{a}.")


def _breakdown(a: Reading | None, b: Reading | None) -> tuple[Relation, str]:
    """Whoever is broken down in more ways holds the other's total."""
    ours, theirs = set(a.value) if a else set(), set(b.value) if b else set()
    if ours == theirs:
        return Relation.SAME, ""
    if ours < theirs:
        return Relation.INSIDE, "sum"
    if theirs < ours:
        return Relation.OUTSIDE, "sum"
    return Relation.UNKNOWN, ""


def _area(a: Reading, b: Reading, terms: Terms) -> Relation:
    if set(a.value) & set(b.value):
        return Relation.UNKNOWN
    wide_a = {terms.parents.get(str(v), v) for v in a.value}
    wide_b = {terms.parents.get(str(v), v) for v in b.value}
    if (set(a.value) & wide_b) or (set(b.value) & wide_a):
        # A wider area that only stands as a heading is no statement about the question.
        wider = a if set(a.value) & wide_b else b
        if wider.source != "text":
            return Relation.SAME
        return Relation.OUTSIDE if wider is a else Relation.INSIDE
    weak = {"area", "context"}
    if a.source in weak or b.source in weak:
        return Relation.UNKNOWN
    return Relation.CONFLICT


DENIED_CLOSE = 0.5
"""Closeness from which a denial in one text alone is held to be what they differ in."""


def _direction(a: Facets, b: Facets) -> tuple[Relation, str]:
    one, other = a.readings.get("direction"), b.readings.get("direction")
    ours, theirs = _poles(one), _poles(other)
    for axis in sorted(set(ours) & set(theirs)):
        if not ours[axis] & theirs[axis]:
            return Relation.CONFLICT, axis
    if ("polarity" in ours) != ("polarity" in theirs):
        denying, told = (one, b) if "polarity" in ours else (other, a)
        # what one denies the other must speak of: "lacks a home" and "homeless" do not conflict
        if denying and set(denying.detail) & told.stems and closeness(a, b) >= DENIED_CLOSE:
            return Relation.CONFLICT, "polarity"
        return Relation.UNKNOWN, ""
    return (Relation.SAME if ours == theirs else Relation.UNKNOWN), ""


def _asks_alike(ours: Facets, theirs: Facets) -> bool:
    """True where neither is broken down nor had from the other's measure."""
    if _parts(ours) or _parts(theirs):
        return False
    a, b = ours.readings.get("measure"), theirs.readings.get("measure")
    if a is None or b is None or a.value == b.value:
        return True
    return _measure(str(a.value[0]), str(b.value[0]))[0] not in (Relation.INSIDE, Relation.OUTSIDE)


def _told_alone(name: str, a: Reading | None, b: Reading | None, near: float) -> str:
    """Return what one text alone says, of what is never left unsaid; "" for nothing."""
    telling = TOLD_ALONE[name] if near >= TOLD else TOLD_ALONE[name] & SELDOM_LEFT
    if name == "direction":
        ours, theirs = _poles(a), _poles(b)
        alone = [(axis, {**ours, **theirs}[axis]) for axis in sorted(set(ours) ^ set(theirs))]
        return next((axis for axis, poles in alone if any(f"{axis}:{p}" in telling for p in poles)), "")  # fmt: skip
    stated = a or b
    if (a is None) == (b is None) or stated is None or stated.source != "text":
        return ""
    if {"own", "private"} <= set(stated.value) or {"adults", "children"} <= set(stated.value):
        return ""  # all of them
    return name if any(value in telling for value in stated.value) else ""


def _other_step(
    a: Reading | None, b: Reading | None, near: float, relation: Relation
) -> tuple[Relation, str]:
    """One step of a matter in the place of another, where the rest is worded nearly alike."""
    if near < SWAPPED or a is None or b is None:
        return relation, ""
    ours, theirs = _poles(a), _poles(b)
    for value in map(str, a.value):
        for other in map(str, b.value):
            axis, against = value.partition(":")[0], other.partition(":")[0]
            if frozenset((value, other)) in STEPS and axis not in theirs and against not in ours:
                return Relation.CONFLICT, against
    return relation, ""


_HALVED = frozenset(("polarity", "permanent", "occupied", "presence"))
"""Axes with two poles, of which whatever is not at the one is at the other."""


def _is_rest(ours: Facets, theirs: Facets, axis: str) -> bool:
    """True for the share with against the share without: a hundred less the one is the other."""
    measures = [f.readings.get("measure") for f in (ours, theirs)]
    if not all(m is not None and m.value == ("share",) for m in measures):
        return False
    one, other = (_poles(f.readings.get("direction")).get(axis, set()) for f in (ours, theirs))
    return axis in _HALVED or any({pole, f"{pole}-"} == one | other for pole in one | other)


def _poles(reading: Reading | None) -> dict[str, set[str]]:
    """Axis -> the poles that the text names."""
    found: dict[str, set[str]] = {}
    for value in reading.value if reading else ():
        axis, _colon, pole = str(value).partition(":")
        found.setdefault(axis, set()).add(pole)
    return found


def _level(a: Reading | None, b: Reading | None) -> Relation:
    ours = str(a.value[0]) if a else "municipality"
    theirs = str(b.value[0]) if b else "municipality"
    if ours == theirs:
        return Relation.SAME
    if "person" in (ours, theirs):
        # "you" in one text alone is a way of asking; what the form says is not
        told = (a if a is not None and ours == "person" else b) if a is None or b is None else None
        return Relation.UNKNOWN if told is not None and told.source == "text" else Relation.CONFLICT
    return Relation.INSIDE if theirs == "unit" else Relation.UNKNOWN


@dataclass(frozen=True)
class WordComparison:
    """What the two texts share and what only one of them says, with weights."""

    shared: tuple[tuple[str, float], ...]
    """Stems in both, with how much each says, heaviest first."""
    only_ours: tuple[str, ...]
    only_theirs: tuple[str, ...]
    ours_covered: float
    """Share of our words' weight that the other says too, 0-1."""
    theirs_covered: float
    is_identical: bool
    numbers_differ: bool
    """A number stands in one text alone, outside what the facets have read."""


RAREST = ""
"""Key of the weight of words that nobody else uses."""


def compare_words(
    ours: str,
    theirs: str,
    language: str,
    weights: Mapping[str, float],
    lexicon: Lexicon,
    *,
    our_spans: Collection[tuple[int, int]] = (),
    their_spans: Collection[tuple[int, int]] = (),
) -> WordComparison:
    """Hold the words of two texts against each other.

    `weights` says how rare a stem is (higher is rarer), under `RAREST` for those it lacks; the spans are what facets have read already
    and are left out.
    """
    a = _content(words(ours, language, lexicon.terms), our_spans)
    b = _content(words(theirs, language, lexicon.terms), their_spans)
    said_a, said_b = _said(a, lexicon, language), _said(b, lexicon, language)
    rarest = weights.get(RAREST, 1.0)

    def weight(stem: str) -> float:
        return weights.get(stem, rarest)

    def split(mine: list[str], other: frozenset[str]) -> tuple[list[str], list[str]]:
        both: list[str] = []
        alone: list[str] = []
        for stem in dict.fromkeys(mine):
            pieces = lexicon.parts(stem)
            is_said = stem in other or (pieces and all(p in other for p in pieces))
            (both if is_said else alone).append(stem)
        return both, alone

    shared_a, only_a = split([w.stem for w in a], said_b)
    shared_b, only_b = split([w.stem for w in b], said_a)
    total_a = sum(map(weight, [*shared_a, *only_a])) or 1.0
    total_b = sum(map(weight, [*shared_b, *only_b])) or 1.0
    shared = sorted({*shared_a, *shared_b}, key=lambda s: (-weight(s), s))
    loose_a = _loose_numbers(ours, language, our_spans)
    loose_b = _loose_numbers(theirs, language, their_spans)
    return WordComparison(
        shared=tuple((s, round(weight(s), 2)) for s in shared),
        only_ours=tuple(only_a),
        only_theirs=tuple(only_b),
        ours_covered=sum(map(weight, shared_a)) / total_a if a else 0.0,
        theirs_covered=sum(map(weight, shared_b)) / total_b if b else 0.0,
        is_identical=normalise(ours) == normalise(theirs),
        numbers_differ=loose_a != loose_b,
    )


def _content(found: Collection[Word], spans: Collection[tuple[int, int]]) -> list[Word]:
    return [
        w
        for w in found
        if not w.is_generic
        and not w.stem.isdigit()
        and not any(a < w.end and w.start < b for a, b in spans)
    ]


def _said(found: list[Word], lexicon: Lexicon, language: str) -> frozenset[str]:
    said = {w.stem for w in found}
    for stem in list(said):
        said.update(lexicon.parts(stem))
        said.update(stem.split("_"))
    return frozenset(said)


def _loose_numbers(text: str, language: str, spans: Collection[tuple[int, int]]) -> set[str]:
    return {
        number
        for number, places in numbers(text, language).items()
        if any(not any(a <= p and q <= b for a, b in spans) for p, q in places)
    }


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of one text: `shared`, `differs` or "" for words that say nothing."""

    text: str
    mark: str = ""


def pieces(
    text: str, other: str, language: str, other_language: str, lexicon: Lexicon
) -> list[Piece]:
    """Return the text cut so that shared and differing words can be marked."""
    said = _said(
        [w for w in words(other, other_language, lexicon.terms) if not w.is_generic],
        lexicon,
        other_language,
    )
    found: list[Piece] = []
    place = 0
    for word in words(text, language, lexicon.terms):
        if word.is_generic:
            continue
        inner = lexicon.parts(word.stem)
        is_shared = word.stem in said or (bool(inner) and all(p in said for p in inner))
        if word.start > place:
            found.append(Piece(text[place : word.start]))
        found.append(Piece(text[word.start : word.end], "shared" if is_shared else "differs"))
        place = word.end
    if place < len(text):
        found.append(Piece(text[place:]))
    return found
