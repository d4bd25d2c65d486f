"use strict";
// Sorting and filtering of the run table.
const table = document.getElementById("run-table");
const headings = [...table.tHead.rows[0].cells];
const rows = [...table.tBodies[0].rows];
const filters = document.getElementById("filters");
const selects = [...filters.querySelectorAll("select")];
const words = document.getElementById("text-filter");
const shown = document.getElementById("shown");
let order = "";

const nameOf = (row) => row.querySelector(".run-link").textContent;
const textOf = (cell) => cell.textContent.trim();
const thousands = (number) => number.toLocaleString("en");
const visibleRows = () => [...table.tBodies[0].rows].filter((row) => !row.hidden);

// What a cell is sorted by: nothing, a number, or words.
function keyOf(cell) {
  if (cell.querySelector(".absent")) return { rank: 2 };
  const number = Number(cell.dataset.value ?? (textOf(cell).replaceAll(",", "") || NaN));
  if (!Number.isNaN(number)) return { rank: 0, number };
  return cell.dataset.value === undefined ? { rank: 1, text: textOf(cell) } : { rank: 2 };
}

// What is not there comes last, whichever way one sorts.
function compare(left, right, sign) {
  if (left.rank !== right.rank) return left.rank === 2 || right.rank === 2 ? left.rank - right.rank : sign * (left.rank - right.rank);
  if (left.rank === 0) return sign * (left.number - right.number);
  return left.rank === 1 ? sign * left.text.localeCompare(right.text, "en", { numeric: true }) : 0;
}

function sort(heading) {
  const descending = heading.getAttribute("aria-sort") === "ascending";
  headings.forEach((other) => other.removeAttribute("aria-sort"));
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const keys = new Map(rows.map((row) => [row, keyOf(row.cells[heading.cellIndex])]));
  const sorted = [...rows].sort((left, right) => compare(keys.get(left), keys.get(right), descending ? -1 : 1));
  const fragment = document.createDocumentFragment();
  sorted.forEach((row) => fragment.append(row));
  table.tBodies[0].append(fragment);
  order = `, sorted by ${textOf(heading)}, ${descending ? "descending" : "ascending"}`;
  count();
}

// A phone shows the first rows only, until one asks for all.
const rowsOnPhone = 12;
const unfold = document.getElementById("unfold");
unfold.addEventListener("click", () => {
  table.classList.remove("folded");
  unfold.hidden = true;
});

function fold() {
  const visible = visibleRows();
  visible.forEach((row, at) => row.classList.toggle("beyond", at >= rowsOnPhone));
  unfold.textContent = `Show all ${thousands(visible.length)} runs`;
  unfold.hidden = visible.length <= rowsOnPhone || !table.classList.contains("folded");
}

function count() {
  fold();
  shown.textContent = `${thousands(visibleRows().length)} of ${thousands(rows.length)} ${rows.length === 1 ? "run" : "runs"}${order}`;
}

// Whether a row has what a select asks for.
function fits(row, select) {
  if (!select.value) return true;
  if (select.id === "verdict-filter") return row.dataset.verdict === select.value;
  if (select.id === "status-filter") return row.dataset.status === select.value;
  return textOf(row.cells[select.dataset.column]) === select.value;
}

const searched = new Map();
function searchedText(row) {
  if (!searched.has(row)) searched.set(row, [row.querySelector(".run-link").title, ...[...row.cells].map(textOf)].join(" ").toLowerCase());
  return searched.get(row);
}

function filter() {
  const wanted = words.value.trim().toLowerCase();
  const active = selects.filter((select) => select.value);
  for (const row of rows) row.hidden = !(active.every((select) => fits(row, select)) && searchedText(row).includes(wanted));
  count();
}

const keyOfSelect = (select) => select.dataset.column ?? select.id;

// What is asked for now: the value of each select that leaves something out, and the text.
function asked() {
  const chosen = selects.filter((select) => select.value).map((select) => [keyOfSelect(select), select.value]);
  return { chosen: Object.fromEntries(chosen), text: words.value };
}

function ask({ chosen, text }) {
  for (const select of selects) select.value = chosen[keyOfSelect(select)] ?? "";
  words.value = text;
  filter();
}

// Shows these runs only, and goes there; Back returns to where one was.
function showRuns(chosen) {
  const left = asked();
  ask({ chosen, text: "" });
  pushState({ asked: asked() }, "#runs", left);
  document.getElementById("runs").scrollIntoView();
  document.getElementById("show-all").focus({ preventScroll: true });
}

// On a phone a row is a card in which every value has its column's name.
function labelCells(labelled) {
  const wordsOfPart = (part) => (part.nodeType === Node.TEXT_NODE || part.localName === "wbr" ? part.textContent : ` ${part.title || part.textContent}`);
  // A label may be broken where a name may; what is not text knows no <wbr>.
  const words = (heading) => [...heading.childNodes].map(wordsOfPart).join("").trim().replace(/[_=,](?=.)/g, "$&\u200b");
  const names = [...labelled.tHead.rows[0].cells].map(words);
  for (const row of labelled.tBodies[0].rows) [...row.cells].forEach((cell, index) => (cell.dataset.label = names[index]));
  labelled.classList.add("labelled");
}

document.querySelectorAll("table.ranking, #run-table").forEach(labelCells);

for (const heading of headings) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...heading.childNodes);
  button.addEventListener("click", () => sort(heading));
  heading.append(button);
}
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("reset", () => setTimeout(filter));
selects.forEach((select) => select.addEventListener("change", filter));
words.addEventListener("input", filter);
for (const mark of document.querySelectorAll("main [data-verdict]:not(tr), [data-filter]")) {
  mark.addEventListener("click", (event) => {
    event.preventDefault();
    showRuns(mark.dataset.filter ? JSON.parse(mark.dataset.filter) : { "verdict-filter": mark.dataset.verdict });
  });
}
filters.hidden = false;
table.classList.add("folded");
// A browser may bring back what was typed here before.
filter();
