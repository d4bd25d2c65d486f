"use strict";
// Draws curves over steps as SVG. A curve is { look: { class, style }, points: [step, mean, least, most] or null for a gap, lost: steps }.
// That of an element of the page, so that the page names no address.
const svgNamespace = document.querySelector("#chart svg")?.namespaceURI;
const chartMargin = { left: 64, right: 14, top: 12, bottom: 40 };

function drawn(tag, attributes, ...content) {
  const made = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

// A number in four digits, as a person would write it.
function short(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2).replace(/\.?0+e/, "e").replace("e+", "e");
  return Number(value.toPrecision(4)).toLocaleString("en", { maximumFractionDigits: 6 });
}

// Round numbers from low to high, about so many.
function roundNumbers(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

// Powers of ten, and twice and five times these where there are few.
function logNumbers(low, high) {
  const decades = Math.log10(high / low);
  const every = Math.ceil(decades / 6);
  const factors = decades < 3 ? [1, 2, 5] : [1];
  const numbers = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += every) {
    numbers.push(...factors.map((factor) => factor * 10 ** power));
  }
  return numbers.filter((number) => number >= low * 0.999 && number <= high * 1.001);
}

const allPoints = (curves) => curves.flatMap((curve) => curve.points.filter((point) => point));

// Logarithmic if asked for, or if what is shown spans more than two powers of ten.
function isLogarithmic(curves, wanted) {
  const points = allPoints(curves);
  if (wanted !== "auto" || !points.length) return wanted === "log";
  const low = Math.min(...points.map((point) => point[2]));
  const high = Math.max(...points.map((point) => point[3]));
  return low > 0 && high / low > 100;
}

function verticalScale(curves, logarithmic, height) {
  const shown = allPoints(curves).flatMap((point) => [point[2], point[3]]).filter((value) => !logarithmic || value > 0);
  let [low, high] = [Math.min(...shown), Math.max(...shown)];
  if (!shown.length) [low, high] = [logarithmic ? 1 : 0, 10];
  if (low === high) [low, high] = logarithmic ? [low / 2, high * 2] : [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
  const along = logarithmic ? Math.log10 : (value) => value;
  const pad = 0.04 * (along(high) - along(low));
  const [bottom, top] = [along(low) - pad, along(high) + pad];
  const inside = height - chartMargin.top - chartMargin.bottom;
  const at = (value) => chartMargin.top + inside * (1 - (along(value) - bottom) / (top - bottom));
  const back = logarithmic ? (value) => 10 ** value : (value) => value;
  const numbers = logarithmic ? logNumbers(back(bottom), back(top)) : roundNumbers(bottom, top, 5);
  return { at, numbers, fits: (value) => !logarithmic || value > 0 };
}

function horizontalScale(curves, width) {
  const steps = [...allPoints(curves).map((point) => point[0]), ...curves.flatMap((curve) => curve.lost)];
  const high = Math.max(1, ...steps);
  const inside = width - chartMargin.left - chartMargin.right;
  const at = (step) => chartMargin.left + (inside * step) / high;
  const stepAt = (x) => Math.min(high, Math.max(0, ((x - chartMargin.left) / inside) * high));
  return { at, stepAt, high, numbers: roundNumbers(0, high, width < 500 ? 3 : 6) };
}

// The points between gaps; on a logarithmic axis what is not above zero is a gap, too.
function pieces(curve, fits) {
  const found = [[]];
  for (const point of curve.points) {
    if (point && fits(point[1])) found.at(-1).push(point);
    else found.push([]);
  }
  return found.filter((piece) => piece.length);
}

const place = (x, y) => `${x.toFixed(1)},${y.toFixed(1)}`;

function drawCurve(curve, across, up, bottom) {
  const group = drawn("g", { ...curve.look, class: `curve ${curve.look.class}` });
  for (const piece of pieces(curve, up.fits)) {
    const upper = piece.map((point) => place(across.at(point[0]), up.at(point[3])));
    const lower = piece.map((point) => place(across.at(point[0]), up.at(up.fits(point[2]) ? point[2] : point[1])));
    const line = piece.map((point) => place(across.at(point[0]), up.at(point[1])));
    if (piece.some((point) => point[2] < point[3])) group.append(drawn("path", { class: "band", d: `M${upper.join("L")}L${lower.reverse().join("L")}Z` }));
    group.append(drawn("path", { class: "line", d: `M${line.join("L")}${piece.length === 1 ? "h.1" : ""}` }));
  }
  for (const step of curve.lost) {
    const [x, y] = [across.at(step), bottom - 6];
    group.append(drawn("path", { class: "lost", d: `M${x - 4},${y - 4}l8,8m0,-8l-8,8` }));
  }
  return group;
}

// Returns the drawing, and where on it a step is.
function drawChart(curves, { width, height, logarithmic, label }) {
  const [across, up] = [horizontalScale(curves, width), verticalScale(curves, logarithmic, height)];
  const [right, bottom] = [width - chartMargin.right, height - chartMargin.bottom];
  const svg = drawn("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  for (const value of up.numbers) {
    svg.append(drawn("line", { class: "grid", x1: chartMargin.left, x2: right, y1: up.at(value), y2: up.at(value) }));
    svg.append(drawn("text", { x: chartMargin.left - 8, y: up.at(value) + 4, "text-anchor": "end" }, short(value)));
  }
  for (const step of across.numbers) {
    svg.append(drawn("line", { class: "grid", x1: across.at(step), x2: across.at(step), y1: chartMargin.top, y2: bottom }));
    svg.append(drawn("text", { x: across.at(step), y: bottom + 17, "text-anchor": step === across.high ? "end" : "middle" }, short(step)));
  }
  svg.append(drawn("text", { x: (chartMargin.left + right) / 2, y: height - 6, "text-anchor": "middle" }, "step"));
  svg.append(drawn("text", { x: 0, y: 0, transform: `translate(13 ${(chartMargin.top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, label));
  svg.append(...curves.map((curve) => drawCurve(curve, across, up, bottom)));
  const rule = drawn("line", { class: "rule", y1: chartMargin.top, y2: bottom });
  const dots = curves.map((curve) => drawn("circle", { ...curve.look, class: `dot ${curve.look.class}`, r: 4 }));
  svg.append(rule, ...dots);
  return { svg, across, up, rule, dots };
}
