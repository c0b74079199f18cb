"""The phone in the room: a pinhole with a little radial distortion.

World: x to the right as the customer sees it, y into the wall, z up, metres; the
wall behind the cabinet is y = 0 and the camera looks along +y. Pixels: upright
picture, the centre of the top left pixel is (0.5, 0.5).
"""

from __future__ import annotations

import dataclasses
import functools
import math

import cv2
import numpy as np

NEAR = 0.12


def cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The cross product of two 3-vectors, without numpy.cross's overhead."""
    ax, ay, az = a
    bx, by, bz = b
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


@dataclasses.dataclass(frozen=True)
class Camera:
    """A camera drawn on a padded canvas, then bent by `k` into the picture."""

    position: np.ndarray
    axes: np.ndarray  # rows: right, down, forward
    focal: float
    width: int
    height: int
    k: float
    pad: int

    @staticmethod
    def looking(
        position: np.ndarray, target: np.ndarray, roll: float, focal: float, width: int, height: int, k: float
    ) -> Camera:
        """A camera at `position` that looks at `target`, rolled by `roll` radians."""
        forward = target - position
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward, [0.0, 0.0, 1.0])
        right /= np.linalg.norm(right)
        down = np.cross(forward, right)
        c, s = math.cos(roll), math.sin(roll)
        return Camera(
            position,
            np.stack([c * right + s * down, c * down - s * right, forward]),
            focal,
            width,
            height,
            k,
            12 + int(max(width, height) * 0.05),
        )

    @property
    def canvas(self) -> tuple[int, int]:
        """Width and height of the padded canvas."""
        return self.width + 2 * self.pad, self.height + 2 * self.pad

    def local(self, points: np.ndarray) -> np.ndarray:
        """World points in camera coordinates (right, down, forward)."""
        return (points - self.position) @ self.axes.T

    def to_canvas(self, local: np.ndarray) -> np.ndarray:
        """Camera coordinates to padded, undistorted canvas pixels."""
        w, h = self.canvas
        return local[..., :2] / local[..., 2:] * self.focal + [w / 2, h / 2]

    def bend(self, canvas_points: np.ndarray) -> np.ndarray:
        """Canvas pixels to picture pixels: r' = r (1 - k r² / R²), R half the diagonal."""
        w, h = self.canvas
        d = canvas_points - [w / 2, h / 2]
        r2 = (d**2).sum(-1, keepdims=True) / ((self.width / 2) ** 2 + (self.height / 2) ** 2)
        return d * (1 - self.k * np.minimum(r2, 4.0)) + [self.width / 2, self.height / 2]

    def project(self, points: np.ndarray) -> np.ndarray | None:
        """World points to picture pixels, None when one lies behind the camera."""
        local = self.local(points)
        if (local[..., 2] < NEAR).any():
            return None
        return self.bend(self.to_canvas(local))

    @functools.cached_property
    def unbend_map(self) -> tuple[np.ndarray, np.ndarray]:
        """For every picture pixel the canvas position it shows (for cv2.remap)."""
        x, y = np.meshgrid(
            np.arange(self.width, dtype=np.float32) + 0.5 - self.width / 2,
            np.arange(self.height, dtype=np.float32) + 0.5 - self.height / 2,
        )
        R2 = (self.width / 2) ** 2 + (self.height / 2) ** 2
        q = (x**2 + y**2) / R2
        s = np.ones_like(q)
        for _ in range(6):  # r_u = r_d / (1 - k r_u²)
            s = 1 / (1 - self.k * q * s * s)
        w, h = self.canvas
        return (x * s + w / 2 - 0.5).astype(np.float32), (y * s + h / 2 - 0.5).astype(np.float32)

    def develop(self, canvas: np.ndarray, nearest: bool = False) -> np.ndarray:
        """Bend a canvas into the picture."""
        mx, my = self.unbend_map
        return cv2.remap(
            canvas, mx, my, cv2.INTER_NEAREST if nearest else cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
