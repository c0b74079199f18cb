"""The Korean recogniser: PP-OCRv6 tiny's trunk (Apache-2.0), and a head that puts a syllable together from its letters.

The trunk begins with the weights of `Text/Resources/read.onnx`, which already find strokes and the places of characters in
Chinese print; what it reads of digits and Latin is kept. There are 2,350 syllables and few of each in any pool, so a syllable's
row in the head is the sum of its initial's, medial's and final's, and of a rest of its own that begins at nothing: what is
learnt of one syllable is learnt of all that share a letter. For use the sum is written out, so it costs nothing.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from .characters import CHARACTERS, FINALS, HANGUL, INITIALS, LATIN, MEDIALS, SIGNS, jamo

#: pixels of a step along the line
STRIDE = 8
_KNOWN, _BETWEEN = 80, 128  # numbers per step in the package's head, and in this one


class Squeeze(nn.Module):
    """Channels weighted by what the whole line shows."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.down, self.up = nn.Conv2d(channels, channels // 4, 1), nn.Conv2d(channels // 4, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Of the same shape."""
        return x * functional.hardsigmoid(self.up(functional.relu(self.down(x.mean((2, 3), keepdim=True)))))


class Block(nn.Module):
    """A depthwise convolution, then two pointwise ones around a bend; added to its input where the shape stays."""

    def __init__(self, ins: int, outs: int, squeezes: bool, halves: bool) -> None:
        super().__init__()
        self.spread = nn.Conv2d(ins, ins, 3, stride=(2, 1) if halves else 1, padding=1, groups=ins)
        self.squeeze = Squeeze(ins) if squeezes else nn.Identity()
        self.up, self.down = nn.Conv2d(ins, 320 if ins == 160 else 2 * ins, 1), nn.Conv2d(320 if ins == 160 else 2 * ins, outs, 1)
        self.adds = not halves

    def forward(self, x: Tensor) -> Tensor:
        """Half as high where it halves."""
        x = self.squeeze(self.spread(x))
        y = self.down(functional.gelu(self.up(x)))
        return x + y if self.adds else y


class Trunk(nn.Module):
    """BGR from -1 to 1, 48 pixels high and a multiple of 8 wide, in; logarithms of probabilities, lines × steps × classes, out."""

    def __init__(self, between: int) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 24, 3, 2, 1, bias=False), nn.BatchNorm2d(24), nn.GELU(), nn.Conv2d(24, 48, 3, 2, 1, bias=False), nn.BatchNorm2d(48)
        )
        plan = [(48, 48, True, False), (48, 48, False, False), (48, 96, False, True), (96, 96, True, False), (96, 96, False, False)]
        plan += [(96, 160, False, True), (160, 160, True, False), (160, 160, False, False), (160, 160, False, False)]
        self.blocks = nn.Sequential(*(Block(*p) for p in plan))
        self.along = nn.Sequential(
            nn.Conv2d(160, 160, (1, 5), padding=(0, 2), groups=160, bias=False), nn.BatchNorm2d(160), nn.Hardswish(),
            nn.Conv2d(160, 160, 1, bias=False), nn.BatchNorm2d(160), nn.Hardswish(),
        )  # fmt: skip
        self.between = nn.Linear(160, between)

    def head(self) -> Tensor:
        """Every class's row written out: classes × (numbers and bias)."""
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """Lines × 3 × 48 × width."""
        x = self.blocks(self.stem(x))
        x = self.along(functional.avg_pool2d(x, (3, 2)))
        x = self.between(x.squeeze(2).transpose(1, 2))
        rows = self.head()
        return functional.linear(x, rows[:, :-1], rows[:, -1]).float().log_softmax(2)


class Shipped(Trunk):
    """The package's own recogniser, with a row for each class."""

    def __init__(self, characters: list[str]) -> None:
        super().__init__(_KNOWN)
        self.characters = characters
        self.rows = nn.Parameter(torch.zeros(1 + len(characters), _KNOWN + 1))

    def head(self) -> Tensor:
        """As it is kept."""
        return self.rows


class Recogniser(Trunk):
    """The Korean one: rows of syllables are sums of their letters'."""

    def __init__(self) -> None:
        super().__init__(_BETWEEN)
        self.characters = list(CHARACTERS)
        # Rows of the head: "none", Latin and signs; letters of syllables; what is a syllable's own. The last number is the bias.
        self.plain = nn.Parameter(torch.zeros(1 + len(LATIN + SIGNS), _BETWEEN + 1))
        self.letters = nn.Parameter(torch.randn(INITIALS + MEDIALS + FINALS, _BETWEEN + 1) * 0.1)
        self.own = nn.Parameter(torch.zeros(len(HANGUL), _BETWEEN + 1))
        parts = torch.tensor([jamo(c) for c in HANGUL]) + torch.tensor([0, INITIALS, INITIALS + MEDIALS])
        self.register_buffer("parts", parts, persistent=False)

    def head(self) -> Tensor:
        """The sums, and the plain rows before them."""
        return torch.cat([self.plain, self.letters[self.parts].sum(1) + self.own])


def listed(path: Path) -> list[str]:
    """The characters of a model folder, by class from 1."""
    return path.read_text().split("\n")[:-1]


def begin(net: Trunk, read: Path, known_characters: list[str]) -> None:
    """Give a network the package's weights: all of the trunk, and the rows of the characters that both know.

    Raises `ValueError` where the file is not that network.
    """
    model = onnx.load(read)
    known = {t.name.removesuffix("_half"): torch.tensor(numpy_helper.to_array(t).astype(np.float32)) for t in model.graph.initializer}
    steps = [n for n in model.graph.node if n.op_type in ("Conv", "BatchNormalization", "Add", "MatMul")]
    convolutions = [known[n.input[1]] for n in steps if n.op_type == "Conv"]
    biases = [known[n.input[1]].flatten() for n in steps if n.op_type == "Add" and n.input[1] in known and known[n.input[1]].dim() == 4]
    norms = [[known[k] for k in n.input[1:5]] for n in steps if n.op_type == "BatchNormalization"]
    mine = [m for m in net.modules() if isinstance(m, nn.Conv2d)]
    if len(mine) != len(convolutions) or len(norms) != 4:
        raise ValueError(f"{read} is not PP-OCRv6 tiny's recogniser")
    with torch.no_grad():
        for m, weight in zip(mine, convolutions):
            m.weight.copy_(weight.reshape(m.weight.shape))
        for m, bias in zip((m for m in mine if m.bias is not None), biases, strict=True):
            m.bias.copy_(bias)
        for m, (weight, bias, mean, variance) in zip((m for m in net.modules() if isinstance(m, nn.BatchNorm2d)), norms, strict=True):
            m.weight.copy_(weight), m.bias.copy_(bias), m.running_mean.copy_(mean), m.running_var.copy_(variance)
        rows = torch.cat([known["linear_1.w_0"].T, known["linear_1.b_0"][:, None]], 1)
        net.between.weight[:_KNOWN].copy_(known["linear_0.w_0"].T)
        net.between.bias[:_KNOWN].copy_(known["linear_0.b_0"])
        if isinstance(net, Shipped):
            net.rows.copy_(rows)
            return
        theirs = {c: k + 1 for k, c in enumerate(known_characters)}
        # A syllable begins as likely as a Chinese character, so that the two halves of the head agree from the first step.
        net.letters[:, -1] += rows[1000:5000, -1].mean() / 3
        for k, c in enumerate(["", *CHARACTERS[: len(LATIN + SIGNS)]]):
            row = rows[theirs.get(c, theirs["-"]) if c else 0]
            net.plain[k, :_KNOWN], net.plain[k, -1] = row[:-1], row[-1]

