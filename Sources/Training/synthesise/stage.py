"""The stage a scene is built on: canvas, light, randomness, and simple solids."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable

import cv2
import numpy as np

from .camera import Camera, cross
from .library import Library
from .light import Light
from .raster import Canvas
from .styles import Split


@dataclasses.dataclass
class Hung:
    """Something in the scene that truth reports: a programme ad, distractor or blank."""

    role: str  # "ad", "distractor", "empty"
    category: str | None
    name: str
    corners: np.ndarray
    mark: int
    fixture: str = ""
    tags: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Stage:
    """A scene in the making: what is built is kept as strokes, to be seen by many cameras."""

    eye: np.ndarray  # where the first camera stands
    light: Light
    rng: np.random.Generator
    split: Split
    library: Library
    hung: list[Hung] = dataclasses.field(default_factory=list)
    strokes: list[Callable[[Canvas], None]] = dataclasses.field(default_factory=list)

    def render(self, camera: Camera, backdrop: np.ndarray | None = None) -> Canvas:
        """The scene as `camera` sees it."""
        canvas = Canvas(camera, backdrop)
        for stroke in self.strokes:
            stroke(canvas)
        return canvas

    def plane(
        self,
        corners: np.ndarray,
        texture: np.ndarray,
        emit: float = 0.0,
        tint: float = 1.0,
        mark: int = 0,
        cells: int = 3,
        turned: bool = True,
    ) -> None:
        """A plane lit by the room; `emit` adds light of its own.

        With `turned` false only cameras before its front see it.
        """
        light = self.light.on(corners, cells) * tint * (1 - min(1, emit)) + emit

        def stroke(canvas: Canvas) -> None:
            if turned or facing(canvas.camera.position, corners):
                canvas.plane(corners, texture, light, mark)

        self.strokes.append(stroke)

    def decal(self, corners: np.ndarray, texture: np.ndarray, light: float) -> None:
        """A tint on what lies behind: shadow, glare, glass; it hides nothing."""
        self.strokes.append(lambda canvas: canvas.plane(corners, texture, light, cast=False))

    def glow(self, corners: np.ndarray, strength: float, colour: np.ndarray) -> None:
        """Light that spills around a lit surface."""
        self.strokes.append(lambda canvas: canvas.glow(corners, strength, colour))

    def next_mark(self) -> int:
        """A fresh id for the mask."""
        return len(self.hung) + 1

    def hang(
        self,
        role: str,
        category: str | None,
        name: str,
        corners: np.ndarray,
        texture: np.ndarray,
        fixture: str = "",
        emit: float = 0.0,
        tags: list[str] | None = None,
    ) -> Hung:
        """Draw a print and remember it for the truth."""
        item = Hung(role, category, name, corners, self.next_mark(), fixture, list(tags or []))
        self.hung.append(item)
        self.plane(corners, texture, emit, mark=item.mark)
        return item

    def shadow(self, corners: np.ndarray, strength: float, spread: float = 0.06, drop: float = 0.05) -> None:
        """A soft shadow of a plane's outline on whatever lies just behind it."""
        u = corners[1] - corners[0]
        v = corners[3] - corners[0]
        un, vn = u / max(1e-6, np.linalg.norm(u)), v / max(1e-6, np.linalg.norm(v))
        grown = corners + np.array([-un - vn, un - vn, un + vn, vn - un]) * spread + vn * drop
        self.decal(grown, soft_patch(int(255 * strength)), 1.0)


@functools.lru_cache(maxsize=64)
def soft_patch(alpha: int) -> np.ndarray:
    """A black patch whose edge fades out."""
    a = np.zeros((48, 48), np.float32)
    a[9:39, 9:39] = alpha
    a = cv2.GaussianBlur(a, (0, 0), 4)
    return np.dstack([np.zeros((48, 48, 3), np.uint8), a.astype(np.uint8)])


def upright(
    x: float, y: float, z: float, width: float, height: float, yaw: float = 0.0, tilt: float = 0.0, lean: float = 0.0
) -> np.ndarray:
    """TL TR BR BL of a panel centred at (x, y, z) facing the customer.

    `tilt` turns it in its plane (radians, clockwise for the viewer), `yaw` about the
    vertical axis, `lean` tips its top away from the customer.
    """
    local = np.array([[-0.5, 0.5], [0.5, 0.5], [0.5, -0.5], [-0.5, -0.5]]) * [width, height]
    c, s = math.cos(tilt), math.sin(tilt)
    local = local @ np.array([[c, -s], [s, c]])
    r = np.array([math.cos(yaw), math.sin(yaw), 0])
    back = np.array([-math.sin(yaw), math.cos(yaw), 0])
    up = np.array([0, 0, 1]) * math.cos(lean) + back * math.sin(lean)
    return np.array([x, y, z]) + local[:, :1] * r + local[:, 1:] * up


def box(
    stage: Stage,
    corners: np.ndarray,
    depth: float,
    front: np.ndarray | None,
    side: np.ndarray,
    top: np.ndarray | None = None,
    emit: float = 0.0,
) -> None:
    """A block whose front face is `corners` and that reaches `depth` behind it."""
    u, v = corners[1] - corners[0], corners[3] - corners[0]
    back = -cross(v, u)
    back = back / np.linalg.norm(back) * depth
    b = corners + back
    a = corners
    faces = [
        (np.array([b[0], a[0], a[3], b[3]]), side),
        (np.array([a[1], b[1], b[2], a[2]]), side),
        (np.array([b[0], b[1], a[1], a[0]]), side if top is None else top),
        (np.array([a[3], a[2], b[2], b[3]]), side),
    ]
    for quad, texture in faces:
        stage.plane(quad, texture, cells=2, turned=False)
    if front is not None:
        stage.plane(corners, front, emit)


def facing(eye: np.ndarray, corners: np.ndarray) -> bool:
    """True when the front of TL TR BR BL can be seen from `eye`."""
    normal = cross(corners[3] - corners[0], corners[1] - corners[0])
    return bool(normal @ (eye - corners[0]) > 0)


def sprite(
    stage: Stage,
    picture: np.ndarray,
    x: float,
    y: float,
    z: float,
    height: float,
    tint: float = 1.0,
    shadow: bool = True,
) -> None:
    """A cut-out standing at (x, y, z) on its lower edge, turned to the camera."""
    h, w = picture.shape[:2]
    width = height * w / h
    d = stage.eye - [x, y, z]
    light = stage.light.on(upright(x, y, z + height / 2, width, height, math.atan2(d[0], -d[1]))) * tint
    if shadow:
        r = width * 0.62
        flat = np.array(
            [
                [x - r, y + r * 0.7, z + 0.002],
                [x + r, y + r * 0.7, z + 0.002],
                [x + r, y - r * 0.5, z + 0.002],
                [x - r, y - r * 0.5, z + 0.002],
            ]
        )
        stage.decal(flat, soft_patch(150), 1.0)

    def stroke(canvas: Canvas) -> None:
        e = canvas.camera.position - [x, y, z]
        canvas.plane(upright(x, y, z + height / 2, width, height, math.atan2(e[0], -e[1])), picture, light)

    stage.strokes.append(stroke)
