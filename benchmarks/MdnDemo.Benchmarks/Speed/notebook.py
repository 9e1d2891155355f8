"""Trains the notebook's two networks with PyTorch, as the notebook does, and prints the seconds that each takes.

usage: notebook.py epochs-of-mdn epochs-of-regress
"""
import math
import sys
import time

import torch
from torch import nn

N = 1000


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


def negative_log_likelihood(model, x, y):
    log_weights, means, scales = model(x)
    z = (y - means) / scales
    return -torch.mean(log_sum_exp(log_weights - 0.5 * z * z - torch.log(scales) - 0.5 * math.log(2 * math.pi)))


def seconds(loss, optimizer, epochs):
    start = time.perf_counter()
    for epoch in range(epochs):
        value = loss()
        if epoch % 1000 == 0:
            value.item()
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
    return time.perf_counter() - start


def main():
    y, x = draw()
    model = MixtureDensityNetwork(50, 24)
    print(seconds(lambda: negative_log_likelihood(model, x, y), torch.optim.RMSprop(model.parameters()), int(sys.argv[1])))

    x, y = draw()
    network = nn.Sequential(nn.Linear(1, 100), nn.ReLU(), nn.Linear(100, 1))
    error = nn.MSELoss()
    optimizer = torch.optim.RMSprop(network.parameters(), lr=0.01, alpha=0.8)
    print(seconds(lambda: error(network(x), y), optimizer, int(sys.argv[2])))


main()
