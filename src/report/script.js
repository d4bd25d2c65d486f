"use strict";
// Sorting and filtering of the run table, and opening the run that an address names.
const table = document.getElementById("run-table");
const body = table.tBodies[0];
const rows = [...body.rows];
const text = (cell) => cell.textContent.trim();
const value = (cell) => Number(cell.dataset.value ?? (text(cell).replaceAll(",", "") || NaN));

function compare(column, sign, left, right) {
  const [a, b] = [left.cells[column], right.cells[column]];
  const [x, y] = [value(a), value(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return sign * (x - y);
  // What is not a number or not measured comes last, whatever the direction.
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return sign * text(a).localeCompare(text(b), "en", { numeric: true });
}

function sort(heading) {
  const descending = heading.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const sign = descending ? -1 : 1;
  rows.sort((left, right) => compare(heading.cellIndex, sign, left, right));
  body.append(...rows);
}

for (const heading of table.tHead.rows[0].cells) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...heading.childNodes);
  button.addEventListener("click", () => sort(heading));
  heading.append(button);
}

const verdict = document.getElementById("verdict-filter");
const words = document.getElementById("text-filter");

function filter() {
  const wanted = words.value.toLowerCase();
  for (const row of rows) {
    const fits = (!verdict.value || row.dataset.verdict === verdict.value) && row.textContent.toLowerCase().includes(wanted);
    row.hidden = !fits;
    const details = document.getElementById(row.querySelector("a").hash.slice(1));
    if (details) details.hidden = !fits;
  }
  const shown = rows.filter((row) => !row.hidden).length;
  document.getElementById("shown").textContent = `${shown} of ${rows.length} runs`;
}

verdict.addEventListener("change", filter);
words.addEventListener("input", filter);
document.getElementById("filters").hidden = false;
filter();

function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}

addEventListener("hashchange", open);
open();
// Paper cannot be unfolded.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((run) => (run.open = true)));
