"""Words that the field uses for the same thing, and words that say nothing about what is asked."""

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
