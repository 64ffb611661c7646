"""What the words of the column `type` mean, in every spelling that XLSForm has had."""

import re
from dataclasses import dataclass

from surveyapp.questionnaires.rules.definition import Kind


@dataclass(frozen=True)
class TypeReading:
    """What one cell of `type` asks for.

    `action` is one of question, begin, end, metadata, unsupported, unknown. `word` is the type in
    today's spelling; `is_old` is True when the author wrote it differently.
    """

    action: str
    word: str
    kind: Kind | None = None
    list_name: str = ""
    has_other: bool = False
    is_old: bool = False
    bounds: tuple[int, int] | None = None
    """Limits that the type itself sets (percentage: 0 to 100)."""


_PLAIN: dict[str, Kind] = {
    "text": Kind.TEXT,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "datetime": Kind.DATETIME,
    "note": Kind.NOTE,
    "acknowledge": Kind.ACKNOWLEDGE,
    "calculate": Kind.CALCULATE,
    "hidden": Kind.HIDDEN,
    "range": Kind.DECIMAL,
    "yes_no": Kind.SINGLE,
}
_OLD = {
    "string": "text",
    "q string": "text",
    "add text prompt": "text",
    "phone number": "text",
    "int": "integer",
    "q int": "integer",
    "add integer prompt": "integer",
    "percentage": "integer",
    "number of days in last month": "integer",
    "number of days in last six months": "integer",
    "number of days in last year": "integer",
    "q decimal": "decimal",
    "add decimal prompt": "decimal",
    "q date": "date",
    "add date prompt": "date",
    "q time": "time",
    "add time prompt": "time",
    "date time": "datetime",
    "q datetime": "datetime",
    "q date time": "datetime",
    "add datetime prompt": "datetime",
    "add date time prompt": "datetime",
    "q note": "note",
    "add note prompt": "note",
    "trigger": "acknowledge",
    "q acknowledge": "acknowledge",
    "add acknowledge prompt": "acknowledge",
    "q calculate": "calculate",
    "add calculate prompt": "calculate",
    "calculation": "calculate",
    "yes no": "yes_no",
    "yesno": "yes_no",
}
_BOUNDS = {
    "percentage": (0, 100),
    "number of days in last month": (0, 31),
    "number of days in last six months": (0, 183),
    "number of days in last year": (0, 365),
}
_METADATA = {
    *(
        "start",
        "end",
        "today",
        "deviceid",
        "device id",
        "subscriberid",
        "subscriber id",
        "simserial",
    ),
    *(
        "sim id",
        "phonenumber",
        "username",
        "email",
        "imei",
        "caseid",
        "audit",
        "start time",
        "end time",
    ),
    *(
        "get today",
        "get start time",
        "get end time",
        "get device id",
        "get sim id",
        "get phone number",
    ),
    *("get subscriber id", "uri:subscriberid", "uri:phonenumber", "uri:simserial", "uri:deviceid"),
    *("uri:username", "uri:email", "start geopoint", "background geopoint", "background audio"),
}
UNSUPPORTED_WORDS: dict[str, tuple[str, str]] = {
    "geopoint": ("plats på karta", "place on a map"),
    "geotrace": ("linje på karta", "line on a map"),
    "geoshape": ("yta på karta", "area on a map"),
    "image": ("bild", "picture"),
    "audio": ("ljud", "sound"),
    "video": ("film", "film"),
    "file": ("bifogad fil", "attached file"),
    "barcode": ("streckkod", "barcode"),
    "osm": ("kartdata", "map data"),
    "xml external": ("extern fil", "external file"),
    "csv external": ("extern fil", "external file"),
    "select one external": ("extern svarslista", "external choice list"),
    "cascading select": ("kedjad svarslista", "cascading choice list"),
}
_UNSUPPORTED_SPELLINGS = {
    "gps": "geopoint",
    "location": "geopoint",
    "photo": "image",
    "picture": "image",
    "signature": "image",
    "draw": "image",
    "annotate": "image",
    "sound": "audio",
}
_SELECTS = [
    ("add select multiple prompt using", "select_multiple"),
    ("add select one prompt using", "select_one"),
    ("select all that apply from", "select_multiple"),
    ("select all that apply", "select_multiple"),
    ("select multiple from file", "select_multiple_from_file"),
    ("select one from file", "select_one_from_file"),
    ("select multiple using", "select_multiple"),
    ("select multiple from", "select_multiple"),
    ("select one external", "select_one_external"),
    ("select one using", "select_one"),
    ("select one from", "select_one"),
    ("select multiple", "select_multiple"),
    ("q select1", "select_one"),
    ("q select", "select_multiple"),
    ("select one", "select_one"),
    ("select1", "select_one"),
    ("rank", "rank"),
]
_SELECT_KINDS = {"select_one": Kind.SINGLE, "select_multiple": Kind.MULTIPLE, "rank": Kind.RANK}
_CONTAINER = re.compile(r"(begin|end) ?(group|lgroup|looped group|repeat|loop)\b(.*)", re.DOTALL)
_OTHER = re.compile(
    r"\s+(?:or[ _]other|or[ _]specify[ _]other|or specify other)\s*$", re.IGNORECASE
)


def read_type(text: str) -> TypeReading:
    """Tell what a cell of the column `type` means; "" gives the action "unknown"."""
    written = " ".join(text.split())
    words = " ".join(re.split(r"[\s_\-]+", written.lower())).strip()
    if match := _CONTAINER.fullmatch(words):
        kind = Kind.GROUP if match[2] == "group" else Kind.REPEAT
        if match[2] == "loop":
            return TypeReading(match[1], "loop")
        word = kind.value
        return TypeReading(
            match[1], word, kind, is_old="lgroup" in match[2] or "looped" in match[2]
        )
    if words in _METADATA:
        return TypeReading("metadata", words)
    if reading := _read_select(written, words):
        return reading
    word = _OLD.get(words, words.replace(" ", "_") if words in ("yes no",) else words)
    if word in _PLAIN:
        is_old = words in _OLD and words not in ("yes no",)
        return TypeReading("question", word, _PLAIN[word], is_old=is_old, bounds=_BOUNDS.get(words))
    short = re.sub(r"^(?:q|add) (.*?)(?: prompt)?$", r"\1", words)
    short = _UNSUPPORTED_SPELLINGS.get(short, short)
    if short in UNSUPPORTED_WORDS:
        return TypeReading("unsupported", short)
    return TypeReading("unknown", written)


def _read_select(written: str, words: str) -> TypeReading | None:
    for spelling, word in _SELECTS:
        if words != spelling and not words.startswith(spelling + " "):
            continue
        pattern = r"[\s_\-]+".join(re.escape(w) for w in spelling.split())
        rest = re.sub(rf"^{pattern}[\s:]*", "", written, flags=re.IGNORECASE)
        has_other = bool(_OTHER.search(rest))
        list_name = _OTHER.sub("", rest).strip()
        if word not in _SELECT_KINDS:
            return TypeReading("unsupported", word, list_name=list_name)
        # "select_one from list" is seen in the wild: the word belongs to the type, not the list.
        if list_name.lower().startswith("from "):
            list_name = list_name[5:].strip()
        modern = {"select one": "select_one", "select multiple": "select_multiple", "rank": "rank"}
        return TypeReading(
            "question",
            f"{word} {list_name}".strip(),
            _SELECT_KINDS[word],
            list_name,
            has_other,
            is_old=modern.get(spelling) != word,
        )
    return None
