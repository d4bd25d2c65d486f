"use strict";
// Drawings are kept deflated; here they become images.
const noUnpacking = "This browser cannot unpack the drawing (it lacks DecompressionStream); a newer one can.";
let addresses = [];

function element(tag, attributes = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content.filter((part) => part !== null && part !== undefined));
  return made;
}

async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const address = URL.createObjectURL(await new Response(stream, { headers: { "Content-Type": "image/svg+xml" } }).blob());
  addresses.push(address);
  return address;
}

function forgetPictures() {
  addresses.forEach((address) => URL.revokeObjectURL(address));
  addresses = [];
}

// A figure whose drawing is in the page.
function packedFigure(packed, alternative) {
  const figure = element("figure", { class: "card" });
  if (typeof DecompressionStream === "undefined") {
    figure.append(element("p", {}, `${alternative} ${noUnpacking}`));
    return figure;
  }
  const image = element("img", { alt: alternative });
  figure.append(image);
  unpack(packed).then(
    (address) => (image.src = address),
    (error) => figure.replaceChildren(element("p", {}, `${alternative} It could not be unpacked: ${error.message}`)),
  );
  return figure;
}

// A figure that lies in a file beside the page.
function linkedFigure(link, alternative) {
  const image = element("img", { alt: alternative, loading: "lazy" });
  const figure = element("figure", { class: "card" }, image);
  image.addEventListener("error", () => {
    const way = element("a", { href: link }, decodeURIComponent(link));
    figure.replaceChildren(element("p", {}, `${alternative} It lies beside the page, in `, way, ", which is not there."));
  });
  image.src = link;
  return figure;
}
