"""Writes norms.json: values, gradients and running statistics of PyTorch and torchvision for norms, squeeze-and-excitation and other layers of structure.

Run: python3 norms.py > norms.json   (needs torch, torchvision and numpy; the committed file was made with Debian 12's python3-torch 1.13.1+dfsg-4, which calls
itself 1.13.0a0, and python3-torchvision 0.14.1)

Each case is a 1x1 convolution to 8 channels, the layers of its name (the test builds the same), and a dense layer, so that the gradient with respect to the
layers' input shows in the convolution's parameters. Images, parameters, labels and example weights are layers.py's.
"""
import json
import sys

import numpy
import torch
import torch.nn.functional as F
import torchvision

from layers import Net, images, loss_of, numbers, uniform

ROWS = 3
SHAPE = (3, 4, 5)
CHANNELS = 8
STEPS = 3
STOCHASTIC_DEPTH_STREAM = 2


def batch_norm(affine, epsilon, momentum):
    def run(net, x):
        weight, bias = (net.parameter(f"layer.{part}", (CHANNELS,)) if affine else None for part in ("weight", "bias"))
        mean, variance = (net.parameter(f"layer.{part}", (CHANNELS,), trainable=False) for part in ("running_mean", "running_var"))
        return F.batch_norm(x, mean, variance, weight, bias, net.training, momentum, epsilon)
    return run


def group_norm(groups, epsilon=1e-5, affine=True):
    def run(net, x):
        weight, bias = (net.parameter(f"layer.{part}", (CHANNELS,)) if affine else None for part in ("weight", "bias"))
        return F.group_norm(x, groups, weight, bias, epsilon)
    return run


def response_norm(size, **constants):
    return lambda net, x: F.local_response_norm(x, size, **constants)


def squeeze_excitation(activation, scale_activation):
    def run(net, x):
        block = torchvision.ops.SqueezeExcitation(CHANNELS, 2, activation=activation, scale_activation=scale_activation)
        values = {name: net.parameter(f"layer.{name}", tensor.shape) for name, tensor in block.named_parameters()}
        return torch.nn.utils.stateless.functional_call(block, values, (x,))
    return run


def stochastic_depth(probability):
    """torchvision's mode "row" with the library's decisions, a function of (seed, stream, row)."""
    def run(net, x):
        if not net.training:
            return x
        kept = torch.tensor([float(uniform(net.random_seed, STOCHASTIC_DEPTH_STREAM, row) >= probability) for row in range(len(x))])
        return x * (kept / (1 - probability)).reshape(-1, 1, 1, 1)
    return run


def radial_basis(net, x):
    centers = net.parameter("layer.weight", (6, CHANNELS))
    return -((F.avg_pool2d(x, SHAPE[1:]).flatten(1)[:, None, :] - centers[None]) ** 2).sum(2)


CASES = {
    "batch norm": batch_norm(True, 1e-5, 0.1),
    "batch norm, other constants": batch_norm(True, 0.25, 0.75),
    "batch norm without weights": batch_norm(False, 1e-5, 0.1),
    "group norm": group_norm(4),
    "group norm, one group": group_norm(1),
    "group norm, a group for each channel": group_norm(CHANNELS, epsilon=0.25),
    "group norm without weights": group_norm(2, affine=False),
    "local response norm": response_norm(5),
    "local response norm, the constants of AlexNet's paper": response_norm(5, alpha=5e-4, beta=0.75, k=2.0),
    "local response norm, large alpha": response_norm(5, alpha=2.0, beta=0.75, k=1.0),
    "local response norm, even size": response_norm(4, alpha=1.0, beta=0.5, k=2.0),
    "local response norm, wider than the channels": response_norm(19, alpha=3.0, beta=1.25, k=0.5),
    "product": lambda net, x: x * torch.tanh(x),
    "product with factors for each channel": lambda net, x: x * torch.tanh(F.avg_pool2d(x, SHAPE[1:])),
    "squeeze and excitation": squeeze_excitation(torch.nn.ReLU, torch.nn.Sigmoid),
    "squeeze and excitation, SiLU": squeeze_excitation(torch.nn.SiLU, torch.nn.Sigmoid),
    "squeeze and excitation, tanh": squeeze_excitation(torch.nn.ReLU, torch.nn.Tanh),
    "stochastic depth": stochastic_depth(0.5),
    "channels of zeros": lambda net, x: F.pad(x, (0, 0, 0, 0, 2, 3)),
    "radial basis units": radial_basis,
}


def case(name, layers):
    def run(x):
        x = layers(net, net.conv(x, CHANNELS, (1, 1), name="before"))
        return x if name == "radial basis units" else net.dense(x, 5, "after")

    net = Net()
    net.start(training=False)
    scored = run(images(0, ROWS, SHAPE))
    steps = []
    for step in range(STEPS):
        net.start(training=True, random_seed=step)
        x = images(step, ROWS, SHAPE).requires_grad_()
        for tensor in net.trainable().values():
            tensor.grad = None
        logits = run(x)
        loss = loss_of(logits)
        loss.backward()
        steps.append({"logits": numbers(logits), "loss": loss.item()})
    net.start(training=False)
    return {
        "name": name, "scored": numbers(scored), "steps": steps, "imageGradient": numbers(x.grad),
        "gradients": {name: numbers(tensor.grad) for name, tensor in net.trainable().items() if name != "after.weight"},
        "statistics": {name: numbers(tensor) for name, tensor in net.parameters.items() if not tensor.requires_grad},
        "scoredAfter": numbers(run(images(STEPS, ROWS, SHAPE))),
    }


def main():
    torch.set_num_threads(1)
    json.dump({
        "source": f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, numpy {numpy.__version__}, Python {sys.version.split()[0]}",
        "cases": [case(name, layers) for name, layers in CASES.items()],
    }, sys.stdout, indent=None, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
