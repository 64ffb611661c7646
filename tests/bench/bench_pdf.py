"""Processor time of a report as our worker renders it, beside WeasyPrint's defaults.

Run: python tests/bench/bench_pdf.py [--reports 4] [--rounds 8]
     python tests/bench/bench_pdf.py --demo 40 [--rounds 3]

`--demo` seeds the demo year for that many municipalities in a throw-away database and takes the
report of every indicator.

The ways take turns on every report in one process, so that whatever else the machine does meets all
of them; the least time of each report over the rounds counts. All get the same HTML. `defaults` is
`HTML(string=html).write_pdf()` and nothing else: no tags, the fonts read from files because it knows
no `app:`. `system font` is the same where the page names a font of the machine. Ours pays for
clearing up after every report, the defaults only for what Python happens to clear meanwhile.
"""

from __future__ import annotations

import argparse
import gc
import logging
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import weasyprint

from surveyapp.core.data import PACKAGE
from surveyapp.reports import pdf
from surveyapp.reports.document import build_html
from surveyapp.reports.rules import EditionData
from tests.reports.sample import many_questions, sample_edition, with_suppressed_cells, without_use

MAKERS: tuple[Callable[[], EditionData], ...] = (
    sample_edition,
    without_use,
    with_suppressed_cells,
    lambda: many_questions(10),
)
FONTS = (PACKAGE / "static" / "fonts").as_uri()


def ours(html: str, when: datetime) -> None:
    """Render as the worker does: nothing old is looked at when clearing up."""
    pdf.render(html, created_at=when)
    gc.collect()


def defaults(html: str, _when: datetime) -> None:
    """Render as a program that only calls the library."""
    weasyprint.HTML(string=html.replace("app:", f"{FONTS}/")).write_pdf()


def system_font(html: str, _when: datetime) -> None:
    """Render as `defaults`, where the page ships no fonts."""
    plain = html.replace("app:pdf-", "none:").replace("Report", "Inter")
    weasyprint.HTML(string=plain).write_pdf()


WAYS: dict[str, Callable[[str, datetime], None]] = {
    "ours, tagged PDF/UA-1": ours,
    "defaults, our fonts": defaults,
    "defaults, system font": system_font,
}


def seconds(way: Callable[[str, datetime], None], html: str, when: datetime) -> float:
    """Return the processor seconds of one report, with the collector as that way would have it."""
    gc.collect()
    if way is ours:
        gc.freeze()
    started = time.process_time()
    way(html, when)
    took = time.process_time() - started
    gc.unfreeze()
    return took


def demo_editions(municipalities: int) -> list[EditionData]:
    """Return the edition of every indicator of the demo year."""
    from surveyapp.burden import queries as burden
    from surveyapp.core.database import Database
    from surveyapp.core.units import unit_of_work
    from surveyapp.demo.seed import seed_demo
    from surveyapp.reports import queries, service
    from surveyapp.web import schema

    found = []
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'demo.db'}")
        schema.upgrade(database)
        seed_demo(database, today=date(2026, 3, 4), municipalities=municipalities)
        with unit_of_work(database, read_only=True) as session:
            newest = burden.list_newest_snapshots(session)
            for snapshot in (s for s in newest if s.round.year == newest[0].round.year):
                material = service.gather(session, snapshot)
                found += [
                    service.build_edition(session, snapshot, indicator, material)
                    for indicator in queries.list_indicators(session, snapshot.id)
                ]
        database.dispose()
    return found


def main() -> None:
    """Print a table of the three ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--demo", type=int, metavar="MUNICIPALITIES")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if options.demo:
        editions = demo_editions(options.demo)
    else:
        editions = [MAKERS[number % len(MAKERS)]() for number in range(options.reports)]
    pages = [(build_html(edition, "sv"), edition.frozen_at) for edition in editions]
    for way in WAYS.values():
        way(*pages[0])
    least = {name: [float("inf")] * len(editions) for name in WAYS}
    for _ in range(options.rounds):
        for number, page in enumerate(pages):
            for name, way in WAYS.items():
                least[name][number] = min(least[name][number], seconds(way, *page))
    print(f"{len(editions)} reports, least of {options.rounds} rounds, processor time")
    own = sum(least["ours, tagged PDF/UA-1"])
    for name, times in least.items():
        total = sum(times)
        each = total / len(editions)
        print(f"{name:24}{total:7.2f} s {each:6.3f} s each   ours/this {own / total:5.2f}")


if __name__ == "__main__":
    main()
