"""A shipped cross-encoder read back as a starting point for training.

The float weights are not kept; the int8 ones differ from them by at most a hundred-and-twenty-sixth
of the largest in their column, which a few steps of training mend.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from surveyapp.core.errors import DomainError

PREFIX = "cross."
"""What the exported names begin with."""
TABLE = "body.words."
"""The word table stands still in training and is taken from the base, cut to the new texts."""


def state_of(path: Path) -> dict[str, NDArray[np.float32]]:
    """The weights of an exported cross-encoder under the names of `network.Cross`, without the word
    table and the head that names the difference, which is not exported.

    Raises:
        DomainError: the file is not one that `export.write_cross` wrote.
    """
    graph = onnx.load(str(path)).graph
    values = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    used_by = {name: node for node in graph.node for name in node.input}
    state = {
        name.removeprefix(PREFIX): value.astype(np.float32)
        for name, value in values.items()
        if name.startswith(PREFIX) and not name.startswith(PREFIX + TABLE)
    }
    for node in graph.node:
        if node.op_type != "MatMulIntegerToFloat":
            continue
        codes, scales = values[node.input[1]], values[node.input[3]]
        # The product is scaled, then its bias added: the bias tells which layer's matrix it is.
        added = used_by[used_by[node.output[0]].output[0]]
        bias = next((name for name in added.input if name in values), "")
        if not bias.endswith(".bias"):
            raise DomainError(f"{path.name} was not written by this version's training.")
        name = bias.removeprefix(PREFIX).removesuffix("bias") + "weight"
        state[name] = (codes.astype(np.float32) * scales).T.copy()
    if not state:
        raise DomainError(f"{path.name} was not written by this version's training.")
    return state
