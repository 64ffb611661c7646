"""An edition as bytes: one edition has one spelling, so its fingerprint can be trusted.

Floats are rounded to six decimals (3.6 milliseconds in an hour, a millionth of a krona), far below
anything shown, so that the last bits of a sum do not make two editions of one. Times are UTC to the
second. Keys are sorted. Nothing is left out, so a missing key is a fault and not a default.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import types
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from surveyapp.reports.rules.edition import EditionData

DECIMALS = 6
FORMAT = 1


def canonical(edition: EditionData) -> bytes:
    """Return the canonical JSON of an edition, UTF-8."""
    return json.dumps(
        as_json(edition), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode("utf-8")


def fingerprint(edition: EditionData) -> str:
    """Return the SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(edition)).hexdigest()


def as_json(edition: EditionData) -> dict[str, Any]:
    """Return the edition as JSON values, rounded as the module says.

    Raises:
        ValueError: a number is not finite, or a time has no zone.
    """
    encoded = _encode(edition)
    assert isinstance(encoded, dict)
    return encoded


def from_json(data: Mapping[str, Any]) -> EditionData:
    """Return the edition that `as_json` wrote.

    Raises:
        ValueError: a key is missing or unknown, a value has the wrong type, or the format is newer.
    """
    if data.get("format") != FORMAT:
        raise ValueError(f"edition format {data.get('format')!r} is not known")
    edition = _decode(EditionData, data, "edition")
    assert isinstance(edition, EditionData)
    return edition


def _encode(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            name: _encode(_number(kind, getattr(value, name)))
            for name, kind in _hints(type(value)).items()
        }
    if isinstance(value, Mapping):
        return {str(key): _encode(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_encode(item) for item in value]
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time in an edition must carry its zone")
        return value.astimezone(UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a number in an edition must be finite")
        # Adding zero turns -0.0 into 0.0, which would otherwise be a second spelling.
        return round(value, DECIMALS) + 0.0
    raise ValueError(f"{type(value).__name__} has no place in an edition")


def _number(kind: Any, value: Any) -> Any:
    # 120 and 120.0 hours are one number and must have one spelling.
    is_float = kind is float or kind == float | None
    return float(value) if is_float and isinstance(value, int) else value


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _decode(kind: Any, value: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin is types.UnionType:
        if value is None:
            return None
        (inner,) = [arg for arg in get_args(kind) if arg is not type(None)]
        return _decode(inner, value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{where}: a list is needed")
        inner = get_args(kind)[0]
        return tuple(_decode(inner, item, f"{where}[{i}]") for i, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
            raise ValueError(f"{where}: texts by language are needed")
        return dict(value)
    if dataclasses.is_dataclass(kind):
        assert isinstance(kind, type)
        if not isinstance(value, Mapping) or set(value) != set(_hints(kind)):
            raise ValueError(f"{where}: the keys are not those of {kind.__name__}")
        return kind(**{k: _decode(t, value[k], f"{where}.{k}") for k, t in _hints(kind).items()})
    if kind is datetime:
        return datetime.strptime(_a(str, value, where), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    if kind is date:
        return date.fromisoformat(_a(str, value, where))
    if kind is float:
        return float(_a(int | float, value, where))
    return _a(kind, value, where)


def _a(kind: Any, value: Any, where: str) -> Any:
    # bool is an int to Python, but never here.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"{where}: {value!r} has the wrong type")
    return value
