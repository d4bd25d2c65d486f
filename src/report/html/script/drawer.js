"use strict";
// Everything about one run, in a drawer.
const drawer = document.getElementById("drawer");
const drawerBody = document.getElementById("drawer-body");
let opened = null;
let opener = null;

const rowOf = (anchor) => rows.find((row) => row.id === anchor);

function dataOf(row) {
  return JSON.parse(document.querySelector(`script[data-run="${CSS.escape(row.id)}"]`).textContent);
}

// The address of the last samples, which the gallery may have already.
function thumbnailOf(row, data) {
  if (data.thumbnail) return `data:image/png;base64,${data.thumbnail}`;
  return document.querySelector(`a.run-card[href="#${CSS.escape(row.id)}"] .thumbnail`)?.src;
}

const figureWords = () => JSON.parse(document.getElementById("run-figures").textContent);

function pairs(entries) {
  return element("dl", { class: "pairs" }, ...entries.flatMap(([name, value]) => [element("dt", {}, ...breakable(name)), element("dd", {}, value)]));
}

// Axes, seed and metrics of a run, from its row; its verdict has a place of its own.
function facts(row) {
  const nameIn = (heading) => `${textOf(heading)}${heading.dataset.of ? `, ${heading.dataset.of}` : ""}`;
  const entries = headings.slice(1).map((heading, index) => [nameIn(heading), textOf(row.cells[index + 1])]);
  const shown = entries.filter(([name]) => !["verdict", "onset", "decided by"].includes(name));
  const fact = ([name, value]) => element("div", {}, element("dt", {}, ...breakable(name)), element("dd", {}, ...breakable(value)));
  return element("dl", { class: "facts" }, ...shown.map(fact));
}

function finding(found) {
  const from = found.onset ? ` from step ${found.onset}` : "";
  const title = element("h3", {}, ...breakable(`${found.verdict}${from}`));
  const hint = found.severity === "note" ? {} : { title: found.harm };
  const card = element("div", { class: `finding ${found.severity}`, ...hint }, title, pairs(found.evidence));
  if (found.patch) {
    card.append(command([`To try: ${found.reason}. This changes in the study's run:`, found.patch]));
  } else if (found.reason) {
    card.append(element("p", {}, found.reason));
  }
  return card;
}

// Where the browser gives a page from disk no clipboard, the older way; where that fails, too, the
// text is selected for the reader to copy.
async function copy(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied";
  } catch {
    getSelection().selectAllChildren(shown);
    return document.execCommand("copy") ? "Copied" : "Selected";
  }
}

function copyButton(text, shown) {
  const button = element("button", { type: "button" }, "Copy");
  const said = element("span", { class: "unseen", role: "status" });
  button.addEventListener("click", async () => {
    button.textContent = said.textContent = await copy(text, shown);
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  return [button, said];
}

// A command that is broken over lines at its blanks only.
function wordsOf(text) {
  return text.split(/([ \n]+)/).map((part) => (part.trim() ? element("span", { class: "word" }, part) : part));
}

function command([purpose, text]) {
  const code = element("code", {}, ...wordsOf(text));
  const block = element("pre", { tabindex: "0" }, code);
  return element("div", { class: "command" }, element("p", {}, purpose), block, ...copyButton(text, code));
}

function section(title, ...content) {
  return element("section", {}, element("h3", { class: "part" }, title), ...content);
}

function pictures(row, data) {
  const parts = [];
  const source = thumbnailOf(row, data);
  if (source) parts.push(element("figure", { class: "card samples" }, element("img", { src: source, alt: "The last samples of the run." })));
  if (data.overview) parts.push(packedFigure(data.overview, "Losses, D and the key metric over the steps."));
  return parts.length ? element("div", { class: "pictures" }, ...parts) : null;
}

// Everything about a run, under this heading.
function partsOf(row, heading) {
  const data = dataOf(row);
  const chips = [...row.querySelectorAll(".judged > *")].map((part) => part.cloneNode(true));
  const verdict = chips.length ? chips : [element("span", {}, row.dataset.status)];
  const step = textOf(row.querySelector("[data-onset]"));
  const onset = row.querySelector("[data-onset] .absent") ? null : element("span", { class: "minor" }, `from step ${step}`);
  const figures = data.figures.map(([name, packed]) => {
    const alternative = figureWords()[name] ?? name;
    return packed ? packedFigure(packed, alternative) : linkedFigure(`${data.folder}/plots/${name}.svg`, alternative);
  });
  const links = data.files.map((name) => element("li", {}, element("a", { href: `${data.folder}/${name}` }, name)));
  const parts = [
    heading,
    element("p", { class: "verdict" }, ...verdict, onset),
    data.confidence ? element("p", { class: "decided" }, `Such verdicts were ${data.confidence}.`) : null,
    data.decidedBy ? element("p", { class: "decided" }, `Decided by: ${data.decidedBy}`) : null,
    element("p", { class: "id" }, data.id),
    facts(row),
    data.problem ? element("p", { class: "problem" }, data.problem) : null,
    pictures(row, data),
    data.findings.length ? section("What was found", ...data.findings.map(finding)) : null,
    data.healings.length ? section("What it went back for", ...data.healings.map((healing) => element("p", {}, healing))) : null,
    data.limits.length ? section("What could not be judged", ...data.limits.map((limit) => element("p", {}, limit))) : null,
    figures.length ? section("Figures", ...figures) : null,
    section("Reproduce", ...data.commands.map(command)),
    links.length ? section("Files beside this page", element("ul", { class: "files" }, ...links)) : null,
  ];
  return parts.filter((part) => part !== null);
}

function fill(row) {
  forgetPictures(drawerBody);
  const show = element("button", { type: "button", class: "show-curves" }, "Show in the chart");
  show.addEventListener("click", () => showInChart(row));
  const heading = element("h2", { id: "drawer-heading" }, ...breakable(nameOf(row)));
  const [first, verdict, ...others] = partsOf(row, heading);
  if (hasCurves(row)) verdict.append(show);
  drawerBody.replaceChildren(first, verdict, ...others);
}

// The runs that one can step through: those of the table, in its order.
function walk() {
  const visible = visibleRows();
  return visible.includes(opened) ? visible : [...table.tBodies[0].rows];
}

// Opens a run or goes on to another. The first is a place of its own, from which Back returns.
function openRun(row) {
  const address = `#${row.id}`;
  if (drawer.open) replaceState(address);
  else if (location.hash !== address) pushState({ entered: true }, address);
  if (!drawer.open) opener = document.activeElement;
  opened = row;
  fill(row);
  const runs = walk();
  const at = runs.indexOf(row);
  document.getElementById("previous").disabled = at === 0;
  document.getElementById("next").disabled = at === runs.length - 1;
  document.getElementById("place").textContent = `${thousands(at + 1)} of ${thousands(runs.length)}`;
  if (!drawer.open) drawer.showModal();
  drawerBody.scrollTop = 0;
  drawerBody.focus({ preventScroll: true });
}

function stepBy(distance) {
  const runs = walk();
  const row = runs[runs.indexOf(opened) + distance];
  if (row) openRun(row);
}

document.getElementById("previous").addEventListener("click", () => stepBy(-1));
document.getElementById("next").addEventListener("click", () => stepBy(1));
document.getElementById("close").addEventListener("click", () => drawer.close());
drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());
drawer.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("pre")) return;
  if (event.key === "ArrowLeft") stepBy(-1);
  if (event.key === "ArrowRight") stepBy(1);
});
// Focus goes back to where it came from; without such a place, to the run's own link.
drawer.addEventListener("close", () => {
  const place = opener && opener !== document.body && opener.isConnected ? opener : opened.querySelector(".run-link");
  if (location.hash === `#${opened.id}`) leaveState("#runs", place);
  forgetPictures(drawerBody);
  drawerBody.replaceChildren();
  place.focus({ preventScroll: place === opener });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.run-card, a.run-link");
  const row = link ? rowOf(link.hash.slice(1)) : event.target.closest("#run-table tbody tr");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey || getSelection().toString()) return;
  event.preventDefault();
  if (!link) row.querySelector(".run-link").focus({ preventScroll: true });
  openRun(row);
});
