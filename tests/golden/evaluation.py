"""Writes evaluation.json: class probabilities of PyTorch by one view, the mirror image, torchvision's ten crops, and fully convolutional networks.

Run: python3 evaluation.py > evaluation.json   (needs torch, torchvision and numpy; the committed file was made with Debian 12's python3-torch 1.13.1+dfsg-4,
which calls itself 1.13.0a0, and python3-torchvision 0.14.1)

Images and parameters are layers.py's. The networks take 8x8 pixels of the images' 14x12; the test builds the same.
"""
import json
import sys

import numpy
import torch
import torch.nn.functional as F
import torchvision
from torchvision.transforms.functional import center_crop, hflip, ten_crop

from layers import Net, images, numbers

ROWS = 2
SHAPE = (3, 14, 12)
INPUT = 8


def dense_layers(net, x, is_map):
    """Padded convolutions, adaptive pooling from 4x4 to 2x2, two dense layers; as convolutions, the first of 2x2."""
    x = F.max_pool2d(F.relu(net.conv(x, 4, (3, 3), padding=(1, 1, 1, 1), name="conv1")), 2)
    x = F.relu(net.conv(x, 5, (3, 3), padding=(1, 1, 1, 1), name="conv2"))
    if not is_map:
        x = F.adaptive_avg_pool2d(x, 2)
        return net.dense(F.relu(net.dense(x, 6, "fc1")), 3, "fc2")
    x = F.avg_pool2d(x, 2)
    x = F.relu(F.conv2d(x, net.parameters["fc1.weight"].reshape(6, 5, 2, 2), net.parameters["fc1.bias"]))
    return F.conv2d(x, net.parameters["fc2.weight"].reshape(3, 6, 1, 1), net.parameters["fc2.bias"])


def global_pooling(net, x, is_map):
    """A strided convolution with batch norm, global average pooling, a dense layer."""
    x = F.relu(net.norm(net.conv(x, 6, (3, 3), stride=(2, 2), padding=(1, 1, 1, 1), bias=False, name="conv1"), "bn1"))
    if not is_map:
        return net.dense(F.adaptive_avg_pool2d(x, 1), 3, "fc")
    return F.conv2d(F.avg_pool2d(x, 4, stride=1), net.parameters["fc.weight"].reshape(3, 6, 1, 1), net.parameters["fc.bias"])


def case(name, run):
    net = Net()
    net.start(training=False)
    pictures = images(0, ROWS, SHAPE)
    one = lambda x: F.softmax(run(net, x, False), 1)
    dense = lambda x: F.softmax(run(net, x, True), 1).mean((2, 3))
    center = center_crop(pictures, INPUT)
    return {
        "name": name,
        "plain": numbers(one(center)),
        "flip": numbers((one(center) + one(hflip(center))) / 2),
        "tenCrop": numbers(torch.stack([one(crop) for crop in ten_crop(pictures, INPUT)]).mean(0)),
        "dense": numbers(dense(pictures)),
        "denseFlip": numbers((dense(pictures) + dense(hflip(pictures))) / 2),
    }


def main():
    with torch.no_grad():
        cases = [case("dense layers", dense_layers), case("global pooling", global_pooling)]
    source = f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, numpy {numpy.__version__}, Python {sys.version.split()[0]}"
    json.dump({"source": source, "cases": cases}, sys.stdout, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
