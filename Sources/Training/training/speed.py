"""Bare inference on one core against the 1/4-scale decode of a photo, in the same run.

    python -m training.speed --model ../Detection/Resources --photo PATH.jpg
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
from .runtime import Runtime


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
    p.add_argument("--runs", type=int, default=31)
    args = p.parse_args()
    card = read_card(args.model)
    w, h = card["input"]["sizes"][0]
    decode = decoder(args.photo)
    for precision in ("f32", "bf16"):
        run = Runtime(args.model / card["file"], [[w, h]], precision)
        request = run.requests[(w, h)]
        request.infer([np.random.default_rng(0).integers(0, 256, (1, 3, h, w)).astype(np.float32)])
        pairs = [(median_ms(request.infer, args.runs), median_ms(decode, args.runs)) for _ in range(5)]
        infer, dec = min(p[0] for p in pairs), min(p[1] for p in pairs)
        print(json.dumps({"precision": precision, "infer_ms": round(infer, 2), "decode_quarter_ms": round(dec, 2), "share": round(infer / dec, 3)}))


if __name__ == "__main__":
    main()
