"""Logits to confidences that are right as often as they say."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn


def sigmoid(x: float) -> float:
    """Logistic function."""
    return float(1 / (1 + np.exp(-x)))


def expected_error(logit: np.ndarray, hit: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error of logits."""
    p = 1 / (1 + np.exp(-logit))
    which = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs(p[which == k].mean() - hit[which == k].mean()) * (which == k).mean() for k in range(bins) if (which == k).any()))


def second_fit(z: np.ndarray, s: np.ndarray, hit: np.ndarray) -> list[float]:
    """a, b, c such that sigmoid(a*z + b*s + c) is the share of hits (logistic regression, a little held back)."""
    if len(z) < 20 or hit.all() or not hit.any():
        return [1.0, 0.0, 0.0]
    x = torch.tensor(np.stack([z, s, np.ones_like(z)], 1), dtype=torch.float64)
    y = torch.tensor(hit).double()
    w = torch.tensor([1.0, 0.5, 0.0], dtype=torch.float64, requires_grad=True)
    fit = torch.optim.LBFGS([w], max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        fit.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(x @ w, y) + 1e-3 * (w[:2] ** 2).sum()
        loss.backward()
        return loss

    fit.step(closure)
    return [round(float(v), 5) for v in w.detach()]


def platt(logit: np.ndarray, hit: np.ndarray) -> list[float]:
    """a, b such that sigmoid(a*logit+b) is the share of hits (Platt, with his smoothed targets)."""
    if len(logit) < 10 or hit.all() or not hit.any():
        return [1.0, 0.0]
    up, down = hit.sum(), (~hit).sum()
    x = torch.tensor(logit, dtype=torch.float64)
    y = torch.where(torch.tensor(hit), (up + 1.0) / (up + 2.0), 1.0 / (down + 2.0)).double()
    p = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    fit = torch.optim.LBFGS([p], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        fit.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(p[0] * x + p[1], y)
        loss.backward()
        return loss

    fit.step(closure)
    a, b = (float(v) for v in p.detach())
    return [round(a, 5), round(b, 5)] if 0.05 < a < 20 else [1.0, 0.0]
