"""Language names as authors write them in column headers, turned into codes."""

import functools
import re
import unicodedata

from babel import Locale, UnknownLocaleError

UNKNOWN = "und"
"""The code of a text whose language the source does not state (BCP 47)."""

_OWN_NAMES = {
    "svenska": "sv",
    "engelska": "en",
    "francais": "fr",
    "deutsch": "de",
    "espanol": "es",
    "suomi": "fi",
    "norsk": "nb",
    "norwegian": "nb",
    "norska": "nb",
    "bokmal": "nb",
    "nynorsk": "nn",
    "dansk": "da",
    "kiswahili": "sw",
    "oromiffa": "om",
    "oromo": "om",
    "afaan oromo": "om",
    "tigirigna": "ti",
    "tigrigna": "ti",
    "dari": "prs",
    "farsi": "fa",
    "bahasa": "id",
    "chinese": "zh",
    "portugues": "pt",
    "italiano": "it",
    "nederlands": "nl",
    "polski": "pl",
    "somali": "so",
    "soomaali": "so",
    "meankieli": "fit",
    "davvisamegiella": "se",
    "julevsamegiella": "smj",
}
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


def language_code(name: str) -> str:
    """Return the code for a name such as "English (en)", "Svenska" or "fr".

    A name nobody knows becomes a private code ("x-klingon") and is kept; "" gives "und".
    """
    text = " ".join(name.split())
    if not text:
        return UNKNOWN
    if match := re.search(r"\(\s*([^()]*?)\s*\)\s*$", text):
        if _CODE.fullmatch(match[1]):
            return _tidy(match[1])
        text = text[: match.start()].strip() or match[1]
    plain = _plain(text)
    if code := _OWN_NAMES.get(plain) or _names().get(plain):
        return code
    if _CODE.fullmatch(text) and _is_known(text):
        return _tidy(text)
    parts = re.findall(r"[a-z0-9]+", plain)
    return "-".join(["x", *(p[:8] for p in parts[:3])]) if parts else UNKNOWN


def is_private(code: str) -> bool:
    """True for a code made here for a language that nobody knows."""
    return code.startswith("x-")


def _tidy(code: str) -> str:
    first, *rest = code.split("-")
    return "-".join([first.lower(), *(p.upper() if len(p) == 2 else p for p in rest)])


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in folded if not unicodedata.combining(c)).strip()


def _is_known(code: str) -> bool:
    try:
        Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return code.lower() in Locale("en").languages
    return True


@functools.cache
def _names() -> dict[str, str]:
    """Names of languages in English and Swedish, without accents -> code."""
    names: dict[str, str] = {}
    for locale in ("sv", "en"):
        for code, name in Locale(locale).languages.items():
            if "_" not in code:
                names[_plain(name)] = code
    return names
