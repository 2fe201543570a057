"""Writes layers.json: values and gradients of PyTorch for each kind of layer, and three training steps of LeNet-5 and Small.

Run: python3 layers.py > layers.json   (needs torch and numpy; the committed file was made with Debian 12's python3-torch 1.13.1+dfsg-4,
which calls itself 1.13.0a0)

Images, parameters, labels and example weights come from a formula that the tests share (drawn, parameter, images below), so the file holds results only.
"""
import json
import math
import sys

import numpy
import torch
import torch.nn.functional as F

MASK = (1 << 64) - 1


def numbers(tensor):
    """Shortest decimals that read back as the same single-precision values."""
    return [float(str(value)) for value in tensor.detach().numpy().astype(numpy.float32).ravel()]


def drawn(stream, count):
    """Numbers in [-1, 1): a hash of (stream, index) in 32-bit arithmetic, exact in single precision."""
    u = (numpy.arange(1, count + 1, dtype=numpy.uint64) * 2654435761 + stream * 2246822519) & 0xFFFFFFFF
    u ^= u >> 15
    u = (u * 2246822519) & 0xFFFFFFFF
    u ^= u >> 13
    return ((u >> 8).astype(numpy.float64) / 2**23 - 1).astype(numpy.float32)


def parameter(stream, name, dimensions):
    values = torch.tensor(drawn(stream, math.prod(dimensions))).reshape(dimensions)
    if len(dimensions) > 1:
        return values * 2.0 ** -((math.prod(dimensions[1:]).bit_length() - 1) // 2)
    return 1 + 0.5 * values if name.endswith(("weight", "running_var")) else 0.5 * values


def images(step, rows, shape):
    return torch.tensor(drawn(1000 + step, rows * math.prod(shape))).reshape(rows, *shape) * 1.5


def labels(rows, classes):
    return torch.arange(rows) * 3 % classes


def example_weights(rows):
    return 1 + 0.5 * torch.tensor(drawn(2000, rows))


class Net:
    """A network as a function: its layers make their parameters in order on the first call and use them again in later calls."""

    def __init__(self):
        self.parameters = {}

    def start(self, training, random_seed=0):
        self.training = training
        self.random_seed = random_seed

    def parameter(self, name, dimensions, trainable=True):
        if name not in self.parameters:
            self.parameters[name] = parameter(len(self.parameters), name, dimensions).requires_grad_(trainable)
        return self.parameters[name]

    def trainable(self):
        return {name: tensor for name, tensor in self.parameters.items() if tensor.requires_grad}

    def conv(self, x, out, kernel, stride=(1, 1), padding=(0, 0, 0, 0), dilation=(1, 1), bias=True, depthwise=False, *, name):
        top, left, bottom, right = padding
        weight = self.parameter(f"{name}.weight", (out, 1 if depthwise else x.shape[1], *kernel))
        offset = self.parameter(f"{name}.bias", (out,)) if bias else None
        return F.conv2d(F.pad(x, (left, right, top, bottom)), weight, offset, stride, 0, dilation, x.shape[1] if depthwise else 1)

    def dense(self, x, out, name):
        x = x.flatten(1)
        return F.linear(x, self.parameter(f"{name}.weight", (out, x.shape[1])), self.parameter(f"{name}.bias", (out,)))

    def norm(self, x, name, epsilon=1e-5, momentum=0.1):
        weight, bias = (self.parameter(f"{name}.{part}", (x.shape[1],)) for part in ("weight", "bias"))
        mean, variance = (self.parameter(f"{name}.{part}", (x.shape[1],), trainable=False) for part in ("running_mean", "running_var"))
        return F.batch_norm(x, mean, variance, weight, bias, self.training, momentum, epsilon)

    def dropout(self, x, probability, stream):
        """Inverted dropout with the library's mask, a function of (seed, stream, index)."""
        if not self.training:
            return x
        kept = [uniform(self.random_seed, stream, i) >= probability for i in range(x.numel())]
        return x * torch.tensor(kept).reshape(x.shape) / (1 - probability)


def mix(z):
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def uniform(seed, stream, index):
    golden = 0x9E3779B97F4A7C15
    bits = mix((mix(mix((seed + golden) & MASK) ^ stream) + golden * (index + 1)) & MASK)
    return (bits >> 40) / 2**24


def loss_of(logits):
    rows, classes = logits.shape
    weights = example_weights(rows)
    return (F.cross_entropy(logits, labels(rows, classes), reduction="none") * weights).sum() / weights.sum()


# ---- single layers: 1x1 convolution, the layer, dense 5; so the layer's gradient with respect to its input shows in the convolution's parameters

LAYERS = [
    {"kind": "convolution", "out": 8, "kernel": [3, 3], "stride": [1, 1], "padding": [1, 1, 1, 1], "dilation": [1, 1], "bias": True},
    {"kind": "convolution", "out": 5, "kernel": [5, 3], "stride": [2, 3], "padding": [2, 1, 0, 3], "dilation": [1, 1], "bias": True},
    {"kind": "convolution", "out": 18, "kernel": [2, 2], "stride": [1, 2], "padding": [1, 0, 0, 1], "dilation": [3, 2], "bias": False},
    {"kind": "convolution", "out": 4, "kernel": [1, 1], "stride": [2, 2], "padding": [0, 0, 0, 0], "dilation": [1, 1], "bias": True},
    {"kind": "depthwise", "kernel": [3, 3], "stride": [1, 1], "padding": [1, 1, 1, 1]},
    {"kind": "depthwise", "kernel": [3, 2], "stride": [2, 2], "padding": [0, 1, 2, 1]},
    {"kind": "maximum", "kernel": [2, 2], "stride": [2, 2], "padding": [0, 0, 0, 0]},
    {"kind": "maximum", "kernel": [3, 3], "stride": [2, 2], "padding": [1, 1, 1, 1]},
    {"kind": "average", "kernel": [2, 3], "stride": [1, 2], "padding": [0, 0, 0, 0]},
    {"kind": "average", "kernel": [3, 3], "stride": [2, 2], "padding": [1, 1, 1, 1]},
    {"kind": "relu"}, {"kind": "tanh"}, {"kind": "norm"}, {"kind": "add"}, {"kind": "concat"},
]


def single_layer(net, x, layer):
    x = net.conv(x, 3, (1, 1), name="before")
    kind = layer["kind"]
    if kind in ("maximum", "average"):
        top, left, bottom, right = layer["padding"]
        padded = F.pad(x, (left, right, top, bottom), value=-math.inf if kind == "maximum" else 0)
        x = (F.max_pool2d if kind == "maximum" else F.avg_pool2d)(padded, layer["kernel"], layer["stride"])
    elif kind == "convolution":
        x = net.conv(x, layer["out"], layer["kernel"], layer["stride"], layer["padding"], layer["dilation"], layer["bias"], name="layer")
    elif kind == "depthwise":
        x = net.conv(x, 3, layer["kernel"], layer["stride"], layer["padding"], bias=False, depthwise=True, name="layer")
    elif kind == "relu":
        x = torch.relu(x)
    elif kind == "tanh":
        x = torch.tanh(x)
    elif kind == "norm":
        x = net.norm(x, "layer")
    elif kind == "add":
        x = x + torch.tanh(x)
    elif kind == "concat":
        x = torch.cat([x, torch.tanh(x), x], 1)
    return net.dense(x, 5, "after")


def layer_case(layer):
    rows, net = 3, Net()
    x = images(0, rows, (3, 6, 7))
    net.start(training=False)
    scored = single_layer(net, x, layer)
    net.start(training=True)
    logits = single_layer(net, x, layer)
    loss = loss_of(logits)
    loss.backward()
    return {
        **layer, "scored": numbers(scored), "logits": numbers(logits), "loss": loss.item(),
        "gradients": {name: numbers(tensor.grad) for name, tensor in net.trainable().items()},
        "statistics": {name: numbers(tensor) for name, tensor in net.parameters.items() if not tensor.requires_grad},
    }


# ---- whole networks

def lenet5(activation, pool):
    def run(net, x):
        x = pool(activation(net.conv(x, 6, (5, 5), padding=(2, 2, 2, 2), name="conv1")), 2)
        x = pool(activation(net.conv(x, 16, (5, 5), name="conv2")), 2)
        return net.dense(activation(net.dense(activation(net.dense(x, 120, "fc1")), 84, "fc2")), 10, "fc3")
    return run


def small(dropout_stream):
    def run(net, x):
        for stage, channels in enumerate((32, 64)):
            for layer in (2 * stage + 1, 2 * stage + 2):
                x = torch.relu(net.norm(net.conv(x, channels, (3, 3), padding=(1, 1, 1, 1), bias=False, name=f"conv{layer}"), f"bn{layer}"))
            x = F.max_pool2d(x, 2)
        return net.dense(net.dropout(torch.relu(net.dense(x, 128, "fc1")), 0.5, dropout_stream), 10, "fc2")
    return run


def training(architecture, run, rows, rate, dropout_stream=0):
    net = Net()
    with torch.no_grad():
        net.start(training=False)
        run(net, images(0, rows, (1, 28, 28)))
    initial = {name: tensor.detach().clone() for name, tensor in net.parameters.items()}
    optimizer = torch.optim.SGD(net.trainable().values(), lr=rate, momentum=0.9)
    steps = []
    for step in range(3):
        net.start(training=True, random_seed=step)
        logits = run(net, images(step, rows, (1, 28, 28)))
        loss = loss_of(logits)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps.append({"loss": loss.item(), "logits": numbers(logits)})
    net.start(training=False)
    scored = run(net, images(3, rows, (1, 28, 28)))
    after = {}
    for name, tensor in net.parameters.items():
        change = (tensor.detach() - initial[name]).double()
        after[name] = {"change": change.norm().item(), "samples": numbers(tensor.detach().ravel()[[k * 7919 % tensor.numel() for k in range(10)]])}
    return {
        "architecture": architecture, "rows": rows, "rate": rate, "dropoutStream": dropout_stream, "steps": steps, "after": after, "scored": numbers(scored),
    }


def main():
    torch.set_num_threads(1)
    json.dump({
        "source": f"PyTorch {torch.__version__}, numpy {numpy.__version__}, Python {sys.version.split()[0]}",
        "layers": [layer_case(layer) for layer in LAYERS],
        "networks": [
            training("LeNet5", lenet5(torch.tanh, F.avg_pool2d), rows=18, rate=0.1),
            training("LeNet5ReLU", lenet5(torch.relu, F.max_pool2d), rows=18, rate=0.02),
            training("Small", small(dropout_stream=18), rows=6, rate=0.02, dropout_stream=18),
        ],
    }, sys.stdout, indent=None, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
