"""Commands: overlap match, refit, export-decisions, evaluate, evaluate-rdmo, evaluate-harmony,
compare-models and train.

The question bank is filled with `surveyapp registry import bank FILE`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from surveyapp.core.access import SYSTEM
from surveyapp.core.errors import Invalid
from surveyapp.overlap import answer_keys, background, evaluation, learning_cli, loading, service
from surveyapp.overlap.model import reader
from surveyapp.overlap.model.reader import Models
from surveyapp.overlap.rules.measures import LABELS
from surveyapp.overlap.rules.searching import APPROXIMATE
from surveyapp.overlap.training import cli as training_cli

NO_MODEL = (
    "no model was there to read the pairs: words and facets alone find few reworded questions "
    "and none across languages"
)

NO_INDEX = "; slower on a bank of this size than with the extra `bank`: pip install faiss-cpu"


@click.group()
def overlap() -> None:
    """Questions that other national surveys ask too."""


@overlap.command("match")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def match(installation: Any, as_json: bool) -> None:
    """Match the newest questionnaires against the whole question bank."""

    models = loading.models()
    found = background.run_matching(
        installation.database, SYSTEM, _progress("pairs"), models=models
    )
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.questions} questions against {found.bank_questions} of the bank")
    click.echo(
        f"  pairs: {found.added} new, {found.changed} changed, {found.unchanged} unchanged, "
        f"{found.removed} removed"
    )
    for proposal, number in sorted(found.proposals.items()):
        click.echo(f"  proposed {proposal}: {number}")
    if found.model:
        click.echo(f"  read by the model: {found.read} pairs now, {found.read_before} before")
    else:
        click.echo(f"  {NO_MODEL}")
    click.echo(f"  search: {_search(found)}")


def _search(found: service.Outcome) -> str:
    if found.search == APPROXIMATE and found.search_recall is not None:
        return (
            f"{found.search}, finds {found.search_recall:.1%} of what exact search finds "
            f"(measured on {found.search_sampled} questions)"
        )
    return f"{found.search}{NO_INDEX if found.lacks_index else ''}"


def _progress(unit: str) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} of {total} {unit}", nl=done == total, err=True)

    return tell


# --- judging --------------------------------------------------------------------------------------

MODEL_OPTION = click.option(
    "--model",
    "directory",
    type=click.Path(path_type=Path),
    help="Judge the model of this directory, not the installation's.",
)
JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
FIGURES = (
    ("average_precision", "average precision"),
    ("precision_at_recall_90", "precision at recall .9"),
    ("hard_auc", "hard AUC"),
    ("calibration_error", "calibration error"),
    ("macro_f1", "macro F1"),
    ("same_found", "same, of identical and reworded"),
    ("overlap_found", "overlap found"),
    ("false_alarms", "false alarms"),
)
NAMES = {
    evaluation.MODEL: "the model as shipped",
    evaluation.WORDS: "words and facets alone",
    evaluation.COSINE: "one cosine of the same vectors",
    evaluation.SEARCH: "vectors as turned for the search",
}


def _models(directory: Path | None) -> Models | None:
    return loading.models() if directory is None else reader.load(directory)


def _needed(directory: Path | None) -> Models:
    models = _models(directory)
    if models is None:
        raise Invalid(
            "No model can be run here: name one with --model, or install onnxruntime and tokenizers."
        )
    return models


@overlap.command("evaluate")
@click.argument("pairs", type=click.Path(path_type=Path))
@JSON_OPTION
@click.option("--scores", type=click.Path(path_type=Path), help="Write id,score,verdict here.")
@click.option("--text-only", is_flag=True, help="Leave the metadata out.")
@click.option("--no-model", is_flag=True, help="Judge words and facets alone.")
@MODEL_OPTION
def evaluate(
    pairs: Path,
    as_json: bool,
    scores: Path | None,
    text_only: bool,
    no_model: bool,
    directory: Path | None,
) -> None:
    """Say how good the matching is on labelled PAIRS (CSV)."""
    loaded = evaluation.load_pairs(pairs, text_only=text_only, labels=scores is None)
    models = None if no_model else _models(directory)
    ways = evaluation.score_ways(loaded, models, text_only=text_only)
    if scores is not None:
        try:
            evaluation.write_scores(scores, loaded, next(iter(ways.values())))
        except OSError as fault:
            raise Invalid(f"{scores} cannot be written: {fault.strerror}.") from fault
    if not all(pair.label for pair in loaded):
        click.echo(f"{len(loaded)} pairs scored; they have no labels to be judged by", err=True)
        return
    found = {name: evaluation.measure(loaded, told) for name, told in ways.items()}
    if as_json:
        click.echo(json.dumps(_as_json(found, text_only), ensure_ascii=False, indent=2))
        return
    for name, figures in found.items():
        _show(NAMES[name], figures)
    if evaluation.MODEL not in found:
        click.echo(NO_MODEL)


def _as_json(found: Mapping[str, Mapping[str, Any]], text_only: bool) -> dict[str, Any]:
    """The shipped way's figures at the top, all ways under `ways`."""
    first = next(iter(found))
    return {"way": first, "text_only": text_only, **found[first], "ways": found}


def _show(title: str, figures: Mapping[str, Any]) -> None:
    click.echo(f"{title}: {figures['n']} pairs, {figures['overlapping']} overlap")
    for key, name in FIGURES:
        if key in figures:
            click.echo(f"  {name:34}{_interval(figures[key])}")
    for code, figure in figures["average_precision_by_language"].items():
        click.echo(f"  {'average precision ' + code:34}{_interval(figure)}  n {figure['n']}")
    if "confusion" not in figures:
        return
    click.echo(f"  {'false same':34}{figures['false_same']}")
    click.echo(f"  {'verdict':12}" + "".join(f"{label:>21}" for label in LABELS))
    for verdict, row in figures["confusion"].items():
        click.echo(f"  {verdict:12}" + "".join(f"{row[label]:>21}" for label in LABELS))


def _interval(figure: Mapping[str, Any]) -> str:
    if figure["value"] is None:
        return "  -"
    return f"{figure['value']:.3f} [{figure['low']:.3f}-{figure['high']:.3f}]"


@overlap.command("evaluate-rdmo")
@click.argument("folder", type=click.Path(path_type=Path))
@JSON_OPTION
@MODEL_OPTION
def evaluate_rdmo(folder: Path, as_json: bool, directory: Path | None) -> None:
    """Say how well questions of RDMO catalogues in FOLDER are found that share an attribute."""
    questions = answer_keys.load_catalogues(folder)
    found = answer_keys.evaluate_catalogues(
        questions, _needed(directory), progress=_progress("pairs")
    )
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for language, figures in found.items():
        _show_ranked(f"{language}, {figures['questions']} questions", figures)


@overlap.command("evaluate-harmony")
@click.argument("table", type=click.Path(path_type=Path))
@JSON_OPTION
@MODEL_OPTION
def evaluate_harmony(table: Path, as_json: bool, directory: Path | None) -> None:
    """Say how well a TABLE of text_1, text_2 and y (tab-separated) is ranked."""
    pairs = answer_keys.load_table(table)
    found = answer_keys.evaluate_table(pairs, _needed(directory), progress=_progress("pairs"))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    _show_ranked(table.name, found)


def _show_ranked(title: str, figures: Mapping[str, Any]) -> None:
    click.echo(f"{title}: {figures['pairs']} pairs, {figures['overlapping']} overlap")
    for way in (evaluation.MODEL, evaluation.COSINE, evaluation.SEARCH):
        if way in figures:
            precision = _interval(figures[way]["average_precision"])
            click.echo(
                f"  {NAMES[way]:34}average precision {precision}  AUC {_interval(figures[way]['auc'])}"
            )


@overlap.command("compare-models")
@click.argument("directory", type=click.Path(path_type=Path))
@JSON_OPTION
def compare_models(directory: Path, as_json: bool) -> None:
    """Judge the model in use and the one in DIRECTORY on the frozen pairs, before switching.

    The figures are left in the directory; without them it is not used. Switch by setting
    SURVEYAPP_OVERLAP_MODEL to the directory and matching again.
    """
    other, current = _needed(directory), loading.in_use()
    found: dict[str, dict[str, Any]] = {}
    for name, pairs in evaluation.frozen_pairs().items():
        for title, models in (("in use", current), (str(directory), other)):
            ways = evaluation.score_ways(pairs, models)
            way = next(iter(ways))
            figures = evaluation.measure(pairs, ways[way])
            found.setdefault(name, {})[title] = {"way": way, **figures}
    loading.mark_judged(directory, found)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for name, rows in found.items():
        for title, figures in rows.items():
            _show(f"{name}, {title} ({NAMES[figures['way']]})", figures)


def register(program: click.Group) -> None:
    """Add the commands."""
    learning_cli.register(overlap)
    training_cli.register(overlap)
    program.add_command(overlap)
