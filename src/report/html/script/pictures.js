"use strict";
// Drawings and curves are kept deflated; here they become images and numbers.
const noUnpacking = "This browser cannot unpack the drawing (it lacks DecompressionStream); a newer one can.";

function element(tag, attributes = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content.filter((part) => part !== null && part !== undefined));
  return made;
}

// A name that may be broken after its joints, as in the rest of the page.
function breakable(text) {
  const parts = text.split(/(?<=_)(?=[^ ,=_]{3})|(?<=,)(?=[^ ])|(?<==)(?=[^ ,]{7})/s);
  return parts.flatMap((part, at) => (at ? [element("wbr"), part] : [part]));
}

function inflated(packed, type) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream, { headers: { "Content-Type": type } });
}

const addressOf = async (packed) => URL.createObjectURL(await inflated(packed, "image/svg+xml").blob());

// Lets go of the pictures in a part of the page that is filled anew.
function forgetPictures(part) {
  part.querySelectorAll("img[src^='blob:']").forEach((image) => URL.revokeObjectURL(image.src));
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
  addressOf(packed).then(
    (address) => {
      image.src = address;
      makeEnlargeable(figure);
    },
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
