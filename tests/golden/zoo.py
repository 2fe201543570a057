"""Writes zoo.json: what torchvision's networks compute, to be compared tensor by tensor without storing the tensors.

Run: python3 zoo.py [name ...] > zoo.json   (needs torch, torchvision and numpy; half an hour on two processors. With names only those networks are computed and
the others are taken over from the zoo.json beside this script. The committed file was made with Debian 12's python3-torch 1.13.1+dfsg-4 and python3-torchvision 0.14.1.)

Weights and images come from a counter-based generator that the tests share (CounterRandom): the stream is the parameter's name, so the order does not
matter. For every network, at its classic input size and at an odd one: the logits in eval mode, and of one training step (batch statistics; dropout and stochastic depth off) the
loss and the gradient of every parameter, in float64. A tensor is stored as its norm, the largest relative error of PyTorch's own float32 in SINGLE_RUNS runs (the first on the
images as they are, the others with each value moved by half a unit in its last place or so: where a value stands beside a kink of ReLU or two beside each other in a maximum, rounding
decides the gradient, and one run may be lucky), and its products with PROJECTIONS vectors
of random signs: the mean square of the differences of such products is an unbiased estimate of the squared norm of the difference of two tensors.
"""
import base64
import json
import os
import sys

import numpy
import torch
import torchvision

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


def uniform(name, shape, low, high):
    """float32 numbers: low + (high - low) * u, computed in float32."""
    count = int(numpy.prod(shape))
    values = numpy.empty(count, numpy.float32)
    for start in range(0, count, CHUNK):
        part = hashes(SEED, stream_of(name), start, min(CHUNK, count - start))
        u = (part >> U64(40)).astype(numpy.float32) * numpy.float32(1 / (1 << 24))
        values[start:start + len(part)] = numpy.float32(low) + numpy.float32(high - low) * u
    return torch.from_numpy(values.reshape(shape))


def parameter(name, tensor, has_norms):
    shape = tuple(tensor.shape)
    if name.endswith("running_var"):
        return uniform(name, shape, 0.5, 1.5)
    if name.endswith("weight") and len(shape) == 1:
        return uniform(name, shape, 0.75, 1.25)
    if len(shape) == 1:
        return uniform(name, shape, -0.125, 0.125)
    # Twice the variance where nothing but ReLU stands between the layers, so that the signal survives all of them.
    bound = numpy.float32(numpy.sqrt((3.0 if has_norms else 6.0) / numpy.prod(shape[1:])))
    return uniform(name, shape, -bound, bound)


def model_of(name, classes):
    options = {"aux_logits": True, "init_weights": False} if name == "googlenet" else {}
    model = getattr(torchvision.models, name)(weights=None, num_classes=classes, **options)
    state = model.state_dict()
    has_norms = any(key.endswith("running_var") for key in state)
    for key, tensor in state.items():
        if not key.endswith("num_batches_tracked"):
            tensor.copy_(parameter(key, tensor, has_norms))
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
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
    return {"logits": logits, "loss": loss.detach().reshape(1)} | {name: value.grad for name, value in model.named_parameters()}


def describe(exact, singles):
    """Norm, relative error of the float32 run, products with random signs: float32 numbers in base64."""
    exact, *singles = (value.detach().double().numpy().ravel() for value in (exact, *singles))
    sums = numpy.zeros(PROJECTIONS)
    for start in range(0, len(exact), CHUNK):
        part = exact[start:start + CHUNK]
        bits = hashes(SIGN_SEED, 0, start, len(part))
        for j in range(PROJECTIONS):
            sums[j] += numpy.where(bits >> U64(j) & U64(1), part, -part).sum()
    norm = numpy.linalg.norm(exact)
    error = max(numpy.linalg.norm(exact - single) for single in singles) / norm if norm > 0 else 0.0
    return base64.b64encode(numpy.array([norm, error, *sums], "<f4").tobytes()).decode()


def case(name, size, classes, rows):
    images = uniform("images", (rows, 3, size, size), -1.0, 1.0)
    labels = torch.tensor([(7 * row + 3) % classes for row in range(rows)])
    singles = []
    for run in range(SINGLE_RUNS):
        moved = images * (1 + 2.0 ** -23 * (uniform(f"run{run}", images.shape, -1.0, 1.0) > 0)) if run else images
        singles.append(step(model_of(name, classes), moved, labels))
    model = model_of(name, classes).double()
    exact = step(model, images.double(), labels)
    return {
        "size": size, "classes": classes, "rows": rows,
        "parameters": sum(value.numel() for value in model.parameters()),
        "tensors": {key: describe(exact[key], [single[key] for single in singles]) for key in exact},
    }


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
        classic = CLASSIC.get(name, 224)
        networks[name] = [case(name, classic, 1000, 2 if classic < 300 else 1), case(name, ODD_SIZE, ODD_CLASSES, 2)]
        print(f"{name} done", file=sys.stderr, flush=True)
    json.dump({"torch": torch.__version__, "torchvision": torchvision.__version__, "networks": networks}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
