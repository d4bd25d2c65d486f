"use strict";
// Figures: those of the gallery are unpacked when they come into view, and every one can be enlarged.
const zoom = document.getElementById("zoom");
const zoomBody = document.getElementById("zoom-body");
let enlarged = null;

function drawOverview(place) {
  const row = rowOf(place.closest("a").hash.slice(1));
  const image = element("img", { class: "overview", alt: place.dataset.alternative });
  if (typeof DecompressionStream === "undefined") return;
  addressOf(dataOf(row).overview).then((address) => {
    image.src = address;
    place.replaceWith(image);
  });
}

const overviews = () => document.querySelectorAll("span.overview");

function drawWhenSeen() {
  const seen = (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      drawOverview(target);
    }
  };
  const watcher = new IntersectionObserver(seen, { rootMargin: "600px" });
  overviews().forEach((place) => watcher.observe(place));
}

// A figure at its own size; on a narrow screen that is the size at which it can be read.
function enlarge(image) {
  enlarged = image;
  const enlargedImage = element("img", { src: image.src, alt: image.alt });
  enlargedImage.addEventListener("load", () => markEdges(zoomBody));
  zoomBody.replaceChildren(enlargedImage);
  zoom.showModal();
  zoomBody.scrollTo(0, 0);
  pushState({ enlarged: true, entered: true }, location.hash || undefined);
}

// A figure becomes a button of its own; what is as large as it can be is left alone.
function makeEnlargeable(figure) {
  const image = figure.querySelector("img");
  if (!image || figure.querySelector("button")) return;
  const button = element("button", { type: "button", class: "enlarge", "aria-label": `Enlarge: ${image.alt}` });
  image.replaceWith(button);
  button.append(image);
  button.addEventListener("click", () => enlarge(image));
}

document.getElementById("zoom-close").addEventListener("click", () => zoom.close());
zoom.addEventListener("click", (event) => event.target === zoom && zoom.close());
zoom.addEventListener("close", () => {
  const button = enlarged.closest("button");
  if (stateNow().enlarged) leaveState(location.hash, button);
  zoomBody.replaceChildren();
  button?.focus({ preventScroll: true });
});

document.querySelectorAll("#study-figures .card").forEach(makeEnlargeable);
addEventListener("DOMContentLoaded", drawWhenSeen);
