"use strict";
// The theme's button, the only run, and paper.
const themeButton = document.getElementById("theme");
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme ?? (systemIsDark.matches ? "dark" : "light")) === "dark";

function sayTheme() {
  themeButton.textContent = isDark() ? "Light" : "Dark";
  themeButton.setAttribute("aria-label", `Change to ${isDark() ? "light" : "dark"} colours`);
}

themeButton.addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  rememberTheme(document.documentElement.dataset.theme);
  sayTheme();
});
systemIsDark.addEventListener("change", sayTheme);
sayTheme();
themeButton.hidden = false;

// The only run of a study is shown on the page itself.
function showOnlyRun() {
  const section = document.getElementById("the-run");
  if (!section) return;
  section.hidden = false;
  const heading = element("h3", {}, ...breakable(nameOf(rows[0])));
  document.getElementById("the-run-body").replaceChildren(...partsOf(rows[0], heading));
}

addEventListener("DOMContentLoaded", showOnlyRun);

const reproduce = document.querySelector("#reproduce code");
reproduce.closest(".command").append(...copyButton(reproduce.textContent, reproduce));
reproduce.replaceChildren(...wordsOf(reproduce.textContent));

// Paper cannot be unfolded, and does not scroll.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details").forEach((folded) => (folded.open = true));
  document.querySelectorAll("img[loading=lazy]").forEach((image) => (image.loading = "eager"));
  overviews().forEach(drawOverview);
});
