"""order FIELDSET: how soon the queue finds what the machine got wrong, with a labelled set's truth as the reviewer.

FIELDSET holds drop/, stores.csv and coco.json. Every photo is answered by its truth (`review import`); then
`QueueSimulationTests` gives the photos out in three orders, 20 times each: at random, by uncertainty alone, and as the queue
does, learning as it goes. Nothing is trained.
"""

import json
import os
import pathlib
import subprocess
import sys

from common import PROGRAM, ROOT, rule, run


def truth(folder):
    """The set's labels as a reviewer would say them: the cabinet is a panel too, and what cannot be seen is none."""
    coco = json.loads((folder / "coco.json").read_text())
    cabinet = max(c["id"] for c in coco["categories"]) + 1
    notes = [note for note in coco["annotations"] if not note.get("difficult")]
    for note in notes:
        # Only slots and places are asked for: no catalogue is given.
        note.pop("creative", None)
        note.pop("attributes", None)
        note["tags"] = []
    for image in coco["images"]:
        image["file_name"] = image["file_name"].removeprefix("drop/")
        if quad := image.get("cabinet_quad"):
            xs, ys = zip(*quad)
            box = [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)]
            notes.append({"id": 100000 + image["id"], "image_id": image["id"], "category_id": cabinet, "bbox": box,
                          "iscrowd": 0, "quad": quad})
    return coco | {"categories": coco["categories"] + [{"id": cabinet, "name": "cabinet"}], "annotations": notes}


def campaign(work):
    folder = pathlib.Path(sys.argv[1])
    ledger = pathlib.Path(os.environ.get("QUEUE_LEDGER", work / "ledger.sqlite"))
    if not ledger.exists():
        subprocess.run([PROGRAM, "scan", folder / "drop", "--stores", folder / "stores.csv", "--ledger", ledger, "--out",
                        work / "out"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (work / "truth.json").write_text(json.dumps(truth(folder)))
    said = subprocess.run([PROGRAM, "review", "import", work / "truth.json", "--ledger", ledger, "--by", "truth"],
                          capture_output=True, text=True, check=False)
    # A corner may lie too far outside its photo to be taken.
    rule(said.returncode in (0, 3), said.stdout + said.stderr)
    found = subprocess.run(["swift", "test", "--skip-build", "--filter", "QueueSimulationTests"], cwd=ROOT,
                           capture_output=True, text=True, check=False, env=os.environ | {"SIGHTLINE_REVIEWED": str(ledger)})
    lines = [line.split("queue: ", 1)[1] for line in found.stdout.splitlines() if "queue: " in line]
    rule(found.returncode == 0 and lines, found.stdout[-2000:] + found.stderr[-500:])
    return said.stdout.strip() + "; " + "; ".join(lines)


if __name__ == "__main__":
    run(campaign)
