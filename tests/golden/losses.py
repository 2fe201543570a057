"""Writes losses.json: values and gradients of PyTorch's losses.

Run: python3 losses.py > losses.json   (needs torch, torchvision and numpy; the committed file was made with Debian 12's python3-torch 1.13.1+dfsg-4, which
calls itself 1.13.0a0, and python3-torchvision 0.14.1)
"""
import json
import sys

import numpy
import torch
import torch.nn.functional as F
import torchvision

ROWS = 6


def numbers(array):
    """Shortest decimals that read back as the same single-precision values."""
    return [float(str(value)) for value in numpy.asarray(array, dtype=numpy.float32).ravel()]


def case(settings, loss_of, outputs, weights):
    """In double precision from single-precision inputs. loss_of gives PyTorch's mean, or with example weights the rows' losses and their divisors."""
    scores = torch.tensor(outputs.astype(numpy.float64), requires_grad=True)
    if weights is None:
        loss = loss_of(scores)
    else:
        rows, divisors = loss_of(scores)
        w = torch.tensor(weights.astype(numpy.float64))
        loss = (w * rows).sum() / (w * divisors).sum()
    loss.backward()
    return {
        **settings, "outputs": numbers(outputs), "weights": None if weights is None else numbers(weights),
        "value": loss.item(), "gradient": [float(f"{value:.9g}") for value in scores.grad.numpy().ravel()],
    }


def main():
    random = numpy.random.RandomState(11)

    def draw(*shape, scale=1.0):
        return (scale * random.standard_normal(shape)).astype(numpy.float32)

    def double(array):
        return torch.tensor(array.astype(numpy.float64))

    cases = []
    for classes, scale in [(2, 1), (5, 2), (10, 30)]:
        outputs, examples = draw(ROWS, classes, scale=scale), abs(draw(ROWS))
        labels = random.randint(classes, size=ROWS)
        y = torch.tensor(labels)
        class_weights = abs(draw(classes)) + numpy.float32(0.1)
        base = {"labels": labels.tolist()}
        for smoothing in [0.0, 0.1]:
            for weight in [None, class_weights]:
                w = None if weight is None else double(weight)
                settings = {**base, "loss": "cross_entropy", "labelSmoothing": smoothing, "classWeights": None if weight is None else numbers(weight)}
                cases.append(case(settings, lambda s: F.cross_entropy(s, y, weight=w, label_smoothing=smoothing), outputs, None))
                ones = torch.ones(ROWS, dtype=torch.float64)
                cases.append(case(
                    settings,
                    lambda s: (F.cross_entropy(s, y, weight=w, label_smoothing=smoothing, reduction="none"), ones if w is None else w[y]), outputs, examples))
        for margin in [1.0, 0.3]:
            # PyTorch divides each row's sum by K.
            settings = {**base, "loss": "multi_margin_loss", "margin": margin}
            cases.append(case(settings, lambda s: classes * F.multi_margin_loss(s, y, margin=margin), outputs, None))
            cases.append(case(
                settings, lambda s: (classes * F.multi_margin_loss(s, y, margin=margin, reduction="none"), torch.ones(ROWS)), outputs, examples))
        for gamma, alpha in [(0.0, None), (2.0, None), (0.5, class_weights), (3.0, class_weights)]:
            a = torch.ones(classes, dtype=torch.float64) if alpha is None else double(alpha)

            def focal(s):
                log_p = F.log_softmax(s, dim=1)[torch.arange(ROWS), y]
                others = 1 - log_p.exp()
                return -a[y] * others ** gamma * log_p, torch.ones(ROWS)

            settings = {**base, "loss": "focal", "gamma": gamma, "alpha": None if alpha is None else numbers(alpha)}
            if scale < 30:  # PyTorch's 1 - p has no digits left for large scores
                cases.append(case(settings, lambda s: focal(s)[0].mean(), outputs, None))
                cases.append(case(settings, focal, outputs, examples))

    # The binary focal loss of torchvision, whose logit is the difference of two scores.
    outputs = draw(ROWS, 2)
    labels = numpy.array([0, 1, 1, 0, 1, 0])
    for gamma, alpha in [(2.0, 0.25), (1.0, 0.75)]:
        t = double(labels)
        cases.append(case(
            {"labels": labels.tolist(), "loss": "focal", "gamma": gamma, "alpha": [1 - alpha, alpha]},
            lambda s: torchvision.ops.sigmoid_focal_loss(s[:, 1] - s[:, 0], t, alpha=alpha, gamma=gamma, reduction="mean"), outputs, None))

    for count, scale in [(1, 1), (3, 2), (7, 40)]:
        outputs, examples = draw(ROWS, count, scale=scale), abs(draw(ROWS))
        binary = random.randint(2, size=(ROWS, count)).astype(numpy.float32)
        soft = random.uniform(size=(ROWS, count)).astype(numpy.float32)
        for targets in [binary, soft]:
            for weight in [1.0, 2.5]:
                t, w = double(targets), torch.tensor([weight], dtype=torch.float64)
                settings = {"targets": numbers(targets), "loss": "binary_cross_entropy_with_logits", "positiveWeight": weight}
                cases.append(case(settings, lambda s: F.binary_cross_entropy_with_logits(s, t, pos_weight=w), outputs, None))
                cases.append(case(
                    settings, lambda s: (F.binary_cross_entropy_with_logits(s, t, pos_weight=w, reduction="none").mean(dim=1), torch.ones(ROWS)), outputs, examples))
            for margin in [1.0, 0.3]:

                def hinge(s):
                    t = double(targets)
                    return (t * F.relu(margin - s) + (1 - t) * F.relu(margin + s)).mean(dim=1), torch.ones(ROWS)

                settings = {"targets": numbers(targets), "loss": "hinge", "margin": margin}
                cases.append(case(settings, lambda s: hinge(s)[0].mean(), outputs, None))
                cases.append(case(settings, hinge, outputs, examples))
        t = double(draw(ROWS, count, scale=scale))
        settings = {"targets": numbers(t), "loss": "mse_loss"}
        cases.append(case(settings, lambda s: F.mse_loss(s, t), outputs, None))
        cases.append(case(settings, lambda s: (F.mse_loss(s, t, reduction="none").mean(dim=1), torch.ones(ROWS)), outputs, examples))

    json.dump({
        "source": f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, numpy {numpy.__version__}, Python {sys.version.split()[0]}",
        "rows": ROWS,
        "cases": cases,
    }, sys.stdout, indent=None, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
