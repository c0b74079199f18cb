"""Other prints on the panels of labelled photos: artworks exchanged, light kept.

A folder of prints holds `top_ad/`, `cdu_horizontal/`, `cdu_vertical/` and `poster/`
with pictures. Where a labelled panel's own artwork is known (a PNG named after its
`creative`) and nothing stands before it, another print takes its place: the ratio of
photo to artwork, smoothed, is the light that falls on it. It may be a poster, or nothing
at all: a board stays a board.

    python -m training.prints draw --out DIR --creatives 1500 --posters 1500 [--split holdout]
    python -m training.prints dev --coco COCO --prints DIR --artworks DIR --out DIR
"""

from __future__ import annotations

import argparse
import functools
import json
import zlib
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from .dataset import BOARD, NOWHERE, SLOTS, SMALLEST, Cache, Sample, Truth, area, clip_box, load_rgb, read_coco

KINDS = ("top_ad", "cdu_horizontal", "cdu_vertical", "poster")
LONG = 320
BLANK = 0.05  # of the exchanged panels become blank boards
WRONG = 0.1  # of the exchanged ads are prints made for another slot
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
    """The known artworks, small, by id: a folder's PNGs by their names, and the prints that a pool's library kept."""

    def __init__(self, *folders: Path):
        self.files: dict[str, Path] = {}
        for folder in folders:
            self.files |= {p.stem: p for p in sorted(folder.glob("*.png"))}
            for kept in sorted(folder.glob("*/")):
                split = kept.name.rsplit("-", 1)[0]
                self.files |= {f"{split}-{p.stem}": p for p in kept.glob("*.jpg") if not p.stem.startswith("x-")}

    def __contains__(self, name: str) -> bool:
        return name in self.files

    @functools.lru_cache(maxsize=600)  # noqa: B019 - one object per process
    def __getitem__(self, name: str) -> np.ndarray:
        image = load_rgb(self.files[name])
        k = LONG / max(image.shape[:2])
        return cv2.resize(image, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)


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


class Swapper:
    """Exchanges the prints of a photo's boards at random; a board stays a board, whatever hangs on it."""

    def __init__(self, prints: Prints, artworks: Artworks, photo_share: float = 0.75, panel_share: float = 0.8, poster_share: float = 0.33):
        self.prints, self.artworks = prints, artworks
        self.photo_share, self.panel_share, self.poster_share = photo_share, panel_share, poster_share

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

    def other(self, rng: np.random.Generator, t: Truth, shape: float) -> tuple[np.ndarray, float, float]:
        """What shall hang there instead: the print, and whether it is blank and a programme ad."""
        u = rng.random()
        if t.slot == NOWHERE or u < self.poster_share:
            return self.prints.draw(rng, "poster"), 0.0, 0.0
        if u < self.poster_share + BLANK:
            return np.full((16, max(4, round(16 * shape)), 3), rng.integers(60, 256), np.uint8), 1.0, 0.0
        return self.fitting(rng, kind_of(SLOTS[t.slot]), shape), 0.0, 1.0

    def __call__(self, rng: np.random.Generator, image: np.ndarray, sample: Sample, sure: bool = False) -> tuple[np.ndarray, list[Truth], set[int]]:
        """The photo with other prints, its truths now, and which of them were exchanged."""
        known = any(t.creative in self.artworks for t in sample.truths)
        if not known or (not sure and rng.random() > self.photo_share):
            return image, sample.truths, set()
        image = image.copy()
        k = image.shape[1] / sample.width
        truths: list[Truth] = []
        changed: set[int] = set()
        for t in sample.truths:
            if not t.clean or t.slot < 0 or t.creative not in self.artworks or not (sure or rng.random() < self.panel_share):
                truths.append(t)
                continue
            original, board = self.artworks[t.creative], t.quad * k
            if abs(cv2.contourArea(board)) < 40:
                truths.append(t)
                continue
            gain = panel_light(image, board, original).astype(np.float32)
            print_, blank, programme = self.other(rng, t, aspect(original))
            inner = place(image, board, print_, gain, aspect(original), rng)
            now = replace(t, creative="", blank=blank, programme=programme)
            if inner is not board:
                now.quad, now.box = inner / k, clip_box(inner / k, sample.width, sample.height)
                now.visible = area(now.box) / max(area(np.concatenate([now.quad.min(0), now.quad.max(0)])), 1.0)
                now.ignore = t.ignore or now.visible < 0.3 or bool((now.box[2:] - now.box[:2]).min() < SMALLEST)
            changed.add(len(truths))
            truths.append(now)
        return image, truths, changed


def draw(args: argparse.Namespace) -> None:
    """Fill a folder with invented prints: as the programme's and other posters look, and `--any` times as many that show anything."""
    from synthesise.anything import Pictures, anything
    from synthesise.creatives import ASPECTS, creative
    from synthesise.posters import poster

    pictures = Pictures(tuple(args.photos), tuple(args.cliparts), tuple(args.only), tuple(args.without))

    def picture(kind: str, i: int, own: int) -> np.ndarray:
        if i < own:
            return poster(args.split, 50_000 + i) if kind == "poster" else creative(args.split, kind, 50_000 + i)
        rng = np.random.default_rng([3, i])
        shape = rng.uniform(*ASPECTS[kind][:2]) if kind in ASPECTS else float(np.exp(rng.normal(0, 0.6)))
        return anything(args.split, 50_000 + i, shape, kind != "poster" and rng.random() < 6 / 7, pictures)

    for kind in KINDS:
        folder = args.out / kind
        folder.mkdir(parents=True, exist_ok=True)
        own = args.posters if kind == "poster" else args.creatives // 3
        for i in range(round(own * (1 + args.any))):
            path = folder / f"{i:05d}.jpg"
            if path.exists():
                continue
            drawn = picture(kind, i, own)
            k = 400 / max(drawn.shape[:2])
            small = cv2.resize(drawn[..., :3], None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
            cv2.imwrite(str(path), np.ascontiguousarray(small[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 93])


def dev(args: argparse.Namespace) -> None:
    """Photos of the held-out stores with held-out prints, as a COCO file; other boards count as difficult."""
    samples = [s for s in read_coco(args.coco, [BOARD]) if args.all or held_out(s.store)]
    swap = Swapper(Prints(args.prints, args.cache), Artworks(args.artworks), poster_share=args.poster_share)
    cache = Cache(samples, args.cache, f"{args.coco.parent.name}-prints-dev", 800)
    cabinets = {i["id"]: i.get("cabinet_quad") for i in json.loads(args.coco.read_text())["images"]}
    (args.out / "photos").mkdir(parents=True, exist_ok=True)
    images, notes = [], []
    for round_ in range(args.rounds):
        for n, s in enumerate(samples):
            rng = np.random.default_rng([11, round_, n])
            picture, truths, changed = swap(rng, cache[n], s, sure=True)
            number = len(images) + 1
            name = f"photos/{number:04d}.jpg"
            cv2.imwrite(str(args.out / name), np.ascontiguousarray(picture[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 90])
            image = {"id": number, "file_name": name, "width": s.width, "height": s.height, "quality": s.meta["quality"] or "ok"}
            image |= {"store_id": s.store, "cabinet_quad": cabinets[s.image_id], "distractors": [], "empty_fixtures": []}
            for i, t in enumerate(truths):
                entry = {"quad": t.quad.astype(float).tolist(), "box": t.box.astype(float).tolist()}
                slot = SLOTS[t.slot] if 0 <= t.slot < NOWHERE else None
                if t.programme == 1:
                    x0, y0, x1, y1 = entry["box"]
                    notes.append(
                        {"id": len(notes) + 1, "image_id": number, "category_id": t.slot + 1, "bbox": [x0, y0, x1 - x0, y1 - y0],
                         "area": (x1 - x0) * (y1 - y0), "iscrowd": 0, "quad": entry["quad"],
                         "visible_frac": t.visible, "difficult": t.ignore or i not in changed}
                    )
                elif t.blank == 1:
                    image["empty_fixtures"].append(entry | {"cls": slot})
                else:
                    image["distractors"].append(entry | {"id": t.creative, "in_slot": slot, "visible_px": t.visible * float(abs(cv2.contourArea(t.quad)))})
            images.append(image)
    categories = [{"id": i + 1, "name": name} for i, name in enumerate(SLOTS)]
    (args.out / "coco.json").write_text(json.dumps({"images": images, "annotations": notes, "categories": categories}))


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = p.add_subparsers(required=True)
    d = commands.add_parser("draw", help="fill a folder with invented prints")
    d.add_argument("--out", type=Path, required=True)
    d.add_argument("--creatives", type=int, default=1500)
    d.add_argument("--posters", type=int, default=1500)
    d.add_argument("--any", type=float, default=1.0, help="prints that show anything, for each of the others")
    d.add_argument("--photos", type=Path, action="append", default=[], help="folder of pictures to print; may be repeated")
    d.add_argument("--cliparts", type=Path, action="append", default=[], help="folder of cut-out PNGs; may be repeated")
    d.add_argument("--only", action="append", default=[], metavar="KIND", help="of the prints that show anything, only this kind")
    d.add_argument("--without", action="append", default=[], metavar="KIND", help="leave a kind of them out")
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
