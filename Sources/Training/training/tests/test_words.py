"""What the commands say: mistakes in one sentence, exit codes, the summary's verdict, a policy for custom labels."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import cv2
import numpy as np

from training.curves import draw, read
from training.custom import policy
from training.summary import Row, page, sentence, set_name
from training.train import COLUMNS, time_left

ROOT = Path(__file__).parent.parent.parent


def run(*words: str) -> subprocess.CompletedProcess:
    """A command as a person calls it."""
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False)


def write_print(path: Path, value: int = 90) -> None:
    """A small PNG."""
    cv2.imwrite(str(path), np.full((20, 60, 3), value, np.uint8))


class Mistakes(unittest.TestCase):
    """Each ends in one sentence and exit code 2, before anything is drawn or trained."""

    def refused(self, words: list[str], said: str) -> None:
        ran = run(*words)
        self.assertEqual(ran.returncode, 2, ran.stderr)
        self.assertIn(said, ran.stderr)
        self.assertNotIn("Traceback", ran.stderr + ran.stdout)

    def test_mistakes_of_a_pool_and_of_custom_labels(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_print(folder / "poster.png")
            self.refused(["synthesise", "--out", f"{name}/pool", "--artworks", name], "poster.png: name it top_")
            self.refused(["training.custom", "--coco", f"{name}/none.json", "--out", f"{name}/m"], "none.json: there is no such file")
            (folder / "bad.json").write_text("{")
            self.refused(["training.custom", "--coco", f"{name}/bad.json", "--out", f"{name}/m"], "is not JSON")
            (folder / "list.json").write_text('{"images": []}')
            self.refused(["training.train", "--data", f"{name}/list.json:1:dev", "--out", f"{name}/m"], "has no list annotations, categories")
            coco = {"images": [{"id": 1, "file_name": "gone.jpg"}], "annotations": [], "categories": []}
            (folder / "lost.json").write_text(json.dumps(coco))
            self.refused(["training.custom", "--coco", f"{name}/lost.json", "--out", f"{name}/m"], "none of its photos is beside it")


class Summary(unittest.TestCase):
    """One sentence, and no figure where nothing was measured."""

    def row(self, f1: float | None, name: str = "val") -> Row:
        values = dict.fromkeys(("f1", "precision", "recall", "ap50", "ap50_95", "false"), f1)
        return Row(name, 10, values)

    def test_better_equal_or_worse(self) -> None:
        self.assertTrue(sentence([self.row(0.90)], [self.row(0.95)]).startswith("Better than"))
        self.assertTrue(sentence([self.row(0.90)], [self.row(0.903)]).startswith("Equal to"))
        self.assertTrue(sentence([self.row(0.95)], [self.row(0.90)]).startswith("Worse than"))
        self.assertIn("no model to compare with", sentence([], [self.row(0.9)]))
        self.assertIn("nothing could be measured", sentence([], [self.row(None)]))

    def test_what_cannot_be_measured_is_a_dash(self) -> None:
        text = page("Equal.", [self.row(None)], [self.row(None, name="<b>")], draw([]), b"")
        self.assertIn("<td>–</td>", text)
        self.assertIn("&lt;b&gt;", text)
        self.assertNotIn("-1.0", text)
        self.assertNotIn("None", text)

    def test_sets_are_called_by_their_folders(self) -> None:
        self.assertEqual(set_name("/a/b/fieldset/train/coco.json:dev"), "fieldset/train:dev")
        self.assertEqual(set_name("/tmp/add/5e/pool/coco.json:test20"), "pool:test20")
        self.assertEqual(set_name(".training/add/empty/coco.json:all"), ".training/add/empty")
        self.assertEqual(set_name("/data/coco.json"), "data")

    def test_the_log_has_a_header_and_older_ones_are_read(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            log = Path(name) / "log.csv"
            log.write_text(",".join(COLUMNS) + "\n50,60,0.5,train,1.5,,,,,\n50,60,0.5,val,,0.9,0.8,0.85,0.9,0.01\n")
            rows = read(log)
            self.assertEqual(rows[0][3:], ["train", "1.5"])
            self.assertEqual(rows[1][4:6], ["0.9", "0.8"])
            self.assertIn("polyline", draw(rows))
            # Photos held out of a folder named train are a set of their own, not a loss.
            with log.open("a") as f:
                f.write("51,90,1.0,train,,0.7,0.6,0.85,0.9,0.01\n51,90,1.0,train:dev,,0.9,0.8,,,\n")
            rows = read(log)
            self.assertEqual([r[3] for r in rows], ["train", "val", "train:held out", "train:dev"])
            self.assertIn(">train:held out</text>", draw(rows))
            # A point at 61.5 is a number like any other.
            drawn = draw([["1", "100", "1", "val", "0.9", "0.8"], ["1", "0.2143", "0", "val", "0.9", "0.8"]])
            self.assertIn("61.5,296.0", drawn)
        self.assertIn("polyline", draw(read(ROOT / "checkpoints/log.csv")))

    def test_time_left_goes_by_the_pace(self) -> None:
        self.assertEqual(time_left(600, 0.25), "30 min")
        self.assertEqual(time_left(0, 0), "unknown")


class Custom(unittest.TestCase):
    """A model without the standard slots gets a policy that fits it."""

    def test_the_policy_takes_out_what_the_model_does_not_know(self) -> None:
        text = policy(["top_ad", "cooler", "shelf \"strip\""], "shop")
        self.assertNotIn('"top_ad": null', text)
        for words in ('"cdu_horizontal": null', '"cooler": { required: false }', '"shelf \\"strip\\"": { required: false }', 'name: "shop"'):
            self.assertIn(words, text)


if __name__ == "__main__":
    unittest.main()
