"""Every number the timing rules use, with its unit and where it comes from.

The limits follow the idle rule that is printed in each burden report; a changed number here changes
seconds, so it belongs in the change log and in the method note.
"""

from __future__ import annotations

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

# --- The idle rule -------------------------------------------------------------------------------

INPUT_IDLE_MS = 60 * SECOND_MS
"""Milliseconds without input that still count as active. Source: own rule; in a real 29-row ODK
audit log 30 s gives 176, 60 s gives 233 and no limit 357 seconds, so the figure is published with
its sensitivity."""

READING_IDLE_MS = 180 * SECOND_MS
"""The same while the help or the definition of the current question is open, since reading needs
no hand. Source: own rule."""

SENSITIVITY_LIMITS_SECONDS = (30, 60, 180, 300)
"""Idle limits, in seconds, for which the active time is shown beside the one in force."""

# --- Off screen ----------------------------------------------------------------------------------

OFFSCREEN_ATTRIBUTED_MAX_MS = 30 * MINUTE_MS
"""A hidden stretch up to this length belongs to the question if it ends in an answer to that same
question. Source: own rule, to be tested against declared minutes in the first season."""

LEFT_AFTER_MS = 8 * HOUR_MS
"""A hidden or idle stretch longer than a working day is a page that was left. Source: own rule."""

# --- The recorder's beat -------------------------------------------------------------------------

BEAT_MS = 15 * SECOND_MS
"""How often an open, visible page says that it is there: the most that a crash can lose. Source:
a prototype without beats lost the whole question in a crash."""

# --- What a batch may be -------------------------------------------------------------------------

MAX_BATCH_BYTES = 60_000
"""Bytes of one batch; browsers refuse beacons over 64 KiB."""

MAX_BATCH_EVENTS = 500
"""Events of one batch: at 100 bytes each the byte limit binds first."""

MAX_EVENT_AGE_MS = 7 * DAY_MS
"""Longest time since page load that an event may carry, in milliseconds."""

MAX_CLIENT_CLOCK_MS = 31 * DAY_MS
"""Longest time since page load at the moment of sending: leftovers of an earlier page load are kept
by the browser for 30 days."""

MAX_SEQ = 1_000_000
"""Highest sequence number: a week of beats is 40,320."""

MAX_WALL_MS = 32_503_680_000_000
"""Wall clocks beyond the year 3000 are refused as nonsense; wrong ones before it are only flagged."""

MAX_CODE_LENGTH = 128
"""Characters of a question code or a section code."""

# --- What the server takes -----------------------------------------------------------------------

ARRIVAL_AFTER_SUBMISSION_MS = 7 * DAY_MS
"""A batch of a submitted return must come within this time of the submission."""

PAGE_SESSION_MAX_AGE_MS = 30 * DAY_MS
"""A signed page session older than this takes no more batches."""

CLOCK_TOLERANCE_MS = 2 * MINUTE_MS
"""How far the browser's clocks may differ from the server's: a wall clock beyond it is flagged; an
elapsed time beyond what has passed on the server is refused (the page load begins before the page
is served, and clocks drift)."""

# --- Without JavaScript --------------------------------------------------------------------------

COARSE_GAP_MAX_MS = 15 * MINUTE_MS
"""Most that counts between two moments the server saw. Source: Survey Solutions closes an unclosed
session 15 minutes after it was last resumed."""
