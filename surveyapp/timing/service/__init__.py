"""Every change of time: events taken in, seconds derived from them, and what an officer says of them."""

from surveyapp.timing.service.derivation import derive_return, recount
from surveyapp.timing.service.intake import (
    FORGED,
    NO_RETURN,
    NOT_ALLOWED,
    OTHER_PERSON,
    Arrival,
    is_measured,
    receive,
    record,
    record_many,
)
from surveyapp.timing.service.own import (
    declare_minutes,
    require_own,
    restore_day,
    strike_day,
    strike_question,
    strike_stretch,
    withdraw,
)
from surveyapp.timing.service.upkeep import Pruned, Replay, prune, replay_return

__all__ = [
    "FORGED",
    "NOT_ALLOWED",
    "NO_RETURN",
    "OTHER_PERSON",
    "Arrival",
    "Pruned",
    "Replay",
    "declare_minutes",
    "derive_return",
    "is_measured",
    "prune",
    "receive",
    "record",
    "record_many",
    "recount",
    "replay_return",
    "require_own",
    "restore_day",
    "strike_day",
    "strike_question",
    "strike_stretch",
    "withdraw",
]
