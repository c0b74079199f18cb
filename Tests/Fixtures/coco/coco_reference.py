#!/usr/bin/env python3
"""What pycocotools says, for the tests of the Evaluation room.

coco_reference.py score TRUTH RESULTS [--include-difficult]
    prints the figures as JSON. Truth marked `difficult`, and all truth of images whose `quality` is not ok, gets
    pycocotools' ignore flag (COCOeval would overwrite it with iscrowd, hence the subclass).
coco_reference.py golden FILE
    writes seeded random cases with their figures; the committed golden.json was made with pycocotools 2.0.
"""
import contextlib
import io
import json
import random
import sys

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


class Evaluation(COCOeval):
    include_difficult = False

    def _prepare(self):
        super()._prepare()
        for truths in self._gts.values():
            for truth in truths:
                unclear = self.cocoGt.imgs[truth["image_id"]].get("quality", "ok") != "ok"
                hard = not self.include_difficult and (truth.get("difficult", False) or unclear)
                truth["ignore"] = int(bool(truth.get("iscrowd", 0)) or hard)


def mean(values):
    values = values[values > -1]
    return float(np.mean(values)) if values.size else None


def score(truth, results, include_difficult):
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = truth
        coco.createIndex()
        evaluation = Evaluation(coco, coco.loadRes(results), "bbox")
        evaluation.include_difficult = include_difficult
        evaluation.evaluate()
        evaluation.accumulate()
    precision = evaluation.eval["precision"][:, :, :, 0, 2]
    recall = evaluation.eval["recall"][:, :, 0, :]

    def figures(k):
        return {
            "ap50": mean(precision[0, :, k]), "ap50_95": mean(precision[:, :, k]),
            "ar1": mean(recall[:, k, 0]), "ar10": mean(recall[:, k, 1]), "ar100": mean(recall[:, k, 2]),
        }

    names = [c["name"] for c in sorted(truth["categories"], key=lambda c: c["id"])]
    return {"overall": figures(slice(None)), "labels": {name: figures(slice(i, i + 1)) for i, name in enumerate(names)}}


def random_case(seed):
    rng = random.Random(seed)
    whole = rng.random() < 0.5

    def number(low, high):
        return rng.randint(low, high) if whole else round(rng.uniform(low, high), 2)

    def box():
        return [number(0, 80), number(0, 80), number(4, 40), number(4, 40)]

    images = [
        {"id": i, "file_name": f"{i}.jpg", "width": 120, "height": 120, "quality": rng.choice(["ok"] * 5 + ["blur"])}
        for i in rng.sample(range(1, 100), rng.randint(1, 8))
    ]
    categories = [{"id": i + 1, "name": f"label_{i + 1}"} for i in range(rng.randint(1, 4))]
    annotations, results = [], []
    for image in images:
        for _ in range(rng.choice([0, 1, 2, 3, 5, 12])):
            # The last label of some cases has no truth at all.
            category = rng.choice(categories[:-1] or categories)["id"]
            x, y, w, h = box()
            annotations.append({
                "id": len(annotations) + 1, "image_id": image["id"], "category_id": category, "bbox": [x, y, w, h],
                "area": w * h, "iscrowd": int(rng.random() < 0.06), "difficult": rng.random() < 0.2,
            })
            for _ in range(rng.choice([0, 1, 1, 2, 4])):
                j = rng.choice([0, 1, 3, 8])
                # A tenth, so that scores tie.
                results.append({
                    "image_id": image["id"], "category_id": category if rng.random() < 0.9 else rng.choice(categories)["id"],
                    "bbox": [x + number(-j, j), y + number(-j, j), max(1, w + number(-j, j)), max(1, h + number(-j, j))],
                    "score": rng.randint(1, 10) / 10,
                })
        many = rng.random() < 0.02
        for _ in range(120 if many else rng.choice([0, 1, 3, 5])):
            results.append({
                "image_id": image["id"], "category_id": 1 if many else rng.choice(categories)["id"], "bbox": box(),
                "score": rng.randint(1, 10) / 10,
            })
    if not results:
        results.append({"image_id": images[0]["id"], "category_id": 1, "bbox": box(), "score": 0.5})
    return {"images": images, "categories": categories, "annotations": annotations}, results


def golden(path):
    cases = []
    for seed in range(20):
        truth, results = random_case(seed)
        cases.append({
            "seed": seed, "truth": truth, "results": results,
            "figures": score(truth, results, False), "figures_include_difficult": score(truth, results, True),
        })
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")


if __name__ == "__main__":
    if sys.argv[1] == "golden":
        golden(sys.argv[2])
    else:
        with open(sys.argv[2]) as truth, open(sys.argv[3]) as results:
            print(json.dumps(score(json.load(truth), json.load(results), "--include-difficult" in sys.argv)))
