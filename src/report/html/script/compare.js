"use strict";
// Chosen runs in one chart: which runs, which quantity, and the values at a step.
const compareSection = document.getElementById("compare");
const chart = document.getElementById("chart");
const quantity = document.getElementById("quantity");
const scale = document.getElementById("scale");
const addRun = document.getElementById("add-run");
const mostCurves = 8;
const unpackedCurves = new Map();
// Runs in the chart: { row, color, data }.
let inChart = [];
let chartDrawn = null;
let readStep = null;

const curvesOf = (row) => document.querySelector(`script[data-curves="${CSS.escape(row.id)}"]`);
const hasCurves = (row) => compareSection !== null && curvesOf(row) !== null;

async function loadCurves(row) {
  if (!unpackedCurves.has(row.id)) unpackedCurves.set(row.id, await inflated(JSON.parse(curvesOf(row).textContent), "application/json").json());
  return unpackedCurves.get(row.id);
}

// The quantity's curve of a run: [step, mean, least, most] for each point, null for a gap.
function curveOf({ look, data }, name) {
  const [at, means, least = means, most = means, lost = []] = data.of[name] ?? [null, []];
  const points = means.map((mean, index) => (mean === null ? null : [data.at[at][index], mean, least[index], most[index]]));
  return { look, points, lost, measured: name in data.of };
}

const curvesNow = () => inChart.map((run) => curveOf(run, quantity.value));

// Runs of several verdicts have the colours of these; runs of one verdict have colours that only tell them apart.
function giveLooks() {
  const verdicts = inChart.map(({ row }) => row.dataset.verdict);
  const differ = new Set(verdicts).size > 1;
  inChart.forEach((run, at) => {
    const verdict = verdicts[at];
    const before = verdicts.slice(0, at).filter((other) => other === verdict).length;
    const color = run.row.querySelector(".judged .letter")?.style.backgroundColor || "var(--faint)";
    const pale = verdict === "undecided" ? " pale" : "";
    run.look = differ ? { class: `by-verdict k${before}${pale}`, style: `--verdict:${color}` } : { class: `c${run.color}`, style: "" };
  });
  if (inChart.length < 2) return null;
  return differ ? "a line has the colour of its run's verdict" : `all are ${verdicts[0] === "-" ? "not finished" : verdicts[0]}: the colours only tell the runs apart`;
}

// What the reader asked for and the chart has no room for.
let leftOut = null;

async function choose(chosen) {
  const possible = chosen.filter(hasCurves).length;
  leftOut = possible > mostCurves ? `the first ${mostCurves} of ${thousands(possible)} runs` : null;
  const kept = chosen.filter(hasCurves).slice(0, mostCurves);
  const used = inChart.filter((run) => kept.includes(run.row));
  const free = Array.from({ length: mostCurves }, (_, color) => color).filter((color) => !used.some((run) => run.color === color));
  const added = kept.filter((row) => !used.some((run) => run.row === row));
  const loaded = await Promise.all(added.map(async (row, index) => ({ row, color: free[index], data: await loadCurves(row) })));
  inChart = kept.map((row) => [...used, ...loaded].find((run) => run.row === row));
  listRuns();
  draw();
}

// The runs that may be added, in the order of the table.
function listRuns() {
  const free = rows.filter((row) => hasCurves(row) && !inChart.some((run) => run.row === row));
  const words = (row) => `${nameOf(row)}${row.dataset.verdict === "-" ? "" : ` - ${row.dataset.verdict}`}`;
  addRun.replaceChildren(element("option", { value: "" }, inChart.length < mostCurves ? "choose" : `at most ${mostCurves}`));
  addRun.append(...free.map((row) => element("option", { value: row.id }, words(row))));
  addRun.disabled = !free.length || inChart.length >= mostCurves;
}

function draw() {
  const colors = giveLooks();
  const curves = curvesNow();
  const logarithmic = isLogarithmic(curves, scale.value);
  const width = Math.max(280, chart.clientWidth);
  chartDrawn = drawChart(curves, { width, height: width < 500 ? 260 : 360, logarithmic, label: quantity.value });
  chart.replaceChildren(chartDrawn.svg);
  chart.setAttribute("aria-valuemax", chartDrawn.across.high);
  const notes = [quantity.selectedOptions[0]?.dataset.unit, leftOut, colors].filter((note) => note);
  const without = inChart.filter((_, index) => !curves[index].measured).map(({ row }) => nameOf(row));
  if (without.length) notes.push(`not measured: ${without.join("; ")}`);
  if (curves.some((curve) => curve.lost.length)) notes.push("a cross marks values that are not finite");
  const hidden = logarithmic ? allPoints(curves).filter((point) => point[1] <= 0).length : 0;
  if (hidden) notes.push(`${hidden} points at or below zero cannot be shown on a logarithmic axis`);
  document.getElementById("chart-note").textContent = notes.join(" · ");
  read(readStep ?? chartDrawn.across.high);
}

// The point of a curve that is nearest to a step.
function nearestPoint(curve, step) {
  const near = (point) => Math.abs(point[0] - step);
  return curve.points.filter((point) => point).reduce((best, point) => (best && near(best) <= near(point) ? best : point), null);
}

// Steps at which any curve has a point, rising.
function stepsOf(curves) {
  return [...new Set(allPoints(curves).map((point) => point[0]))].sort((left, right) => left - right);
}

// Shows the values at the step with a point that is nearest to this one.
function read(wanted) {
  const curves = curvesNow();
  const steps = stepsOf(curves);
  const step = steps.reduce((best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best), steps[0] ?? 0);
  readStep = wanted >= chartDrawn.across.high ? null : step;
  const points = curves.map((curve) => nearestPoint(curve, step));
  const x = chartDrawn.across.at(step);
  chartDrawn.rule.setAttribute("x1", x);
  chartDrawn.rule.setAttribute("x2", x);
  chartDrawn.dots.forEach((dot, index) => {
    const point = points[index];
    const visible = point && chartDrawn.up.fits(point[1]);
    dot.setAttribute("visibility", visible ? "visible" : "hidden");
    if (!visible) return;
    dot.setAttribute("cx", chartDrawn.across.at(point[0]));
    dot.setAttribute("cy", chartDrawn.up.at(point[1]));
  });
  fillReadout(step, points);
}

function fillReadout(step, points) {
  const readout = document.getElementById("readout");
  readout.tHead.rows[0].cells[1].textContent = `${quantity.value} at step ${short(step)}`;
  readout.tBodies[0].replaceChildren(...inChart.map((run, index) => readoutRow(run, points[index])));
  labelCells(readout);
  chart.setAttribute("aria-valuenow", step);
  const words = inChart.map(({ row }, index) => `${nameOf(row)} ${points[index] ? short(points[index][1]) : "not measured"}`);
  chart.setAttribute("aria-valuetext", `step ${step}: ${words.join("; ")}`);
}

function readoutRow({ row, look }, point) {
  const sample = drawn("svg", { width: 28, height: 12, "aria-hidden": "true", ...look, class: `curve ${look.class}` }, drawn("path", { class: "line", d: "M1,6h26" }));
  const link = element("a", { class: "run-link", href: `#${row.id}`, title: row.querySelector(".run-link").title }, ...breakable(nameOf(row)));
  const letter = row.querySelector(".letter")?.cloneNode(true) ?? "";
  const remove = element("button", { type: "button", "aria-label": `Remove ${nameOf(row)}` }, "×");
  remove.addEventListener("click", async () => {
    await choose(inChart.map((run) => run.row).filter((other) => other !== row));
    (document.querySelector("#readout button") ?? addRun).focus();
  });
  const value = point ? short(point[1]) : "–";
  const range = point && point[2] < point[3] ? `${short(point[2])} to ${short(point[3])}` : "";
  return element(
    "tr",
    {},
    element("td", {}, element("span", { class: "key" }, sample, letter, link)),
    element("td", { class: "number" }, value),
    element("td", { class: "number minor" }, range),
    element("td", {}, remove),
  );
}

// Adds a run, in place of the last one where there is no room, and goes to the chart.
function showInChart(row) {
  const others = inChart.map((run) => run.row).filter((other) => other !== row);
  // A place of its own, from which Back returns to the run.
  pushState({}, "#compare");
  drawer.addEventListener("close", () => setTimeout(() => compareSection.scrollIntoView(), 50), { once: true });
  drawer.close();
  return choose([...others.slice(0, mostCurves - 1), row]);
}

const presets = {
  first: () => JSON.parse(compareSection.dataset.runs).map(rowOf),
  verdicts: () => [...new Map(rows.filter(hasCurves).reverse().map((row) => [row.dataset.verdict, row])).values()].reverse(),
  table: visibleRows,
};

function moveReader(event) {
  const steps = stepsOf(curvesNow());
  const at = steps.indexOf(Number(chart.getAttribute("aria-valuenow")));
  const many = Math.max(1, Math.round(steps.length / 10));
  const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -many, PageUp: many, Home: -steps.length, End: steps.length };
  if (!(event.key in moves) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  read(steps[Math.min(steps.length - 1, Math.max(0, at + moves[event.key]))]);
}

function startComparing() {
  if (typeof DecompressionStream === "undefined") return;
  compareSection.hidden = false;
  const way = document.querySelector('nav a[href="#compare"]');
  if (way) way.hidden = false;
  const point = (event) => read(chartDrawn.across.stepAt(event.clientX - chart.getBoundingClientRect().left));
  chart.addEventListener("pointermove", point);
  chart.addEventListener("pointerdown", point);
  chart.addEventListener("keydown", moveReader);
  quantity.addEventListener("change", draw);
  scale.addEventListener("change", draw);
  addRun.addEventListener("change", () => addRun.value && choose([...inChart.map((run) => run.row), rowOf(addRun.value)]));
  for (const button of document.querySelectorAll("[data-choose]")) button.addEventListener("click", () => choose(presets[button.dataset.choose]()));
  const measured = (option) => inChart.some(({ data }) => option.value in data.of);
  choose(presets.first()).then(() => {
    for (const option of quantity.options) option.hidden = !measured(option);
    new ResizeObserver(() => chart.clientWidth && draw()).observe(chart);
  });
}

if (compareSection) addEventListener("DOMContentLoaded", startComparing);
