"""Draw a training's `log.csv` as an SVG: loss above, AP of each validation set below.

    python -m training.curves .training/main/log.csv curves.svg
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

HELD_OUT = {"train": "train:held out"}
COLOURS = ("#c0392b", "#2471a3", "#1e8449", "#b9770e", "#6c3483")


def line(points: list[tuple[float, float]], top: int, colour: str, high: float, dashed: bool = False) -> str:
    """One curve; x in minutes is scaled to the whole width by the caller's points (0..1)."""
    at = [(60 + 700 * x, top + 180 * (1 - min(y / high, 1))) for x, y in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    look = ' stroke-dasharray="4 3"' if dashed else ""
    # A short training logs once: a line of one point shows nothing.
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in at) if len(at) < 20 else ""
    return f'<polyline fill="none" stroke="{colour}" stroke-width="1.5"{look} points="{path}"/>{dots}'


def read(log: Path) -> list[list[str]]:
    """The rows of a `log.csv` as step, seconds, done, set, then losses or figures; with a header, or older without.

    Losses are of the set `train`; figures of photos held out of a folder of that name are of `train:held out`.
    """
    with log.open(newline="") as f:
        rows = [r for r in csv.reader(f) if r]
    if not rows or rows[0][0] != "step":
        return rows
    return [r[:5] if r[4] else [*r[:3], HELD_OUT.get(r[3], r[3]), *(v or "0" for v in r[5:])] for r in rows[1:]]


def draw(rows: list[list[str]]) -> str:
    """The SVG's text."""
    if not rows:
        return '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="30"><text x="10" y="20">no step was logged</text></svg>\n'
    end = max(float(r[1]) for r in rows)
    loss = [(float(r[1]) / end, sum(map(float, r[4:]))) for r in rows if r[3] == "train"]
    parts = [line(loss, 30, "#444", 4.0), '<text x="60" y="22">loss (0 to 4)</text>']
    for i, name in enumerate(dict.fromkeys(r[3] for r in rows if r[3] != "train")):
        mine = [r for r in rows if r[3] == name]
        colour = COLOURS[i % len(COLOURS)]
        parts.append(line([(float(r[1]) / end, float(r[4])) for r in mine], 260, colour, 1.0))
        parts.append(line([(float(r[1]) / end, float(r[5])) for r in mine], 260, colour, 1.0, dashed=True))
        parts.append(f'<text x="{60 + 130 * i}" y="252" fill="{colour}">{name}</text>')
    parts.append(f'<text x="60" y="470">{end / 60:.0f} minutes; below: AP50 (full) and AP50:95 (dashed), 0 to 1</text>')
    frames = "".join(f'<rect x="60" y="{y}" width="700" height="180" fill="none" stroke="#bbb"/>' for y in (30, 260))
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="490" font-family="sans-serif" font-size="12">{frames}{"".join(parts)}</svg>\n'


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("log", type=Path)
    p.add_argument("svg", type=Path)
    args = p.parse_args()
    if not args.log.is_file():
        raise SystemExit(f"{args.log}: there is no such file; training.train writes it to its --out")
    args.svg.write_text(draw(read(args.log)))


if __name__ == "__main__":
    main()
