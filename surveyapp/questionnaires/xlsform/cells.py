"""Reads the cells that hold a small language of their own: indicators, allows, parameters."""

import math
import re

from surveyapp.questionnaires.rules.definition import NonAnswer

_INDICATOR = re.compile(r"[^\W_][\w.\-/]*")
_NON_ANSWERS: dict[str, NonAnswer] = {
    "not_recorded": NonAnswer.NOT_RECORDED,
    "not_applicable": NonAnswer.NOT_APPLICABLE,
    "uppgift saknas": NonAnswer.NOT_RECORDED,
    "finns inte registrerat": NonAnswer.NOT_RECORDED,
    "registreras inte": NonAnswer.NOT_RECORDED,
    "redovisas inte": NonAnswer.NOT_RECORDED,
    "ej registrerat": NonAnswer.NOT_RECORDED,
    "inte registrerat": NonAnswer.NOT_RECORDED,
    "saknas": NonAnswer.NOT_RECORDED,
    "not recorded": NonAnswer.NOT_RECORDED,
    "ej aktuellt": NonAnswer.NOT_APPLICABLE,
    "inte aktuellt": NonAnswer.NOT_APPLICABLE,
    "ej relevant": NonAnswer.NOT_APPLICABLE,
    "inte relevant": NonAnswer.NOT_APPLICABLE,
    "not applicable": NonAnswer.NOT_APPLICABLE,
}


class CellError(ValueError):
    """A cell that cannot be read. `code` is a message of the catalogue, `value` the bad part."""

    def __init__(self, code: str, value: str) -> None:
        super().__init__(code)
        self.code = code
        self.value = value


def read_indicators(text: str) -> tuple[tuple[str, float | None], ...]:
    """Read `CODE` or `CODE:weight; CODE:weight`; a decimal comma is fine.

    Raises: CellError.
    """
    links: list[tuple[str, float | None]] = []
    for part in re.split(r"[;\n]", text):
        if not part.strip():
            continue
        code, colon, weight = (p.strip() for p in part.partition(":"))
        if not _INDICATOR.fullmatch(code):
            raise CellError("indicator_unreadable", part.strip())
        if code in (c for c, _ in links):
            raise CellError("indicator_twice", code)
        links.append((code, _read_weight(weight) if colon else None))
    return tuple(links)


def _read_weight(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,6}(?:[.,][0-9]{1,6})?", text, re.ASCII):
        raise CellError("indicator_weight", text or "–")
    weight = float(text.replace(",", "."))
    if weight <= 0 or not math.isfinite(weight):
        raise CellError("indicator_weight", text)
    return weight


def read_allows(text: str) -> tuple[NonAnswer, ...]:
    """Read which non-answers are offered, in English or Swedish.

    Raises: CellError.
    """
    rest = " ".join(re.sub(r"[;,/\n+&]", " ", text.casefold()).split())
    found: set[NonAnswer] = set()
    while rest:
        rest = re.sub(r"^(?:och|and|eller|or) ", "", rest)
        phrase = next(
            (
                p
                for p in sorted(_NON_ANSWERS, key=len, reverse=True)
                if (rest + " ").startswith(p + " ")
            ),
            None,
        )
        if phrase is None:
            raise CellError("allows_unreadable", text)
        found.add(_NON_ANSWERS[phrase])
        rest = rest[len(phrase) :].strip()
    return tuple(n for n in NonAnswer if n in found)


def read_parameters(text: str) -> dict[str, str]:
    """Read `start=0 end=10; step=1` into a mapping with lower-case keys."""
    return {
        key.lower(): value
        for key, value in re.findall(r"([\w\-]+)\s*=\s*([^\s;,]+(?:,\d+)?)", text)
    }
