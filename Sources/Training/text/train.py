"""Train the Korean recogniser: `python -m text.train --pool POOL --held HELD --out RUN --steps 20000`.

Goes on from `RUN/last.pt` where that exists, else from the small checkpoint `--resume`, else from the package's weights. Stop it
with SIGTERM or a file `RUN/stop`: it writes `last.pt` and, with `--checkpoint FILE`, the small form that the repository keeps. The
rate rises and falls once over all steps (one cycle); what is measured and exported is the weights' running average.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset

from . import checkpoint
from .characters import classes
from .measure import read_all, scores
from .network import Recogniser, begin, listed
from .pool import Pool

#: a line is drawn into the narrowest that holds it, as `TextModel.widths`
WIDTHS = (96, 160, 240, 320, 480, 640, 960)
#: the model folder that ships
SHIPPED = Path(__file__).parents[2] / "Text/Resources"


def canvas(pictures: list[np.ndarray]) -> torch.Tensor:
    """Pictures side by side in the network's terms: BGR from -1 to 1, what is empty is 0."""
    width = next((w for w in WIDTHS if w >= max(p.shape[1] for p in pictures)), WIDTHS[-1])
    out = np.zeros((len(pictures), *pictures[0].shape[:1], width, 3), np.float32)
    for k, p in enumerate(pictures):
        out[k, :, : p.shape[1]] = p[:, :width] / 127.5 - 1
    return torch.from_numpy(out).permute(0, 3, 1, 2)


class Batches(IterableDataset):
    """Lines of like width together, about `pixels` of width in all; the order depends on `seed` and the number of the batch alone."""

    def __init__(self, pool: Pool, seed: int, first: int, pixels: int = 12000) -> None:
        self.pool, self.seed, self.first, self.pixels = pool, seed, first, pixels

    def plan(self, epoch: int) -> list[list[int]]:
        """An epoch's batches."""
        rng = np.random.default_rng((self.seed, epoch))
        widths = np.array(self.pool.widths)
        kinds = np.searchsorted(WIDTHS, widths)
        batches = []
        for k, width in enumerate(WIDTHS):
            mine = rng.permutation(np.flatnonzero(kinds == k))
            size = max(1, self.pixels // width)
            batches += [mine[i : i + size].tolist() for i in range(0, len(mine) - size + 1, size)]
        return [batches[k] for k in rng.permutation(len(batches))]

    def __iter__(self):
        epoch, number = 0, 0
        while True:
            for batch in self.plan(epoch):
                if number >= self.first:
                    yield canvas([self.pool.picture(k) for k in batch]), [classes(self.pool.texts[k][0]) for k in batch]
                number += 1
            epoch += 1


def loss(logs: torch.Tensor, texts: list[list[int]]) -> torch.Tensor:
    """CTC per character; a line that is longer than its steps counts nothing."""
    lengths = torch.tensor([len(t) for t in texts])
    flat = torch.tensor([c for t in texts for c in t])
    each = functional.ctc_loss(logs.transpose(0, 1), flat, torch.full((len(texts),), logs.shape[1]), lengths, reduction="none", zero_infinity=True)
    return each.sum() / lengths.sum()


def rate(done: float, top: float) -> float:
    """One cycle: up in the first twentieth, then down by a cosine."""
    return top * (done / 0.05 if done < 0.05 else 0.002 + 0.998 * 0.5 * (1 + np.cos(np.pi * (done - 0.05) / 0.95)))


def main() -> None:
    """Train until the steps are done or somebody stops it."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--pool", type=Path, required=True)
    p.add_argument("--held", type=Path, required=True, help="lines of held-out fonts and photographs, to measure on")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--steps", type=int, required=True)
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument("--every", type=float, default=10, help="minutes between measurements")
    p.add_argument("--measured", type=int, default=1000, help="lines that are measured on")
    p.add_argument("--resume", type=Path, help="a small checkpoint, where RUN is new")
    p.add_argument("--checkpoint", type=Path, help="where the small form goes at the end")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(1)
    a.out.mkdir(parents=True, exist_ok=True)
    last = a.out / "last.pt"
    net, average = Recogniser(), Recogniser()
    optimiser = torch.optim.AdamW(net.parameters(), lr=a.rate, betas=(0.9, 0.98), weight_decay=0.01)
    step, spent = 0, 0.0
    if last.exists() or a.resume:
        state = torch.load(last, weights_only=False) if last.exists() else checkpoint.read(a.resume)
        net.load_state_dict(state["net"]), average.load_state_dict(state["average"])
        step, spent = state["step"], state["spent"]
        if "optimiser" in state:
            optimiser.load_state_dict(state["optimiser"])
    else:
        begin(net, SHIPPED / "read.onnx", listed(SHIPPED / "characters.txt"))
        average.load_state_dict(net.state_dict())
    pool, held = Pool(a.pool), Pool(a.held)
    print(f"{len(pool)} lines to learn from, step {step} of {a.steps}", flush=True)
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopping.append(number))

    def save() -> None:
        state = {"net": net.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "spent": spent}
        torch.save(state, last.with_suffix(".tmp"))
        os.replace(last.with_suffix(".tmp"), last)
        if a.checkpoint:
            checkpoint.write(state, a.checkpoint)

    def check() -> None:
        found = scores([t for t in held.texts[: a.measured]], read_all(average, held, a.measured))
        note = {"step": step, "minutes": round(spent / 60, 1), **found}
        with (a.out / "log.jsonl").open("a") as f:
            f.write(json.dumps(note) + "\n")
        print(json.dumps(note), flush=True)
        save()

    loader = DataLoader(Batches(pool, a.seed, step), batch_size=None, num_workers=1, prefetch_factor=6)
    clock, measured, total, counted = time.monotonic(), spent, 0.0, 0
    net.train()
    for pictures, texts in loader:
        if step >= a.steps or stopping or (a.out / "stop").exists():
            break
        for g in optimiser.param_groups:
            g["lr"] = rate(step / a.steps, a.rate)
        with torch.autocast("cpu", torch.bfloat16):
            logs = net(pictures)
        now = loss(logs, texts)
        optimiser.zero_grad(set_to_none=True)
        now.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        step += 1
        keep = min(0.998, step / (20 + step))
        with torch.no_grad():
            for x, y in zip(average.state_dict().values(), net.state_dict().values()):
                x.lerp_(y, 1 - keep) if x.dtype.is_floating_point else x.copy_(y)
        total, counted = total + float(now.detach()), counted + 1
        spent, clock = spent + time.monotonic() - clock, time.monotonic()
        if step % 50 == 0:
            print(f"{step} {spent / 60:.1f} min, loss {total / counted:.4f}", flush=True)
            total, counted = 0.0, 0
        if spent - measured > a.every * 60:
            check()
            clock, measured = time.monotonic(), spent
    check()


if __name__ == "__main__":
    main()
