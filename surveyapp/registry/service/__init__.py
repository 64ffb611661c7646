"""Every change of the registers. All files come in through one door, with one report."""

from surveyapp.registry.service.facts import (
    DESCRIBED,
    describe_collection,
    set_collection_facts,
)
from surveyapp.registry.service.registers import (
    KEPT_CHANGES,
    SHIPPED,
    import_register,
    load_shipped_registers,
)

__all__ = [
    "DESCRIBED",
    "KEPT_CHANGES",
    "SHIPPED",
    "describe_collection",
    "import_register",
    "load_shipped_registers",
    "set_collection_facts",
]
