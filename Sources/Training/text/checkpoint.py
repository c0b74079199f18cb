"""The state of a training, small enough for the repository: half-precision weights, their average, and no moments.

AdamW's moments are found again in some hundred steps; leaving them out makes it 4 MB instead of 16.
"""

from __future__ import annotations

import io
import lzma
import os
from pathlib import Path

import torch


def write(state: dict, path: Path) -> None:
    """Write a state as `text.train` keeps it."""
    small = {k: v for k, v in state.items() if k not in ("net", "average", "optimiser")}
    for k in ("net", "average"):
        small[k] = {n: v.half() if v.dtype.is_floating_point else v for n, v in state[k].items()}
    data = io.BytesIO()
    torch.save(small, data)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".tmp").write_bytes(lzma.compress(data.getvalue(), preset=4))
    os.replace(path.with_suffix(".tmp"), path)


def read(path: Path) -> dict:
    """A state from which the training goes on."""
    small = torch.load(io.BytesIO(lzma.decompress(path.read_bytes())), weights_only=False)
    for k in ("net", "average"):
        small[k] = {n: v.float() if v.dtype.is_floating_point else v for n, v in small[k].items()}
    return small
