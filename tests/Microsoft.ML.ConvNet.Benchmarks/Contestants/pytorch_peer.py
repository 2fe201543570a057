"""PyTorch's side of the paired benchmarks: the same workloads, driven over standard input and output (see Contestant.cs)."""
import argparse
import json
import statistics
import sys
import time

import torch
from torch import nn
from torchvision import models


def lenet5(activation, pooling):
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), activation(), pooling(2),
        nn.Conv2d(6, 16, 5), activation(), pooling(2),
        nn.Flatten(),
        nn.Linear(400, 120), activation(), nn.Linear(120, 84), activation(), nn.Linear(84, 10))


def relu():
    return nn.ReLU(inplace=True)


def convolution_norm(inputs, outputs, kernel, groups=1):
    return [nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]


def small():
    return nn.Sequential(
        *convolution_norm(1, 32, 3), relu(), *convolution_norm(32, 32, 3), relu(), nn.MaxPool2d(2),
        *convolution_norm(32, 64, 3), relu(), *convolution_norm(64, 64, 3), relu(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 7 * 7, 128), relu(), nn.Dropout(0.5), nn.Linear(128, 10))


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        first = [nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False), nn.BatchNorm2d(outputs), relu()]
        self.layers = nn.Sequential(*first, *convolution_norm(outputs, outputs, 3))
        same = stride == 1 and inputs == outputs
        self.shortcut = nn.Identity() if same else nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
        self.last = relu()

    def forward(self, x):
        return self.last(self.layers(x) + self.shortcut(x))


def resnet20():
    layers, inputs = [*convolution_norm(3, 16, 3), relu()], 16
    for outputs in (16, 32, 64):
        for _ in range(3):
            layers.append(BasicBlock(inputs, outputs, 1 if outputs == inputs else 2))
            inputs = outputs
    return with_head(nn.Sequential(*layers), 64)


def vgg11_bn_32():
    layers, inputs = [], 3
    for stage in ((64,), (128,), (256, 256), (512, 512), (512, 512)):
        for outputs in stage:
            layers += [*convolution_norm(inputs, outputs, 3), relu()]
            inputs = outputs
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(512, 10))


class Residual(nn.Module):
    def __init__(self, layers, last=None):
        super().__init__()
        self.layers = nn.Sequential(*layers)
        self.last = last

    def forward(self, x):
        y = self.layers(x) + x
        return y if self.last is None else self.last(y)


def with_head(block, channels):
    """Average pooling of the whole map and a dense layer: something cheap for a loss to work on."""
    return nn.Sequential(block, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


def bottleneck(channels, inner):
    layers = [*convolution_norm(channels, inner, 1), relu(), *convolution_norm(inner, inner, 3), relu(), *convolution_norm(inner, channels, 1)]
    return with_head(Residual(layers, relu()), channels)


def inverted_residual(channels, expanded):
    layers = [*convolution_norm(channels, expanded, 1), relu(), *convolution_norm(expanded, expanded, 3, groups=expanded), relu(),
              *convolution_norm(expanded, channels, 1)]
    return with_head(Residual(layers), channels)


# name: (network, input shape, whether training needs the input's gradient)
WORKLOADS = {
    "lenet5": (lambda: lenet5(nn.Tanh, nn.AvgPool2d), (1, 28, 28), False),
    "lenet5-relu": (lambda: lenet5(relu, nn.MaxPool2d), (1, 28, 28), False),
    "small": (small, (1, 28, 28), False),
    "resnet20": (resnet20, (3, 32, 32), False),
    "vgg11-bn-32": (vgg11_bn_32, (3, 32, 32), False),
    "alexnet": (models.alexnet, (3, 227, 227), False),
    "vgg16": (models.vgg16, (3, 224, 224), False),
    "resnet18": (models.resnet18, (3, 224, 224), False),
    "resnet50": (models.resnet50, (3, 224, 224), False),
    "mobilenet_v2": (models.mobilenet_v2, (3, 224, 224), False),
    "googlenet": (lambda: models.googlenet(aux_logits=False, init_weights=False), (3, 224, 224), False),
    "efficientnet_b0": (models.efficientnet_b0, (3, 224, 224), False),
    "bottleneck-56": (lambda: bottleneck(256, 64), (256, 56, 56), True),
    "bottleneck-7": (lambda: bottleneck(2048, 512), (2048, 7, 7), True),
    "inverted-residual-56": (lambda: inverted_residual(24, 144), (24, 56, 56), True),
}


def multiply_adds(network, shape):
    """Multiplications with a weight for one image."""
    total = 0

    def count(module, _, output):
        nonlocal total
        if isinstance(module, nn.Linear):
            total += module.weight.numel()
        else:
            total += module.weight.numel() * output.shape[2] * output.shape[3]

    hooks = [module.register_forward_hook(count) for module in network.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
    network.eval()
    with torch.no_grad():
        network(torch.zeros(1, *shape))
    for hook in hooks:
        hook.remove()
    return total


def matrix_gflops():
    """Best rate of a large matrix product: dense layers and many convolutions depend on the BLAS that this PyTorch found."""
    n, best = 1024, float("inf")
    matrix = torch.randn(n, n)
    for _ in range(5):
        begin = time.perf_counter()
        torch.mm(matrix, matrix)
        best = min(best, time.perf_counter() - begin)
    return 2 * n ** 3 / best / 1e9


def peak_memory():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return 1024 * int(line.split()[1])
    raise RuntimeError("/proc/self/status has no VmHWM")


def reply(**values):
    print(json.dumps(values), flush=True)


def trainer(network, images, labels, with_update):
    network.train()
    loss_function = nn.CrossEntropyLoss()
    # foreach: one call for all parameters, a little faster for many small ones.
    optimizer = torch.optim.SGD(network.parameters(), lr=0.001, momentum=0.9, foreach=True)

    def step():
        optimizer.zero_grad(set_to_none=True)
        images.grad = None
        loss = loss_function(network(images), labels)
        loss.backward()
        if with_update:
            optimizer.step()
        return loss

    return step


def scorer(network, images, is_traced):
    network.eval()
    if is_traced:
        network = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(network, images)))

    def step():
        with torch.no_grad():
            return network(images).flatten()[0]

    return step


def export(network, shape, file):
    torch.onnx.export(network.eval(), torch.randn(1, *shape), file, opset_version=13, input_names=["images"], output_names=["logits"],
                      dynamic_axes={"images": {0: "batch"}, "logits": {0: "batch"}})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=WORKLOADS)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--form", choices=("nchw", "channels_last", "traced nchw", "traced channels_last"), default="nchw")
    parser.add_argument("--duty", choices=("Train", "Differentiate", "Score"), default="Train")
    parser.add_argument("--export", metavar="FILE", help="write the network as ONNX and do nothing else")
    arguments = parser.parse_args()

    torch.manual_seed(1)
    torch.set_num_threads(arguments.threads)
    create, shape, needs_input_gradient = WORKLOADS[arguments.workload]
    network = create()
    if arguments.export:
        export(network, shape, arguments.export)
        return

    matrix_rate = matrix_gflops()
    work = multiply_adds(network, shape)
    layout = arguments.form.split()[-1]
    if layout == "channels_last":
        network = network.to(memory_format=torch.channels_last)
    reply(version=f"PyTorch {torch.__version__}", parameters=sum(p.numel() for p in network.parameters()), multiply_adds=work, matrix_gflops=matrix_rate)

    step, step_batch = None, 0
    for line in sys.stdin:
        seconds, batch = float(line.split()[0]), int(line.split()[1])
        if batch != step_batch:
            images = torch.randn(batch, *shape)
            if layout == "channels_last":
                images = images.to(memory_format=torch.channels_last)
            if arguments.duty == "Score":
                step = scorer(network, images, arguments.form.startswith("traced"))
            else:
                images.requires_grad_(arguments.duty == "Differentiate" and needs_input_gradient)
                step = trainer(network, images, torch.randint(0, 10, (batch,)), arguments.duty == "Train")
            step_batch = batch
            for _ in range(2):
                step()
        times, start = [], time.perf_counter()
        # At least three steps, unless they are very long.
        while not times or time.perf_counter() - start < (seconds if len(times) >= 3 else 5 * seconds):
            begin = time.perf_counter()
            check = step()
            times.append(time.perf_counter() - begin)
        reply(steps=len(times), seconds=time.perf_counter() - start, median_step_seconds=statistics.median(times), fastest_step_seconds=min(times), check=check.item(),
              peak_memory_bytes=peak_memory())


if __name__ == "__main__":
    main()
