"""The shipped model: loads it, checks its checksums, and reads pairs and texts with it.

Every file is named with its checksum in `model.json`; a file that is not the one the figures were
measured on is refused, since a silently different model would make every cached score wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveyapp.core.errors import DomainError
from surveyapp.overlap.model.calibration import Calibration
from surveyapp.overlap.model.features import END, PAD, START, Featuriser, Input, Side, tidy

__all__ = [
    "LABELS",
    "WEIGHTS",
    "CrossEncoder",
    "Encoder",
    "ModelDamaged",
    "ModelMissing",
    "Models",
    "Side",
    "load",
]

LABELS = ("identical", "same_reworded", "subset_or_derivable", "related_different", "unrelated")
"""The columns of `CrossEncoder.read`; overlap is the sum of the first three."""
WEIGHTS = Path(__file__).parent / "weights"
"""Where the shipped model lies."""
CARD = "model.json"
MAX_TEXT_PIECES = 256

Progress = Callable[[int, int], None]


class ModelMissing(DomainError):
    """The directory that was named holds no model, or the libraries to run it are not installed."""


class ModelDamaged(DomainError):
    """A file of the model is not the one that its card names."""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _padded(rows: Sequence[Sequence[int]], filler: int) -> NDArray[np.int64]:
    out = np.full((len(rows), max(map(len, rows))), filler, dtype=np.int64)
    for line, row in zip(out, rows, strict=True):
        line[: len(row)] = row
    return out


def _softmax(values: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(values - np.max(values, axis=1, keepdims=True))
    shares: NDArray[np.float32] = np.asarray(
        raised / np.sum(raised, axis=1, keepdims=True), dtype=np.float32
    )
    return shares


class CrossEncoder:
    """Reads both questions of a pair together."""

    def __init__(
        self, session: Any, tokenizer: Any, card: dict[str, Any], checksum: str, name: str
    ) -> None:
        self.checksum = checksum
        self.name = name
        self._session = session
        self._calibration = Calibration.from_json(card["calibration"])
        self._averages_hidden = bool(card.get("averages_hidden", False))
        self._featuriser = Featuriser(_encode_with(tokenizer))

    def read(
        self,
        pairs: Sequence[tuple[Side, Side]],
        *,
        batch: int = 32,
        progress: Progress | None = None,
    ) -> NDArray[np.float32]:
        """Calibrated probabilities of the five labels, one row a pair in the order given.

        Where metadata was recorded the reading with it and the reading without it are averaged:
        metadata that was filled in wrongly then costs less.
        """
        jobs: list[tuple[int, Input]] = []
        for at, (a, b) in enumerate(pairs):
            jobs.append((at, self._featuriser.pair(a, b)))
            if self._averages_hidden and (a.has_metadata or b.has_metadata):
                bare = self._featuriser.pair(a.without_metadata(), b.without_metadata())
                jobs.append((at, bare))
        scores = np.zeros((len(pairs), 6), dtype=np.float32)
        times = np.zeros((len(pairs), 1), dtype=np.float32)
        # Pairs of one length share a batch, so that little of it is padding.
        jobs.sort(key=lambda job: (len(job[1].pieces), job[0]))
        for start in range(0, len(jobs), batch):
            part = jobs[start : start + batch]
            rows = [at for at, _input in part]
            np.add.at(scores, rows, self.scores([given for _at, given in part]))
            np.add.at(times, rows, 1)
            if progress is not None:
                progress(min(start + batch, len(jobs)) * len(pairs) // len(jobs), len(pairs))
        if not len(pairs):
            return np.zeros((0, len(LABELS)), dtype=np.float32)
        return self._calibration.probabilities(scores / times)

    def scores(self, inputs: Sequence[Input]) -> NDArray[np.float32]:
        """The network's raw answer: five log shares of the labels and the log odds of overlap."""
        labels, overlap = self._session.run(
            None,
            {
                "pieces": _padded([given.pieces for given in inputs], PAD),
                "types": _padded([given.types for given in inputs], 0),
                "sides": _padded([given.sides for given in inputs], 0),
            },
        )
        shares = np.log(_softmax(labels.astype(np.float32)))
        return np.concatenate([shares, overlap.reshape(-1, 1)], axis=1).astype(np.float32)


class Encoder:
    """Turns a text into a vector of unit length, for finding candidates."""

    def __init__(
        self,
        session: Any,
        tokenizer: Any,
        card: dict[str, Any],
        checksum: str,
        name: str,
        turn: NDArray[np.float32] | None = None,
    ) -> None:
        self.checksum = checksum
        self.name = name
        self._turn = turn
        self.dimension = int(card["dimension"])
        self._session = session
        self._prefix = str(card.get("prefix", ""))
        self._pooling = str(card.get("pooling", "inside"))
        self._encode = _encode_with(tokenizer)
        self._inputs = {given.name for given in session.get_inputs()}

    def encode(self, texts: Sequence[str], *, batch: int = 32) -> NDArray[np.float32]:
        """One row of unit length a text, in the order given, turned so that the vectors of what
        overlaps are near each other; as they are where the card names no turn."""
        plain = self.plain(texts, batch=batch)
        if self._turn is None:
            return plain
        return _unit((plain - self._turn[-1]) @ self._turn[:-1])

    def plain(self, texts: Sequence[str], *, batch: int = 32) -> NDArray[np.float32]:
        """The same before they are turned: the vectors of the encoder that others use too."""
        rows = [
            [START, *self._encode(self._prefix + tidy(text))[0][:MAX_TEXT_PIECES], END]
            for text in texts
        ]
        out = np.zeros((len(rows), self.dimension), dtype=np.float32)
        order = sorted(range(len(rows)), key=lambda at: (len(rows[at]), at))
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            out[part] = self._vectors(_padded([rows[at] for at in part], PAD))
        return out

    def _vectors(self, pieces: NDArray[np.int64]) -> NDArray[np.float32]:
        mask = (pieces != PAD).astype(np.int64)
        given = {
            "input_ids": pieces,
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(pieces),
        }
        answer = self._session.run(None, {k: v for k, v in given.items() if k in self._inputs})[0]
        if self._pooling == "mean":
            answer = (answer * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        elif self._pooling == "first":
            answer = answer[:, 0]
        return _unit(answer)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (rows / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit


@dataclass(frozen=True, slots=True)
class Models:
    """What a directory holds; `cross` is None where only an encoder was named."""

    cross: CrossEncoder | None
    encoder: Encoder
    card: dict[str, Any]


def _encode_with(tokenizer: Any) -> Callable[[str], tuple[list[int], list[tuple[int, int]]]]:
    def encode(text: str) -> tuple[list[int], list[tuple[int, int]]]:
        found = tokenizer.encode(text, add_special_tokens=False)
        return found.ids, found.offsets

    return encode


def _checked_card(directory: Path) -> dict[str, Any]:
    try:
        card: dict[str, Any] = json.loads((directory / CARD).read_text(encoding="utf-8"))
        files: dict[str, str] = card["files"]
    except (ValueError, KeyError, TypeError) as fault:
        raise ModelDamaged(
            f"{CARD} in {directory} cannot be read. Fetch the model again."
        ) from fault
    for name, expected in files.items():
        path = directory / name
        if not path.is_file():
            raise ModelDamaged(f"{name} is missing in {directory}. Fetch the model again.")
        if _digest(path) != expected:
            raise ModelDamaged(
                f"{name} in {directory} is not the file that {CARD} names (checksum differs). "
                "Fetch the model again."
            )
    return card


def load(directory: Path | None = None, *, threads: int = 2) -> Models | None:
    """The models of a directory, or the shipped ones; None where those cannot run here.

    Raises:
        ModelMissing: a directory was named and holds no model, or the libraries are not installed.
        ModelDamaged: a file is missing or is not the one that the card names.
    """
    named = directory is not None
    directory = WEIGHTS if directory is None else directory
    if not (directory / CARD).is_file():
        if named:
            raise ModelMissing(f"{directory} holds no model: there is no {CARD} in it.")
        return None
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as fault:
        if named:
            raise ModelMissing(
                "A model needs the packages onnxruntime and tokenizers, which are not installed."
            ) from fault
        return None
    card = _checked_card(directory)

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Lengths differ from batch to batch: an arena would keep the largest of each.
    options.enable_cpu_mem_arena = False
    if threads > 1:
        # Waiting threads would otherwise burn the second core between the batches.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")

    def session(name: str) -> Any:
        try:
            return onnxruntime.InferenceSession(
                directory / name, options, providers=["CPUExecutionProvider"]
            )
        except Exception as fault:  # onnxruntime's own errors share no public base class
            raise ModelDamaged(f"{name} in {directory} cannot be run: {fault}") from fault

    tokenizer = Tokenizer.from_file(str(directory / str(card.get("tokenizer", "tokenizer.json"))))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    name = str(card.get("name", directory.name))

    def checksum(part: str) -> str:
        stated = {
            "files": card["files"],
            "part": card[part],
            "averages": card[part].get("averages_hidden"),
        }
        return hashlib.sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()

    cross: CrossEncoder | None = None
    if "cross" in card:
        part = card["cross"]
        cross = CrossEncoder(session(part["file"]), tokenizer, part, checksum("cross"), name)
    part = card["encoder"]
    turn = np.load(directory / part["turn"], allow_pickle=False) if "turn" in part else None
    encoder = Encoder(session(part["file"]), tokenizer, part, checksum("encoder"), name, turn)
    return Models(cross=cross, encoder=encoder, card=card)
