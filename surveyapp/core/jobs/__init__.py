"""Work that takes more than a second: a row that is the truth, a handler that may run twice.

The row is written in the transaction of the request that asks for it. On SQLite a worker leases
rows; on PostgreSQL Procrastinate delivers them, as many worker machines as wanted. Either way a
worker that dies stops renewing its lease and another takes the job over, so handlers are safe to
run twice. A worker that is told to stop puts its job back at the next progress report, which raises
`Paused`: nothing may be half done there. A handler that raises `TryLater` is run again after a
while, each wait longer.
"""

from surveyapp.core.jobs.running import (
    JobContext,
    LeaseLost,
    Paused,
    handler,
    run_job,
    run_one,
    take,
)
from surveyapp.core.jobs.saying import next_try
from surveyapp.core.jobs.table import (
    LEASE,
    MAX_ATTEMPTS,
    RETRY_WAITS,
    Job,
    JobState,
    enqueue,
    find_active,
    newest_by_key,
)
from surveyapp.core.jobs.workers import daily, work

__all__ = [
    "LEASE",
    "MAX_ATTEMPTS",
    "RETRY_WAITS",
    "Job",
    "JobContext",
    "JobState",
    "LeaseLost",
    "Paused",
    "daily",
    "enqueue",
    "find_active",
    "handler",
    "newest_by_key",
    "next_try",
    "run_job",
    "run_one",
    "take",
    "work",
]
