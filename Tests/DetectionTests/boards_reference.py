"""What follows from the answers about boards, in numpy, for the Detection tests: independent of the Swift code."""

import numpy as np


def sigmoid(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


def scene(boards: dict, labels: list[dict], panel: dict, found: list[dict]) -> dict:
    """Detections, boards and places at the card's thresholds; `found` as `panel_reference.look_again` gives it."""
    out: dict = {"detections": [], "boards": [], "places": []}
    which = {name: 0 for name in ("programme", "blank")} | {n: i for i, n in enumerate(panel["logits"])}
    for f in found:
        label, n = labels[f["label"]], len(boards["slots"])
        at = {"box": f["box"].tolist(), "quad": f["quad"].tolist()}
        sigmas = {"corner_sigmas": f["sigmas"].tolist()}
        if label["kind"] == "reference":
            if f["confidence"] >= label["threshold"]:
                out["detections"].append({"slot": label["name"], "confidence": f["confidence"], **at, **sigmas})
            continue
        z = f["more"][boards["slot_at"] : boards["slot_at"] + n + 1] / boards["temperature"]
        p = np.exp(z - z.max())
        p /= p.sum()
        said = {}
        for name in ("programme", "blank"):
            a, b, c = boards[name]
            said[name] = sigmoid(a * f["more"][boards[f"{name}_at"]] + b * f["logits"][which[name]] + c)
        best = int(p[:n].argmax())
        slot = boards["slots"][best] if p[best] > p[n] else None
        ad = f["confidence"] * p[best] * said["programme"] * (1 - said["blank"])
        if ad >= boards["threshold"]:
            out["detections"].append({"slot": boards["slots"][best], "confidence": float(ad), **at, **sigmas})
        sure = f["confidence"] >= label["threshold"]
        if sure:
            out["boards"].append({"confidence": f["confidence"], **at, "slot": slot, "programme": said["programme"],
                                  "creative": None, "state": {"blank": said["blank"]}})
        if ad < boards["threshold"] and (not sure or slot is None):
            out["places"].append({"slot": boards["slots"][best], "confidence": float(f["confidence"] * (1 - p[n])), **at})
    return {k: sorted(v, key=lambda d: -d["confidence"]) for k, v in out.items()}
