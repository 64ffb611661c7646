"""What is counted, how it is measured, what it is broken down by and for whom it is answered."""

from __future__ import annotations

COUNTED = {
    "sv": {
        "household": "hushåll | hushållen | *hushåll | barnfamiljer* | familjer | familjerna | familj",
        "staff": "medarbetar* | anställd* | anställning* | personal* | *personal | *personalen | vårdare | handläggare* | *handläggare | *handläggarna | *sköterskor* | *sköterska | ssk | socialsekreterare* | *chefer | *cheferna | chefer* | timavlönad* | timanställd* | konsulter* | socionomer* | stödassistenter* | fältassistenter* | fältarbetar* | stödpedagog* | *rådgivare | boendestödjar* | personliga assistenter | personer anställda | anställda personer | årsanställd*",
        "fte": "årsarbet* | heltidstjänst* | heltider | tjänster | tillsvidaretjänst* | halvtidstjänst* | årsarb | hela tjänster",
        "decision": "beslut | besluten | *beslut | avslag | domar | delegationsbeslut*",
        "application": "ansökning* | *ansökningar | ansökan",
        "report": "anmälan | anmälning* | *anmälningar | *anmälan | *rapporter | rapporter | avvikelser* | *avvikelser",
        "investigation": "*utredning | *utredningar | *utredningarna | utredning* | förhandsbedömning*",
        "complaint": "klagomål* | synpunkter*",
        "case": "ärende | ärenden | ärendena | *ärenden",
        "placement": "placeringar | placeringarna | *placeringar | placering",
        "contract": "*kontrakt | avtal | avtalen | *avtal",
        "dwelling": "bostäder* | *bostäder | lägenhet* | *lägenheter | rum",
        "!dwelling": "äg* rum | ägt rum",
        "unit": "enheter | enheterna | arbetsplatser* | *enheter | utförare | utförarna | boenden | boendena | verksamheter* | äldreboenden* | *boenden | områden | *hemmen | avdelningar* | gruppboenden* | anläggningar* | företag | företagen",
        "place": "platser | platserna | *platser",
        "!place": "*mötesplatser | träffplatser",
        "hour": "timmar | timmarna | *timmar | tim",
        "day": "dagar | dagarna | *dygn | dygn | dygnen | nätter | kalenderdagar",
        "week": "veckor",
        "month": "månader | *månader",
        "krona": "kronor | kr | tkr | mnkr | belopp*",
        "visit": "*besök | besök | besöken | hembesök*",
        "!meeting": "träffar en | träffar den | träffar varje",
        "meeting": "möten | *möten | sammanträden | träffar | *samtal | samtal",
        "occasion": "gånger | gång | tillfällen* | fall",
        "event": "händelser* | *händelser | *olyckor | *övningar | övningar | incidenter* | omhändertaganden* | vräkningar | avhysningar | *kontroller",
        "plan": "planer | *planer",
        "group": "grupper | *grupper",
        "child": "barns fall | barns _ ungas fall | barn | barnen | ungdomar* | unga | pojkar | flickor | minderåriga",
        "!person": "särskil* boende | skydda* boende | ordinärt boende | *psykiatriskt boende | tillfälligt boende",
        "person": "personer* | person | människor | vuxna | äldre | klienter* | klient | boende | brukare* | *tagare | *tagarna | invånare* | våldsutövar* | kvinnor* | män | männen | deltagare* | elever* | mottagare* | individer* | patienter* | *föräldrar | föräldrar* | anhöriga | hemlösa | sökande | pers | enskilda | innehavare | användare | syskon | våldsutsatta | dem som | de som",
        "municipality": "kommuner*",
        "device": "larmenheter | larm | larmen | *larm | *automater | *robotar | datorer | surfplattor | fordon | bilar",
    },
    "en": {
        "household": "household* | families",
        "staff": "persons employed | people employed | staff | employee* | carers | care workers | case officers | caseworkers | *workers | nurses | managers | counsellors | social workers | personnel",
        "fte": "full-time equivalent* | ftes | fte | posts | positions",
        "decision": "decision | decisions | refusals",
        "application": "application | applications",
        "!report": "direct reports",
        "report": "reports | notification | notifications | deviations",
        "investigation": "investigation | investigations | inquiries | assessments",
        "complaint": "complaints | comments",
        "case": "case | cases",
        "placement": "placement | placements",
        "contract": "contract | contracts | agreements | leases",
        "dwelling": "dwelling | dwellings | flats | flat | apartments | rooms",
        "unit": "unit | units | nursing homes | care homes | group homes | providers | facilities | wards | companies",
        "place": "place | places | beds",
        "hour": "hours",
        "day": "days | nights | bed-days",
        "week": "weeks",
        "month": "months",
        "krona": "sek | kronor | amount | amounts",
        "visit": "visit | visits",
        "meeting": "meetings | sessions | talks",
        "occasion": "times | occasions | instances",
        "event": "events | falls | exercises | incidents | evictions",
        "plan": "plans",
        "group": "groups",
        "!child": "child welfare | child protection | child care | child and youth",
        "child": "child | children | boys | girls | young people | minors | adolescents",
        "person": "person | persons | people | adult | adults | client | clients | resident | residents | user | users | recipient | recipients | women | men | participants | individuals | patients | parents | relatives | older people | applicants",
        "municipality": "municipalities",
        "device": "alarms | devices | robots | computers",
    },
}  # fmt: skip
"""What a count counts; a noun of it stands soon after the word of number, or first in a heading."""

ALIKE_COUNTED = (
    frozenset(("person", "child", "staff")),
    frozenset(("staff", "fte")),
    frozenset(("dwelling", "place", "contract")),
    frozenset(("unit", "dwelling")),
    frozenset(("case", "investigation")),
    frozenset(("case", "complaint")),
    frozenset(("meeting", "visit", "event")),
    frozenset(("event", "report")),
    frozenset(("event", "decision")),
)
"""Nouns that one writer may use for another's: they are no conflict by themselves."""

MEASURES = {
    "sv": {
        "per_inhabitant": "antal per inv* | per 10000 inv* | per 1000 inv* | per 100000 inv* | per 10000 | per invånare | per inv | i relation till 10 000 | per 100 000 | per 10 000 | per 1 000",
        "!mean": "med medel | statliga medel | medel från | medel för | medel till | medel ur",
        "median": "median* | mittersta | mittenvärde* | medianhandläggaren",
        "mean": "genomsnitt* | medelvärde* | *årsmedelvärde* | medelantal* | medeltal* | i snitt | snitt | medel",
        "share": "andel* | hur stor del | hur stor andel | procent* | täckningsgrad | hur många procent",
        "date": "vilken dag | vilket datum | datum | vilken tidpunkt | startdatum",
        "duration": "inom hur många *dagar | inom hur många veckor | inom hur många månader | hur lång tid | hur länge | väntetid* | handläggningstid* | utredningstid* | svarstid* | hur lång | vårdtid* | vistelsetid*",
        "frequency": "hur ofta",
        "extent": "i hur många av | inom hur många",
        "!count": "dela* med antal* | dela* på antal* | dividera* med antal*",
        "count": "hur många | antal | antalet | ant",
        "amount": "belopp* | kostnad* | hur mycket | utgift* | *kostnad | *kostnader | tkr | mnkr | kronor | kr | kostar | kostade | avgift* | intäkt*",
        "!amount": "avgiftsfri* | kostnadsfri*",
        "rollout": "breddinför*",
    },
    "en": {
        "per_inhabitant": "per inhabitant | per 10000 inhabitants | per 1000 inhabitants | per capita | per 100 000 | per 10 000 | per 1 000",
        "median": "median",
        "mean": "on average | average | mean",
        "share": "share of | what share | share | percent* | per cent | proportion | percentage | what proportion",
        "date": "on what date | what date | date",
        "duration": "how long | waiting time* | handling time* | time to | days from | length of stay",
        "frequency": "how often",
        "extent": "in how many",
        "!count": "divided by number | divided by the number | divided by the total number",
        "count": "number of | how many | number | no of | total number",
        "amount": "amount* | cost | costs | how much | expenditure | sek | spending",
        "rollout": "rolled out",
    },
}  # fmt: skip

BREAKDOWNS = {
    "sv": {
        "sex": "per kön | efter kön | uppdelat på kön | fördelat på kön | könsuppdel* | kvinnor och män var för sig | kvinnor respektive män | män respektive kvinnor | flickor respektive pojkar | flickor och pojkar var för sig | könsfördel*",
        "age": "per ålder* | efter ålder* | per åldersgrupp | åldersfördel* | uppdelat på ålder* | fördelat på ålder* | i åldersgrupper*",
        "area": "per område | per verksamhetsområde | per stadsdel | per enhet | per boende | per verksamhet | uppdelat per enhet",
        "period": "per månad för sig | månad för månad | kvartal för kvartal | år för år | respektive år | uppdelat per månad | uppdelat per kvartal | fördelat per månad | för varje månad | för varje kvartal | redovisat per månad | redovisat per kvartal | per månad och totalt",
        "law": "per lagrum | efter lagrum | uppdelat på lagrum",
        "provider": "per utförare | efter regiform | per driftsform | efter driftsform | per regiform | efter utförare | per regi | efter ägare | efter anordnare",
        "any": "uppdelat | uppdelad* | fördelat | fördelade | fördelning* | fördelad* | var för sig | respektive | resp | varav | därav | och totalt | samt totalt | redovisa per | i varje grupp | för sig",
    },
    "en": {
        "sex": "by sex | by gender | per sex | broken down by sex | broken down by gender",
        "age": "by age | per age group | by age group*",
        "area": "per unit | by area | by unit | by service",
        "period": "each month | by month | month by month | by quarter | quarter by quarter | for each month | for each quarter",
        "law": "by legal ground | by act",
        "provider": "by provider | per provider | by form of operation",
        "any": "broken down | respectively | separately | of which | and total | and in total | distribution | divided",
    },
}  # fmt: skip

PARTED_BY = {
    "sex": r"\bkön\w*|\bsex\b|\bgender\b",
    "age": r"\bålder\w*|\bage\b|\bage groups?\b",
    "area": r"\bområde\w*|\b\w*enhet(?:er)?\b|\bstadsdel\w*|\bunits?\b|\bareas?\b",
    "period": r"\bmånad\w*|\bkvartal\w*|\bmonths?\b|\bquarters?\b",
    "law": r"\blag\b|\blagrum\w*|\blegal grounds?\b",
    "provider": r"\butförare\b|\bregi\b|\bregiform\w*|\bdriftsform\w*|\bägare\b|\bproviders?\b",
}
"""Value of `BREAKDOWNS` -> how a list of what the answers are broken down by says it, both languages."""

LEVELS = {
    "sv": {
        "unit": "enheten | enhetens | enheterna | på boendet | vid enheten | boendet | utföraren | utförarens",
        "person": "den avlidne | tycker du | är du | upplever du | känner du | får du | kan du | har du",
    },
    "en": {
        "unit": "the unit | at the unit | the provider | each unit",
        "person": "whether life | do you feel | do you think | do you experience | are you satisfied | are you treated",
    },
}  # fmt: skip
