"""Measure a model of boards on labelled sets, without a catalogue.

    python -m training.boards --model DIR --data PATH/coco.json[:even|:odd|:all] ... [--sheet FILE.png]

Counts stand beside every share. A board is difficult, and neither asked for nor counted against, where under 30 % of
it can be seen or a side is shorter than 24 pixels; so is all of a photo whose quality is not ok. What is found on flat
things that the truth does not label is listed, for a person to look at: no figure can tell it from a mistake.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from .calibrate import sigmoid
from .dataset import BOARD, CABINET, NOWHERE, Sample, Truth
from .decode import Found, pair_iou
from .evaluate import draw_detections, read_card, sheet
from .loader import Source
from .model import ATTRIBUTES, BLANK, PROGRAMME, SLOT
from .panel import BLANK as PANEL_BLANK
from .panel import PROGRAMME as PANEL_PROGRAMME
from .pipeline import PHOTO_SIDE, Pipeline, logit
from .train import open_all

LEAST_SIDE, LEAST_SEEN = 24.0, 0.3


def difficult(t: Truth, s: Sample) -> bool:
    """Whether a truth is neither asked for nor counted against."""
    poor = s.meta.get("quality") not in (None, "ok")
    return poor or t.visible < LEAST_SEEN or float((t.box[2:] - t.box[:2]).min()) < LEAST_SIDE


class Said:
    """What the card's calibrations make of a board's answers."""

    def __init__(self, card: dict):
        self.card = card["boards"]
        self.panel = "panel" in card

    def slots(self, d: Found) -> np.ndarray:
        """Probabilities of the four slots and of none."""
        z = d.more[SLOT] / self.card["temperature"]
        p = np.exp(z - z.max())
        return p / p.sum()

    def share(self, d: Found, name: str) -> float:
        """Probability of `blank` or of `programme`."""
        a, b, c = self.card[name]
        mine, theirs = {"blank": (BLANK, PANEL_BLANK), "programme": (PROGRAMME, PANEL_PROGRAMME)}[name]
        z = a * d.more[mine] + c + (b * d.more[ATTRIBUTES + 16 + theirs] if self.panel else 0.0)
        return sigmoid(z)

    def slot(self, d: Found) -> int:
        """The likeliest of the four slots."""
        return int(self.slots(d)[:NOWHERE].argmax())

    def ad(self, d: Found) -> float:
        """Probability that a programme ad hangs there, in its likeliest slot; what the program reports as a detection's confidence."""
        return sigmoid(d.logit) * float(self.slots(d)[:NOWHERE].max()) * self.share(d, "programme") * (1 - self.share(d, "blank"))


def programme_ads(said: Said, samples: list[Sample], boards: list[list[Found]]) -> tuple[list[tuple], int]:
    """As `matched`, of programme ads alone: detections with the logit of `Said.ad`; a wrong slot makes a wrong detection."""
    ads = [[d._replace(logit=logit(said.ad(d))) for d in f] for f in boards]
    is_ad = lambda t: 0 <= t.slot < NOWHERE and t.programme == 1  # noqa: E731
    rows, total = matched([replace(s, truths=[t for t in s.truths if is_ad(t)]) for s in samples], ads, is_ad)
    return [(d, t if t is not None and said.slot(d) == t.slot else None, n) for d, t, n in rows], total


def matched(samples: list[Sample], found: list[list[Found]], wanted: Callable[[Truth], bool], iou: float = 0.5) -> tuple[list[tuple], int]:
    """(detection, truth or None, photo) of the detections that count, surest first within a photo; and how many truths are wanted.

    A detection whose truth is not wanted, or difficult, counts neither way.
    """
    rows, total = [], 0
    for n, (s, some) in enumerate(zip(samples, found)):
        boxes = np.array([t.box for t in s.truths]).reshape(-1, 4)
        asked = [wanted(t) and not difficult(t, s) for t in s.truths]
        total += sum(asked)
        taken: set[int] = set()
        for d in sorted(some, key=lambda d: -d.logit):
            over = pair_iou(d.box, boxes) if len(boxes) else np.zeros(0)
            order = sorted((j for j in range(len(boxes)) if over[j] >= iou and j not in taken), key=lambda j: (not asked[j], -over[j]))
            if order:
                taken.add(order[0])
                if asked[order[0]]:
                    rows.append((d, s.truths[order[0]], n))
            elif not any(pair_iou(d.box, b[None])[0] >= iou for b, a in zip(boxes, asked) if not a):
                rows.append((d, None, n))
    return sorted(rows, key=lambda r: -r[0].logit), total


def average_precision(rows: list[tuple], total: int) -> float:
    """COCO's 101-point average precision."""
    hit = np.array([t is not None for _, t, _ in rows])
    if not total or not len(hit):
        return 0.0
    recall, precision = np.cumsum(hit) / total, np.cumsum(hit) / np.arange(1, len(hit) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(recall, np.linspace(0, 1, 101))
    return float(np.mean([precision[i] if i < len(precision) else 0.0 for i in at]))


def recall_at(rows: list[tuple], total: int, precision: float = 0.9) -> dict:
    """The highest recall at that precision, with its counts and logit."""
    hit = np.array([t is not None for _, t, _ in rows])
    share = np.cumsum(hit) / np.arange(1, len(hit) + 1)
    good = np.flatnonzero(share >= precision)
    k = int(good[-1]) if len(good) else -1
    found = int(hit[: k + 1].sum())
    return {"recall": found / max(total, 1), "found": found, "of": total, "false": k + 1 - found, "logit": float(rows[k][0].logit) if k >= 0 else None}


def corner_errors(rows: list[tuple], samples: list[Sample]) -> np.ndarray:
    """Distance of each corner in the frame from the truth, as a share of the board's width."""
    out = []
    for d, t, n in rows:
        if t is None:
            continue
        s = samples[n]
        inside = (t.quad >= 0).all(1) & (t.quad <= [s.width, s.height]).all(1)
        width = max(np.linalg.norm(t.quad[1] - t.quad[0]), 1.0)
        out.append(np.linalg.norm(d.quad - t.quad, axis=1)[inside] / width)
    return np.concatenate(out) if out else np.zeros(0)


def spread(errors: np.ndarray) -> dict:
    """Median and 95th percentile."""
    return {"median": float(np.median(errors)), "p95": float(np.quantile(errors, 0.95)), "n": len(errors)} if len(errors) else {"n": 0}


def figures(card: dict, source: Source, found: list[list[Found]], tags: dict[tuple, list[str]]) -> dict:
    """All figures of a set."""
    labels = [x["name"] for x in card["labels"]]
    board, cabinet = labels.index(BOARD), labels.index(CABINET)
    said = Said(card)
    samples = [replace(s, truths=[t for t in s.truths if t.label == board]) for s in source.samples]
    boards = [[d for d in f if d.label == board] for f in found]
    rows, total = matched(samples, boards, lambda t: True)
    out: dict = {"boards": recall_at(rows, total) | {"ap50": average_precision(rows, total)}}
    bar = out["boards"]["logit"] or 0.0
    placed = lambda t: 0 <= t.slot < NOWHERE  # noqa: E731
    per = [matched(samples, boards, placed, iou) for iou in np.arange(0.5, 1.0, 0.05)]
    # A detection that says it hangs nowhere is not a mistake among the places.
    there = [[(d, t, n) for d, t, n in rows if t is not None or said.slots(d).argmax() < NOWHERE] for rows, _ in per]
    sure = [r for r in per[0][0] if r[1] is not None and r[0].logit >= bar]
    aps = [average_precision(r, per[0][1]) for r in there]
    out["in_place"] = {"recall": len(sure) / max(per[0][1], 1), "found": len(sure), "of": per[0][1], "ap50": aps[0], "ap50_95": float(np.mean(aps))}
    right = int(sum(said.slots(d).argmax() == t.slot for d, t, _ in sure))
    out["in_place"] |= {"slot_right": right, "slot_right_of": len(sure)}
    out["corners"] = spread(corner_errors(sure, samples))
    is_ad = lambda t: placed(t) and t.programme == 1  # noqa: E731
    rows_all, total_ads = programme_ads(said, samples, boards)
    rows_ads = [r for r in rows_all if sigmoid(r[0].logit) >= card["boards"]["threshold"]]
    hits = [r for r in rows_ads if r[1] is not None]
    wrong = len(rows_ads) - len(hits)
    out["programme"] = {
        "f1": 2 * len(hits) / max(2 * len(hits) + wrong + total_ads - len(hits), 1), "recall": len(hits) / max(total_ads, 1),
        "found": len(hits), "of": total_ads, "false": wrong, "ap50": average_precision(rows_all, total_ads),
    }  # fmt: skip
    taken = {id(t) for _, t, _ in hits}
    for tag in ("occluded", "tilted", "small"):
        asked = [t for s in samples for t in s.truths if is_ad(t) and not difficult(t, s) and tag in tags.get((s.image_id, *np.round(t.box, 1)), [])]
        out["programme"][tag] = f"{sum(id(t) in taken for t in asked)} of {len(asked)}"
    blank = [(said.share(d, "blank") > 0.5) == (t.blank == 1) for d, t, _ in sure if t.blank >= 0]
    out["blank_right"] = f"{sum(blank)} of {len(blank)}"
    shelves = [replace(s, truths=[t for t in s.truths if t.label == cabinet]) for s in source.samples]
    rows_c, total_c = matched(shelves, [sorted((d for d in f if d.label == cabinet), key=lambda d: -d.logit)[:1] for f in found], lambda t: True)
    hit_c = [r for r in rows_c if r[1] is not None]
    out["cabinet"] = {"found": len(hit_c), "of": total_c} | spread(corner_errors(hit_c, shelves))
    return out


def tags_of(coco: Path) -> dict[tuple, list[str]]:
    """The tags of a COCO file's annotations, by photo and box; `small`: a side under 40 pixels."""
    out = {}
    for a in json.loads(coco.read_text())["annotations"]:
        x, y, w, h = a["bbox"]
        box = np.round(np.array([x, y, x + w, y + h], np.float32), 1)
        out[(a["image_id"], *box)] = [*(a.get("tags") or []), *(["small"] if min(w, h) < 40 else [])]
    return out


def main() -> None:
    """Print one JSON line per set."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", type=Path, required=True)
    p.add_argument("--data", action="append", required=True, metavar="COCO[:PART]")
    p.add_argument("--sheet", type=Path, help="pictures of what was found and labelled, those with most mistakes first")
    p.add_argument("--precision", default="bf16", choices=("f32", "bf16"))
    p.add_argument("--cache", type=Path, default=Path(".training/cache"))
    a = p.parse_args()
    card = read_card(a.model)
    pipeline = Pipeline(a.model, card, a.precision)
    for item, source in zip(a.data, open_all(a.data, pipeline.labels, a.cache, "all", PHOTO_SIDE)):
        found = pipeline.over(source)
        row = figures(card, source, found, tags_of(Path(item.split(":")[0])))
        print(json.dumps({"set": item, "photos": len(source.samples)} | row, indent=1), flush=True)
        if a.sheet:
            bar = row["boards"]["logit"] or 0.0
            pictures = [pictured(source, i, [d for d in f if d.logit >= bar], pipeline.labels) for i, f in enumerate(found)]
            sheet(pictures, a.sheet)


def pictured(source: Source, i: int, found: list[Found], names: list[str]) -> np.ndarray:
    """A photo with its truth (white; grey where difficult) and what was found."""
    s, image = source.samples[i], source.cache[i].copy()
    scale = image.shape[1] / s.width
    for t in s.truths:
        cv2.polylines(image, [np.int32(np.round(t.quad * scale))], True, (150, 150, 150) if difficult(t, s) else (255, 255, 255), 3)
    return draw_detections(image, found, names, scale)


if __name__ == "__main__":
    main()
