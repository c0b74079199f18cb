"""How well lines are read: `python -m text.measure --held POOL (--run RUN | --checkpoint FILE | --tesseract)`.

Character errors are the least number of characters to change, add or take out, by the characters that are printed; spaces do not
count, since how wide one is differs between fonts. A line is exact where nothing is to be changed. Tesseract with
`tesseract-ocr-kor` is the yardstick, on the same pictures and counted in the same way.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
import torch

from .network import Recogniser, Trunk
from .pool import Pool


def decode(best: np.ndarray, characters: list[str]) -> str:
    """The likeliest class of each step, repeats once, "none" left out."""
    kept = [c for k, c in enumerate(best) if c and (k == 0 or c != best[k - 1])]
    return "".join(characters[c - 1] for c in kept)


def read_pictures(net: Trunk, pictures: Iterable[np.ndarray]) -> list[str]:
    """Lines as the network reads them, one by one, as it is used."""
    from .train import canvas

    net.eval()
    with torch.inference_mode():
        return [decode(net(canvas([p]))[0].argmax(1).numpy(), net.characters) for p in pictures]


def read_all(net: Trunk, pool: Pool, count: int) -> list[str]:
    """The first `count` lines of a pool."""
    return read_pictures(net, (pool.picture(k) for k in range(min(count, len(pool)))))


def distance(a: str, b: str) -> int:
    """Characters to change, add or take out."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        before, row[0] = row[0], i + 1
        for j, y in enumerate(b):
            before, row[j + 1] = row[j + 1], min(row[j + 1] + 1, row[j] + 1, before + (x != y))
    return row[-1]


def plain(text: str) -> str:
    """Without spaces, strokes of a range as one sign."""
    return text.replace(" ", "").replace("–", "-").replace("—", "-")


def scores(texts: list[tuple[str, str]], read: list[str]) -> dict:
    """Character errors and exact lines, in all and per kind of line."""
    out: dict[str, float] = {}
    for kind in ["", *sorted({k for _, k in texts})]:
        mine = [(plain(t), plain(r)) for (t, k), r in zip(texts, read) if kind in ("", k)]
        errors = sum(distance(t, r) for t, r in mine) / max(1, sum(len(t) for t, _ in mine))
        out[f"{kind or 'all'} errors"] = round(errors, 4)
        out[f"{kind or 'all'} exact"] = round(sum(t == r for t, r in mine) / max(1, len(mine)), 4)
    return out


def tesseract(pool: Pool, count: int) -> list[str]:
    """The same lines by Tesseract, one line per picture, white around it and twice as large, as its manual advises."""
    read = []
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/line.png"
        for k in range(min(count, len(pool))):
            picture = cv2.copyMakeBorder(pool.picture(k), 8, 8, 8, 8, cv2.BORDER_REPLICATE)
            cv2.imwrite(path, picture)
            done = subprocess.run(["tesseract", path, "-", "-l", "kor+eng", "--psm", "7"], capture_output=True, text=True, check=True)
            read.append(done.stdout.strip().replace("\n", ""))
    return read


def main() -> None:
    """Print the figures as JSON."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--held", type=Path, required=True)
    p.add_argument("--lines", type=int, default=1000)
    which = p.add_mutually_exclusive_group(required=True)
    which.add_argument("--run", type=Path, help="a training's folder")
    which.add_argument("--checkpoint", type=Path, help="the small form of one")
    which.add_argument("--tesseract", action="store_true")
    p.add_argument("--show", action="store_true", help="print each line that is not exact")
    a = p.parse_args()
    torch.set_num_threads(1)
    held = Pool(a.held)
    if a.tesseract:
        read = tesseract(held, a.lines)
    else:
        from . import checkpoint

        net = Recogniser()
        state = torch.load(a.run / "last.pt", weights_only=False) if a.run else checkpoint.read(a.checkpoint)
        net.load_state_dict(state["average"])
        read = read_all(net, held, a.lines)
    if a.show:
        for (text, kind), mine in zip(held.texts, read):
            if plain(text) != plain(mine):
                print(f"{kind}: {text} read as {mine}")
    print(json.dumps(scores(held.texts[: len(read)], read)))


if __name__ == "__main__":
    main()
