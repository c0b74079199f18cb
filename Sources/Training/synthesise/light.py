"""How bright each plane is: ceiling lamps, windows and bounce, without rays."""

from __future__ import annotations

import dataclasses

import numpy as np

from .camera import cross


@dataclasses.dataclass
class Light:
    """Lamps as points (n, 3), their colour and strength, and the even part."""

    lamps: np.ndarray
    power: np.ndarray
    colour: np.ndarray
    ambient: float
    window: tuple[np.ndarray, float, np.ndarray] | None = None  # position, power, colour

    @staticmethod
    def invent(rng: np.random.Generator, x: tuple[float, float], ceiling: float, depth: float) -> Light:
        """Rows of lamps under the ceiling, warm to cold, and sometimes a window."""
        nx, ny = int(rng.integers(1, 4)), int(rng.integers(1, 4))
        xs = np.linspace(x[0], x[1], nx + 2)[1:-1] + rng.normal(0, 0.2, nx)
        ys = (
            -np.linspace(rng.uniform(0.4, 1.2), depth * rng.uniform(0.5, 0.9), ny)
            if ny > 1
            else np.array([-rng.uniform(0.6, 2.2)])
        )
        lamps = np.array([[a, b, ceiling - 0.05] for b in ys for a in xs])
        warm = rng.random()
        colour = (
            np.array([1.0, 0.97 - 0.12 * warm, 0.93 - 0.3 * warm])
            if rng.random() < 0.5
            else np.array([0.95 - 0.06 * warm, 0.99, 1.0 + 0.06 * warm])
        )
        window = None
        if rng.random() < 0.4:
            window = (
                np.array([rng.choice([x[0], x[1]]), -rng.uniform(1, 5), 1.4]),
                rng.uniform(0.5, 3),
                np.array([0.93, 0.98, 1.08]),
            )
        return Light(
            lamps, rng.uniform(0.6, 1.4, len(lamps)) * 1.3 / len(lamps) ** 0.7, colour, rng.uniform(0.55, 0.95), window
        )

    def on(self, corners: np.ndarray, n: int = 3) -> np.ndarray:
        """An n × n × 3 grid of brightness over a plane TL TR BR BL."""
        t = (np.arange(n) + 0.5) / n
        a = corners[0] + (corners[1] - corners[0]) * t[:, None]
        b = corners[3] + (corners[2] - corners[3]) * t[:, None]
        p = a[None] + (b - a)[None] * t[:, None, None]
        normal = cross(corners[3] - corners[0], corners[1] - corners[0])
        normal = normal / max(1e-9, float(np.linalg.norm(normal)))
        out = np.full((n, n, 3), self.ambient) * self.colour
        out += self._from(p, normal, self.lamps, self.power)[..., None] * self.colour
        if self.window is not None:
            out += self._from(p, normal, self.window[0][None], np.array([self.window[1]]))[..., None] * self.window[2]
        return out.astype(np.float32)

    @staticmethod
    def _from(p: np.ndarray, normal: np.ndarray, lamps: np.ndarray, power: np.ndarray) -> np.ndarray:
        """Light of point lamps (n, 3) on the points p (…, 3) of a plane."""
        d = lamps - p[..., None, :]
        r2 = (d * d).sum(-1) + 0.35
        cos = np.clip((d @ normal) / np.sqrt(r2), 0, 1)
        return (power * (0.35 + 0.65 * cos) * (cos > 0) / (0.35 + r2 * 0.35)).sum(-1)
