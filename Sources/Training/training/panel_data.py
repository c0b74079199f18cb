"""Crops to train the panel network on: true boards and cabinets seen through wrong guesses, and things that are neither."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from torch.utils.data import Dataset

from .augment import MIRROR, light, stand_before
from .dataset import BOARD, CABINET, Truth
from .decode import pair_iou
from .loader import Source
from .panel import BLANK, HEIGHT, IS_BOARD, IS_CABINET, PROGRAMME, UNIT, WIDTH, crop, lies, move, nominal, order, to_crop

HIDDEN = 0.3  # of the crops have something before the panel


def guess(rng: np.random.Generator, quad: np.ndarray, most: float = 0.07) -> np.ndarray:
    """A quad as wrong as the detector's may be: shifted, scaled, each corner for itself, in parts of its size."""
    size = np.sqrt(max(abs(cv2.contourArea(quad.astype(np.float32))), 1.0))
    k = float(np.exp(rng.uniform(np.log(0.004), np.log(most)))) * size
    middle = quad.mean(0)
    grown = (quad - middle) * (1 + rng.normal(0, k / size, 2) * 0.7) + middle
    return (grown + rng.normal(0, k * 0.7, 2) + rng.normal(0, k * 0.6, (4, 2))).astype(np.float32)


def extent(quad: np.ndarray) -> np.ndarray:
    """The box around a quad."""
    return np.concatenate([quad.min(0), quad.max(0)])


def turned(rng: np.random.Generator, quad: np.ndarray) -> np.ndarray:
    """Some quad near another that is not a panel: moved away or of another size."""
    w, h = np.ptp(quad, 0)
    way = rng.normal(0, 1, 2)
    way /= np.linalg.norm(way) + 1e-6
    return (quad + way * [w, h] * rng.uniform(0.5, 1.6)).astype(np.float32)


def half_hidden(rng: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """The crop with something before it that leaves a good part of the panel in sight."""
    picture = np.ascontiguousarray(picture)
    (x0, y0), _, (x1, y1), _ = nominal().astype(int)
    before = picture.copy()
    mask = stand_before(rng, picture, rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT), rng.uniform(0.5, 1.3) * WIDTH)
    return picture if mask[y0:y1, x0:x1].mean() < 0.6 else before


def some(rng: np.random.Generator, items: list, most: int) -> list:
    """At most this many of the items, by lot."""
    return items if len(items) <= most else [items[j] for j in rng.choice(len(items), most, replace=False)]


class Crops(Dataset):
    """Item i is the i-th batch of crops, a function of the seed and i alone."""

    def __init__(self, sources: list[Source], labels: list[str], mined: list[list[list]], photos: int, seed: list[int], swapper: object):
        self.sources, self.labels, self.mined, self.photos, self.seed, self.swapper = sources, labels, mined, photos, seed, swapper
        total = sum(s.weight for s in sources)
        self.share = [s.weight / total for s in sources]
        self.board, self.cabinet = labels.index(BOARD), labels.index(CABINET)

    def __len__(self) -> int:
        return 10**7

    def __getitem__(self, step: int) -> dict[str, torch.Tensor]:
        cv2.setNumThreads(0)
        rng = np.random.default_rng([*self.seed, step])
        rows: list[tuple] = []
        for _ in range(self.photos):
            k = int(rng.choice(len(self.sources), p=self.share))
            i = int(rng.integers(len(self.sources[k].samples)))
            rows += self.photo(rng, k, i)
        if not rows:
            return self[step + 10**6]
        image, shift, known, score, asked = (np.stack(c) for c in zip(*rows))
        out = {"image": image, "shift": shift, "known": known, "score": score, "asked": asked}
        return {n: torch.from_numpy(np.ascontiguousarray(v)) for n, v in out.items()}

    def photo(self, rng: np.random.Generator, k: int, i: int) -> list[tuple]:
        """Crops of one photo."""
        source = self.sources[k]
        image, sample = source.cache[i], source.samples[i]
        scale = image.shape[1] / sample.width
        after = sample.truths
        if self.swapper:
            image, after, _ = self.swapper(rng, image, sample)
        if rng.random() < 0.35:
            s = float(rng.uniform(0.55, 0.95))
            image = cv2.resize(image, None, fx=s, fy=s, interpolation=cv2.INTER_AREA)
            scale *= image.shape[1] / (sample.width * scale)
        rows = []
        truths = [t for t in after if not t.ignore]
        boards = np.array([t.box for t in after if t.label == self.board]).reshape(-1, 4)
        for t in some(rng, truths, 8):
            for _ in range(2):
                g = guess(rng, t.quad)
                if pair_iou(extent(g), extent(t.quad)[None])[0] > 0.5:
                    rows.append(self.row(rng, image, g * scale, t, scale))
        others = some(rng, [np.array(q, np.float32).reshape(4, 2) for q in self.mined[k][i]], 2)
        shown = [t for t in truths if t.label == self.board]
        if shown and rng.random() < 0.5:
            others.append(turned(rng, shown[int(rng.integers(len(shown)))].quad))
        for quad in [] if sample.partial else others:
            g = guess(rng, quad, 0.12)
            free = not len(boards) or pair_iou(extent(g), boards).max() < 0.35
            w, h = np.ptp(g, 0)
            if free and min(w, h) * scale > 4 and w * scale < 1500 and h * scale < 1500:
                rows.append(self.row(rng, image, g * scale, None, scale))
        return rows

    def row(self, rng: np.random.Generator, image: np.ndarray, g: np.ndarray, t: Truth | None, scale: float) -> tuple:
        """One crop and its truth; without `t` it shows neither board nor cabinet."""
        side = lies(g)
        picture = crop(image, g, side)
        shift, known = np.zeros(8, np.float32), np.zeros(8, np.float32)
        if t is not None:
            there = move(to_crop(g, side), t.quad * scale)[order(side)]
            shift[:] = ((there - nominal()) / UNIT).reshape(-1)
            known[:] = float(t.known) if np.abs(shift).max() < 4 and np.isfinite(shift).all() else 0.0
        if rng.random() < 0.5:
            # The photo's mirror image, which for a panel on its side is upside down.
            picture = np.ascontiguousarray(picture[::-1] if side else picture[:, ::-1])
            s = shift.reshape(4, 2)
            s = s[::-1] * [1, -1] if side else s[MIRROR] * [-1, 1]
            shift = s.reshape(-1).astype(np.float32)
        if rng.random() < HIDDEN:
            picture = half_hidden(rng, picture)
        picture = light(rng, picture, 0.8)
        scores, asked = np.zeros(4, np.float32), np.zeros(4, np.float32)
        asked[[IS_BOARD, IS_CABINET]] = 1.0
        if t is not None:
            scores[IS_BOARD if t.label == self.board else IS_CABINET] = 1.0
            for which, value in ((PROGRAMME, t.programme), (BLANK, t.blank)):
                scores[which], asked[which] = max(value, 0.0), float(value >= 0)
        return picture, shift, known, scores, asked
