#!/usr/bin/env python3
"""Writes the Detection tests' fixtures: a tiny network of the model contract, pictures, and what must come out.

    python3 make-fixtures.py            (needs numpy, onnx, onnxruntime, opencv-python-headless, openvino)

Everything here is independent of the Swift code: OpenCV resizes, onnxruntime runs the network, numpy decodes and
suppresses. The network averages blocks of pixels and mixes the averages with fixed weights, so its outputs vary
smoothly with the picture and depend on resize, colour order, padding and geometry.
"""

import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
import openvino
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent / "Fixtures"
SIZES = [[128, 96], [96, 128]]  # W, H
STRIDES = [8, 16]
LABELS = [
    {"name": "top_ad", "kind": "slot", "threshold": 0.4, "calibration": [1.25, -0.2]},
    {"name": "cdu_horizontal", "kind": "slot", "threshold": 0.3},
    {"name": "cabinet", "kind": "reference", "threshold": 0.5, "calibration": [0.8, 0.1]},
]
K = len(LABELS)
MEAN, STD, PAD = [10.0, 20.0, 30.0], [2.0, 4.0, 8.0], 114
IOU, MAX_PER_LABEL = 0.4, 6


def network() -> onnx.ModelProto:
    """images -> per stride: block averages -> 1x1 mix -> logits, ReLU'd distances, offsets."""
    rng = np.random.default_rng(7)
    nodes, constants, outputs = [], [], []

    def constant(name: str, value: np.ndarray) -> str:
        constants.append(numpy_helper.from_array(value.astype(np.float32), name))
        return name

    for stride in STRIDES:
        weight = rng.normal(0, 0.12, (K + 12, 3, 1, 1))
        bias = np.concatenate([rng.normal(-1.5, 0.5, K), rng.uniform(0.8, 2.2, 4), rng.normal(0, 1.5, 8)])
        s = f"s{stride}_"
        nodes += [
            helper.make_node("AveragePool", ["images"], [s + "mean"], kernel_shape=[stride] * 2, strides=[stride] * 2),
            helper.make_node("Conv", [s + "mean", constant(s + "w", weight), constant(s + "b", bias)], [s + "mix"]),
            helper.make_node("Split", [s + "mix", s + "parts"], [s + "logit", s + "raw", s + "corner"], axis=1),
            helper.make_node("Relu", [s + "raw"], [s + "distance"]),
            helper.make_node("Concat", [s + "logit", s + "distance", s + "corner"], [f"stride{stride}"], axis=1),
        ]
        constants.append(numpy_helper.from_array(np.array([K, 4, 8], np.int64), s + "parts"))
        outputs.append(helper.make_tensor_value_info(f"stride{stride}", TensorProto.FLOAT, [1, K + 12, None, None]))
    image = helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, None, None])
    graph = helper.make_graph(nodes, "fixture", [image], outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def card(file: str, data: bytes, **changes) -> dict:
    return {
        "schema": "sightline.model/1", "name": "fixture", "version": "1", "licence": "MIT", "file": file,
        "sha256": hashlib.sha256(data).hexdigest(), "precision": "f32",
        "input": {"name": "images", "sizes": SIZES, "layout": "NCHW", "colour": "RGB", "mean": MEAN, "std": STD,
                  "pad": PAD},
        "outputs": [{"name": f"stride{s}", "stride": s} for s in STRIDES],
        "decoding": "dense_ltrb_corners", "labels": LABELS, "nms": {"iou": IOU, "kind": "per_label"},
        "max_per_label": MAX_PER_LABEL, "corners": {"refine": False}, "training": {"note": "not trained"}, "measured": {},
    } | changes


def noise(seed: int, x: np.ndarray, y: np.ndarray, channel: int) -> np.ndarray:
    """0..255 from whole numbers; the Swift tests draw the same pictures with the same lines."""
    h = (x * 374761393 + y * 668265263 + channel * 2147483647 + seed * 1274126177) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 1103515245) & 0xFFFFFFFF
    return ((h ^ (h >> 16)) >> 8) & 0xFF


def picture(width: int, height: int, seed: int) -> np.ndarray:
    """Coarse and fine blocks of colour, RGB."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    planes = [(3 * noise(seed, x // 23, y // 19, c) + noise(seed + 99, x // 5, y // 7, c)) // 4 for c in range(3)]
    return np.stack(planes, 2).astype(np.uint8)


def place(width: int, height: int) -> tuple[list[int], int, int]:
    """Input size that holds the photo largest, and the scaled extent."""
    best = max(SIZES, key=lambda s: min(s[0] / width, s[1] / height))
    scale = min(best[0] / width, best[1] / height)
    return best, round(width * scale), round(height * scale)


def letterbox(image: np.ndarray) -> tuple[np.ndarray, float, float]:
    """[1,3,H,W] normalised, and decoded pixels an input pixel across and down."""
    height, width = image.shape[:2]
    (w, h), nw, nh = place(width, height)
    how = cv2.INTER_AREA if nw < width else cv2.INTER_LINEAR
    canvas = np.full((h, w, 3), PAD, np.float32)
    canvas[:nh, :nw] = cv2.resize(image.astype(np.float32), (nw, nh), interpolation=how)
    canvas = (canvas - np.float32(MEAN)) / np.float32(STD)
    return canvas.transpose(2, 0, 1)[None].copy(), width / nw, height / nh


def iou(a, b) -> float:
    w = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    h = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    total = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h
    return w * h / total if total > 0 else 0.0


def detect(session, image: np.ndarray, denominator: int, full: tuple[int, int], floor: float | None) -> list[dict]:
    """The whole way from pixels to detections in the full-size photo."""
    tensor, ux, uy = letterbox(image)
    maps = session.run(None, {"images": tensor})
    found = []
    for k, label in enumerate(LABELS):
        slope, offset = label.get("calibration", [1.0, 0.0])
        threshold = label["threshold"] if floor is None else floor
        candidates = []
        for stride, out in zip(STRIDES, maps):
            for y, x in np.ndindex(*out.shape[2:]):
                v = out[0, :, y, x].astype(np.float64)
                confidence = 1 / (1 + np.exp(-(slope * v[k] + offset)))
                if confidence < threshold:
                    continue
                cx, cy = (x + 0.5) * stride, (y + 0.5) * stride
                d = v[K : K + 4] * stride
                box = [cx - d[0], cy - d[1], cx + d[2], cy + d[3]]
                if box[0] < box[2] and box[1] < box[3]:
                    candidates.append((confidence, box, v[K + 4 :].reshape(4, 2) * stride + [cx, cy]))
        candidates.sort(key=lambda c: -c[0])
        kept = []
        for c in candidates:
            if len(kept) < MAX_PER_LABEL and all(iou(c[1], o[1]) <= IOU for o in kept):
                kept.append(c)
        for confidence, box, quad in kept:
            sx, sy = ux * denominator, uy * denominator
            box = [box[0] * sx, box[1] * sy, box[2] * sx, box[3] * sy]
            box = [min(max(v, 0), full[i % 2]) for i, v in enumerate(box)]
            if (box[2] - box[0]) * (box[3] - box[1]) > 0:
                found.append({"slot": label["name"], "confidence": confidence, "box": box,
                              "quad": (quad * [sx, sy]).tolist()})
    return sorted(found, key=lambda d: -d["confidence"])


def rounded(value):
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return {k: rounded(v) for k, v in value.items()} if isinstance(value, dict) else value


def main() -> None:
    model = network()
    data = model.SerializeToString()
    for folder in ("model", "model-ir"):
        (HERE / folder).mkdir(parents=True, exist_ok=True)
    (HERE / "model/detector.onnx").write_bytes(data)
    (HERE / "model/card.json").write_text(json.dumps(card("detector.onnx", data), indent=1) + "\n")
    openvino.save_model(openvino.convert_model(str(HERE / "model/detector.onnx")), HERE / "model-ir/detector.xml",
                        compress_to_fp16=False)
    ir = (HERE / "model-ir/detector.xml").read_bytes() + (HERE / "model-ir/detector.bin").read_bytes()
    (HERE / "model-ir/card.json").write_text(json.dumps(card("detector.xml", ir), indent=1) + "\n")

    session = onnxruntime.InferenceSession(data)
    cases, resizes = [], []
    for seed, (width, height, floor) in enumerate(
        [(160, 120, None), (200, 117, 0.25), (97, 131, None), (64, 48, 0.3), (128, 96, None), (150, 400, 0.2)]
    ):
        image = picture(width, height, seed)
        cases.append({"width": width, "height": height, "seed": seed, "floor": floor,
                      "detections": detect(session, image, 1, (width, height), floor)})
        tensor, _, _ = letterbox(image)
        resizes.append({"case": seed, "height": tensor.shape[2], "width": tensor.shape[3],
                        "sample": [[int(c), int(y), int(x), float(tensor[0, c, y, x])]
                                   for c, y, x in np.random.default_rng(seed).integers(
                                       0, [3, tensor.shape[2], tensor.shape[3]], (120, 3))]})
    golden = {"cases": cases, "letterbox": resizes}
    (HERE / "golden.json").write_text(json.dumps(rounded(golden)) + "\n")
    for case in cases:
        print(case["width"], case["height"], case["floor"], len(case["detections"]))


if __name__ == "__main__":
    main()
