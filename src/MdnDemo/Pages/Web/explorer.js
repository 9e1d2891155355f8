"use strict";

// The explorer: the inputs of a case, and the distribution that the model predicts for it.
(() => {
  const { element, exactly, format, formatFactor, percent } = Chart;
  const model = JSON.parse(document.getElementById("model").textContent);
  const networks = model.networks.map(Mdn.unpack);
  const place = document.getElementById("explorer");
  const levels = model.targets[0].levels.map(([level]) => level), probabilities = [0.05, 0.25, 0.5, 0.75, 0.95];
  const SweepColumns = 160, SweepRows = 120, MaxCategories = 40, PairSteps = 90;

  const start = model.inputs.map(column => column.start);
  const state = { row: [...start], target: 0, other: 1, level: 0.9, swept: 0 };
  // Of each target, round as the field shows it.
  state.above = model.targets.map(t => Chart.rounded(t.middle, t.spread, 4));

  const target = () => model.targets[state.target];
  const shown = value => target().isLogarithmic ? formatFactor(value) : format(value, target().spread);
  const axisOf = ({ low, high, isLogarithmic }, from, to) => Chart.scale(low, high, from, to, isLogarithmic);
  const predict = row => Mdn.predict(model, networks, row);

  function set(index, value) {
    state.row[index] = value;
    if (state.swept !== index)
      choose("swept", index);
    refresh();
  }

  const controls = Controls.create(model.inputs, state.row, set);
  const reset = element("button", {
    type: "button", onclick: () => {
      state.row = [...start];
      refresh();
    },
  }, "Typical case");

  // A choice of the reader's among texts, kept in the state.
  function picker(label, key, texts, changed) {
    const id = `pick-${key}`;
    const select = element("select", { id, onchange: () => choose(key, Number(select.value), changed) },
      ...texts.map((text, i) => element("option", { value: i }, text)));
    return { element: element("span", { class: "picker" }, element("label", { for: id }, label), " ", select), select };
  }

  const pickers = {
    target: picker("Target", "target", model.targets.map(t => t.name)),
    other: picker("Against", "other", model.targets.map(t => t.name)),
    swept: picker("As this input changes:", "swept", model.inputs.map(c => c.name)),
    levelIndex: picker("Region of", "levelIndex", levels.map(percent)),
  };

  function choose(key, value) {
    state[key] = value;
    if (key === "levelIndex")
      state.level = levels[value];
    pickers[key].select.value = value;
    if (model.targets.length > 1 && state.other === state.target)
      choose("other", state.target === 0 ? 1 : 0);
    if (key === "target")
      above.value = state.above[state.target];
    refresh();
  }

  const above = element("input", {
    type: "number", step: "any", id: "above", value: state.above[0],
    oninput: () => {
      if (above.value !== "" && Number.isFinite(Number(above.value)))
        state.above[state.target] = Number(above.value);
      refresh();
    },
  });
  const probability = element("output", { id: "probability", for: "above" });
  const question = element("label", { for: "above" });
  const answer = element("p", { id: "answer", role: "status" });
  const density = element("div", { class: "chart", id: "density" });
  const scaleNote = element("p", { class: "note", id: "scale-note" });
  const sweep = element("div", { class: "chart heat", id: "sweep" }, element("canvas", { "aria-hidden": "true" }));
  const pair = element("div", { class: "chart heat", id: "pair" }, element("canvas", { "aria-hidden": "true" }));
  const pairNumbers = element("details", { class: "behind" },
    element("summary", {}, "The numbers behind this picture"), element("div"));
  const numbers = element("div", { id: "numbers" });
  const behind = element("details", { class: "behind", ontoggle: () => showBehind() },
    element("summary", {}, "The numbers behind this picture"), element("div"));

  place.append(
    element("div", { class: "now" },
      element("div", { class: "bar" }, ...model.targets.length > 1 ? [pickers.target.element] : [],
        pickers.levelIndex.element),
      answer, density),
    element("form", { class: "controls", "aria-label": "Inputs", onsubmit: e => e.preventDefault() },
      ...controls.map(c => c.element), reset),
    element("div", { class: "more" }, scaleNote,
      element("p", { class: "question" }, question, above, " ? ", probability),
      numbers,
      ...model.targets.length > 1 ? [element("figure", {},
        element("figcaption", {}, "Both targets together ",
          ...model.targets.length > 2 ? [pickers.other.element] : []), pair, pairNumbers)] : [],
      element("figure", {}, element("figcaption", {}, pickers.swept.element), sweep, behind)));

  function describe(distribution) {
    // Calibrated: the level of the model's own region that holds so many of new rows.
    const [, own] = target().levels.find(([level]) => level === state.level);
    const regions = own < 1 ? Distribution.region(distribution, own)
      : [{ low: -Infinity, high: Infinity, probability: 1 }];
    const { mean, deviation } = Distribution.moments(distribution);
    const values = probabilities.map(p => Distribution.quantile(distribution, p));
    const span = r => r.low === r.high ? `exactly ${exactly(r.low)}` : `${shown(r.low)} to ${shown(r.high)}`;
    const parts = own === 1 ? ["anywhere: there are too few rows to say more"] : regions.map(r =>
      `${span(r)}${regions.length > 1 ? ` (${percent(r.probability)})` : ""}`);
    answer.replaceChildren(element("strong", {}, `With probability ${percent(state.level)}`),
      ` ${target().name} is ${parts.join(" or ")}.`);
    question.textContent = `How likely is ${target().name} above `;
    probability.textContent = percent(1 - Distribution.cdf(distribution, state.above[state.target]));
    numbers.replaceChildren(Chart.table(`The prediction for this case: ${target().name}`, ["", "value"], [
      ["mean", shown(mean)],
      ["standard deviation", shown(deviation)],
      ...distribution.masses.map(m => [`exactly ${exactly(m.value)}`, percent(m.probability)]),
      ...probabilities.map((p, i) => [`${percent(p)} quantile`, shown(values[i])]),
      ...regions.filter(r => Number.isFinite(r.low)).map((r, i) => [
        regions.length > 1 ? `region ${i + 1}, ${percent(r.probability)}` : `region, ${percent(state.level)}`,
        span(r)]),
    ]));
    return { regions, values };
  }

  function drawDensity(distribution, { regions, values }) {
    const { low, high, peak, name, label, isLogarithmic } = target(), compact = window.innerWidth < 700;
    const chart = Chart.create(density, compact ? 210 : 300, { left: 52, right: 12, top: 26, bottom: 44 },
      `The density of ${name}: ${answer.textContent}`);
    const x = axisOf(target(), chart.left, chart.right), points = [];
    const { spacing, offset } = distribution.observation;
    for (let pixel = chart.left; pixel <= chart.right; pixel += 0.5) {
      const value = x.invert(pixel), isCoarse = spacing > 8 * (x.invert(pixel + 0.5) - value);
      points.push([value, x.stretch(value) * Distribution.density(distribution, isCoarse
        ? offset + spacing * Math.round((value - offset) / spacing) : value)]);
    }
    const placeWithin = value => x(Math.min(high, Math.max(low, value)));
    const top = Math.max(peak, ...points.map(p => p[1])) * 1.06;
    const y = Chart.scale(0, top, chart.bottom, chart.top);
    const area = some => some.length < 2 ? "" :
      `M${x(some[0][0])},${y(0)}${some.map(p => `L${x(p[0]).toFixed(1)},${y(p[1]).toFixed(1)}`).join("")}` +
      `L${x(some[some.length - 1][0])},${y(0)}Z`;
    Chart.leftAxis(chart, y, `density per ${isLogarithmic ? "decade" : "unit"} of ${name}`);
    chart.add("path", { class: "tail", d: area(points) });
    for (const { low: from, high: to } of regions) {
      // The value of a grid is as wide as its cell.
      const [left, right] = [from - spacing / 2, to + spacing / 2];
      chart.add("path", { class: "region", d: area(points.filter(p => p[0] >= left && p[0] <= right)) });
      chart.add("line", {
        class: "bracket", x1: Math.max(x.from, placeWithin(left) - 1), x2: Math.min(x.to, placeWithin(right) + 1),
        y1: chart.bottom + 1, y2: chart.bottom + 1,
      });
    }
    chart.add("path", { class: "curve", d: area(points).slice(0, -1) });
    // A probability of its own has no density: the whole height is all of it.
    for (const { value, probability: mass } of distribution.masses.filter(m => m.probability >= 0.005)) {
      const end = chart.bottom - mass * (chart.bottom - chart.top);
      chart.add("line", { class: "mass", x1: x(value), x2: x(value), y1: chart.bottom, y2: end });
      chart.add("circle", { class: "dot", cx: x(value), cy: end, r: 5 });
      const text = `${percent(mass)} at ${exactly(value)}`;
      // At the right end above its dot.
      const isAtEnd = x(value) + 9 + Chart.LetterWidth * text.length > chart.width;
      chart.add("text", {
        class: "mark", x: isAtEnd ? chart.width : x(value) + 9, y: end + (isAtEnd ? -10 : 4),
        "text-anchor": isAtEnd ? "end" : "start",
      }, text);
    }
    const mark = (value, kind, text) => {
      if (value < low || value > high)
        return;
      chart.add("line", { class: kind, x1: x(value), x2: x(value), y1: chart.top, y2: chart.bottom });
      // Away from the other mark, where there is room.
      const other = kind === "threshold" ? values[2] : state.above[state.target], distance = x(other) - x(value);
      const room = Chart.LetterWidth * text.length + 10;
      const isBefore = distance > 0 && distance < room && x(value) > chart.left + room;
      const isLate = isBefore || x(value) > chart.right - room;
      chart.add("text", {
        class: "mark", x: x(value) + (isLate ? -5 : 5), y: chart.top + (kind === "median" ? 9 : 23),
        "text-anchor": isLate ? "end" : "start",
      }, text);
    };
    // Between two humps it says nothing.
    if (regions.length === 1)
      mark(values[2], "median", `median ${shown(values[2])}`);
    const threshold = state.above[state.target];
    mark(threshold, "threshold", `${probability.textContent} above ${exactly(threshold)}`);
    Chart.bottomAxis(chart, x, label);
    scaleNote.textContent = isLogarithmic
      ? "The axis is logarithmic; the region is the shortest on a linear one." : "";
  }

  const acrossOf = ({ knots, isLogarithmic }, from, to) =>
    Chart.scale(knots[0], knots[knots.length - 1], from, to, isLogarithmic);

  // Where the swept input goes through: values of numbers, or the first categories.
  function positions() {
    const column = model.inputs[state.swept];
    if (column.options)
      return column.options.slice(0, MaxCategories).map(([, value]) => value);
    return Array.from({ length: SweepColumns }, (_, i) => acrossOf(column, 0, SweepColumns - 1).invert(i));
  }

  const withSwept = value => state.row.map((own, i) => i === state.swept ? value : own);

  let sweepRun = 0, sweepKey = "";

  // Goes through the input in small pieces, so that a slider never waits for it.
  function startSweep() {
    const key = JSON.stringify([withSwept(0), state.target, state.swept]);
    if (key === sweepKey)
      return drawSweep();
    sweepKey = key;
    sweep.setAttribute("aria-busy", "true");
    const run = ++sweepRun, all = positions(), y = axisOf(target(), SweepRows, 0);
    const values = new Float64Array(all.length * SweepRows);
    let next = 0;
    const work = () => {
      if (run !== sweepRun)
        return;
      const until = performance.now() + 10;
      while (next < all.length && performance.now() < until) {
        const distribution = Mdn.marginal(predict(withSwept(all[next])), state.target);
        for (const { value, probability: mass } of distribution.masses) {
          const r = Math.floor(y(value));
          if (r >= 0 && r < SweepRows)
            values[r * all.length + next] = mass / (y.extent / SweepRows);
        }
        for (let r = 0; r < SweepRows; r++) {
          const value = y.invert(r + 0.5);
          values[r * all.length + next] += y.stretch(value) * Distribution.density(distribution, value);
        }
        next++;
      }
      if (next < all.length)
        return setTimeout(work);
      const brightest = Float64Array.from(values).sort()[Math.floor(0.99 * values.length)] || 1;
      Chart.paint(sweep.querySelector("canvas"), values.map(v => Math.sqrt(v / brightest)), all.length);
      sweep.removeAttribute("aria-busy");
      drawSweep();
      showBehind();
    };
    work();
  }

  function drawSweep() {
    const column = model.inputs[state.swept], { name, label } = target(), value = state.row[state.swept];
    const canvas = sweep.querySelector("canvas"), isText = Boolean(column.options), all = positions();
    const chart = heatChart(sweep, canvas, 300, target(), `The density of ${name} as ${column.name} changes`);
    canvas.classList.toggle("blocks", isText);
    const x = isText ? Chart.scale(-0.5, all.length - 0.5, chart.left, chart.right)
      : acrossOf(column, chart.left, chart.right);
    Chart.leftAxis(chart, axisOf(target(), chart.bottom, chart.top), label);
    if (isText) {
      // Of many categories some are named, each with room for its shortest name.
      const room = (chart.right - chart.left) / all.length, every = Math.ceil(9.5 * Chart.LetterWidth / room);
      all.forEach((category, i) => {
        if (i % every === 0)
          Chart.bottomTick(chart, x(i),
            Chart.shorten(Controls.textOf(column, category), every * room - 1.5 * Chart.LetterWidth));
      });
      const part = all.length < column.options.length ? ` (${all.length} of ${column.options.length})` : "";
      chart.add("text", { class: "label", x: (x.from + x.to) / 2, y: chart.bottom + 36, "text-anchor": "middle" },
        Chart.shorten(column.name, x.to - x.from - part.length * Chart.LetterWidth) + part);
    } else {
      Chart.bottomAxis(chart, x, column.name,
        column.isTime ? days => Chart.formatTime(days, false) : undefined);
    }
    const at = isText ? all.indexOf(value) : value;
    if (at !== null && at >= x.low && at <= x.high)
      chart.add("line", { class: "cursor", x1: x(at), x2: x(at), y1: chart.top, y2: chart.bottom });
    Chart.drag(sweep, place => {
      const reached = x.invert(Math.min(x.to, Math.max(x.from, place.x)));
      const exact = isText ? all[Math.max(0, Math.min(all.length - 1, Math.round(reached)))]
        : column.step === 1 || (column.isTime && !column.hasHours) ? Math.round(reached) : reached;
      set(state.swept, exact);
    });
  }

  // A chart over a canvas that fills its axes, of which the left one is a target's.
  function heatChart(host, canvas, height, up, label) {
    const margin = { right: 12, top: 26, bottom: 44 };
    const left = Chart.leftRoom(axisOf(up, height - margin.bottom, margin.top));
    const chart = Chart.create(host, height, { left, ...margin }, label);
    host.prepend(canvas);
    Object.assign(canvas.style, {
      left: `${chart.left}px`, top: `${chart.top}px`, width: `${chart.right - chart.left}px`,
      height: `${chart.bottom - chart.top}px`,
    });
    return chart;
  }

  function drawPair(mixture) {
    const [first, second] = [model.targets[state.target], model.targets[state.other]];
    const canvas = pair.querySelector("canvas");
    const chart = heatChart(pair, canvas, 340, second, `The joint density of ${first.name} and ${second.name}`);
    const components = Mdn.marginalOfTwo(mixture, state.target, state.other);
    const values = new Float64Array(PairSteps * PairSteps);
    const across = axisOf(first, 0, PairSteps), up = axisOf(second, PairSteps, 0);
    for (let r = 0; r < PairSteps; r++) {
      const y = up.invert(r + 0.5);
      for (let c = 0; c < PairSteps; c++) {
        const x = across.invert(c + 0.5);
        values[r * PairSteps + c] = across.stretch(x) * up.stretch(y) * Mdn.densityOfTwo(components, x, y);
      }
    }
    const brightest = Math.max(...values) || 1;
    Chart.paint(canvas, values.map(v => Math.sqrt(v / brightest)), PairSteps);
    Chart.leftAxis(chart, axisOf(second, chart.bottom, chart.top), second.label);
    Chart.bottomAxis(chart, axisOf(first, chart.left, chart.right), first.label);
    showMoments(components, first, second);
  }

  function showMoments(components, first, second) {
    const { means, deviations, correlation } = Mdn.momentsOfTwo(components);
    const [own, others] = [first, second].map(({ spread }) => value => format(value, spread));
    pairNumbers.lastChild.replaceChildren(Chart.table("Both targets together", ["", first.name, second.name], [
      ["mean", own(means[0]), others(means[1])],
      ["standard deviation", own(deviations[0]), others(deviations[1])],
      ["correlation", ...Array(2).fill(correlation.toFixed(2))],
    ]));
  }

  function showBehind() {
    if (!behind.open)
      return;
    const column = model.inputs[state.swept], all = positions(), few = Math.min(9, all.length);
    const some = column.options ? all
      : Array.from({ length: few }, (_, i) => all[Math.round(i * (all.length - 1) / (few - 1))]);
    behind.lastChild.replaceChildren(Chart.table(`Quantiles of ${target().name} as ${column.name} changes`,
      [column.name, "5 %", "median", "95 %"], some.map(value => {
        const distribution = Mdn.marginal(predict(withSwept(value)), state.target);
        const quantiles = [0.05, 0.5, 0.95].map(p => shown(Distribution.quantile(distribution, p)));
        return [Controls.textOf(column, value), ...quantiles];
      })));
  }

  const refresh = Chart.everyFrame(() => {
    controls.forEach((control, i) => control.show(state.row[i]));
    const mixture = predict(state.row), distribution = Mdn.marginal(mixture, state.target);
    drawDensity(distribution, describe(distribution));
    if (model.targets.length > 1)
      drawPair(mixture);
    startSweep();
  });

  choose("levelIndex", 2);
  new ResizeObserver(refresh).observe(place);
})();
