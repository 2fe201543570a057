"""Writes activations.json: values and gradients of PyTorch in double precision for every activation.

Run: python3 activations.py > activations.json   (needs torch and numpy; the committed file was made with Debian 12's python3-torch 1.13.1+dfsg-4,
which calls itself 1.13.0a0)

Elementwise functions: points with f and f' at each, "NaN", "Infinity" and "-Infinity" as texts. The others: inputs from the formula of layers.py (drawn), outputs, and
the gradients of the sum of outputs times drawn numbers.

PyTorch 1.13 takes hard-swish's derivative at the kinks -3 and 3 from inside (-0.5 and 1.5). We take it from outside (0 and 1), as at the kinks of ReLU6 and hard
sigmoid, and these two points are written so. Its hard sigmoid has the slope 1/6 in single precision.
"""
import json
import math
import sys

import numpy
import torch
import torch.nn.functional as F

from layers import drawn

FUNCTIONS = {
    "relu": torch.relu,
    "relu6": F.relu6,
    "leaky relu": lambda x: F.leaky_relu(x, float(numpy.float32(0.01))),
    "leaky relu, 0.1": lambda x: F.leaky_relu(x, float(numpy.float32(0.1))),
    "leaky relu, falling": lambda x: F.leaky_relu(x, -0.5),
    "elu": F.elu,
    "elu, alpha 0.3": lambda x: F.elu(x, float(numpy.float32(0.3))),
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "hard-sigmoid": F.hardsigmoid,
    "silu": F.silu,
    "hard-swish": F.hardswish,
    "gelu": F.gelu,
    "gelu, tanh": lambda x: F.gelu(x, approximate="tanh"),
}

POINTS = [
    0.0, -3.0, 3.0, 6.0, -6.0, 1e-30, -1e-30, 1e-4, -1e-4, 20.0, -20.0, 80.0, -80.0, 1000.0, -1000.0, 1e30, -1e30, math.inf, -math.inf, math.nan,
    *(float(numpy.float32(0.37 * i)) for i in range(-28, 29)),
]


def number(value):
    return value if math.isfinite(value) else "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def function_case(name, function):
    x = torch.tensor(POINTS, dtype=torch.float64, requires_grad=True)
    y = function(x)
    y.sum().backward()
    slopes = x.grad.tolist()
    if name == "hard-swish":
        slopes = [0.0 if point == -3 else 1.0 if point == 3 else slope for point, slope in zip(POINTS, slopes)]
    return {"name": name, "x": [number(v) for v in POINTS], "y": [number(v) for v in y.tolist()], "slope": [number(v) for v in slopes]}


def maxout(x, pieces):
    n, c, h, w = x.shape
    return x.reshape(n, c // pieces, pieces, h, w).max(2).values


LAYERS = [
    {"kind": "prelu", "channels": 3, "slopes": 1},
    {"kind": "prelu", "channels": 5, "slopes": 5},
    {"kind": "softmax", "channels": 6},
    {"kind": "maxout", "channels": 6, "pieces": 3},
]


def layer_case(layer):
    rows, channels, height, width = 2, layer["channels"], 3, 2
    shape = (rows, channels, height, width)
    x = (torch.tensor(drawn(1, math.prod(shape))).double() * 3).reshape(shape).requires_grad_()
    slopes = torch.tensor(drawn(2, layer.get("slopes", 0))).double().requires_grad_()
    kind = layer["kind"]
    y = F.prelu(x, slopes) if kind == "prelu" else F.softmax(x, 1) if kind == "softmax" else maxout(x, layer["pieces"])
    (y * torch.tensor(drawn(3, y.numel())).double().reshape(y.shape)).sum().backward()
    return {
        "pieces": 0, "slopes": 0, **layer, "y": y.detach().ravel().tolist(), "inputGradient": x.grad.ravel().tolist(),
        "slopeGradient": slopes.grad.tolist() if kind == "prelu" else [],
    }


def main():
    torch.set_num_threads(1)
    json.dump({
        "source": f"PyTorch {torch.__version__}, numpy {numpy.__version__}, Python {sys.version.split()[0]}",
        "functions": [function_case(name, function) for name, function in FUNCTIONS.items()],
        "layers": [layer_case(layer) for layer in LAYERS],
    }, sys.stdout, indent=None, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
