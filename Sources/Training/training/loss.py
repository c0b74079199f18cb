"""Assignment and loss: task-aligned top-k, quality focal loss, GIoU, corners in panel sizes.

References: TOOD (arXiv 2108.07755), Generalized Focal Loss (arXiv 2006.04388),
GIoU (arXiv 1902.09630).
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from .model import BLANK, PROGRAMME, SCALE, SLOT, STRIDES


def flatten(maps: list[Tensor], classes: int) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Dense maps -> logits [B,N,K], boxes [B,N,4] and corners [B,N,8] in pixels, centres [N,2], strides [N], attributes [B,N,A]."""
    logits, boxes, corners, centres, strides, more = [], [], [], [], [], []
    for out, stride in zip(maps, STRIDES):
        b, _, h, w = out.shape
        flat = out.float().flatten(2).transpose(1, 2)
        ys, xs = torch.meshgrid(torch.arange(h) + 0.5, torch.arange(w) + 0.5, indexing="ij")
        centre = torch.stack([xs, ys], -1).reshape(-1, 2) * stride
        d = flat[..., classes : classes + 4] * stride
        logits.append(flat[..., :classes])
        boxes.append(torch.cat([centre - d[..., :2], centre + d[..., 2:]], -1))
        corners.append(flat[..., classes + 4 : classes + 12] * stride + centre.repeat(1, 4))
        more.append(flat[..., classes + 12 :])
        centres.append(centre)
        strides.append(torch.full((h * w,), float(stride)))
    return torch.cat(logits, 1), torch.cat(boxes, 1), torch.cat(corners, 1), torch.cat(centres), torch.cat(strides), torch.cat(more, 1)


def iou(a: Tensor, b: Tensor, general: bool = False) -> Tensor:
    """IoU (or GIoU) of boxes, broadcast over the leading dimensions."""
    lo, hi = torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:])
    inter = (hi - lo).clamp_min(0).prod(-1)
    area_a, area_b = (a[..., 2:] - a[..., :2]).prod(-1), (b[..., 2:] - b[..., :2]).prod(-1)
    union = area_a + area_b - inter + 1e-6
    value = inter / union
    if general:
        hull = (torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])).prod(-1) + 1e-6
        value = value - (hull - union) / hull
    return value


@torch.no_grad()
def assign(
    scores: Tensor, boxes: Tensor, centres: Tensor, strides: Tensor, gt: Tensor, label: Tensor, valid: Tensor, top_k: int
) -> tuple[Tensor, Tensor]:
    """Which truth each cell answers for ([B,N], -1 for none) and its target score ([B,N])."""
    b, g = label.shape
    n = centres.shape[0]
    c = centres[None, None]
    box = gt[:, :, None]
    inside = ((c - box[..., :2]).amin(-1) > 0) & ((box[..., 2:] - c).amin(-1) > 0)
    middle = (gt[..., :2] + gt[..., 2:])[:, :, None] / 2
    near = ((c - middle).abs().amax(-1) / strides) < 1.0
    long_side = (gt[..., 2:] - gt[..., :2]).amax(-1)[:, :, None]
    fits = (long_side > strides * 0.75) | (strides == STRIDES[0])
    candidate = (inside | near) & fits & valid[:, :, None]
    overlap = iou(box, boxes[:, None]).clamp(0, 1)
    p = scores.transpose(1, 2).gather(1, label[:, :, None].expand(b, g, n))
    metric = p.clamp_min(1e-4).sqrt() * overlap.pow(4)
    # Early on, when no box overlaps, the nearest cells decide.
    metric = (metric + 1e-6 / (1 + (c - middle).pow(2).sum(-1).sqrt() / strides)) * candidate
    value, index = metric.topk(min(top_k, n), dim=-1)
    chosen = torch.zeros_like(metric, dtype=torch.bool).scatter_(2, index, value > 0)
    ranked = torch.where(chosen, overlap + 1e-4 + metric, torch.zeros_like(metric))
    best, owner = ranked.max(1)
    owner = torch.where(best > 0, owner, torch.full_like(owner, -1))
    mine = torch.arange(g)[None, :, None] == owner[:, None]
    metric = metric * mine
    peak = metric.amax(-1, keepdim=True).clamp_min(1e-9)
    top = (overlap * mine).amax(-1, keepdim=True)
    target = (metric / peak * top).amax(1)
    return owner, target.clamp(0, 1)


def detection_loss(maps: list[Tensor], batch: dict[str, Tensor], classes: int, top_k: int = 10) -> dict[str, Tensor]:
    """Loss terms; `batch` has box [B,G,4], quad [B,G,8], label, valid, ignore, visible, known, slot, blank, programme [B,G], partial [B].

    `known` says that the quad is; a photo that is `partial` labels only some of its boards, so that what is found outside
    of its boxes counts neither way.
    """
    logits, boxes, corners, centres, strides, more = flatten(maps, classes)
    gt, label = batch["box"], batch["label"]
    valid = batch["valid"] & ~batch["ignore"]
    owner, target = assign(logits.sigmoid(), boxes.detach(), centres, strides, gt, label, valid, top_k)
    bi, ni = (owner >= 0).nonzero(as_tuple=True)
    gi = owner[bi, ni]
    goal = torch.zeros_like(logits)
    goal[bi, ni, label[bi, gi]] = target[bi, ni]
    weight = torch.ones_like(logits)
    skip = batch["valid"] & batch["ignore"]
    if skip.any():
        sb, sg = skip.nonzero(as_tuple=True)
        box = gt[sb, sg][:, None]
        inside = ((centres[None] - box[..., :2]).amin(-1) > -2) & ((box[..., 2:] - centres[None]).amin(-1) > -2)
        cabinet = batch.get("cabinet", -1)
        for k, (i, j) in enumerate(zip(sb.tolist(), sg.tolist())):
            which = [cabinet] if int(label[i, j]) == cabinet else [c for c in range(classes) if c != cabinet]
            weight[i][inside[k].nonzero()[:, :1], torch.tensor(which)] = 0.0
        weight[bi, ni, label[bi, gi]] = 1.0
    for i in batch["partial"].nonzero().flatten().tolist():
        box = gt[i][batch["valid"][i]][:, None]
        inside = ((centres[None] - box[..., :2]).amin(-1) > 0) & ((box[..., 2:] - centres[None]).amin(-1) > 0)
        weight[i] *= inside.any(0)[:, None]
    total = target.sum().clamp_min(4.0)
    p = logits.sigmoid()
    bce = F.binary_cross_entropy_with_logits(logits, goal, reduction="none")
    focus = torch.where(goal > 0, goal, 0.75 * p.detach().pow(2))
    focus = torch.maximum(focus, (goal - p.detach()).abs().pow(2) * (goal > 0))
    loss_cls = (bce * focus * weight).sum() / total
    w = target[bi, ni].clamp_min(0.05)
    true_box, mine = gt[bi, gi], boxes[bi, ni]
    loss_box = ((1 - iou(mine, true_box, True)) * w).sum() / total
    size = (true_box[:, 2:] - true_box[:, :2]).clamp_min(8.0)
    edges = ((mine - true_box).abs() / size.repeat(1, 2)).clamp_max(4.0).mean(-1)
    true_quad = batch["quad"][bi, gi]
    q = true_quad.view(-1, 4, 2)
    across = ((q[:, 1] - q[:, 0]).norm(dim=-1) + (q[:, 2] - q[:, 3]).norm(dim=-1)) / 2
    along = ((q[:, 3] - q[:, 0]).norm(dim=-1) + (q[:, 2] - q[:, 1]).norm(dim=-1)) / 2
    panel = (across * along).sqrt().clamp_min(8.0)[:, None]
    error = (corners[bi, ni] - true_quad).abs() / panel
    # Corners that nobody can see teach little and shout loud.
    clear = torch.where(batch["visible"][bi, gi] > 0.9, 1.0, 0.25) * batch["known"][bi, gi]
    each = F.smooth_l1_loss(error.clamp_max(8.0), torch.zeros_like(error), beta=0.01, reduction="none").mean(-1)
    loss_corner = (each * w * clear).sum() / total
    terms = {"cls": loss_cls, "box": 2.0 * loss_box, "edge": (edges * w).sum() / total, "corner": 8.0 * loss_corner}
    if more.shape[-1]:
        near = (error.detach().view(-1, 4, 2).norm(dim=-1)).clamp(1e-3, 4.0)
        terms |= attribute_loss(more[bi, ni], {k: batch[k][bi, gi] for k in ("slot", "blank", "programme", "known")}, near, w, total)
    return terms


def attribute_loss(more: Tensor, truth: dict[str, Tensor], near: Tensor, w: Tensor, total: Tensor) -> dict[str, Tensor]:
    """Of each cell that answers for a board: cross-entropy of slot, blank and programme where known (not -1), and the Laplace
    likelihood of its corners' distances `near` [n,4], in parts of the panel's size."""
    slot, blank, programme = truth["slot"], truth["blank"], truth["programme"]
    where = F.cross_entropy(more[:, SLOT], slot.clamp_min(0), reduction="none") * (slot >= 0)
    def sure(logit: Tensor, goal: Tensor) -> Tensor:
        return F.binary_cross_entropy_with_logits(logit, goal.clamp_min(0), reduction="none") * (goal >= 0)
    scale = more[:, SCALE].clamp(-7, 2)
    spread = (near * torch.exp(-scale) + scale).mean(-1) * truth["known"]
    return {
        "slot": 0.5 * (where * w).sum() / total, "blank": 0.4 * (sure(more[:, BLANK], blank) * w).sum() / total,
        "programme": 0.4 * (sure(more[:, PROGRAMME], programme) * w).sum() / total, "spread": 0.1 * (spread * w).sum() / total,
    }  # fmt: skip
