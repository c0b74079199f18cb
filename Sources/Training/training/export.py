"""Checkpoints to ONNX, batch normalisation and input scale folded into the convolutions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

from .backbone import ConvBN6
from .model import ConvBN, Detector, NetConfig
from .panel import HEIGHT, WIDTH, PanelNet
from .runtime import OUTPUTS, Runtime


def fold(module: nn.Module) -> None:
    """Fold every batch normalisation into its convolution."""
    for child in module.modules():
        if isinstance(child, (ConvBN, ConvBN6)) and isinstance(child[1], nn.BatchNorm2d):
            child[0] = nn.utils.fuse_conv_bn_eval(child[0], child[1])
            child[1] = nn.Identity()


def load(weights: Path) -> tuple[Detector, dict]:
    """The averaged network of a checkpoint, and the checkpoint."""
    state = torch.load(weights, weights_only=False)
    net = Detector(NetConfig(**state["config"]))
    net.load_state_dict(state["ema"])
    return net.eval(), state


def export(net: Detector, path: Path) -> None:
    """ONNX with dynamic height and width; /128 is folded into the first convolution.

    Raises `RuntimeError` where what was written does not answer as the network does.
    """
    fold(net)
    net.requires_grad_(False)  # else the trunk's own gradients are traced instead of plain convolutions
    with torch.no_grad():
        net.trunk.stem[0].weight /= net.scale_in
        net.scale_in = 1.0
    axes = {"images": {2: "h", 3: "w"}} | {o: {2: f"h{i}", 3: f"w{i}"} for i, o in enumerate(OUTPUTS)}
    torch.onnx.export(
        net, (torch.zeros(1, 3, 384, 512),), str(path), input_names=["images"], output_names=OUTPUTS,
        dynamic_axes=axes, dynamo=False, opset_version=17,
    )
    picture = torch.rand(1, 3, 384, 512) * 255
    canvas = picture[0].permute(1, 2, 0).numpy()
    for mine, theirs in zip(net(picture), Runtime(path, [[512, 384]])(canvas)):
        if (off := float(np.abs(mine[0].numpy() - theirs).max())) > 1e-2:
            raise RuntimeError(f"{path}: answers differ from the network's by {off:.3g}")


def export_panel(weights: Path, path: Path) -> dict:
    """The panel network of a checkpoint, for any number of crops at once; returns the checkpoint."""
    state = torch.load(weights, weights_only=False)
    net = PanelNet(tuple(state["widths"]))
    net.load_state_dict(state["ema"])
    fold(net.eval())
    with torch.no_grad():
        net.near[0][0].weight /= net.scale_in
        net.scale_in = 1.0
    torch.onnx.export(
        net, (torch.zeros(2, 3, HEIGHT, WIDTH),), str(path), input_names=["crops"], output_names=["answers"],
        dynamic_axes={"crops": {0: "n"}, "answers": {0: "n"}}, dynamo=False, opset_version=17,
    )
    halve(path)
    return state


def halve(path: Path) -> None:
    """Keep large weights as 16-bit floats, widened when the model is loaded; it computes in f32 all the same."""
    model = onnx.load(str(path))
    for t in [t for t in model.graph.initializer if t.data_type == onnx.TensorProto.FLOAT and np.prod(t.dims) > 20_000]:
        small = onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(t).astype(np.float16), t.name + "_half")
        model.graph.initializer.remove(t)
        model.graph.initializer.append(small)
        model.graph.node.insert(0, onnx.helper.make_node("Cast", [small.name], [t.name], to=onnx.TensorProto.FLOAT))
    onnx.save(model, str(path))
