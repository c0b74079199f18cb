"""A trained recogniser as a file that the program reads: `python -m text.package --checkpoint FILE --out read.onnx`."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from training.export import halve

from . import checkpoint
from .draw import HEIGHT
from .network import Recogniser, Trunk


class _Probabilities(nn.Module):
    """What the program expects: probabilities, and a head that is written out."""

    def __init__(self, net: Trunk) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> Tensor:
        """Lines × steps × classes."""
        return self.net(x).exp()


def export(net: Trunk, path: Path) -> None:
    """ONNX with a dynamic width, large weights as 16-bit floats.

    Raises `RuntimeError` where what was written does not answer as the network does.
    """
    net.eval()
    rows = net.head().detach()
    net.head = lambda: rows  # a sum written out costs nothing
    axes = {"x": {0: "lines", 3: "width"}, "probabilities": {0: "lines", 1: "steps"}}
    torch.onnx.export(
        _Probabilities(net).eval(), (torch.zeros(1, 3, HEIGHT, 320),), str(path), input_names=["x"], output_names=["probabilities"],
        dynamic_axes=axes, dynamo=False, opset_version=17,
    )  # fmt: skip
    halve(path)
    picture = torch.rand(1, 3, HEIGHT, 160) * 2 - 1
    theirs = onnxruntime.InferenceSession(str(path)).run(None, {"x": picture.numpy()})[0]
    with torch.inference_mode():
        off = float(np.abs(net(picture).exp().numpy() - theirs).max())
    if off > 2e-2:
        raise RuntimeError(f"{path}: answers differ from the network's by {off:.3g}")


def main() -> None:
    """Export the average of a training."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--checkpoint", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    net = Recogniser()
    net.load_state_dict(checkpoint.read(a.checkpoint)["average"])
    export(net, a.out)


if __name__ == "__main__":
    main()
