"""Draws filters again until no value stands beside a kink of ReLU or ReLU6, and no two of a pool's window beside each other (see zoo.py).

One pass in float64 in training mode: at each ReLU, the channels in which a value is nearer than a margin to a kink, or in which the largest and the second value of a window of a following max pool
are nearer than that to each other, get another filter in the convolution or dense layer before, until there are none.
"""
import torch

# Of the root mean square of the layer's values; a float32 network's values are within some 1e-6 of that (deep residual ones within 1e-5).
MARGIN = 3e-4
# Where a channel has so many values that one will stand in the margin, the margin shrinks until a channel is free of them with a probability of about a half.
EXPECTED = 0.5
DRAWS = 100

functional = torch.nn.functional


def redraw(model, images, draw):
    """Changes the model's weights by draw(name, weight, channel, times) and returns for each changed weight the list of channels, each as often as it was drawn again."""
    return _Pass(model, draw, _pools_after_relus(model, images)).run(images)


class _Patched:
    """Replaces functions of torch for a while."""

    def __init__(self, **replacements):
        self.replacements = replacements

    def __enter__(self):
        self.saved = {key: getattr(*_place(key)) for key in self.replacements}
        for key, value in self.replacements.items():
            setattr(*_place(key), value)

    def __exit__(self, *_):
        for key, value in self.saved.items():
            setattr(*_place(key), value)


def _place(key):
    return (torch, key) if key == "cat" else (functional, key)


def _pools_after_relus(model, images):
    """For each call of ReLU, in order, the chains of max pools that see its values: lists of (kernel, stride, padding, ceil)."""
    chains = []
    relu, pool, hardtanh, cat = functional.relu, functional.max_pool2d, functional.hardtanh, torch.cat

    def watched_relu(values, inplace=False):
        result = relu(values)
        chains.append([])
        result.sources = [(len(chains) - 1, ())]
        return result

    def watched_hardtanh(values, *_, **__):
        chains.append([])
        return hardtanh(values, 0.0, 6.0)

    def watched_pool(values, kernel, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
        result = pool(values, kernel, stride, padding, dilation, ceil_mode, return_indices)
        result.sources = []
        for call, before in getattr(values, "sources", []):
            chain = before + ((kernel, stride or kernel, padding, ceil_mode),)
            chains[call].append(chain)
            result.sources.append((call, chain))
        return result

    def watched_cat(tensors, dim=0):
        result = cat(tensors, dim)
        result.sources = [source for tensor in tensors for source in getattr(tensor, "sources", [])]
        return result

    with torch.no_grad(), _Patched(relu=watched_relu, hardtanh=watched_hardtanh, max_pool2d=watched_pool, cat=watched_cat):
        model.train()(images)
    return chains


def _smallest_gap(values, chain):
    """For each channel, the smallest difference between the largest and the second value of a window; equal ones come from one value that an earlier pool gave to both."""
    for kernel, stride, padding, ceil in chain[:-1]:
        values = functional.max_pool2d(values, kernel, stride, padding, 1, ceil)
    kernel, stride, padding, ceil = chain[-1]
    extra = stride if ceil else 0
    padded = functional.pad(values, (padding, padding + extra, padding, padding + extra), value=0.0)
    windows = padded.unfold(2, kernel, stride).unfold(3, kernel, stride).flatten(-2)
    largest = windows.topk(2, dim=-1).values
    gaps = largest[..., 0] - largest[..., 1]
    gaps[gaps == 0] = float("inf")
    return gaps.amin(dim=(0, 2, 3))


class _Pass:
    def __init__(self, model, draw, chains):
        self.model, self.draw, self.chains = model, draw, chains
        self.redrawn = {}
        self.calls = 0
        self.names = {module: name for name, module in model.named_modules()}

    def run(self, images):
        relu, hardtanh = functional.relu, functional.hardtanh
        hooks = [module.register_forward_hook(self.ran) for module in self.names if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear, torch.nn.BatchNorm2d))]
        with torch.no_grad(), _Patched(
                relu=lambda values, inplace=False: relu(self.cleared(values, relu, (0.0,))),
                hardtanh=lambda values, *_, **__: hardtanh(self.cleared(values, lambda some: hardtanh(some, 0.0, 6.0), (0.0, 6.0)), 0.0, 6.0)):
            self.model.train()(images)
        for hook in hooks:
            hook.remove()
        return {name: channels for name, channels in self.redrawn.items() if channels}

    def ran(self, module, inputs, output):
        if isinstance(module, torch.nn.BatchNorm2d):
            self.norm = module
        else:
            self.layer, self.input, self.norm = module, inputs[0], None
        self.output = output.clone()

    def cleared(self, values, activation, kinks):
        """The ReLU's input after filters of the layer before were drawn again."""
        chains = self.chains[self.calls]
        self.calls += 1
        per_channel = values.numel() // values.shape[1]
        margin = min(MARGIN, EXPECTED / per_channel) * values.square().mean().sqrt().item()
        name = self.names[self.layer] + ".weight"
        drawn = self.redrawn.setdefault(name, [])
        rest = values - self.output
        values = values.clone()
        channels = torch.arange(values.shape[1])
        for times in range(1, DRAWS):
            part = values[:, channels]
            nearest = torch.stack([(part - kink).abs() for kink in kinks]).amin(dim=0).flatten(2 if part.dim() > 2 else 1)
            nearest = nearest.amin(dim=(0, 2)) if nearest.dim() > 2 else nearest.amin(dim=0)
            for chain in chains:
                nearest = torch.minimum(nearest, _smallest_gap(activation(part), chain))
            channels = channels[nearest < margin]
            if len(channels) == 0:
                break
            for channel in channels.tolist():
                self.draw(name, self.layer.weight, channel, times)
                drawn.append(channel)
            values[:, channels] = rest[:, channels] + self.recomputed(channels)
        else:
            raise ValueError(f"{name}: channels {channels.tolist()} still stand beside a kink")
        return values

    def recomputed(self, channels):
        layer = self.layer
        bias = None if layer.bias is None else layer.bias[channels]
        if isinstance(layer, torch.nn.Linear):
            return functional.linear(self.input, layer.weight[channels], bias)
        depthwise = layer.groups > 1
        result = functional.conv2d(
            self.input[:, channels] if depthwise else self.input, layer.weight[channels], bias, layer.stride, layer.padding, layer.dilation, len(channels) if depthwise else 1)
        if self.norm is None:
            return result
        return functional.batch_norm(result, None, None, self.norm.weight[channels], self.norm.bias[channels], True, 0.0, self.norm.eps)
