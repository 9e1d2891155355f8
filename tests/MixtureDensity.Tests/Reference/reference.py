#!/usr/bin/python3
"""Reference values for the tests of MixtureDensity, computed outside .NET with mpmath at 50 digits.

Every value follows from the definition by numerical integration, root finding or linear algebra in high precision;
nothing here knows a closed form that the library uses, but for the normal density and distribution function.

To regenerate: apt-get install python3-mpmath, then

    /usr/bin/python3 tests/MixtureDensity.Tests/Reference/reference.py

which writes reference.json beside this file.
"""

import json
from pathlib import Path

from mpmath import mp, mpf, matrix, exp, log, sqrt, pi, quad, ncdf, det

mp.dps = 50

SCALAR = {
    "one standard normal": ([1.0], [0.0], [1.0]),
    "one normal elsewhere": ([1.0], [-3.5], [0.125]),
    "two hills": ([0.25, 0.75], [-2.0, 1.5], [0.5, 1.25]),
    "three, one of them rare": ([0.4375, 0.5, 0.0625], [-1.0, 0.5, 6.0], [1.0, 0.25, 0.75]),
    "a needle in a wide hill": ([0.5, 0.5], [0.0, 0.25], [1.0, 1e-6]),
    "equal components": ([0.5, 0.25, 0.25], [1.0, 1.0, 1.0], [2.0, 2.0, 2.0]),
}
OFFSETS = [-1e6, -30.0, -8.0, -1.0, 0.0, 0.3, 2.0, 12.0, 40.0, 1e6]  # of the largest scale, from the first mean
PROBABILITIES = [1e-300, 1e-20, 1e-6, 0.01, 0.3, 0.625, 0.99, 1 - 1e-6]
LEVELS = [0.5, 0.9, 0.99]

VECTOR = {
    "two dimensions": (
        [0.375, 0.625],
        [[-1.0, 0.5], [1.5, -0.75]],
        [[[1.0, 0.0], [0.5, 0.75]], [[0.5, 0.0], [-1.0, 0.25]]],
        [[0.0, 0.0], [1.25, -2.0], [-30.0, 25.0]],
    ),
    "three dimensions": (
        [0.25, 0.5, 0.25],
        [[0.0, 1.0, 2.0], [1.0, -1.0, 0.5], [-2.0, 0.25, 0.0]],
        [
            [[1.0, 0.0, 0.0], [0.25, 0.5, 0.0], [-0.5, 0.75, 2.0]],
            [[0.125, 0.0, 0.0], [1.0, 1.5, 0.0], [0.0, -0.25, 0.5]],
            [[2.0, 0.0, 0.0], [-1.0, 0.25, 0.0], [0.5, 0.5, 1.0]],
        ],
        [[0.5, 0.0, 1.0], [-1.0, 2.0, -3.0], [8.0, -40.0, 12.0]],
    ),
}


def number(value):
    return float(value)


class Scalar:
    def __init__(self, weights, means, scales):
        self.components = [(mpf(w), mpf(m), mpf(s)) for w, m, s in zip(weights, means, scales)]
        self.edges = sorted({m + t * s for _, m, s in self.components for t in (-40, -20, -12, -8, -4, -2, -1, 0, 1, 2, 4, 8, 12, 20, 40)})

    def density(self, y):
        return sum(w * exp(-(((y - m) / s) ** 2) / 2) / (s * sqrt(2 * pi)) for w, m, s in self.components)

    def slope(self, y):
        return sum(w * (m - y) / s**2 * exp(-(((y - m) / s) ** 2) / 2) / (s * sqrt(2 * pi)) for w, m, s in self.components)

    def cdf(self, y):
        return sum(w * ncdf((y - m) / s) for w, m, s in self.components)

    def integral(self, f, low=None, high=None):
        edges = [e for e in self.edges if (low is None or e > low) and (high is None or e < high)]
        return quad(f, ([low] if low is not None else []) + edges + ([high] if high is not None else []))

    def quantile(self, p):
        low, high = self.edges[0], self.edges[-1]
        while high - low > abs(low + high) * mpf(10) ** -40 + mpf(10) ** -40:
            middle = (low + high) / 2
            low, high = (middle, high) if self.cdf(middle) < p else (low, middle)
        return (low + high) / 2

    def crps(self, y):
        """The definition, the integral of (F - 1{x >= y})^2; outside the edges F is 0 or 1."""
        low, high = self.edges[0], self.edges[-1]
        left = self.integral(lambda x: self.cdf(x) ** 2, None, min(y, high)) if y > low else mpf(0)
        right = self.integral(lambda x: (1 - self.cdf(x)) ** 2, max(y, low), None) if y < high else mpf(0)
        return left + right + max(low - y, 0) + max(y - high, 0)

    def modes(self):
        points = sorted({m + mpf(t) / 50 * s for _, m, s in self.components for t in range(-300, 301)})
        slopes = [self.slope(x) for x in points]
        brackets = [(a, b) for a, b, u, v in zip(points, points[1:], slopes, slopes[1:]) if u > 0 >= v]
        return [bisect(self.slope, b, a) for a, b in brackets]

    def region(self, level):
        def pieces(height):
            points = sorted(set(self.edges) | {m + mpf(t) / 20 * s for _, m, s in self.components for t in range(-200, 201)} | set(self.modes()))
            inside = [self.density(x) >= height for x in points]
            ends = [
                bisect(lambda x: self.density(x) - height, *((a, b) if v else (b, a)))
                for a, b, u, v in zip(points, points[1:], inside, inside[1:])
                if u != v
            ]
            return list(zip(ends[::2], ends[1::2]))

        low, high = mpf(0), max(self.density(x) for x in self.modes())
        for _ in range(70):
            middle = (low + high) / 2
            mass = sum(self.cdf(b) - self.cdf(a) for a, b in pieces(middle))
            low, high = (middle, high) if mass > level else (low, middle)
        return pieces((low + high) / 2)


def bisect(f, below, above):
    """Where f changes from negative at one point to not negative at the other."""
    for _ in range(90):
        middle = (below + above) / 2
        below, above = (middle, above) if f(middle) < 0 else (below, middle)
    return (below + above) / 2


def scalar(name, weights, means, scales):
    mixture = Scalar(weights, means, scales)
    mean = sum(w * m for w, m, _ in mixture.components)
    return {
        "name": name,
        "weights": weights,
        "means": means,
        "scales": scales,
        "mean": number(mean),
        "variance": number(mixture.integral(lambda y: (y - mean) ** 2 * mixture.density(y))),
        "entropy": number(-mixture.integral(lambda y: mixture.density(y) * log(mixture.density(y)))),
        "effective": number(exp(-sum(w * log(w) for w, _, _ in mixture.components))),
        "modes": [{"y": number(m), "density": number(mixture.density(m))} for m in mixture.modes()],
        "regions": [
            {"level": level, "intervals": [[number(a), number(b)] for a, b in mixture.region(mpf(level))]} for level in LEVELS
        ],
        "points": [
            {
                "y": y,
                "log_prob": number(log(mixture.density(mpf(y)))),
                "cdf": number(mixture.cdf(mpf(y))),
                "crps": number(mixture.crps(mpf(y))),
            }
            for y in (means[0] + offset * max(scales) for offset in OFFSETS)
        ],
        "quantiles": [{"p": p, "y": number(mixture.quantile(mpf(p)))} for p in PROBABILITIES],
    }


def vector(name, weights, means, factors, points):
    dimensions = len(means[0])
    components = [(mpf(w), matrix(m), matrix(L) * matrix(L).T) for w, m, L in zip(weights, means, factors)]

    def density(y, dims):
        total = mpf(0)
        for w, m, S in components:
            part = matrix([[S[i, j] for j in dims] for i in dims])
            d = matrix([mpf(y[i]) - m[i] for i in dims])
            total += w * exp(-((d.T * part**-1 * d)[0]) / 2) / sqrt((2 * pi) ** len(dims) * det(part))
        return total

    everything = list(range(dimensions))
    mean = sum((w * m for w, m, _ in components), matrix(dimensions, 1))
    covariance = sum((w * (S + (m - mean) * (m - mean).T) for w, m, S in components), matrix(dimensions, dimensions))
    return {
        "name": name,
        "weights": weights,
        "means": means,
        "factors": factors,
        "mean": [number(v) for v in mean],
        "covariance": [[number(covariance[i, j]) for j in everything] for i in everything],
        "points": [
            {
                "y": y,
                "log_prob": number(log(density(y, everything))),
                "marginals": [number(log(density(y, [d]))) for d in everything],
                # log p(the others | y_d), for each d
                "conditionals": [number(log(density(y, everything)) - log(density(y, [d]))) for d in everything],
            }
            for y in points
        ],
    }


if __name__ == "__main__":
    values = {
        "normal_cdf": [{"z": z, "p": number(ncdf(mpf(z)))} for z in (-37.5, -20.0, -8.0, -5.6, -3.0, -1.0, -0.66, -0.25, 0.0, 0.5, 2.0, 6.0)],
        "scalar": [scalar(name, *parameters) for name, parameters in SCALAR.items()],
        "vector": [vector(name, *parameters) for name, parameters in VECTOR.items()],
    }
    Path(__file__).with_name("reference.json").write_text(json.dumps(values, indent=1) + "\n")
