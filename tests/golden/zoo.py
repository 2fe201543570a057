"""Writes zoo.json: what torchvision's networks compute, to be compared tensor by tensor without storing the tensors.

Run: python3 zoo.py [name ...] > zoo.json   (needs torch, torchvision and numpy; half an hour on two processors. With names only those networks are computed and
the others are taken over from the zoo.json beside this script. The committed file was made with Debian 12's python3-torch 1.13.1+dfsg-4 and python3-torchvision 0.14.1.)

Weights and images come from a counter-based generator that the tests share (CounterRandom): the stream is the parameter's name, so the order does not
matter. For every network, at its classic input size and at an odd one: the logits in eval mode, and of one training step (batch statistics; dropout and stochastic depth off) the
loss and the gradient of every parameter, in float64. A tensor is stored as its norm, the largest relative error of PyTorch's own float32 in SINGLE_RUNS runs (the first on the
images as they are, the others with each value moved by half a unit in its last place or so), and its products with PROJECTIONS vectors
of random signs: the mean square of the differences of such products is an unbiased estimate of the squared norm of the difference of two tensors.

Where a value stands beside a kink of ReLU, or the two largest of a pool's window beside each other, rounding decides the gradient: one such value among millions moves it by thousandths,
and each library rounds another way. zoo_kinks.py therefore draws the filters of channels again in which such a value stands; "redrawn" lists them.
"""
import base64
import json
import os
import sys

import numpy
import torch
import torchvision

import zoo_kinks

PROJECTIONS = 6
SINGLE_RUNS = 3
SEED = 20
SIGN_SEED = 21
CHUNK = 1 << 22
ODD_SIZE = 97
ODD_CLASSES = 10

NAMES = (
    ["alexnet", "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn", "googlenet", "mobilenet_v2"]
    + [f"resnet{depth}" for depth in (18, 34, 50, 101, 152)] + [f"efficientnet_b{size}" for size in range(8)]
)
CLASSIC = dict(zip([f"efficientnet_b{size}" for size in range(8)], (224, 240, 260, 300, 380, 456, 528, 600)))

U64 = numpy.uint64
GAMMA = 0x9E3779B97F4A7C15


def mix(z):
    z = (z ^ (z >> U64(30))) * U64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> U64(27))) * U64(0x94D049BB133111EB)
    return z ^ (z >> U64(31))


def hashes(seed, stream, start, count):
    """CounterRandom.Hash for indexes start to start + count."""
    with numpy.errstate(over="ignore"):
        key = mix(mix(numpy.array([seed], U64) + U64(GAMMA)) ^ U64(stream))
        return mix(key + U64(GAMMA) * (numpy.arange(start, start + count, dtype=U64) + U64(1)))


def stream_of(name):
    """FNV-1a, 64 bits."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def uniform(name, shape, low, high, first=0):
    """float32 numbers: low + (high - low) * u, computed in float32; u are the numbers of the name's stream from the one at index first."""
    count = int(numpy.prod(shape))
    values = numpy.empty(count, numpy.float32)
    for start in range(0, count, CHUNK):
        part = hashes(SEED, stream_of(name), first + start, min(CHUNK, count - start))
        u = (part >> U64(40)).astype(numpy.float32) * numpy.float32(1 / (1 << 24))
        values[start:start + len(part)] = numpy.float32(low) + numpy.float32(high - low) * u
    return torch.from_numpy(values.reshape(shape))


def weight_bound(shape, has_norms):
    # Twice the variance where nothing but ReLU stands between the layers, so that the signal survives all of them.
    return numpy.float32(numpy.sqrt((3.0 if has_norms else 6.0) / numpy.prod(shape[1:])))


def parameter(name, tensor, has_norms, branch_end):
    shape = tuple(tensor.shape)
    if name.endswith("running_var"):
        return uniform(name, shape, 0.5, 1.5)
    if branch_end and name.endswith(branch_end + ".weight"):
        return uniform(name, shape, 0.0625, 0.1875)
    if name.endswith("weight") and len(shape) == 1:
        return uniform(name, shape, 0.75, 1.25)
    if len(shape) == 1:
        return uniform(name, shape, -0.125, 0.125)
    bound = weight_bound(shape, has_norms)
    return uniform(name, shape, -bound, bound)


def redraw(name, weight, channel, times, has_norms):
    """Draws one filter again, for the times-th time."""
    shape = tuple(weight.shape)
    bound = weight_bound(shape, has_norms)
    weight[channel] = uniform(f"{name}#{times}", shape[1:], -bound, bound, channel * int(numpy.prod(shape[1:]))).to(weight.dtype)


def has_norms(model):
    return any(key.endswith("running_var") for key in model.state_dict())


def branch_end(model):
    """The last norm of a ResNet's branches: with a small scale (ResNets are often trained from 0), rounding errors do not double from block to block."""
    names = model.state_dict()
    if "layer1.0.bn1.weight" not in names:
        return None
    return ".bn3" if "layer1.0.bn3.weight" in names else ".bn2"


def model_of(name, classes):
    options = {"aux_logits": True, "init_weights": False} if name == "googlenet" else {}
    model = getattr(torchvision.models, name)(weights=None, num_classes=classes, **options)
    norms = has_norms(model)
    end = branch_end(model)
    for key, tensor in model.state_dict().items():
        if not key.endswith("num_batches_tracked"):
            tensor.copy_(parameter(key, tensor, norms, end))
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 0.0
        if type(module).__name__ == "StochasticDepth":
            module.p = 0.0
    return model


def step(model, images, labels):
    """Logits in eval mode; loss and gradients of a training step."""
    model.eval()
    with torch.no_grad():
        logits = model(images)
    model.train()
    output = model(images)
    cross_entropy = torch.nn.functional.cross_entropy
    if isinstance(output, torch.Tensor):
        loss = cross_entropy(output, labels)
    else:
        loss = cross_entropy(output.logits, labels) + 0.3 * (cross_entropy(output.aux_logits1, labels) + cross_entropy(output.aux_logits2, labels))
    loss.backward()
    results = {"logits": logits, "loss": loss.detach().reshape(1)} | {name: value.grad for name, value in model.named_parameters()}
    model.zero_grad(set_to_none=True)
    return {name: value.detach().numpy().ravel() for name, value in results.items()}


def products(values):
    sums = numpy.zeros(PROJECTIONS)
    for start in range(0, len(values), CHUNK):
        part = values[start:start + CHUNK]
        bits = hashes(SIGN_SEED, 0, start, len(part))
        for j in range(PROJECTIONS):
            sums[j] += numpy.where(bits >> U64(j) & U64(1), part, -part).sum()
    return sums


def relative_errors(single, exact):
    return {key: numpy.linalg.norm(value - single[key]) / (numpy.linalg.norm(value) or 1.0) for key, value in exact.items()}


def describe(values, error):
    """Norm, relative error of the float32 runs, products with random signs: float32 numbers in base64."""
    return base64.b64encode(numpy.array([numpy.linalg.norm(values), error, *products(values)], "<f4").tobytes()).decode()


def case(name, size, classes, rows):
    images = uniform("images", (rows, 3, size, size), -1.0, 1.0)
    labels = torch.tensor([(7 * row + 3) % classes for row in range(rows)])
    model = model_of(name, classes).double()
    norms = has_norms(model)
    redrawn = zoo_kinks.redraw(model, images.double(), lambda key, weight, channel, times: redraw(key, weight, channel, times, norms))
    exact = step(model, images.double(), labels)
    model = model.float()
    errors = []
    for run in range(SINGLE_RUNS):
        moved = images * (1 + 2.0 ** -23 * (uniform(f"run{run}", images.shape, -1.0, 1.0) > 0)) if run else images
        errors.append(relative_errors(step(model, moved, labels), exact))
    return {
        "size": size, "classes": classes, "rows": rows,
        "parameters": sum(value.numel() for value in model.parameters()),
        "redrawn": {key: " ".join(map(str, sorted(channels))) for key, channels in redrawn.items()},
        "tensors": {key: describe(values, max(one[key] for one in errors)) for key, values in exact.items()},
    }


def network(name):
    """Both cases; the tensors' names, which they share, are written once."""
    classic = CLASSIC.get(name, 224)
    cases = [case(name, classic, 1000, 1 if name.startswith("vgg") or classic >= 300 else 2), case(name, ODD_SIZE, ODD_CLASSES, 2)]
    return {"tensors": list(cases[0]["tensors"]), "cases": [one | {"tensors": list(one["tensors"].values())} for one in cases]}


def main():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "zoo.json")
    wanted = sys.argv[1:] or NAMES
    known = json.load(open(path)) if os.path.exists(path) and sys.argv[1:] else {"networks": {}}
    networks = {}
    for name in NAMES:
        if name not in wanted:
            if name in known["networks"]:
                networks[name] = known["networks"][name]
            continue
        networks[name] = network(name)
        print(f"{name} done", file=sys.stderr, flush=True)
    json.dump({"torch": torch.__version__, "torchvision": torchvision.__version__, "networks": networks}, sys.stdout, indent=0)
    print()


if __name__ == "__main__":
    main()
