"""The panel network: a second pass over each detection, rectified and close up.

The detector sees the whole photo at 512x384, where a narrow board is thirty pixels wide. Each of its quads is
warped to a small upright crop of the decoded photo; this network answers where the corners really lie in the crop,
how sure it is of each coordinate, whether it is a board or a cabinet at all, and what the print says.

A quad's four corners go to fixed places of the crop (`nominal`), so the surroundings stay in sight; boards that are
higher than wide lie on their side. The answers: 8 shifts of the corners and the 8 logarithms of their Laplace scales,
both in units of ten crop pixels, and logits: a board, a cabinet, a programme ad, blank.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .decode import Found
from .model import ConvBN

WIDTH, HEIGHT = 128, 64
MARGIN_X, MARGIN_Y = 0.14, 0.2
ANSWERS = 20
IS_BOARD, IS_CABINET, PROGRAMME, BLANK = range(4)  # of the logits behind shifts and scales
UNIT = 10.0  # crop pixels that an answer of 1 represents
MOST_TAPS = 4
MOST_LOOKED_AT = 16  # detections of a photo that are looked at again
LOOKS = 2
FARTHEST = 0.4  # a quad that moves by more of its size keeps its place
AGREES = 0.06  # a box side this near to its quad's extent, in box sides, moves with it
PAD = (114, 114, 114)


def nominal() -> np.ndarray:
    """Where the guessed corners TL TR BR BL lie in the crop (continuous pixels)."""
    x0, x1, y0, y1 = MARGIN_X * WIDTH, (1 - MARGIN_X) * WIDTH, MARGIN_Y * HEIGHT, (1 - MARGIN_Y) * HEIGHT
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)


def lies(quad: np.ndarray) -> bool:
    """Whether the crop shows a panel on its side: where it is higher than wide."""
    across, along = sides(quad)
    return along > across


def sides(quad: np.ndarray) -> tuple[float, float]:
    """Mean width and height of a quad, pixels."""
    across = np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])
    along = np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])
    return float(across / 2), float(along / 2)


def order(side: bool) -> list[int]:
    """Corners of the photo's panel in the crop's order TL TR BR BL: as they are, or turned by a quarter."""
    return [3, 0, 1, 2] if side else [0, 1, 2, 3]


def to_crop(quad: np.ndarray, side: bool) -> np.ndarray:
    """Homography from the photo (continuous pixels) to the crop."""
    return cv2.getPerspectiveTransform(quad[order(side)].astype(np.float32), nominal())


def move(m: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points through a homography."""
    p = np.c_[points, np.ones(len(points))] @ m.T
    return (p[:, :2] / p[:, 2:]).astype(np.float32)


def crop(image: np.ndarray, quad: np.ndarray, side: bool) -> np.ndarray:
    """The panel's crop: bilinear, as many taps per pixel and axis as the photo has pixels for it, averaged."""
    m = to_crop(quad, side)
    w, h = sides(quad)[::-1] if side else sides(quad)
    nx = int(np.clip(np.ceil(w / (WIDTH * (1 - 2 * MARGIN_X)) - 0.3), 1, MOST_TAPS))
    ny = int(np.clip(np.ceil(h / (HEIGHT * (1 - 2 * MARGIN_Y)) - 0.3), 1, MOST_TAPS))
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
    fine = np.linalg.inv(half) @ np.diag([nx, ny, 1.0]) @ m @ half
    out = cv2.warpPerspective(image, fine, (WIDTH * nx, HEIGHT * ny), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=PAD)
    return cv2.resize(out, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) if nx * ny > 1 else out


class PanelNet(nn.Module):
    """Crop (RGB 0..255, [n,3,64,128]) -> [n, 20]: shifts, logarithms of their scales, four logits.

    Each corner is looked for on a map at a quarter of the resolution, and is the map's mean place (soft arg-max, with
    the guess as its prior), plus what the whole crop says, which is all there is for corners out of sight.
    """

    def __init__(self, widths: tuple[int, ...] = (16, 32, 64, 96)):
        super().__init__()
        a, b, c, d = widths
        self.widths = widths
        self.scale_in = 128.0
        self.near = nn.Sequential(ConvBN(3, a, 3, 2), ConvBN(a, b, 3, 2), ConvBN(b, b, 3))
        self.middle = nn.Sequential(ConvBN(b, c, 3, 2), ConvBN(c, c, 3))
        self.far = ConvBN(c, d, 3, 2)
        self.back = ConvBN(c, b, 1)
        self.map = nn.Sequential(ConvBN(b, b, 3), nn.Conv2d(b, 4, 1))
        self.join = nn.Linear(d * (WIDTH // 16) * (HEIGHT // 16), 128)
        self.rest = nn.Linear(128, ANSWERS)
        nn.init.normal_(self.rest.weight, std=0.01)
        with torch.no_grad():
            self.rest.bias.copy_(torch.tensor([0.0] * 8 + [-1.5] * 8 + [0.0] * 4))
        w, h = WIDTH // 4, HEIGHT // 4
        ys, xs = torch.meshgrid(torch.arange(h) + 0.5, torch.arange(w) + 0.5, indexing="ij")
        grid = torch.stack([xs, ys], -1).reshape(-1, 2) * 4
        away = (grid[None] - torch.from_numpy(nominal())[:, None]).pow(2).sum(-1)
        self.register_buffer("grid", grid / UNIT, persistent=False)
        self.register_buffer("prior", -away / (2 * 8.0**2), persistent=False)
        self.register_buffer("rest_place", torch.from_numpy(nominal()) / UNIT, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """All answers of every crop."""
        return self.answers(x)[0]

    def answers(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The answers, and the logits of each corner's map [n,4,cells]."""
        near = self.near(x / self.scale_in if self.scale_in != 1.0 else x)
        middle = self.middle(near)
        whole = self.rest(F.relu(self.join(self.far(middle).flatten(1))))
        maps = self.map(near + F.interpolate(self.back(middle), scale_factor=2.0, mode="nearest"))
        with torch.autocast("cpu", enabled=False):
            logits = maps.float().flatten(2) + self.prior
            place = logits.softmax(-1) @ self.grid - self.rest_place
            return torch.cat([place.flatten(1) + whole[:, :8].float(), whole[:, 8:].float()], 1), logits


def panel_loss(out: Tensor, logits: Tensor, shift: Tensor, known: Tensor, score: Tensor, asked: Tensor) -> dict[str, Tensor]:
    """Laplace likelihood of the shifts where `known` [n,8], cross-entropy of the scores where `asked` [n,4] and of the maps."""
    log_b = out[:, 8:16].clamp(-5, 3)
    error = (out[:, :8] - shift).abs()
    likelihood = (error * torch.exp(-log_b) + log_b) * known
    p = F.binary_cross_entropy_with_logits(out[:, 16:], score, reduction="none") * asked
    n = known.sum().clamp_min(1)
    goal = splat(shift)
    seen = goal.sum(-1) * known[:, :4]
    there = -(goal * logits.log_softmax(-1)).sum(-1) * seen
    return {
        "corner": likelihood.sum() / n, "map": 0.3 * there.sum() / seen.sum().clamp_min(1),
        "score": 2 * p.sum() / asked.sum().clamp_min(1), "off": (error * known).sum().detach() / n,
    }  # fmt: skip


def splat(shift: Tensor) -> Tensor:
    """The maps whose mean place is the true corner: four cells round it; empty where it is out of the crop. [n,4,cells]"""
    w, h = WIDTH // 4, HEIGHT // 4
    at = (shift.view(-1, 4, 2) * UNIT + torch.from_numpy(nominal())) / 4 - 0.5
    low = at.floor()
    part = at - low
    out = torch.zeros(len(shift), 4, w * h)
    for dx in (0, 1):
        for dy in (0, 1):
            x, y = low[..., 0] + dx, low[..., 1] + dy
            share = (part[..., 0] if dx else 1 - part[..., 0]) * (part[..., 1] if dy else 1 - part[..., 1])
            inside = (x >= 0) & (x < w) & (y >= 0) & (y < h)
            index = (y.clamp(0, h - 1) * w + x.clamp(0, w - 1)).long()
            out.scatter_add_(2, index[..., None], (share * inside)[..., None])
    return out


def refined(out: np.ndarray, quad: np.ndarray, side: bool) -> np.ndarray:
    """The quad, moved as the network says, in the photo."""
    there = nominal() + out[:8].reshape(4, 2) * UNIT
    back = move(np.linalg.inv(to_crop(quad, side)), there)
    return back[np.argsort(order(side))]


def extent(quad: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """The box around a quad, cut to the photo."""
    return np.clip(np.concatenate([quad.min(0), quad.max(0)]), 0, limit)


def moved_box(box: np.ndarray, old: np.ndarray, new: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """The box whose sides go with the quad where they lay on it; the others end at what stands before the panel."""
    a, b = extent(old, limit), extent(new, limit)
    size = np.tile(np.maximum(box[2:] - box[:2], 1), 2)
    out = np.where(np.abs(box - a) <= AGREES * size, box + b - a, box)
    return out if out[2] > out[0] and out[3] > out[1] else box


class Refined(NamedTuple):
    """A detection after the second pass."""

    label: int
    first: float  # the detector's logit
    second: float  # this network's
    box: np.ndarray
    quad: np.ndarray
    more: np.ndarray  # the detector's, see `model`
    answers: np.ndarray  # this network's, all

    def logit_of(self, which: int) -> float:
        """One of this network's four logits."""
        return float(self.answers[16 + which])


def look_again(
    answer: Callable[[np.ndarray], np.ndarray], image: np.ndarray, scale: float, found: list[Found], cabinet: int, limit: np.ndarray
) -> list[Refined]:
    """The detections of a photo after the second pass, `image` being `scale` of its size.

    Looks `LOOKS` times, each time at where the last pass saw the panel; the last one's logits count.
    """
    found = [f for f in found if np.isfinite(f.quad).all() and min(sides(f.quad * scale)) > 2][:MOST_LOOKED_AT]
    if not found:
        return []
    quads = [f.quad for f in found]
    answers = np.zeros((len(found), ANSWERS))
    for _ in range(LOOKS):
        answers = answer(np.stack([crop(image, q * scale, lies(q)) for q in quads]))
        quads = [sound(q, refined(o, q * scale, lies(q)) / scale) for q, o in zip(quads, answers)]
    which = [IS_CABINET if f.label == cabinet else IS_BOARD for f in found]
    return [
        Refined(f.label, f.logit, float(o[16 + w]), moved_box(f.box, f.quad, q, limit), q, f.more, o)
        for f, o, q, w in zip(found, answers, quads, which)
    ]


def sound(old: np.ndarray, new: np.ndarray) -> np.ndarray:
    """The new quad, or the old one where the new cannot be."""
    size = np.sqrt(abs(cv2.contourArea(old.astype(np.float32))))
    fits = np.isfinite(new).all() and np.abs(new - old).max() <= FARTHEST * size and cv2.isContourConvex(new.astype(np.float32))
    return new if fits else old
