"""Draw lines with exact truth: `python -m text.pool --out POOL --lines 100000 --photos DIR …`.

Fonts are those on this machine that draw Hangul, photographs those of the folders. One family and one photograph in five is held
out: `--held` draws with these alone. A pool is files of 1,000 lines; what is there is not drawn again, and depends on its number
alone, so pools grow and may be drawn by several processes (`--part 0/2`).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import zlib
from pathlib import Path

import cv2
import numpy as np

from synthesise.styles import generator

from .characters import CHARACTERS, HANGUL
from .draw import Material, draw, font
from .says import line

LINES = 1000
#: raise it when lines are drawn otherwise
DRAWING = 1
#: held-out families, by how their files' names begin: sans, serif, hand and headline faces
HELD = ("NanumGothic", "NotoSerifCJK", "UnBatang", "UnGraphic", "NanumBrush", "BMJUA", "BMHANNA", "hline", "UnPen.")
#: letters of other times, or so thin or scrawled that no shop prints them
_LEFT_OUT = ("UnJamo", "Yet", "Jamo", "Thin", "UltraLight", "ExtraLight", "EunjinNakseo", "UnVada", "Coding")


def material(photos: list[Path], held: bool) -> Material:
    """The part's fonts and photographs. `SystemExit` where there is no font."""
    listed = subprocess.run(["fc-list", ":lang=ko", "file"], capture_output=True, text=True, check=True).stdout
    files = sorted({row.split(":")[0].strip() for row in listed.splitlines()})
    files = [f for f in files if not any(s in Path(f).name for s in _LEFT_OUT)]
    files = [f for f in files if Path(f).name.startswith(HELD) == held and _complete(f)]
    found = [(d, p) for d in photos for p in d.rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png")]
    pictures = sorted(p for d, p in found if (zlib.crc32(str(p.relative_to(d)).encode()) % 5 == 3) == held)
    if not files:
        raise SystemExit("no font on this machine draws Hangul: install the packages of synthesise/fonts.txt")
    return Material(tuple(files), tuple(map(str, pictures)))


def _complete(file: str) -> bool:
    """Whether the font draws each of a sample of syllables in its own way, and the digits."""
    try:
        face = font(file, 20)
    except OSError:
        return False
    empty = bytes(face.getmask("\uffff"))
    looks = {bytes(face.getmask(c)) for c in HANGUL[::9]}
    signs = all(face.getmask(c).getbbox() and bytes(face.getmask(c)) != empty for c in "0189AZaz,.%+원")
    return empty not in looks and len(looks) > len(HANGUL[::9]) * 0.95 and signs


def shard(number: int, part: Material, held: bool) -> dict[str, np.ndarray]:
    """The lines of one file, as JPEG bytes one after the other, with their ends, widths, texts and kinds."""
    rng = generator("text.pool", DRAWING, held, number)
    data, ends, widths, texts = bytearray(), [], [], []
    while len(texts) < LINES:
        text, kind = line(rng)
        picture = draw(rng, text, part)
        ok, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 95])
        if ok:
            data += jpeg.tobytes()
            ends.append(len(data))
            widths.append(picture.shape[1])
            texts.append([text, kind])
    listed = json.dumps(texts, ensure_ascii=False).encode()
    return {"data": np.frombuffer(bytes(data), np.uint8), "ends": np.array(ends), "widths": np.array(widths), "texts": np.frombuffer(listed, np.uint8)}


class Pool:
    """The lines of a folder, read as they are asked for."""

    def __init__(self, folder: Path) -> None:
        self.files = sorted(folder.glob("*.npz"))
        self.texts: list[tuple[str, str]] = []
        self.widths: list[int] = []
        self._ends: list[np.ndarray] = []
        for file in self.files:
            with np.load(file) as one:
                self.texts += [tuple(t) for t in json.loads(one["texts"].tobytes())]
                self.widths += one["widths"].tolist()
                self._ends.append(one["ends"])
        self._data: dict[int, np.ndarray] = {}

    def __len__(self) -> int:
        return len(self.texts)

    def picture(self, index: int) -> np.ndarray:
        """BGR, as it was drawn."""
        number, within = divmod(index, LINES)
        if number not in self._data:
            with np.load(self.files[number]) as one:
                self._data[number] = one["data"]
        ends = self._ends[number]
        start = int(ends[within - 1]) if within else 0
        return cv2.imdecode(self._data[number][start : int(ends[within])], cv2.IMREAD_COLOR)


def main() -> None:
    """Draw what is missing."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--lines", type=int, required=True, help="how many the folder is to hold, in thousands rounded up")
    p.add_argument("--photos", type=Path, action="append", default=[], help="a folder of pictures to draw over; several times")
    p.add_argument("--held", action="store_true", help="fonts and photographs that no training shows")
    p.add_argument("--part", default="0/1", help="which files this process draws, e.g. 1/2")
    a = p.parse_args()
    cv2.setNumThreads(1)
    mine, of = (int(v) for v in a.part.split("/"))
    a.out.mkdir(parents=True, exist_ok=True)
    part = material(a.photos, a.held)
    print(f"{len(part.fonts)} fonts, {len(part.photos)} photographs, {len(CHARACTERS)} characters", flush=True)
    for number in range(mine, -(-a.lines // LINES), of):
        path = a.out / f"{number:05}.npz"
        if not path.exists():
            temporary = path.with_suffix(f".{mine}.tmp")
            with temporary.open("wb") as f:
                np.savez(f, **shard(number, part, a.held))
            os.replace(temporary, path)
            print(path.name, flush=True)


if __name__ == "__main__":
    main()
