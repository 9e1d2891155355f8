"use strict";

// The distribution of a value as it was recorded: point masses, and a Gaussian mixture of the value or its logarithm,
// each component truncated to the bounds, its values rounded to a grid. Questions to it, as the library answers them.
const Distribution = (() => {
  // A mean that is farther than this from a bound, in deviations, is moved there.
  const MaxDistance = 30;
  // More values of a grid, or narrower ones beside the components, are treated as if there were no grid.
  const MaxCells = 4096, MinCell = 1 / 8;
  const MinMass = 0.001;

  const φ = z => Number.isFinite(z) ? Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI) : 0;

  // P(Z > z) for z above 0, and so with all digits in the tail: a series near 0, a continued fraction beyond
  // (Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.2.11 and 26.2.14).
  function tail(z) {
    if (z > 38)
      return 0;
    if (z > 3) {
      let fraction = z;
      for (let k = 24; k >= 1; k--)
        fraction = z + k / fraction;
      return φ(z) / fraction;
    }
    let term = z, sum = z;
    for (let k = 3; term > 1e-17; k += 2)
      sum += term *= z * z / k;
    return 0.5 - φ(z) * sum;
  }

  // P(a < Z < b), without cancellation where both are in one tail.
  function between(a, b) {
    if (!(a < b))
      return 0;
    if (a >= 0)
      return tail(a) - tail(b);
    return b <= 0 ? tail(-b) - tail(-a) : 1 - tail(-a) - tail(b);
  }

  const exact = { spacing: 0, offset: 0, lower: null, upper: null, isLogarithmic: false };

  // Components { weight, mean, scale } of the latent value, masses { value, probability }, and how it is observed.
  function create(components, masses = [], observation = exact) {
    const { spacing, isLogarithmic } = observation, latent = y => !isLogarithmic ? y : y > 0 ? Math.log(y) : -Infinity;
    const lower = observation.lower === null ? -Infinity : latent(observation.lower - spacing / 2);
    const upper = observation.upper === null ? Infinity : latent(observation.upper + spacing / 2);
    const total = components.reduce((sum, c) => sum + c.weight, 0);
    const own = components.map(({ weight, mean, scale }) => {
      const near = Math.min(upper + MaxDistance * scale, Math.max(lower - MaxDistance * scale, mean));
      const part = between((lower - near) / scale, (upper - near) / scale);
      return { weight: weight / total, mean: near, scale, part };
    });
    const share = Math.max(0, 1 - masses.reduce((sum, m) => sum + m.probability, 0));
    return { components: own, masses, share, lower, upper, latent, observation };
  }

  const observed = (d, s) => d.observation.isLogarithmic ? Math.exp(s) : s;

  // P(low < S ≤ high) of the latent value.
  function latentBetween(d, low, high) {
    const from = Math.max(low, d.lower), to = Math.min(high, d.upper);
    return d.components.reduce((sum, { weight, mean, scale, part }) => {
      const a = (from - mean) / scale, b = (to - mean) / scale, isFar = (a > 9 || b < -9) && part > 1e-6;
      return isFar ? sum : sum + weight * between(a, b) / part;
    }, 0);
  }

  // The density of the latent value, and that of the value before rounding.
  function latentDensity(d, s) {
    if (s < d.lower || s > d.upper)
      return 0;
    return d.components.reduce((sum, { weight, mean, scale, part }) => {
      const z = (s - mean) / scale;
      return z > -9 && z < 9 || part < 1e-6 ? sum + weight * φ(z) / scale / part : sum;
    }, 0);
  }

  function smoothDensity(d, y) {
    const s = d.latent(y);
    return s === -Infinity ? 0 : d.share * latentDensity(d, s) / (d.observation.isLogarithmic ? y : 1);
  }

  const narrowest = d => Math.min(...d.components.filter(c => c.weight > 1e-4).map(c => c.scale));

  // The density per unit of y without the masses: on a grid the probability of a cell about y over its width.
  function density(d, y) {
    const { spacing, isLogarithmic } = d.observation;
    // So narrow a cell is a point, and a difference would lose digits.
    if (spacing === 0 || !isLogarithmic && (spacing < 0.02 * narrowest(d) || y + spacing / 2 === y))
      return smoothDensity(d, y);
    return d.share * latentBetween(d, d.latent(y - spacing / 2), d.latent(y + spacing / 2)) / spacing;
  }

  const round = ({ spacing, offset }, y) => spacing > 0 ? offset + spacing * Math.round((y - offset) / spacing) : y;

  // The latent value up to which a recorded one is at most y.
  function edge(d, y) {
    const { spacing, offset } = d.observation;
    if (spacing === 0)
      return d.latent(y);
    return d.latent(offset + spacing * (Math.floor((y - offset) / spacing + 1e-9) + 0.5));
  }

  const massUpTo = (d, y) => d.masses.reduce((sum, m) => m.value <= y ? sum + m.probability : sum, 0);

  const cdf = (d, y) => massUpTo(d, y) + d.share * latentBetween(d, -Infinity, edge(d, y));

  // The least number, up to digits that do not matter, at which a function is not below 0.
  function bisect(f, low, high, times = 40) {
    for (let i = 0; i < times; i++) {
      const middle = 0.5 * (low + high);
      if (f(middle) < 0)
        low = middle;
      else
        high = middle;
    }
    return high;
  }

  // Latent values beyond which nothing is.
  function ends(d) {
    const clip = s => Math.min(d.upper, Math.max(d.lower, s));
    return [clip(Math.min(...d.components.map(c => clip(c.mean) - 9 * c.scale))),
      clip(Math.max(...d.components.map(c => clip(c.mean) + 9 * c.scale)))];
  }

  function quantile(d, p) {
    for (const { value, probability } of d.masses) {
      const below = massUpTo(d, value) - probability
        + d.share * latentBetween(d, -Infinity, d.latent(value - d.observation.spacing / 2));
      if (below < p && p <= cdf(d, value))
        return value;
    }
    if (d.components.length === 0)
      return d.masses[d.masses.length - 1].value;
    const [low, high] = ends(d);
    return round(d.observation, observed(d, bisect(s => cdf(d, observed(d, s)) - p, low, high)));
  }

  // The values of a grid with their probabilities, masses included; null where it is too fine to matter.
  const cells = d => d.cells === undefined ? d.cells = findCells(d) : d.cells;

  function findCells(d) {
    const { spacing, isLogarithmic } = d.observation;
    if (d.components.length === 0)
      return d.masses;
    const [low, high] = ends(d), first = round(d.observation, observed(d, low));
    const count = Math.round((observed(d, high) - first) / spacing) + 1;
    if (spacing === 0 || !(count <= MaxCells) || !isLogarithmic && spacing < MinCell * narrowest(d))
      return null;
    const all = [];
    for (let i = 0; i < count; i++) {
      const value = round(d.observation, first + i * spacing);
      all.push({ value, probability: density(d, value) * spacing });
    }
    for (const mass of d.masses) {
      const own = all.find(c => Math.abs(c.value - mass.value) < 1e-6 * spacing);
      if (own)
        own.probability += mass.probability;
      else
        all.push({ ...mass });
    }
    return all.sort((a, b) => a.value - b.value);
  }

  // The mean and the mean square of a component.
  function powers({ mean, scale, part }, d) {
    const a = (d.lower - mean) / scale, b = (d.upper - mean) / scale;
    if (d.observation.isLogarithmic)
      return [1, 2].map(n =>
        Math.exp(n * mean + n * n * scale * scale / 2) * between(a - n * scale, b - n * scale) / part);
    const edges = Number.isFinite(a) || Number.isFinite(b), shift = edges ? (φ(a) - φ(b)) / part : 0;
    const bend = edges ? ((Number.isFinite(a) ? a * φ(a) : 0) - (Number.isFinite(b) ? b * φ(b) : 0)) / part : 0;
    const own = mean + scale * shift;
    return [own, own * own + scale * scale * (1 + bend - shift * shift)];
  }

  // The mean and the standard deviation.
  function moments(d) {
    const values = cells(d);
    let parts = values?.map(c => [c.probability, c.value, c.value ** 2]);
    parts ??= [
      ...d.masses.map(m => [m.probability, m.value, m.value ** 2]),
      ...d.components.map(c => {
        const [first, second] = powers(c, d);
        return [d.share * c.weight, first, second + d.observation.spacing ** 2 / 12];
      }),
    ];
    const total = parts.reduce((sum, p) => sum + p[0], 0);
    const mean = parts.reduce((sum, p) => sum + p[0] * p[1], 0) / total;
    const variance = parts.reduce((sum, p) => sum + p[0] * (p[2] - 2 * mean * p[1] + mean * mean), 0) / total;
    return { mean, deviation: Math.sqrt(Math.max(0, variance)) };
  }

  // Points that are dense where the density bends.
  function points(d) {
    const all = Number.isFinite(d.lower) ? [d.lower] : [];
    if (Number.isFinite(d.upper))
      all.push(d.upper);
    for (const { weight, mean, scale } of d.components) {
      for (let z = -5; weight > 1e-4 && z <= 5; z += 0.25) {
        if (mean + z * scale > d.lower && mean + z * scale < d.upper)
          all.push(mean + z * scale);
      }
    }
    // Two of one place, but for their last digits, would look like an extremum, or hide one.
    const least = 1e-6 * narrowest(d), sorted = Float64Array.from(all).sort();
    const places = [...sorted.filter((s, i) => i === 0 || s - sorted[i - 1] > least)].map(s => observed(d, s));
    return Float64Array.from(places.concat(extrema(d, places))).sort();
  }

  // Where the density is highest or lowest between points, by halving its slope's interval.
  function extrema(d, places) {
    const heights = places.map(y => smoothDensity(d, y)), found = [];
    for (let i = 1; i + 1 < places.length; i++) {
      const before = heights[i] - heights[i - 1], after = heights[i + 1] - heights[i];
      if (before * after > 0)
        continue;
      const sign = before > 0 || after < 0 ? 1 : -1, step = 1e-6 * (places[i + 1] - places[i - 1]);
      const fall = y => sign * (smoothDensity(d, y) - smoothDensity(d, y + step));
      found.push(bisect(fall, places[i - 1], places[i + 1], 24));
    }
    return found;
  }

  // The smallest set of a probability: closed intervals { low, high, probability } from left to right.
  function region(d, level) {
    const values = cells(d);
    return values ? regionOfCells(d, values, level) : regionOfDensity(d, level);
  }

  function regionOfCells(d, values, level) {
    let sum = 0;
    const inside = new Set();
    for (const cell of [...values].sort((a, b) => b.probability - a.probability)) {
      if (sum >= level)
        break;
      sum += cell.probability;
      inside.add(cell);
    }
    const intervals = [];
    for (const cell of values.filter(c => inside.has(c))) {
      const last = intervals[intervals.length - 1];
      if (last && cell.value <= last.high + 1.5 * d.observation.spacing)
        Object.assign(last, { high: cell.value, probability: last.probability + cell.probability });
      else
        intervals.push({ low: cell.value, high: cell.value, probability: cell.probability });
    }
    return intervals;
  }

  function regionOfDensity(d, level) {
    const intervals = [];
    let rest = level;
    for (const { value, probability } of [...d.masses].sort((a, b) => b.probability - a.probability)) {
      if (rest <= 0 || probability < MinMass && rest < d.share)
        break;
      intervals.push({ low: value, high: value, probability });
      rest -= probability;
    }
    if (rest > 0)
      intervals.push(...regionOfSmooth(d, Math.min(rest, d.share * (1 - 1e-9))));
    intervals.sort((a, b) => a.low - b.low);
    // A mass in another interval, or beside it on a grid, belongs to it.
    const joined = [];
    for (const next of intervals) {
      const last = joined[joined.length - 1];
      if (last && next.low <= last.high + 1.5 * d.observation.spacing)
        Object.assign(last, { high: Math.max(last.high, next.high), probability: last.probability + next.probability });
      else
        joined.push(next);
    }
    return joined;
  }

  function regionOfSmooth(d, level) {
    const at = points(d), heights = at.map(y => smoothDensity(d, y));
    const crossing = (i, height) => {
      const rises = heights[i + 1] > heights[i];
      return bisect(y => rises ? smoothDensity(d, y) - height : height - smoothDensity(d, y), at[i], at[i + 1], 22);
    };
    // On a line between the logarithms at the points: enough to begin with.
    const near = (i, height) => {
      const part = Math.log(height / heights[i]) / Math.log(heights[i + 1] / heights[i]);
      return at[i] + (at[i + 1] - at[i]) * (part >= 0 && part <= 1 ? part : 0.5);
    };
    const above = (height, place) => {
      const ends = heights[0] >= height ? [at[0]] : [];
      for (let i = 0; i + 1 < at.length; i++) {
        if ((heights[i] >= height) !== (heights[i + 1] >= height))
          ends.push(place(i, height));
      }
      if (ends.length % 2 === 1)
        ends.push(at[at.length - 1]);
      return Array.from({ length: ends.length / 2 }, (_, i) => {
        const [low, high] = [ends[2 * i], ends[2 * i + 1]];
        return { low, high, probability: d.share * latentBetween(d, d.latent(low), d.latent(high)) };
      });
    };
    const mass = (height, place) => above(height, place).reduce((sum, i) => sum + i.probability, 0);
    const top = Math.log(Math.max(...heights));
    const rough = bisect(h => level - mass(Math.exp(h), near), top - 30, top);
    const best = bisect(h => level - mass(Math.exp(h), crossing), rough - 0.5, Math.min(top, rough + 0.5), 30);
    return above(Math.exp(best), crossing);
  }

  // The number of peaks of the density that an eye sees: without spikes of next to no probability, and without ripples
  // that rise by less than a hundredth of the highest peak.
  function peaks(d) {
    const main = d.components.filter(c => c.weight >= MinMass), seen = main.length > 0 ? { ...d, components: main } : d;
    const heights = points(seen).map(y => smoothDensity(seen, y)), least = 0.01 * Math.max(...heights);
    let count = 0, isRising = true, turn = 0;
    for (const height of heights) {
      // The highest since the last valley, or the lowest since the last peak.
      turn = isRising ? Math.max(turn, height) : Math.min(turn, height);
      if (Math.abs(height - turn) <= least)
        continue;
      count += isRising ? 1 : 0;
      [isRising, turn] = [!isRising, height];
    }
    return isRising && turn > least ? count + 1 : count;
  }

  return { create, density, cdf, quantile, moments, region, peaks };
})();
