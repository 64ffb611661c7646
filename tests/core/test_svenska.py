import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from surveyapp.core import svenska
from surveyapp.core.svenska import NumberProblem, parse_decimal

NB = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1\u2009234\u2009567", "1234567"),
        ("1234.5", "1234.5"),
        ("  17 ", "17"),
        ("\u22123,2", "-3.2"),
        ("-3", "-3"),
        (",5", "0.5"),
        ("12.345", "12.345"),
        ("0,10", "0.10"),
        ("007", "7"),
        ("9" * 30, "9" * 30),
    ],
)
def test_a_number_is_read_as_swedes_write_it(typed: str, value: str) -> None:
    assert parse_decimal(typed).as_tuple() == Decimal(value).as_tuple()


def test_minus_zero_is_zero() -> None:
    assert str(parse_decimal("-0,0")) == "0.0"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1.234,5", "ambiguous"),
        ("1,234.5", "ambiguous"),
        ("1.234.567", "ambiguous"),
        ("1,234,567", "ambiguous"),
        ("9" * 31, "too_long"),
        ("0," + "1" * 30, "too_long"),
        ("1e3", "not_a_number"),
        ("1E400", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("0x10", "not_a_number"),
        ("1_000", "not_a_number"),
        ("١٢", "not_a_number"),
        ("12 34", "not_a_number"),
        ("1234 567", "not_a_number"),
        ("12 %", "not_a_number"),
        ("5,", "not_a_number"),
        ("1,2,3", "not_a_number"),
        ("--1", "not_a_number"),
        ("–", "not_a_number"),
        ("", "not_a_number"),
        ("1\n2", "not_a_number"),
    ],
)
def test_what_is_not_one_number_says_why(typed: str, reason: str) -> None:
    with pytest.raises(NumberProblem) as caught:
        parse_decimal(typed)
    assert caught.value.reason == reason


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**26), max_value=10**26
    ),
    st.sampled_from(["sv", "en"]),
)
def test_a_shown_number_can_be_typed_back(value: Decimal, lang: str) -> None:
    assert parse_decimal(svenska.number(value, 3, lang)) == value
    assert parse_decimal(svenska.number(value, None, lang)) == value


@given(st.text(max_size=40))
def test_any_text_is_a_finite_number_or_a_named_problem(text: str) -> None:
    with contextlib.suppress(NumberProblem):
        assert parse_decimal(text).is_finite()


def test_numbers_in_both_languages() -> None:
    assert svenska.number(1234567.25, 1, "sv") == f"1{NB}234{NB}567,3"
    assert svenska.number(1234567.25, 1, "en") == f"1{NB}234{NB}567.3"
    assert svenska.number(Decimal("-3.5"), 0, "sv") == "\u22124"
    assert svenska.number(Decimal("-0.04"), 1, "sv") == "0,0"
    assert svenska.number(Decimal("12.500"), None, "sv") == "12,500"
    assert svenska.number(10**40, 0, "sv").startswith(f"10{NB}000")


def test_halves_round_away_from_zero() -> None:
    assert [svenska.number(n, 0, "sv") for n in (0.5, 1.5, 2.5, -2.5)] == ["1", "2", "3", "\u22123"]
    assert svenska.number(1.005, 2, "sv") == "1,01"


def test_shares_money_and_hours() -> None:
    assert svenska.percent(0.125, 1, "sv") == f"12,5{NB}%"
    assert svenska.percent(0.125, 1, "en") == "12.5%"
    assert svenska.kronor(1249, "sv") == f"1{NB}200{NB}kr"
    assert svenska.kronor(Decimal("1250"), "en") == f"1{NB}300{NB}SEK"
    assert svenska.kronor(-40, "sv") == f"0{NB}kr"
    assert svenska.hours(1234.56, lang="sv") == f"1{NB}234,6{NB}h"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (59.6, "1 min"),
        (125, "2 min 5 s"),
        (3599.9, "1 h"),
        (4800, "1 h 20 min"),
        (7199, "2 h"),
        (-90, "\u22121 min 30 s"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert svenska.duration(seconds, "sv").replace(NB, " ") == text


def test_times_are_told_in_stockholm() -> None:
    summer = dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)
    winter = dt.datetime(2026, 3, 1, 13, 2, tzinfo=dt.UTC)
    assert svenska.date(summer) == "2026-07-01"
    assert svenska.date(dt.date(2026, 3, 1)) == "2026-03-01"
    assert svenska.clock_time(winter, "sv") == "14.02"
    assert svenska.clock_time(winter, "en") == "14:02"
    assert svenska.clock_time(dt.time(9, 5), "sv") == "09.05"
    assert svenska.datetime(summer, "sv") == f"2026-07-01{NB}00.30"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        svenska.datetime(dt.datetime(2026, 3, 1, 13, 2), "sv")  # noqa: DTZ001


def test_weeks_follow_the_iso_year() -> None:
    assert svenska.week(dt.date(2026, 1, 19), "sv") == f"v.{NB}4"
    assert svenska.week(4, "en") == f"week{NB}4"
    assert svenska.week(dt.datetime(2027, 1, 3, 23, 30, tzinfo=dt.UTC), "sv") == f"v.{NB}1"


def test_a_missing_value_is_a_dash_and_never_zero() -> None:
    shown = {svenska.number(None), svenska.percent(None), svenska.kronor(None), svenska.hours(None)}
    shown |= {svenska.duration(None), svenska.date(None), svenska.datetime(None)}
    shown |= {svenska.clock_time(None), svenska.week(None), svenska.number(float("nan"))}
    assert shown == {"–"}


def test_on_a_page_the_dash_is_spoken() -> None:
    filters = svenska.html_filters()
    assert set(filters) >= {
        "number",
        "percent",
        "kronor",
        "date",
        "datetime",
        "clock_time",
        "duration",
    }
    spoken = filters["number"](None, lang="sv")
    assert isinstance(spoken, Markup)
    assert 'aria-label="uppgift saknas"' in spoken
    assert 'aria-label="no value"' in filters["kronor"](None, lang="en")
    assert spoken.striptags() == "–"
    assert filters["number"](1234, lang="sv") == f"1{NB}234"


def test_swedish_letters_come_last() -> None:
    names = [
        "Östersund",
        "Åre",
        "Zinkgruvan",
        "Älvdalen",
        "apa",
        "Arvika",
        "André",
        "Andrea",
        "Müller",
        "Myller",
    ]
    assert sorted(names, key=svenska.sort_key) == [
        "André",
        "Andrea",
        "apa",
        "Arvika",
        "Myller",
        "Müller",
        "Zinkgruvan",
        "Åre",
        "Älvdalen",
        "Östersund",
    ]


def test_decomposed_letters_sort_like_composed() -> None:
    assert svenska.sort_key("A\u030are")[0] == svenska.sort_key("Åre")[0]
