"""Times are read however they are written, and held against each other."""

from __future__ import annotations

import pytest

from surveyapp.overlap.rules.periods import PeriodKind, Relation, compare_all, read_periods


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Har kommunen den 1 mars 2026 en plan?", PeriodKind.POINT, (3, 1, 2026)),
        ("i familjehem den 1 november", PeriodKind.POINT, (11, 1, 0)),
        ("on 1 March 2026", PeriodKind.POINT, (3, 1, 2026)),
        ("on March 1, 2026", PeriodKind.POINT, (3, 1, 2026)),
        ("läget 2026-03-01", PeriodKind.POINT, (3, 1, 2026)),
        ("boende den sista februari", PeriodKind.POINT, (2, 28, 0)),
        ("antal invånare 31/12", PeriodKind.POINT, (12, 31, 0)),
        ("under 2025", PeriodKind.SPAN, ("2025-01-01", "2025-12-31")),
        ("kalenderåret 2024", PeriodKind.SPAN, ("2024-01-01", "2024-12-31")),
        ("i december 2025", PeriodKind.SPAN, ("2025-12-01", "2025-12-31")),
        ("1 januari–30 juni 2026", PeriodKind.SPAN, ("2026-01-01", "2026-06-30")),
        ("mars–maj 2026", PeriodKind.SPAN, ("2026-03-01", "2026-05-31")),
        ("hösten 2025", PeriodKind.SPAN, ("2025-09-01", "2025-11-30")),
        ("de senaste 12 månaderna", PeriodKind.LOOKBACK, (360,)),
        ("de senaste tolv månaderna", PeriodKind.LOOKBACK, (360,)),
        ("det senaste året", PeriodKind.LOOKBACK, (360,)),
        ("det senaste halvåret", PeriodKind.LOOKBACK, (180,)),
        ("de senaste sex månaderna", PeriodKind.LOOKBACK, (180,)),
        ("in the last 24 months", PeriodKind.LOOKBACK, (720,)),
        ("under månaden", PeriodKind.RECURRING, ("month",)),
        ("Vid svarstillfället", PeriodKind.MOMENT, ("answering",)),
    ],
)
def test_a_time_is_read_with_its_characters(
    text: str, kind: PeriodKind, value: tuple[object, ...]
) -> None:
    (period,) = read_periods(text)
    assert (period.kind, period.value) == (kind, value)
    assert text[period.start : period.end].strip() == text[period.start : period.end]


@pytest.mark.parametrize(
    "text",
    ["enligt socialtjänstlagen (2025:400)", "Personer med hemtjänst (-2024)", "inom tre månader"],
)
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    assert read_periods(text) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "relation"),
    [
        ("den 1 mars 2026", "den 1 mars", Relation.SAME),
        ("den 1 mars 2026", "den 1 mars 2025", Relation.CONFLICT),
        ("den 1 mars 2026", "den 1 oktober 2025", Relation.CONFLICT),
        ("under 2025", "under 2024", Relation.CONFLICT),
        ("i december 2025", "under 2025", Relation.INSIDE),
        ("under 2025", "1 januari–30 juni 2025", Relation.OUTSIDE),
        ("i december 2025", "under månaden", Relation.INSIDE),
        ("de senaste 12 månaderna", "det senaste året", Relation.SAME),
        ("de senaste 12 månaderna", "de senaste 24 månaderna", Relation.CONFLICT),
        ("de senaste 24 månaderna", "hösten 2025", Relation.OUTSIDE),
        ("den 1 mars 2026", "under 2026", Relation.CONFLICT),
        ("den 1 mars 2026", "Vid svarstillfället", Relation.UNKNOWN),
        ("den 1 mars 2026", "", Relation.UNKNOWN),
    ],
)
def test_two_times_are_held_against_each_other(ours: str, theirs: str, relation: Relation) -> None:
    assert compare_all(read_periods(ours), read_periods(theirs))[0] is relation
