// A table that is refreshed in place: rows keep their element, the focus and what is selected, for as long as their
// item is in it. One row is in the order of Tab; the arrow keys move between rows, Enter opens, C cancels.
// While a button or finger is down in it nothing moves: what is pressed is what is let go.
import { el, fill, freshId } from "../dom.js";

const FOCUSABLE = "a[href], button:not([disabled])";

export class Table {
  #rows = new Map(); // key → {row, text}
  #current = null;
  #pressed = false;
  #pending = null; // what update() was given meanwhile

  // columns: [{id, title, cell(item), sort, numeric, wide}]: `sort` is the name of the order, if it has one; `cell`
  // gives something that el() takes. `onSort(sort, order)`, `onOpen(item)` and `onCancel(item)` are called by mouse and
  // keyboard alike.
  constructor({ caption, columns, key, onSort = null, onOpen = null, onCancel = null, rowClass = () => "" }) {
    Object.assign(this, { columns, key, onSort, onOpen, onCancel, rowClass });
    this.body = el("tbody", { role: "rowgroup" });
    this.heads = columns.map((column) => this.#head(column));
    const captionId = freshId("caption");
    this.table = el(
      "table",
      { role: "table", "aria-labelledby": captionId },
      el("caption", { id: captionId, class: "unseen" }, caption),
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, this.heads)),
      this.body,
    );
    this.element = el(
      "div",
      { class: "table", role: "group", "aria-labelledby": captionId },
      this.#orderField(),
      this.table,
    );
    this.body.addEventListener("keydown", (event) => this.#keyDown(event));
    this.body.addEventListener("pointerdown", () => this.#press());
    this.body.addEventListener("focusin", (event) => this.#makeCurrent(event.target.closest("tr")));
  }

  update(items, options = {}) {
    if (this.#pressed) this.#pending = [items, options];
    else this.#draw(items, options);
  }

  #press() {
    if (this.#pressed) return;
    this.#pressed = true;
    const until = new AbortController();
    // The click comes behind the event that ends the press.
    const release = () => {
      until.abort();
      setTimeout(() => this.#release());
    };
    for (const end of ["pointerup", "pointercancel"])
      document.addEventListener(end, release, { signal: until.signal });
  }

  #release() {
    this.#pressed = false;
    const pending = this.#pending;
    this.#pending = null;
    if (pending) this.#draw(...pending);
  }

  #draw(items, { sort = null, order = null }) {
    this.#showOrder(sort, order);
    const focused = this.#focused();
    const before = this.#rows;
    this.#rows = new Map();
    let place = this.body.firstElementChild;
    for (const item of items) {
      const key = this.key(item);
      const entry = this.#entry(before.get(key), key, item);
      before.delete(key);
      this.#rows.set(key, entry);
      if (entry.row === place) place = place.nextElementSibling;
      else this.body.insertBefore(entry.row, place);
    }
    for (const { row } of before.values()) row.remove();
    this.#keepCurrent(focused);
  }

  get isEmpty() {
    return this.#rows.size === 0;
  }

  #head(column) {
    const attributes = { role: "columnheader", scope: "col", class: column.numeric ? "numeric" : null };
    if (!column.sort || !this.onSort)
      return el("th", attributes, column.title || el("span", { class: "unseen" }, column.label ?? ""));
    const button = el(
      "button",
      { type: "button", class: "sort", onclick: () => this.#sortBy(column.sort) },
      column.title,
      el("span", { class: "arrow", "aria-hidden": "true" }),
    );
    return el("th", { ...attributes, "data-sort": column.sort }, button);
  }

  // Where the table is too narrow for its heads, they become a field.
  #orderField() {
    const sortable = this.columns.filter((column) => column.sort);
    if (!this.onSort || sortable.length === 0) return null;
    const options = sortable.flatMap(({ sort, title }) =>
      ["desc", "asc"].map((order) =>
        el("option", { value: `${sort} ${order}` }, `${title} ${order === "asc" ? "↑" : "↓"}`),
      ),
    );
    const id = freshId("field");
    this.field = el("select", { id, onchange: () => this.onSort(...this.field.value.split(" ")) }, options);
    return el("div", { class: "order" }, el("label", { for: id }, "Order"), this.field);
  }

  #sortBy(sort) {
    const downwards = this.sort === sort ? this.order !== "desc" : sort === "age";
    this.onSort(sort, downwards ? "desc" : "asc");
  }

  #showOrder(sort, order) {
    this.sort = sort;
    this.order = order;
    if (this.field) this.field.value = `${sort} ${order}`;
    for (const head of this.heads) {
      if (!head.dataset.sort) continue;
      const direction = head.dataset.sort !== sort ? "none" : order === "asc" ? "ascending" : "descending";
      head.setAttribute("aria-sort", direction);
    }
  }

  #entry(entry, key, item) {
    const text = JSON.stringify(item);
    if (!entry) {
      const row = el("tr", { role: "row", tabindex: "-1" });
      row.dataset.key = key;
      entry = { row };
      row.addEventListener("dblclick", () => this.onOpen?.(entry.item));
    }
    entry.item = item;
    if (entry.text === text) return entry;
    entry.text = text;
    entry.row.className = this.rowClass(item);
    fill(
      entry.row,
      this.columns.map((column) => this.#cell(column, item)),
    );
    for (const part of entry.row.querySelectorAll(FOCUSABLE)) part.tabIndex = -1;
    return entry;
  }

  #cell(column, item) {
    const kind = [column.numeric && "numeric", column.wide && "wide", !column.title && "actions"]
      .filter(Boolean)
      .join(" ");
    return el("td", { role: "cell", class: kind || null, "data-title": column.title || null }, column.cell(item));
  }

  // The keyboard.

  #focused() {
    const row = document.activeElement?.closest?.("tr");
    if (!row || !this.body.contains(row)) return null;
    const parts = [...row.querySelectorAll(FOCUSABLE)];
    return {
      key: row.dataset.key,
      index: [...this.body.rows].indexOf(row),
      part: parts.indexOf(document.activeElement),
    };
  }

  #keepCurrent(focused) {
    const rows = [...this.body.rows];
    if (focused) {
      const row = this.#rows.get(focused.key)?.row ?? rows[Math.min(focused.index, rows.length - 1)];
      this.#makeCurrent(row);
      const part = row ? [...row.querySelectorAll(FOCUSABLE)][focused.part] : null;
      const target = part ?? row;
      if (target && target !== document.activeElement) target.focus({ preventScroll: true });
    }
    const current = this.#current?.isConnected ? this.#current : rows[0];
    this.#current = null;
    this.#makeCurrent(current);
  }

  #makeCurrent(row) {
    if (!row || row === this.#current) return;
    if (this.#current) this.#setOrder(this.#current, -1);
    this.#current = row;
    this.#setOrder(row, 0);
  }

  #setOrder(row, tabIndex) {
    row.tabIndex = tabIndex;
    for (const part of row.querySelectorAll(FOCUSABLE)) part.tabIndex = tabIndex;
  }

  #keyDown(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const row = event.target.closest("tr");
    const rows = [...this.body.rows];
    const at = rows.indexOf(row);
    const item = this.#rows.get(row.dataset.key)?.item;
    const moves = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: at + 10,
      PageUp: at - 10,
    };
    if (event.key in moves) rows[Math.min(rows.length - 1, Math.max(0, moves[event.key]))].focus();
    else if (event.key === "Enter" && event.target === row && this.onOpen) this.onOpen(item);
    else if (event.key.toLowerCase() === "c" && this.onCancel) this.onCancel(item);
    else return;
    event.preventDefault();
  }
}
