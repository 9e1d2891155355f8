"""Trains the notebook's two networks with PyTorch on one core, as the notebook does, and prints what each step takes.

usage: notebook.py [epochs-of-mdn epochs-of-regress]

It prints which PyTorch it is; then the seconds a step of mdn, of mdn with torch.logsumexp, and of regress.
"""
import math
import os
import re
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"

import torch
from torch import nn

N = 1000


def peer():
    blas = re.search(r"BLAS_INFO=(\w+)", torch.__config__.show())
    name = blas.group(1) if blas else "unknown"
    if name == "generic" and os.path.exists("/proc/self/maps"):
        # Which library is behind the generic interface shows only in what is loaded.
        with open("/proc/self/maps") as maps:
            loaded = set(re.findall(r"/(lib(?:open)?blas[^/]*)\.so[^/]*$", maps.read(), re.MULTILINE))
        name = max(loaded, key=len, default=name)
    return f"PyTorch {torch.__version__}, BLAS {name}"


def draw():
    u = torch.empty(N, 1).uniform_(-10.5, 10.5)
    return u, 7.0 * torch.sin(0.75 * u) + 0.5 * u + torch.randn(N, 1)


class MixtureDensityNetwork(nn.Module):
    def __init__(self, hidden, components):
        super().__init__()
        self.trunk = nn.Linear(1, hidden)
        self.log_weights = nn.Sequential(nn.Linear(hidden, components), nn.LogSoftmax(dim=1))
        self.means = nn.Linear(hidden, components)
        self.log_scales = nn.Linear(hidden, components)

    def forward(self, x):
        h = torch.tanh(self.trunk(x))
        return self.log_weights(h), self.means(h), torch.exp(torch.clamp(self.log_scales(h), min=-10, max=10))


def log_sum_exp(values):
    # As in the notebook, (N, 1) meets (N,): the result is N x N, with the right mean.
    highest, _ = values.max(dim=1, keepdim=True)
    return highest + torch.log(torch.sum(torch.exp(values - highest), dim=1))


def torch_log_sum_exp(values):
    return torch.logsumexp(values, dim=1)


def negative_log_likelihood(model, x, y, log_sum_exp):
    log_weights, means, scales = model(x)
    z = (y - means) / scales
    return -torch.mean(log_sum_exp(log_weights - 0.5 * z * z - torch.log(scales) - 0.5 * math.log(2 * math.pi)))


def seconds_per_step(loss, optimizer, epochs):
    start = time.perf_counter()
    for epoch in range(epochs):
        value = loss()
        if epoch % 1000 == 0:
            value.item()
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
    return (time.perf_counter() - start) / epochs


def mdn(log_sum_exp, epochs):
    y, x = draw()
    model = MixtureDensityNetwork(50, 24)
    optimizer = torch.optim.RMSprop(model.parameters())
    return seconds_per_step(lambda: negative_log_likelihood(model, x, y, log_sum_exp), optimizer, epochs)


def regress(epochs):
    x, y = draw()
    network = nn.Sequential(nn.Linear(1, 100), nn.ReLU(), nn.Linear(100, 1))
    error = nn.MSELoss()
    optimizer = torch.optim.RMSprop(network.parameters(), lr=0.01, alpha=0.8)
    return seconds_per_step(lambda: error(network(x), y), optimizer, epochs)


print(peer())
if len(sys.argv) > 1:
    epochs_of_mdn, epochs_of_regress = map(int, sys.argv[1:])
    print(mdn(log_sum_exp, epochs_of_mdn))
    print(mdn(torch_log_sum_exp, epochs_of_mdn))
    print(regress(epochs_of_regress))
