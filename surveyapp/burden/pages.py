"""What the pages of the room show: tables that sort and download alike, sentences, pictures.

A page and its file are made from the same columns, rounded by the same rule, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from markupsafe import Markup

from surveyapp.burden.models import BurdenSnapshot, IndicatorBurden, QuestionBurden, Tariff
from surveyapp.burden.queries import QuestionCost
from surveyapp.burden.rules import hourly_cost, roles
from surveyapp.core import charts, svenska
from surveyapp.core.i18n import current_language, pick, pick_with_language
from surveyapp.core.i18n import gettext as _
from surveyapp.core.jobs import Job, JobState
from surveyapp.questionnaires.models import QuestionVersion

Entry = Mapping[str, Any]
Address = Callable[[str, str], str]
"""(column, order) -> the address of the page sorted so."""

ASCENDING, DESCENDING = "stigande", "fallande"


# Rounding and words ---------------------------------------------------------------------------


def rounded(value: float | None, decimals: int) -> Decimal | None:
    """Return the number as pages show it, for a file (halves away from zero)."""
    if value is None:
        return None
    step = Decimal(1).scaleb(-decimals)
    return Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP)


def rounded_kronor(value: float | None) -> Decimal | None:
    """Return an amount in whole hundreds of kronor (domain rule 11)."""
    hundreds = rounded(None if value is None else value / svenska.KRONOR_STEP, 0)
    return None if hundreds is None else hundreds * svenska.KRONOR_STEP


def hidden_words(reason: str) -> str:
    """Return what stands in the place of a figure that is not shown; "" when it is."""
    return {
        "few": _("färre än fem kommuner"),
        "shield": _("skyddat"),
        "unmeasured": _("ej mätt"),
    }.get(reason, "")


def minutes(value: float | None) -> str | Markup:
    """Format minutes as people say them: 45 s, 3 min 20 s, 1 h 5 min."""
    return svenska.missing_markup() if value is None else svenska.duration(value * 60)


def interval(found: Mapping[str, float] | None, decimals: int = 1) -> str | Markup:
    """Format an interval; a complete count has none and says so."""
    if found is None:
        return svenska.missing_markup()
    low, high = (svenska.number(found[end], decimals) for end in ("low", "high"))
    return _("alla mätta") if found["low"] == found["high"] else f"{low}–{high}"


def name_cell(texts: Mapping[str, str], fallback: str, href: str = "") -> Entry:
    """Return a table cell with a text, marked when it is in another language than the page."""
    language, text = pick_with_language(texts)
    is_foreign = language not in ("", "und", current_language())
    return {"text": text or fallback, "href": href, "lang": language if is_foreign else ""}


# Tables ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """One column: what it shows, what it sorts by, and what the file says."""

    key: str
    label: str
    show: Callable[[Any], object]
    value: Callable[[Any], object]
    """For sorting and the file: a text, a number, or None for what is not shown."""
    is_numeric: bool = True
    is_file_only: bool = False
    width: str = ""


@dataclass(frozen=True)
class Listing:
    """A table as the page's component and the file take it."""

    columns: list[Entry]
    rows: list[list[object]]
    file_columns: list[str]
    file_rows: list[list[object]]


def listing(
    columns: Sequence[Column],
    entries: Sequence[Any],
    *,
    sort: str = "",
    order: str = "",
    address: Address | None = None,
) -> Listing:
    """Return the entries as a table, sorted by the column `sort` (as they come when unknown).

    What has no value stands last in both orders.
    """
    chosen = next((c for c in columns if c.key == sort), None)
    entries = list(entries)
    if chosen is not None:
        known = [e for e in entries if chosen.value(e) is not None]
        known.sort(key=lambda e: _sort_key(chosen.value(e)), reverse=order == DESCENDING)
        entries = known + [e for e in entries if chosen.value(e) is None]
    shown = [c for c in columns if not c.is_file_only]
    return Listing(
        columns=[_head(c, c is chosen, order, address) for c in shown],
        rows=[[c.show(entry) for c in shown] for entry in entries],
        file_columns=[c.label for c in columns],
        file_rows=[[c.value(entry) for c in columns] for entry in entries],
    )


def _sort_key(value: object) -> Any:
    return svenska.sort_key(value) if isinstance(value, str) else value


def _head(column: Column, is_chosen: bool, order: str, address: Address | None) -> Entry:
    head: dict[str, object] = {
        "text": column.label,
        "numeric": column.is_numeric,
        "width": column.width,
    }
    if address is not None:
        # A first click on figures asks for the largest; on words for the alphabet.
        first = DESCENDING if column.is_numeric else ASCENDING
        other = ASCENDING if order == DESCENDING else DESCENDING
        head["sort_url"] = address(column.key, other if is_chosen else first)
        if is_chosen:
            head["sorted"] = "descending" if order == DESCENDING else "ascending"
    return head


def hours_column(
    key: str, label: str, get: Callable[[Any], float | None], why: Callable[[Any], str]
) -> Column:
    return Column(
        key,
        label,
        show=lambda e: hidden_words(why(e)) if why(e) else _number(get(e), 1),
        value=lambda e: rounded(get(e), 1),
    )


def _number(value: float | None, decimals: int = 1) -> str | Markup:
    return svenska.missing_markup() if value is None else svenska.number(value, decimals)


def _quiet(key: str, label: str, get: Callable[[Any], float | None], decimals: int = 1) -> Column:
    """A figure beside the one that says why it is hidden: only a dash."""
    return Column(
        key, label, lambda e: _number(get(e), decimals), lambda e: rounded(get(e), decimals)
    )


def _kronor(key: str, label: str, get: Callable[[Any], float | None]) -> Column:
    def shown(entry: Any) -> str | Markup:
        amount = get(entry)
        return svenska.missing_markup() if amount is None else svenska.kronor(amount)

    return Column(key, label, shown, lambda e: rounded_kronor(get(e)))


def _share(key: str, label: str, get: Callable[[Any], float | None]) -> Column:
    def shown(entry: Any) -> str | Markup:
        share = get(entry)
        return svenska.missing_markup() if share is None else svenska.percent(share)

    return Column(key, label, shown, lambda e: rounded(get(e), 2))


def _text(key: str, label: str, get: Callable[[Any], str]) -> Column:
    return Column(key, label, get, get, is_numeric=False)


def _interval_columns(name: str, get: Callable[[Any], Mapping[str, float] | None]) -> list[Column]:
    """One column on the page, two in the file."""

    def end(entry: Any, which: str) -> Decimal | None:
        found = get(entry)
        return rounded(found[which], 1) if found else None

    return [
        Column(
            f"{name}_lag",
            _("Osäkerhet"),
            lambda e: interval(get(e)),
            lambda e: end(e, "low"),
        ),
        Column(
            f"{name}_hog",
            _("Osäkerhet, övre gräns"),
            lambda _e: "",
            lambda e: end(e, "high"),
            is_file_only=True,
        ),
    ]


def _code(get: Callable[[Any], str]) -> Column:
    """A code in one piece: its hyphens are no place to break a line."""
    return Column(
        "kod",
        _("Kod"),
        lambda e: Markup('<span class="nowrap">{}</span>').format(get(e)),
        get,
        is_numeric=False,
    )


def _why_column(get: Callable[[Any], str]) -> Column:
    return Column(
        "dolt",
        _("Visas inte för att"),
        lambda _e: "",
        lambda e: hidden_words(get(e)) or None,
        is_numeric=False,
        is_file_only=True,
    )


# Indicators of a round ------------------------------------------------------------------------


def indicator_columns(link: Callable[[str], str]) -> list[Column]:
    """Columns of all indicators of a snapshot; an entry is an `IndicatorBurden`."""

    def hidden(row: IndicatorBurden) -> str:
        return str(row.details["hidden"])

    def avoidable_hidden(row: IndicatorBurden) -> str:
        return str(row.details["avoidable_hidden"])

    return [
        Column(
            "namn",
            _("Indikator"),
            lambda r: name_cell(r.indicator.name, r.indicator.code, link(r.indicator.code)),
            lambda r: pick(r.indicator.name) or r.indicator.code,
            is_numeric=False,
            width="wide",
        ),
        _code(lambda r: str(r.indicator.code)),
        _text("omrade", _("Område"), lambda r: str(r.indicator.area)),
        hours_column("timmar", _("Tillskriven tid, timmar"), lambda r: r.attributed_hours, hidden),
        *_interval_columns("intervall", lambda r: r.details["attributed_interval"]),
        hours_column(
            "undvikbar", _("Undvikbar tid, timmar"), lambda r: r.avoidable_hours, avoidable_hidden
        ),
        _quiet("omkring", _("Varav avsnittstid, timmar"), lambda r: r.overhead_hours),
        _kronor("kostnad", _("Kostnad"), lambda r: r.cost_kronor),
        _why_column(hidden),
    ]


def remainder_rows(result: Mapping[str, Any]) -> list[list[object]]:
    """Return the lines that make the indicators sum to the whole: hours not laid on any indicator."""
    unlinked = result["unlinked"]
    dash = svenska.missing_markup()
    rows: list[list[object]] = []
    if unlinked["question_codes"]:
        rows.append(
            [
                _("Frågor som inte hör till någon indikator"),
                "",
                "",
                hidden_words(unlinked["hidden"]) or _number(unlinked["hours"]),
                dash,
                dash,
                _number(unlinked["overhead_hours"]),
                _amount(unlinked["kronor"]),
            ]
        )
    if result["stranded_overhead_hours"]:
        stranded = _("Tid i avsnitt där ingen fråga är mätt")
        hours = _number(result["stranded_overhead_hours"])
        rows.append([stranded, "", "", hours, dash, dash, hours, dash])
    return rows


def whole_row(result: Mapping[str, Any]) -> list[object]:
    """Return the line of the whole collection, for the foot of the table."""
    total = result["total"]
    return [
        _("Hela insamlingen"),
        "",
        "",
        hidden_words(total["hidden"]) or _number(total["hours"]),
        interval(total["interval"]),
        "",
        _number(total["overhead_hours"]),
        _amount(total["kronor"]),
    ]


def _amount(value: float | None) -> str | Markup:
    return svenska.missing_markup() if value is None else svenska.kronor(value)


# Sections and the whole -----------------------------------------------------------------------


def section_titles(questions: Sequence[QuestionVersion]) -> dict[str, str]:
    """Return the sections' titles by code, in form order."""
    return {row.section_code: pick(row.section_title) or row.section_code for row in questions}


def section_columns(titles: Mapping[str, str]) -> list[Column]:
    def part(name: str) -> Callable[[Entry], float | None]:
        return lambda e: e["parts"][name] if e["parts"] else None

    return [
        _text("avsnitt", _("Avsnitt"), lambda e: titles.get(e["code"], e["code"])),
        hours_column("timmar", _("Timmar"), lambda e: e["hours"], lambda e: str(e["hidden"])),
        _quiet("skarm", _("På skärmen"), part("screen")),
        _quiet("angiven", _("Utanför formuläret, angiven"), part("declared")),
        _quiet("utanfor", _("Utanför formuläret, mätt"), part("offscreen")),
        _quiet("omkring", _("Varav avsnittstid"), lambda e: e["overhead_hours"]),
        _why_column(lambda e: str(e["hidden"])),
    ]


@dataclass(frozen=True)
class Picture:
    """A drawing with the sentence it shows."""

    finding: str
    svg: Markup


def section_picture(sections: Sequence[Entry], titles: Mapping[str, str]) -> Picture | None:
    """Return the hours of each section, on screen against outside; None when none may be shown."""
    shown = [entry for entry in sections if entry["parts"] is not None and entry["hours"]]
    if not shown:
        return None
    shown.sort(key=lambda entry: (-entry["hours"], entry["code"]))
    most, whole = shown[0], sum(entry["hours"] for entry in shown)
    finding = _(
        "%(section)s tar mest tid: %(share)s av timmarna",
        section=titles.get(most["code"], most["code"]),
        share=svenska.percent(most["hours"] / whole),
    )
    names = [
        _("På skärmen"),
        _("Utanför formuläret, angiven av uppgiftslämnare"),
        _("Utanför formuläret, mätt"),
    ]
    stacks = [
        charts.Stack(
            titles.get(entry["code"], entry["code"]),
            tuple(max(0.0, entry["parts"][part]) for part in ("screen", "declared", "offscreen")),
        )
        for entry in shown
    ]
    svg = charts.stacked(stacks, names, finding, prefix="avsnitt", unit=_("timmar"), decimals=1)
    return Picture(finding, svg)


def coverage_sentence(result: Mapping[str, Any]) -> str:
    """Return how much of the hours is known, and how."""
    coverage, shares = result["coverage"], result["total"]["shares"]
    text = _(
        "Tiden är mätt i %(timed)s av %(population)s kommuner.",
        timed=svenska.number(coverage["timed"]),
        population=svenska.number(coverage["population"]),
    )
    if shares is None:
        return text
    return f"{text} " + _(
        "Av timmarna är %(measured)s mätta, %(stated)s angivna av uppgiftslämnare och %(imputed)s beräknade för kommuner som saknas.",
        **{name: svenska.percent(shares[name]) for name in ("measured", "stated", "imputed")},
    )


def change_sentence(result: Mapping[str, Any]) -> str:
    """Return the change against the round before; "" when there is none to compare with."""
    before, now = result["previous"], result["total"]["hours"]
    if before is None or not before["hours"] or now is None:
        return ""
    change = now / before["hours"] - 1
    sign = "+" if change > 0 else ""
    return _(
        "%(year)s: %(hours)s. Förändring: %(change)s.",
        year=before["year"],
        hours=svenska.hours(before["hours"]),
        change=sign + svenska.percent(change, 1),
    )


def is_cost_example(result: Mapping[str, Any]) -> bool:
    """True when a role whose hours count has an example for its cost."""
    used = set(result["total"]["roles"] or ())
    return any(t["is_example"] for t in result["tariffs"] if not used or t["role"] in used)


# Questions ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QuestionLine:
    """One question of a snapshot with its text; `share` is an indicator's part of it."""

    row: QuestionBurden
    version: QuestionVersion
    section: str
    share: float | None = None
    others: str = ""

    @property
    def code(self) -> str:
        return self.row.question.code

    @property
    def text(self) -> str:
        return pick(self.version.text) or self.code

    @property
    def hidden(self) -> str:
        return str(self.row.details["hidden"])

    @property
    def attributed_hours(self) -> float | None:
        own, beside = self.row.total_hours, self.row.details["overhead_hours"]
        return None if own is None or self.share is None else self.share * (own + (beside or 0.0))


def question_lines(
    rows: Sequence[QuestionBurden],
    versions: Sequence[QuestionVersion],
    shares: Mapping[str, float] | None = None,
    indicator_code: str = "",
) -> list[QuestionLine]:
    """Return the snapshot's questions in form order; with `shares` only those of one indicator."""
    by_id = {row.question_id: row for row in rows}
    titles = section_titles(versions)
    lines = []
    for version in versions:
        row = by_id.get(version.question_id)
        if row is None or (shares is not None and row.question.code not in shares):
            continue
        others = [code for code in row.details["indicator_codes"] if code != indicator_code]
        lines.append(
            QuestionLine(
                row,
                version,
                titles[version.section_code],
                shares[row.question.code] if shares is not None else None,
                ", ".join(others),
            )
        )
    return lines


def _question_name_columns() -> list[Column]:
    return [
        Column(
            "fraga",
            _("Fråga"),
            lambda q: name_cell(q.version.text, q.code),
            lambda q: q.text,
            is_numeric=False,
            width="wide",
        ),
        _code(lambda q: str(q.code)),
    ]


def _minute_columns() -> list[Column]:
    def value(name: str) -> Callable[[QuestionLine], float | None]:
        return lambda q: getattr(q.row, name)

    def quartiles(q: QuestionLine) -> str | Markup:
        if q.row.q1_minutes is None or q.row.q3_minutes is None:
            return svenska.missing_markup()
        return f"{minutes(q.row.q1_minutes)}–{minutes(q.row.q3_minutes)}"

    return [
        Column(
            "median",
            _("Median per kommun"),
            lambda q: hidden_words(q.hidden) or minutes(q.row.median_minutes),
            lambda q: rounded(q.row.median_minutes, 2),
        ),
        Column(
            "q1", _("Mittersta hälften"), quartiles, lambda q: rounded(value("q1_minutes")(q), 2)
        ),
        Column(
            "q3",
            _("Övre kvartil"),
            lambda _q: "",
            lambda q: rounded(value("q3_minutes")(q), 2),
            is_file_only=True,
        ),
        Column(
            "antal",
            _("Kommuner"),
            lambda q: svenska.number(q.row.n_asked),
            lambda q: q.row.n_asked,
        ),
    ]


def question_columns() -> list[Column]:
    """Columns of all questions of a snapshot; an entry is a `QuestionLine`."""
    return [
        *_question_name_columns(),
        _text("avsnitt", _("Avsnitt"), lambda q: str(q.section)),
        *_minute_columns(),
        _quiet("timmar", _("Timmar, alla tillfrågade"), lambda q: q.row.total_hours),
        _share("beraknat", _("Andel beräknad"), lambda q: q.row.details["imputed_share"]),
        _why_column(lambda q: str(q.hidden)),
    ]


def indicator_question_columns() -> list[Column]:
    """Columns of one indicator's questions; an entry is a `QuestionLine` with a share."""
    return [
        *_question_name_columns(),
        *_minute_columns(),
        _quiet("timmar", _("Timmar, alla tillfrågade"), lambda q: q.row.total_hours),
        _share("andel", _("Indikatorns andel"), lambda q: q.share),
        _quiet("tillskriven", _("Tillskriven tid, timmar"), lambda q: q.attributed_hours),
        _text("ocksa", _("Används också av"), lambda q: str(q.others)),
        _why_column(lambda q: str(q.hidden)),
    ]


def question_picture(lines: Sequence[QuestionLine]) -> Picture | None:
    """Return how long the questions take, as strips; None when none may be shown."""
    shown = [line for line in lines if line.row.median_minutes is not None]
    if not shown:
        return None
    slowest = max(shown, key=lambda line: (line.row.median_minutes or 0.0, line.code))
    finding = _(
        "Den fråga som tar längst tid tar i median %(minutes)s",
        minutes=svenska.duration((slowest.row.median_minutes or 0.0) * 60),
    )
    strips = [
        charts.Quantiles(
            f"{line.code} {_short(line.text)}",
            line.row.q1_minutes,
            line.row.median_minutes,
            line.row.q3_minutes,
        )
        for line in shown
    ]
    svg = charts.strip(strips, finding, prefix="fragor", unit=_("minuter per kommun"), decimals=1)
    return Picture(finding, svg)


def _short(text: str, room: int = 70) -> str:
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


# Groups and roles of an indicator -------------------------------------------------------------


def group_columns() -> list[Column]:
    """Columns of SKR groups, merged where too few were measured; an entry is one of `strata`."""
    return [
        _text("grupp", _("Grupp"), lambda e: str(e["label"])),
        Column(
            "kommuner",
            _("Kommuner"),
            lambda e: svenska.number(e["population"]),
            lambda e: e["population"],
        ),
        Column(
            "matta",
            _("Mätta"),
            lambda e: svenska.number(e["n_measured"]),
            lambda e: e["n_measured"],
        ),
        Column(
            "minuter",
            _("Tid per kommun"),
            lambda e: hidden_words(e["hidden"]) or minutes(e["minutes_per_unit"]),
            lambda e: rounded(e["minutes_per_unit"], 1),
        ),
        _quiet("timmar", _("Timmar"), lambda e: e["hours"]),
        _why_column(lambda e: str(e["hidden"])),
    ]


def group_picture(strata: Sequence[Entry]) -> Picture | None:
    """Return the time per municipality in each group; None when none may be shown."""
    shown = [entry for entry in strata if entry["minutes_per_unit"] is not None]
    if len(shown) < 2:
        return None
    most = max(shown, key=lambda entry: (entry["minutes_per_unit"], entry["label"]))
    least = min(shown, key=lambda entry: (entry["minutes_per_unit"], entry["label"]))
    finding = _(
        "Mest tid per kommun i grupp %(most)s, minst i grupp %(least)s",
        most=most["label"],
        least=least["label"],
    )
    svg = charts.bars(
        [charts.Bar(entry["label"], entry["minutes_per_unit"]) for entry in strata],
        finding,
        prefix="grupper",
        unit=_("minuter per kommun"),
        decimals=1,
    )
    return Picture(finding, svg)


@dataclass(frozen=True)
class RoleLine:
    """Hours of one role and what they cost."""

    role: str
    name: Mapping[str, str]
    hours: float
    hourly_kronor: float
    kronor: float
    source: str
    is_example: bool


def role_lines(
    hours_by_role: Mapping[str, Mapping[str, float]] | None, tariffs: Sequence[Entry]
) -> list[RoleLine]:
    """Return the roles that spent time, in the order roles are shown in."""
    by_role = {tariff["role"]: tariff for tariff in tariffs}
    return [
        RoleLine(
            role,
            by_role[role]["name"],
            spent["hours"],
            by_role[role]["hourly_kronor"],
            spent["kronor"],
            by_role[role]["source"],
            by_role[role]["is_example"],
        )
        for role in [*roles.ROLES, *sorted(set(by_role) - set(roles.ROLES))]
        if (spent := (hours_by_role or {}).get(role)) is not None
    ]


def role_columns() -> list[Column]:
    return [
        _text("roll", _("Roll"), lambda r: pick(r.name)),
        _quiet("timmar", _("Timmar"), lambda r: r.hours),
        Column(
            "timkostnad",
            _("Timkostnad, kr"),
            lambda r: svenska.number(r.hourly_kronor),
            lambda r: rounded(r.hourly_kronor, 0),
        ),
        _kronor("kostnad", _("Kostnad"), lambda r: r.kronor),
        _text("kalla", _("Källa"), lambda r: str(r.source)),
    ]


# Tariffs --------------------------------------------------------------------------------------


def tariff_columns(link: Callable[[Tariff], str]) -> list[Column]:
    """Columns of tariffs with every part; an entry is a `Tariff`."""

    def kronor(value: float) -> str:
        return svenska.number(value)

    def hourly(tariff: Tariff) -> float:
        return hourly_cost(
            tariff.monthly_pay_kronor,
            tariff.monthly_hours,
            tariff.social_charges,
            tariff.overhead,
        )

    def share(key: str, label: str, get: Callable[[Tariff], float]) -> Column:
        return Column(
            key,
            label,
            lambda t: svenska.percent(get(t), 2 if round(get(t) * 100, 2) % 1 else 0),
            lambda t: rounded(get(t), 4),
        )

    return [
        Column(
            "roll",
            _("Roll"),
            lambda t: name_cell(t.name, t.role, link(t)),
            lambda t: pick(t.name),
            is_numeric=False,
        ),
        Column("ar", _("År"), lambda t: str(t.year), lambda t: t.year),
        Column(
            "lon",
            _("Månadslön, kr"),
            lambda t: kronor(t.monthly_pay_kronor),
            lambda t: rounded(t.monthly_pay_kronor, 0),
        ),
        Column(
            "timmar",
            _("Timmar i månaden"),
            lambda t: svenska.number(t.monthly_hours, None),
            lambda t: rounded(t.monthly_hours, 1),
        ),
        share("avgifter", _("Avgifter"), lambda t: t.social_charges),
        share("paslag", _("Påslag"), lambda t: t.overhead),
        Column(
            "timkostnad",
            _("Timkostnad, kr"),
            lambda t: svenska.number(hourly(t), 2),
            lambda t: rounded(hourly(t), 2),
        ),
        _text("kalla", _("Källa"), lambda t: str(t.source)),
        Column(
            "exempel",
            _("Exempelvärde"),
            lambda t: _("Ja") if t.is_example else _("Nej"),
            lambda t: t.is_example,
            is_numeric=False,
        ),
    ]


# Years --------------------------------------------------------------------------------------


def year_columns() -> list[Column]:
    """Columns of an indicator over the years; an entry is (snapshot with round, `IndicatorBurden`)."""
    return [
        Column("ar", _("År"), lambda p: str(p[0].round.year), lambda p: p[0].round.year, False),
        _text("omgang", _("Omgång"), lambda p: pick(p[0].round.name)),
        hours_column(
            "timmar",
            _("Tillskriven tid, timmar"),
            lambda p: p[1].attributed_hours,
            lambda p: str(p[1].details["hidden"]),
        ),
        _kronor("kostnad", _("Kostnad"), lambda p: p[1].cost_kronor),
    ]


def per_unit(result: Mapping[str, Any]) -> str | Markup:
    """Return the mean time of one municipality, or a dash."""
    total = result["total"]
    if total["hours"] is None or not total["population"]:
        return svenska.missing_markup()
    return svenska.duration(total["hours"] * 3600 / total["population"])


def cost_sentence(cost: QuestionCost) -> str:
    """Return what a question took, in one line beside it in the editor."""
    if cost.hidden == "few" or cost.hidden == "shield":
        text = _("Tiden %(year)s visas inte: färre än fem kommuner.", year=cost.year)
    elif cost.median_minutes is None:
        return ""
    else:
        text = _(
            "Tog i median %(time)s %(year)s (%(count)s kommuner).",
            time=svenska.duration(cost.median_minutes * 60),
            year=cost.year,
            count=svenska.number(cost.n_asked),
        )
    return f"{text} {_('Påhittade värden.')}" if cost.is_fictional else text


def job_state(job: Job | None, snapshot: BurdenSnapshot | None) -> str:
    """Return how the latest request for a snapshot stands; "" when there is nothing to tell."""
    if job is None or job.state == JobState.DONE:
        return ""
    if job.state == JobState.FAILED:
        is_past = snapshot is not None and job.created_at < snapshot.made_at
        return "" if is_past else "failed"
    return "queued" if job.state == JobState.WAITING else "running"


def made_by(snapshot: BurdenSnapshot) -> str:
    """Return who asked for the snapshot."""
    return _("systemet") if snapshot.made_by_id is None else snapshot.made_by_name
