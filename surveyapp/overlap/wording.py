"""The rules speak in keys; this gives them words in the page's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from surveyapp.core.i18n import LANGUAGES, force_language
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import lazy_gettext as _l
from surveyapp.registry.wording import answer_type_words

VERDICTS: Mapping[str, object] = {
    "same": _l("Samma uppgift"),
    "derivable": _l("Går att räkna fram"),
    "related": _l("Besläktade men olika"),
    "unrelated": _l("Hör inte ihop"),
    "cannot_tell": _l("Går inte att avgöra"),
}
PROPOSALS: Mapping[str, object] = {
    "same": _l("Samma uppgift"),
    "derivable": _l("Går att räkna fram"),
    "related": _l("Besläktade men olika"),
    "unrelated": _l("Hör inte ihop"),
    "cannot_tell": _l("Behöver läsas"),
}
REASON_CODES: Mapping[str, object] = {
    "other_period": _l("Annan tid"),
    "other_population": _l("Annan grupp eller ålder"),
    "other_unit": _l("Annat som räknas"),
    "other_definition": _l("Annan definition"),
    "other_area": _l("Annat område"),
    "other_direction": _l("Annan riktning eller motsats"),
    "other_law": _l("Annan lag"),
    "other_words": _l("Andra ord för samma sak"),
    "wording_misread": _l("Texten lästes fel"),
}
DIRECTIONS: Mapping[str, object] = {
    "ours": _l("Vårt svar ur deras"),
    "theirs": _l("Deras svar ur vårt"),
}
STATES: Mapping[str, object] = {
    "waiting": _l("Väntar på en andra person"),
    "confirmed": _l("Beslutat"),
    "refused": _l("Nekat av en andra person"),
}
TERM_KINDS: Mapping[str, object] = {
    "synonym": _l("Betyder samma sak"),
    "opposite": _l("Är motsatser"),
    "area": _l("Hör till området"),
}
AREAS: Mapping[str, object] = {
    "home_care": _l("Hemtjänst"),
    "special_housing": _l("Särskilt boende"),
    "older_care": _l("Äldreomsorg"),
    "lss_housing": _l("Boende enligt LSS"),
    "daily_activities": _l("Daglig verksamhet"),
    "personal_assistance": _l("Personlig assistans"),
    "disability_care": _l("Funktionshinderområdet"),
    "psychiatry": _l("Socialpsykiatri"),
    "economic_assistance": _l("Ekonomiskt bistånd"),
    "debt_counselling": _l("Budget- och skuldrådgivning"),
    "substance_use": _l("Skadligt bruk och beroende"),
    "family_homes": _l("Familjehem"),
    "residential_care": _l("HVB"),
    "child_welfare": _l("Barn och unga"),
    "violence": _l("Våld i nära relationer"),
    "homelessness": _l("Hemlöshet"),
    "family_law": _l("Familjerätt"),
    "family_counselling": _l("Familjerådgivning"),
    "health_care": _l("Hälso- och sjukvård"),
    "preparedness": _l("Krisberedskap"),
    "housing_market": _l("Bostadsmarknad"),
    "home_nursing": _l("Hemsjukvård"),
    "short_stay": _l("Korttidsboende"),
    "day_care": _l("Dagverksamhet"),
    "escort": _l("Ledsagning"),
    "contact_person": _l("Kontaktperson"),
    "contact_family": _l("Kontaktfamilj"),
    "respite": _l("Avlösning"),
    "housing_support": _l("Boendestöd"),
    "emergency_homes": _l("Jourhem"),
    "supported_living": _l("Stödboende"),
    "secure_care": _l("Särskild ungdomsvård"),
    "sheltered_housing": _l("Skyddat boende"),
    "housing_adaptation": _l("Bostadsanpassning"),
    "preschool": _l("Förskola"),
    "music_school": _l("Kulturskola"),
    "safety_alarms": _l("Trygghetslarm"),
    "hospital": _l("Sjukhusvård"),
}
"""The areas of `rules.lists.subjects.AREAS` that a word of the term lists can belong to."""
VERDICT_KEYS: Mapping[str, str] = {
    "same": "1",
    "derivable": "2",
    "related": "3",
    "unrelated": "4",
    "cannot_tell": "5",
}
ACTION_KEYS: Mapping[str, str] = {
    "drop": "6",
    "reuse": "7",
    "derive": "8",
    "ask_together": "9",
    "keep": "0",
    "": "I",
}
REASON_KEYS: Mapping[str, str] = {
    "other_period": "T",
    "other_population": "G",
    "other_unit": "E",
    "other_definition": "D",
    "other_area": "O",
    "other_direction": "R",
    "other_law": "L",
    "other_words": "A",
    "wording_misread": "M",
}
DIRECTION_KEYS: Mapping[str, str] = {"ours": "V", "theirs": "H"}
TONES: Mapping[str, str] = {
    "same": "accent",
    "derivable": "info",
    "related": "quiet",
    "cannot_tell": "warning",
    "unrelated": "quiet",
}
ACTIONS: Mapping[str, object] = {
    "drop": _l("Ta bort frågan nästa år"),
    "reuse": _l("Samma svar används på båda ställena"),
    "derive": _l("Hämta svaret därifrån"),
    "ask_together": _l("Samordna frågorna"),
    "keep": _l("Behåll frågan som den är"),
    "": _l("Ingen åtgärd"),
}
VERDICT_HINTS: Mapping[str, object] = {
    "same": _l("Ett svar på den ena är ett svar på den andra."),
    "derivable": _l("Vårt svar kan tas fram ur deras, till exempel genom att summera."),
    "related": _l("Samma ämne, men tid, grupp eller mått skiljer."),
    "unrelated": _l("Bara orden är lika."),
    "cannot_tell": _l("Det behövs mer kunskap om någon av frågorna."),
}
FACETS: Mapping[str, object] = {
    "period": _l("Tid"),
    "age": _l("Ålder"),
    "counted": _l("Det som räknas"),
    "measure": _l("Mått"),
    "population": _l("Målgrupp"),
    "area": _l("Område"),
    "law": _l("Lag"),
    "direction": _l("Riktning"),
    "follow_up": _l("Finns eller följs upp"),
    "limit": _l("Gräns"),
    "level": _l("Vem som svarar"),
    "sex": _l("Kön"),
    "provider": _l("Utförare"),
    "actor": _l("Vem som gör det"),
    "breakdown": _l("Uppdelning"),
    "options": _l("Svarsalternativ"),
}
RELATIONS: Mapping[str, object] = {
    "same": _l("Lika"),
    "inside": _l("Vår ryms i deras"),
    "outside": _l("Deras är en del av vår"),
    "conflict": _l("Skiljer"),
    "unknown": _l("Framgår inte"),
}
RELATION_TONES: Mapping[str, tuple[str, str]] = {
    "same": ("success", "check"),
    "inside": ("info", "info"),
    "outside": ("info", "info"),
    "conflict": ("error", "x"),
    "unknown": ("quiet", "circle-dashed"),
}
SOURCES: Mapping[str, object] = {
    "text": _l("i frågan"),
    "definition": _l("i definitionen"),
    "population": _l("i uppgiften om population"),
    "reference_time": _l("i uppgiften om tid"),
    "unit": _l("i uppgiften om enhet"),
    "scale": _l("i svarsskalan"),
    "area": _l("i uppgiften om område"),
    "context": _l("i avsnittet"),
    "level": _l("i uppgiften om insamlingen"),
    "legal_basis": _l("i uppgiften om rättslig grund"),
    "breakdowns": _l("i uppgiften om uppdelning"),
    "collection_time": _l("i uppgiften om hela insamlingens tid"),
    "collection_population": _l("i uppgiften om hela insamlingens population"),
}
VALUES: Mapping[str, object] = {
    "count": _l("Antal"),
    "share": _l("Andel"),
    "per_inhabitant": _l("Antal i förhållande till invånare"),
    "amount_per_inhabitant": _l("Belopp i förhållande till invånare"),
    "mean": _l("Genomsnitt"),
    "median": _l("Median"),
    "date": _l("Datum"),
    "duration": _l("Tid"),
    "frequency": _l("Hur ofta"),
    "extent": _l("Inga, några eller alla"),
    "amount": _l("Belopp"),
    "rollout": _l("Breddinfört, test eller nej"),
    "yes_no": _l("Ja eller nej"),
    "scale": _l("Skala"),
    "text": _l("Text"),
    "code": _l("Val ur lista"),
    "household": _l("Hushåll"),
    "staff": _l("Anställda"),
    "fte": _l("Årsarbetare"),
    "decision": _l("Beslut"),
    "case": _l("Ärenden"),
    "dwelling": _l("Bostäder"),
    "unit": _l("Enheter"),
    "place": _l("Platser"),
    "hour": _l("Timmar"),
    "day": _l("Dagar"),
    "week": _l("Veckor"),
    "month": _l("Månader"),
    "krona": _l("Kronor"),
    "event": _l("Händelser"),
    "person": _l("Personer"),
    "child": _l("Barn"),
    "application": _l("Ansökningar"),
    "report": _l("Anmälningar"),
    "investigation": _l("Utredningar"),
    "complaint": _l("Klagomål"),
    "placement": _l("Placeringar"),
    "contract": _l("Avtal"),
    "visit": _l("Besök"),
    "meeting": _l("Möten"),
    "occasion": _l("Tillfällen"),
    "plan": _l("Planer"),
    "group": _l("Grupper"),
    "device": _l("Hjälpmedel"),
    "municipality": _l("Kommuner"),
    "exists": _l("Om det finns"),
    "followed": _l("Om det följs upp"),
}
ACTORS: Mapping[str, object] = {
    "municipality": _l("Kommunen"),
    "board": _l("Nämnden"),
    "social_services": _l("Förvaltningen"),
    "region": _l("Regionen"),
    "health_care": _l("Sjukvården"),
    "court": _l("Domstol"),
    "prosecutor": _l("Åklagare"),
    "police": _l("Polisen"),
    "school": _l("Skolan"),
    "preschool": _l("Förskolan"),
    "social_insurance": _l("Försäkringskassan"),
    "employment_service": _l("Arbetsförmedlingen"),
    "migration_agency": _l("Migrationsverket"),
    "enforcement": _l("Kronofogden"),
    "prison_service": _l("Kriminalvården"),
    "inspectorate": _l("Ivo"),
    "health_board": _l("Socialstyrelsen"),
    "county_board": _l("Länsstyrelsen"),
    "care_board": _l("Statens institutionsstyrelse"),
    "landlord": _l("Hyresvärden"),
    "provider": _l("Utföraren"),
}
"""Who does something, as `rules.lists.subjects.ACTORS` tells them apart."""
LEVELS: Mapping[str, object] = {
    "unit": _l("Varje enhet"),
    "person": _l("Den enskilde"),
    "": _l("Kommunen"),
}


NO_HOURS: Mapping[str, object] = {
    "few": _l("Visas inte: för få kommuner"),
    "shield": _l("Visas inte: skulle avslöja ett annat tal"),
    "unmeasured": _l("Inte mätt"),
    "kept": _l("Frågan ställs ändå"),
}
"""Why a line of what is saved has no hours."""


def no_hours(hidden: str) -> str:
    """Return why there is no figure, "" when there is one."""
    return str(NO_HOURS.get(hidden, ""))


def carried(state: str, number: int, is_published: bool) -> str:
    """Return how far an action has come into next year's form; `state` is "" before any version."""
    if not state:
        return _("Inte i någon ny version än")
    if state == "kept":
        return _("Ställs ändå i version %(number)s", number=number)
    if is_published:
        return _("Publicerad i version %(number)s", number=number)
    if state == "waiting":
        return _("Väntar i utkastet, version %(number)s", number=number)
    return _("I utkastet, version %(number)s", number=number)


INSIDE: Mapping[str, object] = {
    "measure": _l("Måtten går att räkna om till varandra, om de bygger på samma uppgifter."),
    "level": _l("Den andra frågan ställs till varje enhet. Svaren kan läggas samman för kommunen."),
    "period": _l("Deras uppgift omfattar vår tid."),
    "age": _l("Deras åldrar omfattar våra. Det kräver att uppgiften finns per ålder."),
}
"""What it means that ours is within theirs, for facets where the general sentence says little."""


def relation(name: str, agrees: str) -> str:
    """Return how the two values of a facet stand to each other."""
    if name == "measure" and agrees == "inside":
        return _("Går att räkna om")
    return str(RELATIONS.get(agrees, agrees))


def facet_value(name: str, reading: Mapping[str, Any] | None) -> str:
    """Return the value of a reading in words, "" where only the characters read say it."""
    if name == "level":
        return str(LEVELS[str(reading["value"][0]) if reading else ""])
    if reading is None:
        return ""
    if name in ("counted", "measure", "follow_up"):
        return str(VALUES.get(str(reading["value"][0]), ""))
    if name == "actor":
        return ", ".join(str(ACTORS.get(str(value), value)) for value in reading["value"])
    if reading["source"] == "scale":
        return answer_type_words().get(reading["read"], "")
    return ""


def facet_read(name: str, reading: Mapping[str, Any]) -> str:
    """Return the characters that a reading was read from, "" where they are the code of a kind of
    answer, which `facet_value` says in words."""
    is_code = reading["source"] == "scale" and reading["read"] in answer_type_words()
    return "" if is_code and facet_value(name, reading) else str(reading["read"])


def facet_names(names: Sequence[str]) -> str:
    """Return facet names as a run of words: "tid, ålder och lag"."""
    words = [str(FACETS.get(n, n)).lower() for n in names]
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s och %(last)s", first=", ".join(words[:-1]), last=words[-1])


def own_words(reason_code: str, reason: str) -> str:
    """Return what a person wrote, "" where the reason only repeats its code in some language."""
    code = REASON_CODES.get(reason_code)
    for language in LANGUAGES:
        with force_language(language):
            if code is not None and str(code) == reason:
                return ""
    return reason


def reason(entry: Mapping[str, Any]) -> str:
    """Return one of the evidence's reasons as a sentence."""
    key, params = entry["key"], entry.get("params", {})
    if key == "new_edition":
        return _("Samma fråga för ett annat år.")
    if key == "identical":
        return _("Texterna är lika ord för ord.")
    if key == "differs":
        return _("Skiljer i %(facet)s.", facet=facet_names([params["facet"]]))
    if key == "inside" and params["facet"] in INSIDE:
        return str(INSIDE[params["facet"]])
    if key == "inside":
        return _("Vår fråga ryms i deras: %(facet)s.", facet=facet_names([params["facet"]]))
    if key == "outside":
        return _("Deras fråga är en del av vår: %(facet)s.", facet=facet_names([params["facet"]]))
    if key == "agrees":
        return _("Lika i %(facets)s.", facets=facet_names(params["facets"]))
    if key == "one_sided":
        return _("Bara den ena frågan anger %(facets)s.", facets=facet_names(params["facets"]))
    if key == "words_differ":
        return _("Båda har ord som den andra saknar. Läs dem innan du beslutar.")
    if key == "numbers_differ":
        return _("Talen i texterna är inte desamma.")
    if key == "joins_more":
        return _("Den ena frågan lägger till något med ”och” eller ”eller”.")
    if key == "ended":
        return _("Den andra frågan ställs inte längre efter %(year)s.", year=params["year"])
    return str(key)
