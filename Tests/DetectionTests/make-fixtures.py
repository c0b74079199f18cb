#!/usr/bin/env python3
"""Writes the Detection tests' fixtures: a tiny network of the model contract, pictures, and what must come out.

    python3 make-fixtures.py            (needs numpy, onnx, onnxruntime, opencv-python-headless, openvino)

Everything here is independent of the Swift code: OpenCV resizes, onnxruntime runs the network, numpy decodes and
suppresses; `panel_reference.py` looks again. The network averages blocks of pixels and mixes the averages with fixed weights, so its outputs vary
smoothly with the picture and depend on resize, colour order, padding and geometry.
"""

import hashlib
import json
from pathlib import Path

import boards_reference
import cv2
import numpy as np
import onnx
import onnxruntime
import openvino
import panel_reference
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
PANEL = {"file": "panel.onnx", "input": "crops", "output": "answers", "size": [112, 48], "margin": [0.14, 0.2],
         "unit": 10, "taps": 4, "looks": 2, "floor": 0.1}
SECOND = [[0.9, 0.6, -0.2], [1.1, 0.4, 0.1], [0.7, 0.8, 0.3]]
# Wide panels from one stride, high ones from the other.
CORNERS = {8: [-3.1, -1.2, 3.2, -1.4, 3.0, 1.5, -2.9, 1.3], 16: [-0.9, -2.1, 1.1, -2.3, 1.0, 2.2, -1.2, 2.0]}


def network(corners: dict[int, list[float]] | None = None, k: int = K, more: int = 0) -> onnx.ModelProto:
    """images -> per stride: block averages -> 1x1 mix -> `k` logits, ReLU'd distances, offsets, `more` further answers.

    `corners`: offsets that a stride's corners vary about, instead of about nothing much.
    """
    rng = np.random.default_rng(7)
    last = k + 12
    nodes, constants, outputs = [], [], []

    def constant(name: str, value: np.ndarray) -> str:
        constants.append(numpy_helper.from_array(value.astype(np.float32), name))
        return name

    for stride in STRIDES:
        weight = rng.normal(0, 0.12, (last, 3, 1, 1))
        bias = np.concatenate([rng.normal(-1.5, 0.5, k), rng.uniform(0.8, 2.2, 4), rng.normal(0, 1.5, 8)])
        if corners:
            bias[k : k + 4] = np.abs(corners[stride])[[0, 1, 4, 5]]
            bias[k + 4 :] = corners[stride]
            bias[:k] = [-0.6, -0.4, -0.8][:k]
            weight[k:] *= 0.06
            weight[:k] *= 0.5
        if more:
            own = rng.normal(0, 0.05, (more, 3, 1, 1))
            middle = (128 - np.array(MEAN)) / STD  # what a grey picture is to the network
            weight = np.concatenate([weight, own])
            bias = np.concatenate([bias, rng.normal(-0.2, 0.3, more) - own[:, :, 0, 0] @ middle])
        s = f"s{stride}_"
        nodes += [
            helper.make_node("AveragePool", ["images"], [s + "mean"], kernel_shape=[stride] * 2, strides=[stride] * 2),
            helper.make_node("Conv", [s + "mean", constant(s + "w", weight), constant(s + "b", bias)], [s + "mix"]),
            helper.make_node("Split", [s + "mix", s + "parts"], [s + "logit", s + "raw", s + "corner"], axis=1),
            helper.make_node("Relu", [s + "raw"], [s + "distance"]),
            helper.make_node("Concat", [s + "logit", s + "distance", s + "corner"], [f"stride{stride}"], axis=1),
        ]
        constants.append(numpy_helper.from_array(np.array([k, 4, 8 + more], np.int64), s + "parts"))
        outputs.append(helper.make_tensor_value_info(f"stride{stride}", TensorProto.FLOAT, [1, last + more, None, None]))
    image = helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, None, None])
    graph = helper.make_graph(nodes, "fixture", [image], outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def panel_network(answers: int = 18) -> onnx.ModelProto:
    """crops -> averages of 8x8 pixels -> 1x1 mix -> ReLU -> the answers, the shifts about zero."""
    rng = np.random.default_rng(11)
    w, h = PANEL["size"]
    channels = 6
    flat = channels * (w // 8) * (h // 8)
    parts = {
        "kernel": rng.normal(0, 0.8, (channels, 3, 1, 1)) / 128, "bias": rng.normal(0, 0.2, channels),
        "mix": rng.normal(0, 0.025, (flat, answers)), "offset": rng.normal(0, 0.05, answers),
    }  # fmt: skip
    nodes = [
        helper.make_node("AveragePool", ["crops"], ["mean"], kernel_shape=[8, 8], strides=[8, 8]),
        helper.make_node("Conv", ["mean", "kernel", "bias"], ["seen"]),
        helper.make_node("Relu", ["seen"], ["held"]),
        helper.make_node("Flatten", ["held"], ["row"]),
        helper.make_node("Gemm", ["row", "mix", "offset"], ["answers"]),
    ]
    constants = [numpy_helper.from_array(v.astype(np.float32), n) for n, v in parts.items()]
    crops = helper.make_tensor_value_info("crops", TensorProto.FLOAT, ["n", 3, h, w])
    said = helper.make_tensor_value_info("answers", TensorProto.FLOAT, ["n", answers])
    model = helper.make_model(
        helper.make_graph(nodes, "panel", [crops], [said], constants), opset_imports=[helper.make_opsetid("", 13)]
    )
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
        "max_per_label": MAX_PER_LABEL, "training": {"note": "not trained"}, "measured": {},
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
    """[1,3,H,W] normalised, and decoded pixels per input pixel across and down."""
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


def first_look(session, image: np.ndarray, floor: float | None, labels: list[dict] = LABELS) -> list[dict]:
    """What the first network finds, in the image's pixels, boxes not yet cut."""
    tensor, ux, uy = letterbox(image)
    maps = session.run(None, {"images": tensor})
    found = []
    first = len(labels)
    for k, label in enumerate(labels):
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
                d = v[first : first + 4] * stride
                box = [cx - d[0], cy - d[1], cx + d[2], cy + d[3]]
                if box[0] < box[2] and box[1] < box[3]:
                    quad = v[first + 4 : first + 12].reshape(4, 2) * stride + [cx, cy]
                    candidates.append((confidence, box, quad, v[k], v[first + 12 :]))
        candidates.sort(key=lambda c: -c[0])
        kept = []
        for c in candidates:
            if len(kept) < MAX_PER_LABEL and all(iou(c[1], o[1]) <= IOU for o in kept):
                kept.append(c)
        for confidence, box, quad, logit, more in kept:
            box = np.clip(np.array(box) * [ux, uy, ux, uy], 0, [image.shape[1], image.shape[0]] * 2)
            found.append({"label": k, "logit": logit, "confidence": confidence, "box": box, "quad": quad * [ux, uy], "more": more})
    return found


def detect(session, image: np.ndarray, floor: float | None, panel=None) -> list[dict]:
    """The whole way from pixels to detections."""
    if panel:
        labels = [label | {"second": s} for label, s in zip(LABELS, SECOND)]
        answer = lambda crops: panel.run(None, {"crops": crops})[0]  # noqa: E731
        found = panel_reference.look_again(PANEL, labels, answer, image, first_look(session, image, PANEL["floor"]))
        found = [f for f in found if f["confidence"] >= (LABELS[f["label"]]["threshold"] if floor is None else floor)]
    else:
        found = first_look(session, image, floor)
    found = [f for f in found if (f["box"][2] - f["box"][0]) * (f["box"][3] - f["box"][1]) > 0]
    return [
        {"slot": LABELS[f["label"]]["name"], "confidence": float(f["confidence"]), "box": f["box"].tolist(),
         "quad": f["quad"].tolist()}
        for f in sorted(found, key=lambda f: -f["confidence"])
    ]  # fmt: skip


def rounded(value):
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return {k: rounded(v) for k, v in value.items()} if isinstance(value, dict) else value


# A picture's number and a quad in it: upright, turned, on its side, in steep perspective, small, large, half outside.
QUADS = [
    (0, [[61, 40], [150, 44], [148, 80], [60, 75]]),
    (0, [[300.5, 200.25], [420.75, 250.5], [398.5, 310], [280, 255.5]]),
    (0, [[500, 60], [560, 62], [557, 300], [495, 290]]),
    (0, [[100, 300], [500, 340], [480, 430], [120, 470]]),
    (0, [[20, 20], [620, 30], [615, 450], [25, 460]]),
    (0, [[-60, 100], [90, 90], [95, 160], [-50, 170]]),
    (0, [[560, 400], [700, 410], [690, 520], [555, 500]]),
    (0, [[200, 100], [231, 101], [230, 113], [201, 112]]),
    (0, [[400, 150], [250, 150], [250, 90], [400, 90]]),
    (0, [[10, 470], [600, 440], [340, 400], [250, 402]]),
    (1, [[3, 2], [90, 5], [88, 118], [6, 116]]),
    (1, [[80, 100], [96, 100], [96, 130], [81, 130.5]]),
]
PICTURES = [(640, 480, 21), (97, 131, 2)]


def panel_fixtures() -> None:
    """The model with a panel network, and what comes of it."""
    folder = HERE / "model-panel"
    folder.mkdir(exist_ok=True)
    first, second = network(CORNERS).SerializeToString(), panel_network().SerializeToString()
    (folder / "detector.onnx").write_bytes(first)
    (folder / "panel.onnx").write_bytes(second)
    labels = [label | {"second": s} for label, s in zip(LABELS, SECOND)]
    panel = PANEL | {"sha256": hashlib.sha256(second).hexdigest()}
    (folder / "card.json").write_text(json.dumps(card("detector.onnx", first, panel=panel, labels=labels), indent=1) + "\n")
    sessions = [onnxruntime.InferenceSession(m) for m in (first, second)]
    cases = []
    for width, height, seed, floor in [(640, 480, 21, 0.05), (300, 220, 22, None), (97, 131, 2, 0.2), (150, 400, 23, 0.3)]:
        image = picture(width, height, seed)
        cases.append({"width": width, "height": height, "seed": seed, "floor": floor,
                      "detections": detect(sessions[0], image, floor, sessions[1])})
        print(width, height, floor, len(cases[-1]["detections"]))
    crops = []
    rng = np.random.default_rng(5)
    for index, quad in QUADS:
        width, height, seed = PICTURES[index]
        out = panel_reference.crop(PANEL, picture(width, height, seed), np.array(quad, np.float64))
        places = rng.integers(0, [48, 112, 3], (300, 3))
        crops.append({"width": width, "height": height, "seed": seed, "quad": quad,
                      "sample": [[int(y), int(x), int(c), int(out[y, x, c])] for y, x, c in places]})
    (HERE / "golden-panel.json").write_text(json.dumps(rounded({"cases": cases, "crops": crops})) + "\n")


BOARD_LABELS = [
    {"name": "board", "kind": "board", "threshold": 0.4, "calibration": [1.2, -0.1], "second": [0.9, 0.6, -0.2]},
    {"name": "cabinet", "kind": "reference", "threshold": 0.4, "calibration": [0.8, 0.1], "second": [0.7, 0.8, 0.3]},
]
BOARDS = {
    "slots": ["top_ad", "cdu_horizontal", "cdu_vertical_left", "cdu_vertical_right"], "slot_at": 0, "blank_at": 5,
    "programme_at": 6, "scale_at": 7, "temperature": 0.7, "blank": [1.3, 0.4, -0.3], "programme": [0.9, 0.7, 0.2], "threshold": 0.06,
}  # fmt: skip


def board_fixtures() -> None:
    """The model that knows boards, and what comes of it."""
    folder = HERE / "model-boards"
    folder.mkdir(exist_ok=True)
    first, second = network(CORNERS, k=2, more=11).SerializeToString(), panel_network(20).SerializeToString()
    (folder / "detector.onnx").write_bytes(first)
    (folder / "panel.onnx").write_bytes(second)
    logits = ["board", "cabinet", "programme", "blank"]
    panel = PANEL | {"sha256": hashlib.sha256(second).hexdigest(), "logits": logits}
    written = card("detector.onnx", first, panel=panel, labels=BOARD_LABELS, boards=BOARDS)
    (folder / "card.json").write_text(json.dumps(written, indent=1) + "\n")
    sessions = [onnxruntime.InferenceSession(m) for m in (first, second)]
    answer = lambda crops: sessions[1].run(None, {"crops": crops})[0]  # noqa: E731
    cases = []
    for width, height, seed in [(640, 480, 31), (300, 220, 32), (97, 131, 2), (150, 400, 33)]:
        image = picture(width, height, seed)
        found = first_look(sessions[0], image, PANEL["floor"], BOARD_LABELS)
        found = panel_reference.look_again(panel, BOARD_LABELS, answer, image, found)
        found = [f for f in found if (f["box"][2] - f["box"][0]) * (f["box"][3] - f["box"][1]) > 0]
        cases.append({"width": width, "height": height, "seed": seed, **boards_reference.scene(BOARDS, BOARD_LABELS, panel, found)})
        print(width, height, *(len(cases[-1][k]) for k in ("detections", "boards", "places")))
    (HERE / "golden-boards.json").write_text(json.dumps(rounded({"cases": cases})) + "\n")


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
                      "detections": detect(session, image, floor)})
        tensor, _, _ = letterbox(image)
        resizes.append({"case": seed, "height": tensor.shape[2], "width": tensor.shape[3],
                        "sample": [[int(c), int(y), int(x), float(tensor[0, c, y, x])]
                                   for c, y, x in np.random.default_rng(seed).integers(
                                       0, [3, tensor.shape[2], tensor.shape[3]], (120, 3))]})
    golden = {"cases": cases, "letterbox": resizes}
    (HERE / "golden.json").write_text(json.dumps(rounded(golden)) + "\n")
    panel_fixtures()
    board_fixtures()
    for case in cases:
        print(case["width"], case["height"], case["floor"], len(case["detections"]))


if __name__ == "__main__":
    main()
