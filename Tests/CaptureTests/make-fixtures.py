"""Writes Fixtures/pdq.json: PDQ hashes of sample photos by the reference implementation (PyPI pdqhash), one for each EXIF
orientation that the file might state. Run by hand: pip install pdqhash pillow numpy.

    python make-fixtures.py SAMPLES > Fixtures/pdq.json
"""

import json
import sys
from pathlib import Path

import numpy as np
import pdqhash
from PIL import Image

# What turns stored pixels upright, by EXIF orientation 1 to 8.
TURNS = (
    None, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180, Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270, Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_90,
)  # fmt: skip


def digits(bits: np.ndarray) -> str:
    """64 hex digits, the first bit first."""
    return "".join(f"{int(''.join(str(int(b)) for b in bits[i : i + 4]), 2):x}" for i in range(0, 256, 4))


def main() -> None:
    """Every fourth photo of the samples."""
    root = Path(sys.argv[1])
    out = {}
    for path in sorted(root.rglob("*.jpg"))[::4]:
        stored = Image.open(path).convert("RGB")
        rows = []
        for turn in TURNS:
            upright = stored if turn is None else stored.transpose(turn)
            bits, quality = pdqhash.compute(np.asarray(upright))
            rows.append([digits(bits), int(quality)])
        out[str(path.relative_to(root))] = rows
    json.dump(out, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
