// What changes by itself as time goes by: ages, countdowns and their bars. One clock for the whole page moves them, so
// that a second costs one look at what is shown.
import { el, setText } from "../dom.js";
import { ticking } from "../format.js";

export function since(at) {
  return el("span", { class: "since", "data-since": at });
}

export function until(at, { due = "due" } = {}) {
  return el("span", { class: "until", "data-until": at, "data-due": due });
}

export function bar(from, until) {
  return el("span", { class: "bar", "aria-hidden": "true", "data-from": from, "data-end": until }, el("span"));
}

// Lets everything below `root` show what is so at `now`.
export function tick(root, now) {
  for (const element of root.querySelectorAll("[data-since]"))
    setText(element, ticking(now - Date.parse(element.dataset.since)));
  for (const element of root.querySelectorAll("[data-until]")) {
    const left = Date.parse(element.dataset.until) - now;
    setText(element, left > 0 ? `in ${ticking(left + 999)}` : element.dataset.due);
  }
  for (const element of root.querySelectorAll("[data-from]")) {
    const from = Date.parse(element.dataset.from);
    const share = (now - from) / Math.max(1, Date.parse(element.dataset.end) - from);
    element.firstChild.style.width = `${(Math.min(1, Math.max(0, share)) * 100).toFixed(1)}%`;
  }
}
