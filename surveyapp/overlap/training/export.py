"""Trained networks as int8 ONNX files with their card.

The word table stands still in training, so its 4-bit values go into the file as they were. All
other matrices are int8 with a scale for each column, and what they are multiplied with is rounded
to int8 with a scale for each piece of the text when used. One scale for a whole batch, as
onnxruntime's own dynamic quantisation has it, is coarser and makes a pair's score depend on the
pairs that it happened to be read with."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from surveyapp.overlap.model.features import TYPES
from surveyapp.overlap.model.reader import CARD
from surveyapp.overlap.training.base import BLOCK, WIDTH
from surveyapp.overlap.training.network import Cross, CrossForUse, EncoderForUse, Transformer

LARGEST_WEIGHT = 63
"""Seven bits: with eight, processors without VNNI saturate and answer otherwise than new ones."""
OPSET = 17
TURN = "turn.npy"
"""The file that `turning.learn` makes: float32, one row more than it has columns."""


class PackedWords(nn.Module):
    """The word table in 4 bits a value, two in a byte: the first and second half of each block."""

    def __init__(self, table: NDArray[np.float32], scales: NDArray[np.float32]) -> None:
        super().__init__()
        blocks = table.reshape(len(table), WIDTH // BLOCK, BLOCK)
        whole = np.where(scales == 0, 1, scales)[:, :, None]
        codes = np.clip(np.rint(blocks / whole) + 8, 0, 15).astype(np.uint8)
        if not np.allclose((codes.astype(np.float32) - 8) * scales[:, :, None], blocks, atol=1e-6):
            raise ValueError("the word table is not the packed one any more")
        packed = codes[:, :, : BLOCK // 2] | (codes[:, :, BLOCK // 2 :] << 4)
        self.register_buffer("codes", torch.from_numpy(packed.reshape(len(table), -1)))
        self.register_buffer("scales", torch.from_numpy(scales.astype(np.float16)))

    def forward(self, pieces: Any) -> Any:
        """The vectors of these pieces."""
        rows, length = pieces.shape[0], pieces.shape[1]
        both = self.codes[pieces].float().reshape(rows, length, WIDTH // BLOCK, BLOCK // 2)
        high = torch.floor(both / 16)
        values = torch.cat([both - 16 * high, high], dim=3) - 8
        return (values * self.scales[pieces].float()[..., None]).reshape(rows, length, WIDTH)


def _write(
    module: nn.Module, given: tuple[Any, ...], names: list[str], out: list[str], path: Path
) -> None:
    module.eval()
    torch.onnx.export(
        module,
        given,
        str(path),
        input_names=names,
        output_names=out,
        dynamic_axes={name: {0: "rows", 1: "pieces"} for name in names},
        opset_version=OPSET,
        dynamo=False,
    )


def _smaller(source: Path, target: Path) -> None:
    """Every product with a constant matrix in int8, scaled by row and by column."""
    model = onnx.load(str(source))
    graph = model.graph
    matrices = {item.name: item for item in graph.initializer}
    extra = [
        numpy_helper.from_array(np.array(1, np.float32), "one"),
        numpy_helper.from_array(np.array(128, np.uint8), "middle"),
        numpy_helper.from_array(np.array(1 / 127, np.float32), "step"),
        numpy_helper.from_array(np.array(1e-9, np.float32), "least"),
        numpy_helper.from_array(np.array([-1], np.int64), "flat"),
    ]
    nodes: list[Any] = []
    rounded: set[str] = set()
    gone: set[str] = set()
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in matrices:
            nodes.append(node)
            continue
        given, name, out = node.input[0], node.input[1], node.output[0]
        weights = numpy_helper.to_array(matrices[name])
        scales = np.maximum(np.abs(weights).max(axis=0), 1e-9) / LARGEST_WEIGHT
        codes = np.clip(np.rint(weights / scales), -LARGEST_WEIGHT, LARGEST_WEIGHT)
        extra.append(numpy_helper.from_array(codes.astype(np.int8), f"{name}.codes"))
        extra.append(numpy_helper.from_array(scales.astype(np.float32), f"{name}.scales"))
        gone.add(name)
        if given not in rounded:
            rounded.add(given)
            nodes += _rounding(given, weights.shape[0], extra)
        nodes.append(
            helper.make_node(
                "MatMulIntegerToFloat",
                [f"{given}.codes", f"{name}.codes", "one", f"{name}.scales", "middle"],
                [f"{out}.unscaled"],
                domain="com.microsoft",
            )
        )
        nodes.append(helper.make_node("Mul", [f"{out}.unscaled", f"{given}.scale"], [out]))
    kept = [item for item in graph.initializer if item.name not in gone]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*kept, *extra])
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, str(target))


def _rounding(given: str, width: int, extra: list[Any]) -> list[Any]:
    """Nodes that round each row of a value to int8 by its own largest number."""
    flat = f"{given}.flat"
    extra.append(numpy_helper.from_array(np.array([-1, width], np.int64), f"{given}.rows"))
    middle = helper.make_tensor("value", TensorProto.UINT8, [1], [128])
    return [
        helper.make_node("Abs", [given], [f"{given}.abs"]),
        helper.make_node("ReduceMax", [f"{given}.abs"], [f"{given}.top"], axes=[-1], keepdims=1),
        helper.make_node("Max", [f"{given}.top", "least"], [f"{given}.safe"]),
        helper.make_node("Mul", [f"{given}.safe", "step"], [f"{given}.scale"]),
        helper.make_node("Reshape", [f"{given}.scale", "flat"], [f"{given}.scale1"]),
        helper.make_node("Shape", [f"{given}.scale1"], [f"{given}.count"]),
        helper.make_node("ConstantOfShape", [f"{given}.count"], [f"{given}.zero"], value=middle),
        helper.make_node("Reshape", [given, f"{given}.rows"], [flat]),
        helper.make_node(
            "QuantizeLinear",
            [flat, f"{given}.scale1", f"{given}.zero"],
            [f"{given}.codes1"],
            axis=0,
        ),
        helper.make_node("Shape", [given], [f"{given}.shape"]),
        helper.make_node("Reshape", [f"{given}.codes1", f"{given}.shape"], [f"{given}.codes"]),
    ]


def write_encoder(
    state: dict[str, Any], scales: NDArray[np.float32], target: Path, *, small: bool = True
) -> None:
    """The base as an encoder of single texts."""
    body = Transformer(len(state["words.weight"]), 2, 0.0)
    body.load_state_dict({name: torch.as_tensor(value) for name, value in state.items()})
    body.words = PackedWords(np.asarray(state["words.weight"]), scales)
    whole = target.with_suffix(".float.onnx")
    given = (torch.randint(4, 3000, (2, 20)),)
    _write(EncoderForUse(body), given, ["input_ids"], ["vector"], whole)
    _finish(whole, target, small)


def write_cross(
    net: Cross, scales: NDArray[np.float32], target: Path, *, small: bool = True
) -> None:
    """The trained cross-encoder."""
    table = net.body.words.weight.detach().numpy()
    words = net.body.words
    net.body.words = PackedWords(table, scales)
    whole = target.with_suffix(".float.onnx")
    given = (
        torch.randint(4, 3000, (2, 40)),
        torch.randint(0, TYPES, (2, 40)),
        torch.tensor([[1] * 20 + [2] * 20] * 2),
    )
    try:
        _write(CrossForUse(net), given, ["pieces", "types", "sides"], ["labels", "overlap"], whole)
    finally:
        net.body.words = words
    _finish(whole, target, small)


def _finish(whole: Path, target: Path, small: bool) -> None:
    if small:
        _smaller(whole, target)
        whole.unlink()
    else:
        whole.rename(target)


def digests(folder: Path, names: list[str]) -> dict[str, str]:
    """sha256 of each file."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """The card, with the checksums of the files beside it."""
    names = ["cross.onnx", "encoder.onnx", "tokenizer.json"]
    names += [TURN] if (folder / TURN).exists() else []
    card["files"] = digests(folder, names)
    (folder / CARD).write_text(
        json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
