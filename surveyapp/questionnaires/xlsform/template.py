"""An example workbook that administrators can download, fill with their own questions and import."""

import datetime as dt
import io

import xlsxwriter

_SURVEY_HEADER = (
    "type",
    "name",
    "label::Svenska (sv)",
    "label::English (en)",
    "hint::Svenska (sv)",
    "hint::English (en)",
    "definition::Svenska (sv)",
    "definition::English (en)",
    "relevant",
    "constraint",
    "constraint_message::Svenska (sv)",
    "constraint_message::English (en)",
    "required",
    "calculation",
    "choice_filter",
    "appearance",
    "parameters",
    "repeat_count",
    "default",
    "unit",
    "allows",
    "indicator",
)
_COMMENTS = {
    "type": "Frågans typ: integer, decimal, text, date, select_one lista, select_multiple lista, note, "
    "calculate, begin_group, begin_repeat ...\nThe type of the question.",
    "name": "Ett eget namn utan mellanslag. Behåll det mellan åren, så går svaren att jämföra.\n"
    "A name of its own without spaces. Keep it over the years so that answers can be compared.",
    "definition::Svenska (sv)": "Egen kolumn: begreppets definition. Visas bredvid frågan.\n"
    "Own column: the definition of the concept, shown beside the question.",
    "relevant": "Frågan ställs bara när regeln stämmer, till exempel ${har_rutin} = 'ja'.\n"
    "The question is asked only when the rule holds.",
    "constraint": "Kontroll av svaret. Punkten är svaret: . >= 0\nCheck of the answer; the dot is the answer.",
    "unit": "Egen kolumn: enheten efter fältet, till exempel årsarbetare eller kronor.\n"
    "Own column: the unit after the field.",
    "allows": "Egen kolumn: not_recorded (uppgift saknas), not_applicable (ej aktuellt) eller båda.\n"
    "Own column: not_recorded, not_applicable or both.",
    "indicator": "Egen kolumn: KOD, eller KOD:vikt; KOD:vikt när svaret används i flera indikatorer. "
    "Vikterna ska tillsammans bli 1.\nOwn column: CODE, or CODE:weight; CODE:weight. Weights sum to 1.",
}
_SURVEY: tuple[dict[str, str], ...] = (
    {
        "type": "begin_group",
        "name": "rutiner",
        "label::Svenska (sv)": "Rutiner",
        "label::English (en)": "Routines",
    },
    {
        "type": "note",
        "name": "rutiner_om",
        "label::Svenska (sv)": "Svara för läget den 1 mars.",
        "label::English (en)": "Answer as of 1 March.",
    },
    {
        "type": "select_one ja_nej",
        "name": "har_rutin",
        "label::Svenska (sv)": "Finns en aktuell rutin för att följa upp ärenden?",
        "label::English (en)": "Is there a current routine for following up cases?",
        "definition::Svenska (sv)": "Skriftlig, beslutad på ledningsnivå och följd upp det senaste året.",
        "definition::English (en)": "Written, decided at management level and followed up in the last year.",
        "required": "yes",
        "allows": "not_applicable",
        "indicator": "EX1",
    },
    {
        "type": "date",
        "name": "rutin_beslut",
        "label::Svenska (sv)": "När beslutades rutinen?",
        "label::English (en)": "When was the routine decided?",
        "relevant": "${har_rutin} = 'ja'",
        "constraint": ". <= today()",
        "constraint_message::Svenska (sv)": "Datumet kan inte ligga i framtiden.",
        "constraint_message::English (en)": "The date cannot be in the future.",
    },
    {"type": "end_group"},
    {
        "type": "begin_group",
        "name": "personal",
        "label::Svenska (sv)": "Personal",
        "label::English (en)": "Staff",
    },
    {
        "type": "decimal",
        "name": "handlaggare",
        "label::Svenska (sv)": "Hur många handläggare arbetar i verksamheten?",
        "label::English (en)": "How many case officers work in the service?",
        "hint::Svenska (sv)": "Räkna inte med chefer.",
        "hint::English (en)": "Do not count managers.",
        "constraint": ". >= 0",
        "constraint_message::Svenska (sv)": "Ange 0 eller mer.",
        "constraint_message::English (en)": "Enter 0 or more.",
        "unit": "årsarbetare",
        "allows": "not_recorded",
        "indicator": "EX2:0.5; EX3:0.5",
    },
    {
        "type": "decimal",
        "name": "med_examen",
        "label::Svenska (sv)": "Hur många av dem har socionomexamen?",
        "label::English (en)": "How many of them have a degree in social work?",
        "relevant": "${handlaggare} > 0",
        "constraint": ". >= 0 and . <= ${handlaggare}",
        "constraint_message::Svenska (sv)": "Talet kan inte vara större än antalet handläggare.",
        "constraint_message::English (en)": "The number cannot exceed the number of case officers.",
        "unit": "årsarbetare",
        "allows": "not_recorded",
        "indicator": "EX2",
    },
    {
        "type": "calculate",
        "name": "andel_examen",
        "calculation": "round(${med_examen} div ${handlaggare} * 100, 1)",
    },
    {
        "type": "select_multiple kanaler or_other",
        "name": "kanaler",
        "label::Svenska (sv)": "Hur når ni ut till invånarna?",
        "label::English (en)": "How do you reach residents?",
    },
    {
        "type": "range",
        "name": "samverkan",
        "label::Svenska (sv)": "Hur fungerar samverkan med regionen?",
        "label::English (en)": "How does cooperation with the region work?",
        "hint::Svenska (sv)": "1 är dåligt och 5 är mycket bra.",
        "hint::English (en)": "1 is poor and 5 is very good.",
        "parameters": "start=1 end=5 step=1",
    },
    {"type": "end_group"},
    {
        "type": "begin_repeat",
        "name": "enhet",
        "label::Svenska (sv)": "Enheter",
        "label::English (en)": "Units",
    },
    {
        "type": "text",
        "name": "enhet_namn",
        "label::Svenska (sv)": "Vad heter enheten?",
        "label::English (en)": "What is the unit called?",
    },
    {
        "type": "integer",
        "name": "enhet_platser",
        "label::Svenska (sv)": "Hur många platser har enheten?",
        "label::English (en)": "How many places does the unit have?",
        "constraint": ". >= 0",
        "unit": "platser",
    },
    {"type": "end_repeat"},
    {
        "type": "text",
        "name": "kommentar",
        "label::Svenska (sv)": "Är det något du vill tillägga?",
        "label::English (en)": "Is there anything you want to add?",
        "appearance": "multiline",
    },
)
_CHOICES_HEADER = ("list_name", "name", "label::Svenska (sv)", "label::English (en)")
_CHOICES = (
    ("ja_nej", "ja", "Ja", "Yes"),
    ("ja_nej", "delvis", "Delvis", "Partly"),
    ("ja_nej", "nej", "Nej", "No"),
    ("kanaler", "webb", "Kommunens webbplats", "The municipality's website"),
    ("kanaler", "besok", "Uppsökande arbete", "Outreach work"),
    ("kanaler", "brev", "Brev", "Letters"),
)
_SETTINGS = (
    ("form_title::Svenska (sv)", "Exempelformulär"),
    ("form_title::English (en)", "Example form"),
    ("form_id", "exempel"),
    ("default_language", "Svenska (sv)"),
)
_HELP = (
    (
        "Så här gör du",
        "Byt ut exemplen mot dina frågor på bladen survey och choices. Läs in filen.",
    ),
    (
        "Avsnitt",
        "Varje grupp (begin_group … end_group) överst i formuläret blir en sida för den som svarar.",
    ),
    ("indicator", _COMMENTS["indicator"]),
    ("definition", _COMMENTS["definition::Svenska (sv)"]),
    ("unit", _COMMENTS["unit"]),
    ("allows", _COMMENTS["allows"]),
    (
        "How to",
        "Replace the examples with your questions on the sheets survey and choices. Import the file.",
    ),
    ("Sections", "Each group at the top level becomes a page for the person answering."),
)


def write_template() -> bytes:
    """Return an example XLSForm (.xlsx) in Swedish and English, with the own columns explained."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    # A fixed date, so that the same release always gives the same file.
    workbook.set_properties({"title": "XLSForm", "created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
    head = workbook.add_format({"bold": True, "bottom": 1})
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})

    survey = workbook.add_worksheet("survey")
    for column, header in enumerate(_SURVEY_HEADER):
        survey.write_string(0, column, header, head)
        if header in _COMMENTS:
            survey.write_comment(0, column, _COMMENTS[header], {"x_scale": 3, "y_scale": 1.5})
        for row, values in enumerate(_SURVEY, 1):
            if values.get(header):
                survey.write_string(row, column, values[header], wrap)
    survey.set_column(0, 1, 20)
    survey.set_column(2, 7, 36)
    survey.set_column(8, len(_SURVEY_HEADER) - 1, 22)
    survey.freeze_panes(1, 2)

    choices = workbook.add_worksheet("choices")
    for row, cells in enumerate((_CHOICES_HEADER, *_CHOICES)):
        for column, cell in enumerate(cells):
            choices.write_string(row, column, cell, head if row == 0 else wrap)
    choices.set_column(0, 3, 28)
    choices.freeze_panes(1, 0)

    settings = workbook.add_worksheet("settings")
    for column, (header, value) in enumerate(_SETTINGS):
        settings.write_string(0, column, header, head)
        settings.write_string(1, column, value, wrap)
    settings.set_column(0, 3, 28)

    explained = workbook.add_worksheet("läs mig")
    for row, (name, text) in enumerate(_HELP):
        explained.write_string(row, 0, name, head)
        explained.write_string(row, 1, text, wrap)
    explained.set_column(0, 0, 18)
    explained.set_column(1, 1, 90)
    workbook.close()
    return target.getvalue()
