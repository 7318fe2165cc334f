// A row of fields that are the address's filters: what is typed goes to the address, what is in the address is shown.
import { el } from "../dom.js";
import { go, link, query } from "../route.js";

const TYPED_MS = 250;

export class Filters {
  #timer = null;

  // fields: [{name, field}] with the fields of fields.js; the first one is where `/` goes. `more` stands behind them.
  constructor(view, fields, more = []) {
    this.view = view;
    this.fields = fields;
    this.params = new URLSearchParams();
    const clear = el("button", { type: "button", class: "quiet", onclick: () => this.#clear() }, "Clear");
    this.element = el(
      "form",
      { class: "filters", role: "search", "aria-label": "Filters" },
      fields.map(({ field }) => field.element),
      this.#moreButton(),
      el("div", { class: "field field-end" }, clear, more),
    );
    fields[0].field.input.dataset.first = "filter";
    for (const { field } of fields.slice(1)) field.element.classList.add("field-more");
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#write();
    });
    this.element.addEventListener("input", (event) => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#write(), event.target.matches("select") ? 0 : TYPED_MS);
    });
  }

  show(params) {
    this.params = params;
    if (this.fields.slice(1).some(({ name }) => params.get(name))) this.#unfold(true);
    for (const { name, field } of this.fields) {
      const value = params.get(name) ?? "";
      const isBeingTyped = document.activeElement === field.input && this.#timer !== null;
      if (!isBeingTyped && field.input.value.trim() !== value) field.input.value = value;
    }
  }

  // The filters alone, without order and page.
  values() {
    return Object.fromEntries(
      this.fields.map(({ name }) => [name, this.params.get(name)]).filter(([, value]) => value),
    );
  }

  // Where there is little room, all but the first field wait behind a button.
  #moreButton() {
    this.unfold = el(
      "button",
      {
        type: "button",
        class: "quiet unfold",
        "aria-expanded": "false",
        onclick: () => this.#unfold(this.unfold.getAttribute("aria-expanded") === "false"),
      },
      "More filters",
    );
    return this.unfold;
  }

  #unfold(isOpen) {
    this.unfold.setAttribute("aria-expanded", String(isOpen));
    this.element.toggleAttribute("data-unfolded", isOpen);
  }

  #clear() {
    for (const { field } of this.fields) field.input.value = "";
    this.#write();
    this.fields[0].field.input.focus();
  }

  #write() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const params = new URLSearchParams(this.params);
    for (const { name, field } of this.fields) params.set(name, field.input.value.trim());
    for (const name of ["offset", "before"]) params.delete(name); // another choice begins at its first page
    const address = link(this.view, params);
    if (query(params) !== query(this.params)) go(address, { replace: true });
  }
}
