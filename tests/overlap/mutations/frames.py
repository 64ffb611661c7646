"""Questions written for the mutation set: frames whose slot holds a unit, a population and so on.

A frame is written once in Swedish and, where there is a good one, once in English.
"""

from __future__ import annotations

from typing import NamedTuple

# --- Units counted --------------------------------------------------------------------------------


class Service(NamedTuple):
    """A service: what it is called, where it is, and the units it can be counted in."""

    name: str
    place: str
    units: str
    english: str = ""


SERVICES = (
    Service(
        "hemtjänst",
        "hemtjänsten",
        "persons households decisions applications fte staff kronor hours",
        "home care",
    ),
    Service(
        "daglig verksamhet",
        "den dagliga verksamheten",
        "persons decisions applications places fte staff kronor",
        "daily activities",
    ),
    Service(
        "korttidsboende",
        "korttidsboendet",
        "persons places days fte kronor decisions",
        "short-term care",
    ),
    Service(
        "särskilt boende",
        "det särskilda boendet",
        "persons places days decisions applications fte staff kronor",
        "residential care",
    ),
    Service(
        "boendestöd",
        "boendestödet",
        "persons households hours decisions applications fte kronor",
        "housing support",
    ),
    Service(
        "personlig assistans",
        "den personliga assistansen",
        "persons hours decisions applications kronor staff",
        "personal assistance",
    ),
    Service("ledsagarservice", "ledsagarservicen", "persons hours decisions applications kronor"),
    Service(
        "avlösarservice i hemmet",
        "avlösarservicen",
        "persons households hours decisions applications",
    ),
    Service(
        "skyddat boende",
        "det skyddade boendet",
        "persons households places days kronor decisions fte",
        "sheltered housing",
    ),
    Service(
        "budget- och skuldrådgivning",
        "budget- och skuldrådgivningen",
        "persons households cases hours fte applications",
        "debt counselling",
    ),
    Service(
        "familjerådgivning",
        "familjerådgivningen",
        "persons households cases hours fte kronor",
        "family counselling",
    ),
    Service(
        "ekonomiskt bistånd",
        "enheten för ekonomiskt bistånd",
        "persons households decisions applications cases kronor fte",
        "social assistance",
    ),
    Service(
        "akutboende",
        "akutboendet",
        "persons households places days kronor decisions",
        "emergency housing",
    ),
    Service("vård på HVB", "kommunens HVB", "persons places days kronor decisions cases"),
    Service(
        "stödboende",
        "stödboendet",
        "persons places days kronor decisions fte",
        "supported accommodation",
    ),
    Service(
        "öppenvård för skadligt bruk", "öppenvården", "persons hours kronor fte decisions staff"
    ),
    Service("trygghetslarm", "larmenheten", "persons households decisions applications kronor"),
    Service("färdtjänst", "färdtjänstenheten", "persons decisions applications kronor cases fte"),
    Service(
        "bostadsanpassningsbidrag",
        "enheten för bostadsanpassning",
        "households persons decisions applications cases kronor",
    ),
    Service("matdistribution", "matdistributionen", "persons households decisions kronor staff"),
    Service(
        "anhörigstöd",
        "anhörigstödet",
        "persons households hours fte kronor",
        "support to relatives",
    ),
    Service(
        "dagverksamhet för äldre",
        "dagverksamheten",
        "persons places decisions applications fte kronor",
        "day centres for older people",
    ),
    Service(
        "hemsjukvård", "hemsjukvården", "persons households hours fte staff kronor", "home nursing"
    ),
    Service(
        "familjehemsvård",
        "familjehemsvården",
        "persons days decisions kronor cases fte",
        "foster care",
    ),
    Service("ungdomstjänst", "ungdomstjänsten", "persons hours cases kronor decisions"),
    Service("umgängesstöd", "familjerätten", "persons households hours cases decisions"),
)

# Unit: list of (form, text with {s} for the name and {p} for the place).
SV_UNITS: dict[str, tuple[tuple[str, str], ...]] = {
    "persons": (
        ("plain", "Antal personer med {s}"),
        ("question", "Hur många personer har {s}?"),
        ("synonym", "Antal enskilda individer med {s}"),
        ("heading", "Personer med {s}, antal"),
        ("clause", "Ange hur många människor som har {s}"),
    ),
    "households": (
        ("plain", "Antal hushåll med {s}"),
        ("question", "Hur många hushåll har {s}?"),
        ("heading", "Hushåll med {s}, antal"),
        ("clause", "Ange hur många hushåll som har {s}"),
    ),
    "cases": (
        ("plain", "Antal ärenden om {s}"),
        ("question", "Hur många ärenden gäller {s}?"),
        ("heading", "Ärenden, {s}, antal"),
        ("clause", "Ange hur många ärenden som rör {s}"),
    ),
    "decisions": (
        ("plain", "Antal beslut om {s}"),
        ("question", "Hur många beslut har fattats om {s}?"),
        ("heading", "Beslut om {s}, antal"),
        ("synonym", "Hur många gånger har nämnden fattat beslut om {s}?"),
    ),
    "applications": (
        ("plain", "Antal ansökningar om {s}"),
        ("question", "Hur många ansökningar om {s} har kommit in?"),
        ("heading", "Inkomna ansökningar, {s}"),
        ("synonym", "Hur många gånger har någon sökt {s}?"),
    ),
    "places": (
        ("plain", "Antal platser i {s}"),
        ("question", "Hur många platser finns det i {s}?"),
        ("heading", "Platser i {s}, antal"),
    ),
    "fte": (
        ("plain", "Antal årsarbetare inom {p}"),
        ("question", "Hur många heltidstjänster motsvarar bemanningen inom {p}?"),
        ("heading", "Årsarbetare, {p}"),
        ("synonym", "Bemanning inom {p}, omräknad till heltider"),
    ),
    "staff": (
        ("plain", "Antal anställda inom {p}"),
        ("question", "Hur många medarbetare har {p}, oavsett sysselsättningsgrad?"),
        ("heading", "Anställda personer, {p}, antal"),
    ),
    "kronor": (
        ("plain", "Kostnad i kronor för {s}"),
        ("question", "Hur många kronor kostade {s}?"),
        ("heading", "Utgifter för {s}, tkr"),
        ("synonym", "Hur mycket pengar lade kommunen på {s}?"),
    ),
    "hours": (
        ("plain", "Antal timmar {s}"),
        ("question", "Hur många timmar {s} har utförts?"),
        ("heading", "Utförd tid i timmar, {s}"),
    ),
    "days": (
        ("plain", "Antal dygn i {s}"),
        ("question", "Hur många dygn har tillbringats i {s}?"),
        ("heading", "Dygn i {s}, antal"),
    ),
}
EN_UNITS: dict[str, tuple[tuple[str, str], ...]] = {
    "persons": (("plain", "Number of people with {s}"), ("question", "How many individuals receive {s}?"), ("heading", "Persons in {s}, number")),
    "households": (("plain", "Number of households with {s}"), ("question", "How many households receive {s}?")),
    "cases": (("plain", "Number of cases concerning {s}"), ("question", "How many cases concern {s}?")),
    "decisions": (("plain", "Number of decisions on {s}"), ("question", "How many decisions have been taken on {s}?")),
    "applications": (("plain", "Number of applications for {s}"), ("question", "How many applications for {s} have been received?")),
    "places": (("plain", "Number of places in {s}"), ("question", "How many beds or places are there in {s}?")),
    "fte": (("plain", "Full-time equivalents in {s}"), ("question", "How many full-time equivalents work in {s}?")),
    "staff": (("plain", "Number of employees in {s}"), ("question", "How many people are employed in {s}, whatever their hours?")),
    "kronor": (("plain", "Cost of {s} in kronor"), ("question", "How much money, in SEK thousand, was spent on {s}?")),
    "hours": (("plain", "Number of hours of {s}"), ("question", "How many hours of {s} have been delivered?")),
    "days": (("plain", "Number of days in {s}"), ("question", "How many bed days have been used in {s}?")),
}  # fmt: skip

# --- Populations ----------------------------------------------------------------------------------

SV_POPULATIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "children": (("plain", "barn"), ("synonym", "flickor och pojkar"), ("legal_age", "minderåriga"), ("clause", "personer som inte fyllt 18 år")),
    "adults": (("plain", "vuxna"), ("synonym", "vuxna personer"), ("legal_age", "myndiga personer"), ("clause", "personer som har fyllt 18 år")),
    "older": (("plain", "äldre"), ("synonym", "seniorer"), ("synonym", "äldre personer"), ("clause", "personer i ålderspension")),
    "disability": (("plain", "personer med funktionsnedsättning"), ("clause", "personer som har en funktionsnedsättning"), ("synonym", "individer med funktionshinder")),
    "relatives": (("plain", "anhöriga"), ("synonym", "närstående"), ("clause", "familjemedlemmar till dem som får insatser")),
    "staff": (("plain", "medarbetare"), ("synonym", "anställda"), ("clause", "personer ur personalen")),
    "unaccompanied": (("plain", "ensamkommande barn"), ("clause", "barn som kommit till Sverige utan vårdnadshavare")),
    "parents": (("plain", "föräldrar"), ("synonym", "mammor och pappor"), ("synonym", "vårdnadshavare")),
    "homeless": (("plain", "hemlösa"), ("clause", "personer utan egen bostad")),
    "victims": (("plain", "våldsutsatta"), ("clause", "personer som har utsatts för våld")),
    "perpetrators": (("plain", "våldsutövare"), ("clause", "personer som själva har utövat våld")),
    "women": (("plain", "kvinnor"), ("synonym", "personer av kvinnligt kön")),
    "men": (("plain", "män"), ("synonym", "personer av manligt kön")),
    "managers": (("plain", "chefer"), ("clause", "personer med chefsuppdrag")),
    "teenagers": (("plain", "tonåringar"), ("clause", "barn i tonåren")),
    "toddlers": (("plain", "småbarn"), ("clause", "barn som ännu inte börjat skolan")),
    "foster_parents": (("plain", "familjehemsföräldrar"), ("clause", "personer som tar emot barn i sitt hem på nämndens uppdrag")),
    "newcomers": (("plain", "nyanlända"), ("clause", "personer som nyligen fått uppehållstillstånd")),
}  # fmt: skip
EN_POPULATIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "children": (("plain", "children"), ("legal_age", "minors"), ("synonym", "boys and girls")),
    "adults": (("plain", "adults"), ("legal_age", "people of legal age")),
    "older": (("plain", "older people"), ("synonym", "senior citizens")),
    "disability": (("plain", "people with disabilities"), ("synonym", "persons with functional impairments")),
    "relatives": (("plain", "relatives"), ("clause", "family members of service users")),
    "staff": (("plain", "employees"), ("synonym", "members of staff")),
    "unaccompanied": (("plain", "unaccompanied children"), ("clause", "children who arrived in Sweden without a guardian")),
    "parents": (("plain", "parents"), ("synonym", "mothers and fathers")),
    "homeless": (("plain", "homeless people"), ("clause", "people without a home of their own")),
    "victims": (("plain", "victims of violence"), ("clause", "people who have been subjected to violence")),
    "perpetrators": (("plain", "perpetrators of violence"), ("clause", "people who have used violence themselves")),
    "women": (("plain", "women"),),
    "men": (("plain", "men"),),
    "managers": (("plain", "managers"),),
    "teenagers": (("plain", "teenagers"),),
    "toddlers": (("plain", "toddlers"),),
    "foster_parents": (("plain", "foster parents"),),
    "newcomers": (("plain", "newly arrived refugees"),),
}  # fmt: skip

# Populations of which one holds the other or which shade into each other are never set against
# each other: a careful reader could hesitate.
POPULATION_NEIGHBOURS = frozenset(
    frozenset(pair.split())
    for pair in [
        "adults older",
        "adults parents",
        "adults women",
        "adults men",
        "adults staff",
        "adults managers",
        "staff managers",
        "children unaccompanied",
        "children teenagers",
        "children toddlers",
        "parents relatives",
        "parents foster_parents",
        "adults relatives",
        "adults homeless",
        "adults victims",
        "adults perpetrators",
        "adults foster_parents",
        "adults newcomers",
        "unaccompanied newcomers",
        "adults disability",
        "women parents",
        "men parents",
        "unaccompanied teenagers",
        "women relatives",
        "men relatives",
    ]
)

# Text with {pop}; time of the question (flow, none); English or "".
POPULATION_FRAMES: tuple[tuple[str, str, str], ...] = (
    (
        "Antal {pop} som har fått rådgivning av socialtjänsten",
        "flow",
        "Number of {pop} who have received advice from the social services",
    ),
    (
        "Andel {pop} som är nöjda med bemötandet",
        "flow",
        "Share of {pop} who are satisfied with how they were treated",
    ),
    (
        "Hur många {pop} har deltagit i en stödgrupp?",
        "flow",
        "How many {pop} have taken part in a support group?",
    ),
    ("Erbjuds {pop} samtalsstöd?", "none", "Are {pop} offered counselling?"),
    (
        "Finns information riktad till {pop} på kommunens webbplats?",
        "none",
        "Does the municipal website hold information for {pop}?",
    ),
    ("Antal {pop} som svarat på enkäten", "flow", "Number of {pop} who answered the survey"),
    ("Har kommunen en rutin för hur {pop} görs delaktiga?", "none", ""),
    (
        "Hur många {pop} har anmält att de hotats?",
        "flow",
        "How many {pop} have reported being threatened?",
    ),
    ("Antal klagomål från {pop}", "flow", "Number of complaints from {pop}"),
    ("Andel {pop} som känner sig trygga", "flow", "Share of {pop} who feel safe"),
    ("Har {pop} bjudits in att lämna synpunkter på verksamheten?", "none", ""),
    ("Finns ett råd med företrädare för {pop}?", "none", ""),
    ("Antal samrådsmöten med {pop}", "flow", "Number of consultation meetings with {pop}"),
    ("Kostnad för stöd till {pop}", "flow", "Cost of support to {pop}"),
    ("Finns krisstöd för {pop}?", "none", "Is crisis support available for {pop}?"),
    ("Antal {pop} med behov av tolk", "flow", "Number of {pop} in need of an interpreter"),
    ("Görs en årlig enkät till {pop}?", "none", ""),
    (
        "Hur många {pop} har skyddade personuppgifter?",
        "none",
        "How many {pop} have protected personal data?",
    ),
    ("Antal {pop} som har besökt träffpunkten", "flow", ""),
    ("Genomsnittlig väntetid i dagar till samtal för {pop}", "flow", ""),
    ("Har ni en särskild samordnare för frågor som rör {pop}?", "none", ""),
    ("Antal {pop} som har flyttat från kommunen", "flow", ""),
    ("Antal anmälningar om våld mot {pop}", "flow", "Number of reports of violence against {pop}"),
    (
        "Hur många {pop} har genomgått hälsoundersökning?",
        "flow",
        "How many {pop} have had a health examination?",
    ),
    ("Erbjuder kommunen särskild utbildning för {pop}?", "none", ""),
    ("Hur många {pop} har skrivits in i programmet?", "flow", ""),
    ("Antal {pop} som har kontaktats av fältgruppen", "flow", ""),
    ("Andel {pop} som upplever att de kan påverka stödet", "flow", ""),
    (
        "Finns en telefonlinje som {pop} kan ringa dygnet runt?",
        "none",
        "Is there a telephone line that {pop} can call round the clock?",
    ),
    ("Antal {pop} som varit sjuka i mer än två veckor", "flow", ""),
    ("Antal hembesök hos {pop}", "flow", "Number of home visits to {pop}"),
    ("Har rutinen för samtal med {pop} följts upp?", "none", ""),
    ("Hur många {pop} har fått informationen på lättläst svenska?", "flow", ""),
    ("Antal utbildningstillfällen för {pop}", "flow", ""),
    ("Redovisar nämnden hur beslutet påverkar {pop}?", "none", ""),
    ("Antal polisanmälningar från {pop}", "flow", ""),
)

# --- Directions -----------------------------------------------------------------------------------


class Direction(NamedTuple):
    """Two opposite directions of one thing, each said in several ways with {o} for the thing."""

    first: tuple[tuple[str, str], ...]
    second: tuple[tuple[str, str], ...]
    en_first: tuple[tuple[str, str], ...] = ()
    en_second: tuple[tuple[str, str], ...] = ()


DIRECTIONS: dict[str, Direction] = {
    "granted": Direction(
        (("plain", "beviljade {o}"), ("participle", "bifallna {o}"), ("clause", "{o} som bifölls"), ("synonym", "{o} där svaret blev ja"), ("clause", "{o} med positivt utfall")),
        (("plain", "avslagna {o}"), ("clause", "{o} som avslogs"), ("synonym", "{o} där svaret blev nej"), ("participle", "{o} som lämnades utan bifall"), ("clause", "{o} med negativt utfall")),
        (("plain", "{o} granted"), ("synonym", "{o} where the answer was yes"), ("clause", "{o} that were approved")),
        (("plain", "{o} refused"), ("synonym", "{o} where the answer was no"), ("clause", "{o} that were turned down")),
    ),
    "granted_people": Direction(
        (("plain", "personer som beviljats {o}"), ("synonym", "personer som fått ja till {o}"), ("clause", "sökande vars begäran om {o} bifallits")),
        (("plain", "personer som nekats {o}"), ("synonym", "personer som fått nej till {o}"), ("clause", "sökande vars begäran om {o} avslagits"), ("participle", "personer med avslag på {o}")),
        (("plain", "people granted {o}"), ("clause", "applicants who got a yes to {o}")),
        (("plain", "people refused {o}"), ("clause", "applicants who got a no to {o}")),
    ),
    "started": Direction(
        (("plain", "inledda {o}"), ("participle", "påbörjade {o}"), ("clause", "{o} som startades"), ("synonym", "nyöppnade {o}"), ("clause", "{o} som tog sin början")),
        (("plain", "avslutade {o}"), ("clause", "{o} som avslutades"), ("synonym", "{o} som tog slut"), ("participle", "slutförda {o}"), ("clause", "{o} som nådde sitt slut")),
        (("plain", "{o} opened"), ("clause", "{o} that began"), ("synonym", "newly started {o}")),
        (("plain", "{o} closed"), ("clause", "{o} that came to an end"), ("synonym", "completed {o}")),
    ),
    "moved": Direction(
        (("plain", "personer som flyttat in i {o}"), ("participle", "inflyttade i {o}"), ("synonym", "nya boende i {o}")),
        (("plain", "personer som flyttat ut från {o}"), ("participle", "utflyttade från {o}"), ("synonym", "personer som lämnat {o}")),
        (("plain", "people moving into {o}"), ("synonym", "new residents of {o}")),
        (("plain", "people moving out of {o}"), ("synonym", "people who left {o}")),
    ),
    "enrolled": Direction(
        (("plain", "personer som skrivits in i {o}"), ("participle", "inskrivna under perioden, {o}"), ("synonym", "personer som börjat i {o}")),
        (("plain", "personer som skrivits ut från {o}"), ("participle", "utskrivna under perioden, {o}"), ("synonym", "personer som slutat i {o}")),
        (("plain", "people admitted to {o}"),),
        (("plain", "people discharged from {o}"),),
    ),
    "executed": Direction(
        (("plain", "verkställda beslut om {o}"), ("clause", "beslut om {o} som har verkställts"), ("synonym", "beslut om {o} där insatsen kommit i gång")),
        (("plain", "ej verkställda beslut om {o}"), ("clause", "beslut om {o} som inte har verkställts"), ("synonym", "beslut om {o} där insatsen inte kommit i gång")),
        (("plain", "implemented decisions on {o}"),),
        (("plain", "decisions on {o} not yet implemented"), ("clause", "decisions on {o} still waiting to be carried out")),
    ),
    "hired": Direction(
        (("plain", "nyanställda {o}"), ("clause", "{o} som anställdes"), ("synonym", "{o} som började sin tjänst")),
        (("plain", "{o} som slutat"), ("clause", "{o} som lämnade sin anställning"), ("synonym", "{o} som sagt upp sig och gått")),
        (("plain", "{o} hired"), ("clause", "{o} who took up a post")),
        (("plain", "{o} who left"), ("clause", "{o} who quit their post")),
    ),
    "violence": Direction(
        (("plain", "{o} som utsatts för våld"), ("participle", "våldsutsatta {o}"), ("synonym", "{o} som blivit slagna av en närstående")),
        (("plain", "{o} som utövat våld"), ("participle", "våldsutövande {o}"), ("synonym", "{o} som slagit en närstående")),
        (("plain", "{o} subjected to violence"), ("synonym", "{o} hit by someone close")),
        (("plain", "{o} who used violence"), ("synonym", "{o} who hit someone close")),
    ),
    "grew": Direction(
        (("plain", "enheter där {o} ökat"), ("synonym", "enheter där {o} stigit"), ("clause", "enheter som anger att {o} gått upp")),
        (("plain", "enheter där {o} minskat"), ("synonym", "enheter där {o} sjunkit"), ("clause", "enheter som anger att {o} gått ned")),
        (("plain", "units where {o} increased"),),
        (("plain", "units where {o} decreased"), ("synonym", "units where {o} fell")),
    ),
    "extended": Direction(
        (("plain", "utökade insatser i form av {o}"), ("clause", "insatser i form av {o} som utökats"), ("synonym", "insatser i form av {o} som fått fler timmar")),
        (("plain", "minskade insatser i form av {o}"), ("clause", "insatser i form av {o} som dragits ned"), ("synonym", "insatser i form av {o} som fått färre timmar")),
    ),
    "satisfied": Direction(
        (("plain", "{o} som är nöjda med kontakten"), ("clause", "{o} som ger kontakten gott betyg"), ("synonym", "{o} som tycker att kontakten fungerar bra")),
        (("plain", "{o} som är missnöjda med kontakten"), ("clause", "{o} som ger kontakten dåligt betyg"), ("synonym", "{o} som tycker att kontakten fungerar illa")),
        (("plain", "{o} satisfied with the contact"),),
        (("plain", "{o} dissatisfied with the contact"), ("clause", "{o} unhappy with the contact")),
    ),
    "sent": Direction(
        (("plain", "{o} som kommit in till nämnden"), ("participle", "inkomna {o}"), ("synonym", "{o} som nämnden tagit emot")),
        (("plain", "{o} som nämnden skickat vidare"), ("participle", "utgående {o}"), ("synonym", "{o} som lämnat nämnden")),
    ),
}  # fmt: skip

# Kind of direction: things, Swedish and English ("" without).
DIRECTION_THINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "granted": (
        ("ansökningar om färdtjänst", "applications for mobility service"), ("ansökningar om särskilt boende", ""), ("ansökningar om personlig assistans", "applications for personal assistance"),
        ("ansökningar om ekonomiskt bistånd", "applications for social assistance"), ("ansökningar om hemtjänst", ""), ("ansökningar om kontaktperson", ""),
        ("ansökningar om bostadsanpassning", "applications for housing adaptation"), ("ansökningar om daglig verksamhet", ""), ("ansökningar om serveringstillstånd", ""),
        ("begäranden om korttidsvistelse", ""), ("ansökningar om vård enligt LVU", ""), ("ansökningar om skuldsanering", "applications for debt relief"), ("ansökningar om hyresgaranti", ""),
        ("ansökningar om parboende", ""), ("ansökningar om ledsagning", ""), ("ansökningar om glasögonbidrag", ""), ("överklaganden av socialnämndens beslut", "appeals against decisions of the board"),
    ),
    "granted_people": (
        ("skyddat boende", "sheltered housing"), ("boendestöd", "housing support"), ("försörjningsstöd", "income support"), ("trygghetslarm", ""), ("kontaktfamilj", ""),
        ("matdistribution", ""), ("växelvård", ""), ("behandling för spelproblem", ""), ("socialt kontrakt", ""), ("plats i familjecentral", ""), ("avlösarservice", "respite care"),
    ),
    "started": (
        ("barnutredningar", "child investigations"), ("placeringar i familjehem", "placements in foster care"), ("LVM-utredningar", ""), ("förhandsbedömningar", ""), ("samarbetssamtal", ""),
        ("vårdnadsutredningar", "custody investigations"), ("lex Sarah-utredningar", ""), ("behandlingsprogram", ""), ("ärenden vid familjerådgivningen", ""), ("boendestödsinsatser", ""),
        ("upphandlingar av HVB-platser", "procurements of residential care"), ("arbetsmarknadsinsatser", ""), ("tillsynsärenden hos IVO", "supervision cases at the inspectorate"), ("sociala kontrakt", ""),
        ("ungdomskontrakt", ""), ("praktikperioder", ""), ("ärenden om våld i nära relation", ""), ("medgivandeutredningar", ""), ("insatser i öppenvård", "outpatient measures"),
        ("sjukfall bland personalen", ""), ("korttidsplaceringar", ""),
    ),
    "moved": (
        ("gruppbostad", "a group home"), ("särskilt boende", "residential care"), ("skyddat boende", "sheltered housing"), ("stödboende", ""), ("trygghetsboende", ""), ("servicebostad", ""), ("genomgångsbostad", ""), ("akutboende", "emergency housing"),
        ("kommunens lägenheter för Bostad först", ""),
    ),
    "enrolled": (
        ("daglig verksamhet", "daily activities"), ("hemsjukvården", "home nursing"), ("kommunens arbetsmarknadsenhet", ""), ("HVB", ""), ("aktivitetsansvaret", ""), ("öppenvårdsprogrammet", ""), ("dagverksamheten", ""),
    ),
    "executed": (
        ("kontaktperson", "a contact person"), ("bostad med särskild service", "special-service housing"), ("hemtjänst", ""), ("ledsagning", ""), ("särskilt boende", ""), ("kontaktfamilj", ""), ("daglig verksamhet", ""), ("korttidsvistelse", ""), ("vräkning", ""),
    ),
    "hired": (
        ("socialsekreterare", "social workers"), ("undersköterskor", "assistant nurses"), ("sjuksköterskor", "registered nurses"), ("enhetschefer", ""), ("biståndshandläggare", ""), ("personliga assistenter", ""), ("arbetsterapeuter", ""), ("boendestödjare", ""), ("familjebehandlare", ""),
    ),
    "violence": (("kvinnor", "women"), ("män", "men"), ("ungdomar", "young people"), ("föräldrar", "parents"), ("vuxna klienter", ""), ("personer över 65 år", ""), ("tonåringar", "")),
    "grew": (("antalet orosanmälningar", "the number of reports"), ("sjukfrånvaron", "sick leave"), ("kostnaden per brukare", ""), ("väntetiden", "waiting time"), ("antalet hushåll med bistånd", ""), ("personalomsättningen", ""), ("antalet avvikelser", "")),
    "extended": (("hemtjänst", ""), ("personlig assistans", ""), ("boendestöd", ""), ("ledsagning", ""), ("avlösning i hemmet", "")),
    "satisfied": (("brukare", "users"), ("anhöriga", "relatives"), ("klienter", "clients"), ("föräldrar", ""), ("boende", "residents"), ("familjehem", ""), ("unga", "")),
    "sent": (("orosanmälningar", ""), ("begäranden om yttrande", ""), ("remisser om vård", ""), ("klagomål", ""), ("begäranden om handräckning", "")),
}  # fmt: skip

# --- Laws -----------------------------------------------------------------------------------------

# Text with {law}; time; laws it may carry; English or "".
LAW_FRAMES: tuple[tuple[str, str, str, str], ...] = (
    ("Antal beslut {law}", "flow", "SoL LSS LVU LVM", "Number of decisions {law}"),
    (
        "Antal ansökningar om vård {law}",
        "flow",
        "LVU LVM LPT",
        "Number of applications for care {law}",
    ),
    (
        "Antal ej verkställda beslut {law}",
        "none",
        "SoL LSS",
        "Number of decisions {law} not yet implemented",
    ),
    (
        "Hur många insatser har beviljats {law}?",
        "flow",
        "SoL LSS HSL",
        "How many measures have been granted {law}?",
    ),
    (
        "Antal överklagade beslut {law}",
        "flow",
        "SoL LSS LVU LVM",
        "Number of appealed decisions {law}",
    ),
    ("Kostnad för insatser {law}", "flow", "SoL LSS HSL", "Cost of measures {law}"),
    (
        "Antal personer som vårdas {law}",
        "none",
        "LVU LVM LPT SoL",
        "Number of people cared for {law}",
    ),
    (
        "Har nämnden delegerat beslut {law}?",
        "none",
        "SoL LSS LVU LVM FL",
        "Has the board delegated decisions {law}?",
    ),
    ("Antal avslag {law}", "flow", "SoL LSS", "Number of refusals {law}"),
    (
        "Finns en rutin för handläggning {law}?",
        "none",
        "SoL LSS LVU LVM HSL FL",
        "Is there a routine for handling cases {law}?",
    ),
    ("Antal barn placerade {law}", "none", "SoL LVU", "Number of children placed {law}"),
    (
        "Antal personer med ledsagning {law}",
        "none",
        "SoL LSS",
        "Number of people with escort service {law}",
    ),
    ("Antal personer med sysselsättning {law}", "none", "SoL LSS", ""),
    ("Antal personer med korttidsvistelse {law}", "none", "SoL LSS", ""),
    (
        "Antal personer med kontaktperson {law}",
        "none",
        "SoL LSS",
        "Number of people with a contact person {law}",
    ),
    ("Antal yttranden {law}", "flow", "SoL LVU FL", ""),
    (
        "Antal beslut om bistånd {law}",
        "flow",
        "SoL:4:1 SoL:4:2",
        "Number of assistance decisions {law}",
    ),
    ("Antal utredningar {law}", "flow", "SoL:11:1 LSS LVM", ""),
    (
        "Antal beslut om vård {law}",
        "flow",
        "LVU:2 LVU:3 LVU:6 LVM",
        "Number of care decisions {law}",
    ),
    (
        "Antal omedelbara omhändertaganden {law}",
        "flow",
        "LVU:6 LVM:13",
        "Number of immediate custody decisions {law}",
    ),
    (
        "Antal beslut om insats {law}",
        "none",
        "LSS:9:3 LSS:9:4 LSS:9:5 LSS:9:6 LSS:9:10",
        "Number of measures decided {law}",
    ),
    ("Hur många personer har beviljats stöd {law}?", "none", "LSS:9:2 LSS:9:8 LSS:9:9 SoL:4:1", ""),
    ("Antal anmälningar {law}", "flow", "SoL:14:1 SoL:14:3", ""),
    ("Antal beslut om återkrav {law}", "flow", "SoL:9:1 SoL:9:2", ""),
    (
        "Antal avtal med utförare {law}",
        "none",
        "LOV LOU",
        "Number of contracts with providers {law}",
    ),
    (
        "Antal personer med assistans {law}",
        "none",
        "LSS SFB",
        "Number of people with personal assistance {law}",
    ),
    ("Antal anmälda avvikelser {law}", "flow", "SoL LSS HSL", ""),
    ("Antal domar {law}", "flow", "LVU LVM LPT", "Number of judgments {law}"),
    (
        "Andel beslut {law} som ändrats i domstol",
        "flow",
        "SoL LSS LVU",
        "Share of decisions {law} changed in court",
    ),
    ("Genomsnittlig handläggningstid i dagar för beslut {law}", "flow", "SoL LSS", ""),
    ("Antal hälsobesök {law}", "flow", "HSL SkolL", ""),
    ("Hur många årsarbetare arbetar med uppgifter {law}?", "none", "SoL LSS HSL SkolL", ""),
    ("Antal umgängesbegränsningar {law}", "flow", "LVU:14 LVU:10", ""),
    ("Antal beslut om omprövning {law}", "flow", "SoL LSS LVU:13 FL", ""),
    ("Vårddygn {law}", "flow", "LVU LVM SoL", ""),
    ("Antal brådskande beslut {law}", "flow", "SoL LVU:6 LVU:11 LVM:13", ""),
)

# --- Ages -----------------------------------------------------------------------------------------

# Noun group decides which spans make sense; {age} follows the noun.
AGE_FRAMES: tuple[tuple[str, str, str, str], ...] = (
    (
        "child",
        "barn",
        "Antal barn {age} i öppna insatser",
        "Number of children {age} receiving open measures",
    ),
    (
        "child",
        "barn",
        "Antal barn {age} som bevittnat våld",
        "Number of children {age} who have witnessed violence",
    ),
    (
        "child",
        "barn",
        "Hur många barn {age} har placerats i jourhem?",
        "How many children {age} have been placed in emergency foster homes?",
    ),
    (
        "child",
        "barn",
        "Antal barn {age} som berörts av vräkning",
        "Number of children {age} affected by an eviction",
    ),
    (
        "child",
        "barn",
        "Antal förhandsbedömningar om barn {age}",
        "Number of preliminary assessments concerning children {age}",
    ),
    (
        "child",
        "barn",
        "Andel barn {age} som fått komma till tals",
        "Share of children {age} who were heard",
    ),
    (
        "young",
        "unga",
        "Antal unga {age} utan arbete och studier",
        "Number of young people {age} neither working nor studying",
    ),
    (
        "young",
        "unga",
        "Antal unga {age} i stödboende",
        "Number of young people {age} in supported accommodation",
    ),
    (
        "young",
        "unga",
        "Hur många unga {age} har fått en kontaktperson?",
        "How many young people {age} have been given a contact person?",
    ),
    (
        "adult",
        "personer",
        "Antal personer {age} med försörjningsstöd",
        "Number of people {age} on income support",
    ),
    (
        "adult",
        "personer",
        "Antal personer {age} i hemlöshet",
        "Number of people {age} who are homeless",
    ),
    (
        "adult",
        "personer",
        "Hur många personer {age} har sökt skuldrådgivning?",
        "How many people {age} have applied for debt counselling?",
    ),
    (
        "grown",
        "kvinnor",
        "Antal kvinnor {age} i skyddat boende",
        "Number of women {age} in sheltered housing",
    ),
    (
        "adult",
        "personer",
        "Antal personer {age} i behandling för skadligt bruk",
        "Number of people {age} in treatment for substance use",
    ),
    (
        "old",
        "personer",
        "Antal personer {age} med hemtjänst",
        "Number of people {age} with home care",
    ),
    (
        "old",
        "personer",
        "Antal personer {age} i särskilt boende",
        "Number of people {age} in residential care",
    ),
    (
        "old",
        "personer",
        "Andel personer {age} som har trygghetslarm",
        "Share of people {age} with a personal alarm",
    ),
    (
        "old",
        "personer",
        "Hur många personer {age} har fått ett förebyggande hembesök?",
        "How many people {age} have had a preventive home visit?",
    ),
    (
        "adult",
        "personer",
        "Antal personer {age} i daglig verksamhet",
        "Number of people {age} in daily activities",
    ),
    (
        "adult",
        "personer",
        "Antal personer {age} med boendestöd",
        "Number of people {age} with housing support",
    ),
)

# --- Years ----------------------------------------------------------------------------------------

# Kind (flow, stock), Swedish, English: taken from pairs of the training parts that say the same in
# both languages, with the period left out.
YEAR_TWINS: tuple[tuple[str, str, str], ...] = (
    (
        "flow",
        "Antal ansökningar om ekonomiskt bistånd som kom in digitalt",
        "Number of applications for social assistance received digitally",
    ),
    (
        "flow",
        "Medianålder bland dem som sökte skuldrådgivning",
        "Median age of persons seeking debt counselling",
    ),
    (
        "flow",
        "Mediantid i dagar mellan fullständig ansökan och beslut om bostadsanpassningsbidrag",
        "Median number of days from complete application to decision, housing adaptation grant",
    ),
    (
        "flow",
        "Antal vårddygn enligt LVM",
        "Total number of bed days in compulsory substance-use care (LVM)",
    ),
    (
        "flow",
        "Antal upphandlingar av HVB-platser",
        "Number of procurements of residential care places (HVB)",
    ),
    ("flow", "Nya ärenden i budget- och skuldrådgivningen", "Number of new debt counselling cases"),
    (
        "flow",
        "Antal anställda i socialtjänsten som utbildats i krishantering",
        "Number of social-services staff trained in crisis management",
    ),
    (
        "flow",
        "Antal beslut där den enskilde tackat nej till erbjuden bostad (LSS)",
        "Number of decisions in which the person turned down the LSS housing offered",
    ),
    (
        "flow",
        "Ungdomstjänst, antal dömda",
        "Number of young people sentenced to youth community service",
    ),
    (
        "flow",
        "Överskuldsatta hushåll som fått rådgivning av kommunen",
        "Over-indebted households given debt counselling by the municipality",
    ),
    (
        "flow",
        "Hur många orosanmälningar som rör barn tog socialnämnden emot?",
        "How many reports of concern about children did the social welfare board receive?",
    ),
    (
        "flow",
        "Hur många utreseförbud för barn beslutade nämnden om?",
        "How many travel bans for children did the social welfare board issue?",
    ),
    (
        "flow",
        "Andel förhandsbedömningar avslutade inom två veckor",
        "Share of preliminary assessments completed within 14 days",
    ),
    (
        "stock",
        "Antal ensamkommande barn som var anvisade till kommunen",
        "Number of unaccompanied minors allocated to the municipality",
    ),
    (
        "stock",
        "Antal vuxna i tvångsvård enligt LVM",
        "Number of adults in compulsory care under LVM",
    ),
    ("stock", "Antal brukare med boendestöd", "Number of users with housing support"),
    (
        "stock",
        "Andel boende i gruppbostad som har en aktuell genomförandeplan",
        "Share of group-home residents with an up-to-date implementation plan",
    ),
    (
        "stock",
        "Obesatta tjänster som socialsekreterare inom barn- och ungdomsvården",
        "Vacant social worker posts in child welfare",
    ),
    (
        "stock",
        "Hur många unga bodde i stödboende?",
        "How many young people lived in supported accommodation (stödboende)?",
    ),
    (
        "stock",
        "Antal personer i ordinärt boende som hade trygghetslarm med GPS",
        "Number of people in ordinary housing with a GPS alarm",
    ),
)
