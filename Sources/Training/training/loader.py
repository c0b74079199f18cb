"""Batches for training: sets mixed by weight, one input size a batch, made in worker processes."""

from __future__ import annotations

import multiprocessing as mp
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from .augment import Strength, augment, mirror_labels
from .dataset import LONG_SIDE, Cache, Sample, Truth, read_coco
from .prints import held_out
from .split import part_of


@dataclass
class Source:
    """One set of photos and its share of every batch."""

    samples: list[Sample]
    cache: Cache
    weight: float


def open_source(
    coco: Path, labels: list[str], cache: Path, weight: float, part: str = "train", side: int = LONG_SIDE
) -> Source:
    """A COCO file as a source; `part` is all; train or dev, even or odd (split by store); or one of `split`'s (by file)."""
    samples = read_coco(coco, labels)
    if part in ("train", "dev"):
        samples = [s for s in samples if held_out(s.store) == (part == "dev")]
    elif part in ("even", "odd"):
        samples = [s for s in samples if int(s.store[-1:] or 0) % 2 == (part == "odd")]
    elif part != "all":
        samples = part_of(samples, coco.parent, labels, part)
    return Source(samples, Cache(samples, cache, f"{coco.parent.name}-{part}", side), weight)


class Batches(Dataset):
    """Item i is the whole i-th batch, a function of the seed and i alone (and the phase)."""

    def __init__(
        self, sources: list[Source], labels: list[str], batch: int, seed: list[int],
        sizes: list[tuple[int, int]], phase: object, swapper: Callable | None = None,
    ):  # fmt: skip
        self.sources, self.labels, self.batch, self.seed, self.sizes = sources, labels, batch, seed, sizes
        self.swap = mirror_labels(labels)
        self.phase = phase
        self.swapper = swapper
        self.strengths = [Strength(), Strength(), Strength(geometry=0.7, light=0.7, occluder=0.15)]
        total = sum(s.weight for s in sources)
        self.share = [s.weight / total for s in sources]
        self.by_way = [
            [[i for i, x in enumerate(s.samples) if x.portrait == way] for way in (False, True)] for s in sources
        ]
        self.length = 10**7

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, step: int) -> dict[str, torch.Tensor]:
        cv2.setNumThreads(0)
        rng = np.random.default_rng([*self.seed, step])
        strength = self.strengths[int(self.phase.value)]
        size = self.sizes[min(int(self.phase.value), len(self.sizes) - 1)]
        portrait = rng.random() < 0.38
        if portrait:
            size = size[::-1]
        images, all_truths, partial = [], [], []
        for _ in range(self.batch):
            k = int(rng.choice(len(self.sources), p=self.share))
            ids = self.by_way[k][int(portrait if rng.random() < 0.93 else not portrait)] or self.by_way[k][int(not portrait)]
            if not ids:
                ids = self.by_way[k][int(portrait)]
            i = ids[int(rng.integers(len(ids)))]
            source = self.sources[k]
            image, sample = source.cache[i], source.samples[i]
            if self.swapper:
                image, truths, _ = self.swapper(rng, image, sample)
                sample = replace(sample, truths=truths)
            image, truths = augment(rng, image, sample, size, self.swap, strength)
            images.append(image)
            all_truths.append(truths)
            partial.append(sample.partial)
        return collate(images, all_truths, partial)


def collate(images: list[np.ndarray], all_truths: list[list[Truth]], partial: list[bool]) -> dict[str, torch.Tensor]:
    """Stacked pictures (uint8, NHWC) and padded truth."""
    b, g = len(images), max(1, max(len(t) for t in all_truths))
    box, quad = np.zeros((b, g, 4), np.float32), np.zeros((b, g, 8), np.float32)
    whole = {k: np.zeros((b, g), np.int64) for k in ("label", "slot")}
    share = {k: np.zeros((b, g), np.float32) for k in ("visible", "blank", "programme", "known")}
    valid, ignore = np.zeros((b, g), bool), np.zeros((b, g), bool)
    for i, truths in enumerate(all_truths):
        for j, t in enumerate(truths):
            box[i, j], quad[i, j] = t.box, t.quad.reshape(-1)
            valid[i, j], ignore[i, j] = True, t.ignore
            for k, v in (whole | share).items():
                v[i, j] = getattr(t, k)
    arrays = {"image": np.stack(images), "box": box, "quad": quad, "valid": valid, "ignore": ignore, "partial": np.array(partial)}
    return {k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in (arrays | whole | share).items()}


def make_loader(data: Batches, start: int, workers: int) -> DataLoader:
    """Batches from `start` on, in order."""
    return DataLoader(
        data, batch_size=None, sampler=range(start, len(data)), num_workers=workers, persistent_workers=False, prefetch_factor=4
    )


def new_phase() -> object:
    """The number of the input size in use, shared with the workers."""
    return mp.Value("i", 0)
