"""Lines, classes, heads, measures, and what people's corrections teach."""

from __future__ import annotations

import csv
import json
import tempfile
import unittest
from pathlib import Path

import cv2
import numpy as np
import torch

from synthesise.styles import generator
from text import checkpoint
from text.characters import CHARACTERS, HANGUL, classes, jamo
from text.draw import HEIGHT, Material, draw, straight
from text.measure import decode, distance, plain, scores
from text.network import Recogniser, Shipped, begin, listed
from text.package import export
from text.pool import Pool, material, shard
from text.says import LONGEST, line
from text.train import SHIPPED, WIDTHS, Batches, canvas, loss, rate
from training import text as training_text


class Characters(unittest.TestCase):
    """KS X 1001 and the signs of prices."""

    def test_syllables_are_those_of_the_standard_and_every_class_is_one_character(self) -> None:
        self.assertEqual((len(HANGUL), HANGUL[0], HANGUL[-1]), (2350, "가", "힝"))
        self.assertEqual(len(set(CHARACTERS)), len(CHARACTERS))
        self.assertTrue(set("원,.~–%+/") <= set(CHARACTERS))

    def test_a_syllable_is_its_letters(self) -> None:
        self.assertEqual(jamo("가"), (0, 0, 0))
        self.assertEqual(jamo("힝"), (18, 20, 21))

    def test_lines_have_known_characters_and_are_no_longer_than_said(self) -> None:
        rng = generator("test")
        kinds = set()
        for _ in range(300):
            text, kind = line(rng)
            kinds.add(kind)
            self.assertTrue(0 < len(text) <= LONGEST)
            classes(text)
        self.assertEqual(kinds, {"price", "period", "code", "words", "syllables"})


class Drawing(unittest.TestCase):
    """Pictures of lines."""

    def test_parts_share_no_font_and_a_line_depends_on_its_number_alone(self) -> None:
        seen, held = material([], False), material([], True)
        self.assertFalse(set(seen.fonts) & set(held.fonts))
        picture = draw(generator("one"), "4,500원", seen)
        self.assertEqual(picture.shape[0], HEIGHT)
        np.testing.assert_array_equal(picture, draw(generator("one"), "4,500원", seen))

    def test_a_pool_gives_back_what_was_drawn(self) -> None:
        from text import pool

        lines, pool.LINES = pool.LINES, 3
        try:
            with tempfile.TemporaryDirectory() as folder:
                one = shard(0, Material(material([], True).fonts[:2], ()), True)
                np.savez(Path(folder) / "00000.npz", **one)
                read = Pool(Path(folder))
                self.assertEqual(len(read), 3)
                self.assertEqual([read.picture(k).shape[1] for k in range(3)], read.widths)
        finally:
            pool.LINES = lines

    def test_a_line_that_lies_askew_is_straightened(self) -> None:
        photo = np.zeros((100, 300, 3), np.uint8)
        cv2.fillConvexPoly(photo, np.int32([[50, 20], [250, 40], [246, 80], [46, 60]]), (255, 255, 255))
        cut = straight(photo, np.float32([[52, 22], [248, 42], [244, 78], [48, 58]]))
        self.assertGreater(cut.mean(), 250)
        self.assertLess(abs(cut.shape[1] - 48 * 197 / 36.5), 20)


class Networks(unittest.TestCase):
    """The trunk, the heads, and what is written."""

    def test_the_trunk_answers_as_the_packages_network(self) -> None:
        import onnxruntime

        net = Shipped(listed(SHIPPED / "characters.txt"))
        begin(net, SHIPPED / "read.onnx", net.characters)
        x = torch.rand(1, 3, HEIGHT, 160) * 2 - 1
        theirs = onnxruntime.InferenceSession(str(SHIPPED / "read.onnx")).run(None, {"x": x.numpy()})[0]
        with torch.inference_mode():
            self.assertLess(float(np.abs(net.eval()(x).exp().numpy() - theirs).max()), 1e-3)

    def test_letters_are_shared_between_syllables(self) -> None:
        net = Recogniser()
        rows = net.head().detach()
        first = len(CHARACTERS) - len(HANGUL) + 1
        ga, gak, na, nak = (rows[first + HANGUL.index(c)] for c in "가각나낙")
        torch.testing.assert_close(gak - ga, nak - na)

    def test_what_is_exported_reads_alike_and_a_small_checkpoint_goes_on(self) -> None:
        net = Recogniser()
        begin(net, SHIPPED / "read.onnx", listed(SHIPPED / "characters.txt"))
        with tempfile.TemporaryDirectory() as folder:
            state = {"net": net.state_dict(), "average": net.state_dict(), "optimiser": {}, "step": 7, "spent": 1.0}
            file = Path(folder) / "small.pt.xz"
            checkpoint.write(state, file)
            self.assertLess(file.stat().st_size, 16 << 20)
            again = checkpoint.read(file)
            self.assertEqual(again["step"], 7)
            Recogniser().load_state_dict(again["average"])
            export(net, Path(folder) / "read.onnx")
            self.assertLess((Path(folder) / "read.onnx").stat().st_size, 3 << 20)

    def test_a_few_steps_learn_a_line(self) -> None:
        torch.manual_seed(1)
        net = Recogniser()
        begin(net, SHIPPED / "read.onnx", listed(SHIPPED / "characters.txt"))
        picture = draw(generator("learn"), "새로운 가격", Material(material([], False).fonts[:1], ()))
        optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3)
        for _ in range(25):
            now = loss(net(canvas([picture])), [classes("새로운 가격")])
            optimiser.zero_grad()
            now.backward()
            optimiser.step()
        with torch.inference_mode():
            read = decode(net(canvas([picture]))[0].argmax(1).numpy(), net.characters)
        self.assertEqual(plain(read), "새로운가격")

    def test_the_rate_rises_and_falls_once(self) -> None:
        rates = [rate(k / 100, 1.0) for k in range(101)]
        top = rates.index(max(rates))
        self.assertEqual(rates[:top], sorted(rates[:top]))
        self.assertEqual(rates[top:], sorted(rates[top:], reverse=True))

    def test_a_batch_has_one_width_and_the_plan_is_the_same_again(self) -> None:
        class Fake:
            widths = [90, 100, 150, 155, 90, 300, 310, 120] * 40

        plan = Batches(Fake(), 1, 0, 1000).plan(0)
        self.assertEqual(plan, Batches(Fake(), 1, 0, 1000).plan(0))
        for batch in plan:
            kinds = {next(w for w in WIDTHS if w >= Fake.widths[k]) for k in batch}
            self.assertEqual(len(kinds), 1)


class Measures(unittest.TestCase):
    """Characters and lines."""

    def test_distances_and_scores(self) -> None:
        self.assertEqual([distance("가나다", "가다"), distance("", "가"), distance("가", "나")], [1, 1, 1])
        got = scores([("4,500원", "price"), ("새 가격", "words")], ["4,500원", "새가걱"])
        self.assertEqual((got["price exact"], got["words exact"], got["all exact"]), (1.0, 0.0, 0.5))
        self.assertEqual(got["words errors"], round(1 / 3, 4))
        self.assertEqual(decode(np.array([0, 1, 1, 0, 1, 2]), ["a", "b"]), "aab")


class Corrections(unittest.TestCase):
    """One command from corrected lines to a model, or to none."""

    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        self.rows = []
        for k in range(60):
            photo = np.full((120, 320, 3), 235, np.uint8)
            cv2.putText(photo, f"{1000 + 37 * k}", (60, 80), cv2.FONT_HERSHEY_DUPLEX, 2, (20, 20, 20), 3)
            cv2.imwrite(str(self.root / f"{k}.jpg"), photo)
            self.rows.append(
                {"photo": f"{k}.jpg", "quad": [50, 22, 235, 22, 235, 92, 50, 92], "text": f"{1000 + 37 * k}", "who": f"r{k % 3}",
                 "when": f"2026-11-{k % 28 + 1:02}T09:00:00+09:00"}
            )  # fmt: skip

    def run_with(self, rows: list[dict], *more: str) -> int:
        (self.root / "lines.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
        args = ["--lines", str(self.root / "lines.jsonl"), "--photos", str(self.root), "--out", str(self.root / "out"), "--version", "4.0.1"]
        return training_text.main([*args, *more])

    def versions(self) -> list[dict]:
        with (self.root / "out" / "versions.csv").open() as f:
            return list(csv.DictReader(f))

    def test_a_model_that_is_no_worse_is_adopted_and_noted(self) -> None:
        self.assertEqual(self.run_with(self.rows, "--steps", "3", "--rate", "1e-6"), 0)
        (row,) = self.versions()
        self.assertEqual((row["adopted"], row["lines"], row["people"]), ("yes", "60", "3"))
        card = json.loads((self.root / "out/model/card.json").read_text())
        self.assertEqual((card["version"], card["read"]["sha256"]), ("4.0.1", row["model_sha256"]))
        self.assertTrue((self.root / "out/model/find.onnx").exists())
        self.assertEqual(self.run_with(self.rows, "--steps", "2", "--rate", "1e-6", "--base", str(self.root / "out/model")), 0)
        self.assertEqual([(r["base"], r["adopted"]) for r in self.versions()], [("4.0.0", "yes"), ("4.0.1", "yes")])

    def test_a_worse_one_is_not_and_no_model_is_left(self) -> None:
        wrong = [r | {"text": "0"} if not training_text.Line(r["photo"], (), "", "", "").is_held else r for r in self.rows]
        self.assertEqual(self.run_with(wrong, "--steps", "25", "--rate", "3e-3"), 0)
        (row,) = self.versions()
        self.assertEqual((row["adopted"], row["model_sha256"]), ("no", ""))
        self.assertFalse((self.root / "out/model").exists())

    def test_wrong_input_is_named_with_its_line_and_nothing_is_done(self) -> None:
        for change in [{"quad": [1, 2]}, {"text": " "}, {"photo": "../x.jpg"}, {"when": "soon"}, {"text": "가"}]:
            self.assertEqual(self.run_with([*self.rows[:3], self.rows[3] | change]), 2)
        self.assertEqual(self.run_with(self.rows[:9]), 2, "too few to measure on")
        self.assertFalse((self.root / "out").exists())


if __name__ == "__main__":
    unittest.main()
