"""Train the panel network (see `panel`) on the detector's own data.

    python -m training.train_panel --detector MODELDIR --data PATH/coco.json[:WEIGHT[:PART]] ... --out DIR --minutes 30

`--detector` finds the things to learn from that it takes for ads and that are none. Resumes from DIR/panel.pt.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader

from .dataset import BOARD, CABINET
from .decode import pair_iou
from .loader import Source
from .panel import PROGRAMME, PanelNet, crop, lies, panel_loss, refined
from .panel_data import Crops
from .pipeline import PHOTO_SIDE, Pipeline
from .prints import Artworks, Prints, Swapper
from .train import open_all


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--detector", type=Path, required=True, help="model folder (card.json) whose detections are looked at again")
    p.add_argument("--data", action="append", required=True, metavar="COCO[:WEIGHT[:PART]]")
    p.add_argument("--dev", action="append", default=[], metavar="COCO[:PART]")
    p.add_argument("--prints", type=Path)
    p.add_argument("--artworks", type=Path, action="append", default=[])
    p.add_argument("--poster-share", type=float, default=0.4)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--cache", type=Path, default=Path(".training/cache"))
    p.add_argument("--minutes", type=float, default=30)
    p.add_argument("--steps", type=int, default=0, help="length in steps instead of minutes: the same however busy the machine is")
    p.add_argument("--init", type=Path, help="start from this checkpoint's weights")
    p.add_argument("--photos", type=int, default=16, help="photos per batch; each gives some ten crops")
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--workers", type=int, default=2)
    p.add_argument("--every", type=float, default=5)
    return p.parse_args(argv)


def glances(pipeline: Pipeline, source: Source, folder: Path, floor: float) -> list[list]:
    """The detector's answers over a source, kept in the cache: (label, logit, box, quad)."""
    key = hashlib.sha256(f"{pipeline.card['sha256']} {floor} {[str(s.path) for s in source.samples]}".encode()).hexdigest()[:16]
    path = folder / f"found-{key}.pt"
    if not path.exists():
        torch.save(pipeline.glance(source, floor), path)
    return torch.load(path, weights_only=False)


def mistakes(found: list[list], source: Source, board: int) -> list[list]:
    """Quads that the detector takes for boards and that overlap none."""
    out = []
    for answers, s in zip(found, source.samples):
        boxes = np.array([t.box for t in s.truths if t.label == board]).reshape(-1, 4)
        wrong = [a for a in answers if a.label == board and (not len(boxes) or pair_iou(a.box, boxes).max() < 0.3)]
        out.append([a.quad for a in wrong[:4]])
    return out


def second_look(net: PanelNet, image: np.ndarray, quads: list[np.ndarray]) -> np.ndarray:
    """The network's answers for quads in the picture's pixels."""
    picture = np.stack([crop(image, q, lies(q)) for q in quads])
    with torch.inference_mode():
        return net(torch.from_numpy(picture).permute(0, 3, 1, 2).float()).numpy()


def validate(net: PanelNet, source: Source, found: list[list], labels: list[str]) -> dict[str, float]:
    """Corner error (median share of width) before and after on true detections, and how well the score tells ads."""
    net.eval()
    cabinet = labels.index(CABINET)
    before, after, good, bad = [], [], [], []
    for i, s in enumerate(source.samples):
        image = source.cache[i]
        k = image.shape[1] / s.width
        items = [a for a in found[i] if a.logit > -3.5]
        if not items:
            continue
        out = second_look(net, image, [a.quad * k for a in items])
        taken: set[int] = set()
        for a, o in zip(items, out):
            truths = [t for t in s.truths if t.label == a.label]
            over = pair_iou(a.box, np.array([t.box for t in truths]).reshape(-1, 4)) if truths else np.zeros(0)
            hit = [t for t, v in zip(truths, over) if v >= 0.5]
            if any(t.ignore for t in hit):
                continue
            if hit:
                t = hit[int(np.argmax([pair_iou(a.box, x.box[None])[0] for x in hit]))]
                if id(t) in taken:
                    continue
                taken.add(id(t))
                q = refined(o, a.quad * k, lies(a.quad * k)) / k
                width = max(np.linalg.norm(t.quad[1] - t.quad[0]), 1)
                before.append((a.label, np.linalg.norm(a.quad - t.quad, axis=1).mean() / width))
                after.append((a.label, np.linalg.norm(q - t.quad, axis=1).mean() / width))
                if t.programme >= 0 and t.blank < 1:
                    (good if t.programme else bad).append(o[16 + PROGRAMME])
    net.train()
    def median(rows: list, keep: object) -> float:
        v = [e for label, e in rows if keep(label)]
        return round(float(np.median(v)), 4) if v else -1.0
    row = {"n": len(after), "before": median(before, lambda n: n != cabinet), "after": median(after, lambda n: n != cabinet)}
    row["95th"] = round(float(np.quantile([e for n, e in after if n != cabinet] or [0], 0.95)), 4)
    row |= {f"{labels[n]}": median(after, lambda m, n=n: m == n) for n in range(len(labels))}
    if good and bad:
        g, b = np.sort(good), np.sort(bad)
        row["programme_kept_at_1_in_10_others"] = round(float((g > b[int(len(b) * 0.9)]).mean()), 4)
        row["programme_auc"] = round(float(np.mean(np.searchsorted(b, g) / len(b))), 4)
    return row


def main(argv: list[str] | None = None) -> None:
    """Train until the time is up, measuring now and then."""
    args = parse(argv)
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    labels = [BOARD, CABINET]
    pipeline = Pipeline(args.detector, json.loads((args.detector / "card.json").read_text()))
    data = open_all(args.data, labels, args.cache, "train", PHOTO_SIDE)
    dev = open_all(args.dev, labels, args.cache, "dev", PHOTO_SIDE)
    mined = [mistakes(glances(pipeline, s, args.cache, 0.05), s, labels.index(BOARD)) for s in data]
    dev_found = [glances(pipeline, s, args.cache, 0.02) for s in dev]
    print("mistakes to learn from:", [sum(map(len, m)) for m in mined], flush=True)
    swapper = Swapper(Prints(args.prints, args.cache), Artworks(*args.artworks), poster_share=args.poster_share) if args.prints else None
    net = PanelNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.lr, weight_decay=0.02)
    if args.init:
        net.load_state_dict(torch.load(args.init, weights_only=False)["ema"])
    average = PanelNet()
    average.load_state_dict(net.state_dict())
    step, spent, seen = 0, 0.0, 0
    last = args.out / "panel.pt"
    if last.exists():
        state = torch.load(last, weights_only=False)
        net.load_state_dict(state["net"])
        average.load_state_dict(state["ema"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent, seen = state["step"], state["spent"], state["seen"]
    crops = Crops(data, labels, mined, args.photos, [args.seed], swapper)
    loader = DataLoader(crops, batch_size=None, sampler=range(step, len(crops)), num_workers=args.workers, prefetch_factor=4)
    clock, checked, sums, noted = time.monotonic(), spent, {}, step

    def save() -> None:
        state = {"net": net.state_dict(), "ema": average.state_dict(), "optimiser": optimiser.state_dict()}
        state |= {"step": step, "spent": spent, "seen": seen, "widths": net.widths, "args": vars(args)}
        torch.save(state, last.with_suffix(".tmp"))
        os.replace(last.with_suffix(".tmp"), last)

    def check() -> None:
        average.eval()
        for item, s, found in zip(args.dev, dev, dev_found):
            print(f"== {step} {item.rsplit('/', 2)[-2]} {json.dumps(validate(average, s, found, labels))}", flush=True)
        save()

    net.train()
    for batch in loader:
        done = step / args.steps if args.steps else spent / 60 / args.minutes
        if done >= 1 or (args.out / "stop").exists():
            break
        for g in optimiser.param_groups:
            g["lr"] = args.lr * min(1, (step + 1) / 200) * (0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * done)))
        with torch.autocast("cpu", torch.bfloat16):
            out, maps = net.answers(batch["image"].permute(0, 3, 1, 2).float())
        terms = panel_loss(out.float(), maps, batch["shift"], batch["known"], batch["score"], batch["asked"])
        optimiser.zero_grad(set_to_none=True)
        (terms["corner"] + terms["map"] + terms["score"]).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        keep = min(0.999, (1 + step) / (20 + step))
        with torch.no_grad():
            for a, b in zip(average.state_dict().values(), net.state_dict().values()):
                a.lerp_(b, 1 - keep) if a.dtype.is_floating_point else a.copy_(b)
        step, seen = step + 1, seen + len(batch["image"])
        now = time.monotonic()
        spent, clock = spent + now - clock, now
        for k, v in terms.items():
            sums[k] = sums.get(k, 0.0) + float(v.detach())
        if step % 100 == 0:
            n = step - noted
            print(f"{step} {spent / 60:.1f} min " + " ".join(f"{k} {v / n:.4f}" for k, v in sums.items()) + f" seen {seen}", flush=True)
            sums, noted = {}, step
        if spent - checked > args.every * 60:
            check()
            clock, checked = time.monotonic(), spent
    check()


if __name__ == "__main__":
    main()
