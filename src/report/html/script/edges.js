"use strict";
// A table or a figure that goes on beyond an edge says so: the edge fades out.
function markEdges(part) {
  part.classList.toggle("more-left", part.scrollLeft > 2);
  part.classList.toggle("more-right", part.scrollLeft + part.clientWidth < part.scrollWidth - 2);
}

function watchEdges(part) {
  const mark = () => markEdges(part);
  part.addEventListener("scroll", mark, { passive: true });
  const watcher = new ResizeObserver(mark);
  [part, ...part.children].forEach((watched) => watcher.observe(watched));
}

document.querySelectorAll(".scroll, #zoom-body").forEach(watchEdges);
