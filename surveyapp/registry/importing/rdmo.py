"""RDMO's questionnaires: a catalogue in XML, with its questions bound to shared attributes.

Both shapes are read: 1.x, where a question names its question set and that its section, and 2.x,
where sections name pages and pages their questions.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.registry.importing.bank import LANGUAGES, short_code
from surveyapp.registry.importing.reading import Rows, Unreadable

_URI = "{http://purl.org/dc/elements/1.1/}uri"
_DEPTH = 50
_ELEMENTS = 300_000
_TAG = re.compile(r"<[^<>]*>")
_ANSWERS = {
    ("boolean", ""): "yes_no",
    ("option", "checkbox"): "multiple",
    ("option", ""): "single",
    ("text", "textarea"): "long_text",
    ("datetime", "date"): "date",
    ("datetime", ""): "datetime",
    ("float", ""): "decimal",
}


@dataclass(frozen=True)
class Catalogue:
    """One catalogue: what it is called, and its questions as rows of the bank."""

    uri: str
    title: dict[str, str]
    rows: Rows


@dataclass
class _Elements:
    """All that the files hold, by address."""

    catalogues: dict[str, ET.Element] = field(default_factory=dict)
    questions: dict[str, ET.Element] = field(default_factory=dict)
    optionsets: dict[str, ET.Element] = field(default_factory=dict)
    options: dict[str, ET.Element] = field(default_factory=dict)
    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    """Titles of sections, and of pages and question sets."""
    sections: set[str] = field(default_factory=set)
    above: dict[str, str] = field(default_factory=dict)
    """Address -> what it lies in."""


def parse(content: bytes) -> ET.Element:
    """Return the document's root.

    Raises:
        Unreadable: it is no XML, declares entities or a document type, or is nested or long beyond
            reason. Declarations are refused before anything is expanded.
    """
    unsafe = Unreadable(
        _("XML-filen har en DOCTYPE- eller ENTITY-deklaration. Sådana läses inte."),
        _("Exportera katalogen på nytt ur RDMO, som inte skriver några."),
    )
    depth = count = 0

    def declared(*_arguments: object) -> int:
        raise unsafe

    def begun(_name: str, _attributes: object) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > _DEPTH or count > _ELEMENTS:
            raise Unreadable(
                _("XML-filen är orimligt stor eller djup."), _("Dela upp den i flera filer.")
            )

    def ended(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.ExternalEntityRefHandler = declared
    parser.StartElementHandler = begun
    parser.EndElementHandler = ended
    try:
        parser.Parse(content, True)
        return ET.fromstring(content)  # noqa: S314 (nothing is declared: seen above)
    except (expat.ExpatError, ET.ParseError, ValueError, LookupError) as error:
        row = getattr(error, "lineno", 0) or 0
        raise Unreadable(
            _("XML-filen är skadad och kan inte läsas."),
            _("Exportera den på nytt ur programmet som gjorde den."),
            row,
        ) from None


def read(contents: Sequence[bytes]) -> Catalogue:
    """Return the catalogue that the files hold together: questions, and option sets beside them.

    Raises:
        Unreadable: a file is no RDMO export, or there is not one catalogue with questions.
    """
    found = _Elements()
    for content in contents:
        _sort(parse(content), found)
    if not found.questions:
        raise Unreadable(
            _("Filen har inga frågor."),
            _("Läs in den tillsammans med katalogen som frågorna står i."),
        )
    if len(found.catalogues) > 1:
        raise Unreadable(
            _("Filerna har mer än en katalog."), _("Läs in en katalog i taget, med alternativen.")
        )
    uri, catalogue = next(iter(found.catalogues.items()), ("", None))
    title = _texts(catalogue, "title") if catalogue is not None else {}
    rows = tuple((number, cells) for number, cells in enumerate(_rows(found, uri, title), start=1))
    columns = tuple(dict.fromkeys(name for _number, cells in rows for name in cells))
    return Catalogue(uri, title, Rows(columns, rows))


def _sort(root: ET.Element, found: _Elements) -> None:
    if root.tag != "rdmo":
        raise Unreadable(
            _("XML-filen är ingen export ur RDMO."),
            _("Frågebanken läser RDMO-kataloger (roten heter rdmo)."),
        )
    places = {
        "catalog": found.catalogues,
        "question": found.questions,
        "optionset": found.optionsets,
        "option": found.options,
    }
    for element in root:
        uri = element.get(_URI, "")
        if element.tag in places:
            places[element.tag].setdefault(uri, element)
        elif element.tag in ("section", "page", "questionset"):
            found.titles[uri] = _texts(element, "title")
            if element.tag == "section":
                found.sections.add(uri)
        else:
            continue
        for name in ("section", "page", "questionset"):
            for parent in element.findall(name):
                if parent.get(_URI):
                    found.above[uri] = parent.get(_URI, "")
        for list_name, name in (
            ("pages", "page"),
            ("questionsets", "questionset"),
            ("questions", "question"),
        ):
            for child in element.findall(f"{list_name}/{name}"):
                if child.get(_URI):
                    found.above.setdefault(child.get(_URI, ""), uri)


def _rows(found: _Elements, catalogue: str, title: dict[str, str]) -> Iterator[dict[str, str]]:
    languages = [
        code
        for code in LANGUAGES
        if any(_texts(question, "text").get(code) for question in found.questions.values())
    ]
    for uri, question in found.questions.items():
        text, help_ = _texts(question, "text"), _texts(question, "help")
        attribute = question.find("attribute")
        cells = {
            "code": _code(uri, catalogue),
            "questionnaire": pick(title),
            "area": pick(_section(uri, found)),
            "unit": _plain(question.findtext("unit") or ""),
            "answer_type": _answer(question),
            "concept": attribute.get(_URI, "") if attribute is not None else "",
            "source_url": uri if uri.startswith(("http://", "https://")) else "",
        }
        for code in languages:
            cells[f"text_{code}"] = text.get(code, "")
            cells[f"description_{code}"] = help_.get(code, "")
        if options := _options(question, found):
            for code in languages:
                lines = [option.get(code, "") for option in options]
                if any(lines):
                    # The last line break says that the options are parted by lines, even if one.
                    cells[f"options_{code}"] = "\n".join(lines) + "\n"
        yield cells


def _section(uri: str, found: _Elements) -> dict[str, str]:
    """Return the title of the section a question lies in, else of the nearest that has one."""
    nearest: dict[str, str] = {}
    for _step in range(_DEPTH):
        uri = found.above.get(uri, "")
        if not uri:
            break
        title = found.titles.get(uri, {})
        if uri in found.sections and title:
            return title
        nearest = nearest or title
    return nearest


def _options(question: ET.Element, found: _Elements) -> list[dict[str, str]]:
    addresses = [
        option.get(_URI, "")
        for name in question.findall("optionsets/optionset")
        if (optionset := found.optionsets.get(name.get(_URI, ""))) is not None
        for option in optionset.findall("options/option")
    ]
    if not addresses:
        wanted = {name.get(_URI, "") for name in question.findall("optionsets/optionset")}
        addresses = [
            uri
            for uri, option in found.options.items()
            if (parent := option.find("optionset")) is not None and parent.get(_URI) in wanted
        ]
    return [_texts(found.options[uri], "text") for uri in addresses if uri in found.options]


def _answer(question: ET.Element) -> str:
    value = question.findtext("value_type") or ""
    widget = question.findtext("widget_type") or ""
    if widget == "yesno":
        return "yes_no"
    if widget in ("radio", "select", "autocomplete"):
        return "single"
    if widget == "checkbox":
        return "multiple"
    return _ANSWERS.get((value, widget)) or _ANSWERS.get((value, "")) or value


def _code(uri: str, catalogue: str) -> str:
    """Return a short code that the question keeps in every export."""
    inside = uri.removeprefix(f"{catalogue}/") if catalogue else uri.rpartition("/questions/")[2]
    return short_code(inside.replace("/", "."), uri)


def _texts(element: ET.Element, name: str) -> dict[str, str]:
    found = {}
    for child in element.findall(name):
        text = _plain("".join(child.itertext()))
        if text:
            found[child.get("lang") or "und"] = text
    return found


def _plain(text: str) -> str:
    """Return a text without marks of HTML, its spaces made single."""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())
