"""How a company's own photos are split."""

from __future__ import annotations

import unittest
from pathlib import Path

import numpy as np

from training.dataset import Sample, Truth, box_quad
from training.split import part_of, split, used_categories

ROOT = Path("/photos")
LABELS = ["poster", "shelf_strip", "cooler"]


def photo(name: str, *labels: int) -> Sample:
    """A photo with one panel of each label."""
    box = np.array([10, 10, 50, 30], np.float32)
    return Sample(ROOT / name, 100, 80, [Truth(k, box, box_quad(box)) for k in labels])


class Split(unittest.TestCase):
    """`<store>/<date>/1.jpg`, the layout of Sightline's own export."""

    def test_photos_that_are_all_called_1_jpg_fill_both_parts(self) -> None:
        samples = [photo(f"S{k}/2026-11-20/1.jpg", 0) for k in range(50)]
        train, held = split(samples, ROOT, LABELS)
        self.assertEqual((len(train), len(held)), (38, 12))

    def test_a_rare_label_stands_in_both_parts_in_its_share(self) -> None:
        samples = [photo(f"S{k}/1.jpg", 0) for k in range(90)] + [photo(f"S{k}/2.jpg", 0, 1) for k in range(10)]
        train, held = split(samples, ROOT, LABELS)
        self.assertEqual(len(train) + len(held), 100)
        self.assertEqual(sum(any(t.label == 1 for t in s.truths) for s in held), 2)
        self.assertEqual(len(held), 25)

    def test_boxes_are_dealt_not_photos_alone(self) -> None:
        samples = [photo(f"S{k}/1.jpg", 0, *[1] * (4 if k < 3 else 1 if k < 15 else 0)) for k in range(60)]
        held = split(samples, ROOT, LABELS)[1]
        self.assertEqual(sum(t.label == 1 for s in held for t in s.truths), 6)

    def test_folds_hold_every_photo_that_is_learned_from_once(self) -> None:
        samples = [photo(f"S{k}/1.jpg", k % 3) for k in range(40)]
        learn = part_of(samples, ROOT, LABELS, "learn")
        checked = [part_of(samples, ROOT, LABELS, f"check{k}of3") for k in (1, 2, 3)]
        self.assertEqual(sorted(str(s.path) for c in checked for s in c), sorted(str(s.path) for s in learn))
        for k, check in enumerate(checked, 1):
            self.assertEqual({t.label for s in check for t in s.truths}, {0, 1, 2})
            rest = part_of(samples, ROOT, LABELS, f"learn{k}of3")
            self.assertFalse({s.path for s in rest} & {s.path for s in check})

    def test_the_order_of_the_file_does_not_matter(self) -> None:
        samples = [photo(f"S{k}/1.jpg", k % 3) for k in range(40)]
        held = {s.path for s in split(samples, ROOT, LABELS)[1]}
        self.assertEqual(held, {s.path for s in split(samples[::-1], ROOT, LABELS)[1]})

    def test_two_photos_make_two_parts(self) -> None:
        train, held = split([photo("a/1.jpg", 0), photo("b/1.jpg", 0)], ROOT, LABELS)
        self.assertEqual((len(train), len(held)), (1, 1))

    def test_photos_without_labels_are_dealt_too(self) -> None:
        samples = [photo(f"S{k}/1.jpg", 0) for k in range(20)] + [photo(f"S{k}/empty.jpg") for k in range(200)]
        held = split(samples, ROOT, LABELS)[1]
        self.assertTrue(20 < sum(not s.truths for s in held) < 70)

    def test_an_empty_part_is_refused_with_a_sentence(self) -> None:
        for samples, word in (
            ([], "training part would be empty"),
            ([photo("a/1.jpg", 0)], "held part would be empty"),
            ([photo(f"S{k}/1.jpg", 0) for k in range(9)] + [photo("x/1.jpg", 2)], "held part would hold no cooler"),
        ):
            with self.assertRaises(SystemExit) as stop:
                split(samples, ROOT, LABELS)
            self.assertIn(word, str(stop.exception))

    def test_a_category_without_annotations_is_no_label(self) -> None:
        categories = [{"id": 0, "name": "root"}, {"id": 2, "name": "b"}, {"id": 1, "name": "a"}]
        coco = {"categories": categories, "annotations": [{"category_id": 2}, {"category_id": 1}]}
        self.assertEqual(used_categories(coco), ["a", "b"])


if __name__ == "__main__":
    unittest.main()
