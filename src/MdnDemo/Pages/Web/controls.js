"use strict";

// A control for each input of a model: a slider with a field for the exact number, a choice for texts, a day for times.
const Controls = (() => {
  const { element, rounded, format, formatFactor, formatTime } = Chart;
  const Steps = 1000;

  const spread = column => (column.knots[column.knots.length - 1] - column.knots[0]) / 10;

  const isWhole = column => column.step === 1;

  // A value of a column as text.
  function textOf(column, value) {
    if (column.options)
      return column.options.find(([, own]) => own === value)[0];
    if (value === null)
      return "missing";
    if (column.isTime)
      return formatTime(value, column.hasHours);
    if (isWhole(column))
      return value.toLocaleString("en", { maximumFractionDigits: 0 });
    return column.isLogarithmic ? formatFactor(value) : format(value, spread(column));
  }

  // From a slider's position to a value, and back: the knots lie evenly on the slider.
  function valueAt(column, position) {
    const at = position / Steps * (column.knots.length - 1), i = Math.min(column.knots.length - 2, Math.floor(at));
    const value = column.knots[i] + (at - i) * (column.knots[i + 1] - column.knots[i]);
    if (isWhole(column) || (column.isTime && !column.hasHours))
      return Math.round(value);
    return value;
  }

  function positionOf(column, value) {
    const { knots } = column, last = knots.length - 1;
    if (value >= knots[last])
      return Steps;
    const i = Math.max(0, knots.findLastIndex(k => k <= value));
    return Math.max(0, (i + (value - knots[i]) / (knots[i + 1] - knots[i])) / last * Steps);
  }

  function choice(column, id, value, changed) {
    const select = element("select", { id, onchange: () => changed(column.options[select.selectedIndex][1]) },
      ...column.options.map(([text]) => element("option", {}, text)));
    const show = shown => select.selectedIndex = column.options.findIndex(([, own]) => own === shown);
    show(value);
    return { note: [], parts: [select], show };
  }

  function timeField(column, changed) {
    const field = element("input", {
      type: column.hasHours ? "datetime-local" : "date", "aria-label": `${column.name}, exact`,
      onchange: () => Number.isFinite(field.valueAsNumber) && changed(field.valueAsNumber / 86400000),
    });
    return { field, show: value => field.value = formatTime(value, column.hasHours).replace(" ", "T") };
  }

  function numberField(column, changed) {
    const field = element("input", {
      type: "number", step: isWhole(column) ? 1 : "any", "aria-label": `${column.name}, exact`,
      onchange: () => field.value !== "" && Number.isFinite(Number(field.value)) && changed(Number(field.value)),
    });
    return { field, show: value => field.value = isWhole(column) ? value : rounded(value, spread(column), 5) };
  }

  function number(column, id, value, changed) {
    const { knots } = column, note = element("span", { class: "note", role: "status" });
    const slider = element("input", {
      type: "range", id, min: 0, max: Steps, step: stepOf(column),
      oninput: () => changed(valueAt(column, Number(slider.value))),
    });
    const exact = column.isTime ? timeField(column, changed) : numberField(column, changed);
    const missing = element("input", {
      type: "checkbox", "aria-label": `${column.name}, missing`,
      onchange: () => changed(missing.checked ? null : last),
    });
    let last = value;
    const show = shown => {
      missing.checked = shown === null;
      slider.disabled = exact.field.disabled = shown === null;
      slider.setAttribute("aria-valuetext", textOf(column, shown));
      if (shown === null)
        return;
      last = shown;
      slider.value = positionOf(column, shown);
      exact.show(shown);
      note.textContent = shown < knots[0] || shown > knots[knots.length - 1] ? "outside of the training rows" : "";
    };
    show(value);
    const parts = [element("span", { class: "pair" }, slider, exact.field)];
    if (column.hasMissing)
      parts.push(element("label", { class: "missing" }, missing, " missing"));
    return { note: [note], parts, show };
  }

  // An arrow key moves a column of whole numbers by one, and any other by a thousandth.
  function stepOf(column) {
    const width = column.knots[1] - column.knots[0];
    return isWhole(column) && column.knots.length === 2 && width < Steps ? Steps / width : 1;
  }

  // The controls of a model. changed(index, value) is called for what its reader does.
  function create(columns, row, changed) {
    return columns.map((column, i) => {
      const id = `input-${i}`;
      const control = (column.options ? choice : number)(column, id, row[i], value => changed(i, value));
      return {
        element: element("div", { class: "control" }, element("label", { for: id }, column.name), ...control.note,
          ...control.parts),
        show: control.show,
      };
    });
  }

  return { create, textOf };
})();
