// What runs: filtered, sorted and cut into pages by the server, so that a page of rows is all that is ever here.
import { el, fill, setText } from "../dom.js";
import { count, nameOf, visible } from "../format.js";
import { askCancel } from "../dialogs/cancel_dialog.js";
import { CancelManyDialog } from "../dialogs/cancel_many_dialog.js";
import { choiceField, textField } from "../parts/fields.js";
import { Filters } from "../parts/filters.js";
import { Table } from "../parts/table.js";
import { labels, state, tokenName, word } from "../parts/text.js";
import { since } from "../parts/ticking.js";
import { go, link, parse, tokenLink } from "../route.js";
import { keyOf } from "../store.js";
import { emptyState, head, View } from "./view.js";

const PAGE = 50;
const STATES = [
  ["", "any"],
  ["active", "active"],
  ["requested", "requested"],
  ["executed", "executed"],
  ["expired", "unconfirmed"],
];

export class RunningView extends View {
  constructor(app) {
    super(app, "Running");
    this.filters = new Filters("running", [
      {
        name: "q",
        field: textField("Find", { name: "q", type: "search", placeholder: "id, tool, session, label", wide: true }),
      },
      { name: "namespace", field: textField("Namespace", { name: "namespace", placeholder: "any" }) },
      { name: "tool", field: textField("Tool", { name: "tool", placeholder: "any" }) },
      { name: "session", field: textField("Session", { name: "session", placeholder: "any" }) },
      { name: "state", field: choiceField("State", { name: "state", options: STATES }) },
    ]);
    this.total = el("span", { class: "total" });
    const many =
      app.mayCancel && el("button", { type: "button", onclick: () => this.#cancelMany() }, "Cancel by filter…");
    this.table = this.#makeTable();
    this.place = el("div", {}, el("p", { class: "loading" }, "Loading…"));
    this.pages = new Pages((by) => this.#turn(offsetOf(parse(location.hash).params) + by));
    this.element.append(
      head("Running", this.total, many),
      this.filters.element,
      this.fault,
      this.place,
      this.pages.element,
    );
  }

  show(params) {
    this.filters.show(params);
    super.show(params);
  }

  tick() {
    this.refresh();
  }

  async load(signal) {
    const order = { sort: this.params.get("sort") ?? "age", order: this.params.get("order") ?? "desc" };
    const offset = offsetOf(this.params);
    const answer = await this.app.api.get(
      "/api/operations",
      { ...this.filters.values(), ...order, limit: PAGE, offset },
      { signal },
    );
    if (answer.items.length === 0 && answer.total > 0) return this.#turn(Math.floor((answer.total - 1) / PAGE) * PAGE);
    setText(
      this.total,
      answer.total === answer.running ? count(answer.running) : `${count(answer.total)} of ${count(answer.running)}`,
    );
    this.table.update(answer.items, order);
    fillOnce(this.place, this.table.isEmpty ? this.#empty() : this.table.element);
    this.pages.show(offset, answer.items.length, answer.total);
  }

  #empty() {
    const isFiltered = Object.keys(this.filters.values()).length > 0;
    return isFiltered
      ? emptyState("Nothing that runs fits.", "Take a filter away to see more.")
      : emptyState("Nothing runs.", "What starts appears here by itself.");
  }

  #makeTable() {
    const { app } = this;
    const columns = [
      {
        id: "name",
        title: "Namespace / operation",
        sort: "namespace",
        wide: true,
        cell: (item) => [tokenName(item), labels(item.labels)],
      },
      { id: "tool", title: "Tool", sort: "tool", cell: (item) => word(item.tool) },
      {
        id: "state",
        title: "State",
        sort: "state",
        cell: (item) => state(item.state, { unconfirmed: item.state === "expired" }),
      },
      { id: "age", title: "Runs for", sort: "age", numeric: true, cell: (item) => since(item.startedAt) },
      { id: "session", title: "Session", cell: (item) => word(item.session, { limit: 20 }) },
    ];
    const cancel = (item) => item.state === "active" && askCancel(app, item);
    if (app.mayCancel) {
      const button = (item) =>
        el(
          "button",
          {
            type: "button",
            class: "small",
            "aria-label": `Cancel ${visible(nameOf(item))}`,
            onclick: () => askCancel(app, item),
          },
          "Cancel",
        );
      columns.push({
        id: "actions",
        title: "",
        label: "Actions",
        cell: (item) => (item.state === "active" ? button(item) : null),
      });
    }
    return new Table({
      caption: "What runs",
      columns,
      key: keyOf,
      onSort: (sort, order) => go(link("running", { ...this.filters.values(), sort, order })),
      onOpen: (item) => go(tokenLink(item)),
      onCancel: app.mayCancel ? cancel : null,
    });
  }

  #turn(offset) {
    const params = new URLSearchParams(this.params);
    params.set("offset", offset > 0 ? offset : "");
    go(link("running", params));
  }

  #cancelMany() {
    const { q, state: chosen, ...start } = this.filters.values();
    const leftOut = [q && `what is in “Find”`, chosen && "the state"].filter(Boolean);
    return new CancelManyDialog(this.app, start, leftOut);
  }
}

function offsetOf(params) {
  return Math.max(0, Number.parseInt(params.get("offset") ?? "0", 10) || 0);
}

// Turns by the address, not by what is shown: two quick clicks are two pages.
class Pages {
  constructor(onTurn) {
    this.words = el("span", { class: "page-words" });
    this.before = el("button", { type: "button", onclick: () => onTurn(-PAGE) }, "← Before");
    this.next = el("button", { type: "button", onclick: () => onTurn(PAGE) }, "Next →");
    this.element = el(
      "nav",
      { class: "pages", "aria-label": "Pages", hidden: true },
      this.before,
      this.words,
      this.next,
    );
  }

  show(offset, number, total) {
    this.element.hidden = total <= PAGE;
    this.before.disabled = offset === 0;
    this.next.disabled = offset + number >= total;
    setText(this.words, `${count(offset + 1)}–${count(offset + number)} of ${count(total)}`);
  }
}

// Replaces the one child only where it is another one.
function fillOnce(place, child) {
  if (place.firstChild !== child) fill(place, child);
}
