"""Times are read however they are written, and held against each other."""

from __future__ import annotations

import pytest

from surveyapp.overlap.rules.comparing.periods import compare_all
from surveyapp.overlap.rules.facets import Relation
from surveyapp.overlap.rules.periods import PeriodKind
from surveyapp.overlap.rules.reading.periods import read_periods


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
        ("as at 31/10/2023", PeriodKind.POINT, (10, 31, 2023)),
        ("per 30/9-23", PeriodKind.POINT, (9, 30, 2023)),
        ("on the first of October 2023", PeriodKind.POINT, (10, 1, 2023)),
        ("at the close of March 2024", PeriodKind.POINT, (3, 31, 2024)),
        ("vid ingången av oktober 2023", PeriodKind.POINT, (10, 1, 2023)),
        ("vid ingången av 2025", PeriodKind.POINT, (1, 1, 2025)),
        ("den sista dagen 2022", PeriodKind.POINT, (12, 31, 2022)),
        ("när 2020 gick ut", PeriodKind.POINT, (12, 31, 2020)),
        ("vid 2022 års utgång", PeriodKind.POINT, (12, 31, 2022)),
        ("sista dagen i oktober 2023", PeriodKind.POINT, (10, 31, 2023)),
        ("mellan nyår 2022 och nyårsafton samma år", PeriodKind.SPAN, ("2022-01-01", "2022-12-31")),
        ("sedan nyår 2021", PeriodKind.SPAN, ("2021-01-01", "9999-12-31")),
        ("Novembermätningen 2022", PeriodKind.SPAN, ("2022-11-01", "2022-11-30")),
        ("vid vårens mätning 2024", PeriodKind.SPAN, ("2024-03-01", "2024-05-31")),
        ("under 2018 års nionde månad", PeriodKind.SPAN, ("2018-09-01", "2018-09-30")),
        ("under 2018 års tre sista månader", PeriodKind.SPAN, ("2018-10-01", "2018-12-31")),
        ("the third month of 2024", PeriodKind.SPAN, ("2024-03-01", "2024-03-31")),
        ("T1 -19", PeriodKind.SPAN, ("2019-01-01", "2019-04-30")),
        ("1 halvåret 2023", PeriodKind.SPAN, ("2023-01-01", "2023-06-30")),
        ("åren 2020–22", PeriodKind.SPAN, ("2020-01-01", "2022-12-31")),
        ("2023 eller 2024", PeriodKind.SPAN, ("2023-01-01", "2024-12-31")),
        ("veckan 3 till 9 april 2023", PeriodKind.SPAN, ("2023-04-03", "2023-04-09")),
        ("kartläggningsveckan 14/2023", PeriodKind.SPAN, ("2023-04-03", "2023-04-09")),
        ("School years 1–9 in 2023", PeriodKind.SPAN, ("2023-01-01", "2023-12-31")),
        ("årets resultat 2023", PeriodKind.SPAN, ("2023-01-01", "2023-12-31")),
        ("2021 (ålder 31/12)", PeriodKind.SPAN, ("2021-01-01", "2021-12-31")),
        (
            "in 2021, by age on the last day of the year",
            PeriodKind.SPAN,
            ("2021-01-01", "2021-12-31"),
        ),
        ("planen de två åren dessförinnan", PeriodKind.LOOKBACK, (720,)),
        ("Vid svarstillfället", PeriodKind.MOMENT, ("answering",)),
        ("åren 2017, 2018 och 2019 tillsammans", PeriodKind.SPAN, ("2017-01-01", "2019-12-31")),
        ("2020 el. 2021", PeriodKind.SPAN, ("2020-01-01", "2021-12-31")),
        ("from 2016 through 2019", PeriodKind.SPAN, ("2016-01-01", "2019-12-31")),
        ("2021 eller senare", PeriodKind.SPAN, ("2021-01-01", "9999-12-31")),
        ("tidigast 2021", PeriodKind.SPAN, ("2021-01-01", "9999-12-31")),
        ("färre 2021 än 2020", PeriodKind.SPAN, ("2020-01-01", "2021-12-31")),
        ("2021 jämfört med året före", PeriodKind.SPAN, ("2020-01-01", "2021-12-31")),
        ("femårsperioden med början 2021", PeriodKind.SPAN, ("2021-01-01", "2025-12-31")),
        ("maj, juni och juli 2020", PeriodKind.SPAN, ("2020-05-01", "2020-07-31")),
        ("Busskort 09/2021", PeriodKind.SPAN, ("2021-09-01", "2021-09-30")),
        ("sommarlovet 2021", PeriodKind.SPAN, ("2021-06-01", "2021-08-31")),
        ("höstens (2021) kurser", PeriodKind.SPAN, ("2021-09-01", "2021-11-30")),
        ("vid vårterminens slut 2021", PeriodKind.SPAN, ("2021-01-01", "2021-06-30")),
        ("Gymnasiet 2020/2021: elever", PeriodKind.SPAN, ("2020-08-01", "2021-06-30")),
        ("vecka 10, mars 2021", PeriodKind.SPAN, ("2021-03-08", "2021-03-14")),
        ("v. 10 t.o.m. 12", PeriodKind.SPAN, ("0000-w10", "0000-w12")),
        ("natten 3–4/5 2021", PeriodKind.SPAN, ("2021-05-03", "2021-05-04")),
        ("från årets början till årets slut 2021", PeriodKind.SPAN, ("2021-01-01", "2021-12-31")),
        ("inskrivna 210915", PeriodKind.POINT, (9, 15, 2021)),
        ("i mitten av maj 2021", PeriodKind.POINT, (5, 15, 2021)),
        ("maj den femte 2021", PeriodKind.POINT, (5, 5, 2021)),
        ("vid maj månads utgång 2021", PeriodKind.POINT, (5, 31, 2021)),
        ("at the turn of 2021/22", PeriodKind.POINT, (12, 31, 2021)),
        ("as 2021 ended", PeriodKind.POINT, (12, 31, 2021)),
        ("uppdrag som under 2021 tog slut", PeriodKind.SPAN, ("2021-01-01", "2021-12-31")),
        ("pupils under 16 in May 2021", PeriodKind.SPAN, ("2021-05-01", "2021-05-31")),
        ("elever i åk 6 i juni 2021", PeriodKind.SPAN, ("2021-06-01", "2021-06-30")),
        ("besök 2021 hos födda 1938", PeriodKind.SPAN, ("2021-01-01", "2021-12-31")),
        ("barn födda 2019", PeriodKind.SPAN, ("2019-01-01", "2019-12-31")),
        ("för högst tre år sedan", PeriodKind.LOOKBACK, (1080,)),
        ("någon gång de båda senaste åren", PeriodKind.LOOKBACK, (720,)),
        (
            "de senaste två åren (2020–2021)",
            PeriodKind.SPAN,
            ("2020-01-01", "2021-12-31"),
        ),
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
    [
        "enligt socialtjänstlagen (2025:400)",
        "Personer med hemtjänst (-2024)",
        "inom tre månader",
        "inom ett halvår",
        "from court commission to start of the investigation",
        "minst en gång i månaden",
        "längre än ett år innan de avslutats",
        "pupils in school year 9",
        "in the year of their 80th birthday",
        "de senaste åren",
        "gruppens sista dag",
        "hus från 1970-talet",
        "under the 1997 Act",
        "summa 210915 kr",
    ],
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
        ("as at 1/10/2021", "den 1 oktober 2021", Relation.SAME),
        ("ingången av 2025", "as at 01/01/2025", Relation.SAME),
        ("vecka 14, 2023", "veckan 3 till 9 april 2023", Relation.SAME),
        ("under 2023/2024", "2023 eller 2024", Relation.UNKNOWN),
        ("säsongen 2023–2024", "säsongen 2023/24", Relation.UNKNOWN),
        ("den sista dagen 2022", "någon gång under 2022", Relation.CONFLICT),
        ("före den 1 juli 2021", "senast 30 juni 2021", Relation.SAME),
        ("den 1 juli 2021", "den 30 juni 2022", Relation.CONFLICT),
        ("den 2 juli 2021", "den 1 juli 2021", Relation.CONFLICT),
        ("t.o.m. 2021", "till utgången av 2021", Relation.SAME),
        ("t.o.m. 2021", "senast den 31 december 2021", Relation.SAME),
        ("t.o.m. 2021", "den 31 december 2020", Relation.CONFLICT),
        ("natten till den 4 maj 2021", "natten 3–4 maj 2021", Relation.UNKNOWN),
        ("den 4 maj 2021", "i maj 2021", Relation.CONFLICT),
        ("2019, 2020 och 2022", "2019–2022", Relation.INSIDE),
        ("2021 och 2022", "2020 och 2021", Relation.CONFLICT),
    ],
)
def test_two_times_are_held_against_each_other(ours: str, theirs: str, relation: Relation) -> None:
    assert compare_all(read_periods(ours), read_periods(theirs))[0] is relation
