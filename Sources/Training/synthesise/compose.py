"""One picture: a shop is invented, furnished, photographed, and its truth written down."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

import numpy as np

from . import cabinet as cabinets
from . import counter as counters
from . import people, phone
from . import room as rooms
from .cabinet import Cabinet
from .camera import Camera
from .counter import Counter
from .library import Library
from .light import Light
from .slots import Plan, fill
from .stage import Stage
from .styles import Split, chance, generator, pick
from .truth import record


@dataclasses.dataclass(frozen=True)
class Settings:
    """What a whole pool has in common."""

    seed: int
    split: Split
    size: tuple[int, int]  # long side, short side
    no_ads: float
    shots: int = 1  # pictures of one shop, as on one visit
    backgrounds: tuple[str, ...] = ()


def invent_camera(
    rng: np.random.Generator, cab: Cabinet, plan: Plan, counter_front: float, size: tuple[int, int]
) -> Camera:
    """A phone held by someone before the counter, aimed at the whole, one ad or the top."""
    long, short = size
    w, h = (long, short) if chance(rng, 0.67) else (short, long)
    eq = rng.uniform(24, 30) if chance(rng, 0.94) else rng.uniform(30, 48)
    focal = eq / 36 * long
    mode = pick(rng, ["whole"] * 5 + ["one"] * 3 + ["top"] * 2)
    dist = {"whole": rng.uniform(2.1, 4.0), "one": rng.uniform(1.5, 3.5), "top": rng.uniform(1.5, 3.5)}[mode]
    theta = math.radians(float(np.clip(rng.normal(0, 12), -38, 38)))
    z = rng.uniform(1.2, 1.8)
    x = rng.normal(0, 0.3) if mode == "whole" else rng.normal(0, 0.45)
    position = np.array([x * 0.6 - math.sin(theta) * dist, -cab.depth - math.cos(theta) * dist, z])
    position[1] = min(position[1], counter_front - 0.25)
    if mode == "whole":
        target = np.array([rng.normal(0, 0.32), -cab.depth, rng.uniform(1.3, 1.85)])
    elif mode == "top" and "top_ad" in plan.places:
        target = plan.places["top_ad"].centre + rng.normal(0, [0.4, 0.05, 0.25]) - [0, 0, 0.15]
    else:
        spots = [p.centre for p in plan.places.values()] or [np.array([0, -cab.depth, 1.5])]
        target = pick(rng, spots) + rng.normal(0, [0.4, 0.05, 0.3])
    tilt = rng.normal(0, 1.6) if chance(rng, 0.9) else rng.normal(0, 5)
    return Camera.looking(position, target, math.radians(tilt), focal, w, h, rng.uniform(-0.03, 0.045))


def visit(settings: Settings, library: Library, number: int) -> Iterator[tuple[int, np.ndarray, dict]]:
    """The pictures of shop `number` of a pool: index, RGB, truth."""
    rng = generator("picture", settings.seed, settings.split, number)
    blank = chance(rng, settings.no_ads)
    wall_counter = chance(rng, 0.36)
    bottom = rng.uniform(0.86, 1.1)
    rows = int(pick(rng, [4, 5, 5, 5, 6, 6, 6, 7, 7, 8, 9]))
    height = float(np.clip(rows * rng.uniform(0.108, 0.152), 0.6, 1.2))
    cab = Cabinet(rng.uniform(1.0, 2.5), rng.uniform(0.1, 0.32), bottom, bottom + height, rows)
    room = rooms.Room(
        -rng.uniform(cab.width / 2 + 0.9, 3.6), rng.uniform(cab.width / 2 + 0.9, 3.6), rng.uniform(2.45, 3.0), 6.0
    )
    if wall_counter:
        top = bottom - (0 if chance(rng, 0.7) else rng.uniform(0, 0.12))
        front_counter = Counter(room.left, room.right, -rng.uniform(0.45, 0.75), 0, top)
        back_counter = None
    else:
        deep = rng.uniform(max(0.26, cab.depth + 0.02), 0.5)
        back_counter = Counter(
            -cab.width / 2 - rng.uniform(0.1, 1.4), cab.width / 2 + rng.uniform(0.1, 1.4), -deep, 0, bottom
        )
        y = -deep - rng.uniform(0.55, 0.95)
        ends = (
            room.left if chance(rng, 0.5) else -rng.uniform(0.9, 2.2),
            room.right if chance(rng, 0.5) else rng.uniform(0.9, 2.2),
        )
        front_counter = Counter(*ends, y - rng.uniform(0.4, 0.7), y, rng.uniform(0.85, 1.06))
    plan = Plan.invent(rng, cab, front_counter, room.ceiling, blank)
    cameras = [invent_camera(rng, cab, plan, front_counter.front, settings.size) for _ in range(settings.shots)]
    light = Light.invent(rng, (room.left, room.right), room.ceiling, room.depth)
    outside = bool(settings.backgrounds) and chance(rng, 0.06)
    stage = Stage(cameras[0].position, light, rng, settings.split, library)
    _furnish(stage, room, cab, plan, front_counter, back_counter, outside)
    for shot, camera in enumerate(cameras):
        own = generator("shot", settings.seed, settings.split, number, shot)
        quality = "ok" if chance(own, 0.95) else pick(own, ["blur", "dark", "finger"])
        canvas = stage.render(
            camera, rooms.photograph(own, list(settings.backgrounds), *camera.canvas) if outside else None
        )
        pixels = phone.develop(own, camera.develop(canvas.rgb), quality)
        ids = camera.develop(canvas.ids.astype(np.float32), nearest=True).astype(np.int32)
        index = number * settings.shots + shot
        yield index, pixels, record(stage, camera, ids, quality, None if plan.bare else cab, index)


def _furnish(
    stage: Stage, room: rooms.Room, cab: Cabinet, plan: Plan, front: Counter, back: Counter | None, outside: bool
) -> None:
    """Build the scene from the wall to the lens."""
    rng = stage.rng
    if not outside:
        rooms.draw(stage, room)
    half = cab.width / 2
    taken = [
        (p.centre[0] - p.width / 2, p.centre[0] + p.width / 2)
        for p in plan.places.values()
        if p.category != "cdu_horizontal"
    ]
    taken.append((-half, half))
    if not outside:
        rooms.posters(stage, room, taken, rng.uniform(1.5, 9))
        rooms.furniture(stage, room, max([half] + [abs(v) for t in taken for v in t]))
    if back is not None and not plan.bare:
        counters.draw(stage, back)
    if not plan.bare:
        cabinets.draw(stage, cab)
    for place in plan.places.values():
        if place.category != "cdu_horizontal":
            fill(stage, place, cab, room.ceiling)
    if back is not None:
        sides = [(a, b) for a, b in taken if abs(a + b) / 2 > half]
        counters.clutter(
            stage,
            back,
            int(rng.integers(0, 8)),
            avoid=((-half, half),) if chance(rng, 0.7) else (),
            near=pick(rng, sides) if sides else None,
        )
    if back is not None and chance(rng, 0.12):
        people.bystander(stage, rng.uniform(-1.4, 1.4), (back.front + front.back) / 2)
    if not plan.bare or chance(rng, 0.6):
        counters.draw(stage, front)
        cdu = plan.places.get("cdu_horizontal")
        avoid = ((cdu.centre[0] - cdu.width / 2, cdu.centre[0] + cdu.width / 2),) if cdu else ()
        if cdu:
            fill(stage, cdu, cab, room.ceiling)
        counters.clutter(stage, front, int(rng.integers(2, 15)), avoid)
        if chance(rng, 0.4):  # a rack before the counter, notices on its front
            w, h, x = rng.uniform(0.4, 1.0), rng.uniform(0.4, 0.8), rng.uniform(-1.4, 1.4)
            rooms.shelves(
                stage,
                np.array(
                    [
                        [x, front.front - 0.3, h],
                        [x + w, front.front - 0.3, h],
                        [x + w, front.front - 0.3, 0.05],
                        [x, front.front - 0.3, 0.05],
                    ]
                ),
                0.28,
            )
        if chance(rng, 0.35):
            name, art = stage.library.poster(rng)
            h = rng.uniform(0.15, 0.4)
            x, z = rng.uniform(-1.3, 1.3), rng.uniform(0.4, 0.75)
            w = min(0.6, h * art.shape[1] / art.shape[0])
            h = w * art.shape[0] / art.shape[1]
            y = front.front - 0.035
            stage.hang(
                "distractor",
                None,
                name,
                np.array([[x, y, z + h / 2], [x + w, y, z + h / 2], [x + w, y, z - h / 2], [x, y, z - h / 2]]),
                art,
            )
    if chance(rng, 0.06):
        people.bystander(stage, rng.uniform(-1.2, 1.2), front.front - rng.uniform(0.2, 0.8))
    ads = [h for h in stage.hung if h.category]
    if ads and chance(rng, 0.2):
        people.between(stage, pick(rng, ads).corners.mean(0), rng.uniform(0.08, 0.6))
