"""Named places in upstream pages that downstream rooms fill, so that no import points upward."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

Provider = Callable[..., Any]
"""Returns markup or text for `fill`, any value for `collect`, None for nothing."""


class Slots:
    """Providers by slot name. A page works the same with none."""

    def __init__(self) -> None:
        self._providers: dict[str, list[tuple[int, Provider]]] = {}

    def provide(self, name: str, provider: Provider, *, order: int = 50) -> None:
        """Register `provider`; lower `order` comes first."""
        self._providers.setdefault(name, []).append((order, provider))
        self._providers[name].sort(key=lambda pair: pair[0])

    def fill(self, name: str, **context: Any) -> Markup:
        """Return what the providers of `name` show for `context`, joined; empty when there are none."""
        pieces = (provider(**context) for _order, provider in self._providers.get(name, ()))
        return Markup("").join(piece for piece in pieces if piece)

    def has(self, name: str) -> bool:
        """Tell whether anybody fills `name`, for pages that would ask once per question."""
        return bool(self._providers.get(name))

    def collect(self, name: str, **context: Any) -> list[Any]:
        """Return the providers' values as they are: for slots that carry data and not text."""
        values = (provider(**context) for _order, provider in self._providers.get(name, ()))
        return [value for value in values if value is not None]
