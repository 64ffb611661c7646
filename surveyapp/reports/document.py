"""An edition as HTML in one language, made for paper and for being read aloud.

The same edition, language and templates give the same text. Numbers are formatted here and in the
templates by `surveyapp.core.svenska`, never computed: what is added up was added up before.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from surveyapp.core import svenska
from surveyapp.core.data import data_dir
from surveyapp.core.i18n import (
    current_language,
    force_language,
    gettext,
    ngettext,
    pick,
    pick_with_language,
)
from surveyapp.core.i18n import gettext as _
from surveyapp.reports.assets import printable, shipped_assets
from surveyapp.reports.pictures import pictures
from surveyapp.reports.rules import Criterion, EditionData, Texts, fingerprint

FINGERPRINT_SHOWN = 16
"""Digits in the footer; the whole fingerprint stands under the method."""
LEADING_USE = 11
"""The criterion shown first: local use, the one the municipalities gave themselves."""
LONGEST_CODE = 60
"""Characters of a code in a file name; disks take no longer names than 255 bytes."""


@cache
def report_environment() -> Environment:
    """Return an environment that holds the report templates and nothing else of the web."""
    return Environment(
        loader=FileSystemLoader(data_dir("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def build_html(edition: EditionData, language: str, environment: Environment | None = None) -> str:
    """Return the report as one HTML page that needs only the shipped fonts.

    `environment` must find `reports/` and escape by default; left out, it is `report_environment`.
    """
    templates = environment or report_environment()
    with force_language(language):
        html = templates.get_template("reports/burden_report.html").render(_context(edition))
    return printable(html, shipped_assets().characters)


def title(edition: EditionData, language: str) -> str:
    """Return the document's title, also fit for lists."""
    with force_language(language):
        name = pick(edition.identity.name)
        return f"{_('Belastningsrapport')} {edition.identity.code} {edition.round.year}: {name}"


def file_name(edition: EditionData, language: str) -> str:
    """Return a plain file name: letters of the code, year and language."""
    code = "".join(c if c.isascii() and c.isalnum() else "-" for c in edition.identity.code)
    code = code[:LONGEST_CODE]
    return f"belastningsrapport-{code}-{edition.round.year}-{language}.pdf"


def _context(edition: EditionData) -> dict[str, Any]:
    burden = edition.burden
    mark = fingerprint(edition)
    previous = burden.previous
    steps = sum(step.hours for step in burden.steps)
    result = edition.result
    return {
        "_": gettext,
        "ngettext": ngettext,
        "pick": pick,
        "texts": _in_its_language,
        "fmt": svenska,
        "range": _range,
        "signed": _signed,
        "part": _part,
        "language": current_language(),
        "stylesheet": Markup(_stylesheet()),  # noqa: S704 - our own file
        "report_word": _css_text(_("Belastningsrapport") + " "),
        "footer_left": _css_text(_("Fingeravtryck %(digits)s", digits=mark[:FINGERPRINT_SHOWN])),
        "page_word": _css_text(_("Sida") + " "),
        "of_word": _css_text(" " + _("av") + " "),
        "fictional_words": _css_text(_("FIKTIVA UPPGIFTER")),
        "identity": edition.identity,
        "round": edition.round,
        "questions": edition.questions,
        "burden": burden,
        "overlap": edition.overlap,
        "criteria": edition.criteria,
        "result": result,
        "result_value": _result(result.value, result.unit) if result else "",
        "result_previous": _result(result.previous, result.unit) if result else "",
        "proposal": edition.proposal,
        "decision": edition.decision,
        "method": edition.method,
        "fingerprint": mark,
        "facts": _facts(edition),
        "measures": _measures(edition),
        "step_hours": steps,
        "change_total": (
            burden.attributed_hours.value - previous.attributed_hours if previous else None
        ),
        "lead_use": _lead_use(edition.criteria),
        "known_criteria": sum(row.value is not None for row in edition.criteria),
        "verdicts": {"keep": _("Behåll"), "change": _("Ändra"), "drop": _("Ta bort")},
        "overlaps": {
            "same": _("Samma fråga"),
            "derivable": _("Kan härledas"),
            "related": _("Besläktad"),
            "unrelated": _("Ingen överlappning"),
            "cannot_tell": _("Går inte att avgöra"),
        },
        "actions": {
            "drop": _("tas bort"),
            "reuse": _("svaret återanvänds"),
            "derive": _("hämtas från registret"),
            "ask_together": _("ställs gemensamt"),
            "keep": _("behålls"),
        },
        "charts": pictures(edition),
    }


@cache
def _stylesheet() -> str:
    return (data_dir("templates") / "reports" / "report.css").read_text(encoding="utf-8")


def _css_text(text: str) -> Markup:
    """Quote a text for `content`. Every other sign becomes a code, so nothing can end the string."""
    quoted = "".join(c if c.isalnum() or c in " .:-" else f"\\{ord(c):x} " for c in text)
    return Markup(f'"{quoted}"')  # noqa: S704 - quoted above


def _in_its_language(texts: Texts | None) -> Markup:
    language, text = pick_with_language(texts)
    if language in (current_language(), "", "und"):
        return Markup("{}").format(text)
    return Markup('<span lang="{}">{}</span>').format(language, text)


def _range(low: float | None, high: float | None, decimals: int) -> str:
    if low is None or high is None:
        return svenska.MISSING
    return f"{svenska.number(low, decimals)}–{svenska.number(high, decimals)}"


def _signed(value: float | None) -> str:
    shown = svenska.number(value, 1)
    is_positive = value is not None and value > 0 and shown != svenska.number(0, 1)
    return f"+{shown}" if is_positive else shown


def _part(hours: float, whole: float) -> float | None:
    return hours / whole if whole else None


def _result(value: float | None, unit: str) -> str:
    return svenska.percent(value, 1) if unit == "share" else svenska.number(value, 1)


def _lead_use(criteria: tuple[Criterion, ...]) -> Criterion | None:
    """The criterion for the first page: local use, else the first known, else the first."""
    by_number = {row.number: row for row in criteria}
    known = [row for row in criteria if row.value is not None]
    leading = by_number.get(LEADING_USE)
    if leading is not None and leading.value is not None:
        return leading
    return next(iter((*known, *criteria)), None)


def _facts(edition: EditionData) -> list[tuple[str, Markup | str]]:
    identity, round_ = edition.identity, edition.round
    kinds = {"structure": _("Struktur"), "process": _("Process"), "result": _("Resultat")}
    directions = {
        "higher": _("Högre är bättre"),
        "lower": _("Lägre är bättre"),
        "none": _("Ingen önskad riktning"),
    }
    duties = {
        "duty": _("Uppgiftsskyldighet"),
        "voluntary": _("Frivillig"),
        "": _("Uppgift saknas"),
    }
    absent = _("Uppgift saknas")
    return [
        (_("Område"), identity.area or absent),
        (_("Typ"), f"{kinds[identity.kind]}. {directions[identity.direction]}."),
        (_("Ansvarig"), identity.owner or absent),
        (_("Rättslig grund"), identity.legal_basis or absent),
        (_("Skyldighet"), duties[identity.duty]),
        (_("Samråd"), identity.consultation or absent),
        (_("Första år"), str(identity.first_year) if identity.first_year else absent),
        (
            _("Enkät"),
            Markup("{}, {}").format(
                _in_its_language(round_.questionnaire),
                _("version %(number)s", number=round_.questionnaire_version),
            ),
        ),
        (_("Insamling"), f"{svenska.date(round_.opened)} – {svenska.date(round_.closed)}"),
    ]


def _measures(edition: EditionData) -> list[tuple[str, str]]:
    burden = edition.burden
    cost, avoidable = _("Kostnad"), _("Undvikbar kostnad")
    if edition.method.tariff_is_example:
        cost, avoidable = _("Kostnad (exempeltariff)"), _("Undvikbar kostnad (exempeltariff)")
    rows = [
        (_("Tillräknad tid"), svenska.hours(burden.attributed_hours.value)),
        (_("varav tid på skärmen"), svenska.hours(burden.screen_hours)),
        (_("varav arbete utanför formuläret"), svenska.hours(burden.outside_hours)),
        (_("varav gemensamt för avsnittet"), svenska.hours(burden.overhead_hours)),
        (
            _("Undvikbar tid om bara den här indikatorn utgår"),
            svenska.hours(burden.avoidable_hours)
            if burden.avoidable_hours is not None
            else _("visas inte"),
        ),
        (_("Tillräknad tid utan skattning"), svenska.hours(burden.hours_without_imputation)),
        (_("Andel skattad tid"), svenska.percent(burden.imputed_share, 1)),
        (
            _("Kommuner med uppmätt tid"),
            f"{svenska.number(burden.n_measured)} / {svenska.number(burden.population)}",
        ),
        (cost, svenska.kronor(burden.cost_kronor)),
        (
            avoidable,
            svenska.kronor(burden.avoidable_cost_kronor)
            if burden.avoidable_cost_kronor is not None
            else _("visas inte"),
        ),
    ]
    if burden.hours_per_10000_inhabitants is not None:
        rate = svenska.hours(burden.hours_per_10000_inhabitants, 2)
        rows.append((_("Per 10 000 invånare"), rate))
    return rows
