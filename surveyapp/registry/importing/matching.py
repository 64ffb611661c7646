"""What a file's rows change in a register: new, changed, unchanged. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Key = tuple[Any, ...]
Values = dict[str, Any]


@dataclass
class Plan:
    """What to write. Updates carry the stored row's id under `identity`."""

    inserts: list[Values] = field(default_factory=list)
    updates: list[Values] = field(default_factory=list)
    unchanged: int = 0
    changes: list[tuple[Key, tuple[str, ...]]] = field(default_factory=list)


def match(
    rows: Sequence[tuple[Key, Values]],
    stored: Mapping[Key, Values],
    *,
    identity: str,
    may_update: bool = True,
) -> Plan:
    """Compare rows with what is stored under the same key.

    A text in several languages (a mapping) is merged: languages that the row does not give are
    kept, an empty text takes its language away. With `may_update` false what is stored stands.
    """
    plan = Plan()
    for key, given in rows:
        found = stored.get(key)
        if found is None:
            plan.inserts.append({name: merged({}, value) for name, value in given.items()})
            continue
        values = {name: merged(found.get(name), value) for name, value in given.items()}
        differing = tuple(name for name, value in values.items() if found.get(name) != value)
        if not differing or not may_update:
            plan.unchanged += 1
            continue
        plan.updates.append({identity: found[identity], **values})
        plan.changes.append((key, differing))
    return plan


def merged(stored: Any, given: Any) -> Any:
    """Return the value that stands after `given` is put over `stored`."""
    if not isinstance(given, Mapping):
        return given
    before = stored if isinstance(stored, Mapping) else {}
    return {name: text for name, text in {**before, **given}.items() if text}
