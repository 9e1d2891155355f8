"use strict";

// A training to go through: what a network predicts after so many epochs, beside the loss.
(() => {
  const { element } = Chart;
  const data = JSON.parse(document.getElementById("model").textContent);
  const place = document.getElementById("training");
  const snapshots = data.networks.map(Mdn.unpack), last = snapshots.length - 1;
  const isDensity = data.layout !== null;
  const Columns = 200, Rows = 180, SliceSteps = 260, Period = 170;
  const [xLow, xHigh, yLow, yHigh] = data.plane;
  // Where the colours are brightest, as in the picture.
  const Brightest = 1;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  const state = { at: last, x: data.start, isPlaying: false, showComponents: false };

  const epochText = i => data.epochs[i].toLocaleString("en");
  const lossAt = i => data.losses.findLast(([epoch]) => epoch <= data.epochs[i])[1];
  const distributionAt = (i, x) => Mdn.marginal(Mdn.predict(data, [snapshots[i]], [x]), 0);

  // What a snapshot predicts: a density at every pixel, from the top, or a curve.
  const cache = [];

  function predicted(i) {
    return cache[i] ??= isDensity ? densities(i) : curve(i);
  }

  function curve(i) {
    return Float64Array.from({ length: Columns }, (_, c) =>
      Mdn.forward(snapshots[i], data.activation, [xLow + (xHigh - xLow) * c / (Columns - 1)])[0]);
  }

  function densities(i) {
    const values = new Float32Array(Columns * Rows), step = (yHigh - yLow) / Rows;
    for (let c = 0; c < Columns; c++) {
      for (const { weight, mean, scale } of distributionAt(i, xLow + (xHigh - xLow) * (c + 0.5) / Columns).components) {
        const height = weight / scale / Math.sqrt(2 * Math.PI);
        const from = Math.max(0, Math.floor((yHigh - mean - 5 * scale) / step));
        const to = Math.min(Rows - 1, Math.ceil((yHigh - mean + 5 * scale) / step));
        for (let r = from; r <= to; r++) {
          const z = (yHigh - step * (r + 0.5) - mean) / scale;
          values[r * Columns + c] += height * Math.exp(-0.5 * z * z);
        }
      }
    }
    return values;
  }

  // Between two snapshots their predictions are blended.
  function blended(at, of) {
    const i = Math.floor(at), part = at - i, one = of(i);
    if (part === 0)
      return one;
    const two = of(i + 1);
    return one.map((value, k) => value + part * (two[k] - value));
  }

  const play = element("button", { type: "button", class: "play", onclick: () => state.isPlaying ? stop() : start() });
  const scrubber = element("input", {
    type: "range", id: "epoch", min: 0, max: last, step: 1, oninput: () => {
      stop();
      state.at = Number(scrubber.value);
      refresh();
    },
  });
  const status = element("p", { id: "status", role: "status" });
  const cut = element("input", {
    type: "range", id: "cut", min: xLow, max: xHigh, step: 0.1, value: state.x,
    oninput: () => moveTo(Number(cut.value)),
  });
  const cutText = element("output", { for: "cut" });
  const components = element("input", {
    type: "checkbox", id: "components", onchange: () => {
      state.showComponents = components.checked;
      refresh();
    },
  });
  const hidden = { "aria-hidden": "true" };
  const heat = element("canvas", hidden), overlay = element("canvas", { class: "overlay", ...hidden });
  const plane = element("div", { class: "chart heat", id: "plane" }, heat, overlay);
  const slice = element("div", { class: "chart", id: "slice" });
  const losses = element("div", { class: "chart", id: "losses" });
  const behind = element("details", { class: "behind", ontoggle: showBehind },
    element("summary", {}, "The numbers behind this picture"), element("div"));

  // Pictures of some epochs, each a button that leads there.
  const Frames = 6;
  const shownEpochs = new Set(Array.from({ length: Frames }, (_, i) => Math.round(i * last / (Frames - 1))));
  const frames = !isDensity ? [] : [...shownEpochs].map(index => {
    const picture = element("canvas", hidden);
    Chart.paint(picture, predicted(index).map(v => Math.sqrt(v / Brightest)), Columns);
    const button = element("button", {
      type: "button", class: "frame", onclick: () => {
        stop();
        state.at = index;
        refresh();
      },
    }, picture, `epoch ${epochText(index)}`);
    return { index, button };
  });

  place.append(
    element("div", { class: "frames" }, ...frames.map(f => f.button)),
    element("div", { class: "transport" }, play,
      element("label", { for: "epoch", class: "hidden" }, "Epochs of training"), scrubber),
    status,
    element("div", { class: isDensity ? "planes" : "plane" }, plane, ...isDensity ? [slice] : []),
    ...isDensity ? [element("div", { class: "bar" },
      element("label", { for: "cut" }, "Cut at x"), cut, cutText,
      element("label", {}, components, ` the ${data.layout.components} components`))] : [],
    losses, behind);

  function moveTo(x) {
    state.x = Math.min(xHigh, Math.max(xLow, x));
    cut.value = state.x;
    refresh();
  }

  function stop() {
    state.isPlaying = false;
    refresh();
  }

  function start() {
    state.isPlaying = true;
    if (state.at >= last)
      state.at = 0;
    // A frame may have begun before this moment.
    let before, since = 0;
    const frame = now => {
      if (!state.isPlaying)
        return;
      before ??= now;
      since += now - before;
      // With reduced motion it goes in steps, one after the other, and blends nothing.
      if (calm.matches && since > 4 * Period)
        [state.at, since] = [Math.floor(state.at) + 1, 0];
      else if (!calm.matches)
        state.at += (now - before) / Period;
      before = now;
      if (state.at >= last)
        [state.at, state.isPlaying] = [last, false];
      draw();
      if (state.isPlaying)
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  function drawPlane() {
    const compact = window.innerWidth < 700, margin = { left: 40, right: 8, top: 26, bottom: 44 };
    const chart = Chart.create(plane, compact ? 330 : 480, margin,
      isDensity ? "The density of y over x after these epochs, as colours" : "The network's curve after these epochs");
    const x = Chart.scale(xLow, xHigh, chart.left, chart.right), y = Chart.scale(yLow, yHigh, chart.bottom, chart.top);
    plane.prepend(...isDensity ? [heat, overlay] : [overlay]);
    const [width, height] = [chart.right - chart.left, chart.bottom - chart.top];
    for (const canvas of [heat, overlay])
      Object.assign(canvas.style, {
        left: `${chart.left}px`, top: `${chart.top}px`, width: `${width}px`, height: `${height}px`,
      });
    const values = blended(state.at, predicted);
    if (isDensity)
      Chart.paint(heat, values.map(v => Math.sqrt(v / Brightest)), Columns);
    drawOverlay(width, height, values);
    Chart.leftAxis(chart, y, "y");
    Chart.bottomAxis(chart, x, "x");
    if (!isDensity)
      return;
    chart.add("line", { class: "cursor", x1: x(state.x), x2: x(state.x), y1: chart.top, y2: chart.bottom });
    Chart.drag(plane, pointer => moveTo(Math.round(10 * x.invert(pointer.x)) / 10));
  }

  function drawOverlay(width, height, values) {
    const pixels = window.devicePixelRatio || 1, context = overlay.getContext("2d");
    const x = Chart.scale(xLow, xHigh, 0, width), y = Chart.scale(yLow, yHigh, height, 0);
    Object.assign(overlay, { width: width * pixels, height: height * pixels });
    context.scale(pixels, pixels);
    context.fillStyle = isDensity ? "rgba(255, 255, 255, 0.55)" : ofTheme("--data");
    data.points.forEach(([px, py]) => {
      context.beginPath();
      context.arc(x(px), y(py), isDensity ? 1.1 : 1.8, 0, 2 * Math.PI);
      context.fill();
    });
    if (!isDensity) {
      Object.assign(context, { strokeStyle: ofTheme("--accent"), lineWidth: 3, lineJoin: "round" });
      context.beginPath();
      values.forEach((value, c) => context.lineTo(width * c / (Columns - 1), y(value)));
      context.stroke();
    } else if (state.showComponents) {
      drawComponents(context, x, y);
    }
  }

  const ofTheme = name => getComputedStyle(place).getPropertyValue(name);

  const hue = k => `hsl(${Math.round(k * 137.5) % 360} 85% 65%`;

  // The mean of each component, the more visible the more it weighs.
  function drawComponents(context, x, y) {
    const layers = snapshots[Math.round(state.at)], steps = 120;
    const all = Array.from({ length: steps }, (_, i) => {
      const at = xLow + (xHigh - xLow) * i / (steps - 1);
      return [at, Mdn.predict(data, [layers], [at])];
    });
    context.lineWidth = 2.5;
    for (let k = 0; k < data.layout.components; k++) {
      for (let i = 1; i < steps; i++) {
        const [from, one] = all[i - 1], [to, two] = all[i], weight = two.weights[k];
        if (weight < 0.01)
          continue;
        context.strokeStyle = `${hue(k)} / ${Math.min(1, 0.15 + 2 * weight)})`;
        context.beginPath();
        context.moveTo(x(from), y(one.means[0][k]));
        context.lineTo(x(to), y(two.means[0][k]));
        context.stroke();
      }
    }
  }

  // The density at the cut, on its side: its y is that of the plane.
  function drawSlice() {
    const compact = window.innerWidth < 700;
    const chart = Chart.create(slice, compact ? 330 : 480, { left: 6, right: 10, top: 26, bottom: 44 },
      `The density of y at x = ${state.x.toFixed(1)}`);
    const y = Chart.scale(yLow, yHigh, chart.bottom, chart.top);
    const places = Array.from({ length: SliceSteps }, (_, i) => yLow + (yHigh - yLow) * i / (SliceSteps - 1));
    const of = i => {
      const distribution = distributionAt(i, state.x);
      return Float64Array.from(places, v => Distribution.density(distribution, v));
    };
    const total = blended(state.at, of);
    const x = Chart.scale(0, Math.max(0.5, 1.05 * Math.max(...total)), chart.left, chart.right);
    const line = heights => places.map((v, i) => `L${x(heights[i]).toFixed(1)},${y(v).toFixed(1)}`).join("").slice(1);
    const area = heights => `M${x(0)},${y(yLow)}L${line(heights)}L${x(0)},${y(yHigh)}Z`;
    chart.add("path", { class: "region", d: area(total) });
    if (state.showComponents) {
      const { weights, means, factors } = Mdn.predict(data, [snapshots[Math.round(state.at)]], [state.x]);
      weights.forEach((weight, k) => {
        if (weight < 0.005)
          return;
        const one = Distribution.create([{ weight, mean: means[0][k], scale: factors[0][0][k] }]);
        chart.add("path", {
          class: "component", d: `M${line(places.map(v => weight * Distribution.density(one, v)))}`,
          stroke: `${hue(k)})`,
        });
      });
    }
    chart.add("path", { class: "curve", d: `M${line(total)}` });
    const title = compact ? "p(y | x)" : `p(y | x = ${state.x.toFixed(1)})`;
    chart.add("text", { class: "label", x: 0, y: chart.top - 10 }, title);
    Chart.bottomAxis(chart, x, "density");
  }

  function drawLosses() {
    const chart = Chart.create(losses, 150, { left: 52, right: 12, top: 26, bottom: 44 }, "The loss of every epoch");
    const heightOf = loss => data.isLogarithmic ? Math.log10(loss) : loss;
    const all = data.losses.map(([epoch, loss]) => [Math.log10(epoch + 1), heightOf(loss)]);
    const heights = all.map(p => p[1]).concat(heightOf(data.irreducible));
    const x = Chart.scale(0, Math.max(0.3, all[all.length - 1][0]), chart.left, chart.right);
    const room = 0.08 * (Math.max(...heights) - Math.min(...heights)) || 1;
    const y = Chart.scale(Math.min(...heights) - room, Math.max(...heights) + room, chart.bottom, chart.top);
    const floor = heights[heights.length - 1];
    Chart.leftAxis(chart, y, data.lossName,
      (value, step) => data.isLogarithmic ? Number((10 ** value).toPrecision(2)) : Chart.tickText(value, step));
    chart.add("line", { class: "floor", x1: x.from, x2: x.to, y1: y(floor), y2: y(floor) });
    chart.add("text", { class: "tick", x: chart.left + 4, y: y(floor) - 5 },
      `${data.irreducibleName} ${data.irreducible.toFixed(3)}`);
    const points = all.map(p => `${x(p[0]).toFixed(1)},${y(p[1]).toFixed(1)}`);
    chart.add("path", { class: "curve", d: `M${points.join("L")}` });
    const i = Math.round(state.at), at = Math.log10(data.epochs[i] + 1);
    chart.add("line", { class: "median", x1: x(at), x2: x(at), y1: chart.top, y2: chart.bottom });
    chart.add("circle", { class: "dot", cx: x(at), cy: y(heightOf(lossAt(i))), r: 5 });
    for (let power = 0; power <= x.high; power++)
      Chart.bottomTick(chart, x(power), (10 ** power).toLocaleString("en"));
    chart.add("line", { class: "axis", x1: x.from, x2: x.to, y1: chart.bottom, y2: chart.bottom });
    const middle = { x: (x.from + x.to) / 2, y: chart.bottom + 36, "text-anchor": "middle" };
    chart.add("text", { class: "label", ...middle }, "epoch");
  }

  const peaksText = count => `${count} peak${count === 1 ? "" : "s"}`;

  function showBehind() {
    if (!behind.open)
      return;
    const some = [...new Set(Array.from({ length: 12 }, (_, i) => Math.round(i * last / 11)))];
    const head = ["epoch", "training loss", ...isDensity ? [`peaks of p(y | x = ${state.x.toFixed(1)})`] : []];
    const peaksAt = i => String(Distribution.peaks(distributionAt(i, state.x)));
    const rows = some.map(i => [epochText(i), lossAt(i).toFixed(3), ...isDensity ? [peaksAt(i)] : []]);
    behind.lastChild.replaceChildren(Chart.table("The training, some of its epochs", head, rows));
  }

  function draw() {
    const i = Math.round(state.at);
    const name = state.isPlaying ? "Pause" : "Play";
    play.textContent = state.isPlaying ? "❚❚" : "►";
    play.setAttribute("aria-label", name);
    play.title = name;
    scrubber.value = i;
    for (const { index, button } of frames)
      button.setAttribute("aria-pressed", index === i);
    const peaks = isDensity ? ` At x = ${state.x.toFixed(1)} the density has ${
      peaksText(Distribution.peaks(distributionAt(i, state.x)))}.` : "";
    scrubber.setAttribute("aria-valuetext", `epoch ${epochText(i)}`);
    // A reader hears the end of a film, and not each of its pictures.
    status.setAttribute("aria-live", state.isPlaying ? "off" : "polite");
    status.replaceChildren(element("strong", {}, `Epoch ${epochText(i)}`),
      ` of ${epochText(last)}: training loss ${lossAt(i).toFixed(3)}.${peaks}`);
    cutText.textContent = state.x.toFixed(1);
    cut.setAttribute("aria-valuetext", `x = ${state.x.toFixed(1)}`);
    drawPlane();
    if (isDensity)
      drawSlice();
    drawLosses();
    if (!state.isPlaying)
      showBehind();
  }

  const refresh = Chart.everyFrame(draw);

  new ResizeObserver(refresh).observe(place);
  if (!calm.matches && last > 0)
    start();
})();
