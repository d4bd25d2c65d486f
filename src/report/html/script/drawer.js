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

const figureWords = () => JSON.parse(document.getElementById("run-figures").textContent);

function pairs(entries) {
  return element("dl", { class: "pairs" }, ...entries.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

// Axes, seed and metrics of a run, from its row; its verdict has a place of its own.
function facts(row) {
  const entries = headings.slice(1).map((heading, index) => [textOf(heading), textOf(row.cells[index + 1])]);
  const shown = entries.filter(([name]) => !["verdict", "onset"].includes(name));
  const fact = ([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value));
  return element("dl", { class: "facts" }, ...shown.map(fact));
}

function finding(found) {
  const from = found.onset ? ` from step ${found.onset}` : "";
  const title = element("h3", {}, element("span", { class: "severity" }, found.severity), ` ${found.verdict}${from}`);
  const card = element("div", { class: `finding ${found.severity}` }, title, pairs(found.evidence));
  if (found.patch) {
    card.append(element("p", {}, `To try, because ${found.reason}:`), element("pre", { tabindex: "0" }, element("code", {}, found.patch)));
  } else if (found.reason) {
    card.append(element("p", {}, found.reason));
  }
  return card;
}

function copyButton(text) {
  const button = element("button", { type: "button" }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
      button.textContent = "Selected";
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  return button;
}

function command([purpose, text]) {
  const code = element("pre", { tabindex: "0" }, element("code", {}, text));
  return element("div", { class: "command" }, element("p", {}, purpose), code, copyButton(text));
}

function section(title, ...content) {
  return element("section", {}, element("h3", { class: "part" }, title), ...content);
}

function pictures(data) {
  const parts = [];
  if (data.thumbnail) {
    const source = `data:image/png;base64,${data.thumbnail}`;
    parts.push(element("figure", { class: "card samples" }, element("img", { src: source, alt: "The last samples of the run." })));
  }
  if (data.overview) parts.push(packedFigure(data.overview, "Losses, D and the key metric over the steps."));
  return parts.length ? element("div", { class: "pictures" }, ...parts) : null;
}

function fill(row) {
  const data = dataOf(row);
  const heading = element("h2", { id: "drawer-heading" }, data.id);
  const verdict = row.querySelector(".chip")?.cloneNode(true) ?? element("span", {}, row.dataset.status);
  const step = textOf(row.querySelector("[data-onset]"));
  const onset = row.querySelector("[data-onset] .absent") ? null : element("span", { class: "minor" }, `from step ${step}`);
  const figures = data.figures.map(([name, packed]) => {
    const alternative = figureWords()[name] ?? name;
    return packed ? packedFigure(packed, alternative) : linkedFigure(`${data.folder}/plots/${name}.svg`, alternative);
  });
  const links = data.files.map((name) => element("li", {}, element("a", { href: `${data.folder}/${name}` }, name)));
  const parts = [
    element("p", { class: "verdict" }, verdict, onset),
    heading,
    facts(row),
    data.problem ? element("p", { class: "problem" }, data.problem) : null,
    pictures(data),
    data.findings.length ? section("What was found", ...data.findings.map(finding)) : null,
    data.limits.length ? section("What could not be judged", ...data.limits.map((limit) => element("p", {}, limit))) : null,
    figures.length ? section("Figures", ...figures) : null,
    section("Reproduce", ...data.commands.map(command)),
    links.length ? section("Files beside this page", element("ul", { class: "files" }, ...links)) : null,
  ];
  forgetPictures();
  drawerBody.replaceChildren(...parts.filter((part) => part !== null));
}

// The runs that one can step through: those of the table, in its order.
function walk() {
  const visible = visibleRows();
  return visible.includes(opened) ? visible : [...table.tBodies[0].rows];
}

function setAddress(fragment) {
  try {
    history.replaceState(null, "", fragment);
  } catch {
    // Where the address cannot be changed, it is not.
  }
}

function openRun(row) {
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
  setAddress(`#${row.id}`);
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
  setAddress("#runs");
  forgetPictures();
  drawerBody.replaceChildren();
  const place = opener && opener !== document.body && opener.isConnected ? opener : opened.querySelector(".run-link");
  place.focus();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.run-card, a.run-link");
  const row = link ? rowOf(link.hash.slice(1)) : event.target.closest("#run-table tbody tr");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey || getSelection().toString()) return;
  event.preventDefault();
  if (!link) row.querySelector(".run-link").focus({ preventScroll: true });
  openRun(row);
});
