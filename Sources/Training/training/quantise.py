"""int8 copy of a model folder with NNCF, and whether it may be shipped.

    python -m training.quantise --model DIR --calibrate COCO[:PART] --check COCO[:PART] ... --out DIR

The first and last convolutions keep their precision. The copy is fit to ship only
where AP50:95 on every `--check` set falls by less than `--allow`.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import nncf
import numpy as np
import onnx

from .augment import letterbox
from .dataset import CABINET
from .evaluate import read_card
from .measure import coco_figures, detect_all
from .runtime import Runtime
from .train import open_all


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", type=Path, required=True)
    p.add_argument("--calibrate", action="append", required=True, metavar="COCO[:PART]")
    p.add_argument("--check", action="append", required=True, metavar="COCO[:PART]")
    p.add_argument("--photos", type=int, default=200)
    p.add_argument("--allow", type=float, default=0.003)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--cache", type=Path, default=Path(".training/cache"))
    return p.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    """Quantise, compare, write the folder."""
    args = parse(argv)
    card = read_card(args.model)
    names, sizes = [x["name"] for x in card["labels"]], card["input"]["sizes"]
    size = tuple(sizes[0])
    model = onnx.load(str(args.model / card["file"]))
    canvases = []
    for s in open_all(args.calibrate, names, args.cache, "train"):
        for i in np.random.default_rng(3).permutation(len(s.samples))[: args.photos]:
            way = size[::-1] if s.samples[i].portrait else size
            canvas = letterbox(s.cache[i], way)[0]
            canvases.append({"images": canvas.transpose(2, 0, 1)[None].astype(np.float32)})
    first = model.graph.node[0].name
    heads = [n.name for n in model.graph.node if n.op_type == "Conv" and "_out" in n.name]
    quantised = nncf.quantize(
        model, nncf.Dataset(canvases), subset_size=len(canvases), fast_bias_correction=True,
        ignored_scope=nncf.IgnoredScope(names=[first, *heads], validate=False),
    )
    args.out.mkdir(parents=True, exist_ok=True)
    file = args.out / "detector.int8.onnx"
    onnx.save(quantised, str(file))
    shutil.copy(args.model / card["file"], args.out)
    slots = [i for i, n in enumerate(names) if n != CABINET]
    fit, runs = True, [Runtime(p, sizes) for p in (args.model / card["file"], file)]
    for item, s in zip(args.check, open_all(args.check, names, args.cache, "all")):
        a, b = (coco_figures(s.samples, detect_all(r, s.samples, s.cache, size, len(names)), names, slots) for r in runs)
        fit &= a["ap50_95"] - b["ap50_95"] < args.allow
        print(json.dumps({"set": item, "f32": [a["ap50"], a["ap50_95"]], "int8": [b["ap50"], b["ap50_95"]]}))
    print(f"int8: {'may be shipped' if fit else 'loses accuracy: do not ship'}; {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
