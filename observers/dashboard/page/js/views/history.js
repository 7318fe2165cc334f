// All cancellations that the log still has: searched by the server, newest first, one page at a time.
import { el, fill } from "../dom.js";
import { duration, words } from "../format.js";
import { CAUSES, OUTCOMES, choiceField, choices, textField } from "../parts/fields.js";
import { Filters } from "../parts/filters.js";
import { Table } from "../parts/table.js";
import { mode, someText, state, time, tokenName, word } from "../parts/text.js";
import { go, link, query, tokenLink } from "../route.js";
import { keyOf } from "../store.js";
import { emptyState, head, View } from "./view.js";

const PAGE = 50;
const STATES = ["requested", "executed", "completed", "expired"];

export class HistoryView extends View {
  constructor(app) {
    super(app, "History");
    const any = { placeholder: "any" };
    this.csv = el("a", { class: "button", download: "", href: "#" }, "CSV");
    this.json = el("a", { class: "button", download: "", href: "#" }, "JSON");
    this.filters = new Filters("history", [
      { name: "q", field: textField("Reason", { name: "q", type: "search", placeholder: "a part of it", wide: true }) },
      { name: "namespace", field: textField("Namespace", { name: "namespace", ...any }) },
      { name: "token", field: textField("Token", { name: "token", ...any }) },
      { name: "tool", field: textField("Tool", { name: "tool", ...any }) },
      { name: "requester", field: textField("Asked by", { name: "requester", ...any }) },
      { name: "cause", field: choiceField("Cause", { name: "cause", options: choices(CAUSES) }) },
      { name: "state", field: choiceField("State", { name: "state", options: choices(STATES) }) },
      { name: "outcome", field: choiceField("Outcome", { name: "outcome", options: choices(OUTCOMES) }) },
      { name: "mode", field: choiceField("Mode", { name: "mode", options: choices(["graceful", "force"]) }) },
      { name: "since", field: textField("Since", { name: "since", type: "datetime-local" }) },
      { name: "until", field: textField("Until", { name: "until", type: "datetime-local" }) },
    ]);
    this.waitingWords = "Searching the whole log. A namespace, a token, a cause or a time makes it quicker.";
    this.table = this.#makeTable();
    this.place = el("div", {}, el("p", { class: "loading" }, "Loading…"));
    this.newest = el("button", { type: "button", onclick: () => this.#turn("") }, "← Newest");
    this.older = el("button", { type: "button", onclick: () => this.#turn(this.next) }, "Older →");
    this.pages = el(
      "nav",
      { class: "pages", "aria-label": "Pages", hidden: true },
      this.newest,
      el("span"),
      this.older,
    );
    const exports = el(
      "span",
      { class: "exports" },
      el("span", { class: "none" }, "All that fits as"),
      this.csv,
      this.json,
    );
    this.element.append(head("History", exports), this.filters.element, this.fault, this.waiting, this.place, this.pages);
  }

  show(params) {
    this.params = params;
    this.filters.show(params);
    const text = query(this.#wanted());
    this.csv.href = `/api/history.csv${text ? `?${text}` : ""}`;
    this.json.href = `/api/history.json${text ? `?${text}` : ""}`;
    super.show(params);
  }

  // The newest page goes on by itself; an older one stands still.
  changes() {
    if (!this.params.get("before")) this.refresh();
  }

  async load(signal) {
    const before = this.params.get("before");
    const answer = await this.app.api.get("/api/history", { ...this.#wanted(), limit: PAGE, before }, { signal });
    this.next = answer.next;
    this.table.update(answer.items);
    const child = this.table.isEmpty ? this.#empty() : this.table.element;
    if (this.place.firstChild !== child) fill(this.place, child);
    this.pages.hidden = !before && !answer.next;
    this.newest.disabled = !before;
    this.older.disabled = !answer.next;
  }

  // The server takes moments in UTC; the fields have the reader's own time.
  #wanted() {
    const wanted = this.filters.values();
    for (const name of ["since", "until"]) {
      const at = wanted[name] ? new Date(wanted[name]) : null;
      if (at && !Number.isNaN(at.getTime())) wanted[name] = at.toISOString();
    }
    return wanted;
  }

  #empty() {
    const isFiltered = Object.keys(this.filters.values()).length > 0 || this.params.get("before");
    return isFiltered
      ? emptyState("Nothing fits.", "Take a filter away to see more.")
      : emptyState("Nothing was ever cancelled.", "What is cancelled stays here, for as long as the log keeps it.");
  }

  #turn(before) {
    const params = new URLSearchParams(this.params);
    params.set("before", before ?? "");
    go(link("history", params));
    scrollTo(0, 0);
  }

  #makeTable() {
    return new Table({
      caption: "Cancellations, newest first",
      key: (item) => `${keyOf(item)}\n${item.position}`,
      columns: [
        { id: "at", title: "Asked", cell: (item) => time(item.requestedAt, this.app.now()) },
        {
          id: "name",
          title: "Token",
          wide: true,
          cell: (item) => [tokenName(item), item.tool ? el("span", { class: "beside" }, word(item.tool)) : null],
        },
        { id: "state", title: "State", cell: (item) => state(item.state, item) },
        {
          id: "outcome",
          title: "Outcome",
          cell: (item) => [words(item.outcome), item.late ? el("span", { class: "late" }, "late") : null],
        },
        { id: "took", title: "Took", numeric: true, cell: (item) => duration(item.latencyMs) },
        {
          id: "why",
          title: "Why",
          wide: true,
          cell: (item) => [
            el("span", { class: "cause" }, words(item.cause)),
            item.mode === "force" ? [" ", mode(item.mode)] : null,
            item.reason ? [" ", someText(item.reason, { what: "reason", limit: 70 })] : null,
          ],
        },
        { id: "by", title: "Asked by", cell: (item) => word(item.requestedBy, { limit: 24 }) },
      ],
      onOpen: (item) => go(tokenLink(item)),
    });
  }
}
