"""Lists and arrays as int32 or float32 arrays, the kinds OpenCV draws with."""

from __future__ import annotations

from typing import Any

import numpy as np


def i32(values: Any) -> np.ndarray:
    """`values` as whole numbers, cut toward zero."""
    return np.asarray(values).astype(np.int32)


def f32(values: Any) -> np.ndarray:
    """`values` as single floats."""
    return np.asarray(values, np.float32)
