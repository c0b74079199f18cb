"""A checkpoint small enough to be kept in the repository, from which a training goes on elsewhere.

Half-precision weights, their average, and the second moments of the optimiser (as roots); its first moments start anew,
which takes some ten steps. Layers that never learn are left out: they are the package's (see `backbone`).
"""

from __future__ import annotations

import io
import lzma
import os
from pathlib import Path

import torch

from .model import Detector


def write(state: dict, net: Detector, path: Path) -> None:
    """Write the state of a training (as `train` keeps it) in its small form."""
    fixed = _fixed(net)
    learned = [n for n, p in net.named_parameters() if p.requires_grad]
    order = {id(p): n for n, p in net.named_parameters()}
    names = [order[i] for i in _order(net)]
    moments = state["optimiser"]["state"]
    roots = {names[k]: v["exp_avg_sq"].sqrt() for k, v in moments.items()}
    small = {k: v for k, v in state.items() if k not in ("net", "ema", "optimiser")}
    small["net"] = {k: _half(v) for k, v in state["net"].items() if k not in fixed}
    small["gap"] = {k: _half(state["ema"][k] - state["net"][k]) for k in learned}
    small["rest"] = {k: _half(v) for k, v in state["ema"].items() if k not in fixed and k not in learned}
    # Roots are kept as eighth-bit shares of the largest of their tensor, on a logarithmic scale.
    small["roots"] = {k: _octets(v) for k, v in roots.items()}
    small["moment_steps"] = max((float(v["step"]) for v in moments.values()), default=0.0)
    data = io.BytesIO()
    torch.save(small, data)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".tmp").write_bytes(lzma.compress(data.getvalue(), preset=4))
    os.replace(path.with_suffix(".tmp"), path)


def read(path: Path, net: Detector) -> dict:
    """The state of a training, whole again; `net` has the trunk's weights that never learn."""
    from .train import groups

    small = torch.load(io.BytesIO(lzma.decompress(path.read_bytes())), weights_only=False)
    now = net.state_dict()
    weights = {k: small["net"][k].to(v.dtype) if k in small["net"] else v.clone() for k, v in now.items()}
    average = {k: small["rest"][k].to(v.dtype) if k in small["rest"] else v.clone() for k, v in weights.items()}
    for k, gap in small["gap"].items():
        average[k] = weights[k] + gap.float()
    optimiser = torch.optim.AdamW(groups(net), betas=(0.9, 0.99), fused=True)
    whole = optimiser.state_dict()
    order = {id(p): n for n, p in net.named_parameters()}
    for k, n in enumerate(order[i] for i in _order(net)):
        if n in small["roots"]:
            second = _floats(small["roots"][n]).square()
            whole["state"][k] = {"step": torch.tensor(small["moment_steps"]), "exp_avg": torch.zeros_like(second), "exp_avg_sq": second}
    rest = {k: v for k, v in small.items() if k not in ("gap", "rest", "roots", "net", "moment_steps")}
    return rest | {"net": weights, "ema": average, "optimiser": whole}


def _order(net: Detector) -> list[int]:
    """The parameters as the optimiser numbers them."""
    from .train import groups

    return [id(p) for g in groups(net) for p in g["params"]]


def _fixed(net: Detector) -> set[str]:
    """Names in the state of all that never changes."""
    kept = {f"{n}.{k}" for n, m in net.named_modules() if any(m is f for f in net.fixed) for k in m.state_dict()}
    return kept | {n for n, p in net.named_parameters() if not p.requires_grad}


def _half(v: torch.Tensor) -> torch.Tensor:
    return v.half() if v.dtype.is_floating_point else v


def _octets(v: torch.Tensor) -> tuple[torch.Tensor, float]:
    """A positive tensor on a logarithmic scale of 256 steps over 8 decades below its largest value."""
    top = float(v.max().clamp_min(1e-30))
    return ((v / top).clamp_min(1e-8).log10() / 8 * 255 + 255).round().to(torch.uint8), top


def _floats(packed: tuple[torch.Tensor, float]) -> torch.Tensor:
    """Back from `_octets`."""
    codes, top = packed
    return 10 ** ((codes.float() - 255) / 255 * 8) * top
