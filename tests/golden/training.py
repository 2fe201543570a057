"""Writes training.json: losses of five training steps of small networks in PyTorch, and all parameters afterwards.

Run: python3 training.py > training.json   (needs torch and numpy; the committed file was made with Debian 12's python3-torch 1.13.1+dfsg-4,
which calls itself 1.13.0a0)

PyTorch computes in double precision here, so that what differs is our rounding alone. Images, first parameters, labels and example weights come from the
formulas of layers.py, which the tests share.
"""
import json
import sys

import numpy
import torch
import torch.nn.functional as F

import layers

STEPS, ROWS, SHAPE, CLASSES = 5, 7, (3, 11, 9), 5


class Net(layers.Net):
    """The networks' functions, in double precision."""

    def parameter(self, name, dimensions, trainable=True):
        if name not in self.parameters:
            values = layers.parameter(len(self.parameters), name, dimensions)
            self.parameters[name] = values.double().requires_grad_(trainable)
        return self.parameters[name]

    def grouped(self, x, out, groups, name, bias=True):
        weight = self.parameter(f"{name}.weight", (out, x.shape[1] // groups, 3, 3))
        return F.conv2d(x, weight, self.parameter(f"{name}.bias", (out,)) if bias else None, padding=1, groups=groups)

    def group_norm(self, x, groups, name):
        weight, bias = (self.parameter(f"{name}.{part}", (x.shape[1],)) for part in ("weight", "bias"))
        return F.group_norm(x, groups, weight, bias)


# No bias in front of a batch norm: its gradient is rounding alone, which Adam would enlarge to steps.

def plain(net, x):
    x = F.max_pool2d(torch.relu(net.norm(net.conv(x, 10, (3, 3), padding=(1, 1, 1, 1), bias=False, name="conv"), "norm")), 2)
    return net.dense(x, CLASSES, "head")


def residual(net, x):
    x = torch.relu(net.norm(net.conv(x, 8, (3, 3), stride=(2, 2), padding=(1, 1, 1, 1), bias=False, name="stem"), "norm"))
    y = torch.relu(net.grouped(x, 8, groups=2, name="grouped"))
    y = net.norm(net.grouped(y, 8, groups=8, name="depthwise", bias=False), "norm2")
    x = torch.relu(x + y)
    return net.dense(F.adaptive_avg_pool2d(x, 1), CLASSES, "head")


def response(net, x):
    x = F.leaky_relu(net.conv(x, 9, (3, 3), name="conv"), 0.1)
    x = F.local_response_norm(x, 5, alpha=0.5, beta=0.75, k=1.0)
    return net.dense(F.avg_pool2d(x, 2), CLASSES, "head")


def group(net, x):
    x = F.silu(net.group_norm(net.conv(x, 12, (3, 3), padding=(1, 1, 1, 1), bias=False, name="conv"), 3, "norm"))
    x = F.silu(net.group_norm(net.conv(x, 6, (1, 1), name="conv2"), 2, "norm2"))
    return net.dense(F.adaptive_avg_pool2d(x, 1), CLASSES, "head")


OPTIMIZERS = {"Sgd": (torch.optim.SGD, {"lr": 0.02, "momentum": 0.9}), "Adam": (torch.optim.Adam, {"lr": 0.01})}


def case(run, optimizer_name):
    net = Net()
    with torch.no_grad():
        net.start(training=False)
        run(net, layers.images(0, ROWS, SHAPE).double())
    trained = net.trainable().values()

    # Weights decay; biases and the parameters of norms do not.
    make, settings = OPTIMIZERS[optimizer_name]
    optimizer = make([
        {"params": [tensor for tensor in trained if tensor.dim() > 1], "weight_decay": 0.01},
        {"params": [tensor for tensor in trained if tensor.dim() == 1], "weight_decay": 0.0},
    ], **settings)
    losses = []
    for step in range(STEPS):
        net.start(training=True)
        loss = layers.loss_of(run(net, layers.images(step, ROWS, SHAPE).double()))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    after = {key: layers.numbers(tensor.detach()) for key, tensor in net.parameters.items()}
    return {"network": run.__name__, "optimizer": optimizer_name, "rate": settings["lr"], "losses": losses, "after": after}


def main():
    torch.set_num_threads(1)
    json.dump({
        "source": f"PyTorch {torch.__version__}, numpy {numpy.__version__}, Python {sys.version.split()[0]}",
        "cases": [case(run, optimizer) for run in (plain, residual, response, group) for optimizer in OPTIMIZERS],
    }, sys.stdout, indent=None, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
