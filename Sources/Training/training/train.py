"""Train the detector.

    python -m training.train --data PATH/coco.json[:WEIGHT[:PART]] ... --out DIR --minutes 60

PART is train (stores held out for validation left out; the default), dev, all, even or odd (by the store's number), or one of
`split`'s: learn, held, learn1of3, check1of3.
Resumes from DIR/last.pt where there is one. Writes DIR/log.csv. `touch DIR/stop` saves and stops.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist

from . import checkpoint
from .dataset import BOARD, CABINET, LONG_SIDE
from .loader import Batches, Source, make_loader, new_phase, open_source
from .loss import detection_loss
from .measure import best_threshold, coco_figures, detect_all, match
from .model import ATTRIBUTES, Detector, NetConfig
from .prints import Artworks, Prints, Swapper
from .refuse import need_items
from .split import PARTS

# Of log.csv, as `training.curves` reads it; a row has losses (their sum, then each) or the figures of a set.
FIGURES = ("ap50", "ap50_95", "ar", "f1", "corner", "cabinet")
TERMS = ("cls", "box", "edge", "corner", "slot", "blank", "programme", "spread")
COLUMNS = ("step", "seconds", "done", "set", "loss", *FIGURES, *(f"loss_{k}" for k in TERMS))
TRUNK_RATE = 0.4  # of the learning rate, for weights that ImageNet has taught already


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", action="append", required=True, metavar="COCO[:WEIGHT[:PART]]")
    p.add_argument("--dev", action="append", default=[], metavar="COCO[:PART]", help="validation sets (PART: dev, all)")
    p.add_argument("--labels", default=",".join([BOARD, CABINET]))
    p.add_argument("--prints", type=Path, help="folder of prints to exchange for the known artworks in the photos")
    p.add_argument("--artworks", type=Path, action="append", default=[], help="folder of known artworks, named after `creative`, or of a pool's kept prints")
    p.add_argument("--poster-share", type=float, default=0.33, help="of the exchanged prints, those that become posters (no ads)")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--cache", type=Path, default=Path(".training/cache"))
    p.add_argument("--minutes", type=float, default=60, help="length of the whole schedule, earlier runs counted")
    p.add_argument("--steps", type=int, default=0, help="length in steps instead of minutes: the same however busy the machine is")
    p.add_argument("--keep", type=Path, help="also keep a small checkpoint here, from which another machine goes on")
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--low-share", type=float, default=0.4, help="share of the schedule at 3/4 of the resolution")
    p.add_argument("--size", type=int, nargs=2, default=(512, 384), help="landscape input, multiples of 32; portrait is its turn")
    p.add_argument("--init", type=Path, help="start from these weights (a .pt of this program)")
    p.add_argument("--warm", type=int, default=300)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--processes", type=int, default=2, help="each trains on its own batches with one thread; gradients are averaged")
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--every", type=float, default=6, help="minutes between validations")
    return p.parse_args(argv)


def open_all(items: list[str], labels: list[str], cache: Path, part: str, side: int = LONG_SIDE) -> list[Source]:
    """Sources named on the command line, pictures kept with at most `side` pixels per side."""
    out = []
    for item in items:
        path, *rest = item.split(":")
        weight = 1.0
        here = part
        for r in rest:
            if r in ("train", "dev", "all", "even", "odd") or PARTS.fullmatch(r):
                here = r
            else:
                weight = float(r)
        out.append(open_source(Path(path), labels, cache, weight, here, side))
        print(f"{item}: {len(out[-1].samples)} photos, part {here}, weight {weight}", flush=True)
    return out


def infer_with(net: Detector):  # noqa: ANN201
    """A callable canvas -> maps for `measure`."""

    @torch.inference_mode()
    def run(canvas: np.ndarray) -> list[np.ndarray]:
        x = torch.from_numpy(canvas).permute(2, 0, 1)[None].float()
        return [m[0].numpy() for m in net(x)]

    return run


def validate(net: Detector, sources: list[Source], labels: list[str], size: tuple[int, int]) -> list[dict]:
    """Figures of each validation set."""
    net.eval()
    slots = [i for i, n in enumerate(labels) if n != CABINET]
    cabinet = labels.index(CABINET) if CABINET in labels else None
    rows = []
    for s in sources:
        results = detect_all(infer_with(net), s.samples, s.cache, size, len(labels))
        row = coco_figures(s.samples, results, labels, slots)
        f1s, errors = [], []
        for k in slots:
            logit, hit, total, corner = match(s.samples, results, k)
            f1s.append(best_threshold(logit, hit, total)[1])
            errors.append(corner)
        row["f1"] = float(np.mean(f1s))
        row["corner"] = float(np.median(np.concatenate(errors))) if sum(map(len, errors)) else 1.0
        if cabinet is not None:
            far = match(s.samples, results, cabinet)[3]
            row["cabinet"] = float(np.median(far)) if len(far) else 1.0
        rows.append(row)
    return rows


def start(net: Detector, weights: Path) -> None:
    """Take over the weights that fit (another list of labels has another last layer)."""
    mine, given = net.state_dict(), torch.load(weights, weights_only=False)["ema"]
    mine.update({k: v for k, v in given.items() if k in mine and mine[k].shape == v.shape})
    net.load_state_dict(mine)


def time_left(spent: float, done: float) -> str:
    """Minutes until the schedule ends, at the pace so far."""
    return "unknown" if done <= 0 else f"{max(0.0, spent / done - spent) / 60:.0f} min"


class Average:
    """Exponential moving average of the weights."""

    def __init__(self, net: Detector):
        self.net = Detector(net.cfg)
        self.net.load_state_dict(net.state_dict())
        self.net.eval()

    @torch.no_grad()
    def update(self, net: Detector, step: int) -> None:
        """One step; slow only once the weights have settled."""
        keep = min(0.9985, (1 + step) / (20 + step))
        for a, b in zip(self.net.state_dict().values(), net.state_dict().values()):
            if a.dtype.is_floating_point:
                a.lerp_(b, 1 - keep)
            else:
                a.copy_(b)


def start_log(log: Path) -> None:
    """A log with its header; one of an older version, which has none, is moved aside."""
    if log.exists() and log.stat().st_size:
        with log.open(newline="") as f:
            if f.readline().startswith("step,"):
                return
        os.replace(log, log.with_name("log.without-header.csv"))
    with log.open("w", newline="") as f:
        csv.writer(f).writerow(COLUMNS)


def losses(sums: dict[str, float], steps: int) -> list:
    """The rest of a row from `loss` on: the mean loss, and of what it is made."""
    each = [round(sums[k] / steps, 4) if k in sums else "" for k in TERMS]
    return [round(sum(sums.values()) / steps, 4), *[""] * len(FIGURES), *each]


def groups(net: Detector) -> list[dict]:
    """What learns: weight decay on convolutions only, the trunk at a slower rate."""
    own = [(n, p) for n, p in net.named_parameters() if p.requires_grad]
    out = []
    for trunk, rate in ((True, TRUNK_RATE), (False, 1.0)):
        mine = [p for n, p in own if n.startswith("trunk.") == trunk]
        out.append({"params": [p for p in mine if p.ndim > 1], "weight_decay": 0.03, "rate": rate})
        out.append({"params": [p for p in mine if p.ndim <= 1], "weight_decay": 0.0, "rate": rate})
    return out


def stage(done: float, low_share: float) -> int:
    """0 while the resolution is low, then 1, and 2 (mild augmentation) for the last fifth."""
    return int(done >= low_share) + int(done >= max(low_share, 0.8))


def average_gradients(net: Detector, world: int) -> None:
    """The mean gradient of all processes, in place."""
    grads = [p.grad for p in net.parameters() if p.grad is not None]
    flat = torch.cat([g.reshape(-1) for g in grads])
    dist.all_reduce(flat)
    flat /= world
    for g, part in zip(grads, flat.split([g.numel() for g in grads])):
        g.copy_(part.view_as(g))


def main(argv: list[str] | None = None) -> None:
    """Start the processes. One thread each: threads that share a step waste most of a busy machine waiting."""
    args = parse(argv)
    need_items([*args.data, *args.dev])
    address = f"file://{tempfile.mkdtemp()}/meeting"
    if args.processes == 1:
        work(0, args, address)
    else:
        try:
            torch.multiprocessing.spawn(work, (args, address), args.processes)
        except torch.multiprocessing.ProcessExitedException as e:
            # The process has said why; a second traceback here would only hide it.
            raise SystemExit(e.exit_code if e.exit_code and e.exit_code > 0 else 1) from None


def work(rank: int, args: argparse.Namespace, address: str) -> None:
    """One process: train until the schedule ends; the first one measures and writes."""
    world = args.processes
    dist.init_process_group("gloo", init_method=address, rank=rank, world_size=world, timeout=timedelta(hours=1))
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    args.out.mkdir(parents=True, exist_ok=True)
    labels = args.labels.split(",")
    if rank:
        dist.barrier()  # the first process fills the cache
    sources = open_all(args.data, labels, args.cache, "train")
    dev = open_all(args.dev, labels, args.cache, "dev")
    if rank == 0:
        dist.barrier()
    net = Detector(NetConfig(classes=len(labels), attributes=ATTRIBUTES if BOARD in labels else 0))
    if args.init:
        start(net, args.init)
    else:
        net.trunk.load_imagenet()
    net.train()
    optimiser = torch.optim.AdamW(groups(net), lr=args.lr, betas=(0.9, 0.99), fused=True)
    ema, step, spent, seen = Average(net), 0, 0.0, 0
    last = args.out / "last.pt"
    if last.exists():
        state = torch.load(last, weights_only=False)
    elif args.keep and args.keep.exists():
        state = checkpoint.read(args.keep, net)
    else:
        state = None
    if state:
        net.load_state_dict(state["net"])
        ema.net.load_state_dict(state["ema"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent, seen = state["step"], state["spent"], state["seen"]
        print(f"resumed at step {step}, {spent / 60:.1f} min", flush=True)
    if rank == 0:
        start_log(args.out / "log.csv")
    dist.barrier()
    net.to(memory_format=torch.channels_last)
    phase = new_phase()
    sizes = [tuple(round(v * 0.75 / 32) * 32 for v in args.size), tuple(args.size)]
    swapper = None
    if args.prints:
        swapper = Swapper(Prints(args.prints, args.cache), Artworks(*args.artworks), poster_share=args.poster_share)
    data = Batches(sources, labels, args.batch, [args.seed, rank], sizes, phase, swapper)
    cabinet = labels.index(CABINET) if CABINET in labels else -1

    def progress() -> float:
        done = step / args.steps if args.steps else spent / 60 / args.minutes
        return min(done, 1.0)

    def save() -> None:
        state = {"net": net.state_dict(), "ema": ema.net.state_dict(), "optimiser": optimiser.state_dict()}
        state |= {"step": step, "spent": spent, "seen": seen, "config": net.cfg.to_dict(), "labels": labels, "args": vars(args)}
        torch.save(state, last.with_suffix(".tmp"))
        os.replace(last.with_suffix(".tmp"), last)
        if args.keep:
            checkpoint.write(state, net, args.keep)

    phase.value = stage(progress(), args.low_share)
    log = (args.out / "log.csv").open("a" if rank == 0 else "r", newline="")
    writer = csv.writer(log)
    sums: dict[str, float] = {}
    clock = time.monotonic()
    checked = noted = spent
    noted_step = step
    net.train()
    for batch in make_loader(data, step, args.workers):
        clock_of_all = torch.tensor([2.0 if (args.out / "stop").exists() else progress()])
        dist.broadcast(clock_of_all, 0)
        done = float(clock_of_all)
        if done >= 1:
            break
        phase.value = stage(done, args.low_share)
        lr = args.lr * min(1.0, (step + 1) / args.warm) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))
        for g in optimiser.param_groups:
            g["lr"] = lr * g["rate"]
        x = batch["image"].permute(0, 3, 1, 2).float()
        batch["cabinet"] = cabinet
        with torch.autocast("cpu", torch.bfloat16):
            maps = net(x)
        terms = detection_loss(maps, batch, len(labels))
        loss = sum(terms.values())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        average_gradients(net, world)
        norm = torch.nn.utils.clip_grad_norm_(net.parameters(), 10.0)
        if torch.isfinite(norm):
            optimiser.step()
            if rank == 0:
                ema.update(net, step)
        step, seen = step + 1, seen + args.batch * world
        now = time.monotonic()
        spent, clock = spent + now - clock, now
        for k, v in terms.items():
            sums[k] = sums.get(k, 0.0) + float(v.detach())
        if rank:
            continue
        if step % 50 == 0:
            n = step - noted_step
            rate = n * args.batch * world / max(spent - noted, 1e-3)
            text = " ".join(f"{k} {v / n:.3f}" for k, v in sums.items())
            left = time_left(spent, done)
            print(f"{step} {spent / 60:.1f} min {done:.1%} done, {left} left {tuple(x.shape[2:])} lr {lr:.5f} {text} {rate:.1f} img/s", flush=True)
            writer.writerow([step, round(spent), round(done, 4), "train", *losses(sums, n)])
            sums, noted, noted_step = {}, spent, step
        if spent - checked > args.every * 60 or progress() >= 1:
            for item, row in zip(args.dev, validate(ema.net, dev, labels, tuple(args.size))):
                folder, file = item.rsplit("/", 2)[-2:]
                name = ":".join([folder, *file.split(":")[-1:]]) if ":" in file else folder
                figures = [None if row[k] is None else round(row[k], 4) for k in FIGURES if k in row]
                text = ", ".join(f"{k} {'none' if v is None else v}" for k, v in zip(FIGURES, figures))
                print(f"== {step} {name}: {text}; {time_left(spent, progress())} left", flush=True)
                writer.writerow([step, round(spent), round(progress(), 4), name, "", *figures])
            log.flush()
            save()
            now = time.monotonic()
            spent, clock = spent + now - clock, now
            checked = noted = spent
            noted_step, sums = step, {}
    if rank == 0:
        save()
    log.close()
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
