"""Other prints on the panels of labelled photos: artworks exchanged, light kept.

A folder of prints holds `top_ad/`, `cdu_horizontal/`, `cdu_vertical/` and `poster/`
with pictures. Where a labelled panel's own artwork is known (a PNG named after its
`creative`) and nothing stands before it, another print takes its place: the ratio of
photo to artwork, smoothed, is the light that falls on it. A panel may also get a
poster or a blank board, and is then no ad.

    python -m training.prints draw --out DIR --creatives 1500 --posters 1500 [--split holdout]
    python -m training.prints dev --coco COCO --prints DIR --artworks DIR --out DIR
"""

from __future__ import annotations

import argparse
import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from .dataset import SLOTS, Cache, Sample, Truth, area, clip_box, load_rgb, read_coco

KINDS = ("top_ad", "cdu_horizontal", "cdu_vertical", "poster")
LONG = 320
BLANK = 0.05  # of the exchanged panels become blank boards
WRONG = 0.1  # of the exchanged ads are prints made for another slot
SMALLEST = 14  # pixels: a panel with a shorter side is difficult, as in the field set
ASTRAY = {  # the kinds that hang where another should
    "top_ad": ("cdu_horizontal",),
    "cdu_horizontal": ("top_ad", "cdu_vertical"),
    "cdu_vertical": ("top_ad", "cdu_horizontal"),
}


def held_out(store: str, share: float = 0.14) -> bool:
    """Whether a store belongs to the training side's own validation (by name, forever)."""
    return bool(store) and (zlib.crc32(f"dev {store}".encode()) % 1000) < share * 1000


def kind_of(slot: str) -> str:
    """The folder of the prints made for a slot."""
    return "cdu_vertical" if slot.startswith("cdu_vertical") else slot


class Prints:
    """Prints by kind, decoded once."""

    def __init__(self, folder: Path, cache: Path):
        self.kinds: dict[str, Cache] = {}
        self.count: dict[str, int] = {}
        for kind in KINDS:
            files = sorted(p for p in (folder / kind).glob("*") if p.suffix in (".jpg", ".png"))
            samples = [Sample(p, 0, 0, []) for p in files]
            if files:
                self.kinds[kind] = Cache(samples, cache, f"prints-{folder.name}-{kind}", LONG)
                self.count[kind] = len(files)

    def draw(self, rng: np.random.Generator, kind: str) -> np.ndarray:
        """Any print of a kind."""
        return self.kinds[kind][int(rng.integers(self.count[kind]))]


class Artworks:
    """The open artworks, small, by id."""

    def __init__(self, folder: Path):
        self.known: dict[str, np.ndarray] = {}
        for p in sorted(folder.glob("*.png")):
            image = load_rgb(p)
            k = LONG / max(image.shape[:2])
            self.known[p.stem] = cv2.resize(image, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)


def panel_map(quad: np.ndarray, w: int, h: int) -> np.ndarray:
    """Homography from a w x h picture to its quad (cv2's pixel centres)."""
    corners = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32) - 0.5
    return cv2.getPerspectiveTransform(corners, quad.astype(np.float32) - 0.5)


def panel_light(image: np.ndarray, quad: np.ndarray, original: np.ndarray) -> np.ndarray:
    """Light on a panel: photo over artwork, smoothed, on a small grid."""
    w, h = (64, 32) if original.shape[1] > original.shape[0] else (32, 64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(image, panel_map(quad, w, h), (w, h), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    made = cv2.resize(original, (w, h), interpolation=cv2.INTER_AREA)
    a, b = (cv2.GaussianBlur(v.astype(np.float32), (0, 0), 7) for v in (seen, made))
    bright = (a.mean(2) + 5) / (b.mean(2) + 5)
    tint = ((a.mean((0, 1)) + 8) / (b.mean((0, 1)) + 8)) / bright.mean()
    return (bright[..., None] * tint.clip(0.85, 1.18)).clip(0.08, 2.2)


def part_of(quad: np.ndarray, across: float, along: float) -> np.ndarray:
    """The middle part of a quad, in shares of its sides as they are in the world."""
    m = cv2.getPerspectiveTransform(np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32), quad.astype(np.float32))
    x0, y0 = (1 - across) / 2, (1 - along) / 2
    corners = np.array([[[x0, y0], [1 - x0, y0], [1 - x0, 1 - y0], [x0, 1 - y0]]], np.float32)
    return cv2.perspectiveTransform(corners, m)[0]


def aspect(picture: np.ndarray) -> float:
    """Width over height."""
    return picture.shape[1] / picture.shape[0]


def place(image: np.ndarray, quad: np.ndarray, print_: np.ndarray, gain: np.ndarray, shape: float, rng: np.random.Generator) -> np.ndarray:
    """Draw a print into its quad, whose aspect in the world is `shape`, lit by `gain`; the quad of the print itself.

    A print of much another aspect hangs in the middle of a board, as one made for another slot does.
    """
    across = np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])
    along = np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])
    w, h = max(4, round(across / 2)), max(4, round(along / 2))
    if w > 1200 or h > 1200:
        return quad
    stretch = aspect(print_) / shape
    inner = quad
    if near(stretch):
        picture = cv2.resize(print_, (w, h), interpolation=cv2.INTER_AREA)
    else:
        board = rng.integers(0, 256, 3) if rng.random() < 0.2 else rng.integers(90, 256) + rng.integers(-8, 9, 3)
        picture = np.full((h, w, 3), board.clip(0, 255), np.uint8)
        pw, ph = max(2, round(w * min(1.0, stretch))), max(2, round(h * min(1.0, 1 / stretch)))
        y, x = (h - ph) // 2, (w - pw) // 2
        picture[y : y + ph, x : x + pw] = cv2.resize(print_, (pw, ph), interpolation=cv2.INTER_AREA)
        inner = part_of(quad, pw / w, ph / h)
    lit = (picture * cv2.resize(gain, (w, h))).clip(0, 255).astype(np.uint8)
    lo = np.floor(quad.min(0)).astype(int) - 1
    hi = np.ceil(quad.max(0)).astype(int) + 1
    x0, y0 = max(lo[0], 0), max(lo[1], 0)
    x1, y1 = min(hi[0], image.shape[1]), min(hi[1], image.shape[0])
    if x1 - x0 < 2 or y1 - y0 < 2:
        return inner
    local = quad - [x0, y0]
    size = (int(x1 - x0), int(y1 - y0))
    drawn = cv2.warpPerspective(lit, panel_map(local, w, h), size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.7:
        drawn = cv2.GaussianBlur(drawn, (0, 0), rng.uniform(0.3, 0.7))
    mask = np.zeros(size[::-1], np.uint8)
    cv2.fillPoly(mask, [np.round((local - 0.5) * 16).clip(-30000, 30000).astype(np.int32)], 255, cv2.LINE_AA, 4)
    alpha = mask[..., None].astype(np.uint16)
    roi = image[y0:y1, x0:x1]
    roi[:] = ((drawn * alpha + roi * (255 - alpha)) // 255).astype(np.uint8)
    return inner


def near(stretch: float) -> bool:
    """Whether a print may be stretched that much to fill its place."""
    return 0.66 < stretch < 1.5


class Swapped(NamedTuple):
    """A photo after its prints were exchanged."""

    image: np.ndarray
    truths: list[Truth]
    changed: set[int]  # indexes of the truths with another print
    hung: list[np.ndarray]  # quads of panels that are no longer ads


class Swapper:
    """Exchanges the prints of a photo's panels and posters at random."""

    def __init__(self, prints: Prints, artworks: Artworks, photo_share: float = 0.75, panel_share: float = 0.8, poster_share: float = 0.33):
        self.prints, self.artworks = prints, artworks
        self.photo_share, self.panel_share, self.poster_share = photo_share, panel_share, poster_share
        self.lights: dict[tuple, np.ndarray] = {}

    def light(self, key: tuple, image: np.ndarray, quad: np.ndarray, original: np.ndarray) -> np.ndarray:
        """The panel's light, computed once."""
        if key not in self.lights:
            self.lights[key] = panel_light(image, quad, original).astype(np.float16)
        return self.lights[key].astype(np.float32)

    def fitting(self, rng: np.random.Generator, kind: str, shape: float) -> np.ndarray:
        """A print for a place of this aspect: of the slot's kind, or of another kind that fits (a print in a wrong slot)."""
        kinds = [k for k in (kind, *rng.permutation(ASTRAY[kind])) if k in self.prints.kinds]
        if len(kinds) > 1 and rng.random() < WRONG:
            kinds = kinds[1:2]
        for k in kinds:
            for _ in range(6):
                print_ = self.prints.draw(rng, k)
                if near(aspect(print_) / shape):
                    return print_
        return self.prints.draw(rng, kinds[0])

    def __call__(self, rng: np.random.Generator, image: np.ndarray, sample: Sample, labels: list[str], sure: bool = False) -> Swapped:
        """The photo with other prints, its truths now, and which of them were exchanged."""
        known = any(t.creative in self.artworks.known for t in (*sample.truths, *sample.posters))
        if not known or (not sure and rng.random() > self.photo_share):
            return Swapped(image, sample.truths, set(), [])
        image = image.copy()
        k = image.shape[1] / sample.width
        out = Swapped(image, [], set(), [])
        for n, t in enumerate(sample.truths):
            original = self.artworks.known.get(t.creative)
            kind = kind_of(labels[t.label])
            if not t.clean or original is None or kind not in self.prints.kinds or not (sure or rng.random() < self.panel_share):
                out.truths.append(t)
                continue
            gain = self.light((sample.image_id, str(sample.path), n), image, t.quad * k, original)
            u = rng.random()
            if u < self.poster_share + BLANK:
                blank = np.full((16, max(4, round(16 * aspect(original))), 3), rng.integers(60, 256), np.uint8)
                print_ = self.prints.draw(rng, "poster") if u < self.poster_share else blank
                place(image, t.quad * k, print_, gain, aspect(original), rng)
                out.hung.append(t.quad)
                continue
            print_ = self.fitting(rng, kind, aspect(original))
            board = t.quad * k
            inner = place(image, board, print_, gain, aspect(original), rng)
            now = replace(t, creative="")
            if inner is not board:
                now.quad, now.box = inner / k, clip_box(inner / k, sample.width, sample.height)
                now.visible = area(now.box) / max(area(np.concatenate([now.quad.min(0), now.quad.max(0)])), 1.0)
                now.ignore = t.ignore or now.visible < 0.3 or bool((now.box[2:] - now.box[:2]).min() < SMALLEST)
            out.changed.add(len(out.truths))
            out.truths.append(now)
        for n, p in enumerate(sample.posters):
            original = self.artworks.known.get(p.creative)
            whole = abs(cv2.contourArea(p.quad)) > 60
            if original is None or not whole or not p.clean or rng.random() > self.panel_share:
                continue
            gain = self.light((sample.image_id, str(sample.path), "poster", n), image, p.quad * k, original)
            place(image, p.quad * k, self.prints.draw(rng, "poster"), gain, aspect(original), rng)
        return out


def draw(args: argparse.Namespace) -> None:
    """Fill a folder with invented prints."""
    from synthesise.creatives import creative
    from synthesise.posters import poster

    for kind in KINDS:
        folder = args.out / kind
        folder.mkdir(parents=True, exist_ok=True)
        count = args.posters if kind == "poster" else args.creatives // 3
        for i in range(count):
            path = folder / f"{i:05d}.jpg"
            if path.exists():
                continue
            picture = poster(args.split, 50_000 + i) if kind == "poster" else creative(args.split, kind, 50_000 + i)
            k = 400 / max(picture.shape[:2])
            small = cv2.resize(picture[..., :3], None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
            cv2.imwrite(str(path), np.ascontiguousarray(small[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 93])


def dev(args: argparse.Namespace) -> None:
    """Photos of the held-out stores with held-out prints, as a COCO file; other panels count as difficult."""
    labels = list(SLOTS)
    samples = [s for s in read_coco(args.coco, labels) if args.all or held_out(s.store)]
    swap = Swapper(Prints(args.prints, args.cache), Artworks(args.artworks), poster_share=args.poster_share)
    cache = Cache(samples, args.cache, f"{args.coco.parent.name}-prints-dev", 800)
    cabinets = {i["id"]: i.get("cabinet_quad") for i in json.loads(args.coco.read_text())["images"]}
    (args.out / "photos").mkdir(parents=True, exist_ok=True)
    images, notes = [], []
    for round_ in range(args.rounds):
        for n, s in enumerate(samples):
            rng = np.random.default_rng([11, round_, n])
            picture, truths, changed, _ = swap(rng, cache[n], s, labels, sure=True)
            number = len(images) + 1
            name = f"photos/{number:04d}.jpg"
            cv2.imwrite(str(args.out / name), np.ascontiguousarray(picture[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 90])
            image = {"id": number, "file_name": name, "width": s.width, "height": s.height, "quality": s.meta["quality"] or "ok"}
            images.append(image | {"store_id": s.store, "cabinet_quad": cabinets[s.image_id], "no_programme_ad": not truths})
            for i, t in enumerate(truths):
                x0, y0, x1, y1 = (float(v) for v in t.box)
                notes.append(
                    {"id": len(notes) + 1, "image_id": number, "category_id": t.label + 1, "bbox": [x0, y0, x1 - x0, y1 - y0],
                     "area": (x1 - x0) * (y1 - y0), "iscrowd": 0, "quad": t.quad.astype(float).tolist(),
                     "visible_frac": t.visible, "difficult": t.ignore or i not in changed}
                )
    categories = [{"id": i + 1, "name": name} for i, name in enumerate(labels)]
    (args.out / "coco.json").write_text(json.dumps({"images": images, "annotations": notes, "categories": categories}))


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = p.add_subparsers(required=True)
    d = commands.add_parser("draw", help="fill a folder with invented prints")
    d.add_argument("--out", type=Path, required=True)
    d.add_argument("--creatives", type=int, default=1500)
    d.add_argument("--posters", type=int, default=1500)
    d.add_argument("--split", choices=("train", "holdout"), default="train")
    d.set_defaults(run=draw)
    v = commands.add_parser("dev", help="held-out stores with held-out prints, as a COCO file")
    v.add_argument("--coco", type=Path, required=True)
    v.add_argument("--prints", type=Path, required=True)
    v.add_argument("--artworks", type=Path, required=True)
    v.add_argument("--out", type=Path, required=True)
    v.add_argument("--all", action="store_true", help="all stores, not only those held out")
    v.add_argument("--poster-share", type=float, default=0.06, help="of the prints that become posters; the default is the field set's")
    v.add_argument("--rounds", type=int, default=6)
    v.add_argument("--cache", type=Path, default=Path(".training/cache"))
    v.set_defaults(run=dev)
    args = p.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
