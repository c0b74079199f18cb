"""A small rasteriser: textured, lit planes with a depth buffer and an id mask."""

from __future__ import annotations

import cv2
import numpy as np

from .arrays import f32, i32
from .camera import NEAR, Camera, cross


class Canvas:
    """Pixels (linear-ish float RGB), inverse depth and ids of one picture."""

    def __init__(self, camera: Camera, backdrop: np.ndarray | None = None) -> None:
        w, h = camera.canvas
        self.camera = camera
        self.rgb = (
            np.zeros((h, w, 3), np.float32) if backdrop is None else cv2.resize(backdrop, (w, h)).astype(np.float32)
        )
        self.inverse_depth = np.zeros((h, w), np.float32)
        self.ids = np.zeros((h, w), np.int32)

    def plane(
        self,
        corners: np.ndarray,
        texture: np.ndarray,
        light: np.ndarray | float = 1.0,
        mark: int = 0,
        cast: bool = True,
        bias: float = 0.002,
    ) -> None:
        """Draw `texture` (RGB or RGBA) on the parallelogram TL TR BR BL.

        `light` multiplies it: a number, a colour or a small grid of colours.
        `mark` goes to the id mask where the plane is seen. Without `cast` the plane
        tints what lies behind it and leaves depth and ids alone (shadow, glow).
        """
        local = self.camera.local(corners)
        origin, u, v = local[0], local[1] - local[0], local[3] - local[0]
        clipped = _clip(local)
        if clipped is None:
            return
        outline = self.camera.to_canvas(clipped)
        H, W = self.ids.shape
        x0, y0 = np.floor(outline.min(0)).astype(int) - 1
        x1, y1 = np.ceil(outline.max(0)).astype(int) + 1
        x0, y0, x1, y1 = max(0, x0), max(0, y0), min(W, x1), min(H, y1)
        if x1 - x0 < 1 or y1 - y0 < 1:
            return
        width, height = x1 - x0, y1 - y0
        texture = _mip(texture, outline, clipped is local or len(clipped) == 4)
        th, tw = texture.shape[:2]
        # texture pixel (s, t) -> camera ray: K (origin + s/tw u + t/th v)
        f = self.camera.focal
        K = np.array([[f, 0, W / 2 - x0 - 0.5], [0, f, H / 2 - y0 - 0.5], [0, 0, 1]])
        M = K @ np.stack([u / tw, v / th, origin], 1) @ np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
        lit = texture[..., :3].astype(np.float32)
        if np.ndim(light) == 3:
            lit *= cv2.resize(f32(light), (tw, th), interpolation=cv2.INTER_LINEAR)
        else:
            lit *= f32(light)
        if texture.shape[2] == 4:
            lit = np.dstack([lit, texture[..., 3]]).astype(np.float32)
        try:
            inv = np.linalg.inv(M)
        except np.linalg.LinAlgError:
            return
        warped = cv2.warpPerspective(
            lit, inv, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
        )
        alpha = _coverage(outline - [x0 + 0.5, y0 + 0.5], width, height)
        if texture.shape[2] == 4:
            alpha *= warped[..., 3] / 255
        normal = cross(u, v)
        d = float(normal @ origin)
        if abs(d) < 1e-9:
            return
        xs = (np.arange(x0, x1, dtype=np.float32) + 0.5 - W / 2) / f * (normal[0] / d)
        ys = (np.arange(y0, y1, dtype=np.float32) + 0.5 - H / 2) / f * (normal[1] / d) + normal[2] / d
        depth = xs[None].astype(np.float32) + ys[:, None].astype(np.float32)
        seen = self.inverse_depth[y0:y1, x0:x1]
        alpha *= depth * (1 + bias) >= seen
        region = self.rgb[y0:y1, x0:x1]
        region += (warped[..., :3] - region) * alpha[..., None]
        if cast:
            solid = alpha >= 0.5
            seen[solid] = depth[solid]
            self.ids[y0:y1, x0:x1][solid] = mark

    def glow(self, corners: np.ndarray, strength: float, colour: np.ndarray) -> None:
        """Light that spills from a lit surface into its surroundings."""
        local = self.camera.local(corners)
        if (local[:, 2] < NEAR).any():
            return
        p = self.camera.to_canvas(local)
        small = np.zeros((self.rgb.shape[0] // 8, self.rgb.shape[1] // 8), np.float32)
        cv2.fillConvexPoly(small, i32(p / 8), 1.0)
        size = max(2.0, float(np.ptp(p[:, 1])) / 12)
        small = cv2.GaussianBlur(small, (0, 0), size)
        self.rgb += cv2.resize(small, self.rgb.shape[1::-1])[..., None] * f32(colour) * strength


def _coverage(outline: np.ndarray, width: int, height: int) -> np.ndarray:
    """How much of each pixel a convex polygon covers, from its distance to each edge."""
    following = np.roll(outline, -1, 0)
    if float(((outline[:, 0] * following[:, 1]) - (outline[:, 1] * following[:, 0])).sum()) < 0:
        outline, following = following, outline
    xs, ys = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    out = np.ones((height, width), np.float32)
    for (ax, ay), (bx, by) in zip(outline, following, strict=True):
        length = float(np.hypot(bx - ax, by - ay))
        if length < 1e-6:
            continue
        nx, ny = (ay - by) / length, (bx - ax) / length
        offset = 0.5 - nx * ax - ny * ay
        corners = [offset + nx * x + ny * y for x in (0, width - 1) for y in (0, height - 1)]
        if min(corners) >= 1:
            continue
        np.minimum(out, (xs * f32(nx))[None] + (ys * f32(ny) + f32(offset))[:, None], out=out)
    return np.clip(out, 0, 1, out=out)


def _clip(local: np.ndarray) -> np.ndarray | None:
    """The part of a polygon before the near plane, None when there is none."""
    front = local[:, 2] >= NEAR
    if front.all():
        return local
    if not front.any():
        return None
    out = []
    for i in range(len(local)):
        a, b = local[i], local[(i + 1) % len(local)]
        if a[2] >= NEAR:
            out.append(a)
        if (a[2] >= NEAR) != (b[2] >= NEAR):
            t = (NEAR - a[2]) / (b[2] - a[2])
            out.append(a + t * (b - a))
    return np.array(out)


def _mip(texture: np.ndarray, outline: np.ndarray, whole: bool) -> np.ndarray:
    """Shrink a texture that is much finer than its image, so that it does not alias."""
    if not whole:
        return texture
    th, tw = texture.shape[:2]
    e = np.linalg.norm(outline - np.roll(outline, -1, 0), axis=1)
    w, h = max(e[0], e[2]), max(e[1], e[3])
    nw, nh = min(tw, max(2, int(w * 1.05) + 1)), min(th, max(2, int(h * 1.05) + 1))
    if nw >= tw * 0.9 and nh >= th * 0.9:
        return texture
    return cv2.resize(texture, (nw, nh), interpolation=cv2.INTER_AREA)
