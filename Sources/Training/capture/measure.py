"""What the quality gate finds of photos that degrade.py spoilt: python -m capture.measure FOLDER [COVER_LIMIT]

The same numbers as the program's (Sources/Capture), with the limits of its standard policy; a quick look without a build.
"""

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image

from .cover import Array, grid, numbers

DARK, BRIGHT, BLUR, MOTION, TILT, PROMINENCE, COVERED = 0.23, 0.15, 0.8, 0.07, 10, 1.5, 0.05
WEIGHTS = [1.6907, 0.6627, -1.3519, -2.7502, -0.8211, 2.766, -0.7272, 0.5364, -1.5456, 0.658, 0.8837, -0.6728]
BIAS = 1.5486


def blur(c: Array) -> tuple[float, float]:
    """`Blur`: in the most blurred direction, and how much sharper the sharpest is."""
    a = c[:-2, :-2]
    near = [c[:-2, 1:-1] - a, c[1:-1, :-2] - a, c[1:-1, 1:-1] - a, c[:-2, 1:-1] - c[1:-1, :-2]]
    far = [c[:-2, 2:] - a, c[2:, :-2] - a, c[2:, 2:] - a, c[:-2, 2:] - c[2:, :-2]]
    growth = [np.log(max(1e-9, (f * f).mean()) / max(1e-9, (n * n).mean())) / np.log(4) for n, f in zip(near, far)]
    return max(growth), max(growth) - min(growth)


def tilt(c: Array) -> float:
    """`CameraTilt`; 0 where no direction stands out."""
    across, down = (c[1:-1, 2:] - c[1:-1, :-2])[::2], (c[2:, 1:-1] - c[:-2, 1:-1])[::2]
    strength = np.hypot(across, down)
    edge = strength > 12
    angle = (np.degrees(np.arctan2(down[edge], across[edge])) + 45) % 90
    bins = np.minimum(179, (angle * 2).astype(int))
    votes = np.bincount(bins, weights=np.minimum(strength[edge], 80), minlength=180)
    smooth = sum(np.roll(votes, 2 - i) * weight for i, weight in enumerate((1, 2, 3, 2, 1)))
    summit = int(smooth.argmax())
    return (summit + 0.5) / 2 - 45 if smooth[summit] > PROMINENCE * np.sort(smooth)[90] else 0.0


def found(photo: Path, limit: float) -> set[str]:
    """The kinds that are found of a photo."""
    with Image.open(photo) as image:
        c = grid(image)
    most, spread = blur(c)
    kinds = {
        "dark": c.mean() / 255 < DARK,
        "bright": (c >= 250).mean() > BRIGHT,
        "motion": most > BLUR and spread > MOTION,
        "focus": most > BLUR and spread <= MOTION,
        "tilted": abs(tilt(c)) > TILT,
    }
    if most <= BLUR and (n := numbers(c)) is not None:
        kinds["covered"] = n @ WEIGHTS + BIAS > limit and np.exp(n[0]) - 0.02 > COVERED
    return {kind for kind, is_found in kinds.items() if is_found}


def main(folder: Path, limit: float = 4.3) -> None:
    """Counts by kind and degree."""
    tally: dict[tuple[str, float], list[set[str]]] = defaultdict(list)
    for photo in sorted(folder.glob("*.jpg")):
        _, kind, degree = photo.stem.split("-")
        tally[kind, float(degree)].append(found(photo, limit))
    for (kind, degree), photos in sorted(tally.items()):
        every = {k: sum(k in p for p in photos) for k in ("dark", "bright", "focus", "motion", "covered", "tilted")}
        blurred = sum(bool({"focus", "motion"} & p) for p in photos)
        print(f"{kind} {degree}: of {len(photos)} {every}, blurred {blurred}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(float(value) for value in sys.argv[2:]))
