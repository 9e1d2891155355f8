"use strict";

// The arithmetic of the page: networks, and the mixtures that they predict. It needs no document, so that the tests
// compare it with the library's numbers.
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
        const { min, max } = encoding, clipped = Math.min(max ?? Infinity, Math.max(min ?? -Infinity, row[i]));
        const number = row[i] === null ? NaN : partOf(clipped, encoding.part);
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

  // p(y|x) of several networks, averaged: weights [n], means [target][n], L [target][column][n], and the probabilities
  // of the point masses, for which the last components of each network stand.
  function predict(model, networks, row) {
    const { components: K, targets: D, blocks, logs, offDiagonals, lowest, highest } = model.layout;
    const observation = model.targets[0].observation ?? undefined, values = observation?.masses ?? [];
    const x = encode(model.inputs, row), own = K - values.length, n = networks.length * own;
    const line = () => new Float64Array(n);
    const mixture = {
      weights: line(),
      means: model.targets.map(line),
      factors: model.targets.map((_, d) => Array.from({ length: d + 1 }, line)),
      masses: values.map(value => ({ value, probability: 0 })),
      observation,
    };
    networks.forEach((layers, member) => {
      const out = forward(layers, model.activation, x), first = member * own;
      const top = Math.max(...out.subarray(0, K)), shares = out.subarray(0, K).map(a => Math.exp(a - top));
      const sum = networks.length * shares.reduce((total, share) => total + share, 0);
      mixture.masses.forEach((mass, j) => mass.probability += shares[own + j] / sum);
      for (let k = 0; k < own; k++) {
        mixture.weights[first + k] = shares[k] / sum;
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

  // The marginal distribution of a target.
  function marginal(mixture, d) {
    const components = [];
    mixture.weights.forEach((weight, k) => {
      if (weight > negligible)
        components.push({ weight, mean: mixture.means[d][k], scale: Math.hypot(...mixture.factors[d].map(f => f[k])) });
    });
    return Distribution.create(components, mixture.masses, mixture.observation);
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
      const square = v.reduce((sum, value) => sum + value * value, 0);
      const b = dot / a, c = Math.sqrt(Math.max(square - b * b, 1e-12 * square));
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

  // The means and the standard deviations of two targets, and their correlation.
  function momentsOfTwo(components) {
    const total = components.reduce((sum, c) => sum + c.weight, 0);
    const mean = value => components.reduce((sum, c) => sum + c.weight * value(c), 0) / total;
    const means = [mean(c => c.meanX), mean(c => c.meanY)];
    const away = [c => c.meanX - means[0], c => c.meanY - means[1]];
    const variances = [mean(c => c.a ** 2 + away[0](c) ** 2), mean(c => c.b ** 2 + c.c ** 2 + away[1](c) ** 2)];
    const covariance = mean(c => c.a * c.b + away[0](c) * away[1](c));
    return {
      means, deviations: variances.map(Math.sqrt), correlation: covariance / Math.sqrt(variances[0] * variances[1]),
    };
  }

  return { unpack, encode, forward, predict, marginal, marginalOfTwo, densityOfTwo, momentsOfTwo };
})();
