"""Which photos of a company's own COCO file train, and which are held back to choose thresholds and be reported.

A photo is known by its whole `file_name`: of `<store>/<date>/1.jpg` the last part says nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

from .dataset import Sample
from .prints import held_out

SHARE = 0.2


def split(samples: Sequence[Sample], root: Path, labels: list[str], share: float = SHARE) -> tuple[list[Sample], list[Sample]]:
    """Training photos and held photos, in the order given; the same for the same file names and labels.

    Stratified by label, the rarest first (Sechidis et al., 2011): of each label's photos the same share is held, and of
    two or more at least one stands in each part. Photos without a label are dealt by their names alone.

    Ends the program with a sentence where a part would be empty, or would lack a label.
    """
    names = {id(s): s.path.relative_to(root).as_posix() for s in samples}
    order = sorted(samples, key=lambda s: (zlib.crc32(f"split {names[id(s)]}".encode()), names[id(s)]))
    holders = {k: [s for s in order if any(t.label == k for t in s.truths)] for k in range(len(labels))}
    held: dict[int, bool] = {id(s): held_out(names[id(s)], share) for s in samples if not s.truths}
    for photos in sorted(holders.values(), key=len):
        wanted = min(max(round(share * len(photos)), 1), len(photos) - 1)
        missing = wanted - sum(held.get(id(s), False) for s in photos)
        for s in photos:
            if id(s) not in held:
                held[id(s)] = missing > 0
                missing -= 1
    train, kept = [s for s in samples if not held[id(s)]], [s for s in samples if held[id(s)]]
    refuse_gaps(train, kept, labels, holders)
    return train, kept


def refuse_gaps(train: list[Sample], kept: list[Sample], labels: list[str], holders: dict[int, list[Sample]]) -> None:
    """End the program where training or the choice of thresholds would have nothing to go by."""
    for what, part in (("training", train), ("held", kept)):
        if not part:
            raise SystemExit(f"the {what} part would be empty: {len(train) + len(kept)} photos are too few to split; label at least 10")
        lacking = [labels[k] for k, photos in holders.items() if photos and not any(t.label == k for s in part for t in s.truths)]
        if lacking:
            raise SystemExit(f"the {what} part would hold no {', '.join(lacking)}: label at least 2 photos (better 10) with each label")


def used_categories(coco: dict) -> list[str]:
    """Names of the categories that have annotations, by id: labelling tools add a root category that has none."""
    used = {a["category_id"] for a in coco["annotations"]}
    return [c["name"] for c in sorted(coco["categories"], key=lambda c: c["id"]) if c["id"] in used]
