"use strict";

// What all charts of the page have in common: elements, axes, colours, numbers.
const Chart = (() => {
  const names = "http://www.w3.org/2000/svg";

  // An element with attributes and children; texts are never read as HTML.
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on"))
        made.addEventListener(key.slice(2), value);
      else if (value !== false && value !== null)
        made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children);
    return made;
  }

  function shape(name, attributes, text) {
    const made = document.createElementNS(names, name);
    for (const [key, value] of Object.entries(attributes))
      made.setAttribute(key, value);
    if (text !== undefined)
      made.textContent = text;
    return made;
  }

  const exponent = value => Math.floor(Math.log10(Math.abs(value)));

  // The significant digits to a hundredth of the spread of a column, and at least so many.
  const digits = (value, spread, least) =>
    Math.min(17, Math.max(least, 3 + exponent(value) - exponent(spread)));

  const rounded = (value, spread, least) => Number(value.toPrecision(digits(value, spread, least)));

  // A number with as many decimals as make sense for a column that varies so much; with an exponent where that is
  // shorter and five digits are enough.
  function format(value, spread) {
    if (!Number.isFinite(value))
      return "–";
    const step = Math.abs(spread) || Math.abs(value) || 1;
    if ((Math.abs(value) >= 1e9 || step < 1e-6) && digits(value, step, 1) <= 5)
      return value.toPrecision(5);
    const decimals = Math.min(20, Math.max(0, 2 - exponent(step)));
    return value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  }

  // A value that is one of the data's, or the reader's own.
  const exactly = value =>
    value.toLocaleString("en", { maximumSignificantDigits: Math.min(17, Math.max(9, 4 + exponent(value))) });

  // A positive number whose size may be any: three digits.
  const formatFactor = value => value === 0 || Math.abs(value) >= 1e-4 && Math.abs(value) < 1e9
    ? value.toLocaleString("en", { maximumSignificantDigits: 3 }) : Number(value.toPrecision(3)).toExponential();

  const percent = p => `${(100 * p).toFixed(0)}\u00a0%`;

  // A day, and the time of day where there is one.
  const formatTime = (days, hasHours) =>
    new Date(days * 86400000).toISOString().slice(0, hasHours ? 16 : 10).replace("T", " ");

  // Round numbers between two ends, about so many.
  function ticks(low, high, count) {
    const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
    const step = power * ([1, 2, 5, 10].find(m => m * power >= rough) ?? 10);
    const all = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++)
      all.push(i * step || 0);
    return { values: all, step };
  }

  // Numbers between two positive ends: 1, 2 and 5 of each power of ten, or fewer where these are too many.
  function logarithmicTicks(low, high, count) {
    const first = Math.floor(Math.log10(low)), last = Math.ceil(Math.log10(high));
    const powers = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
    const of = digits => powers.flatMap(power => digits.map(digit => ({ value: digit * power, step: power })))
      .filter(tick => tick.value >= low && tick.value <= high);
    const few = [[1, 2, 5], [1, 3], [1]].map(of).find(ticks => ticks.length <= count);
    return few ?? of([1]).filter((_, i, all) => i % Math.ceil(all.length / count) === 0);
  }

  // The ticks of a scale, each with the step that its digits are for.
  function ticksOf(scale, count) {
    if (scale.isLogarithmic)
      return logarithmicTicks(scale.low, scale.high, count);
    const { values, step } = ticks(scale.low, scale.high, count);
    return values.map(value => ({ value, step }));
  }

  function tickText(value, step) {
    if ((Math.abs(value) >= 1e9 || (value !== 0 && step < 1e-4)) && exponent(value) - exponent(step) < 4)
      return Number(value.toPrecision(4)).toExponential().replace("e+", "e");
    return value.toLocaleString("en", { maximumFractionDigits: Math.min(20, Math.max(0, -exponent(step))) });
  }

  // A scale from values to pixels, and back: linear, or of logarithms to base 10.
  function scale(low, high, from, to, isLogarithmic = false) {
    const along = isLogarithmic ? Math.log10 : value => value, start = along(low), extent = along(high) - start;
    const place = value => from + (along(value) - start) / extent * (to - from);
    place.invert = pixel => {
      const reached = start + (pixel - from) / (to - from) * extent;
      return isLogarithmic ? 10 ** reached : reached;
    };
    // A density per unit of the value, times this, is one per length along the axis: per unit, or per decade.
    place.stretch = value => isLogarithmic ? value * Math.LN10 : 1;
    Object.assign(place, { low, high, from, to, extent, isLogarithmic });
    return place;
  }

  // A chart of the width of its place: an SVG, with a canvas below it for what has a colour at every pixel.
  function create(place, height, margin, label) {
    const width = Math.max(60, place.clientWidth);
    place.replaceChildren();
    const svg = shape("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
    place.append(svg);
    return {
      svg, width, height,
      left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom,
      add(name, attributes, text) {
        const made = shape(name, attributes, text);
        svg.append(made);
        return made;
      },
    };
  }

  // A text of the axes is about so wide a letter.
  const LetterWidth = 7.5;

  // The least room between two texts below a chart.
  const Gap = 14;

  // The ends of a text below a chart, which stays inside.
  function bottomEnds(chart, place, text) {
    const width = LetterWidth * text.length, to = Math.min(chart.width, place + width / 2);
    return [to - width, to];
  }

  function bottomTick(chart, place, text) {
    const isAtEnd = bottomEnds(chart, place, text)[1] === chart.width;
    chart.add("text", {
      class: "tick", x: isAtEnd ? chart.width : place, y: chart.bottom + 18, "text-anchor": isAtEnd ? "end" : "middle",
    }, text);
  }

  // As many ticks below a chart as have room for their texts.
  function bottomTicks(chart, x, textOf) {
    for (let count = Math.floor((x.to - x.from) / (x.to - x.from < 400 ? 55 : 80)); ; count--) {
      const ticks = ticksOf(x, Math.max(2, count)).map(({ value, step }) => [x(value), textOf(value, step)]);
      const ends = ticks.map(([place, text]) => bottomEnds(chart, place, text));
      if (count <= 2 || ends.every(([from], i) => i === 0 || from - ends[i - 1][1] >= Gap))
        return ticks;
    }
  }

  function bottomAxis(chart, x, label, textOf = tickText) {
    chart.add("line", { class: "axis", x1: x.from, x2: x.to, y1: chart.bottom, y2: chart.bottom });
    for (const [place, text] of bottomTicks(chart, x, textOf)) {
      chart.add("line", { class: "axis", x1: place, x2: place, y1: chart.bottom, y2: chart.bottom + 4 });
      bottomTick(chart, place, text);
    }
    chart.add("text", { class: "label", x: (x.from + x.to) / 2, y: chart.bottom + 36, "text-anchor": "middle" },
      shorten(label, x.to - x.from));
  }

  const leftTicks = y => ticksOf(y, Math.max(2, (y.from - y.to) / 55));

  // The room that the texts at an axis need to its left.
  const leftRoom = (y, textOf = tickText) =>
    Math.max(52, 12 + LetterWidth * Math.max(...leftTicks(y).map(({ value, step }) => textOf(value, step).length)));

  function leftAxis(chart, y, label, textOf = tickText) {
    for (const { value, step } of leftTicks(y)) {
      chart.add("line", { class: "rule", x1: chart.left, x2: chart.right, y1: y(value), y2: y(value) });
      chart.add("text", { class: "tick", x: chart.left - 7, y: y(value) + 4, "text-anchor": "end" },
        textOf(value, step));
    }
    chart.add("text", { class: "label", x: 0, y: chart.top - 10 }, shorten(label, chart.right));
  }

  // A name that fits, shortened in its middle.
  function shorten(text, pixels) {
    const most = Math.max(8, Math.floor(pixels / LetterWidth)), letters = [...text];
    if (letters.length <= most)
      return text;
    const half = Math.floor((most - 1) / 2);
    return letters.slice(0, half).join("") + "…" + letters.slice(-half).join("");
  }

  // Inferno of Stéfan van der Walt and Nathaniel Smith (CC0), by ten of its colours.
  const inferno = ["000004", "1b0c41", "4a0c6b", "781c6d", "a52c60", "cf4446", "ed6925", "fb9b06", "f7d13d", "fcffa4"]
    .map(hex => [0, 2, 4].map(i => parseInt(hex.slice(i, i + 2), 16)));

  // 256 colours from dark to bright.
  const colours = Array.from({ length: 256 }, (_, i) => {
    const at = i / 255 * (inferno.length - 1), first = Math.min(inferno.length - 2, Math.floor(at)), part = at - first;
    return inferno[first].map((c, k) => Math.round(c + part * (inferno[first + 1][k] - c)));
  });

  // Paints values from 0 to 1, row by row from the top, a pixel each.
  function paint(canvas, values, columns) {
    const rows = values.length / columns;
    if (canvas.width !== columns || canvas.height !== rows)
      Object.assign(canvas, { width: columns, height: rows });
    const context = canvas.getContext("2d"), image = context.createImageData(columns, rows);
    for (let i = 0; i < values.length; i++) {
      const [r, g, b] = colours[Math.max(0, Math.min(255, Math.round(255 * values[i])))];
      image.data.set([r, g, b, 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }

  // A table: the first row of cells is its heading.
  function table(caption, head, rows) {
    return element("table", {},
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...head.map(text => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...rows.map(cells => element("tr", {}, ...cells.map((text, i) =>
        i === 0 ? element("th", { scope: "row" }, text) : element("td", {}, text))))));
  }

  // Follows a pointer over a chart's place while it is down.
  function drag(place, moved) {
    const follow = event => {
      const box = place.getBoundingClientRect();
      moved({ x: event.clientX - box.left, y: event.clientY - box.top });
    };
    place.onpointerdown = event => {
      place.setPointerCapture(event.pointerId);
      place.onpointermove = follow;
      follow(event);
    };
    place.onpointerup = place.onpointercancel = () => place.onpointermove = null;
  }

  // Calls at most once a frame, with the last arguments.
  function everyFrame(action) {
    let isDue = false;
    return () => {
      if (isDue)
        return;
      isDue = true;
      requestAnimationFrame(() => {
        isDue = false;
        action();
      });
    };
  }

  return {
    element, shape, rounded, format, exactly, formatFactor, formatTime, percent, ticksOf, tickText, scale, create,
    bottomAxis, bottomTick, leftAxis, leftRoom, shorten, paint, table, LetterWidth, drag, everyFrame,
  };
})();
