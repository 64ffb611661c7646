"""The fictional side of a real municipality: how large and how well ordered it is, and who answers."""

from __future__ import annotations

import random
from dataclasses import dataclass

from surveyapp.demo.content import SizeGroup

_FIRST_NAMES = (
    "Anna Maria Karin Lena Eva Kerstin Birgitta Marie Ingrid Kristina Emma Sara Malin Jenny Linda "
    "Hanna Elin Johanna Sofia Amina Fatima Leyla Mira Lars Mikael Anders Johan Erik Per Peter "
    "Thomas Jan Daniel Fredrik Andreas Mattias Henrik Ali Omar Dragan"
)
_LAST_NAMES = (
    "Lind Berg Lund Holm Sandberg Ekström Nyberg Sjöberg Wallin Engström Lundin Björk Fransson "
    "Hedlund Åberg Löfgren Mattsson Norling Ödman Palm Rydén Strand Tallberg Ulander Viklund "
    "Zetterman Ceder Dahlin Forsell Granlund Hallin Isberg Jernberg Kvist Lager Moberg"
)

_GROUP_SPREAD = 0.18
"""How much municipalities of one group differ in size and pace (natural log)."""


@dataclass(frozen=True, slots=True)
class Officer:
    """One fictional person who answers for a municipality. `pace` multiplies seconds."""

    name: str
    email: str
    pace: float
    luck: float
    """Evenly spread over 0-1, for what only some do."""


@dataclass(frozen=True, slots=True)
class Place:
    """One municipality in the demo."""

    code: str
    group: SizeGroup
    scale: float
    """Standard normal: larger or smaller than its group."""
    order: float
    """Standard normal: how much is in place of what is asked for."""
    pace: float
    officers: tuple[Officer, ...]

    @property
    def volume(self) -> float:
        """What counts are multiplied with."""
        return self.group.volume_factor


def make_place(seed: int, code: str, group: SizeGroup) -> Place:
    """Return the municipality's fictional side; the same for the same seed and code."""
    rng = random.Random(f"{seed}:{code}:place")
    scale, order, pace = (rng.gauss(0, 1) for _ in range(3))
    count = max(2, min(5, round(rng.gauss(group.officers_mean, 0.4))))
    names: list[str] = []
    while len(names) < count:
        name = f"{rng.choice(_FIRST_NAMES.split())} {rng.choice(_LAST_NAMES.split())}"
        if name not in names:
            names.append(name)
    return Place(
        code=code,
        group=group,
        scale=scale,
        order=order,
        pace=2.718281828 ** (_GROUP_SPREAD * pace),
        officers=tuple(
            Officer(
                name=name,
                email=f"uppgiftslamnare{number}.{code}@exempel.se",
                pace=rng.lognormvariate(0, 0.15),
                luck=rng.random(),
            )
            for number, name in enumerate(names, start=1)
        ),
    )
