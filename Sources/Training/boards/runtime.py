"""Models run by OpenVINO as the program runs them: one core, one thread."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openvino as ov

from .model import STRIDES
from .panel import HEIGHT, WIDTH

OUTPUTS = [f"stride{s}" for s in STRIDES]


class Runtime:
    """A model folder run by OpenVINO, one thread."""

    def __init__(self, model: Path, sizes: list[list[int]], precision: str = "f32"):
        core = ov.Core()
        core.set_property("CPU", {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": precision})
        self.requests = {}
        for w, h in sizes:
            network = core.read_model(str(model))
            network.reshape({0: [1, 3, h, w]})
            self.requests[(w, h)] = core.compile_model(network, "CPU").create_infer_request()

    def __call__(self, canvas: np.ndarray) -> list[np.ndarray]:
        """Maps of one RGB canvas."""
        h, w = canvas.shape[:2]
        request = self.requests[(w, h)]
        request.infer([np.ascontiguousarray(canvas.transpose(2, 0, 1)[None], np.float32)])
        return [request.get_tensor(o).data[0].copy() for o in OUTPUTS]


class SecondLook:
    """A panel network run by OpenVINO, one thread."""

    def __init__(self, model: Path, precision: str = "f32"):
        core = ov.Core()
        core.set_property("CPU", {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": precision})
        network = core.read_model(str(model))
        network.reshape({0: [-1, 3, HEIGHT, WIDTH]})
        self.request = core.compile_model(network, "CPU").create_infer_request()

    def __call__(self, crops: np.ndarray) -> np.ndarray:
        """Answers for crops [n,h,w,3]."""
        self.request.infer([np.ascontiguousarray(crops.transpose(0, 3, 1, 2), np.float32)])
        return self.request.get_output_tensor(0).data.copy()
