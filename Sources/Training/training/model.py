"""The detector's network: an anchor-free single-stage detector with a corner head.

EfficientNet-Lite0's trunk (see `backbone`), a pyramid with a way down and a way up, and one head whose weights are
shared by all strides. Every cell answers: class logits; distances to the four sides of the visible box and offsets to
the four corners of the panel, both in units of stride; and, for boards, where the board hangs (four slots or none),
whether it is blank, whether its print looks like a programme ad, and how far off each corner may be.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .backbone import EfficientNetLite0

#: what a cell says of a board behind its corners: slot logits (four and none), blank, programme, log-scales of the corners
SLOT, BLANK, PROGRAMME, SCALE = slice(0, 5), 5, 6, slice(7, 11)
ATTRIBUTES = 11
STRIDES = (8, 16, 32)


@dataclass
class NetConfig:
    """Widths and depths of the network; everything export needs to rebuild it."""

    classes: int = 2
    attributes: int = 0  # ATTRIBUTES for boards, 0 for other labels
    blocks: int = 13  # of the trunk
    frozen: int = 3  # of them, that keep ImageNet's weights, the stem too
    neck: int = 72
    head_cls: int = 40
    head_reg: int = 56
    head_depth: int = 1
    act: str = "relu"

    def to_dict(self) -> dict:
        """Plain values for a checkpoint."""
        return asdict(self)


def activation(name: str) -> nn.Module:
    """The activation named `name`."""
    return {"relu": nn.ReLU, "silu": nn.SiLU, "hswish": nn.Hardswish}[name](inplace=True)


class ConvBN(nn.Sequential):
    """Convolution, batch normalisation, activation; the first two fold at export."""

    def __init__(self, cin: int, cout: int, k: int = 3, s: int = 1, groups: int = 1, act: str | None = "relu"):
        conv = nn.Conv2d(cin, cout, k, s, k // 2, groups=groups, bias=False)
        layers = [conv, nn.BatchNorm2d(cout, eps=1e-3, momentum=0.03)]
        if act:
            layers.append(activation(act))
        super().__init__(*layers)


class Residual(nn.Module):
    """Two 3x3 convolutions with a shortcut."""

    def __init__(self, c: int, act: str, shortcut: bool = True):
        super().__init__()
        self.a = ConvBN(c, c, 3, act=act)
        self.b = ConvBN(c, c, 3, act=act)
        self.shortcut = shortcut

    def forward(self, x: Tensor) -> Tensor:
        """Shape stays."""
        y = self.b(self.a(x))
        return x + y if self.shortcut else y


class CSP(nn.Module):
    """Half the channels pass `depth` residual blocks, half go round; 1x1 joins them."""

    def __init__(self, cin: int, cout: int, depth: int, act: str, shortcut: bool = True):
        super().__init__()
        half = cout // 2
        self.main = ConvBN(cin, half, 1, act=act)
        self.side = ConvBN(cin, half, 1, act=act)
        self.blocks = nn.Sequential(*[Residual(half, act, shortcut) for _ in range(depth)])
        self.join = ConvBN(2 * half, cout, 1, act=act)

    def forward(self, x: Tensor) -> Tensor:
        """cin -> cout channels."""
        return self.join(torch.cat([self.blocks(self.main(x)), self.side(x)], 1))


class Context(nn.Module):
    """Three chained 5x5 maxima (SPPF): sight of the whole photo at stride 32."""

    def __init__(self, c: int, act: str):
        super().__init__()
        self.shrink = ConvBN(c, c // 2, 1, act=act)
        self.join = ConvBN(c * 2, c, 1, act=act)

    def forward(self, x: Tensor) -> Tensor:
        """Shape stays."""
        x = self.shrink(x)
        a = F.max_pool2d(x, 5, 1, 2)
        b = F.max_pool2d(a, 5, 1, 2)
        return self.join(torch.cat([x, a, b, F.max_pool2d(b, 5, 1, 2)], 1))


def stack(cin: int, cout: int, depth: int, act: str) -> list[nn.Module]:
    """`depth` 3x3 convolutions, the first from `cin` channels."""
    return [ConvBN(cin if i == 0 else cout, cout, 3, act=act) for i in range(depth)]


class Head(nn.Module):
    """Two branches (class; box and corners), weights shared over the strides."""

    def __init__(self, cfg: NetConfig):
        super().__init__()
        self.cls = nn.Sequential(*stack(cfg.neck, cfg.head_cls, cfg.head_depth, cfg.act))
        self.reg = nn.Sequential(*stack(cfg.neck, cfg.head_reg, cfg.head_depth, cfg.act))
        self.cls_out = nn.Conv2d(cfg.head_cls, cfg.classes, 1)
        self.box_out = nn.Conv2d(cfg.head_reg, 4, 1)
        self.corner_out = nn.Conv2d(cfg.head_reg, 8, 1)
        self.more_out = nn.Conv2d(cfg.head_cls + cfg.head_reg, cfg.attributes, 1) if cfg.attributes else None
        self.scale = nn.Parameter(torch.ones(len(STRIDES)))
        nn.init.constant_(self.cls_out.bias, -4.6)
        for out in (self.cls_out, self.box_out, self.corner_out, self.more_out):
            if out is not None:
                nn.init.normal_(out.weight, std=0.01)
        nn.init.constant_(self.box_out.bias, 2.0)
        with torch.no_grad():
            self.corner_out.bias.copy_(torch.tensor([-2.0, -2, 2, -2, 2, 2, -2, 2]))

    def forward(self, x: Tensor, level: int) -> Tensor:
        """[n, K+12+A, h, w]: logits, activated distances, corner offsets in strides, attributes.

        Corners are read off directly, not as a correction of the box: a correction
        starts near zero, passes hardly any gradient back, and stays near zero.
        """
        c, r = self.cls(x), self.reg(x)
        with torch.autocast("cpu", enabled=False):
            c, r = c.float(), r.float()
            d = F.softplus(self.box_out(r)) * self.scale[level]
            answers = [self.cls_out(c), d, self.corner_out(r) * self.scale[level]]
            if self.more_out is not None:
                answers.append(self.more_out(torch.cat([c, r], 1)))
            return torch.cat(answers, 1)


class Detector(nn.Module):
    """Photo (0..255 RGB) -> one dense map per stride."""

    def __init__(self, cfg: NetConfig):
        super().__init__()
        self.cfg = cfg
        self.scale_in = 128.0
        act, c = cfg.act, cfg.neck
        self.trunk = EfficientNetLite0(cfg.blocks)
        w = self.trunk.widths
        self.context = Context(w[2], act)
        self.lateral = nn.ModuleList([ConvBN(v, c, 1, act=act) for v in w])
        self.top = nn.ModuleList([CSP(2 * c, c, 1, act, False) for _ in range(2)])
        self.down = nn.ModuleList([ConvBN(c, c, 3, 2, act=act) for _ in range(2)])
        self.bottom = nn.ModuleList([CSP(2 * c, c, 1, act, False) for _ in range(2)])
        self.head = Head(cfg)

    @property
    def fixed(self) -> list[nn.Module]:
        """The first layers, which keep what they learned from ImageNet: their gradients would take half of the time."""
        return [self.trunk.stem, *self.trunk.blocks[: self.cfg.frozen]]

    def train(self, mode: bool = True) -> Detector:
        """The fixed layers never train."""
        super().train(mode)
        for layer in self.fixed:
            layer.eval()
            layer.requires_grad_(False)
        return self

    def features(self, x: Tensor) -> list[Tensor]:
        """The pyramid at strides 8, 16, 32."""
        maps = self.trunk(x / self.scale_in if self.scale_in != 1.0 else x)
        p3, p4, p5 = (lat(m) for lat, m in zip(self.lateral, [maps[0], maps[1], self.context(maps[2])]))
        up = lambda t: F.interpolate(t, scale_factor=2.0, mode="nearest")  # noqa: E731
        p4 = self.top[0](torch.cat([p4, up(p5)], 1))
        p3 = self.top[1](torch.cat([p3, up(p4)], 1))
        p4 = self.bottom[0](torch.cat([p4, self.down[0](p3)], 1))
        p5 = self.bottom[1](torch.cat([p5, self.down[1](p4)], 1))
        return [p3, p4, p5]

    def forward(self, x: Tensor) -> list[Tensor]:
        """One map per stride, see `Head.forward`."""
        return [self.head(f, i) for i, f in enumerate(self.features(x))]
