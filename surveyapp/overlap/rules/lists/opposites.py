"""Opposites, denials and the steps of a matter: what sets two questions of one subject apart."""

from __future__ import annotations

OPPOSITES: dict[str, dict[str, dict[str, str]]] = {
    "sv": {
        "lex": {"0": "lex sarah*", "1": "lex maria*"},
        "flow": {
            "0": "ersättning* från | ersättning* _ från | betal* från | bidrag* från | remiss* från | överför* från | intäkt* | statsbidrag* | utvecklingsmedel | remitter* från",
            "1": "ersättning* till | betal* till | bidrag* till | remiss* till | överför* till | kostnad* | utgift* | remitter* till | ersättning* _ till",
            "!1": "kostnadsfri*",
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
            "0": "skicka* in | skicka* _ in | inkom | inkomm* | inkomna | inkommit | kom in | kommit in | tagit emot | tog emot | mottagna | mottagit | togs emot | tagits emot | inlämnade | inkommande | ingående | anlänt",
            "1": "avgjord* | avgjort* | avgjorts | besvarad* | färdigbehandl* | handlagda",
            "2": "skickat | skickade | skickats | avsänt | avsänts | avsänds | avsända | översänd* | utgående | avgående | gått ut | sänts | lämnat nämnden | lämnade nämnden | lämnat förvaltningen | lämnat kommunen",
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
            "1": "återbetal* | betal* tillbaka | begär* tillbaka | kräv* tillbaka | kräv* _ tillbaka | begär* _ tillbaka | återkrav* | återkrävt*",
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
            "1": "nattetid | på natten | natt | nätter | nattpersonal* | nattinsats* | nattbeman* | 22 07 | 22 06 | 21 07 | 22 7 | 22 6 | 22 00 07 00 | 22 00 06 00 | 21 00 07 00 | kväll och morgon | kväll till morgon | kvällen till _ på morgonen | kvällen och _ på morgonen",
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
            "0": "köps | köptes | köp | köpt | köpta | köpte | köper | inköp*",
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
        "owned": {"0": "privata utförare", "1": "privatägda företag"},
    },
    "en": {
        "lex": {"0": "lex sarah*", "1": "lex maria*"},
        "flow": {
            "0": "compensation from | payment* from | grant* from | transfer* from | referral* from | referred from | revenue* | income from | state funding | state grant* | government grant*",
            "1": "compensation to | payment* to | grant* to | transfer* to | referral* to | referred to | cost* | expenditure* | paid to",
        },
        "outcome": {
            "0": "granted | approved | favourable | allowed | accepted applications | positive outcome | answer was yes | got a yes | got yes | upheld",
            "1": "refus* | reject* | denied | turned down | not granted | not approved | negative outcome | answer was no | got a no | got no for an answer | dismissed",
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

NEGATIONS = {
    "sv": "inte | ej | utan | aldrig | saknar | saknas | saknade | saknat | icke | ingen | inga | inget",
    "en": "not | non | without | never | lack | lacks | lacking | no | cannot | none",
}

FOLLOW_UP = {
    "sv": {
        "followed": "följer _ upp | följer _ _ upp | följer _ _ _ upp | följer upp | följs upp | följs _ upp | följs _ _ upp | följs _ _ _ upp | följts upp | följt upp | följde* upp | följdes _ upp | följdes _ _ upp | uppfölj* | utvärder* | granska* | revider* | uppdaterats | uppdaterades | omarbet* | setts över | sett över | översyn* | arbetats om | senaste ändring* | kontroller* | övat | övats | övad* | övade | övning* | översed* | ses _ över | ses över | ser _ över | aktualitetspröva*",
        "exists": "*rutin | *rutiner | *rutinen | *rutinerna | *plan | *planer | *planen | överenskommelse* | policy* | arbetssätt* | riktlinje* | ledningssystem* | strategi*",
        "!exists": "som plan",
        "!followed": "rutin för uppfölj* | rutin för att följa upp | systematisk uppföljning | rutiner för uppfölj* | uppföljning på individ* | individbaserad systematisk uppföljning | rutin för att kontroller* | rutiner för att kontroller* | rutin för kontroll* | rutin för att granska* | rutin för granskning* | rutin för att utvärder* | rutin för utvärder* | rutin för att ompröva | rutin för revider* | brukarbaserad uppfölj* | plan för uppfölj* | egenkontroll*",
    },
    "en": {
        "followed": "compliance | reviews | exercise | follow* up | followed up | follow-up | evaluat* | reviewed | updated | exercised | tested | audited | revised",
        "exists": "routine | routines | procedure* | plan | plans | agreement* | policy | policies | guideline* | strategy",
        "!followed": "follow-up conversation* | follow-up talk* | follow-up call* | follow-up meeting* | follow-up visit* | procedure* for follow* up | routine* for follow* up | systematic follow* up | procedure* for evaluat* | procedure* for monitor* | procedure* for review* | procedure* for _ review* | routine* for review* | routine* for monitor*",
    },
}  # fmt: skip
