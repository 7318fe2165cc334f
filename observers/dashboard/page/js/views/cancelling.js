// What was asked to stop and has not stopped yet, with the time until force and until nobody confirmed it; then what
// stopped lately. The list is the server's; what happens after it is folded in at once.
import { el, fill, setText } from "../dom.js";
import { count, duration, nameOf, plural, visible, words } from "../format.js";
import { askCancel } from "../dialogs/cancel_dialog.js";
import { CAUSES, choiceField, choices, textField } from "../parts/fields.js";
import { Filters } from "../parts/filters.js";
import { Table } from "../parts/table.js";
import { mode, someText, state, time, tokenName, word } from "../parts/text.js";
import { bar, since, until } from "../parts/ticking.js";
import { go, tokenLink } from "../route.js";
import { CancellationStore, keyOf } from "../store.js";
import { emptyState, head, View } from "./view.js";

const LIMIT = 100;
const OVER = 25;
const SLOW_MS = 5000; // how often a list that nobody changed is looked at anyway

export class CancellingView extends View {
  constructor(app) {
    super(app, "Cancelling");
    this.filters = new Filters("cancelling", [
      { name: "namespace", field: textField("Namespace", { name: "namespace", placeholder: "any" }) },
      { name: "tool", field: textField("Tool", { name: "tool", placeholder: "any" }) },
      { name: "cause", field: choiceField("Cause", { name: "cause", options: choices(CAUSES) }) },
    ]);
    this.store = new CancellationStore((item) => this.#fits(item));
    this.total = el("span", { class: "total" });
    this.open = this.#openTable();
    this.over = this.#overTable();
    this.openPlace = el("div", {}, el("p", { class: "loading" }, "Loading…"));
    this.overPlace = el("section", { class: "part", hidden: true }, el("h2", {}, "Stopped lately"), this.over.element);
    this.more = el("p", { class: "hint" });
    this.element.append(
      head("Cancelling", this.total),
      this.filters.element,
      this.fault,
      this.openPlace,
      this.more,
      this.overPlace,
    );
    this.timer = setInterval(() => this.store.open().length > 0 && this.refresh(), SLOW_MS);
  }

  show(params) {
    this.filters.show(params);
    super.show(params);
  }

  async load(signal) {
    const answer = await this.app.api.get(
      "/api/cancellations",
      { ...this.filters.values(), state: "all", limit: LIMIT },
      { signal },
    );
    this.openTotal = answer.open;
    this.unconfirmedTotal = answer.unconfirmed;
    this.store.reset(answer.items, answer.position);
    this.store.apply(this.app.recent.after(answer.position));
    this.#draw();
  }

  // At once from the events; then from the server, which knows the times.
  changes(events) {
    if (!this.loaded) return;
    this.store.apply(events);
    this.#draw();
    this.refresh();
  }

  close() {
    clearInterval(this.timer);
    super.close();
  }

  #fits(item) {
    return ["namespace", "tool", "cause"].every((name) => {
      const wanted = this.params.get(name);
      return !wanted || item[name] === wanted;
    });
  }

  #draw() {
    const open = this.store.open();
    const over = this.store.over().slice(0, OVER);
    const shown = open.slice(0, LIMIT);
    this.open.update(shown);
    this.over.update(over);
    const total = Math.max(open.length, this.openTotal > LIMIT ? this.openTotal : 0);
    const bad = open.filter((item) => item.unconfirmed).length;
    setText(
      this.total,
      bad > 0
        ? `${count(total)}, ${count(Math.max(bad, total > LIMIT ? this.unconfirmedTotal : 0))} unconfirmed`
        : count(total),
    );
    setText(
      this.more,
      total > shown.length ? `and ${plural(total - shown.length, "more one", "more")}; a filter shows them` : "",
    );
    const child =
      open.length > 0
        ? this.open.element
        : emptyState("Nothing is being cancelled.", "What is asked to stop appears here until it has stopped.");
    if (open.length === 0 || this.openPlace.firstChild !== child) fill(this.openPlace, child);
    this.overPlace.hidden = over.length === 0;
  }

  #openTable() {
    const { app } = this;
    return new Table({
      caption: "What is being cancelled",
      key: keyOf,
      columns: [
        {
          id: "name",
          title: "Token",
          wide: true,
          cell: (item) => [tokenName(item), item.tool ? el("span", { class: "beside" }, word(item.tool)) : null],
        },
        {
          id: "state",
          title: "State",
          cell: (item) => [state(item.state, item), item.unconfirmed ? null : [" ", mode(item.mode)]],
        },
        { id: "next", title: "What comes next", cell: next },
        { id: "since", title: "Asked", numeric: true, cell: (item) => [since(item.requestedAt), " ago"] },
        { id: "why", title: "Why", wide: true, cell: why },
        ...(app.mayCancel ? [{ id: "actions", title: "", label: "Actions", cell: (item) => this.#force(item) }] : []),
      ],
      rowClass: (item) => (item.unconfirmed ? "bad" : ""),
      onOpen: (item) => go(tokenLink(item)),
    });
  }

  #force(item) {
    if (item.mode === "force" || item.unconfirmed) return null;
    return el(
      "button",
      {
        type: "button",
        class: "small",
        "aria-label": `Cancel ${visible(nameOf(item))} again, with force`,
        onclick: () => askCancel(this.app, item, { force: true }),
      },
      "Force",
    );
  }

  #overTable() {
    return new Table({
      caption: "What stopped lately",
      key: keyOf,
      columns: [
        { id: "name", title: "Token", wide: true, cell: (item) => tokenName(item) },
        {
          id: "outcome",
          title: "Outcome",
          cell: (item) => [words(item.outcome), item.late ? el("span", { class: "late" }, "late") : null],
        },
        { id: "took", title: "Took", numeric: true, cell: (item) => duration(item.latencyMs) },
        { id: "at", title: "Stopped", numeric: true, cell: (item) => time(item.completedAt, this.app.now()) },
        { id: "why", title: "Why", wide: true, cell: why },
      ],
      onOpen: (item) => go(tokenLink(item)),
    });
  }
}

function why(item) {
  return [
    el("span", { class: "cause" }, words(item.cause)),
    item.reason ? [" ", someText(item.reason, { what: "reason", limit: 60 })] : null,
  ];
}

function next(item) {
  if (item.unconfirmed)
    return el("span", { class: "next" }, "not confirmed for ", since(item.expiredAt ?? item.requestedAt));
  if (item.escalatesAt) return countdown("force ", item.requestedAt, item.escalatesAt);
  if (item.unconfirmedAt) return countdown("unconfirmed ", item.escalatedAt ?? item.requestedAt, item.unconfirmedAt);
  return el("span", { class: "none" }, "waits for what runs under it");
}

function countdown(word, from, end) {
  return el("span", { class: "next" }, el("span", {}, word, until(end)), bar(from, end));
}
