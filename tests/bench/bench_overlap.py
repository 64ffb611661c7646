"""How fast overlap is found, beside a full cosine sort of the same vectors, in one run.

    python -m tests.bench.bench_overlap candidates [--questions 5000] [--bank 100000] [--without-words]
    python -m tests.bench.bench_overlap reading    [--pairs 600] [--threads 2] [--model DIR]
    python -m tests.bench.bench_overlap suggest    [--bank 6000] [--times 30] [--model DIR]
    python -m tests.bench.bench_overlap matching   [--questions 200] [--bank 2000] [--model DIR]

`candidates`: the bank's index, vectors and facets are made first and told apart, as they are kept.
A text's vector is summed of its words' from the shipped encoder, so that any size can be had. The full sort is
run on a slice of the questions and scaled; both run on one thread. The approximate index tells its
recall against exact search. Memory is the peak of the process before the full sort.
`reading`: pairs of one length distribution, scaled to what a matching of 5,000 questions reads.
`suggest`: one new question at a time against a bank that is kept; median and worst.
`matching`: the whole job twice, then with 100 bank questions more, on a database of its own.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from surveyapp.core.access import SYSTEM
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import background, suggesting
from surveyapp.overlap.model import reader
from surveyapp.overlap.model.features import Side
from surveyapp.overlap.model.reader import Models
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.indexing import VectorIndex, Vectors
from surveyapp.overlap.rules.matching import READ_BUDGET, READ_LEAST
from surveyapp.overlap.rules.reading.question import read_facets
from surveyapp.overlap.rules.screening import Coded, is_held_apart
from surveyapp.overlap.rules.similarity import POOL, QUOTA, Bank, chosen, pool
from tests.bench import banks

SLICE, CELLS = 500, 50_000_000
"""Questions that the full sort is run on at most, and cosines that it holds at a time."""

OF_MANY = 5_000
"""Questions of one matching that the reading is scaled to."""

Result = TypeVar("Result")


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return the seconds that the work takes by the clock, and its result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def peak_gigabytes() -> float:
    """Return the most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def row(name: str, value: str) -> None:
    print(f"  {name:58}{value:>16}", flush=True)


# --- candidates -----------------------------------------------------------------------------------


def candidates(questions: int, size: int, with_words: bool, directory: Path | None) -> None:
    """Print the seconds of each part of the candidate step, and of the full sort."""
    import faiss

    faiss.omp_set_num_threads(1)
    print(f"{questions:,} questions against {size:,}, one thread")
    theirs = banks.bank(size)
    ours = banks.bank(questions, first_key=10_000_000, seed=7)[::-1]
    encode = banks.WordVectors(loaded(directory, 1).encoder.encode).encode
    given = encode([q.texts["sv"] for q in theirs])
    asked = encode([q.texts["sv"] for q in ours])
    seconds, index = timed(lambda: VectorIndex(given))
    row("kept: index of vectors", f"{seconds:.1f} s")
    seconds, coded = timed(lambda: Coded.of(read_facets(q, "sv") for q in theirs))
    row("kept: facets of the bank", f"{seconds:.1f} s")
    bank = None
    if with_words:
        seconds, bank = timed(lambda: _bank(theirs, index))
        row("kept: words of the bank", f"{seconds:.1f} s")
    seconds, our_facets = timed(lambda: Coded.of(read_facets(q, "sv") for q in ours))
    row("facets of the questions", f"{seconds:.1f} s")
    searched, _found = timed(lambda: index.search(asked, POOL))
    row("nearest vectors", f"{searched:.2f} s")
    if bank is not None:
        whole, count = timed(lambda: _step(ours, asked, bank, our_facets, coded))
        row("candidate step: words, vectors, facets", f"{whole:.1f} s")
        row("candidates a question", f"{count / len(ours):.1f}")
    row("memory", f"{peak_gigabytes():.2f} GB")
    row(
        "recall at 50 of the index against exact search",
        f"{index.recall(asked[: min(200, questions)]):.3f}",
    )
    part = min(SLICE, questions, max(1, CELLS // size))
    seconds, _sorted = timed(lambda: full_sort(asked[:part], given))
    scaled = seconds * questions / part
    row(f"full cosine sort, {part} questions scaled", f"{scaled:.1f} s")
    row("full sort / nearest vectors", f"{scaled / searched:.0f} times")
    if bank is not None:
        row("full sort / candidate step", f"{scaled / whole:.0f} times")


def _bank(theirs: Sequence[Described], index: VectorIndex) -> Bank:
    built = Bank.build(theirs, "sv", encode=lambda texts: np.zeros((len(texts), 1), np.float32))
    return Bank(
        built.language,
        built.questions,
        built.words,
        built.by_words,
        built.by_letters,
        index,
        built.groups,
    )


def _step(
    ours: Sequence[Described], asked: Vectors, bank: Bank, our_facets: Coded, coded: Coded
) -> int:
    known = {q.texts["sv"]: row for q, row in zip(ours, asked, strict=True)}
    found = pool(ours, bank, "sv", lambda texts: np.stack([known[t] for t in texts]))
    apart = is_held_apart(our_facets, coded, found.rows, found.columns)
    return len(chosen(found, apart, bank, QUOTA))


def full_sort(queries: Vectors, bank: Vectors) -> int:
    """Compare all and sort every row: cosine as programs do that only compare texts."""
    lengths = np.linalg.norm(queries, axis=1)[:, None] * np.linalg.norm(bank, axis=1)[None, :]
    cosines = (queries @ bank.T) / lengths
    return int(np.argsort(-cosines, axis=1).shape[1])


# --- the model ------------------------------------------------------------------------------------


def loaded(directory: Path | None, threads: int) -> Models:
    models = reader.load(directory, threads=threads)
    if models is None or models.cross is None:
        raise SystemExit("no model can be run here: name one with --model")
    return models


def reading(count: int, directory: Path | None, threads: int) -> None:
    """Print how many pairs a second the model reads."""
    models = loaded(directory, threads)
    assert models.cross is not None
    texts = banks.written()
    pairs = [(Side(a), Side(b)) for a, b in zip(texts, texts[7:], strict=False)][:count]
    models.cross.read(pairs[:32])
    seconds, _rows = timed(partial(models.cross.read, pairs))
    each = seconds / len(pairs)
    print(f"{len(pairs)} pairs, {threads} threads")
    row("a pair", f"{each * 1000:.1f} ms")
    read = max(READ_LEAST, READ_BUDGET // OF_MANY)
    row(
        f"{OF_MANY:,} questions, {read} pairs each as in a matching, scaled",
        f"{each * OF_MANY * read / 60:.1f} min",
    )
    seconds, _vectors = timed(lambda: models.encoder.encode(texts[:count]))
    row("a text as a vector", f"{seconds / min(count, len(texts)) * 1000:.1f} ms")


def suggest(size: int, times: int, directory: Path | None, threads: int) -> None:
    """Print how long one new question takes."""
    models = loaded(directory, threads)
    with tempfile.TemporaryDirectory() as folder, _database(folder) as database:
        _fill(database, 0, size)
        typed = list(itertools.islice(banks.variants(banks.written(), seed=5), times))
        with unit_of_work(database, read_only=True) as session:
            suggesting.ENCODED_AT_ONCE = size
            first, _found = timed(
                lambda: suggesting.suggest(session, typed[0], "sv", models=models)
            )
            found = [
                timed(partial(suggesting.suggest, session, text, "sv", models=models))[0]
                for text in typed[1:]
            ]
    print(f"one question against {size:,}, {threads} threads")
    row("the first, which makes what is kept", f"{first:.1f} s")
    row("median", f"{statistics.median(found) * 1000:.0f} ms")
    row("worst", f"{max(found) * 1000:.0f} ms")


def matching(questions: int, size: int, directory: Path | None, threads: int) -> None:
    """Print how long the whole job takes, again, and with 100 bank questions more."""
    models = loaded(directory, threads)
    with tempfile.TemporaryDirectory() as folder, _database(folder) as database:
        _fill(database, questions, size)
        run = partial(background.run_matching, database, SYSTEM, models=models)
        print(f"{questions:,} questions against {size:,}, {threads} threads")
        seconds, found = timed(run)
        row("the first time", f"{seconds:.1f} s")
        row("pairs read", f"{found.read:,}")
        seconds, found = timed(run)
        row("again", f"{seconds:.1f} s")
        row("pairs read", f"{found.read:,}")
        _fill(database, 0, 100, seed=99)
        seconds, found = timed(run)
        row("with 100 bank questions more", f"{seconds:.1f} s")
        row("texts encoded, pairs read", f"{found.encoded:,}, {found.read:,}")


def _database(folder: str) -> _Opened:
    from surveyapp.web import schema

    database = Database(f"sqlite:///{folder}/bench.db")
    schema.upgrade(database)
    return _Opened(database)


class _Opened:
    """Disposes of the database when its folder goes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def __enter__(self) -> Database:
        return self.database

    def __exit__(self, *_error: object) -> None:
        self.database.dispose()


def _fill(database: Database, questions: int, size: int, seed: int = 1) -> None:
    from tests.factories.overlap import make_bank_question, make_collection
    from tests.factories.questionnaires import form, make_version, question, section

    # Beyond the written texts every seed has variants of its own.
    known = 0 if seed == 1 else len(banks.written())
    texts = banks.bank(known + size + questions, seed=seed)[known:]
    with unit_of_work(database) as session:
        collection = make_collection(session)
        for described in texts[questions:]:
            make_bank_question(session, described.texts["sv"], collection)
        if questions:
            asked = [
                question(f"Q{n}", text={"sv": f"{described.texts['sv'].rstrip('?.')} i kommunen?"})
                for n, described in enumerate(texts[:questions])
            ]
            make_version(session, form(section("A", *asked), code="prov"))


def main() -> None:
    """Run the part that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("part", choices=("candidates", "reading", "suggest", "matching"))
    parser.add_argument("--questions", type=int)
    parser.add_argument("--bank", type=int)
    parser.add_argument("--pairs", type=int, default=600)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--without-words", action="store_true")
    given = parser.parse_args()
    if given.part == "candidates":
        candidates(
            given.questions or 5000, given.bank or 100_000, not given.without_words, given.model
        )
    elif given.part == "reading":
        reading(given.pairs, given.model, given.threads)
    elif given.part == "suggest":
        suggest(given.bank or 6000, given.times, given.model, given.threads)
    else:
        matching(given.questions or 200, given.bank or 2000, given.model, given.threads)


if __name__ == "__main__":
    main()
