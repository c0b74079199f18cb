"""A model folder run as the program runs it: both networks, the card's confidences, corners and boxes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .dataset import CABINET
from .decode import Found
from .loader import Source
from .measure import detect_all
from .panel import Refined, look_again
from .runtime import Runtime, SecondLook

PHOTO_SIDE = 960  # of the pictures that are looked at, about what the program decodes
FLOOR = 0.03  # confidence of the first network from which a detection is looked at again


def logit(p: float) -> float:
    """Inverse of the logistic function."""
    p = min(max(p, 1e-6), 1 - 1e-6)
    return float(np.log(p / (1 - p)))


class Pipeline:
    """Detections of whole sets; `logit` is that of the confidence."""

    def __init__(self, folder: Path, card: dict, precision: str = "f32"):
        self.card = card
        self.labels = [x["name"] for x in card["labels"]]
        self.slots = [i for i, n in enumerate(self.labels) if n != CABINET]
        self.size = tuple(card["input"]["sizes"][0])
        self.first = Runtime(folder / card["file"], card["input"]["sizes"], precision)
        self.second = SecondLook(folder / card["panel"]["file"]) if "panel" in card else None

    def glance(self, source: Source, floor: float = 0.01) -> list[list[Found]]:
        """What the first network says of every photo, in its own logits."""
        return detect_all(self.first, source.samples, source.cache, self.size, len(self.labels), floor)

    def look(self, source: Source, found: list[list[Found]]) -> list[list[Refined]]:
        """The detections of every photo after the second pass; needs the first calibration."""
        assert self.second
        cabinet = self.labels.index(CABINET) if CABINET in self.labels else -1
        out = []
        for i, s in enumerate(source.samples):
            image = source.cache[i]
            kept = [f for f in found[i] if self.first_logit(f) >= logit(FLOOR)]
            out.append(look_again(self.second, image, image.shape[1] / s.width, kept, cabinet, np.array([s.width, s.height] * 2)))
        return out

    def first_logit(self, f: Found) -> float:
        """Calibrated logit of the first network alone."""
        a, b = self.card["labels"][f.label]["calibration"]
        return a * f.logit + b

    def rated(self, looked: list[list[Refined]] | list[list[Found]]) -> list[list[Found]]:
        """Detections with the logits of their confidences, surest first."""
        out = []
        for found in looked:
            rows = []
            for f in found:
                if isinstance(f, Refined):
                    a, b, c = self.card["labels"][f.label]["second"]
                    rows.append(Found(f.label, a * f.first + b * f.second + c, f.box, f.quad, np.concatenate([f.more, f.answers])))
                else:
                    rows.append(f._replace(logit=self.first_logit(f)))
            out.append(sorted(rows, key=lambda r: -r.logit))
        return out

    def over(self, source: Source) -> list[list[Found]]:
        """All detections of every photo of a source."""
        found = self.glance(source)
        return self.rated(self.look(source, found) if self.second else found)

    @property
    def bars(self) -> dict[int, float]:
        """The logit from which each label counts."""
        return {i: logit(x["threshold"]) for i, x in enumerate(self.card["labels"])}
