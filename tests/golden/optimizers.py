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


def adam_w(decay):
    return {"optimizer": "AdamW", "weightDecay": decay}, lambda w, b: torch.optim.AdamW(groups(w, b, decay), lr=1.0)


def rms_prop(rho, epsilon, momentum, decay):
    return {
        "optimizer": "RmsProp", "rho": rho, "epsilon": epsilon, "momentum": momentum, "weightDecay": decay,
    }, lambda w, b: torch.optim.RMSprop(groups(w, b, decay), lr=1.0, alpha=rho, eps=epsilon, momentum=momentum)


def ada_grad(initial, epsilon, decay):
    return {
        "optimizer": "AdaGrad", "initialAccumulator": initial, "epsilon": epsilon, "weightDecay": decay,
    }, lambda w, b: torch.optim.Adagrad(groups(w, b, decay), lr=1.0, initial_accumulator_value=initial, eps=epsilon)


def ada_delta(rho, epsilon, decay):
    return {
        "optimizer": "AdaDelta", "rho": rho, "epsilon": epsilon, "weightDecay": decay,
    }, lambda w, b: torch.optim.Adadelta(groups(w, b, decay), lr=1.0, rho=rho, eps=epsilon)


def schedule(name, epochs, steps_per_epoch, by_epoch, make, rate=0.1):
    """Rates of all steps; PyTorch's schedule is stepped after every epoch or after every step."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler = make(optimizer)
    rates = []
    for _ in range(epochs):
        for _ in range(steps_per_epoch):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if not by_epoch:
                scheduler.step()
        if by_epoch:
            scheduler.step()
    return {"schedule": name, "stepsPerEpoch": steps_per_epoch, "rates": rates}


def schedules():
    rates = torch.optim.lr_scheduler
    return [
        schedule("cosine", 4, 5, False, lambda o: rates.CosineAnnealingLR(o, T_max=20)),
        schedule("step", 7, 3, True, lambda o: rates.StepLR(o, step_size=2, gamma=0.3)),
        schedule("multi-step", 7, 3, True, lambda o: rates.MultiStepLR(o, milestones=[2, 5], gamma=0.1)),
        schedule("exponential", 6, 2, True, lambda o: rates.ExponentialLR(o, gamma=0.7)),
        schedule("polynomial", 5, 4, False, lambda o: rates.PolynomialLR(o, total_iters=20, power=2.0)),
        schedule("restarts", 7, 4, False, lambda o: rates.CosineAnnealingWarmRestarts(o, T_0=4, T_mult=2, eta_min=0.01)),
        schedule("one-cycle", 5, 4, False, lambda o: rates.OneCycleLR(o, max_lr=0.1, total_steps=20), rate=0.01),
        schedule("warm-up", 5, 2, False, lambda o: rates.SequentialLR(
            o, [rates.LinearLR(o, start_factor=0.25, total_iters=3), rates.CosineAnnealingLR(o, T_max=6)], milestones=[4])),
    ]


def plateau(losses, **options):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    rates = []
    for loss in losses:
        rates.append(optimizer.param_groups[0]["lr"])
        scheduler.step(loss)
    return {"losses": losses, "rates": rates}


def main():
    random = numpy.random.RandomState(7)
    initial = random.standard_normal(WEIGHTS + BIASES).astype(numpy.float32)
    gradients = random.standard_normal((STEPS, WEIGHTS + BIASES)).astype(numpy.float32)
    cases = [
        sgd(0.0, False, 0.0), sgd(0.0, False, 0.1), sgd(0.9, False, 0.0), sgd(0.9, False, 0.1), sgd(0.9, True, 0.0), sgd(0.8, True, 0.1),
        adam_w(0.0), adam_w(0.1), rms_prop(0.99, 1e-8, 0.0, 0.0), rms_prop(0.9, 1e-3, 0.9, 0.1), ada_grad(0.0, 1e-10, 0.0), ada_grad(0.5, 1e-3, 0.1),
        ada_delta(0.9, 1e-6, 0.0), ada_delta(0.95, 1e-3, 0.1),
        adam(0.9, 0.999, 1e-8, 0.0), adam(0.9, 0.999, 1e-8, 0.1), adam(0.5, 0.9, 1e-3, 0.0), adam(0.0, 0.0, 1e-8, 0.0),
    ]
    json.dump({
        "source": f"PyTorch {torch.__version__}, numpy {numpy.__version__}, Python {sys.version.split()[0]}",
        "weights": WEIGHTS,
        "initial": numbers(initial),
        "gradients": [numbers(row) for row in gradients],
        "rates": RATES,
        "cases": [{**settings, "parameters": run(make, initial, gradients)} for settings, make in cases],
        "schedules": schedules(),
        "plateau": plateau([5.0, 4.0, 4.1, 4.2, 3.99995, 3.0, 3.1, 3.0, 2.9999, 3.2, 3.0, 2.0], patience=2, factor=0.5),
    }, sys.stdout, indent=None, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
