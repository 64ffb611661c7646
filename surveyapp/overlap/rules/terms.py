"""The trade's vocabulary that matching leans on: words that mean the same, opposites, areas.

Swedish first. A phrase is written in its dictionary form; inflections are found through stems.
Later an administrator will own these lists; until then they are part of the program.
"""

from __future__ import annotations

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

OPPOSITES: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    # axis -> poles, each a tuple of patterns read at the start of a word
    "sv": {
        "flow": (
            (r"(?:ersättning\w*|betal\w*|belopp\w*|bidrag\w*|intäkt\w*|överför\w*|remiss\w*)\s+från", r"intäkt\w*"),
            (r"(?:ersättning\w*|betal\w*|belopp\w*|bidrag\w*|överför\w*|remiss\w*)\s+till\b(?!baka)", r"kostnad\w*"),
        ),
        "outcome": (
            (r"bevilj\w+", r"bifall\w*", r"gynnande", r"godkän\w+"),
            (r"avsl[aåo]g\w*", r"avslå\w*", r"avslag\w*", r"neka\w*", r"ej bevilj\w+", r"återkalla\w*"),
        ),
        "course": (
            (r"påbörja\w*", r"inle(?:dd|tt|der|da)\w*", r"starta\w*", r"nya ärenden", r"öppnade\w*"),
            (r"avslutad?\w*", r"stängda", r"upphör\w*"),
            (r"avbr(?:öt|utit|uten|utna|utet|yt)\w*", r"avbrott\w*"),
        ),
        "repay": (
            (r"fick\b[^.?]{0,20}bistånd", r"utbetal\w*", r"betalades ut"),
            (r"återbetal\w*", r"betala(?:de|t|r)?\s+tillbaka", r"återkrav\w*"),
        ),
        "side": (
            (r"våldsutsatt(?!he)\w*", r"utsatts? för våld", r"brottsoffer"),
            (r"våldsutöva\w*", r"utöva\w* våld", r"använder våld"),
        ),
        "move": ((r"inflytt\w*", r"flyttat? in"), (r"utflytt\w*", r"flyttat? ut", r"avflytt\w*")),
        "change": ((r"öka(?:t|de|r)?\b", r"ökning\w*", r"fler\b", r"högre"), (r"minska\w*", r"minskning\w*", r"färre", r"lägre")),
        "bound": ((r"minst\b", r"lägst\b", r"mer än", r"fler än"), (r"högst\b", r"som mest", r"mindre än", r"färre än")),
        "days": ((r"vardag\w*",), (r"helg\w*", r"lör?dag\w*", r"sön\w*dag\w*")),
        "form": ((r"muntlig\w*", r"talad\w*"), (r"skriftlig\w*", r"lättläst\w*")),
        "buying": ((r"köp\b", r"köpt\w*", r"inköp\w*"), (r"sälj\w*", r"såld\w*", r"försäljning\w*")),
        "operation": ((r"egen regi", r"kommunal regi"), (r"enskild regi", r"privat\w*", r"annan regi")),
        "substance": ((r"alkohol\w*",), (r"läkemedel\w*(?!sgiv|saut)\b",), (r"narkotika\w*",)),
        "sex": ((r"kvinnor\w*", r"flickor\w*", r"mödrar"), (r"män\b", r"pojkar\w*", r"fäder")),
        "stage": ((r"från ansök\w*", r"från anmäl\w*", r"från nyansök\w*"), (r"från beslut\w*",)),
        "polarity": ((), (r"inte\b", r"ej\b", r"utan att", r"aldrig\b", r"saknar\w*", r"icke\b")),
    },
    "en": {
        "flow": ((r"(?:compensation|payments?|grants?|transfers?|referrals?)\s+from",), (r"(?:compensation|payments?|grants?|transfers?|referrals?)\s+to",)),
        "outcome": ((r"grant(?:ed|s)\b", r"approved", r"favourable"), (r"refus\w+", r"reject\w+", r"denied", r"revoked")),
        "course": ((r"start\w*", r"opened", r"initiated", r"began"), (r"complet\w+", r"closed", r"ended", r"finished"), (r"broke off", r"broken off", r"interrupted", r"discontinued")),
        "repay": ((r"received\b", r"paid (?:out|to)"), (r"repa(?:id|y)\w*", r"paid back")),
        "side": ((r"exposed to violence", r"victims?"), (r"perpetrators?", r"use violence")),
        "move": ((r"mov(?:ed|ing) in\w*",), (r"mov(?:ed|ing) out",)),
        "change": ((r"increas\w*", r"more\b", r"higher"), (r"decreas\w*", r"fewer", r"lower")),
        "bound": ((r"at least", r"more than"), (r"at most", r"less than", r"fewer than")),
        "days": ((r"weekdays?",), (r"weekends?",)),
        "sex": ((r"women", r"girls", r"mothers"), (r"men\b", r"boys", r"fathers")),
        "stage": ((r"from application", r"from new application"), (r"from decision",)),
        "polarity": ((), (r"not\b", r"without\b", r"never\b", r"lacks?\b", r"n't\b")),
    },
}  # fmt: skip
"""Axes on which two questions can point in opposite directions."""

POPULATIONS: dict[str, dict[str, str]] = {
    "sv": {
        "children": r"barn(?!morsk|ens situation)\w*|ungdom\w*|\bunga\b|elev\w*",
        "adults": r"vuxna?\b",
        "older": r"(?<!och )(?<!eller )äldre(?!\s+än)\w*|pensionär\w*",
        "disability": r"funktionsneds\w*|funktionshind\w*|LSS\w*",
        "homeless": r"hemlös\w*",
        "at_risk_of_eviction": r"riskerar? (?:att )?förlora sitt boende|vräkning\w*",
        "households": r"hushåll\w*",
        "relatives": r"anhörig\w*|närstående\w*",
        "newly_arrived": r"nyanländ\w*|ensamkommande\w*",
    },
    "en": {
        "children": r"child\w*|young people|pupils?",
        "adults": r"adults?",
        "older": r"older (?:people|persons)|elderly\w*|pensioners?",
        "disability": r"disabilit\w*|disabled|LSS\w*",
        "homeless": r"homeless\w*",
        "at_risk_of_eviction": r"risk (?:of )?losing their home|evict\w*",
        "households": r"households?",
        "relatives": r"relatives?",
        "newly_arrived": r"newly arrived|unaccompanied",
    },
}  # fmt: skip

AREAS: dict[str, dict[str, str]] = {
    "sv": {
        "home_care": r"hemtjänst\w*|ordinärt boende|hemvård\w*",
        "special_housing": r"särskil\w+ boende\w*|äldreboende\w*|säbo\b|vård- och omsorgsboende\w*",
        "older_care": r"äldreomsorg\w*|omsorg(?:en)? om äldre",
        "lss_housing": r"bost[äa]d\w* med särskild service|LSS-bo\w*|gruppbost[äa]d\w*|servicebost[äa]d\w*",
        "daily_activities": r"daglig verksamhet",
        "personal_assistance": r"personlig assistans",
        "disability_care": r"LSS\b|funktionshind\w*|funktionsneds\w*",
        "psychiatry": r"socialpsykiatri\w*|boendestöd\w*|psykisk\w*",
        "economic_assistance": r"ekonomiskt bistånd|försörjningsstöd\w*",
        "debt_counselling": r"budget- och skuldrådgiv\w*",
        "substance_use": r"skadligt bruk|missbruk\w*|beroendevård\w*|ANDTS\w*",
        "family_homes": r"familjehem\w*",
        "residential_care": r"HVB\b|hem för vård eller boende",
        "child_welfare": r"barn- och ungdomsvård\w*|barn och ung\w*|barnavård\w*",
        "violence": r"våld\w*|skydda\w* boende\w*",
        "homelessness": r"hemlös\w*",
        "family_law": r"familjerätt\w*|vårdnad\w*|umgänge\w*|faderskap\w*",
        "family_counselling": r"familjerådgiv\w*",
        "health_care": r"hälso- och sjukvård\w*|sjukskötersk\w*|riskbedömning\w*",
        "preparedness": r"kontinuitetsplan\w*|krisberedskap\w*|krisledning\w*",
        "housing_market": r"bostadsmarknad\w*",
    },
    "en": {
        "home_care": r"home[ -]care|ordinary housing|home help",
        "special_housing": r"special housing|elderly housing|care homes?|nursing homes?",
        "older_care": r"elderly care|care (?:of|for) older people",
        "lss_housing": r"housing with special service\w*|LSS housing|group homes?",
        "daily_activities": r"daily activit\w*",
        "personal_assistance": r"personal assistance",
        "disability_care": r"LSS\b|disabilit\w*",
        "psychiatry": r"psychiatr\w*|housing support",
        "economic_assistance": r"economic assistance|income support|social assistance",
        "debt_counselling": r"budget and debt counsel\w*|debt counsel\w*",
        "substance_use": r"substance (?:use|misuse)|addiction\w*",
        "family_homes": r"family homes?|foster homes?",
        "residential_care": r"residential care",
        "child_welfare": r"child welfare|children and young people",
        "violence": r"violence|sheltered housing|shelters?",
        "homelessness": r"homeless\w*",
        "family_law": r"family law|custody|paternit\w*",
        "family_counselling": r"family counselling",
        "health_care": r"health[ -]care|nurses?",
        "preparedness": r"continuity plans?|crisis",
        "housing_market": r"housing market",
    },
}  # fmt: skip

PARENT_AREAS = {
    "home_care": "older_care",
    "special_housing": "older_care",
    "lss_housing": "disability_care",
    "daily_activities": "disability_care",
    "personal_assistance": "disability_care",
    "psychiatry": "disability_care",
    "family_homes": "child_welfare",
    "residential_care": "child_welfare",
}
"""Area -> the wider area it is part of."""

LAWS = {
    "SoL": r"\bSoL\b|socialtjänstlag\w*|Social Services Act",
    "LSS": r"\bLSS\b|lagen om stöd och service",
    "HSL": r"\bHSL\b|hälso- och sjukvårdslag\w*|Health and Medical Services Act",
    "LVU": r"\bLVU\b",
    "LVM": r"\bLVM\b",
    "SFB": r"\bSFB\b|socialförsäkringsbalk\w*|Social Insurance Code",
    "FB": r"föräldrabalk\w*",
    "alcohol": r"alkohollag\w*|Alcohol Act",
}

COUNTED: dict[str, dict[str, str]] = {
    "sv": {
        "household": r"hushåll\w*",
        "staff": r"medarbetare\w*|anställ\w*|personal\w*|vårdare\w*|handläggare\w*|undersköterskor?\w*|socialsekreterare\w*|chefer\w*|timavlönad\w*",
        "fte": r"årsarbet\w*|heltidstjänst\w*",
        "decision": r"beslut\w*|LSS-beslut\w*",
        "case": r"ärenden?\w*|utredning\w*|ansökning\w*|anmälning\w*",
        "dwelling": r"bost[äa]d\w*|lägenhet\w*",
        "unit": r"enhet(?:er\w*|en)?\b|utförare\w*|boenden\b|verksamheter\w*|äldreboenden\w*|LSS-boendena\w*|områden\w*",
        "place": r"platser\w*",
        "hour": r"timmar\w*|hemtjänsttimmar\w*",
        "day": r"dagar\w*|kalenderdagar\w*|vårddygn\w*",
        "week": r"veckor\w*",
        "month": r"månader\w*",
        "krona": r"kr\b|kronor\w*|belopp\w*",
        "event": r"händelser\w*|fallhändelser\w*|tillfällen\w*|övningar\w*|\w*besök\w*|möten\w*|\w*samtal\b",
        "person": r"personer\w*|person\b|barn\w*|vuxna\w*|unga\b|ungdomar\w*|äldre\b|klienter\w*|boende\b|brukare\w*|\w*tagare\b|invånare\w*|våldsutövare\w*|kvinnor|män\b|deltagare\w*|elever\w*|dem som",
        "municipality": r"kommuner\w*",
    },
    "en": {
        "household": r"households?",
        "staff": r"staff|employees?|employed|carers?|case officers?|assistant nurses?|social workers?|managers?|workers?",
        "fte": r"full-time equivalents?",
        "decision": r"(?:favourable )?(?:LSS )?decisions?",
        "case": r"cases?|investigations?|applications?|reports?",
        "dwelling": r"dwellings?|homes? for|flats?",
        "unit": r"units?|areas?",
        "place": r"places?",
        "hour": r"(?:granted )?(?:home-care )?hours?",
        "day": r"days?",
        "week": r"weeks?",
        "month": r"months?",
        "krona": r"SEK|kronor|amounts?",
        "event": r"events?|falls?|occasions?|exercises?|visits?|meetings?",
        "person": r"people|persons?|child\w*|adults?|young|older|clients?|residents?|users?|recipients?|women|men|participants?|of these",
        "municipality": r"municipalit\w*",
    },
}  # fmt: skip
"""What a count counts -> patterns, tried where a word of number stands just before."""

NUMBER_WORDS = {
    "sv": {
        "noll": 0, "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8,
        "nio": 9, "tio": 10, "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16,
        "sjutton": 17, "arton": 18, "nitton": 19, "tjugo": 20, "tjugoen": 21, "tjugoett": 21, "tjugofyra": 24, "tjugofem": 25,
        "trettio": 30, "trettiosex": 36, "fyrtio": 40, "femtio": 50, "sextio": 60, "sextiofem": 65,
        "sjuttio": 70, "åttio": 80, "åttiofem": 85, "nittio": 90,
    },
    "en": {
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
        "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "twenty-one": 21, "twenty-four": 24, "thirty": 30,
        "thirty-six": 36, "sixty-five": 65, "eighty": 80,
    },
}  # fmt: skip

MONTHS = {
    "januari": 1, "februari": 2, "mars": 3, "april": 4, "maj": 5, "juni": 6, "juli": 7, "augusti": 8,
    "september": 9, "oktober": 10, "november": 11, "december": 12,
    "january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "august": 8, "october": 10,
    "jan": 1, "feb": 2, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9, "okt": 10, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
