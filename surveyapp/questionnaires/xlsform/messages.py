"""Every sentence the import report can say, in Swedish and English, with how to mend the fault.

One catalogue, so that the wording is read and changed in one place. Braces are filled with the
author's own words, always as plain text.
"""

from dataclasses import dataclass

from surveyapp.questionnaires.rules.definition import Texts


@dataclass(frozen=True)
class Message:
    """What happened and what the author can do, in both languages; an empty mend needs no action."""

    sv: str
    en: str
    mend_sv: str = ""
    mend_en: str = ""

    def fill(self, params: dict[str, str]) -> tuple[Texts, Texts]:
        """Return (message, mend) with the author's words put in."""
        mend = (
            {"sv": self.mend_sv.format_map(params), "en": self.mend_en.format_map(params)}
            if self.mend_sv
            else {}
        )
        return {"sv": self.sv.format_map(params), "en": self.en.format_map(params)}, mend


MESSAGES: dict[str, Message] = {
    # The file
    "file_empty": Message(
        "Filen är tom.",
        "The file is empty.",
        "Välj filen på nytt. Öppna den i Excel först och se att den har innehåll.",
        "Choose the file again. Open it in Excel first and see that it has content.",
    ),
    "file_missing": Message(
        "Filen {name} går inte att läsa.",
        "The file {name} cannot be read.",
        "Kontrollera sökvägen och att du får läsa filen.",
        "Check the path and that you may read the file.",
    ),
    "file_too_large": Message(
        "Filen är större än {limit} MB.",
        "The file is larger than {limit} MB.",
        "Ta bort bilder och blad som inte hör till formuläret, och spara igen.",
        "Remove pictures and sheets that are not part of the form, and save again.",
    ),
    "file_not_workbook": Message(
        "Filen är inte en Excel-arbetsbok (.xlsx eller .xls).",
        "The file is not an Excel workbook (.xlsx or .xls).",
        "Öppna filen i Excel eller LibreOffice och spara den som Excel-arbetsbok (.xlsx).",
        "Open the file in Excel or LibreOffice and save it as an Excel workbook (.xlsx).",
    ),
    "file_damaged": Message(
        "Filen är skadad eller avbruten och går inte att läsa.",
        "The file is damaged or cut short and cannot be read.",
        "Öppna originalet i Excel, spara en ny kopia och läs in den.",
        "Open the original in Excel, save a new copy and import that.",
    ),
    "file_encrypted": Message(
        "Filen är skyddad med lösenord.",
        "The file is protected by a password.",
        "Ta bort lösenordet i Excel (Arkiv, Info, Skydda arbetsbok) och spara igen.",
        "Remove the password in Excel (File, Info, Protect Workbook) and save again.",
    ),
    "file_unpacks_too_large": Message(
        "Filen blir orimligt stor när den packas upp.",
        "The file becomes unreasonably large when it is unpacked.",
        "Kopiera bladen survey, choices och settings till en ny arbetsbok.",
        "Copy the sheets survey, choices and settings to a new workbook.",
    ),
    "file_unsafe_xml": Message(
        "Filen innehåller XML-deklarationer som inte hör hemma i en arbetsbok ({part}).",
        "The file contains XML declarations that do not belong in a workbook ({part}).",
        "Öppna filen i Excel och spara en ny kopia.",
        "Open the file in Excel and save a new copy.",
    ),
    # Sheets and columns
    "sheet_missing": Message(
        "Bladet survey saknas. Filen har bladen: {sheets}.",
        "The sheet survey is missing. The file has the sheets: {sheets}.",
        "Döp bladet med frågorna till survey.",
        "Name the sheet with the questions survey.",
    ),
    "sheet_twice": Message(
        "Flera blad heter {sheet}. Bladet {used} användes.",
        "Several sheets are called {sheet}. The sheet {used} was used.",
        "Ta bort eller döp om det blad som inte ska läsas.",
        "Remove or rename the sheet that should not be read.",
    ),
    "sheet_too_large": Message(
        "Bladet har {rows} rader och {columns} kolumner. Högst {row_limit} rader och {column_limit} kolumner läses.",
        "The sheet has {rows} rows and {columns} columns. At most {row_limit} rows and {column_limit} columns are read.",
        "Ta bort rader och kolumner utanför formuläret, även tomma med formatering.",
        "Remove rows and columns outside the form, also empty ones with formatting.",
    ),
    "sheet_empty": Message(
        "Bladet har inga rader.",
        "The sheet has no rows.",
        "Skriv en rubrikrad (type, name, label) och en rad per fråga.",
        "Write a header row (type, name, label) and one row per question.",
    ),
    "column_missing": Message(
        "Kolumnen {column} saknas.",
        "The column {column} is missing.",
        "Lägg till rubriken {column} på bladets första rad.",
        "Add the header {column} on the first row of the sheet.",
    ),
    "column_ignored": Message(
        "Kolumnen {column} används inte här och lästes inte.",
        "The column {column} is not used here and was not read.",
    ),
    "media_ignored": Message(
        "Bilder, ljud och film i frågetexter visas inte (kolumnen {column}, rad {rows}). Texten visas.",
        "Pictures, sound and film in question texts are not shown (column {column}, row {rows}). The text is shown.",
        "Se till att frågan går att förstå av texten.",
        "Make sure the question can be understood from the text.",
    ),
    "header_twice": Message(
        "Kolumnen {column} finns två gånger med olika innehåll på rad {rows}.",
        "The column {column} is there twice with different content on row {rows}.",
        "Behåll en av kolumnerna.",
        "Keep one of the columns.",
    ),
    "text_twice": Message(
        "Kolumnen {column} finns två gånger. Den första texten användes på rad {rows}.",
        "The column {column} is there twice. The first text was used on row {rows}.",
        "Behåll en av kolumnerna.",
        "Keep one of the columns.",
    ),
    "row_disabled": Message(
        "Raden är avstängd (disabled) och togs inte med.",
        "The row is switched off (disabled) and was not taken.",
    ),
    "row_without_type": Message(
        "Raden har ett namn men ingen typ, och frågas därför inte.",
        "The row has a name but no type, and is therefore not asked.",
        "Skriv en typ, till exempel integer, text eller select_one lista.",
        "Write a type, for example integer, text or select_one list.",
    ),
    # Languages
    "swedish_missing": Message(
        "Svensk text saknas. Formuläret visas på {languages}.",
        "Swedish text is missing. The form is shown in {languages}.",
        "Lägg till kolumnen label::Svenska (sv) på bladen survey och choices.",
        "Add the column label::Svenska (sv) on the sheets survey and choices.",
    ),
    "language_not_stated": Message(
        "Filen säger inte vilket språk texterna är på. Svensk text saknas därför.",
        "The file does not say which language the texts are in. Swedish text is therefore missing.",
        "Skriv label::Svenska (sv) i rubriken, eller sv under default_language på bladet settings.",
        "Write label::Svenska (sv) in the header, or sv under default_language on the sheet settings.",
    ),
    "swedish_partly_missing": Message(
        "{count} texter saknar svenska och visas på ett annat språk (rad {rows}).",
        "{count} texts lack Swedish and are shown in another language (row {rows}).",
        "Fyll i kolumnen label::Svenska (sv) på raderna.",
        "Fill in the column label::Svenska (sv) on those rows.",
    ),
    "language_unknown": Message(
        "Språket {language} känns inte igen. Texterna behålls under koden {code}.",
        "The language {language} is not recognised. Its texts are kept under the code {code}.",
        "Skriv språkkoden inom parentes, till exempel label::Svenska (sv).",
        "Write the language code in parentheses, for example label::Svenska (sv).",
    ),
    # Types
    "old_type": Message(
        "Typen {type} är ett äldre namn och lästes som {modern}.",
        "The type {type} is an older name and was read as {modern}.",
        "Skriv {modern} i kolumnen type nästa gång.",
        "Write {modern} in the column type next time.",
    ),
    "type_unsupported": Message(
        "Frågan {name} är av typen {type} ({word}) och ställs inte.",
        "The question {name} is of the type {type} ({word}) and is not asked.",
        "Byt till en annan typ, till exempel text, om svaret behövs.",
        "Change to another type, for example text, if the answer is needed.",
    ),
    "type_unknown": Message(
        "Typen {type} finns inte i XLSForm. Frågan {name} ställs inte.",
        "The type {type} does not exist in XLSForm. The question {name} is not asked.",
        "Rätta typen, till exempel integer, text eller select_one lista.",
        "Mend the type, for example integer, text or select_one list.",
    ),
    "loop_unsupported": Message(
        "Slingan {name} (begin loop) stöds inte. Frågorna i den ställs inte.",
        "The loop {name} (begin loop) is not supported. The questions in it are not asked.",
        "Skriv frågorna var för sig, eller använd begin_repeat.",
        "Write the questions one by one, or use begin_repeat.",
    ),
    "list_external": Message(
        "Frågan {name} hämtar sina svarsalternativ från en annan fil ({list}) och ställs inte.",
        "The question {name} takes its choices from another file ({list}) and is not asked.",
        "Lägg svarsalternativen på bladet choices och skriv select_one lista.",
        "Put the choices on the sheet choices and write select_one list.",
    ),
    "list_from_answers": Message(
        "Frågan {name} hämtar sina svarsalternativ från andra svar ({list}) och ställs inte.",
        "The question {name} takes its choices from other answers ({list}) and is not asked.",
        "Lägg svarsalternativen på bladet choices.",
        "Put the choices on the sheet choices.",
    ),
    "range_step": Message(
        "Steget {step} kontrolleras inte. Alla tal från {start} till {end} godtas.",
        "The step {step} is not checked. All numbers from {start} to {end} are accepted.",
        "Skriv ett villkor i kolumnen constraint om steget är viktigt.",
        "Write a condition in the column constraint if the step matters.",
    ),
    "range_parameters": Message(
        "Gränserna {value} går inte att läsa.",
        "The limits {value} cannot be read.",
        "Skriv till exempel start=0 end=10 step=1 i kolumnen parameters.",
        "Write for example start=0 end=10 step=1 in the column parameters.",
    ),
    # Names and structure
    "name_missing": Message(
        "Raden saknar namn och fick namnet {code}.",
        "The row has no name and was named {code}.",
        "Skriv ett eget namn i kolumnen name så att svaren går att jämföra mellan åren.",
        "Write a name of its own in the column name so that answers can be compared over the years.",
    ),
    "name_changed": Message(
        "Namnet {name} har tecken eller en längd som inte går att använda. Det blev {code}.",
        "The name {name} has characters or a length that cannot be used. It became {code}.",
        "Använd högst {limit} bokstäver a-z, siffror, _ och -.",
        "Use at most {limit} letters a-z, digits, _ and -.",
    ),
    "name_twice": Message(
        "Namnet {name} finns redan på rad {other}. Den här raden fick namnet {code}.",
        "The name {name} is already used on row {other}. This row was named {code}.",
        "Ge varje fråga och grupp ett eget namn.",
        "Give every question and group a name of its own.",
    ),
    "name_reserved": Message(
        "Namnet {name} är reserverat i XLSForm. Gruppen fick namnet {code}.",
        "The name {name} is reserved in XLSForm. The group was named {code}.",
        "Byt namn på gruppen.",
        "Rename the group.",
    ),
    "label_missing": Message(
        "Frågan {name} saknar text. Namnet visas i stället.",
        "The question {name} has no text. The name is shown instead.",
        "Skriv frågan i kolumnen label.",
        "Write the question in the column label.",
    ),
    "note_empty": Message(
        "Informationsraden {name} saknar text och visas inte.",
        "The note {name} has no text and is not shown.",
    ),
    "section_title_missing": Message(
        "Avsnittet {name} saknar rubrik. Namnet visas i stället.",
        "The section {name} has no title. The name is shown instead.",
        "Skriv rubriken i kolumnen label på gruppens första rad.",
        "Write the title in the column label on the group's first row.",
    ),
    "end_without_begin": Message(
        "Raden avslutar {what} men ingen är påbörjad.",
        "The row ends {what} but none has begun.",
        "Ta bort raden, eller lägg till raden som börjar {what}.",
        "Remove the row, or add the row that begins {what}.",
    ),
    "end_mismatch": Message(
        "Raden avslutar {what}, men det som är öppet är {open} {name} från rad {other}.",
        "The row ends {what}, but what is open is {open} {name} from row {other}.",
        "Avsluta i omvänd ordning: det som började sist slutar först.",
        "End in the reverse order: what began last ends first.",
    ),
    "begin_without_end": Message(
        "Här börjar {what} {name} som aldrig avslutas.",
        "Here begins {what} {name} that never ends.",
        "Lägg till raden end_{word} där den slutar.",
        "Add the row end_{word} where it ends.",
    ),
    "nothing_asked": Message(
        "Formuläret ställer ingen fråga som går att besvara här.",
        "The form asks no question that can be answered here.",
        "Lägg till minst en fråga av en typ som stöds, till exempel integer eller text.",
        "Add at least one question of a supported type, for example integer or text.",
    ),
    # Choices
    "list_missing": Message(
        "Listan {list} finns inte på bladet choices.",
        "The list {list} is not on the sheet choices.",
        "Lägg till svarsalternativ med list_name {list}, eller rätta namnet.{suggestion_sv}",
        "Add choices with list_name {list}, or mend the name.{suggestion_en}",
    ),
    "list_name_missing": Message(
        "Frågan {name} säger inte vilken lista med svarsalternativ den ska ha.",
        "The question {name} does not say which list of choices it uses.",
        "Skriv listans namn efter typen, till exempel select_one ja_nej.",
        "Write the name of the list after the type, for example select_one yes_no.",
    ),
    "list_yes_no_added": Message(
        "Listan {list} saknas på bladet choices. Frågan fick svaren Ja och Nej.",
        "The list {list} is missing on the sheet choices. The question was given the answers Yes and No.",
        "Lägg till listan {list} på bladet choices med de svar du vill ha.",
        "Add the list {list} to the sheet choices with the answers you want.",
    ),
    "list_case": Message(
        "Listan {list} finns inte, men {used} gör det och användes.",
        "The list {list} does not exist, but {used} does and was used.",
        "Skriv listans namn lika på båda bladen.",
        "Write the name of the list alike on both sheets.",
    ),
    "choice_without_code": Message(
        "Svarsalternativet {label} saknar kod och fick koden {code}.",
        "The choice {label} has no code and was given the code {code}.",
        "Skriv en kod i kolumnen name.",
        "Write a code in the column name.",
    ),
    "choice_without_list": Message(
        "Svarsalternativet {code} hör inte till någon lista och togs inte med.",
        "The choice {code} belongs to no list and was not taken.",
        "Skriv listans namn i kolumnen list_name.",
        "Write the name of the list in the column list_name.",
    ),
    "choice_label_missing": Message(
        "Svarsalternativet {code} saknar text. Koden visas i stället.",
        "The choice {code} has no text. The code is shown instead.",
        "Skriv texten i kolumnen label.",
        "Write the text in the column label.",
    ),
    "choice_merged": Message(
        "Svarsalternativet {code} finns redan i listan {list} på rad {other}. De slogs ihop.",
        "The choice {code} is already in the list {list} on row {other}. The two were merged.",
        "Ta bort den ena raden.",
        "Remove one of the rows.",
    ),
    "choice_renumbered": Message(
        "Koden {code} används redan för ett annat svar i listan {list} på rad {other}. Det här svaret fick koden {new}.",
        "The code {code} is already used for another answer in the list {list} on row {other}. This answer was given the code {new}.",
        "Ge varje svarsalternativ en egen kod.",
        "Give every choice a code of its own.",
    ),
    "choice_kept_twice": Message(
        "Koden {code} finns flera gånger i listan {list} (rad {other}). Urvalet i choice_filter skiljer dem åt.",
        "The code {code} is there several times in the list {list} (row {other}). The choice_filter tells them apart.",
        "Ge gärna varje svarsalternativ en egen kod.",
        "Preferably give every choice a code of its own.",
    ),
    "choice_code_spaces": Message(
        "Koden {code} har mellanslag, vilket inte går i flervalsfrågor. Den blev {new}.",
        "The code {code} has spaces, which is not possible in questions with several answers. It became {new}.",
        "Använd _ i stället för mellanslag.",
        "Use _ instead of spaces.",
    ),
    "other_name_taken": Message(
        "Frågan {name} skulle få fritextfältet {code}, men det namnet är upptaget. Bara valet Annat lades till.",
        "The question {name} would get the text field {code}, but that name is taken. Only the choice Other was added.",
        "Byt namn på frågan {code} om fältet behövs.",
        "Rename the question {code} if the field is needed.",
    ),
    "choice_duplicate_in_rule": Message(
        "Regeln frågar efter koden {code}, som står för två olika svar i frågan {question}.",
        "The rule asks for the code {code}, which stands for two different answers in the question {question}.",
        "Ge svaren egna koder på bladet choices och rätta regeln.",
        "Give the answers codes of their own on the sheet choices and mend the rule.",
    ),
    # Rules
    "rule_quotes": Message(
        "Typografiska citattecken i regeln byttes mot raka.",
        "Curly quotation marks in the rule were replaced by straight ones.",
        "Skriv raka citattecken (') i regler.",
        "Write straight quotation marks (') in rules.",
    ),
    "rule_unreadable": Message(
        "Regeln går inte att läsa vid tecken {position}: {reason_sv}.",
        "The rule cannot be read at character {position}: {reason_en}.",
        "Rätta regeln. Kontrollera parenteser, citattecken och stavning.",
        "Mend the rule. Check parentheses, quotation marks and spelling.",
    ),
    "rule_unknown_question": Message(
        "Regeln frågar efter {reference}, men någon sådan fråga finns inte.",
        "The rule asks for {reference}, but there is no such question.",
        "Rätta namnet eller ta bort regeln.{suggestion_sv}",
        "Mend the name or remove the rule.{suggestion_en}",
    ),
    "rule_ambiguous": Message(
        "Regeln frågar efter {reference}, men flera rader heter så (rad {rows}).",
        "The rule asks for {reference}, but several rows have that name (row {rows}).",
        "Ge raderna egna namn och rätta regeln.",
        "Give the rows names of their own and mend the rule.",
    ),
    "rule_nearest": Message(
        "Regeln frågar efter {reference}, som finns på flera rader. Den närmaste, på rad {used}, användes.",
        "The rule asks for {reference}, which is on several rows. The nearest, on row {used}, was used.",
        "Ge raderna egna namn.",
        "Give the rows names of their own.",
    ),
    "rule_case": Message(
        "Regeln frågar efter {reference}. Det lästes som {used}.",
        "The rule asks for {reference}. It was read as {used}.",
        "Skriv namnet likadant i regeln och i kolumnen name.",
        "Write the name alike in the rule and in the column name.",
    ),
    "rule_unknown_column": Message(
        "Urvalet använder kolumnen {column}, som inte finns på bladet choices.",
        "The filter uses the column {column}, which is not on the sheet choices.",
        "Lägg till kolumnen på bladet choices, eller rätta namnet.",
        "Add the column to the sheet choices, or mend the name.",
    ),
    "rule_literal": Message(
        "Beräkningen består av ordet {value}, som lästes som ett fast värde.",
        "The calculation is the word {value}, which was read as a fixed value.",
        "Skriv fasta värden inom citattecken: '{value}'.",
        "Write fixed values in quotation marks: '{value}'.",
    ),
    "rule_circular": Message(
        "Regeln går i cirkel: {path}.",
        "The rule goes in a circle: {path}.",
        "Ändra så att ingen fråga beror på sig själv.",
        "Change it so that no question depends on itself.",
    ),
    "rule_unsupported": Message(
        "Regeln använder {what}, som inte stöds. {effect_sv}",
        "The rule uses {what}, which is not supported. {effect_en}",
        "Skriv om regeln utan {what}.",
        "Rewrite the rule without {what}.",
    ),
    "rule_depends": Message(
        "Regeln bygger på {reference}, som inte ställs här. {effect_sv}",
        "The rule depends on {reference}, which is not asked here. {effect_en}",
        "Skriv om regeln, eller byt typ på {reference}.",
        "Rewrite the rule, or change the type of {reference}.",
    ),
    "text_reference": Message(
        "Texten visar svaret på {reference}, som inte finns här. Det ersattes med tre punkter.",
        "The text shows the answer to {reference}, which is not here. It was replaced by three dots.",
        "Skriv om texten.",
        "Rewrite the text.",
    ),
    "trigger_ignored": Message(
        "Kolumnen trigger används inte. Beräkningen görs om varje gång ett svar ändras.",
        "The column trigger is not used. The calculation is redone whenever an answer changes.",
    ),
    "trigger_unsupported": Message(
        "Frågan {name} skulle fyllas i eller tömmas när {trigger} ändras. Det görs inte här; frågan ställs som vanligt.",
        "The question {name} would be filled in or emptied when {trigger} changes. That is not done here; it is asked as usual.",
        "Använd en beräkning (calculate) eller låt svaret skrivas in.",
        "Use a calculation (calculate) or let the answer be typed.",
    ),
    "metadata_today": Message(
        "Dagens datum ({name}) används i en regel och räknas fram.",
        "Today's date ({name}) is used in a rule and is calculated.",
    ),
    # Own columns
    "indicator_unreadable": Message(
        "Kopplingen till indikator går inte att läsa: {value}",
        "The link to an indicator cannot be read: {value}",
        "Skriv KOD eller KOD:vikt; KOD:vikt, till exempel U33620:0,5; U33621:0,5.",
        "Write CODE or CODE:weight; CODE:weight, for example U33620:0.5; U33621:0.5.",
    ),
    "indicator_twice": Message(
        "Indikatorn {value} står två gånger på raden.",
        "The indicator {value} is there twice on the row.",
        "Skriv varje indikator en gång.",
        "Write each indicator once.",
    ),
    "indicator_weight": Message(
        "Vikten {value} är inte ett tal större än 0.",
        "The weight {value} is not a number above 0.",
        "Skriv ett tal, till exempel 0,5.",
        "Write a number, for example 0.5.",
    ),
    "indicator_scaled": Message(
        "Vikterna {value} blir tillsammans inte 1 och räknades om till andelar.",
        "The weights {value} do not sum to 1 and were turned into shares.",
        "Skriv vikter som tillsammans är 1.",
        "Write weights that sum to 1.",
    ),
    "indicator_sum": Message(
        "Vikterna {value} blir mer än 1, så inget blir över till indikatorn utan vikt.",
        "The weights {value} exceed 1, so nothing is left for the indicator without a weight.",
        "Skriv en vikt för varje indikator, eller mindre vikter.",
        "Write a weight for each indicator, or smaller weights.",
    ),
    "indicator_not_question": Message(
        "Raden besvaras inte och kan inte kopplas till en indikator.",
        "The row is not answered and cannot be linked to an indicator.",
        "Flytta kopplingen till de frågor som indikatorn bygger på.",
        "Move the link to the questions that the indicator is built on.",
    ),
    "allows_unreadable": Message(
        "Värdet {value} i kolumnen allows går inte att läsa.",
        "The value {value} in the column allows cannot be read.",
        "Skriv not_recorded (uppgift saknas), not_applicable (ej aktuellt) eller båda.",
        "Write not_recorded, not_applicable or both.",
    ),
}


EFFECTS: dict[str, tuple[str, str]] = {
    "relevant": (
        "Regeln togs bort och raden visas alltid.",
        "The rule was removed and the row is always shown.",
    ),
    "constraint": (
        "Kontrollen togs bort; alla svar godtas.",
        "The check was removed; every answer is accepted.",
    ),
    "required": (
        "Regeln togs bort; frågan får lämnas tom.",
        "The rule was removed; the question may be left empty.",
    ),
    "calculation": (
        "Värdet räknas inte fram.",
        "The value is not calculated.",
    ),
    "choice_filter": (
        "Urvalet togs bort och alla svarsalternativ visas.",
        "The filter was removed and all choices are shown.",
    ),
    "repeat_count": (
        "Antalet styrs inte; den som svarar lägger till själv.",
        "The number is not set; the person answering adds them.",
    ),
    "default": ("Inget värde fylls i på förhand.", "No value is filled in beforehand."),
    "read_only": ("Frågan går att besvara.", "The question can be answered."),
}
"""What is lost when a rule of this column is removed."""


REASONS: dict[str, tuple[str, str]] = {
    "empty": ("regeln är tom", "the rule is empty"),
    "too_long": ("regeln är för lång", "the rule is too long"),
    "too_deep": ("för många parenteser inuti varandra", "too many parentheses inside each other"),
    "unclosed_text": ("ett citattecken saknas", "a quotation mark is missing"),
    "bad_character": ("tecknet kan inte stå här:", "the character cannot stand here:"),
    "bad_reference": (
        "en hänvisning till en fråga skrivs ${namn}, inte",
        "a reference to a question is written ${name}, not",
    ),
    "unexpected": ("detta väntades inte här:", "this was not expected here:"),
    "unexpected_end": ("regeln slutar för tidigt", "the rule ends too early"),
    "argument_count": ("fel antal värden i funktionen", "wrong number of values in the function"),
}
"""Why a rule cannot be read, by the reason of its ExpressionError."""
