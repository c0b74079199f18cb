"""Where the programme's ads hang, and what hangs there instead of them."""

from __future__ import annotations

import dataclasses

import numpy as np

from . import fixtures
from .cabinet import Cabinet
from .counter import Counter, block, dispenser, display, hook_stand, till
from .room import shelves
from .stage import Stage, upright
from .styles import chance, pick

ASPECT = {
    "top_ad": (2.6, 5.2),
    "cdu_horizontal": (2.0, 3.2),
    "cdu_vertical_left": (0.32, 0.5),
    "cdu_vertical_right": (0.32, 0.5),
}
#: prints that end up in the wrong place, the likelier ones doubled
_WRONG = {
    "top_ad": ("cdu_horizontal",) * 6 + ("cdu_vertical",),
    "cdu_horizontal": ("top_ad", "top_ad", "cdu_vertical"),
    "cdu_vertical": ("top_ad", "cdu_horizontal"),
}
_KIND = {"cdu_vertical_left": "cdu_vertical", "cdu_vertical_right": "cdu_vertical"}


@dataclasses.dataclass
class Place:
    """A slot of this shop: what it holds, where, how wide, how turned."""

    category: str
    content: str  # "ad", "wrong", "distractor", "empty", "goods"
    centre: np.ndarray
    width: float
    height: float
    yaw: float
    tilt: float
    lean: float
    base: float = 0.0  # z of what a display unit stands on


@dataclasses.dataclass
class Plan:
    """The slots of a shop; `bare` when it has no cabinet at all."""

    places: dict[str, Place]
    bare: bool

    @staticmethod
    def invent(rng: np.random.Generator, cab: Cabinet, counter: Counter, ceiling: float, blank: bool) -> Plan:
        """Draw lots for every slot; with `blank` none of them holds a programme ad."""
        bare = chance(rng, 0.12 if blank else 0.03)
        places = {}
        for category, likely in (
            ("top_ad", 0.84),
            ("cdu_horizontal", 0.7),
            ("cdu_vertical_left", 0.66),
            ("cdu_vertical_right", 0.64),
        ):
            content = None
            if not blank and chance(rng, likely):
                content = "wrong" if chance(rng, 0.09) else "ad"
            elif chance(rng, 0.75 if blank else 0.45):
                content = pick(rng, ["distractor", "distractor", "empty", "empty", "goods"])
            if content is not None:
                places[category] = _place(rng, category, content, cab, counter, ceiling)
        return Plan(places, bare)


def _place(
    rng: np.random.Generator, category: str, content: str, cab: Cabinet, counter: Counter, ceiling: float
) -> Place:
    tilt = rng.normal(0, 0.008) if chance(rng, 0.88) else float(rng.choice([-1, 1])) * rng.uniform(0.05, 0.26)
    half = cab.width / 2
    yaw = lean = 0.0
    aspect = rng.uniform(*ASPECT[category])
    if category == "top_ad":
        width = min(2.4, cab.width * rng.uniform(0.5, 1.12))
        height = width / aspect
        if height > 0.62:
            height, width = 0.62, 0.62 * aspect
        x = rng.normal(0, 0.05) * cab.width if chance(rng, 0.55) else rng.uniform(-0.42, 0.42) * cab.width
        z = cab.top + rng.uniform(0.03, 0.22) + height / 2
        z = min(z, ceiling - height / 2 - 0.02)
        y = -cab.depth - rng.uniform(-0.02, 0.03) if chance(rng, 0.75) else -rng.uniform(0.06, cab.depth + 0.5)
        lean = -rng.uniform(0, 0.3) if chance(rng, 0.25) else 0.0
        return Place(category, content, np.array([x, y, z]), width, height, rng.normal(0, 0.01), tilt, lean)
    if category == "cdu_horizontal":
        width = rng.uniform(0.42, 0.9)
        height = width / aspect
        x = rng.uniform(max(-1.0, counter.left + width / 2), min(1.0, counter.right - width / 2))
        z = counter.top + height / 2 + (rng.uniform(0.008, 0.03) if chance(rng, 0.62) else rng.uniform(0.14, 0.3))
        y = counter.front + rng.uniform(0.03, max(0.05, (counter.back - counter.front) * 0.6))
        return Place(
            category,
            content,
            np.array([x, y, z]),
            width,
            height,
            rng.normal(0, 0.08),
            tilt * 0.4,
            rng.uniform(0, 0.25),
            counter.top,
        )
    sign = -1 if category.endswith("left") else 1
    height = rng.uniform(0.55, 1.08)
    width = height * aspect
    gap = rng.uniform(0.04, 0.17) if chance(rng, 0.85) else rng.uniform(0.0, 0.5)
    z = cab.bottom + height / 2 + (rng.uniform(0.015, 0.16) if chance(rng, 0.85) else rng.uniform(-0.1, 0.4))
    y = -rng.uniform(0.04, 0.32) if chance(rng, 0.8) else -cab.depth - rng.uniform(0, 0.25)
    yaw = rng.normal(0, 0.02) if chance(rng, 0.8) else rng.normal(0, 0.25)
    return Place(
        category,
        content,
        np.array([sign * (half + gap + width / 2), y, z]),
        width,
        height,
        yaw,
        tilt,
        rng.uniform(0, 0.06),
    )


def fill(stage: Stage, place: Place, cab: Cabinet, ceiling: float) -> None:
    """Put up what the place holds, on its fixture."""
    rng = stage.rng
    slot = _KIND.get(place.category, place.category)
    width, height, centre = place.width, place.height, place.centre.copy()
    role, tags = "ad", []
    if place.content == "goods":  # things of about a panel's shape and place
        foot = (centre[0], centre[1], centre[2] - height / 2)
        if slot == "top_ad":
            shelves(stage, upright(*centre, width, height), 0.2)
        elif slot == "cdu_horizontal":
            pick(rng, (display, till, block))(stage, *foot)
        elif chance(rng, 0.7):
            hook_stand(stage, *foot, height)
        else:
            shelves(stage, upright(*centre, width, height), 0.15)
        return
    if place.content == "ad":
        before = next(
            (
                h.name
                for h in stage.hung
                if h.role == "ad" and slot == "cdu_vertical" and h.category == "cdu_vertical_left"
            ),
            None,
        )
        name, art = stage.library.creative(rng, slot, before if chance(rng, 0.55) else None)
        own = art.shape[1] / art.shape[0]
        if chance(rng, 0.96):  # the board is made for the print
            if slot == "cdu_vertical":
                new = height * own
                centre[0] += np.sign(centre[0]) * (new - width) / 2
                width = new
            else:
                new = width / own
                centre[2] += (new - height) / 2
                height = new
        else:
            tags.append("wrong_size")
    elif place.content == "wrong":
        name, art = stage.library.creative(rng, pick(rng, _WRONG[slot]))
        tags.append("wrong_slot")
    elif place.content == "distractor":
        name, art = stage.library.poster(rng, width / height) if chance(rng, 0.75) else stage.library.poster(rng)
        role = "distractor"
    else:
        name, role = "blank", "empty"
        art = np.full(
            (24, 24, 3),
            pick(rng, [(246, 246, 244), (236, 234, 226), (222, 228, 232), (60, 62, 66), (250, 250, 250)]),
            np.uint8,
        )
        if width > height * 1.02 or height > width * 1.02:
            art = (
                np.repeat(art, max(1, round(width / height)), 1)
                if width > height
                else np.repeat(art, max(1, round(height / width)), 0)
            )
        width, height = (height * art.shape[1] / art.shape[0], height)
    if abs(place.tilt) > 0.05:
        tags.append("tilted")
    if place.category == "cdu_horizontal" and chance(rng, 0.8):
        gap = centre[2] - height / 2 - place.base
        if gap > 0.1:  # the print stands above a dispenser
            dispenser(
                stage,
                centre[0],
                centre[1] + 0.01,
                place.base,
                width * rng.uniform(0.85, 1.1),
                gap - 0.005,
                place.yaw,
                1 if gap < 0.2 else 2,
            )
        else:  # or before one
            dispenser(
                stage,
                centre[0] + rng.normal(0, 0.05),
                centre[1] + 0.06,
                place.base,
                width * rng.uniform(0.8, 1.1),
                height * rng.uniform(0.6, 1.7) + 0.05,
                place.yaw,
                int(rng.integers(2, 5)),
            )
    near_wall = place.category != "cdu_horizontal"
    corners = fixtures.board(
        stage,
        role,
        place.category,
        name,
        art,
        centre,
        width,
        height,
        place.yaw,
        place.tilt,
        place.lean,
        wall=0.0 if near_wall else None,
        tags=tags,
    )
    if place.category == "top_ad" and chance(rng, 0.25):
        fixtures.wires(stage, corners, ceiling)
