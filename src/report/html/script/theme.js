"use strict";
// Light or dark: as the system has it, unless the reader has chosen. Runs before anything is painted.
const themeKey = "seesaw-theme";

function rememberedTheme() {
  try {
    return localStorage.getItem(themeKey);
  } catch {
    return null; // A page opened from disk may be refused a memory.
  }
}

function rememberTheme(theme) {
  try {
    localStorage.setItem(themeKey, theme);
  } catch {
    // Then it holds until the page is closed.
  }
}

if (["light", "dark"].includes(rememberedTheme())) document.documentElement.dataset.theme = rememberedTheme();
