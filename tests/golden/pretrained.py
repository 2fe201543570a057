"""Compares the pictures' top-5 classes by the sample ImageClassifier with torchvision's own, for state dictionaries saved by torchvision and loaded by name.

Run: python3 pretrained.py DIR [name ...]   (needs torch, torchvision, numpy and Pillow, and a release build of src/Samples/ImageClassifier; docs/pretrained-weights.md has the result)

Nothing is downloaded: the weights are random, from a seed, the norms' statistics are those of the pictures, moved at random, and the last layer is scaled and centred, so that the scores
differ from class to class and from picture to picture. The pictures are drawn by the sample at the size that the networks take, so that nobody resamples them. PyTorch computes in float64.
"""
import json
import os
import subprocess
import sys

import numpy
import torch
import torchvision
from PIL import Image

NAMES = ["resnet18", "mobilenet_v2", "efficientnet_b0", "vgg11_bn"]
SIZE = 224
TOP = 5
SEED = 1
LOGIT_DEVIATION = 3.0
MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
TYPES = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def save_file(state, path):
    """What safetensors.torch.save_file does: the header's length, the header, the tensors."""
    header, data = {}, []
    place = 0
    for name, tensor in state.items():
        tensor = tensor.detach().cpu().contiguous()
        raw = (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy().tobytes()
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [place, place + len(raw)]}
        place += len(raw)
        data.append(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.writelines(data)


def read(path):
    pixels = numpy.asarray(Image.open(path).convert("RGB"), numpy.float64).transpose(2, 0, 1) / 255
    return (torch.from_numpy(pixels) - torch.tensor(MEAN).double().reshape(3, 1, 1)) / torch.tensor(DEVIATION).double().reshape(3, 1, 1)


def make(name, images):
    """A network of random weights."""
    torch.manual_seed(SEED)
    model = getattr(torchvision.models, name)(weights=None)
    norms = [module for module in model.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    for norm in norms:
        torch.nn.init.uniform_(norm.weight, 0.75, 1.25)
        torch.nn.init.uniform_(norm.bias, -0.25, 0.25)
        norm.train().momentum = 1.0
    model.eval()
    for norm in norms:
        norm.train()
    with torch.no_grad():
        model(images.float())
        for norm in norms:
            norm.running_mean += 0.25 * norm.running_var.sqrt() * torch.randn_like(norm.running_mean)
            norm.running_var *= torch.empty_like(norm.running_var).uniform_(0.5, 1.5)
        model.eval()
        last = [module for module in model.modules() if isinstance(module, torch.nn.Linear)][-1]
        last.bias.zero_()
        logits = model(images.float())
        center = logits.mean(dim=0)
        scale = LOGIT_DEVIATION / (logits - center).std()
        last.weight *= scale
        last.bias -= scale * center
    return model


def sample(*arguments):
    program = os.path.join(ROOT, "src", "Samples", "ImageClassifier")
    command = ["dotnet", "run", "-c", "Release", "--no-build", "--project", program, "--", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def compare(name, folder, files, classes):
    images = torch.stack([read(file) for file in files])
    model = make(name, images)
    weights, zip_file = os.path.join(folder, name + ".safetensors"), os.path.join(folder, name + ".zip")
    save_file(model.state_dict(), weights)
    sample("import", name, "--weights", weights, "--class-names", os.path.join(folder, "classes.txt"), "--size", str(SIZE), "--model", zip_file)
    lines = sample("predict", *files, "--model", zip_file, "--top", str(TOP)).splitlines()
    with torch.no_grad():
        singles = model(images.float()).softmax(dim=1)
        probabilities = model.double()(images).softmax(dim=1)
    equal, largest, firsts = 0, 0.0, set()
    for line, row in zip(lines, probabilities, strict=True):
        answers = line.split("\t")[1:]
        values, places = row.topk(TOP)
        names = [classes[place] for place in places]
        equal += answers[0::2] == names
        firsts.add(names[0])
        largest = max(largest, max(abs(float(answer) - value.item()) for answer, value in zip(answers[1::2], values)))
    shares = probabilities.topk(TOP)
    single = (singles.gather(1, shares.indices) - shares.values).abs().max()
    print(f"| {name} | {len(files)} | {equal} | {largest:.1e} | {single:.1e} | {shares.values[:, 0].min():.3f} to {shares.values[:, 0].max():.3f} | {len(firsts)} |", flush=True)
    return equal == len(files)


def main():
    folder, names = sys.argv[1], sys.argv[2:] or NAMES
    sample("draw", folder, "--size", str(SIZE), "--train", "1", "--test", "1", "--new", "2")
    files = sorted(os.path.join(folder, "new", file) for file in os.listdir(os.path.join(folder, "new")))
    classes = torchvision.models.ResNet18_Weights.IMAGENET1K_V1.meta["categories"]
    with open(os.path.join(folder, "classes.txt"), "w") as file:
        file.write("\n".join(classes))
    seen = {}
    for place, name in enumerate(classes):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            classes[place] = f"{name} ({seen[name]})"
    print("| network | pictures | with equal top-5 | largest difference of a probability | the same of PyTorch's float32 | probabilities of the first class | different first classes |")
    print("|---|---:|---:|---:|---:|---|---:|")
    sys.exit(0 if all([compare(name, folder, files, classes) for name in names]) else 1)


if __name__ == "__main__":
    main()
