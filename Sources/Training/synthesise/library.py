"""Where prints come from: invented ones, drawn once and kept, and folders of PNGs.

A folder is read by its `catalogue.json` (the format of the shared artworks: `id`,
`slot`, `file`; no slot means the print is a distractor) or, without one, by file
names: `top_…`, `cdu_h_…`, `cdu_v_…` are creatives, `x_…`/`x-…` distractors.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from .anything import Pictures, anything
from .creatives import ASPECTS, creative
from .posters import poster
from .styles import Split, chance, generator, pick

SLOTS = ("top_ad", "cdu_horizontal", "cdu_vertical")
_PREFIXES = {"top_": "top_ad", "cdu_h_": "cdu_horizontal", "cdu_v_": "cdu_vertical", "x_": None, "x-": None}
CREATIVES, POSTERS, ANYTHING = 3000, 2400, 6000
DRAWING = 4  # raise it when prints are drawn otherwise: kept ones are then left aside


@functools.lru_cache(maxsize=160)
def _read(path: str) -> np.ndarray:
    """A picture as RGB, no larger than prints need to be."""
    img = cv2.imread(path, cv2.IMREAD_COLOR)
    if img is None:
        raise ValueError(f"{path}: not a picture")
    s = 900 / max(img.shape[:2])
    if s < 1:
        img = cv2.resize(img, None, fx=s, fy=s, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(img[..., ::-1])


class Library:
    """Prints to choose from; `share` of the choices come from the given folders, `any_share` of the others show anything."""

    def __init__(
        self, split: Split, folders: list[Path], cache: Path, share: float = 0.2, families: tuple[str, ...] = (),
        any_share: float = 0.0, pictures: Pictures = Pictures(),
    ) -> None:  # fmt: skip
        self.split = split
        self.cache = cache
        self.share = share
        self.any_share = any_share
        self.pictures = pictures
        self.own: dict[str | None, list[tuple[str, str]]] = {s: [] for s in (*SLOTS, None)}
        for folder in folders:
            for slot, name, path in listed(folder):
                if families and any(name.startswith(f) for f in families):
                    continue
                self.own[slot].append((name, path))

    def creative(self, rng: np.random.Generator, slot: str, again: str | None = None) -> tuple[str, np.ndarray]:
        """A programme creative made for `slot`: its id and picture; `again` asks for that one."""
        for name, path in self.own[slot]:
            if name == again:
                return name, _read(path)
        if again is None and self.own[slot] and chance(rng, self.share):
            name, path = pick(rng, self.own[slot])
            return name, _read(path)
        anew = f"{self.split}-any-{slot}-"
        if (again or "").startswith(anew) or (again is None and chance(rng, self.any_share)):
            n = int(again[len(anew) :]) if again else int(rng.integers(ANYTHING))
            return f"{anew}{n}", self._anything(f"any-{slot}-{n}", n, slot, None)
        mine = f"{self.split}-{slot}-"
        n = int(again[len(mine) :]) if again and again.startswith(mine) else int(rng.integers(CREATIVES))
        return f"{mine}{n}", self._kept(f"{slot}-{n}", lambda: creative(self.split, slot, n))

    def poster(self, rng: np.random.Generator, aspect: float | None = None) -> tuple[str, np.ndarray]:
        """A print that is not a programme ad; `aspect` makes it fit a slot's board."""
        if aspect is None and self.own[None] and chance(rng, self.share):
            name, path = pick(rng, self.own[None])
            return name, _read(path)
        if chance(rng, self.any_share):
            n = int(rng.integers(ANYTHING))
            step = None if aspect is None else round(float(np.log2(aspect)) * 4) / 4
            return f"{self.split}-any-{n}-{step}", self._anything(f"any-{n}-{step}", n, None, None if step is None else 2.0**step)
        n = int(rng.integers(POSTERS))
        if aspect is None:
            return f"x-{self.split}-{n}", self._kept(f"x-{n}", lambda: poster(self.split, n))
        step = round(float(np.log2(aspect)) * 4) / 4
        n %= 1200
        return f"x-{self.split}-{n}", self._kept(f"x-{n}-{step}", lambda: poster(self.split, n, 2.0**step))

    def _anything(self, name: str, number: int, slot: str | None, aspect: float | None) -> np.ndarray:
        """A print of any content; one made for a slot carries the health notice, but for one in seven."""
        rng = generator("shape", self.split, number, slot)
        low, high = ASPECTS[slot][:2] if slot else (0.5, 1.6)
        shape = aspect or rng.uniform(low, high)
        notice = slot is not None and chance(rng, 6 / 7)
        return self._kept(name, lambda: anything(self.split, number, shape, notice, self.pictures))

    def _kept(self, name: str, draw: Callable[[], np.ndarray]) -> np.ndarray:
        """The print from the cache, or drawn and put there (written aside, then renamed)."""
        path = self.cache / f"{self.split}-{DRAWING}" / f"{name}.jpg"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(f".{os.getpid()}.jpg")
            cv2.imwrite(
                str(partial),
                draw()[..., ::-1],
                [cv2.IMWRITE_JPEG_QUALITY, 95, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444],
            )
            partial.rename(path)
        return _read(str(path))


def listed(folder: Path) -> list[tuple[str | None, str, str]]:
    """(slot, id, path) of every print in a folder; refuses what names no slot."""
    catalogue = folder / "catalogue.json"
    out: list[tuple[str | None, str, str]] = []
    if catalogue.exists():
        for entry in json.loads(catalogue.read_text()):
            slot = entry.get("slot")
            slot = slot if slot in SLOTS else None
            out.append((slot, entry["id"], str(folder / entry["file"])))
        return out
    for path in sorted(folder.glob("*.png")):
        for prefix, slot in _PREFIXES.items():
            if path.name.startswith(prefix):
                out.append((slot, path.stem, str(path)))
                break
        else:
            raise ValueError(f"{path}: name it top_…, cdu_h_…, cdu_v_… or x_…, or add a catalogue.json")
    return out
