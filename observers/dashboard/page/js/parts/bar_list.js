// A list of names with their numbers and a bar each; drawn only where it differs from what is shown.
import { el, fill, refill } from "../dom.js";
import { count } from "../format.js";

export class BarList {
  #shown = "";

  constructor() {
    this.element = el("ol", { class: "bars" });
  }

  // `value(entry)` is the length of its bar, `name(entry)` and `text(entry)` what stands there; `none` where nothing
  // does.
  show(entries, { value, name, text = (entry) => count(value(entry)), none }) {
    const wanted = JSON.stringify(entries);
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    if (entries.length === 0) {
      fill(this.element, el("li", { class: "none" }, none));
      return;
    }
    const most = Math.max(1, ...entries.map(value));
    const lines = entries.map((entry) => line(name(entry), text(entry), value(entry) / most));
    refill(this.element, lines);
  }
}

function line(name, text, share) {
  const bar = el("span", { class: "share", "aria-hidden": "true" });
  bar.style.width = `${share * 100}%`;
  return el(
    "li",
    {},
    el("span", { class: "bar-name" }, name),
    el("span", { class: "bar-value" }, text),
    el("span", { class: "track" }, bar),
  );
}
