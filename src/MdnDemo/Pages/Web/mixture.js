"use strict";

// The arithmetic of the page: networks, the mixtures that they predict, and questions to these. It needs no document,
// so that the tests compare it with the library's numbers.
const Mdn = (() => {
  const activations = {
    Tanh: Math.tanh,
    ReLU: v => Math.max(0, v),
    SiLU: v => v / (1 + Math.exp(-v)),
  };

  // Weights below are no part of a picture.
  const negligible = 1e-7;

  function bytes(text) {
    const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/")), values = new Uint8Array(letters.length);
    for (let i = 0; i < values.length; i++)
      values[i] = letters.charCodeAt(i);
    return values;
  }

  // The weights of a layer are 16-bit integers; each row of them has a scale of its own.
  function unpackLayer(layer) {
    const integers = new Int16Array(bytes(layer.weights).buffer);
    const scales = new Float32Array(bytes(layer.scales).buffer);
    const biases = new Float32Array(bytes(layer.biases).buffer);
    const from = integers.length / biases.length;
    const weights = Float32Array.from(integers, (w, i) => w * scales[Math.floor(i / from)]);
    return { from, weights, biases };
  }

  const unpack = network => network.layers.map(unpackLayer);

  // Parts of a time in days since 1970, as the library encodes them.
  function partOf(days, part) {
    if (part === "None")
      return days;
    const time = new Date(Math.round(days * 86400000));
    switch (part) {
      case "Month": return time.getUTCMonth() + 1;
      case "Weekday": return (time.getUTCDay() + 6) % 7;
      default: return (time.getTime() / 3600000 % 24 + 24) % 24;
    }
  }

  // The inputs of a network. A row has a number for a column of numbers, null where it is missing, and for a column of
  // texts the place of its category.
  function encode(columns, row) {
    const x = [];
    columns.forEach((column, i) => {
      if (column.places) {
        for (let place = 0; place < column.places; place++)
          x.push(row[i] === place ? 1 : row[i] < 0 ? 1 / column.places : 0);
        return;
      }
      for (const encoding of column.encodings) {
        const number = row[i] === null ? NaN : partOf(row[i], encoding.part);
        const isMissing = Number.isNaN(number), value = isMissing ? encoding.mean : number;
        x.push((value - encoding.mean) / encoding.deviation);
        for (const [from, to, mean] of encoding.bins)
          x.push(2 * (Math.min(1, Math.max(0, (value - from) / (to - from))) - mean));
        if (encoding.hasMissing)
          x.push(isMissing ? 1 : 0);
      }
    });
    return x;
  }

  function forward(layers, activation, x) {
    let values = x;
    layers.forEach((layer, l) => {
      const { from, weights, biases } = layer, next = new Float64Array(biases.length);
      for (let unit = 0, at = 0; unit < next.length; unit++) {
        let sum = biases[unit];
        for (let i = 0; i < from; i++, at++)
          sum += weights[at] * values[i];
        next[unit] = l < layers.length - 1 ? activations[activation](sum) : sum;
      }
      values = next;
    });
    return values;
  }

  // p(y|x) of several networks, averaged: weights [n], means [target][n], and L [target][column][n].
  function predict(model, networks, row) {
    const { components: K, targets: D, blocks, logs, offDiagonals, lowest, highest } = model.layout;
    const x = encode(model.inputs, row), n = networks.length * K;
    const line = () => new Float64Array(n);
    const mixture = {
      weights: line(),
      means: model.targets.map(line),
      factors: model.targets.map((_, d) => Array.from({ length: d + 1 }, line)),
    };
    networks.forEach((layers, member) => {
      const out = forward(layers, model.activation, x), first = member * K;
      const top = Math.max(...out.subarray(0, K));
      let sum = 0;
      for (let k = 0; k < K; k++)
        sum += mixture.weights[first + k] = Math.exp(out[k] - top);
      for (let k = 0; k < K; k++) {
        mixture.weights[first + k] /= sum * networks.length;
        const block = K * (1 + D) + (blocks === 1 ? 0 : k * (logs + offDiagonals));
        for (let d = 0; d < D; d++) {
          const target = model.targets[d];
          const logScale = Math.min(highest, Math.max(lowest, out[block + (logs === 1 ? 0 : d)]));
          mixture.means[d][first + k] = target.mean + target.deviation * out[K + k * D + d];
          mixture.factors[d][d][first + k] = target.deviation * Math.exp(logScale);
          for (let e = 0; offDiagonals > 0 && e < d; e++)
            mixture.factors[d][e][first + k] = target.deviation * out[block + logs + d * (d - 1) / 2 + e];
        }
      }
    });
    return mixture;
  }

  // The marginal distribution of a target: a list of components { weight, mean, scale }.
  function marginal(mixture, d) {
    const components = [];
    mixture.weights.forEach((weight, k) => {
      if (weight > negligible)
        components.push({ weight, mean: mixture.means[d][k], scale: Math.hypot(...mixture.factors[d].map(f => f[k])) });
    });
    return components;
  }

  // The marginal distribution of two targets: components with the Cholesky factor [[a, 0], [b, c]] of both.
  function marginalOfTwo(mixture, d, e) {
    const components = [];
    mixture.weights.forEach((weight, k) => {
      if (weight <= negligible)
        return;
      const own = f => mixture.factors[f].map(entries => entries[k]);
      const [u, v] = [own(d), own(e)], a = Math.hypot(...u);
      const dot = u.reduce((sum, value, i) => sum + value * (v[i] ?? 0), 0);
      const b = dot / a, c = Math.sqrt(Math.max(v.reduce((sum, value) => sum + value * value, 0) - b * b, 1e-12 * a * a));
      components.push({ weight, meanX: mixture.means[d][k], meanY: mixture.means[e][k], a, b, c });
    });
    return components;
  }

  function densityOfTwo(components, x, y) {
    let sum = 0;
    for (const { weight, meanX, meanY, a, b, c } of components) {
      const z = (x - meanX) / a, w = (y - meanY - b * z) / c, square = z * z + w * w;
      if (square < 80)
        sum += weight * Math.exp(-0.5 * square) / (2 * Math.PI * a * c);
    }
    return sum;
  }

  function density(components, y) {
    let sum = 0;
    for (const { weight, mean, scale } of components) {
      const z = (y - mean) / scale;
      if (z > -9 && z < 9)
        sum += weight * Math.exp(-0.5 * z * z) / scale;
    }
    return sum / Math.sqrt(2 * Math.PI);
  }

  // Φ(z), to 1e-7: Abramowitz and Stegun, "Handbook of Mathematical Functions", 7.1.26.
  function normalCdf(z) {
    const x = Math.abs(z) * Math.SQRT1_2, t = 1 / (1 + 0.3275911 * x);
    const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
    const tail = 0.5 * series * Math.exp(-x * x);
    return z > 0 ? 1 - tail : tail;
  }

  const cdf = (components, y) =>
    components.reduce((sum, { weight, mean, scale }) => sum + weight * normalCdf((y - mean) / scale), 0);

  const mean = components => components.reduce((sum, c) => sum + c.weight * c.mean, 0);

  function deviation(components) {
    const m = mean(components);
    return Math.sqrt(components.reduce((sum, c) => sum + c.weight * (c.scale ** 2 + (c.mean - m) ** 2), 0));
  }

  // The root of a function that is below 0 at low and not at high.
  function bisect(f, low, high, times = 40) {
    for (let i = 0; i < times; i++) {
      const middle = 0.5 * (low + high);
      if (f(middle) < 0)
        low = middle;
      else
        high = middle;
    }
    return 0.5 * (low + high);
  }

  function quantile(components, p) {
    const low = Math.min(...components.map(c => c.mean - 9 * c.scale));
    const high = Math.max(...components.map(c => c.mean + 9 * c.scale));
    return bisect(y => cdf(components, y) - p, low, high);
  }

  // Points that are dense where the density bends.
  function grid(components) {
    const points = [];
    for (const { weight, mean: μ, scale } of components) {
      if (weight < 1e-4)
        continue;
      for (let z = -5; z <= 5; z += 0.25)
        points.push(μ + z * scale);
    }
    return Float64Array.from(points).sort();
  }

  // The highest-density region of a probability: intervals { low, high, probability } from left to right.
  function region(components, level) {
    const points = grid(components), heights = points.map(y => density(components, y));
    const crossing = (i, height) => {
      const rises = heights[i + 1] > heights[i];
      return bisect(y => rises ? density(components, y) - height : height - density(components, y),
        points[i], points[i + 1]);
    };
    // Where it is crossed, on a line between the logarithms at the points: enough to find the height.
    const near = (i, height) => {
      const part = Math.log(height / heights[i]) / Math.log(heights[i + 1] / heights[i]);
      return points[i] + (points[i + 1] - points[i]) * (part >= 0 && part <= 1 ? part : 0.5);
    };
    const above = (height, place) => {
      const intervals = [];
      let low = heights[0] >= height ? points[0] : null;
      for (let i = 0; i + 1 < points.length; i++) {
        if ((heights[i] >= height) === (heights[i + 1] >= height))
          continue;
        const y = place(i, height);
        if (low === null) {
          low = y;
        } else {
          intervals.push({ low, high: y, probability: cdf(components, y) - cdf(components, low) });
          low = null;
        }
      }
      if (low !== null) {
        const y = points[points.length - 1];
        intervals.push({ low, high: y, probability: cdf(components, y) - cdf(components, low) });
      }
      return intervals;
    };
    const mass = (height, place) => above(height, place).reduce((sum, i) => sum + i.probability, 0);
    const peak = Math.max(...heights);
    const rough = bisect(h => level - mass(Math.exp(h), near), Math.log(peak) - 30, Math.log(peak));
    const exact = bisect(h => level - mass(Math.exp(h), crossing), rough - 0.5, Math.min(Math.log(peak), rough + 0.5), 16);
    return above(Math.exp(exact), crossing);
  }

  // The number of local maxima of the density.
  function peaks(components) {
    const heights = grid(components).map(y => density(components, y));
    // Lower ones are ripples that no eye sees.
    const least = 0.01 * Math.max(...heights);
    let count = 0;
    for (let i = 1, rises = true; i < heights.length; i++) {
      if (heights[i] < heights[i - 1] && rises && heights[i - 1] > least)
        count++;
      if (heights[i] !== heights[i - 1])
        rises = heights[i] > heights[i - 1];
    }
    return count;
  }

  return {
    unpack, encode, forward, predict, marginal, marginalOfTwo, densityOfTwo, density, cdf, quantile, region, peaks, mean,
    deviation,
  };
})();
