"""Small properties of geometry, decoding, loss and figures; no photos needed."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn

from training import checkpoint
from training.augment import MIRROR, MIRROR_SLOT, Strength, augment, letterbox, mirror_labels, move_truth
from training.backbone import Filter
from training.calibrate import expected_error, platt
from training.curves import draw, read
from training.dataset import CABINET, SLOTS, Cache, Sample, Truth, box_quad, clip_box, read_coco
from training.decode import Found, detections
from training.export import fold
from training.loss import detection_loss, flatten, iou
from training.measure import best_threshold, coco_figures, counts, match
from training.model import ATTRIBUTES, Detector, NetConfig
from training.package import short
from training.panel_data import half_hidden
from training.prints import Artworks, Prints, Swapper
from training.train import COLUMNS, groups, losses, start_log


def panel(box: tuple[float, float, float, float], label: int = 0) -> Truth:
    """An upright, unhidden panel."""
    b = np.array(box, np.float32)
    return Truth(label, b, box_quad(b))


class Log(unittest.TestCase):
    """log.csv says what its columns are, and `training.curves` draws it."""

    def test_it_has_a_header_and_can_be_drawn(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            log = Path(name) / "log.csv"
            log.write_text("50,60,0.5,train,1.0,0.5\n")
            start_log(log)
            start_log(log)
            self.assertTrue((Path(name) / "log.without-header.csv").exists())
            row = losses({"cls": 2.0, "box": 4.0}, 2)
            with log.open("a") as f:
                f.write(",".join(map(str, [50, 60, 0.5, "train", *row])) + "\n")
                f.write("50,60,0.5,val,,0.9,0.8,0.85,0.9,0.01\n")
            lines = log.read_text().splitlines()
            self.assertEqual(lines[0], ",".join(COLUMNS))
            self.assertEqual(len(lines), 3)
            self.assertEqual(len(lines[1].split(",")), len(COLUMNS))
            rows = read(log)
            self.assertEqual(rows[0], ["50", "60", "0.5", "train", "3.0"])
            self.assertEqual(rows[1][4:6], ["0.9", "0.8"])
            self.assertIn("polyline", draw(rows))


class Geometry(unittest.TestCase):
    """Where truth lands."""

    def test_mirroring_swaps_left_and_right_ads_and_nothing_else(self) -> None:
        self.assertEqual(mirror_labels([*SLOTS, CABINET]), [0, 1, 3, 2, 4])

    def test_mirrored_corners_start_top_left_again(self) -> None:
        t = panel((10, 20, 50, 40))
        flipped = move_truth(t, np.array([[-1, 0, 100], [0, 1, 0], [0, 0, 1.0]]), True, (100, 100), 4)
        np.testing.assert_allclose(flipped.quad[MIRROR], box_quad(np.array([50, 20, 90, 40])))

    def test_a_panel_cut_by_the_frame_loses_its_share(self) -> None:
        t = move_truth(panel((0, 0, 40, 40)), np.array([[1, 0, -20], [0, 1, 0], [0, 0, 1.0]]), True, (100, 100), 4)
        np.testing.assert_allclose(t.box, [0, 0, 20, 40])
        self.assertAlmostEqual(t.visible, 0.5, places=3)

    def test_a_panel_hardly_seen_is_not_asked_for(self) -> None:
        t = move_truth(panel((0, 0, 40, 40)), np.array([[1, 0, -35], [0, 1, 0], [0, 0, 1.0]]), True, (100, 100), 4)
        self.assertTrue(t.ignore)

    def test_a_quad_outside_the_frame_has_a_box_inside(self) -> None:
        np.testing.assert_allclose(clip_box(np.array([[-10, -10], [50, 0], [50, 30], [-10, 30]], np.float32), 40, 20), [0, 0, 40, 20], atol=0.01)

    def test_the_letterbox_fills_only_right_and_below(self) -> None:
        canvas, scale = letterbox(np.zeros((100, 100, 3), np.uint8), (64, 32))
        self.assertEqual((scale, int(canvas[0, 0, 0]), int(canvas[0, 40, 0])), (0.32, 0, 114))

    def test_augmented_boxes_stay_in_the_frame(self) -> None:
        sample = Sample(Path("x"), 160, 120, [panel((20, 20, 90, 50)), panel((100, 40, 120, 100), 2)])
        rng = np.random.default_rng(1)
        for _ in range(60):
            _, truths = augment(rng, np.zeros((120, 160, 3), np.uint8), sample, (128, 96), [0, 1, 3, 2, 4], Strength())
            for t in truths:
                self.assertTrue((t.box[:2] >= -0.01).all() and t.box[2] <= 128.01 and t.box[3] <= 96.01)


class Network(unittest.TestCase):
    """The network's maps and their loss."""

    def test_folding_changes_no_answer(self) -> None:
        torch.manual_seed(0)
        net = Detector(NetConfig()).eval()
        x = torch.rand(1, 3, 64, 96) * 255
        with torch.no_grad():
            before = [m.clone() for m in net(x)]
            fold(net)
            for a, b in zip(before, net(x)):
                torch.testing.assert_close(a, b, atol=1e-4, rtol=1e-4)

    def test_distances_are_never_negative_and_maps_have_the_card_shape(self) -> None:
        maps = Detector(NetConfig(attributes=ATTRIBUTES)).eval()(torch.rand(1, 3, 64, 96) * 255)
        self.assertEqual([tuple(m.shape) for m in maps], [(1, 25, 8, 12), (1, 25, 4, 6), (1, 25, 2, 3)])
        self.assertTrue(all((m[:, 2:6] >= 0).all() for m in maps))

    def test_layers_that_keep_imagenets_weights_get_no_gradient_and_do_not_drift(self) -> None:
        net = Detector(NetConfig(attributes=ATTRIBUTES)).train()
        before = {k: v.clone() for k, v in net.trunk.stem.state_dict().items()}
        sum(m.square().mean() for m in net(torch.rand(2, 3, 64, 64) * 255)).backward()
        self.assertTrue(all(torch.equal(v, before[k]) for k, v in net.trunk.stem.state_dict().items()))
        self.assertTrue(all(p.grad is None for n, p in net.named_parameters() if "filter.0" in n or "stem" in n))
        self.assertTrue(any(p.grad is not None for n, p in net.named_parameters() if "blocks.9" in n))

    def test_the_gradient_of_a_filter_of_stride_two_is_torchs_own(self) -> None:
        torch.manual_seed(0)
        for size, k in ((12, 5), (13, 3)):
            layer = Filter(4, k, 2)
            x = torch.rand(2, 4, size, size + 2, requires_grad=True)
            plain = nn.functional.conv2d(x, layer.weight, None, 2, k // 2, 1, 4)
            grad = torch.rand_like(plain)
            torch.testing.assert_close(torch.autograd.grad(layer(x), x, grad)[0], torch.autograd.grad(plain, x, grad)[0])

    def test_a_small_checkpoint_holds_the_same_training(self) -> None:
        torch.manual_seed(0)
        net = Detector(NetConfig(attributes=ATTRIBUTES)).train()
        optimiser = torch.optim.AdamW(groups(net), betas=(0.9, 0.99), fused=True)
        sum(m.square().mean() for m in net(torch.rand(2, 3, 64, 64) * 255)).backward()
        optimiser.step()
        state = {"net": net.state_dict(), "ema": net.state_dict(), "optimiser": optimiser.state_dict(), "step": 7, "spent": 1.0, "seen": 112}
        with tempfile.TemporaryDirectory() as folder:
            checkpoint.write(state, net, Path(folder) / "small.xz")
            other = Detector(net.cfg).train()
            other.trunk.stem.load_state_dict(net.trunk.stem.state_dict())
            for a, b in zip(other.trunk.blocks, net.trunk.blocks):
                a.load_state_dict(b.state_dict())
            back = checkpoint.read(Path(folder) / "small.xz", other)
        self.assertEqual((back["step"], back["seen"]), (7, 112))
        for k, v in net.state_dict().items():
            torch.testing.assert_close(back["net"][k], v, atol=2e-3, rtol=2e-3)
        for k, v in optimiser.state_dict()["state"].items():
            mine = back["optimiser"]["state"][k]["exp_avg_sq"].sqrt()
            want = v["exp_avg_sq"].sqrt()
            torch.testing.assert_close(mine, want, atol=float(want.max()) * 0.05, rtol=0.05)

    def test_the_loss_falls_on_one_photo(self) -> None:
        torch.manual_seed(0)
        net = Detector(NetConfig(attributes=ATTRIBUTES)).train()
        x = torch.rand(2, 3, 64, 64) * 255
        box = torch.tensor([[[8.0, 8, 40, 30]], [[20.0, 10, 60, 50]]])
        quad = torch.stack([torch.from_numpy(box_quad(b[0].numpy()).reshape(1, 8)) for b in box])
        flags = torch.ones(2, 1, dtype=torch.bool)
        zero = torch.zeros(2, 1, dtype=torch.long)
        batch = {"box": box, "quad": quad, "label": zero, "slot": zero, "valid": flags, "ignore": ~flags, "partial": torch.zeros(2, dtype=torch.bool)}
        batch |= {k: flags.float() for k in ("visible", "known", "programme")} | {"blank": zero.float()}
        opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], 2e-3)
        losses = []
        for _ in range(25):
            loss = sum(detection_loss(net(x), batch, 2).values())
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(float(loss.detach()))
        self.assertLess(losses[-1], 0.6 * losses[0])

    def test_flattened_and_decoded_boxes_agree(self) -> None:
        torch.manual_seed(0)
        maps = Detector(NetConfig(attributes=ATTRIBUTES)).eval()(torch.rand(1, 3, 64, 64) * 255)
        maps = [m.detach() for m in maps]
        maps[0][0, 1, 3, 4] = 5.0
        first = detections([m[0].numpy() for m in maps], (8, 16, 32), 2, floor=0.5)[0]
        logits, boxes, corners, _, _, more = flatten(maps, 2)
        n = int(logits[0, :, 1].argmax())
        np.testing.assert_allclose(first.box, boxes[0, n].numpy(), rtol=1e-5)
        np.testing.assert_allclose(first.quad.reshape(-1), corners[0, n].numpy(), rtol=1e-5)
        np.testing.assert_allclose(first.more, more[0, n].numpy(), rtol=1e-5)


class Boards(unittest.TestCase):
    """Whatever hangs at the counter is a board."""

    def test_ads_posters_and_empty_frames_are_boards_and_keep_what_is_known_of_them(self) -> None:
        quad = [[10, 10], [60, 10], [60, 30], [10, 30]]
        image = {"id": 1, "file_name": "x.jpg", "width": 100, "height": 80, "cabinet_quad": [[5, 40], [90, 40], [90, 75], [5, 75]]}
        image |= {"distractors": [{"id": "p", "in_slot": None, "quad": quad, "box": [10, 10, 60, 30], "visible_px": 900}]}
        image |= {"empty_fixtures": [{"cls": "cdu_vertical_left", "quad": quad}]}
        ad = {"image_id": 1, "category_id": 7, "bbox": [10, 10, 50, 20], "quad": quad, "creative": "a"}
        coco = {"images": [image], "annotations": [ad], "categories": [{"id": 7, "name": "top_ad"}]}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "coco.json"
            path.write_text(json.dumps(coco))
            truths = read_coco(path, ["board", CABINET])[0].truths
        self.assertEqual([(t.label, t.slot, t.blank, t.programme) for t in truths], [(1, -1, -1, -1), (0, 4, 0, 0), (0, 2, 1, 0), (0, 0, 0, 1)])

    def test_a_mirrored_board_hangs_on_the_other_side(self) -> None:
        self.assertEqual([MIRROR_SLOT[k] for k in (-1, 0, 1, 2, 3, 4)], [-1, 0, 1, 3, 2, 4])


class Figures(unittest.TestCase):
    """What is reported."""

    def test_perfect_detections_have_ap_one_and_difficult_truth_does_not_count(self) -> None:
        hard = panel((60, 60, 90, 90))
        hard.ignore = True
        samples = [Sample(Path("x"), 100, 100, [panel((10, 10, 50, 30)), hard])]
        results = [[Found(0, 3.0, samples[0].truths[0].box, samples[0].truths[0].quad, np.zeros(0))]]
        self.assertAlmostEqual(coco_figures(samples, results, SLOTS, [0, 1, 2, 3])["ap50_95"], 1.0)
        logit, hit, total, corner = match(samples, results, 0)
        self.assertEqual((hit.tolist(), total, corner.tolist()), ([True], 1, [0.0]))

    def test_a_set_without_boards_has_no_recall(self) -> None:
        """A false detection there is counted apart; recall and F1 of nothing are not 0."""
        box = np.array([10.0, 10, 50, 40])
        empty = Sample(Path("x"), 80, 60, [])
        row = counts([empty], [[Found(0, 2.0, box, box_quad(box), np.zeros(0))]], [0], {0: 0.0})
        self.assertEqual(row, {"precision": None, "recall": None, "f1": None, "truths": 0})
        self.assertIsNone(coco_figures([empty], [[]], ["ad"], [0])["ap50"])

    def test_the_threshold_parts_hits_from_misses(self) -> None:
        bar, f1 = best_threshold(np.array([4.0, 3.0, 1.0]), np.array([True, True, False]), 2)
        self.assertEqual((bar, f1), (2.0, 1.0))

    def test_calibration_turns_logits_into_shares_of_hits(self) -> None:
        rng = np.random.default_rng(0)
        z = rng.normal(0, 2, 4000)
        hit = rng.random(4000) < 1 / (1 + np.exp(-(2 * z - 1)))
        ab = platt(z, hit)
        self.assertAlmostEqual(ab[0], 2, delta=0.25)
        self.assertLess(expected_error(ab[0] * z + ab[1], hit), 0.03)

    def test_iou_of_equal_boxes_is_one(self) -> None:
        b = torch.tensor([[0.0, 0, 4, 4]])
        self.assertAlmostEqual(float(iou(b, b)), 1.0, places=5)

    def test_cards_hold_no_folder_of_this_machine(self) -> None:
        self.assertEqual(short("--data /somewhere/else/fieldset/train/coco.json"), "--data fieldset/train/coco.json")


class Exchange(unittest.TestCase):
    """Other prints on labelled panels."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.sample = Sample(self.root / "x.jpg", 400, 300, [panel((100, 100, 300, 150))])
        t = self.sample.truths[0]
        t.clean, t.creative, t.slot = True, "own-top-1", 0
        self.store("artworks/own-top-1.png", (200, 50), (200, 30, 30))

    def store(self, name: str, size: tuple[int, int], colour: tuple[int, int, int]) -> None:
        """A picture of one colour."""
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size, colour).save(self.root / name)

    def exchanged(self, poster_share: float = 0.0) -> tuple[np.ndarray, Truth]:
        """The photo, a red panel on grey, after one exchange, and what hangs there now."""
        image = np.full((300, 400, 3), 128, np.uint8)
        image[100:150, 100:300] = (200, 30, 30)
        swap = Swapper(Prints(self.root / "prints", self.root / "cache"), Artworks(self.root / "artworks"), poster_share=poster_share)
        picture, truths, changed = swap(np.random.default_rng(3), image, self.sample, sure=True)
        self.assertEqual((len(truths), changed), (1, {0}))
        return picture, truths[0]

    def test_a_print_of_the_slots_shape_fills_the_panel(self) -> None:
        self.store("prints/top_ad/a.png", (300, 80), (20, 20, 220))
        picture, now = self.exchanged()
        np.testing.assert_allclose(now.box, [100, 100, 300, 150])
        self.assertGreater(int(picture[125, 110, 2]), int(picture[125, 110, 0]))
        self.assertEqual((now.slot, now.programme, now.blank), (0, 1.0, 0.0))

    def test_of_a_print_for_another_slot_the_print_is_the_truth_not_its_board(self) -> None:
        self.store("prints/top_ad/a.png", (50, 100), (20, 20, 220))
        _, now = self.exchanged()
        np.testing.assert_allclose(now.box, [187.5, 100, 212.5, 150], atol=1.1)

    def test_a_board_with_a_poster_is_a_board_and_no_ad(self) -> None:
        self.store("prints/top_ad/a.png", (300, 80), (20, 20, 220))
        self.store("prints/poster/a.png", (300, 80), (20, 220, 20))
        _, now = self.exchanged(poster_share=1.0)
        self.assertEqual((now.label, now.programme, now.blank), (0, 0.0, 0.0))

    def test_a_photo_written_again_is_read_again(self) -> None:
        for colour in (10, 200):
            self.store("x.png", (40, 30), (colour,) * 3)
            photo = Cache([Sample(self.root / "x.png", 40, 30, [])], self.root / "cache", "set")[0]
            self.assertEqual(int(photo[0, 0, 0]), colour)

    def test_what_stands_before_a_crop_leaves_part_of_it(self) -> None:
        rng = np.random.default_rng(5)
        for _ in range(50):
            out = half_hidden(rng, np.full((48, 112, 3), 114, np.uint8))
            self.assertGreater(float((out == 114).all(2).mean()), 0.2)


if __name__ == "__main__":
    unittest.main()
