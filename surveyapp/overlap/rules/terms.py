"""The trade's vocabulary that matching leans on: words that mean the same, opposites, areas.

Swedish first. A phrase is written in its dictionary form; inflections are found through stems.
The lists here are the built-in ones; an administrator adds rows to them (`Terms.with_rows`).
"""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SYNONYMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "sv": (
        (
            "särskilt boende",
            "äldreboende",
            "vård- och omsorgsboende",
            "säbo",
            "särskild boendeform",
        ),
        ("ekonomiskt bistånd", "försörjningsstöd", "socialbidrag"),
        ("individuell plan", "SIP", "samordnad individuell planering", "samordnad planering"),
        ("trådlöst internet", "wifi", "wi-fi", "trådlöst nätverk"),
        ("läkemedelsautomat", "läkemedelsgivare", "läkemedelsrobot", "medicingivare"),
        ("ordinärt boende", "eget hem", "eget boende"),
        ("skadligt bruk", "missbruk", "beroende", "missbruks- och beroendevård"),
        ("familjehem", "fosterhem"),
        ("medarbetare", "anställd", "personal", "vårdare"),
        ("boende", "bo", "bostad", "lägenhet"),
        ("möta", "mött", "mötte", "träffa", "möte", "samtal", "besök"),
        ("ansöka", "ansökan", "söka"),
        ("rutin", "arbetssätt"),
        ("fråga", "ställa frågor"),
        ("uppdatera", "uppdaterats", "se över", "sett över", "setts över", "revidera", "gå igenom"),
        ("erbjuda", "erbjudande", "erbjuds", "erbjudna"),
        ("gruppboende", "gruppbostad"),
        ("brukarundersökning", "tycka", "tycker"),
        ("årsarbetare", "årsarbetskraft", "heltidstjänst"),
        ("utredning", "utreda", "barnutredning"),
        ("webb", "webbplats", "hemsida"),
        ("klient", "den enskilde", "brukare"),
        ("våld", "våldsutsatthet", "övergrepp"),
        ("e-tjänst", "digital tjänst"),
        ("handläggningstid", "utredningstid"),
        ("vänta", "väntetid"),
    ),
    "en": (
        ("special housing", "elderly housing", "care home", "nursing home"),
        ("economic assistance", "income support", "social assistance"),
        ("wireless internet", "wifi", "wi-fi"),
        ("staff", "employee", "carer", "worker"),
        ("routine", "procedure", "way of working"),
        ("foster home", "family home"),
        ("substance use", "substance misuse", "addiction"),
        ("meet", "talk", "visit", "meeting"),
        ("apply", "application"),
    ),
}
"""Groups of words that the field uses for the same thing; the first stands for all."""

_GENERIC_WORDS = {
    "sv": """
        och eller i på av för till från med utan om att som den det de dem denna detta dessa en ett
        har hade ha finns fanns är var vara blir blev kan kunde ska skall får fick få inom vid efter
        under över per samt enligt hur många mycket stor stort andel antal ja nej vilka vilken vilket
        kommun kommunen kommunens kommuner socialtjänst socialtjänsten nämnd nämnden enhet enheten
        enhetens enheter utförare utföraren verksamhet verksamheten dag dagen gång gånger någon något
        några senaste aktuell aktuella år året årets månad månaden mars april maj juni juli augusti
        september oktober november december januari februari procent inv invånare lag lagen arbete
        arbetet erbjuder gäller avser vanligen där när sin sitt sina deras dess åt så också även
        annan annat andra alla allt varje totalt sådan sådana sådant bodde minst mellan mätdagen
        enhetsundersökningen dvs t ex inte ej person personer personerna fått haft hos via genom görs
        göras gör genomförs genomföra använder används använda tog olika genomsnitt medeltal medelvärde
        median mediantal snitt
        """,
    "en": """
        and or in on at of for to from with without about that as the a an this these those has have
        had there is are was were be been can could will shall within after during over per by under
        how many much share number yes no which what municipality municipalities social services unit
        units provider day days time any some last latest current year years month months percent
        inhabitants act law work offer offers apply concerning usually where when their its also other
        all every total such not does did do people person persons received got used using mean average
        median
        """,
}
GENERIC = {language: frozenset(listed.split()) for language, listed in _GENERIC_WORDS.items()}
"""Words that say nothing about what is asked, in the forms they are met."""

# The tables below hold phrases: words in order, "*" for any letters ("hushåll*", "*samtal"), "_" for
# any one word, "|" between phrases. A value that begins with "!" reads nothing and only keeps others
# from being read in its words.

_POPULATIONS = {
    "sv": {
        "children": "barn | barns | barnen | barnens | barnet | ungdom | ungdomar* | unga | ungas | elev | elever* | minderårig* | tonåring* | förskolebarn* | skolbarn* | pojk* | flick* | tjejer | killar | spädbarn* | småbarn* | barn i tonåren | i tonåren",
        "!children": "barn och utbildning* | barn* situation | barnets bästa | barnfamilj* | barnhus | barnperspektiv* | unga vuxna | barnrättsbas* | barnkonvention* | barnavård* | barn* bästa | ungdomsmottagning* | barnets behov i centrum",
        "adults": "vuxen | vuxna | vuxnas | vuxne | myndiga",
        "young_adults": "unga vuxna",
        "older": "äldre | äldres | pensionär* | seniorer* | i ålderspension | ålderspensionär* | gamla | på ålderns höst",
        "!older": "och äldre | eller äldre | äldre än | års* äldre",
        "disability": "*funktionsneds* | *funktionshind* | funktionsvariation*",
        "homeless": "hemlösa* | hemlös | personer i hemlöshet | i hemlöshet | i akut hemlöshet | utan egen bostad | utan bostad | saknar bostad | bostadslösa",
        "at_risk_of_eviction": "riskerar förlora | riskerar att förlora | riskerar att vräkas | vräkningshotade",
        "managers": "chef | chefer* | *chefer | *chefsuppdrag | verksamhetschef* | enhetschef*",
        "personnel": "personal | personalen | personalens | medarbetare* | anställda",
        "foster_parents": "familjehemsföräld* | fosterföräld* | tar emot barn i sitt hem",
        "relatives": "anhörig* | familjemedlem* | närstående | närståendes",
        "newly_arrived": "nyanländ* | fått uppehållstillstånd",
        "unaccompanied": "ensamkommande | utan vårdnadshavare | utan föräldrar | kommit till sverige ensamma",
        "victims": "våldsutsatta | våldsutsatt | brottsoffer | våldsdrabbade | utsatt* för våld | utsatts för våld",
        "perpetrators": "våldsutövar* | som utövar våld | utövat våld | utövare av våld | förövare | utövat våld",
        "!relatives": "hotar en närstående | av närstående | av en närstående | från närstående | mot närstående",
        "residents": "boende i | boende på",
        "parents": "förälder | föräldrar | mammor och pappor | pappor och mammor | föräldrarna | föräldrars | vårdnadshavare | vårdnadshavares",
    },
    "en": {
        "children": "toddler* | infants | child | children | child's | minors | teenagers | pupil* | young people | young persons | youths | adolescents | boys | girls",
        "!children": "child welfare | children and young people's | young adults | children's services | child care",
        "adults": "adult | adults",
        "!adults": "adult education",
        "young_adults": "young adults",
        "older": "older people | older persons | older adults | elderly | pensioners | retired | old-age pension* | seniors | older residents",
        "!older": "or older | and older | older than | years older",
        "disability": "disabilit* | disabled | impairment*",
        "homeless": "homeless* | without a home | without housing",
        "at_risk_of_eviction": "at risk of losing their home | risk losing their home | at risk of eviction",
        "managers": "manager | managers",
        "personnel": "staff | employees | personnel",
        "foster_parents": "foster parents",
        "relatives": "relatives | relative | family members | next of kin | informal carers | family carers",
        "newly_arrived": "newly arrived | newly granted residence | recently granted residence | newcomers",
        "unaccompanied": "unaccompanied | without a guardian | without guardians | without their parents",
        "victims": "victim | victims | abused | exposed to violence | subjected to violence | subjected to abuse",
        "perpetrators": "perpetrator* | abusers | use violence | commit violence | violent behaviour | perpetrate violence",
        "parents": "mothers and fathers | fathers and mothers | parent | parents | legal guardian* | custodian*",
    },
}  # fmt: skip

_SEXES = {
    "sv": {
        "women": "kvinnligt | kvinna | kvinnor | kvinnornas | kvinnors | kvinnorna | kvinnlig* | flicka | flickor | flickors | flickorna | tjej | tjejer* | mammor | mamma | mödrar | mödrarnas | mor | moder | modern",
        "men": "män | manligt | mäns | männen | männens | manlig* | pojke | pojkar | pojkars | pojkarna | kille | killar* | pappor | pappa | fäder | far | fadern | en man",
        "!women": "jour* för kvinnor | jour* för kvinnor och tjejer",
        "!men": "gode män | gode männen | gode mäns | god man | man kan | om man | när man | hur man | där man | att man | som man | kan man | får man | har man | ska man | vill man | gör man | man har | man får | man vill | man ska | man är | är man | man ansöker | man söker | man bor | man inte | man också | far illa | man använder | använder man | arbetar man | man arbetar | man på | man i | man av | erbjuder man | man erbjuder | tog man | man tog",
    },
    "en": {
        "women": "woman | women | women's | female | females | girl | girls | girls' | mother | mothers | wives",
        "men": "man | men | men's | male | males | boy | boys | boys' | father | fathers | husbands",
        "!men": "god man | gode män | gode man",
        "!women": "women s shelter* | women s and girls shelter*",
    },
}  # fmt: skip

_AREAS = {
    "sv": {
        "home_care": "hemtjänst* | ordinärt boende | hemvård* | hemmaboende | hemhjälp*",
        "home_nursing": "hemsjukvård*",
        "special_housing": "särskil* boende* | äldreboende* | säbo | säbos | vård- och omsorgsboende* | vård och omsorgsboende* | äldrebo* | demensboende* | servicehus*",
        "short_stay": "korttidsboende* | korttidsvård* | korttidsplats* | växelvård*",
        "older_care": "äldreomsorg* | äldrevård* | omsorg om äldre | omsorgen om äldre",
        "lss_housing": "särskil* boende* enligt lss | särskil* boende* lss | bostad med särskild service | bostäder med särskild service | lss-bo* | lss boende* | gruppbost* | gruppboende* | servicebost*",
        "daily_activities": "daglig verksamhet | dagliga verksamhet*",
        "day_care": "dagverksamhet* | dagcentral*",
        "personal_assistance": "personlig assistans | personliga assistan* | assistansersättning*",
        "escort": "ledsag*",
        "contact_person": "kontaktperson*",
        "contact_family": "kontaktfamilj*",
        "respite": "avlösarservice | avlösning*",
        "housing_support": "boendestöd*",
        "psychiatry": "socialpsykiatri*",
        "economic_assistance": "ekonomisk* bistånd* | försörjningsstöd* | socialbidrag*",
        "debt_counselling": "budget- och skuldrådgiv* | budget och skuldrådgiv* | skuldrådgiv* | skuldsanering*",
        "substance_use": "skadligt bruk | missbruk* | beroendevård* | beroendeenhet*",
        "family_homes": "familjehem* | fosterhem* | familjehemsvård*",
        "emergency_homes": "jourhem*",
        "residential_care": "hvb | hvb-* | hem för vård eller boende",
        "supported_living": "stödboende*",
        "secure_care": "sis | sis-* | statens institutionsstyrelse* | särskilda ungdomshem*",
        "child_welfare": "barn- och ungdomsvård* | barn och ungdomsvård* | sociala barn* | barnavård*",
        "sheltered_housing": "skydda* boende*",
        "family_law": "familjerätt* | vårdnadsutredning* | umgängesutredning* | faderskap* | samarbetssamtal*",
        "family_counselling": "familjerådgiv*",
        "housing_adaptation": "bostadsanpassning*",
        "preschool": "förskol*",
        "music_school": "kulturskol*",
        "safety_alarms": "trygghetslarm*",
        "disability_care": "funktionshinderomsorg* | funktionshinderområdet | omsorg om personer med funktions* | omsorgen om personer med funktions*",
        "violence": "våld i nära relation* | våld i nära | hedersrelaterat våld | hedersvåld",
        "homelessness": "hemlöshet*",
        "preparedness": "kontinuitetsplan* | krisberedskap* | krisledning*",
        "health_care": "hälso- och sjukvård",
        "housing_market": "bostadsmarknad*",
        "hospital": "slutenvård* | sjukhus*",
    },
    "en": {
        "!home_care": "out-of-home care",
        "home_care": "home care | home-care | ordinary housing | home help | domiciliary care",
        "home_nursing": "home nursing | home health care",
        "special_housing": "special housing | elderly housing | care home* | nursing home* | nursing-home* | residential homes for older",
        "short_stay": "alternating respite | short-stay | short stay | short-term care | respite home*",
        "older_care": "elderly care | older people's care | care of older people | care for older people | eldercare | care of the elderly | care for the elderly",
        "lss_housing": "housing with special service* | lss housing | group home* | group housing | service flat*",
        "daily_activities": "daily activit*",
        "day_care": "day activit* | day centre* | day care for older*",
        "personal_assistance": "personal assistance",
        "escort": "escort* | companion service*",
        "contact_person": "contact person*",
        "contact_family": "contact famil* | support famil*",
        "respite": "respite care | relief service",
        "housing_support": "housing support",
        "psychiatry": "social psychiatry | psychiatric support",
        "economic_assistance": "economic assistance | income support | social assistance | financial assistance | welfare benefit*",
        "debt_counselling": "budget and debt counsel* | debt counsel* | debt advi*",
        "substance_use": "substance use | substance misuse | substance abuse | addiction* | drug treatment",
        "family_homes": "foster home* | foster care | family home* | foster famil*",
        "emergency_homes": "emergency foster* | emergency family* | emergency home*",
        "residential_care": "hvb | homes for care or residence | residential treatment home*",
        "supported_living": "supported living | supported accommodation",
        "secure_care": "secure care | sis",
        "child_welfare": "child welfare | child protection",
        "sheltered_housing": "sheltered housing | sheltered accommodation | women's shelter*",
        "family_law": "family law | custody investigation* | paternit*",
        "family_counselling": "family counsel* | couples counsel*",
        "housing_adaptation": "housing adaptation*",
        "preschool": "preschool*",
        "music_school": "arts school* | music school*",
        "disability_care": "disability services | disability care",
        "violence": "violence in close relation* | intimate partner violence | honour-related violence | domestic violence",
        "homelessness": "homelessness",
        "preparedness": "continuity plan* | crisis preparedness",
        "health_care": "health and medical care",
        "housing_market": "housing market",
        "safety_alarms": "safety alarm* | personal alarm* | security alarm*",
        "hospital": "hospital* | inpatient care",
    },
}  # fmt: skip

AREAS = _AREAS
"""The controlled list of areas: language -> code -> phrases."""

PARENT_AREAS = {
    "home_care": "older_care",
    "special_housing": "older_care",
    "short_stay": "older_care",
    "lss_housing": "disability_care",
    "daily_activities": "disability_care",
    "personal_assistance": "disability_care",
    "escort": "disability_care",
    "psychiatry": "disability_care",
    "housing_support": "disability_care",
    "family_homes": "child_welfare",
    "emergency_homes": "child_welfare",
    "residential_care": "child_welfare",
    "secure_care": "child_welfare",
}
"""Area -> the wider area it is part of."""

_LAWS = {
    "SoL": "sol | sol-* | socialtjänstlag* | social services act",
    "LSS": "lss | lagen _ _ om stöd och service | lag _ _ om stöd och service | lagen om stöd och service | lag om stöd och service | act concerning support and service | support and service for persons with certain functional | support and service act | act on support and service",
    "HSL": "hsl | hälso- och sjukvårdslag* | health and medical services act | health and medical care act | health care act",
    "LVU": "lvu | lagen _ _ med särskilda bestämmelser om vård av unga | care of young persons special provisions act | lagen med särskilda bestämmelser om vård av unga | care of young persons act",
    "LVM": "lvm | lagen _ _ om vård av missbrukare | care of substance abusers special provisions act | care of alcoholics and drug abusers act | care of addicts act | lagen om vård av missbrukare | care of abusers act | care of substance abusers act",
    "LPT": "lpt | lagen _ _ om psykiatrisk tvångsvård | compulsory psychiatric care act | lagen om psykiatrisk tvångsvård",
    "SFB": "sfb | socialförsäkringsbalk* | social insurance code",
    "FB": "fb | föräldrabalk* | children and parents code | parental code",
    "LOV": "lov | lagen om valfrihetssystem | valfrihetslag*",
    "LOU": "lou | lagen om offentlig upphandling | public procurement act",
    "FL": "förvaltningslag* | fl | administrative procedure act",
    "SkolL": "skollag* | education act",
    "PBL": "plan- och bygglag* | pbl | planning and building act",
    "OSL": "offentlighets- och sekretesslag* | osl | public access to information and secrecy act",
    "PatL": "patientlag* | patient act",
    "KL": "kommunallag* | local government act",
    "LSPV": "lagen om stöd vid | brottsbalk* | penal code",
    "alcohol": "alkohollag* | alcohol act",
}  # fmt: skip

_COUNTED = {
    "sv": {
        "household": "hushåll | hushållen | *hushåll | barnfamiljer* | familjer | familjerna | familj",
        "staff": "medarbetar* | anställd* | anställning* | personal* | *personal | *personalen | vårdare | handläggare* | *handläggare | *handläggarna | *sköterskor* | *sköterska | ssk | socialsekreterare* | *chefer | *cheferna | chefer* | timavlönad* | timanställd* | konsulter* | socionomer* | stödassistenter* | fältassistenter* | fältarbetar* | stödpedagog* | *rådgivare | boendestödjar* | personliga assistenter | årsanställd*",
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
        "unit": "enheter | enheterna | *enheter | utförare | utförarna | boenden | boendena | verksamheter* | äldreboenden* | *boenden | områden | *hemmen | avdelningar* | gruppboenden* | anläggningar* | företag | företagen",
        "place": "platser | platserna | *platser",
        "hour": "timmar | timmarna | *timmar | tim",
        "day": "dagar | dagarna | *dygn | dygn | dygnen | nätter | kalenderdagar",
        "week": "veckor",
        "month": "månader | *månader",
        "krona": "kronor | kr | tkr | mnkr | belopp*",
        "visit": "*besök | besök | besöken | hembesök*",
        "meeting": "möten | *möten | sammanträden | träffar | *samtal | samtal",
        "occasion": "gånger | gång | tillfällen* | fall",
        "event": "händelser* | *händelser | *olyckor | *övningar | övningar | incidenter* | omhändertaganden* | vräkningar | avhysningar | *kontroller",
        "plan": "planer | *planer",
        "group": "grupper | *grupper",
        "child": "barns fall | barns _ ungas fall | barn | barnen | ungdomar* | unga | pojkar | flickor | minderåriga",
        "person": "personer* | person | människor | vuxna | äldre | klienter* | klient | boende | brukare* | *tagare | *tagarna | invånare* | våldsutövar* | kvinnor* | män | männen | deltagare* | elever* | mottagare* | individer* | patienter* | *föräldrar | föräldrar* | anhöriga | hemlösa | sökande | pers | enskilda | innehavare | syskon | våldsutsatta | dem som | de som",
        "municipality": "kommuner*",
        "device": "larmenheter | larm | larmen | *larm | *automater | *robotar | datorer | surfplattor | fordon | bilar",
    },
    "en": {
        "household": "household* | families",
        "staff": "staff | employee* | carers | care workers | case officers | caseworkers | *workers | nurses | managers | counsellors | social workers | personnel",
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
    frozenset(("meeting", "visit", "event")),
    frozenset(("event", "report")),
    frozenset(("event", "decision")),
)
"""Nouns that one writer may use for another's: they are no conflict by themselves."""

_OPPOSITES: dict[str, dict[str, dict[str, str]]] = {
    "sv": {
        "lex": {"0": "lex sarah*", "1": "lex maria*"},
        "flow": {
            "0": "ersättning* från | ersättning* _ från | betal* från | bidrag* från | remiss* från | överför* från | intäkt* | statsbidrag* | utvecklingsmedel | remitter* från",
            "1": "ersättning* till | betal* till | bidrag* till | remiss* till | överför* till | kostnad* | utgift* | remitter* till | ersättning* _ till",
            "!1": "betal* tillbaka | kostnadsfri*",
        },
        "outcome": {
            "0": "beviljat | beviljats | beviljad | beviljade | beviljades | beviljas | beviljar | bevilja | bifall* | gynnande | godkän* | bifölls | biföll | ja till | bifallna | bifallen | bifallits | positivt utfall | positivt beslut | positivt besked | svaret blev ja | fått ja | fick ja | tillstyrk*",
            "1": "avslå* | avslag* | avslog* | nekad* | nekat* | neka* | ej bevilj* | inte bevilj* | icke bevilj* | nej till | utan bifall | inte bif* | ej bif* | negativt utfall | negativt beslut | negativt besked | svaret blev nej | fått nej | fick nej | avstyrk* | underkän*",
            "2": "återkalla* | återta*",
            "!1": "sade nej till",
            "!0": "tackat ja till | tackade ja till | obeviljad*",
        },
        "course": {
            "0": "påbörja* | inled* | inleddes | startade* | startats | starta | nya ärenden | öppna* utredning* | öppnades | inletts | nyinled* | tillkom* | tillkommit | började | börjat | nyanställ* | rekryter* | nyrekryter* | anställts | inskriv* | skrevs in | skrivits in | nyöppnad* | öppnade ärenden | anställdes | tillträd* | startdag | startdatum | satt* igång | satts igång | tog sin början | kom igång | öppnat* | uppstart*",
            "1": "avsluta* | avslut | avslutet | löpte ut | löpt ut | togs bort | gick klart | gått klart | blev klar* | blev färdig* | blivit klar* | blivit färdig* | stängda | upphör* | slutför* | fullfölj* | slutat | slutade | slutar | utskriv* | skrevs ut | skrivits ut | lämnade _ tjänst | lämnade _ anställning | lämnat _ anställning | lämnat _ tjänst | sagt upp sig | nådde _ slut | nått _ slut | gått i mål | stängd* | upphört | slut | tagit slut | lades ner | lagts ner",
            "2": "i förtid | avbröt* | avbrutit* | avbruten | avbrutna | avbryt* | avbrott* | hoppat av",
            "3": "pågående | pågick | pågår",
            "!0": "öppna jämförelser | börja* arbeta | börja* studera",
        },
        "received": {
            "0": "inkom | inkomm* | inkomna | inkommit | kom in | kommit in | tagit emot | tog emot | mottagna | mottagit | togs emot | tagits emot | inlämnade | inkommande | ingående | anlänt",
            "1": "avgjord* | avgjort* | avgjorts | besvarad* | färdigbehandl* | handlagda",
            "2": "skickat | skickade | skickats | avsänt | avsänts | avsänds | avsända | översänd* | utgående | avgående | gått ut | sänts",
        },
        "asked": {
            "0": "ansökte | ansökt | har sökt | hade sökt | sökte | söktes | söks | sökta | ansöker",
            "!0": "sökte upp | sökt upp",
        },
        "queue": {
            "0": "väntar på | väntar _ _ _ _ på | väntade på | väntade _ _ _ _ på | väntat på | i kö | står i kö | stod i kö | kö till | väntelista* | väntande",
        },
        "aim": {
            "0": "mål för | målet för | som mål | enligt mål* | enligt _ mål | mål i",
            "!0": "mål för samverkan",
        },
        "repay": {
            "0": "utbetal* | betalades ut | betalats ut",
            "1": "återbetal* | betal* tillbaka | begär* tillbaka | kräv* tillbaka | återkrav* | återkrävt*",
        },
        "side": {
            "0": "våldsutsatt | våldsutsatta | våldsutsattas | utsatt* för våld | utsatts för våld | utsätts för våld | brottsoffer* | våldsdrabbade | blivit utsatt* | blivit slag* | blivit misshandla* | misshandlade | blir slag* | slagna",
            "1": "våldsutöv* | utöva* våld | utövar | utövare | förövare | använder våld | utövat | slår | slagit | våldsverkare",
            "!1": "myndighetsutöv* | utövar tillsyn",
        },
        "move": {
            "0": "inflytt* | flytta* in | flyttat in | kommit till kommunen | flyttat till",
            "1": "utflytt* | flytta* ut | avflytt* | flyttat ut | flytta* från | flytt* därifrån | lämna* särskilt boende | lämna* boende* | lämna* gruppbostad* | lämna* skyddat boende | lämna* stödboende*",
        },
        "change": {
            "0": "ökat | ökade | ökar | öka | ökning* | ökningen | högre | utök* | gått upp | fått fler | fått mer | förläng* | växt | stigit | steg | höjd* | höjts",
            "1": "minskat | minskade | minskar | minska | minskning* | lägre | gått ned | gått ner | dragits ned | dragits ner | dras ned | neddrag* | fått färre | fått mindre | förkort* | sjunkit | sjönk | sänkt* | krympt",
        },
        "satisfied": {"0": "nöjd | nöjda | fungerar bra | gott betyg | bra betyg | högt betyg | fungerar väl | bra | positiva | trygga | lätt", "1": "missnöjd | missnöjda | inte nöjda | ej nöjda | fungerar illa | dåligt betyg | lågt betyg | fungerar dåligt | dåligt | illa | negativa | otrygga | svårt", "!1": "far illa | fara illa | behandlas illa", "!0": "må bra"},
        "presence": {
            "0": "närvarande | närvaro",
            "1": "frånvaro* | sjukfrånvaro* | frånvarande",
            "!0": "för närvarande",
        },
        "occupied": {
            "0": "uthyrda | belagda | upptagna | bebodda",
            "1": "lediga | tomma | tom | outhyrda | vakant* | obesatta | obelagd* | tomt",
        },
        "hours": {
            "0": "dagtid | på dagen | dag* tid",
            "1": "nattetid | på natten | natt | nätter | nattpersonal",
            "2": "kvällstid | kvällar | kväll | kvällen",
            "!0": "utanför dagtid | utanför vardag* dagtid",
        },
        "days": {
            "0": "vardag* | måndag* till fredag*",
            "1": "helg | helger* | helgdag* | helgen | lördag* | söndag*",
            "!1": "hela helg*",
            "!0": "utanför vardag*",
        },
        "form": {"0": "muntlig* | talad*", "1": "skriftlig* | lättläst*"},
        "realise": {
            "0": "budget | budgeterad* | budgeterat | riktvärde* | målvärde* | enligt kommunens mål | planer på att | planerad* | planerat | planeras | planerar | prognos* | avser _ att | avser att | beslutade men | kommande år* | nästa år",
            "1-": "vänta* på verkställ* | vänta* på att verkställ* | dröjsmål med verkställ* | dröjsmål med att verkställ*",
            "1": "utfall | utfallet | utförd* | utförts | utfört* | genomförd* | genomfört* | genomförts | genomfördes | verkställ* | kommit i gång | kommit igång | faktisk*",
            "2": "beviljade timmar | beviljade hemtjänsttimmar | beviljad tid",
            "!0": "budget- och skuld* | budget och skuld* | budgetrådgiv* | mot budget | budgetavvik* | avvikelse mot budget",
        },
        "offer": {
            "0": "erbjöd* | erbjud* | erbjudits | erbjudna | erbjuds | erbjudande* | erbjuden | tillhandahåller | tillhandahålls",
            "1": "tacka* nej till | tacka* nej | tacka* _ nej | tacka* _ _ nej | tacka* _ _ _ nej | avböj*",
            "2": "tackat ja | tackade ja | accepter*",
        },
        "buying": {
            "0": "köp | köpt | köpta | köpte | köper | inköp*",
            "1": "sälj* | såld* | sålt | försäljning*",
        },
        "substance": {
            "0": "alkohol*",
            "1": "läkemedel",
            "2": "narkotika*",
            "3": "spel | spelmissbruk* | spelberoende* | spelproblem* | spel*",
            "4": "tobak* | nikotin*",
            "!3": "spela* | spelar | spelregler | spelare",
        },
        "stage": {
            "0": "från ansök* | från anmäl* | från nyansök* | från förfrågan",
            "1": "från beslut*",
        },
        "debt": {
            "0": "förskott*",
            "1": "efterskott*",
        },
        "cost": {"0": "bruttokostnad*", "1": "nettokostnad*"},
        "sent": {
            "0": "överklaga*",
            "1": "fastställ*",
        },
        "contact": {"0": "externa | extern | externt", "1": "interna | intern | internt"},
        "scope": {
            "0": "öppenvård* | öppenvårds* | öppna insatser | öppna former",
            "1": "heldygnsvård* | dygnetruntvård* | institutionsvård* | slutenvård*",
        },
        "will": {
            "0": "frivillig | frivilligt | frivilliga",
            "1": "tvång | tvångs* | med tvång | tvångsvård*",
        },
        "permanent": {
            "0": "tillsvidare* | fast anställ* | fasta tjänster",
            "1": "visstid* | tidsbegränsad* | vikarie* | tillfällig* | timanställ* | timavlönad*",
        },
        "first": {"0": "nybesök* | förstagångs*", "1": "återbesök*"},
    },
    "en": {
        "lex": {"0": "lex sarah*", "1": "lex maria*"},
        "flow": {
            "0": "compensation from | payment* from | grant* from | transfer* from | referral* from | referred from | revenue* | income from | state funding | state grant* | government grant*",
            "1": "compensation to | payment* to | grant* to | transfer* to | referral* to | referred to | cost* | expenditure* | paid to",
        },
        "outcome": {
            "0": "granted | approved | favourable | allowed | accepted applications | positive outcome | answer was yes | upheld",
            "1": "refus* | reject* | denied | turned down | not granted | not approved | negative outcome | answer was no | dismissed",
            "2": "withdrawn | revoked",
            "!1": "refused the offer",
        },
        "course": {
            "0": "started | start | start date | initiated | opened | began | begun | newly | recruited | admitted | launched | commenced | hired | took up | taken up | enrolled | newly opened | employed during",
            "1": "completed | completing | completion | leaving | complete | closed | ended | finished | concluded | discharged | left their | left | resigned | terminated | quit | came to an end | wound up | deregistered",
            "!0": "newly arrived | newly granted | newly placed | started working | started work",
            "2": "prematurely | broke off | broken off | interrupted | discontinued | dropped out",
            "3": "ongoing | in progress | pending",
        },
        "received": {"0": "received | incoming | came in", "1": "settled | answered | dealt with", "2": "sent | outgoing"},
        "asked": {"0": "applied | apply | applying"},
        "queue": {"0": "waiting for | on the waiting list | in the queue | awaiting | waiting list | queue"},
        "aim": {"0": "target | targets | target time* | goal for"},
        "repay": {"0": "paid out", "1": "repa* | paid back | reclaimed"},
        "side": {
            "0": "exposed to violence | subjected to violence | victim | victims | abused | hit by | beaten | been hit | were hit",
            "1": "perpetrator* | use violence | used violence | uses violence | using violence | commit* violence | abusers | violent behaviour | who hit | have hit | had hit",
        },
        "move": {"0": "moved in | moving in | moved into | moving into | moved to | move in | in-migration", "1": "moved out | moving out | moved from | moving from | move out | moved away | out-migration | left a group home | left group homes | left sheltered housing | left special housing | left residential care | left the home"},
        "change": {"0": "increas* | higher | extended | rose | risen | grew | more hours | expanded | went up", "1": "decreas* | lower | reduced | fell | fallen | fewer hours | cut | shortened | went down | dropped"},
        "satisfied": {"0": "happy | satisfied | well | good | positive | easy | safe", "1": "unhappy | dissatisfied | not satisfied | badly | poorly | bad | poor | negative | difficult | unsafe"},
        "presence": {"0": "present | attendance", "1": "absence* | absent"},
        "occupied": {"0": "occupied | rented out", "1": "vacant | empty | vacancies"},
        "hours": {"0": "daytime", "1": "night | night-time | nights", "2": "evenings"},
        "days": {"0": "weekday*", "1": "weekend*"},
        "form": {"0": "oral | spoken", "1": "written | easy-to-read"},
        "realise": {
            "0": "budget | budgeted | target time* | plans to | planned | intend* | plans to | forecast",
            "1-": "yet to be implement* | yet to be execut* | yet to be enforc* | yet to be carried out | awaiting execution | awaiting enforcement | awaiting implementation | waiting to be implement* | waiting to be execut* | waiting to be enforc*",
            "1": "outcome | performed | carried out | actual | implemented | executed | enforced | delivered",
            "!0": "budget and debt",
        },
        "offer": {"0": "offered | offer | offers", "1": "declined | turned down", "2": "accepted"},
        "buying": {"0": "purchase* | bought | buys", "1": "sale | sales | sold"},
        "substance": {"0": "alcohol*", "1": "medicines | medication | pharmaceuticals", "2": "drugs | narcotics", "3": "gambling", "4": "tobacco | nicotine"},
        "stage": {"0": "from application | from new application | from request | from referral", "1": "from decision | from the decision"},
        "cost": {"0": "gross cost*", "1": "net cost*"},
        "contact": {"0": "external*", "1": "internal*"},
        "scope": {"0": "outpatient", "1": "inpatient | round-the-clock | institutional"},
        "will": {"0": "voluntary | voluntarily", "1": "compulsory | coercive"},
        "permanent": {"0": "permanent | permanently", "1": "temporary | fixed-term | substitute*"},
    },
}  # fmt: skip
"""Axes on which two questions can point in opposite directions: axis -> pole -> phrases."""

TOLD_ALONE = {
    "direction": frozenset(
        ["outcome:0", "outcome:1", "course:0", "course:1", "course:2", "offer:0", "offer:1", "realise:0", "realise:1-",
         "realise:2", "received:1", "sent:0", "repay:1", "asked:0", "queue:0", "aim:0", "permanent:0", "permanent:1",
         "scope:0", "scope:1", "occupied:1", "side:1", "hours:1", "hours:2", "days:1", "substance:0", "substance:1",
         "substance:2", "substance:3", "substance:4", "change:0", "change:1", "contact:0", "contact:1", "form:0",
         "buying:0", "buying:1", "first:0", "first:1", "will:0", "will:1"]
    ),
    "population": frozenset(
        ["children", "disability", "relatives", "victims", "perpetrators", "managers", "newly_arrived",
         "unaccompanied", "parents", "foster_parents", "young_adults"]
    ),
    "provider": frozenset(["private", "non_profit", "region", "hired"]),
}  # fmt: skip
"""What one of two texts that are close says and the other does not, and that makes them two questions."""

SELDOM_LEFT = frozenset(
    ["outcome:0", "outcome:1", "realise:0", "realise:1-", "scope:0", "occupied:1", "hours:1", "buying:0", "offer:1",
     "sent:0", "aim:0", "private", "disability", "relatives", "managers"]
)  # fmt: skip
"""Of `TOLD_ALONE`: what is so seldom left unsaid that the texts need not be as close."""

STEPS = frozenset(
    frozenset(pair)
    for pair in (
        ("outcome:0", "realise:1"),
        ("outcome:0", "received:0"),
        ("outcome:1", "received:0"),
        ("outcome:0", "move:0"),
        ("outcome:0", "offer:0"),
        ("outcome:0", "course:1"),
        ("offer:0", "realise:1"),
        ("offer:0", "move:0"),
        ("offer:0", "realise:0"),
    )
)
"""Steps of one matter, of which a text counts one and the other another: granted, offered, carried out."""

_NEGATIONS = {
    "sv": "inte | ej | utan | aldrig | saknar | saknas | saknade | saknat | icke | ingen | inga | inget",
    "en": "not | non | without | never | lack | lacks | lacking | no | cannot | none",
}

_PROVIDERS = {
    "sv": {
        "own": "kommunala skolor* | kommunala grundskol* | kommunala förskol* | kommunal* grundskola | kommunal förskola | kommunal huvudman | kommunalt utförd* | egen regi | kommunal regi | i kommunens regi | kommunens egen regi | kommunens egna | kommunalt driv* | kommunal drift | kommunal* utförare | kommunen driver själv | driver själv | drivs av kommunen | bedrivs av kommunen | kommunens regi",
        "private": "enskild regi | privat regi | annan regi | extern regi | privat driv* | privata | privat | privatägd* | fristående | enskild* utförare | entreprenad* | externa utförare | upphandlad* utförare | fristående aktör* | fristående utförare | upphandlade enheter",
        "non_profit": "idéburen* | idéburna | ideell* | frivilligorganisation* | civilsamhälle*",
        "region": "regional regi | i regionens regi | regionens regi | drivs av regionen",
        "hired": "bemanningsföretag* | inhyrd* | hyrsjuksköter* | hyrpersonal | hyrd*",
    },
    "en": {
        "own": "municipal schools | municipal preschools | municipal compulsory school* | municipal regime | in-house | run by the municipality | municipally run | municipality itself | own management | municipality's own",
        "private": "independent school* | independent preschool* | independent compulsory school* | private | privately | contracted out | external provider* | independent provider* | outsourced",
        "non_profit": "non-profit | voluntary organisation* | idea-based | civil society",
        "region": "run by the region",
        "hired": "agency staff | hired-in | temporary agency | staffing agenc*",
    },
}  # fmt: skip

_MEASURES = {
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

_FOLLOW_UP = {
    "sv": {
        "followed": "följer _ upp | följer _ _ upp | följer _ _ _ upp | följer upp | följs upp | följs _ upp | följs _ _ upp | följs _ _ _ upp | följts upp | följt upp | följde* upp | följdes _ upp | följdes _ _ upp | uppfölj* | utvärder* | granska* | revider* | uppdaterats | uppdaterades | omarbet* | setts över | sett över | översyn* | arbetats om | senaste ändring* | kontroller* | övat | övats | övad* | övade",
        "exists": "*rutin | *rutiner | *rutinen | *rutinerna | *plan | *planer | *planen | överenskommelse* | policy* | arbetssätt* | riktlinje* | ledningssystem* | strategi*",
        "!exists": "som plan",
        "!followed": "rutin för uppfölj* | rutin för att följa upp | systematisk uppföljning | rutiner för uppfölj* | uppföljning på individ* | individbaserad systematisk uppföljning | rutin för att kontroller* | rutiner för att kontroller* | rutin för kontroll* | rutin för att granska* | rutin för granskning* | rutin för att utvärder* | rutin för utvärder* | rutin för att ompröva | rutin för revider* | brukarbaserad uppfölj* | plan för uppfölj* | egenkontroll*",
    },
    "en": {
        "followed": "follow* up | followed up | follow-up | evaluat* | reviewed | updated | exercised | tested | audited | revised",
        "exists": "routine | routines | procedure* | plan | plans | agreement* | policy | policies | guideline* | strategy",
        "!followed": "procedure* for follow* up | routine* for follow* up | systematic follow* up | procedure* for evaluat* | procedure* for monitor* | procedure* for review* | procedure* for _ review* | routine* for review* | routine* for monitor*",
    },
}  # fmt: skip

_BREAKDOWNS = {
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

_LEVELS = {
    "sv": {
        "unit": "enheten | enhetens | enheterna | på boendet | vid enheten | boendet | utföraren | utförarens",
        "person": "den avlidne | tycker du | är du | upplever du | känner du | får du | kan du | har du",
    },
    "en": {
        "unit": "the unit | at the unit | the provider | each unit",
        "person": "whether life | do you feel | do you think | do you experience | are you satisfied | are you treated",
    },
}  # fmt: skip

Table = dict[str, str]


def _opposite_tables(language: str) -> Table:
    axes = {
        f"{'!' if pole.startswith('!') else ''}{axis}:{pole.lstrip('!')}": phrases
        for axis, poles in _OPPOSITES[language].items()
        for pole, phrases in poles.items()
    }
    return {**axes, "negation": _NEGATIONS[language]}


_TABLES: dict[str, dict[str, Table]] = {
    language: {
        "population": _POPULATIONS[language],
        "sex": _SEXES[language],
        "area": _AREAS[language],
        "law": _LAWS,
        "counted": _COUNTED[language],
        "direction": _opposite_tables(language),
        "provider": _PROVIDERS[language],
        "measure": _MEASURES[language],
        "follow_up": _FOLLOW_UP[language],
        "breakdown": _BREAKDOWNS[language],
        "level": _LEVELS[language],
    }
    for language in ("sv", "en")
}

LSS_MEASURES = {
    "9.2": r"\bpersonlig\w* assist|\bpersonal assistan",
    "9.3": r"\bledsag|\bcompanion service|\bescort service",
    "9.4": r"\bkontaktperson|\bcontact person",
    "9.5": r"\bavlösar|\brelief service",
    "9.6": r"\bkorttidsvist|\bshort-term stay|\bshort-stay",
    "9.7": r"\bkorttidstillsyn|\bshort-term supervision",
    "9.10": r"\bdaglig\w* verksamhet|\bdaily activit",
}
"""Section of the Act -> how the measure it gives is said, both languages; the name says the section."""

SYNONYM, OPPOSITE, AREA = "synonym", "opposite", "area"
"""The kinds of rows that an administrator's list holds."""

Row = tuple[str, str, str, str]
"""(kind, language, left, right)."""


@dataclass(frozen=True, eq=False)
class Terms:
    """All vocabulary that reading and comparing lean on; equal only to itself, so that it keys caches.

    `synonyms` is language -> groups, the first phrase of a group stands for all; `tables` is
    language -> facet -> value -> phrases; `parents` is area -> wider area; `rows` are what an
    administrator added to the built-in lists.
    """

    synonyms: Mapping[str, tuple[tuple[str, ...], ...]]
    generic: Mapping[str, frozenset[str]]
    tables: Mapping[str, Mapping[str, Mapping[str, str]]]
    parents: Mapping[str, str]
    rows: tuple[Row, ...] = ()

    @staticmethod
    def default() -> Terms:
        """Return the built-in lists."""
        return _DEFAULT

    def version(self) -> str:
        """Return a short text that is the same for the same rows, to key what is stored."""
        return hashlib.sha256(repr(sorted(self.rows)).encode()).hexdigest()[:12]

    def with_rows(self, rows: Iterable[Row]) -> Terms:
        """Return lists with an administrator's rows added.

        A synonym joins the groups of both sides. An opposite makes an axis of its own, one side
        against the other; several on a side are parted by commas. An area row puts the phrase on
        the left into the area that is named, or met, on the right; an unknown one is new. Rows of
        other kinds or languages, or with an empty side, are left out.
        """
        synonyms = {
            language: [list(g) for g in groups] for language, groups in self.synonyms.items()
        }
        tables = {
            language: {facet: dict(table) for facet, table in facets.items()}
            for language, facets in self.tables.items()
        }
        kept: list[Row] = []
        for kind, language, left, right in rows:
            left, right = " ".join(left.lower().split()), " ".join(right.lower().split())
            if language not in tables or not left or not right:
                continue
            if kind == SYNONYM and left != right:
                _join(synonyms.setdefault(language, []), left, right)
                _same_values(tables[language], left, right)
            elif kind == OPPOSITE and left != right:
                axis = f"own{len(self.rows) + len(kept)}"
                for pole, side in enumerate((left, right)):
                    phrases = " | ".join(_loose(p) for p in side.split(",") if p.strip())
                    tables[language]["direction"][f"{axis}:{pole}"] = phrases
            elif kind == AREA:
                key = _known_value(tables[language]["area"], right) or right.replace(" ", "_")
                table = tables[language]["area"]
                table[key] = " | ".join(filter(None, (table.get(key, ""), _loose(left))))
            else:
                continue
            kept.append((kind, language, left, right))
        return Terms(
            {language: tuple(tuple(g) for g in groups) for language, groups in synonyms.items()},
            self.generic,
            tables,
            self.parents,
            (*self.rows, *kept),
        )


def _loose(phrase: str) -> str:
    """A phrase as an administrator writes it, so that it is met in all its inflections: by stem."""
    return " ".join(f"~{word}" for word in phrase.split())


def _join(groups: list[list[str]], left: str, right: str) -> None:
    met = [g for g in groups if any(p.lower() in (left, right) for p in g)]
    joined = [phrase for g in met for phrase in g]
    for group in met:
        groups.remove(group)
    for phrase in (left, right):
        if phrase not in (p.lower() for p in joined):
            joined.append(phrase)
    groups.append(joined)


def _same_values(tables: dict[str, dict[str, str]], left: str, right: str) -> None:
    """Let two words that mean the same be read as the same in every facet."""
    for table in tables.values():
        for known, new in ((left, right), (right, left)):
            value = _known_value(table, known)
            if value and _known_value(table, new) is None:
                table[value] = f"{table[value]} | {_loose(new)}"


def _known_value(table: Mapping[str, str], phrase: str) -> str | None:
    if phrase in table:
        return phrase
    for value, phrases in table.items():
        if value.startswith("!"):
            continue
        for known in phrases.split("|"):
            pattern = known.strip().replace("~", "")
            if "_" not in pattern and fnmatch.fnmatchcase(phrase, pattern):
                return value
    return None


_DEFAULT = Terms(SYNONYMS, GENERIC, _TABLES, PARENT_AREAS)


MONTHS = {
    "januari": 1, "februari": 2, "mars": 3, "april": 4, "maj": 5, "juni": 6, "juli": 7, "augusti": 8,
    "september": 9, "oktober": 10, "november": 11, "december": 12,
    "january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "august": 8, "october": 10,
    "jan": 1, "feb": 2, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9, "okt": 10, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
