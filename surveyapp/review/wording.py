"""The review in words: what each criterion is called, what its value means, and what is wrong in a file."""

from __future__ import annotations

from surveyapp.core import svenska
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import ngettext
from surveyapp.results import wording as results
from surveyapp.review.rules import Fault, Finding, Why


def criterion_name(criterion: str) -> str:
    """Return what a criterion is called."""
    return {
        "differentiation": _("Särskiljning"),
        "ceiling": _("Tak eller golv"),
        "stability": _("Stabilitet mellan år"),
        "completeness": _("Fullständighet"),
        "redundancy": _("Liknar en annan indikator"),
        "overlap": _("Överlapp med andra insamlingar"),
        "influence": _("Påverkbarhet"),
        "kind": _("Typ"),
        "local_use": _("Användning i kommunerna"),
        "national_use": _("Nationell användning"),
        "access": _("Åtkomst"),
        "small_fit": _("Passar små kommuner"),
        "burden_ratio": _("Användning per 100 timmar"),
    }[criterion]


def criterion_meaning(criterion: str) -> str:
    """Say in a sentence what a criterion is about and how it is worked out."""
    return {
        "differentiation": _(
            "Hur mycket kommunerna skiljer sig åt, från 0 (alla lika) till 1. Lågt kan vara en framgång: mät då mer sällan."
        ),
        "ceiling": _("Flaggas när minst 95 procent eller högst 5 procent svarar ja två år i rad."),
        "stability": _(
            "Hur lika svaren är mellan två år i samma kommuner: kappa för ja och nej, rangkorrelation för tal. 1 är helt lika."
        ),
        "completeness": _(
            "Giltiga värden av dem som väntades. Den som inte fick frågan eller inte har några fall räknas inte."
        ),
        "redundancy": _(
            "Starkaste sambandet med en annan indikator, från 0 till 1. Från 0,7 flaggas det."
        ),
        "overlap": _(
            "Andra insamlingar som någon har bedömt frågar samma sak, eller där svaret kan härledas."
        ),
        "influence": _("Bedömt om verksamheten själv kan ändra värdet: 0 nej, 1 delvis, 2 ja."),
        "kind": _(
            "Resultat väger mer än process, och process mer än struktur. Vikterna är 3, 2 och 1."
        ),
        "local_use": _(
            "Kommuner som säger att de använder den i plan, budget eller kvalitetsberättelse, av dem som har tillfrågats."
        ),
        "national_use": _("Namngivna nationella rapporter eller beslut under tre år."),
        "access": _("Plats inom området efter sidvisningar och hämtningar under ett år."),
        "small_fit": _(
            "Andel av de minsta kommunerna (SKR-grupp C8 och C9) där den inte är aktuell eller nämnaren är under fem. Lågt är bra."
        ),
        "burden_ratio": _(
            "Kommuner som säger att de använder den, för varje hundra timmar som läggs på den."
        ),
    }[criterion]


def why(finding: Finding) -> str:
    """Say why a criterion has no value."""
    if finding.why is Why.FEW:
        return _(
            "För få: %(n)s, minst %(least)s behövs",
            n=svenska.number(finding.n),
            least=svenska.number(finding.least),
        )
    return {
        Why.NOT_KNOWN: _("Inte känt"),
        Why.NOT_FOR_KIND: _("Gäller bara ja och nej"),
        Why.NO_LAST_YEAR: _("Inget jämförbart år innan"),
        Why.NO_VARIATION: _("Alla svarar lika, så det kan inte räknas ut"),
        Why.NO_RESULT: _("Inget att räkna på"),
        Why.HIDDEN: _("Bördan är inte mätt eller får inte visas"),
        None: svenska.MISSING,
    }[finding.why]


def value_text(finding: Finding, *, is_yes_or_no: bool = False) -> str:
    """Return what a criterion found, with the numbers behind it."""
    if finding.value is None:
        return why(finding)
    n = svenska.number(finding.n)
    details = finding.details
    value = svenska.number(finding.value, 2)
    if finding.criterion == "differentiation":
        if is_yes_or_no:
            return _(
                "%(value)s (%(share)s av %(n)s svarar ja)",
                value=value,
                share=svenska.percent(float(details["share"])),
                n=n,
            )
        return _("%(value)s (%(n)s kommuner)", value=value, n=n)
    if finding.criterion == "ceiling":
        return _(
            "%(now)s i år, %(before)s i fjol",
            now=svenska.percent(finding.value),
            before=svenska.percent(float(details["before"])),
        )
    if finding.criterion == "stability":
        return _("%(value)s (%(n)s kommuner)", value=value, n=n)
    if finding.criterion == "completeness":
        return _(
            "%(share)s av %(n)s. Inget svar: %(missing)s. Uppgift saknas: %(not_recorded)s. Inte inskickat: %(not_submitted)s.",
            share=svenska.percent(finding.value),
            n=n,
            missing=svenska.number(float(details["missing"])),
            not_recorded=svenska.number(float(details["not_recorded"])),
            not_submitted=svenska.number(float(details["not_submitted"])),
        )
    if finding.criterion == "redundancy":
        return _("%(value)s med %(other)s", value=value, other=details["other"])
    if finding.criterion == "overlap":
        count = ngettext("%(num)s insamling", "%(num)s insamlingar", int(finding.value))
        derivable = int(details["derivable"])
        if not derivable:
            return count
        return _(
            "%(count)s, %(derivable)s",
            count=count,
            derivable=ngettext(
                "%(num)s fråga kan härledas", "%(num)s frågor kan härledas", derivable
            ),
        )
    if finding.criterion == "influence":
        return {
            0: _("0: kan inte påverkas"),
            1: _("1: kan påverkas delvis"),
            2: _("2: kan påverkas"),
        }.get(int(finding.value), svenska.number(finding.value, 1))
    if finding.criterion == "kind":
        return _(
            "%(kind)s, vikt %(weight)s",
            kind=kind_name(str(details["kind"])),
            weight=svenska.number(finding.value),
        )
    if finding.criterion == "local_use":
        return _(
            "%(share)s (%(used)s av %(n)s)",
            share=svenska.percent(finding.value),
            used=svenska.number(float(details["used"])),
            n=n,
        )
    if finding.criterion == "access":
        return _(
            "Plats %(rank)s av %(n)s (%(views)s visningar)",
            rank=svenska.number(finding.value),
            n=n,
            views=svenska.number(float(details["views"])),
        )
    if finding.criterion == "small_fit":
        return _("%(share)s av %(n)s", share=svenska.percent(finding.value), n=n)
    if finding.criterion == "burden_ratio":
        return svenska.number(finding.value, 1)
    return svenska.number(finding.value)


def flag_text(finding: Finding) -> str:
    """Say what deserves attention; "" for nothing."""
    return {
        ("differentiation", "low"): _("Skiljer knappt kommuner åt"),
        ("ceiling", "ceiling"): _("Nästan alla svarar ja"),
        ("ceiling", "floor"): _("Nästan ingen svarar ja"),
        ("redundancy", "alike"): _("Säger nästan samma som en annan"),
        ("overlap", "overlap"): _("Frågas på annat håll"),
        ("influence", "none"): _("Kan inte påverkas"),
        ("national_use", "unused"): _("Ingen nationell användning"),
    }.get((finding.criterion, finding.flag), "")


def kind_name(code: str) -> str:
    """Return what kind of indicator it is."""
    return {
        "structure": _("Struktur"),
        "process": _("Process"),
        "result": _("Resultat"),
    }.get(code, code)


def duty_name(code: str) -> str:
    """Return whether answering is a duty."""
    return {"duty": _("Uppgiftsskyldighet"), "voluntary": _("Frivilligt")}.get(code, _("Inte känt"))


def decision_names() -> dict[str, str]:
    """Return what the decisions are called."""
    return {"keep": _("Behåll"), "change": _("Ändra"), "drop": _("Avveckla")}


def use_names() -> dict[str, str]:
    """Return what may be stated about use."""
    return {
        "local_use": _("Kommuner som använder den"),
        "local_use_asked": _("Kommuner som har tillfrågats"),
        "national_use": _("Nationella rapporter under tre år"),
        "access": _("Visningar och hämtningar under året"),
        "influence": _("Påverkbarhet, 0 till 2"),
    }


def fault_text(fault: Fault) -> str:
    """Say what is wrong in a row and how to mend it."""
    return _("Rad %(row)s: %(text)s", row=fault.row, text=fault_words(fault))


def fault_words(fault: Fault) -> str:
    """Say what is wrong and how to mend it, without the row."""
    return {
        "not_text": _("Filen är inte text i UTF-8. Spara den som CSV UTF-8 i kalkylprogrammet."),
        "no_columns": _("Rubrikraden saknar: %(value)s.", value=fault.value),
        "unknown_indicator": _("Indikatorn %(value)s finns inte i registret.", value=fault.value),
        "bad_year": _("Året %(value)s ska ha fyra siffror, till exempel 2026.", value=fault.value),
        "unknown_criterion": _(
            "%(value)s är inget som kan anges. Välj bland local_use, local_use_asked, national_use, access och influence.",
            value=fault.value,
        ),
        "bad_value": _(
            "Värdet %(value)s ska vara ett heltal, noll eller mer, och högst 2 för påverkbarhet (influence). Lämna bort uppgiften om det inte är känt.",
            value=fault.value,
        ),
        "no_source": _("Källan saknas. Skriv vem som har uppgett värdet."),
        "bad_date": _("Datumet %(value)s ska skrivas som 2026-03-01.", value=fault.value),
        "twice": _(
            "Samma indikator, år och kriterium står redan på rad %(value)s.", value=fault.value
        ),
        "more_than_asked": _(
            "%(value)s används av fler kommuner än som har tillfrågats.", value=fault.value
        ),
    }[fault.code]


direction = results.direction
figure = results.figure
problem = results.problem
