"""Self-checks: truth agrees with the picture, pools are repeatable, approval holds."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

import cv2
import numpy as np

from synthesise import fonts, is_approved
from synthesise.approval import approve
from synthesise.arrays import f32
from synthesise.backdrops import BACKGROUNDS
from synthesise.cabinet import FINISHES
from synthesise.camera import Camera
from synthesise.compose import Settings, visit
from synthesise.library import Library
from synthesise.light import Light
from synthesise.materials import WALLS
from synthesise.pool import generate
from synthesise.posters import KINDS
from synthesise.raster import Canvas
from synthesise.stage import upright
from synthesise.styles import allowed, generator


def _shelf(folder: Path, split: str = "train") -> dict[str, object]:
    return {"split": split, "folders": [], "cache": folder / "prints", "share": 0.0, "families": ()}


class Truth(unittest.TestCase):
    """Corners and boxes against the pixels that were drawn."""

    def test_quad_of_a_lone_panel_matches_its_mask_to_a_pixel(self) -> None:
        for k in range(12):
            rng = generator("lone", k)
            eye = np.array([rng.uniform(-1, 1), -rng.uniform(1.5, 3.5), rng.uniform(1.2, 1.8)])
            camera = Camera.looking(
                eye,
                np.array([0, 0, 1.6]) + rng.normal(0, 0.1, 3),
                rng.normal(0, 0.05),
                420,
                640,
                480,
                rng.uniform(-0.03, 0.045),
            )
            corners = upright(
                rng.normal(0, 0.2),
                0,
                1.6,
                rng.uniform(0.3, 1),
                rng.uniform(0.2, 0.6),
                rng.normal(0, 0.3),
                rng.normal(0, 0.2),
            )
            canvas = Canvas(camera)
            canvas.plane(corners, np.full((40, 80, 3), 200, np.uint8), mark=7)
            ids = camera.develop(canvas.ids.astype(np.float32), nearest=True)
            quad = camera.project(corners)
            assert quad is not None
            ys, xs = np.nonzero(ids == 7)
            away = np.array(
                [
                    cv2.pointPolygonTest(f32(quad), (float(x) + 0.5, float(y) + 0.5), True)
                    for y in range(0, 480, 3)
                    for x in range(0, 640, 3)
                ]
            )
            mask = np.array([ids[y, x] == 7 for y in range(0, 480, 3) for x in range(0, 640, 3)])
            self.assertTrue(mask[away > 1].all())
            self.assertFalse(mask[away < -1].any())
            seen = np.array([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1])
            told = np.array([*np.clip(quad.min(0), 0, [640, 480]), *np.clip(quad.max(0), 0, [640, 480])])
            self.assertLess(np.abs(seen - told).max(), 1.4)

    def test_texture_corners_land_on_the_quad(self) -> None:
        camera = Camera.looking(np.array([0.6, -2.0, 1.4]), np.array([0, 0, 1.6]), 0.03, 420, 640, 480, 0.03)
        corners = upright(0.1, 0, 1.6, 0.9, 0.5, 0.2, 0.1)
        texture = np.zeros((100, 180, 3), np.uint8)
        texture[45:55, 85:95] = 255
        canvas = Canvas(camera)
        canvas.plane(corners, texture)
        lit = camera.develop(canvas.rgb)[..., 0]
        ys, xs = np.nonzero(lit > 128)
        centre = camera.project(corners.mean(0, keepdims=True))
        assert centre is not None
        self.assertLess(np.abs(np.array([xs.mean() + 0.5, ys.mean() + 0.5]) - centre[0]).max(), 0.6)

    def test_a_nearer_panel_takes_pixels_from_a_farther_one_in_any_order(self) -> None:
        camera = Camera.looking(np.array([0, -2.0, 1.5]), np.array([0, 0, 1.5]), 0, 420, 640, 480, 0)
        far, near = upright(0, 0, 1.5, 1, 0.5), upright(0.2, -0.5, 1.5, 0.3, 0.3)
        masks = []
        for order in ((1, 2), (2, 1)):
            canvas = Canvas(camera)
            for mark in order:
                canvas.plane(far if mark == 1 else near, np.full((9, 9, 3), 9, np.uint8), mark=mark)
            masks.append(canvas.ids)
        self.assertLess((masks[0] != masks[1]).mean(), 0.002)

    def test_visible_boxes_lie_in_their_quads(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            shelf = Library(**_shelf(Path(folder)))  # type: ignore[arg-type]
            checked = 0
            for i, _, entry in (p for n in range(7) for p in visit(Settings(3, "train", (320, 240), 0.1, 2), shelf, n)):
                for a in entry["annotations"]:
                    if a["fixture"] == "banner":
                        continue
                    q = f32(a["quad"])
                    x, y, w, h = a["bbox"]
                    grown = q + (q - q.mean(0)) / np.linalg.norm(q - q.mean(0), axis=1, keepdims=True) * 2
                    lo, hi = grown.min(0), grown.max(0)
                    self.assertTrue(
                        x >= lo[0] - 1 and y >= lo[1] - 1 and x + w <= hi[0] + 1 and y + h <= hi[1] + 1, (a, i)
                    )
                    checked += 1
            self.assertGreater(checked, 10)


class Pools(unittest.TestCase):
    """Pools as files."""

    def test_same_seed_same_bytes_and_resumed_equals_whole(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            settings = Settings(11, "train", (320, 240), 0.3, 2)
            generate(settings, _shelf(root), root / "a", 4, 1)
            generate(settings, _shelf(root), root / "b", 3, 1)
            generate(settings, _shelf(root), root / "b", 4, 2)
            self.assertEqual((root / "a/coco.json").read_bytes(), (root / "b/coco.json").read_bytes())
            for p in (root / "a/photos").iterdir():
                self.assertEqual(p.read_bytes(), (root / "b/photos" / p.name).read_bytes())

    def test_a_pool_waits_until_approved_and_again_when_its_truth_changes(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            pool = Path(folder) / "p"
            generate(Settings(1, "train", (320, 240), 0.3), _shelf(Path(folder)), pool, 2, 1)
            self.assertFalse(is_approved(pool))
            approve(pool, "tester")
            self.assertTrue(is_approved(pool))
            coco = json.loads((pool / "coco.json").read_text())
            coco["annotations"] = []
            (pool / "coco.json").write_text(json.dumps(coco))
            self.assertFalse(is_approved(pool))

    def test_named_files_become_slots_and_strangers_are_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name in ("top_new.png", "cdu_v_new.png", "x_tea.png"):
                cv2.imwrite(str(root / name), np.zeros((20, 60, 3), np.uint8))
            shelf = Library("train", [root], root / "cache", 1.0)
            self.assertEqual(shelf.creative(generator(1), "top_ad")[0], "top_new")
            self.assertEqual(shelf.creative(generator(1), "cdu_vertical")[0], "cdu_v_new")
            cv2.imwrite(str(root / "strange.png"), np.zeros((20, 60, 3), np.uint8))
            with self.assertRaises(ValueError):
                Library("train", [root], root / "cache", 1.0)

    def test_held_out_styles_are_disjoint(self) -> None:
        options = list(range(17))
        self.assertFalse(set(allowed(options, "train")) & set(allowed(options, "holdout")))
        for doubled in (KINDS, WALLS, FINISHES, BACKGROUNDS):
            self.assertFalse(set(allowed(doubled, "train")) & set(allowed(doubled, "holdout")))
        self.assertEqual(allowed(options, "all"), options)

    def test_held_out_fonts_are_disjoint_over_languages(self) -> None:
        seen = {
            s: {f for lang in ("ko", "en") for family in fonts._families(lang, s) for f in family}
            for s in ("train", "holdout")
        }
        self.assertFalse(seen["train"] & seen["holdout"])

    def test_lamps_brighten_what_faces_them(self) -> None:
        light = Light(np.array([[0, -1, 2.5]]), np.array([1.0]), np.ones(3), 0.2)
        up = np.array([[-1, 0, 1], [1, 0, 1], [1, -2, 1], [-1, -2, 1]], float)
        self.assertGreater(light.on(up).mean(), light.on(up[::-1]).mean())


if __name__ == "__main__":
    unittest.main()
