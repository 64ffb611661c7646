"""Processor time of matching the demo against the bank, beside one plain cosine of the same texts.

Run: python tests/bench/bench_overlap.py [--bank 1244] [--rounds 3]

The plain way is what a program does that only compares texts: TF-IDF of words, the cosine of all pairs,
each question's bank sorted. It gives no facets, no reasons and no proposal; the ratio says what those
cost. Both ways start from the same texts and take turns in one process; the least time counts. The
bank is the demo's, filled up with its own texts under other municipalities' subjects to the size
asked for.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from surveyapp.demo import content
from surveyapp.overlap.rules import text
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.matching import Pair, match

SUBJECTS = (
    "skola", "förskola", "bibliotek", "räddningstjänst", "miljötillsyn", "kulturskola", "vuxenutbildning",
    "arbetsmarknad", "fritid", "konsumentvägledning", "överförmyndare", "bygglov", "gatuskötsel",
)  # fmt: skip


def questions() -> list[Described]:
    """Return the demo's questions by their Swedish text."""
    texts = [
        row["label::Svenska (sv)"]
        for folder in content.QUESTIONNAIRES
        for row in content.load_questionnaire(folder)["survey"]
        if row["type"].split()[0] in ("select_one", "select_multiple", "integer", "decimal", "date")
    ]
    return [Described(n, {"sv": t}) for n, t in enumerate(texts)]


def bank(size: int) -> list[Described]:
    """Return bank questions, as many as asked for."""
    rows = content.load_bank_questions()
    found: list[Described] = []
    while len(found) < size:
        turn, place = divmod(len(found), len(rows))
        row = rows[place]
        subject = f" inom {SUBJECTS[turn % len(SUBJECTS)]} {turn}" if turn else ""
        found.append(
            Described(
                len(found),
                {"sv": row.text["sv"] + subject},
                definitions={"sv": row.description["sv"]},
                area=row.area,
                unit=row.unit,
                population=row.population,
                reference_time=row.reference_time,
                scale=row.answer_scale,
                group=row.collection if not turn else f"bank{turn}",
            )
        )
    return found


def plain(ours: Sequence[Described], theirs: Sequence[Described]) -> int:
    """Compare all pairs by one cosine and sort each question's row."""
    vectors = TfidfVectorizer().fit_transform([q.texts["sv"] for q in (*ours, *theirs)])
    scores = (vectors[: len(ours)] @ vectors[len(ours) :].T).toarray()
    return int(np.argsort(-scores, axis=1).shape[1])


def with_facets(ours: Sequence[Described], theirs: Sequence[Described]) -> list[Pair]:
    """Match as the product does, with nothing remembered from before."""
    text.words.cache_clear()
    text.stem.cache_clear()
    return match(ours, theirs)


def seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds that the work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Print both times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--bank", type=int, default=1244)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    ours, theirs = questions(), bank(options.bank)
    times: dict[str, list[float]] = {"plain": [], "facets": []}
    for _round in range(options.rounds):
        times["plain"].append(seconds(lambda: plain(ours, theirs)))
        times["facets"].append(seconds(lambda: with_facets(ours, theirs)))
    least = {name: min(found) for name, found in times.items()}
    print(f"{len(ours)} questions against {len(theirs)} of the bank, least of {options.rounds}")
    print(f"  plain cosine of all pairs, sorted   {least['plain']:8.3f} s of processor time")
    print(f"  matching with facets and reasons    {least['facets']:8.3f} s")
    print(f"  ratio                               {least['facets'] / least['plain']:8.1f}")


if __name__ == "__main__":
    main()
