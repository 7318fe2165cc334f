// Short notes of what was done or refused, at the foot of the page. Screen readers hear them.
import { el } from "../dom.js";

const SHOWN_MS = 8000;

export function note(text, { bad = false } = {}) {
  const place = document.getElementById("notes");
  const close = () => entry.remove();
  const entry = el(
    "div",
    { class: bad ? "note note-bad" : "note" },
    el("span", {}, text),
    el("button", { type: "button", class: "quiet", "aria-label": "Close this note", onclick: close }, "✕"),
  );
  place.append(entry);
  while (place.children.length > 3) place.firstChild.remove();
  setTimeout(close, SHOWN_MS);
}
