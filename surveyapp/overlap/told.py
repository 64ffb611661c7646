"""What the officer is told beside a question because of a decision, in both languages."""

from __future__ import annotations

from surveyapp.core.i18n import LANGUAGES, Texts, force_language, pick
from surveyapp.core.i18n import gettext as _
from surveyapp.overlap.models import OtherSide
from surveyapp.overlap.rules.decisions import TOLD, Action, Direction, Verdict


def told_texts(other: OtherSide, verdict: Verdict, action: Action, direction: str = "") -> Texts:
    """Return the sentence in every language of the product; {} takes back what was told."""
    if verdict not in TOLD:
        return {}
    found: Texts = {}
    for language in LANGUAGES:
        with force_language(language):
            found[language] = _sentence(other, verdict, action, direction)
    return found


def _sentence(other: OtherSide, verdict: Verdict, action: Action, direction: str) -> str:
    where = pick(other.source_name) or other.source
    if other.owner:
        where = f"{where} ({other.owner})"
    if verdict is Verdict.SAME:
        start = _("Samma uppgift lämnas i %(where)s.", where=where)
    elif direction == Direction.THEIRS.value:
        start = _("Uppgiften i %(where)s går att räkna fram ur svaret här.", where=where)
    else:
        start = _("Svaret går att räkna fram ur %(where)s.", where=where)
    follow = {
        Action.DROP: _("Frågan tas bort nästa år. Svara som vanligt i år."),
        Action.REUSE: _("Du kan lämna samma svar här. Kontrollera bara att det stämmer."),
        Action.DERIVE: _("Hämta gärna svaret därifrån i stället för att ta fram det på nytt."),
        Action.ASK_TOGETHER: _("Vi ska samordna frågorna så att du svarar en gång."),
        Action.KEEP: _("Frågan ställs ändå, eftersom svaret behövs även här."),
        Action.NONE: "",
    }[action]
    # Other notes are the bank's own and say nothing to an officer.
    note = other.note.strip()
    source = f" {note.rstrip('.')}." if note.startswith("Källa") else ""
    return f"{start} {follow}".strip() + source
