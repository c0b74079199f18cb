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
from pathlib import Path

import numpy as np
import openvino as ov
import torch
from torch import nn

from .dataset import CABINET
from .measure import best_threshold, coco_figures, counts, detect_all, match
from .model import STRIDES, ConvBN, Detector, NetConfig
from .train import open_all

OUTPUTS = [f"stride{s}" for s in STRIDES]


def fold(module: nn.Module) -> None:
    """Fold every batch normalisation into its convolution."""
    for child in module.modules():
        if isinstance(child, ConvBN) and isinstance(child[1], nn.BatchNorm2d):
            child[0] = nn.utils.fuse_conv_bn_eval(child[0], child[1])
            child[1] = nn.Identity()


def load(weights: Path) -> tuple[Detector, dict]:
    """The averaged network of a checkpoint, and the checkpoint."""
    state = torch.load(weights, weights_only=False)
    net = Detector(NetConfig(**state["config"]))
    net.load_state_dict(state["ema"])
    return net.eval(), state


def export(net: Detector, path: Path) -> None:
    """ONNX with dynamic height and width; /128 is folded into the first convolution."""
    fold(net)
    with torch.no_grad():
        net.stem[0].weight /= net.scale_in
        net.scale_in = 1.0
    axes = {"images": {2: "h", 3: "w"}} | {o: {2: f"h{i}", 3: f"w{i}"} for i, o in enumerate(OUTPUTS)}
    torch.onnx.export(
        net, (torch.zeros(1, 3, 384, 512),), str(path), input_names=["images"], output_names=OUTPUTS,
        dynamic_axes=axes, dynamo=False, opset_version=17,
    )


class Runtime:
    """A model folder run by OpenVINO, one thread."""

    def __init__(self, model: Path, sizes: list[list[int]], precision: str = "f32"):
        core = ov.Core()
        core.set_property("CPU", {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": precision})
        self.requests = {}
        for w, h in sizes:
            network = core.read_model(str(model))
            network.reshape({0: [1, 3, h, w]})
            self.requests[(w, h)] = core.compile_model(network, "CPU").create_infer_request()

    def __call__(self, canvas: np.ndarray) -> list[np.ndarray]:
        """Maps of one RGB canvas."""
        h, w = canvas.shape[:2]
        request = self.requests[(w, h)]
        request.infer([np.ascontiguousarray(canvas.transpose(2, 0, 1)[None], np.float32)])
        return [request.get_tensor(o).data[0].copy() for o in OUTPUTS]


def platt(logit: np.ndarray, hit: np.ndarray) -> list[float]:
    """a, b such that sigmoid(a*logit+b) is the share of hits (Platt, with his smoothed targets)."""
    if len(logit) < 10 or hit.all() or not hit.any():
        return [1.0, 0.0]
    up, down = hit.sum(), (~hit).sum()
    x = torch.tensor(logit, dtype=torch.float64)
    y = torch.where(torch.tensor(hit), (up + 1.0) / (up + 2.0), 1.0 / (down + 2.0)).double()
    p = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    fit = torch.optim.LBFGS([p], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        fit.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(p[0] * x + p[1], y)
        loss.backward()
        return loss

    fit.step(closure)
    a, b = (float(v) for v in p.detach())
    return [round(a, 5), round(b, 5)] if 0.05 < a < 20 else [1.0, 0.0]


def keep(state: dict, path: Path) -> None:
    """A checkpoint to go on from, small: the optimiser's moments as bf16 (copy it to DIR/last.pt and raise --minutes)."""
    moments = state["optimiser"]["state"]
    for values in moments.values():
        for k in ("exp_avg", "exp_avg_sq"):
            values[k] = values[k].bfloat16()
    state["args"] = {k: short(str(v)) if isinstance(v, Path) else v for k, v in state["args"].items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(state, path)


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


def sigmoid(x: float) -> float:
    """Logistic function."""
    return float(1 / (1 + np.exp(-x)))


def expected_error(logit: np.ndarray, hit: np.ndarray, ab: list[float], bins: int = 10) -> float:
    """Expected calibration error."""
    p = 1 / (1 + np.exp(-(ab[0] * logit + ab[1])))
    which = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs(p[which == k].mean() - hit[which == k].mean()) * (which == k).mean() for k in range(bins) if (which == k).any()))


def figures(run: Runtime, items: list[str], sets: list, labels: list[str], size: tuple[int, int], bars: dict[int, float]) -> list[dict]:
    """AP, F1 at the card's thresholds, corners and false positives of each set."""
    slots = [i for i, n in enumerate(labels) if n != CABINET]
    rows = []
    for item, s in zip(items, sets):
        results = detect_all(run, s.samples, s.cache, size, len(labels))
        row = {"set": short(item), "photos": len(s.samples)} | coco_figures(s.samples, results, labels, slots)
        row |= counts(s.samples, results, slots, bars)
        corner = np.concatenate([match(s.samples, [[d for d in r if d[1] >= bars[k]] for r in results], k)[3] for k in slots])
        row["corner_median_share_of_width"] = float(np.median(corner)) if len(corner) else None
        empty = [r for x, r in zip(s.samples, results) if not any(t.label in slots for t in x.truths)]
        row["photos_without_ads"] = len(empty)
        row["of_them_with_false_detections"] = sum(any(d[0] in slots and d[1] >= bars[d[0]] for d in r) for r in empty)
        rows.append(json.loads(json.dumps(row), parse_float=lambda v: round(float(v), 4)))
    return rows


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--weights", type=Path, required=True)
    p.add_argument("--dev", action="append", required=True, metavar="COCO[:PART]")
    p.add_argument("--report", action="append", default=[], metavar="COCO[:PART]")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--name", default="sightline-counter")
    p.add_argument("--version", default="0.1.0")
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
    sizes = [list(size), list(size[::-1])]
    run = Runtime(model, sizes)
    dev = open_all(args.dev, labels, args.cache, "dev")
    found = [detect_all(run, s.samples, s.cache, size, len(labels)) for s in dev]
    samples, results = [x for s in dev for x in s.samples], [r for f in found for r in f]
    entries, bars, errors = [], {}, []
    for k, name in enumerate(labels):
        logit, hit, total, _ = match(samples, results, k)
        bars[k], f1 = best_threshold(logit, hit, total)
        ab = platt(logit, hit)
        errors.append(expected_error(logit, hit, ab))
        kind = "reference" if name == CABINET else "slot"
        entries.append({"name": name, "kind": kind, "threshold": round(sigmoid(ab[0] * bars[k] + ab[1]), 4), "calibration": ab})
        print(f"{name}: threshold {entries[-1]['threshold']} f1 {f1:.4f} of {total}", flush=True)
    report = open_all(args.report, labels, args.cache, "all")
    rows = figures(run, args.dev + args.report, dev + report, labels, size, bars)
    for row in rows:
        print(json.dumps(row), flush=True)
    command = short(" ".join(["python -m training.package", *sys.argv[1:]]))
    a = state["args"]
    card = {
        "schema": "sightline.model/1", "name": args.name, "version": args.version, "licence": "MIT",
        "file": model.name, "sha256": hashlib.sha256(model.read_bytes()).hexdigest(), "precision": "f32",
        "input": {"name": "images", "sizes": sizes, "layout": "NCHW", "colour": "RGB", "mean": [0, 0, 0], "std": [1, 1, 1], "pad": 114},
        "outputs": [{"name": o, "stride": s} for o, s in zip(OUTPUTS, STRIDES)],
        "decoding": "dense_ltrb_corners", "labels": entries, "nms": {"iou": 0.6, "kind": "per_label"},
        "training": {
            "data": args.data_note or [short(d) for d in a["data"]], "minutes": round(state["spent"] / 60, 1), "steps": state["step"],
            "photos_seen": state.get("seen", state["step"] * a["batch"]), "seed": a["seed"], "processor": "2 CPU cores",
            "command": short("python -m training.train " + " ".join(words_of(a))),
        },
        "measured": {"command": command, "calibration_error_dev": round(float(np.mean(errors)), 4), "sets": rows},
    }
    if args.more:
        card["measured"]["more"] = json.loads(args.more.read_text())
    if args.keep:
        keep(state, args.keep)
    (args.out / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
