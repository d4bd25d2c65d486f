"use strict";
// The theme's button, deep links, and paper.
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

function openLinked() {
  const row = rowOf(decodeURIComponent(location.hash.slice(1)));
  if (row && row !== (drawer.open ? opened : null)) openRun(row);
}

addEventListener("hashchange", openLinked);
// The runs' data comes after this script.
addEventListener("DOMContentLoaded", openLinked);

// Paper cannot be unfolded, and does not scroll.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details").forEach((folded) => (folded.open = true));
  document.querySelectorAll("img[loading=lazy]").forEach((image) => (image.loading = "eager"));
});
