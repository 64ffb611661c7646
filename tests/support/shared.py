"""The real files that the project keeps beside its repository, outside what is shipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_SHARED = Path(__file__).parents[2].parent / "shared"


def shared_file(*parts: str) -> Path:
    """Return a file or folder of the shared material; the test is skipped without it, CI fails."""
    path = _SHARED.joinpath(*parts)
    if path.exists():
        return path
    message = f"the shared material has no {'/'.join(parts)}; it lies beside the repository"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
