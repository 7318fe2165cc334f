// The keys that work everywhere. None of them while somebody types, but for Esc.
import { showKeys } from "./dialogs/keys_dialog.js";
import { go, link } from "./route.js";

const VIEW_KEYS = { 1: "overview", 2: "running", 3: "cancelling", 4: "history" };

function isTyping(element) {
  return element.matches?.("input:not([type=radio]):not([type=checkbox]), textarea, select");
}

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") leave(event);
      return;
    }
    if (event.key === "?") showKeys();
    else if (event.key === "/") focusFilter();
    else if (event.key in VIEW_KEYS) go(link(VIEW_KEYS[event.key]));
    else return;
    event.preventDefault();
  });
}

// Browsers empty a search field at Esc; here what it filters by stays.
function leave(event) {
  event.preventDefault();
  event.target.blur();
}

// Where a view has no filter, that of what runs is meant.
function focusFilter() {
  const filter = () => document.querySelector("[data-first=filter]");
  if (!filter()) go(link("running"));
  filter()?.focus();
  filter()?.select();
}
