"""Writes augmentation.json: what torchvision's functional transforms make of small images.

Run: python3 augmentation.py > augmentation.json   (needs torch, torchvision and numpy; the committed file was made with Debian 12's python3-torch 1.13.1+dfsg-4, which
calls itself 1.13.0a0, and python3-torchvision 0.14.1)
"""
import json
import sys

import numpy
import torch
import torchvision
import torchvision.transforms.functional as F
from torchvision.transforms import InterpolationMode

BILINEAR = InterpolationMode.BILINEAR


def numbers(tensor):
    """Shortest decimals that read back as the same single-precision values."""
    return [float(str(value)) for value in tensor.numpy().astype(numpy.float32).ravel()]


def main():
    random = numpy.random.RandomState(7)
    images, cases = [], []

    def add(image, operation, arguments, result):
        cases.append({"image": image, "operation": operation, "arguments": arguments, "result": numbers(result)})

    for channels, height, width in [(1, 7, 7), (3, 6, 9), (3, 8, 5)]:
        # Smooth enough for neighbours to differ less than far pixels; a few pixels are grey, black and white.
        levels = torch.tensor(random.randint(0, 256, size=(channels, height, width)).astype(numpy.uint8))
        levels[:, 0, 0], levels[:, 1, 1], levels[:, 2, 1] = 0, 255, 77
        levels[0, 3, :] = levels[0, 3, 0]
        index = len(images)
        images.append({"shape": [channels, height, width], "levels": levels.flatten().tolist()})
        real = levels.to(torch.float32) / 255

        add(index, "hflip", [], F.hflip(real))
        add(index, "vflip", [], F.vflip(real))
        for padding, top, left in [(2, 0, 0), (2, 4, 3), (3, 1, 6)]:
            for mode in ["constant", "edge", "reflect"]:
                padded = F.pad(real, [padding], padding_mode=mode)
                add(index, "crop-" + mode, [padding, top, left], F.crop(padded, top, left, height, width))
        for top, left, h, w in [(0, 0, height, width), (1, 1, 3, 4), (2, 0, 4, 2), (height - 1, width - 1, 1, 1), (0, 1, height, width - 1)]:
            add(index, "resized_crop", [top, left, h, w], F.resized_crop(real, top, left, h, w, [height, width], BILINEAR, antialias=False))
        for angle in [0, 10, -33.5, 90, 180]:
            add(index, "rotate", [angle], F.rotate(real, angle, BILINEAR))
        for angle, right, down, scale, x, y in [
            (0, 1, -2, 1, 0, 0), (0, 0, 0, 1, 20, 0), (0, 0, 0, 1, 0, -25), (0, 0, 0, 1.3, 0, 0), (0, 0, 0, 0.6, 0, 0), (12, 1, 2, 0.9, 15, -7), (-40, -2, 0, 1.4, -10, 30),
        ]:
            add(index, "affine", [angle, right, down, scale, x, y], F.affine(real, angle, [right, down], scale, [x, y], BILINEAR))
        for factor in [0.0, 0.4, 1.0, 1.7]:
            add(index, "brightness", [factor], F.adjust_brightness(real, factor))
            add(index, "contrast", [factor], F.adjust_contrast(real, factor))
            add(index, "saturation", [factor], F.adjust_saturation(real, factor))
            add(index, "sharpness", [factor], F.adjust_sharpness(real, factor))
        for shift in [-0.5, -0.21, 0.0, 0.1, 0.37, 0.5]:
            add(index, "hue", [shift], F.adjust_hue(real, shift))
        for bits in [1, 4, 7, 8]:
            add(index, "posterize", [bits], F.posterize(levels, bits) / 255)
        for level in [0, 100, 255]:
            add(index, "solarize", [level], F.solarize(real, level / 255))
        add(index, "autocontrast", [], F.autocontrast(real))

    # Enough pixels for the histogram to be changed; few levels, so that some are frequent.
    levels = torch.tensor((random.beta(2, 5, size=(3, 30, 40)) * 200).astype(numpy.uint8))
    images.append({"shape": [3, 30, 40], "levels": levels.flatten().tolist()})
    add(len(images) - 1, "equalize", [], F.equalize(levels) / 255)

    json.dump({
        "source": f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, numpy {numpy.__version__}, Python {sys.version.split()[0]}",
        "images": images,
        "cases": cases,
    }, sys.stdout, indent=None, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
