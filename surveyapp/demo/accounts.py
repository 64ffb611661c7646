"""The example accounts: one for each role and a colleague, with a password that everybody may know."""

from __future__ import annotations

from dataclasses import dataclass

from surveyapp.core.access import Role

PASSWORD = "granskad-enkel-burk"  # noqa: S105 - public on purpose; production refuses demo accounts

PASSWORD_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$ZMuaEevl+sdIZUUP98N+Qg$"  # noqa: S105
    "MZNijIiFo/cXD2RMqAbrvXcV9V0N0ASoyak9q2GnLMs"
)
"""Of `PASSWORD`, made once: a salt of its own each time would make every demo different."""

NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$zk7cI08JJA5TmKuut3sxMA$"
    "II0dytpRlQekMXZu5WJOQiqmIMgJ8kbHW3vRiK8UpZc"
)
"""Of a random password that nobody has kept: fictional officers cannot sign in."""

MUNICIPALITY = "1382"
"""Where the example officer works: Falkenberg, of middling size."""


@dataclass(frozen=True, slots=True)
class ExampleAccount:
    """One account that a visitor may sign in with."""

    email: str
    name: str
    role: Role
    purpose: str


OFFICER = ExampleAccount(
    "uppgiftslamnare@exempel.se", "Ulrika Exempel", Role.OFFICER, "officer in Falkenberg"
)
COLLEAGUE = ExampleAccount(
    "kollega@exempel.se", "Karim Exempel", Role.OFFICER, "colleague in the same municipality"
)
ADMINISTRATOR = ExampleAccount(
    "administrator@exempel.se", "Adam Exempel", Role.ADMINISTRATOR, "administrator"
)
REVIEWER = ExampleAccount("granskare@exempel.se", "Greta Exempel", Role.REVIEWER, "reviewer")

EXAMPLES = (OFFICER, COLLEAGUE, ADMINISTRATOR, REVIEWER)
