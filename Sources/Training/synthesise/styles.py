"""Which styles a pool may use, so that some are held out of all training.

Every list of options (fonts, layouts, cabinet finishes, poster kinds, wall
materials, …) is split here: one option in five belongs to the held-out set. A
pool drawn with `holdout` shows only those, a `train` pool never does. `all` is for a
model to be shipped, once the gap has been measured.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal, TypeVar

import numpy as np

Split = Literal["train", "holdout", "all"]
T = TypeVar("T")


def generator(*key: object) -> np.random.Generator:
    """A random generator that depends on nothing but `key`."""
    digest = hashlib.sha256(repr(key).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "little"))


def allowed(options: Sequence[T], split: Split) -> list[T]:
    """The part of `options` that `split` may use; lists under five are shared.

    An option that stands in the list several times (to be drawn more often) is
    held out as a whole or not at all.
    """
    kinds = list(dict.fromkeys(options))
    if len(kinds) < 5 or split == "all":
        return list(options)
    held = {o for i, o in enumerate(kinds) if i % 5 == 3}
    return [o for o in options if (o in held) == (split == "holdout")]


def pick(rng: np.random.Generator, options: Sequence[T], split: Split | None = None) -> T:
    """One of `options`, of the part that `split` may use when it is given."""
    pool = options if split is None else allowed(options, split)
    return pool[int(rng.integers(len(pool)))]


def chance(rng: np.random.Generator, p: float) -> bool:
    """True with probability `p`."""
    return bool(rng.random() < p)
