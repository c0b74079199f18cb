"""Teach the networks that read texts what people corrected: one command.

    python -m training.text --lines corrected.jsonl --photos PHOTOS --out DIR --version V [--pool POOL]

A line of `corrected.jsonl` is one corrected line of text: `{"photo": "S1/2026-11-20/1.jpg", "quad": [x, y, … 8 numbers], "text":
"4,500", "who": "r07", "when": "2026-11-28T09:00:00Z"}`; the quad in pixels of the upright photo, in the reading direction (as
`sightline read --json` prints it), the photo below PHOTOS. One photo in five is held out, with all its lines. `--pool` adds drawn lines
(`python -m text.pool`) to every round, so that what is not corrected is not forgotten; half of what is learnt from is drawn then.

The new model goes to DIR/model (`SIGHTLINE_TEXT=DIR/model` uses it) only if it reads no held line worse in sum: not fewer lines
exact, not more characters wrong. What was measured, adopted or not, is a line of DIR/versions.csv.

Exit codes: 0 done, whether adopted or not; 1 a step failed; 2 wrong input, nothing was done.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import shutil
import sys
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
import torch

from text.draw import straight
from text.measure import distance, plain, read_pictures
from text.network import Shipped, begin, listed
from text.package import export
from text.pool import Pool
from text.train import SHIPPED, canvas, loss, rate

COLUMNS = [
    "version", "base", "data_sha256", "lines", "people", "first", "last", "held_lines", "exact_before", "exact_after",
    "errors_before", "errors_after", "adopted", "model_sha256",
]  # fmt: skip
#: what the next training goes on from; the program does not read it
WEIGHTS = "read.pt"
#: held lines below which nothing can be said of a model
LEAST_HELD = 10


@dataclass(frozen=True)
class Line:
    """One corrected line."""

    photo: str
    quad: tuple[float, ...]
    text: str
    who: str
    when: str

    @property
    def is_held(self) -> bool:
        """By its photo, so that no line of a held photo teaches."""
        return zlib.crc32(self.photo.encode()) % 5 == 3


def read_lines(file: Path, photos: Path, characters: set[str]) -> tuple[list[Line], list[str]]:
    """The lines of a file, and what is wrong with others, each with its number."""
    lines, faults = [], []
    for number, row in enumerate(file.read_text().splitlines(), 1):
        if not row.strip():
            continue
        try:
            lines.append(_line(json.loads(row), photos, characters))
        except (ValueError, KeyError, TypeError) as error:
            faults.append(f"{file}:{number}: {error if isinstance(error, ValueError) else f'needs {error}'}")
    return lines, faults


def _line(row: dict, photos: Path, characters: set[str]) -> Line:
    quad = tuple(float(v) for v in row["quad"])
    line = Line(str(row["photo"]), quad, str(row["text"]).strip(), str(row["who"]), str(row["when"]))
    if len(quad) != 8 or not all(np.isfinite(quad)) or cv2.contourArea(np.float32(quad).reshape(4, 2)) < 16:
        raise ValueError("quad must be the corners of a line: 8 numbers x, y, …")
    if not line.text:
        raise ValueError("text is empty; leave the line out")
    if unknown := sorted(set(line.text) - characters):
        raise ValueError(f"the network has no {' '.join(unknown)}")
    if ".." in Path(line.photo).parts or not (photos / line.photo).is_file():
        raise ValueError(f"{line.photo} is not a photo below {photos}")
    datetime.fromisoformat(line.when)
    return line


def pictures(lines: list[Line], photos: Path) -> list[np.ndarray]:
    """The lines, cut out of their photos (upright, as OpenCV reads them) and straightened."""
    seen: dict[str, np.ndarray] = {}
    cut = []
    for line in lines:
        if line.photo not in seen:
            photo = cv2.imread(str(photos / line.photo), cv2.IMREAD_COLOR)
            if photo is None:
                raise SystemExit(f"{photos / line.photo} cannot be read as a picture")
            seen = {line.photo: photo}
        cut.append(straight(seen[line.photo], np.float32(line.quad).reshape(4, 2)))
    return cut


def score(texts: list[str], read: list[str]) -> tuple[int, int]:
    """Lines that are exact, and characters that are wrong."""
    pairs = [(plain(t), plain(r)) for t, r in zip(texts, read)]
    return sum(t == r for t, r in pairs), sum(distance(t, r) for t, r in pairs)


def teach(net: Shipped, seen: list[tuple[np.ndarray, str]], pool: Pool | None, steps: int, top: float, seed: int) -> None:
    """Train in place on corrected lines, half of each round drawn ones where there is a pool; batch normalisation stays."""
    rng = np.random.default_rng(seed)
    classes = {c: k + 1 for k, c in enumerate(net.characters)}
    known = [k for k, (t, _) in enumerate(pool.texts) if set(t) <= classes.keys()] if pool else []
    optimiser = torch.optim.AdamW(net.parameters(), lr=top, weight_decay=0.01)
    net.train()
    for m in net.modules():
        if isinstance(m, torch.nn.modules.batchnorm._BatchNorm):
            m.eval()
    for step in range(steps):
        batch = [seen[k] for k in rng.integers(len(seen), size=12)]
        batch = [(_shaken(rng, p), t) for p, t in batch]
        if pool and known:
            batch += [(pool.picture(known[k]), pool.texts[known[k]][0]) for k in rng.integers(len(known), size=12)]
        for g in optimiser.param_groups:
            g["lr"] = rate(step / steps, top)
        now = loss(net(canvas([p for p, _ in batch])), [[classes[c] for c in t] for _, t in batch])
        optimiser.zero_grad(set_to_none=True)
        now.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
    net.eval()


def _shaken(rng: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Another light, and corners a little beside: few lines are to teach more than themselves."""
    h, w = picture.shape[:2]
    corners = np.float32([[0, 0], [w, 0], [w, h], [0, h]])
    moved = corners + (rng.uniform(-0.06, 0.06, (4, 2)) * h).astype(np.float32)
    out = cv2.warpPerspective(picture, cv2.getPerspectiveTransform(corners, moved), (w, h), borderMode=cv2.BORDER_REPLICATE)
    return np.clip(out.astype(np.float32) * rng.uniform(0.7, 1.2) + rng.uniform(-15, 15), 0, 255).astype(np.uint8)


def open_model(base: Path, characters: list[str]) -> Shipped:
    """The network of a model folder: its weights where a training left them, else the package's."""
    net = Shipped(characters)
    if (base / WEIGHTS).exists():
        net.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in torch.load(base / WEIGHTS).items()})
    else:
        begin(net, base / "read.onnx", characters)
    return net


def write_model(net: Shipped, base: Path, folder: Path, version: str, data: str) -> str:
    """A model folder: the base's, with another network that reads; its SHA-256."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in base.iterdir():
        if file.name not in ("card.json", "read.onnx", WEIGHTS) and folder != base:
            shutil.copy(file, folder / file.name)
    torch.save({k: v.half() if v.is_floating_point() else v for k, v in net.state_dict().items()}, folder / WEIGHTS)
    export(net, folder / "read.onnx")
    card = json.loads((base / "card.json").read_text())
    sha256 = hashlib.sha256((folder / "read.onnx").read_bytes()).hexdigest()
    card["version"] = version
    card["read"] |= {"sha256": sha256, "input": "x", "output": "probabilities"}
    card["origin"] = card.get("origin", {}) | {"corrected_lines_sha256": data}
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n")
    return sha256


def main(argv: list[str] | None = None) -> int:
    """Read, split, measure, teach, measure again, decide."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--lines", type=Path, required=True)
    p.add_argument("--photos", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--version", required=True, help="of the new model, such as 4.0.1")
    p.add_argument("--base", type=Path, default=SHIPPED, help="the model folder to go on from (default: the one that ships)")
    p.add_argument("--pool", type=Path, help="drawn lines")
    p.add_argument("--steps", type=int, default=300)
    p.add_argument("--rate", type=float, default=2e-4)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args(argv)
    torch.set_num_threads(1)
    torch.manual_seed(a.seed)
    characters = listed(a.base / "characters.txt")
    lines, faults = read_lines(a.lines, a.photos, set(characters))
    held, seen = [x for x in lines if x.is_held], [x for x in lines if not x.is_held]
    if not faults and (len(held) < LEAST_HELD or not seen):
        faults = [f"{len(held)} of {len(lines)} lines are held out; {LEAST_HELD} are needed to measure on: correct more photos"]
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 2
    net = open_model(a.base, characters)
    held_pictures, held_texts = pictures(held, a.photos), [x.text for x in held]
    before = score(held_texts, read_pictures(net, held_pictures))
    teach(net, list(zip(pictures(seen, a.photos), (x.text for x in seen))), Pool(a.pool) if a.pool else None, a.steps, a.rate, a.seed)
    after = score(held_texts, read_pictures(net, held_pictures))
    adopted = after[0] >= before[0] and after[1] <= before[1]
    data = hashlib.sha256(a.lines.read_bytes()).hexdigest()
    model = write_model(net, a.base, a.out / "model", a.version, data) if adopted else ""
    base = json.loads((a.base / "card.json").read_text())
    days = sorted(x.when for x in lines)
    row = [
        a.version, base["version"], data, len(lines), len({x.who for x in lines}), days[0], days[-1], len(held), before[0], after[0],
        before[1], after[1], "yes" if adopted else "no", model,
    ]  # fmt: skip
    note(a.out / "versions.csv", row)
    print(f"{len(held)} held lines: {before[0]} exact before, {after[0]} after; {before[1]} characters wrong before, {after[1]} after")
    print(f"adopted: {a.out / 'model'}" if adopted else "not adopted: it reads the held lines worse; the old model stays")
    return 0


def note(table: Path, row: list) -> None:
    """Add a line to the table of versions."""
    is_new = not table.exists()
    table.parent.mkdir(parents=True, exist_ok=True)
    with table.open("a", newline="") as f:
        writer = csv.writer(f)
        if is_new:
            writer.writerow(COLUMNS)
        writer.writerow(row)


if __name__ == "__main__":
    sys.exit(main())
