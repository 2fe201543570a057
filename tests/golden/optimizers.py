"""Writes optimizers.json: parameters after every step of PyTorch's optimizers, and rates of its schedules.

Run: python3 optimizers.py > optimizers.json   (needs torch and numpy; the committed file was made with Debian 12's python3-torch 1.13.1+dfsg-4,
which calls itself 1.13.0a0)
"""
import json
import sys

import numpy
import torch

STEPS = 20
WEIGHTS, BIASES = 13, 3  # biases have no weight decay
RATES = [0.05 * (1 - step / 40) for step in range(STEPS)]  # changes at every step, so that its place in the formulas shows


def numbers(array):
    """Shortest decimals that read back as the same single-precision values."""
    return [float(str(value)) for value in numpy.asarray(array, dtype=numpy.float32)]


def run(make, initial, gradients):
    weight = torch.nn.Parameter(torch.tensor(initial[:WEIGHTS]))
    bias = torch.nn.Parameter(torch.tensor(initial[WEIGHTS:]))
    optimizer = make([weight], [bias])
    after = []
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATES[step]
        weight.grad = torch.tensor(gradients[step][:WEIGHTS])
        bias.grad = torch.tensor(gradients[step][WEIGHTS:])
        optimizer.step()
        after.append(numbers(torch.cat([weight, bias]).detach().numpy()))
    return after


def groups(weight, bias, decay):
    return [{"params": weight, "weight_decay": decay}, {"params": bias, "weight_decay": 0.0}]


def sgd(momentum, nesterov, decay):
    return {
        "optimizer": "Sgd", "momentum": momentum, "nesterov": nesterov, "weightDecay": decay,
    }, lambda w, b: torch.optim.SGD(groups(w, b, decay), lr=1.0, momentum=momentum, nesterov=nesterov)


def adam(beta1, beta2, epsilon, decay):
    return {
        "optimizer": "Adam", "beta1": beta1, "beta2": beta2, "epsilon": epsilon, "weightDecay": decay,
    }, lambda w, b: torch.optim.Adam(groups(w, b, decay), lr=1.0, betas=(beta1, beta2), eps=epsilon)


def cosine(rate, steps):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps)
    rates = []
    for _ in range(steps):
        rates.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return {"learningRate": rate, "stepCount": steps, "rates": rates}


def main():
    random = numpy.random.RandomState(7)
    initial = random.standard_normal(WEIGHTS + BIASES).astype(numpy.float32)
    gradients = random.standard_normal((STEPS, WEIGHTS + BIASES)).astype(numpy.float32)
    cases = [
        sgd(0.0, False, 0.0), sgd(0.0, False, 0.1), sgd(0.9, False, 0.0), sgd(0.9, False, 0.1), sgd(0.9, True, 0.0), sgd(0.8, True, 0.1),
        adam(0.9, 0.999, 1e-8, 0.0), adam(0.9, 0.999, 1e-8, 0.1), adam(0.5, 0.9, 1e-3, 0.0), adam(0.0, 0.0, 1e-8, 0.0),
    ]
    json.dump({
        "source": f"PyTorch {torch.__version__}, numpy {numpy.__version__}, Python {sys.version.split()[0]}",
        "weights": WEIGHTS,
        "initial": numbers(initial),
        "gradients": [numbers(row) for row in gradients],
        "rates": RATES,
        "cases": [{**settings, "parameters": run(make, initial, gradients)} for settings, make in cases],
        "cosine": [cosine(0.1, 20), cosine(0.003, 7)],
    }, sys.stdout, indent=None, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
