"""Processor time of reports as our worker renders them, beside WeasyPrint's defaults.

Run: python tests/bench/bench_pdf.py [--reports 12] [--rounds 5]

Every way runs in a process of its own, and the processes take turns, so that whatever else the
machine does meets all of them; the round that took least counts. All get the same HTML. `defaults`
is `HTML(string=html).write_pdf()` and nothing else: no tags, the fonts read from files because it
knows no `app:`. `system font` is the same where the page names a font of the machine, as a page that
ships none would. One report before the clock starts pays for loading; collecting garbage counts.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

from surveyapp.core.data import PACKAGE
from surveyapp.reports.document import build_html
from surveyapp.reports.rules import EditionData
from tests.reports.sample import many_questions, sample_edition, with_suppressed_cells, without_use

MAKERS: tuple[Callable[[], EditionData], ...] = (
    sample_edition,
    without_use,
    with_suppressed_cells,
    lambda: many_questions(10),
)
WAYS = {
    "ours": "ours, tagged PDF/UA-1",
    "defaults": "defaults, our fonts",
    "system": "defaults, system font",
}


def render_all(way: str, count: int) -> None:
    """Render `count` reports one way and print the processor seconds and the peak in MiB."""
    import weasyprint

    from surveyapp.reports import pdf

    fonts = (PACKAGE / "static" / "fonts").as_uri()
    editions = [MAKERS[number % len(MAKERS)]() for number in range(count)]
    pages = [(build_html(edition, "sv"), edition.frozen_at) for edition in editions]
    if way == "ours":
        gc.disable()
    started = 0.0
    for number, (html, when) in enumerate([pages[0], *pages]):
        if number == 1:
            started = time.process_time()
            if way == "ours":
                gc.collect()
                gc.freeze()
        if way == "ours":
            pdf.render(html, created_at=when)
            if number % pdf.COLLECT_EVERY == 0:
                gc.collect()
        elif way == "defaults":
            weasyprint.HTML(string=html.replace("app:", f"{fonts}/")).write_pdf()
        else:
            plain = html.replace("app:pdf-", "none:").replace("Report", "Inter")
            weasyprint.HTML(string=plain).write_pdf()
    if way == "ours":
        gc.collect()
    seconds = time.process_time() - started
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Print a table of the three ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--way", choices=WAYS, help="one way only, as a child of this program")
    options = parser.parse_args()
    if options.way:
        render_all(options.way, options.reports)
        return
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    memory: dict[str, float] = {}
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    for _ in range(options.rounds):
        for way in WAYS:
            result = subprocess.run(
                [sys.executable, __file__, "--way", way, "--reports", str(options.reports)],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                check=True,
            )
            took, peak = (float(word) for word in result.stdout.split())
            seconds[way].append(took)
            memory[way] = peak
    print(f"{options.reports} reports, least of {options.rounds} rounds, processor time")
    own = min(seconds["ours"])
    for way, name in WAYS.items():
        least = min(seconds[way])
        print(
            f"{name:24}{least:7.2f} s {least / options.reports:6.3f} s each"
            f"   ours/this {own / least:5.2f}   peak {memory[way]:4.0f} MiB"
        )


if __name__ == "__main__":
    main()
