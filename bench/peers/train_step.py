"""One training step of the CUTS encoder on 512 windows in PyTorch: prints its median seconds.

python train_step.py cpu|cuda THREADS
"""

import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

device, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(0)
IMAGES, SAMPLES, CHANNELS = 16, 16, 3
ANCHORS = IMAGES * SAMPLES


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [CHANNELS, 16, 32, 64, 128]
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 5) for a, b in zip(widths, widths[1:]))
        self.norms = nn.ModuleList(nn.BatchNorm2d(b) for b in widths[1:])
        self.head = nn.Linear(128, 25 * CHANNELS)

    def forward(self, x):
        for convolution, norm in zip(self.convolutions, self.norms):
            x = F.leaky_relu(norm(convolution(x)), 0.01)
        return x.flatten(1)


def run(model, optimiser, windows, patches):
    embedding = model(windows)
    anchors, positives = embedding[:ANCHORS], embedding[ANCHORS:]
    reconstruction = F.mse_loss(model.head(anchors), patches)
    a = F.normalize(anchors.view(IMAGES, SAMPLES, 128), dim=2)
    p = F.normalize(positives.view(IMAGES, SAMPLES, 128), dim=2)
    logits = a @ p.transpose(1, 2) / 0.5
    own = torch.diagonal(logits, dim1=1, dim2=2)
    others = logits - 1e9 * torch.eye(SAMPLES, device=logits.device)
    contrastive = (torch.logsumexp(others, 2) - own).mean()
    loss = 0.01 * contrastive + 0.99 * reconstruction
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


def median(layout):
    model = Encoder().to(device, memory_format=layout)
    windows = (torch.rand(2 * ANCHORS, CHANNELS, 17, 17) * 2 - 1).to(device, memory_format=layout)
    patches = torch.rand(ANCHORS, 25 * CHANNELS).to(device)
    optimiser = torch.optim.AdamW(model.parameters(), 1e-3)
    seconds = []
    for step in range(25):
        started = time.perf_counter()
        run(model, optimiser, windows, patches)
        if step >= 5:
            seconds.append(time.perf_counter() - started)
    return sorted(seconds)[len(seconds) // 2]


# The better of its two memory layouts.
print(min(median(torch.contiguous_format), median(torch.channels_last)))
