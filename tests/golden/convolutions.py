"""Writes convolutions.json: values and gradients of PyTorch for everything that a convolution and a pooling layer can be told.

Run: python3 convolutions.py > convolutions.json   (needs torch and numpy; the committed file was made with Debian 12's python3-torch 1.13.1+dfsg-4,
which calls itself 1.13.0a0)

Each case is a layer in the library's JSON form. It stands between a 1x1 convolution and a dense layer, so its input's gradient shows in the parameters of the
convolution. Images, parameters, labels and weights are those of layers.py.
"""
import json
import sys

import numpy
import torch
import torch.nn.functional as F

from layers import Net, images, loss_of, numbers

IMAGE = (3, 6, 7)


def window(kernel, stride=(1, 1), padding=(0, 0, 0, 0), **more):
    return {"kernel": list(kernel), "stride": list(stride), "padding": padding if padding == "same" else list(padding), **more}


def convolution(out, kernel, stride=(1, 1), padding=(0, 0, 0, 0), dilation=(1, 1), groups=1, mode="zeros", bias=True, channels=3):
    return channels, {
        "kind": "convolution", "outputChannels": out, **window(kernel, stride, padding), "dilation": list(dilation), "groups": groups, "paddingMode": mode,
        "bias": bias, "weightInitializer": "he-normal", "biasInitializer": "zeros",
    }


def local(out, kernel, stride=(1, 1), padding=(0, 0, 0, 0), bias=True):
    return 3, {
        "kind": "locally-connected", "outputChannels": out, **window(kernel, stride, padding), "bias": bias,
        "weightInitializer": "he-normal", "biasInitializer": "zeros",
    }


def maximum(kernel, stride, padding=(0, 0, 0, 0), dilation=(1, 1), ceil=False):
    return 3, {"kind": "max-pool", **window(kernel, stride, padding), "dilation": list(dilation), "ceilMode": ceil}


def average(kernel, stride, padding=(0, 0, 0, 0), ceil=False, count=True):
    return 3, {"kind": "average-pool", **window(kernel, stride, padding), "dilation": [1, 1], "ceilMode": ceil, "countIncludePad": count}


ALL_SIDES = (1, 1, 1, 1)

CASES = [
    convolution(6, (3, 3), padding=ALL_SIDES, groups=3),
    convolution(6, (3, 3), padding=ALL_SIDES, groups=3, bias=False),
    convolution(3, (5, 5), (2, 2), (2, 2, 2, 2), groups=3),
    convolution(12, (3, 2), (1, 2), (1, 0, 2, 1), (2, 1), groups=6, channels=6),
    convolution(8, (3, 3), padding=ALL_SIDES, groups=2, channels=4),
    convolution(20, (1, 1), groups=4, channels=8),
    convolution(6, (1, 1), (2, 2), groups=2, channels=6),
    convolution(9, (3, 3), (2, 1), (0, 2, 1, 0), groups=3, channels=9, bias=False),
    convolution(64, (3, 3), padding=ALL_SIDES, groups=32, channels=64, bias=False),
    *(convolution(5, (3, 3), padding=ALL_SIDES, mode=mode) for mode in ("replicate", "reflect")),
    *(convolution(4, (5, 3), (2, 2), (3, 1, 0, 2), mode=mode) for mode in ("replicate", "reflect")),
    *(convolution(4, (3, 3), padding=(2, 2, 2, 2), dilation=(2, 2), groups=2, channels=4, mode=mode) for mode in ("replicate", "reflect")),
    *(convolution(3, (3, 3), (2, 2), ALL_SIDES, groups=3, mode=mode) for mode in ("replicate", "reflect")),
    convolution(2, (3, 3), padding=(9, 8, 7, 10), mode="replicate"),
    convolution(5, (3, 3), padding="same"),
    convolution(5, (4, 2), padding="same"),
    convolution(5, (3, 3), padding="same", dilation=(2, 3)),
    convolution(5, (3, 3), (2, 2), "same"),
    convolution(5, (4, 5), (3, 2), "same"),
    convolution(5, (1, 1), (2, 2), "same"),
    convolution(3, (5, 5), (2, 2), "same", groups=3),
    convolution(5, (4, 3), padding="same", mode="reflect"),
    convolution(4, (9, 9), padding=(4, 4, 4, 4)),
    local(4, (3, 3)),
    local(2, (3, 2), (2, 1), (1, 0, 2, 1)),
    local(3, (4, 4), (2, 2), "same", bias=False),
    maximum((3, 3), (2, 2), ceil=True),
    maximum((3, 3), (2, 2), ALL_SIDES, ceil=True),
    maximum((2, 2), (2, 2), ALL_SIDES, ceil=True),
    maximum((2, 2), (3, 3), ceil=True),
    maximum((2, 3), (1, 1), dilation=(2, 2)),
    maximum((3, 3), (2, 2), ALL_SIDES, (2, 1), ceil=True),
    maximum((3, 3), (1, 1), "same"),
    *(average((3, 3), (2, 2), ALL_SIDES, ceil, count) for ceil in (False, True) for count in (False, True)),
    *(average((2, 3), (2, 3), (1, 1, 1, 1), ceil, count) for ceil in (False, True) for count in (False, True)),
    average((3, 3), (3, 3), ceil=True),
    average((3, 2), (1, 2), (2, 0, 1, 1)),
    *((3, {"kind": f"adaptive-{kind}-pool", "output": output}) for kind in ("average", "max") for output in ([1, 1], [2, 3], [4, 5], [3, 7], [6, 7], [8, 9])),
    *((3, {"kind": f"global-{kind}-pool"}) for kind in ("average", "max")),
]


def same_sides(size, kernel, stride, dilation):
    """ONNX's SAME_UPPER."""
    total = max(((size + stride - 1) // stride - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)
    return total // 2, total - total // 2


def sides(x, layer):
    if layer["padding"] != "same":
        return layer["padding"]
    dilation = layer.get("dilation", [1, 1])
    (top, bottom), (left, right) = (same_sides(x.shape[2 + axis], layer["kernel"][axis], layer["stride"][axis], dilation[axis]) for axis in (0, 1))
    return top, left, bottom, right


def pad(x, layer, value=0.0):
    top, left, bottom, right = sides(x, layer)
    mode = layer.get("paddingMode", "zeros")
    return F.pad(x, (left, right, top, bottom), "constant", value) if mode == "zeros" else F.pad(x, (left, right, top, bottom), mode)


def apply(net, x, layer):
    kind = layer["kind"]
    if kind == "convolution":
        out, groups = layer["outputChannels"], layer["groups"]
        weight = net.parameter("layer.weight", (out, x.shape[1] // groups, *layer["kernel"]))
        bias = net.parameter("layer.bias", (out,)) if layer["bias"] else None
        if layer["padding"] == "same" and layer["stride"] == [1, 1] and layer["paddingMode"] == "zeros":
            return F.conv2d(x, weight, bias, 1, "same", layer["dilation"], groups)
        return F.conv2d(pad(x, layer), weight, bias, layer["stride"], 0, layer["dilation"], groups)
    if kind == "locally-connected":
        padded = pad(x, layer)
        size = [(padded.shape[2 + axis] - layer["kernel"][axis]) // layer["stride"][axis] + 1 for axis in (0, 1)]
        patches = F.unfold(padded, layer["kernel"], stride=layer["stride"])
        out = layer["outputChannels"]
        weight = net.parameter("layer.weight", (out, *size, patches.shape[1]))
        y = torch.einsum("ndp,opd->nop", patches, weight.flatten(1, 2)).unflatten(2, size)
        return y + net.parameter("layer.bias", (out, *size)) if layer["bias"] else y
    if kind.startswith("adaptive"):
        return (F.adaptive_max_pool2d if "max" in kind else F.adaptive_avg_pool2d)(x, layer["output"])
    if kind == "global-average-pool":
        return x.mean((2, 3), keepdim=True)
    if kind == "global-max-pool":
        return x.amax((2, 3), keepdim=True)
    top, left, bottom, right = sides(x, layer)
    symmetric = (top, left) == (bottom, right)
    if kind == "max-pool":
        if symmetric:
            return F.max_pool2d(x, layer["kernel"], layer["stride"], (top, left), layer["dilation"], layer["ceilMode"])
        return F.max_pool2d(pad(x, layer, -float("inf")), layer["kernel"], layer["stride"], 0, layer["dilation"], layer["ceilMode"])
    if symmetric:
        return F.avg_pool2d(x, layer["kernel"], layer["stride"], (top, left), layer["ceilMode"], layer["countIncludePad"])
    assert layer["countIncludePad"]
    return F.avg_pool2d(pad(x, layer), layer["kernel"], layer["stride"], 0, layer["ceilMode"])


def run(net, x, channels, layer):
    return net.dense(apply(net, net.conv(x, channels, (1, 1), name="before"), layer), 5, "after")


def case(channels, layer):
    net = Net()
    net.start(training=True)
    logits = run(net, images(0, 2, IMAGE), channels, layer)
    loss_of(logits).backward()
    gradients = {name: numbers(tensor.grad) for name, tensor in net.trainable().items()}

    # The values show in the logits; of a large gradient every eleventh element says enough.
    return {
        "channels": channels, "layer": layer, "logits": numbers(logits),
        "gradients": {name: values if len(values) <= 400 else values[::11] for name, values in gradients.items()},
    }


def main():
    torch.set_num_threads(1)
    print("{" + f'"source":"PyTorch {torch.__version__}, numpy {numpy.__version__}, Python {sys.version.split()[0]}","cases":[')
    print(",\n".join(json.dumps(case(*one), separators=(",", ":")) for one in CASES))
    print("]}")


if __name__ == "__main__":
    main()
