"use strict";
// Back and forward: an opened run, an enlarged figure and the runs of a cell are places of their own.
const stateNow = () => history.state ?? {};

// Where the address cannot be changed, it is not: the page then works without places.
function changeHistory(method, state, address) {
  try {
    history[method](state, "", address);
  } catch {
    // A browser may refuse it to a page from disk.
  }
}

// Goes to another place; the one that is left remembers which runs the table showed.
function pushState(state, address, left = asked()) {
  changeHistory("replaceState", { ...stateNow(), asked: left }, location.hash || undefined);
  changeHistory("pushState", state, address);
}

const replaceState = (address) => changeHistory("replaceState", history.state, address);

// What has the focus again when the page has gone back, at which a browser takes it away.
let focusedAgain = null;

// Leaves a place that was entered from the page by going back; one that a link from elsewhere led to, for the given address.
function leaveState(address, focused) {
  if (!stateNow().entered) return changeHistory("replaceState", null, address);
  focusedAgain = focused;
  history.back();
}

// Shows what the address and its state say.
function followHistory() {
  const row = rowOf(decodeURIComponent(location.hash.slice(1)));
  if (zoom.open && !stateNow().enlarged) zoom.close();
  if (row && row !== (drawer.open ? opened : null)) openRun(row);
  if (!row && drawer.open) drawer.close();
  if (!drawer.open && !zoom.open) focusedAgain?.focus({ preventScroll: true });
}

addEventListener("popstate", () => {
  if (stateNow().asked) ask(stateNow().asked);
  followHistory();
});
addEventListener("hashchange", () => {
  followHistory();
  focusedAgain = null;
});
// The runs' data comes after this script.
addEventListener("DOMContentLoaded", followHistory);
