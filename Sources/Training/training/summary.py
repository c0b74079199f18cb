"""What a training came to, on one page: curves, figures before and after, the worst pictures.

    python -m training.summary --before SHIPPED --after MODEL --log DIR/log.csv --data COCO[:PART] ... --out summary.html

The page's first sentence, printed too, says better, equal or worse than the model before: by the mean over the sets of F1 at
each card's own thresholds.
"""

from __future__ import annotations

import argparse
import base64
import html
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .curves import draw, read
from .evaluate import marked, mistakes, read_card, sheet
from .loader import Source
from .measure import coco_figures, counts
from .package import short
from .pipeline import PHOTO_SIDE, Pipeline
from .refuse import need_items, refuse
from .train import open_all

EQUAL = 0.005  # of the mean: less is not told from chance on a hundred photos
COLUMNS = {"f1": "F1", "precision": "precision", "recall": "recall", "ap50": "AP50", "ap50_95": "AP50:95", "false": "photos without ads with a false detection"}


@dataclass
class Row:
    """Figures of one model on one set; a figure that cannot be measured there is None."""

    name: str
    photos: int
    values: dict[str, float | None]


def set_name(item: str) -> str:
    """`fieldset/val`, `pool:test20`: what a person calls the set of `PATH/coco.json[:PART]`."""
    path, _, part = short(item).partition(".json")
    folder = Path(path).parent
    name = folder.name if folder.is_absolute() else str(folder)
    return name if part in ("", ":all") else name + part


def measure(pipeline: Pipeline, item: str, source: Source) -> tuple[Row, list]:
    """One model on one set, and its detections above the thresholds."""
    results = pipeline.over(source)
    sure = [[d for d in r if d.logit >= pipeline.bars[d.label]] for r in results]
    values: dict[str, float | None] = dict(counts(source.samples, results, pipeline.slots, pipeline.bars))
    del values["truths"]
    coco = coco_figures(source.samples, results, pipeline.labels, pipeline.slots)
    values |= {k: coco[k] if values["f1"] is not None else None for k in ("ap50", "ap50_95")}
    empty = [r for x, r in zip(source.samples, sure) if not any(t.label in pipeline.slots for t in x.truths)]
    values["false"] = sum(any(d.label in pipeline.slots for d in r) for r in empty) / len(empty) if empty else None
    return Row(set_name(item), len(source.samples), values), sure


def scores(rows: list[Row]) -> dict[str, float]:
    """What is compared, by name: F1 of each set with labelled panels."""
    return {r.name: float(r.values["f1"]) for r in rows if r.values["f1"] is not None}


def sentence(before: list[Row], after: list[Row]) -> str:
    """Better, equal or worse, and by what."""
    new = scores(after)
    if not new:
        return "No set holds a labelled panel, so nothing could be measured."
    if not before:
        return "There is no model to compare with: " + ", ".join(f"F1 {v:.3f} on {k}" for k, v in new.items()) + "."
    old = scores(before)
    change = {k: new[k] - old[k] for k in new if k in old}
    mean = float(np.mean(list(change.values()))) if change else 0.0
    word = "Better" if mean > EQUAL else "Worse" if mean < -EQUAL else "Equal"
    parts = [f"{k} {old[k]:.3f} → {new[k]:.3f}" for k, _ in sorted(change.items(), key=lambda c: -abs(c[1]))]
    against = "to" if word == "Equal" else "than"
    return f"{word} {against} the model before (mean change {mean:+.3f}): {'; '.join(parts)}."


def cell(value: float | None) -> str:
    """A figure with three digits, a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def table(before: list[Row], after: list[Row]) -> str:
    """Before and after, set by set."""
    head = "".join(f"<th>{html.escape(c)}</th>" for c in ("set", "photos", "", *COLUMNS.values()))
    lines = []
    for i, row in enumerate(after):
        for word, r in (("before", before[i]), ("after", row)) if before else (("after", row),):
            cells = "".join(f"<td>{cell(r.values[k])}</td>" for k in COLUMNS)
            lines.append(f"<tr><th>{html.escape(r.name)}</th><td>{r.photos}</td><td>{word}</td>{cells}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:1100px;margin:2em auto;padding:0 1em}table{border-collapse:collapse}"
    "th,td{padding:4px 10px;border-bottom:1px solid #ccc;text-align:right}th:first-child{text-align:left}"
    ".say{font-size:1.3em;font-weight:600}img,svg{max-width:100%;height:auto}"
)


def page(say: str, before: list[Row], after: list[Row], curves: str, worst: bytes) -> str:
    """The whole page; it asks for nothing outside itself."""
    picture = f'<img alt="worst pictures" src="data:image/jpeg;base64,{base64.b64encode(worst).decode()}">' if worst else "<p>No mistakes.</p>"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Training summary</title><style>{STYLE}</style>'
        f'<h1>Training summary</h1><p class="say">{html.escape(say)}</p><h2>Figures</h2>{table(before, after)}'
        f"<h2>Curves</h2>{curves}<h2>Worst pictures</h2><p>White: truth; coloured: what the new model says.</p>{picture}</html>\n"
    )


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--before", type=Path, help="folder of a model to compare with")
    p.add_argument("--after", type=Path, required=True, help="folder of the new model")
    p.add_argument("--log", type=Path, help="log.csv of the training")
    p.add_argument("--data", action="append", required=True, metavar="COCO[:PART]")
    p.add_argument("--out", type=Path, required=True, help="the page, .html")
    p.add_argument("--cache", type=Path, default=Path(".training/cache"))
    return p.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    """Measure, write the page, say the sentence."""
    args = parse(argv)
    for model in filter(None, (args.before, args.after)):
        if not (model / "card.json").is_file():
            refuse(f"{model}: is not a model folder, it has no card.json")
    need_items(args.data)
    pipeline = Pipeline(args.after, read_card(args.after))
    sets = open_all(args.data, pipeline.labels, args.cache, "all", PHOTO_SIDE)
    after, wrong = [], []
    for item, source in zip(args.data, sets):
        row, sure = measure(pipeline, item, source)
        after.append(row)
        wrong += [(mistakes(s, sure[i], pipeline.slots), source, i, sure[i]) for i, s in enumerate(source.samples)]
    worst = sorted((w for w in wrong if w[0]), key=lambda w: -w[0])[:12]
    before = []
    if args.before:
        other = Pipeline(args.before, read_card(args.before))
        before = [measure(other, item, s)[0] for item, s in zip(args.data, open_all(args.data, other.labels, args.cache, "all", PHOTO_SIDE))]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    pictures = b""
    if worst:
        file = args.out.with_suffix(".jpg")
        sheet([marked(source.samples[i], source.cache, i, sure, pipeline.labels) for _, source, i, sure in worst], file)
        pictures = file.read_bytes()
        file.unlink()
    say = sentence(before, after)
    curves = draw(read(args.log)) if args.log and args.log.is_file() else "<p>No log.</p>"
    args.out.write_text(page(say, before, after, curves, pictures))
    print(f"{say}\n{args.out}")


if __name__ == "__main__":
    main()
