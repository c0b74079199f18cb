"""Bare inference on one core against the 1/4-scale decode of a photo, in the same run.

    python -m boards.speed --model ../Detection/Resources --photo PATH.jpg [--panels 4]

Of both networks: the second looks at `--panels` detections as often as the card says.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from .evaluate import read_card
from .panel import HEIGHT, WIDTH
from .runtime import Runtime, SecondLook


def median_ms(work: Callable[[], object], runs: int) -> float:
    """Median wall time of a piece of work."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * sorted(times)[runs // 2]


def decoder(photo: Path, denominator: int = 4) -> Callable[[], object]:
    """libjpeg-turbo's scaled decode to RGB into one buffer."""
    turbo = ctypes.CDLL("libturbojpeg.so.0")
    turbo.tjInitDecompress.restype = ctypes.c_void_p
    handle, data = ctypes.c_void_p(turbo.tjInitDecompress()), photo.read_bytes()
    w, h, a, b = (ctypes.c_int() for _ in range(4))
    turbo.tjDecompressHeader3(handle, data, ctypes.c_ulong(len(data)), *map(ctypes.byref, (w, h, a, b)))
    width, height = -(-w.value // denominator), -(-h.value // denominator)
    out = np.empty((height, width, 3), np.uint8)
    pointer = out.ctypes.data_as(ctypes.c_void_p)
    return lambda: turbo.tjDecompress2(handle, data, ctypes.c_ulong(len(data)), pointer, width, width * 3, height, 0, 0)


def main() -> None:
    """Print one JSON line a precision."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", type=Path, required=True)
    p.add_argument("--photo", type=Path, required=True)
    p.add_argument("--panels", type=int, default=4, help="detections of a photo that are looked at again")
    p.add_argument("--runs", type=int, default=31)
    args = p.parse_args()
    card = read_card(args.model)
    w, h = card["input"]["sizes"][0]
    decode = decoder(args.photo)
    for precision in ("f32", "bf16"):
        run = Runtime(args.model / card["file"], [[w, h]], precision)
        request = run.requests[(w, h)]
        request.infer([np.random.default_rng(0).integers(0, 256, (1, 3, h, w)).astype(np.float32)])
        looks = [lambda: None]
        if "panel" in card:
            second = SecondLook(args.model / card["panel"]["file"], precision).request
            second.infer([np.zeros((args.panels, 3, HEIGHT, WIDTH), np.float32)])
            looks = [second.infer] * card["panel"]["looks"]
        rounds = [[median_ms(work, args.runs) for work in (request.infer, looks[0], decode)] for _ in range(5)]
        first, look, dec = (min(r[i] for r in rounds) for i in range(3))
        again = look * len(looks)
        row = {"infer_ms": first, "panels_ms": again, "decode_quarter_ms": dec, "share": first / dec, "share_of_both": (first + again) / dec}
        print(json.dumps({"precision": precision} | {k: round(v, 3) for k, v in row.items()}))


if __name__ == "__main__":
    main()
