// How it is, on one screen: numbers, how they went lately, where it happens, and what happened last.
import { el, fill, setText } from "../dom.js";
import { count, duration, plural, rate, trimmed, visible, words } from "../format.js";
import { BarList } from "../parts/bar_list.js";
import { Chart } from "../parts/chart.js";
import { LatestList } from "../parts/latest_list.js";
import { word } from "../parts/text.js";
import { since } from "../parts/ticking.js";
import { go, link } from "../route.js";
import { View } from "./view.js";

const SERIES_MS = 5000;
const LATEST = 10;
const MINUTES = ["15", "60"];

export class OverviewView extends View {
  constructor(app) {
    super(app, "Overview");
    this.tiles = el("dl", { class: "tiles" });
    this.makeTiles();
    this.rates = new Chart(
      "Rates",
      [
        { title: "started", tone: "started" },
        { title: "asked to stop", tone: "requested" },
        { title: "stopped", tone: "completed", dash: [6, 3] },
      ],
      { unit: (number) => `${rate(number)}/s`, least: 1 },
    );
    this.latency = new Chart(
      "From cancel to stop",
      [
        { title: "half (p50)", tone: "p50" },
        { title: "99 of 100 (p99)", tone: "p99" },
      ],
      { unit: (number) => duration(number), least: 10 },
    );
    this.range = el(
      "div",
      { class: "range", role: "group", "aria-label": "Time shown" },
      MINUTES.map((minutes) => this.#rangeButton(minutes)),
    );
    this.totals = el("p", { class: "totals" });
    this.lists = {
      causes: new BarList(),
      namespaces: new BarList(),
      tools: new BarList(),
    };
    this.latest = new LatestList(LATEST);
    this.element.append(
      el("h1", { class: "unseen" }, "Overview"),
      this.tiles,
      this.fault,
      el("div", { class: "charts-head" }, el("h2", {}, "Lately"), this.range),
      el(
        "div",
        { class: "charts" },
        card("A second", this.rates.element),
        card("From cancel to stop", this.latency.element),
      ),
      el(
        "div",
        { class: "lists" },
        card("Causes", this.lists.causes.element, "since the log began"),
        card("Namespaces", this.lists.namespaces.element, "running · cancelled"),
        card("Tools", this.lists.tools.element, "running"),
      ),
      card("Just now", this.latest.element),
      this.totals,
    );
    this.timer = setInterval(() => this.refresh(), SERIES_MS);
  }

  show(params) {
    super.show(params);
    for (const button of this.range.children)
      button.setAttribute("aria-pressed", String(button.dataset.minutes === this.minutes));
    this.tick(this.app.overview);
    this.#showLatest();
  }

  get minutes() {
    const minutes = this.params.get("minutes");
    return MINUTES.includes(minutes) ? minutes : MINUTES[0];
  }

  async load(signal) {
    if (!this.loaded) await this.#loadEarlier(signal);
    const series = await this.app.api.get("/api/series", { minutes: this.minutes }, { signal });
    const perSecond = (numbers) => numbers.map((number) => (number === null ? null : (number * 1000) / series.stepMs));
    const started = perSecond(series.started);
    const requested = perSecond(series.requested);
    const completed = perSecond(series.completed);
    const most = (numbers) => rate(Math.max(0, ...numbers));
    const from = Date.parse(series.from) / 1000;
    const range = [from, from + Number(this.minutes) * 60];
    this.rates.show(
      [series.time, started, requested, completed],
      range,
      `In ${this.minutes} minutes at most ${most(started)} started and ${most(requested)} asked to stop a second.`,
    );
    const worst = Math.max(0, ...series.p99Ms.filter((ms) => ms !== null));
    this.latency.show(
      [series.time, series.p50Ms, series.p99Ms],
      range,
      `Time from cancel to stop of the last ${this.minutes} minutes. The worst p99 is ${duration(worst)}.`,
    );
  }

  // What happened before the page was opened.
  async #loadEarlier(signal) {
    const { items } = await this.app.api.get("/api/cancellations", { state: "all", limit: LATEST * 2 }, { signal });
    this.latest.showEarlier(items);
    this.#showLatest();
  }

  tick(overview) {
    const { rates, latency } = overview;
    const values = {
      running: count(overview.running),
      cancelling: count(overview.cancelling),
      unconfirmed: count(overview.unconfirmed),
      started: rate(rates.started),
      requested: rate(rates.requested),
      p50: duration(latency.p50Ms),
      p99: duration(latency.p99Ms),
    };
    for (const [name, value] of Object.entries(values)) setText(this.values[name], value);
    this.values.unconfirmed.parentElement.toggleAttribute("data-bad", overview.unconfirmed > 0);
    this.#showLists(overview);
    this.#showTotals(overview);
  }

  changes() {
    this.#showLatest();
  }

  close() {
    clearInterval(this.timer);
    this.rates.close();
    this.latency.close();
    super.close();
  }

  makeTiles() {
    this.values = {};
    const tile = (name, title, hint, address) => {
      this.values[name] = el("dd", {}, "–");
      const words = el(
        "dt",
        {},
        address ? el("a", { href: address }, title) : title,
        hint ? el("small", {}, hint) : null,
      );
      return el("div", { class: `tile tile-${name}` }, words, this.values[name]);
    };
    fill(
      this.tiles,
      tile("running", "Running", "operations", link("running")),
      tile("cancelling", "Cancelling", "not stopped yet", link("cancelling")),
      tile("unconfirmed", "Unconfirmed", "nobody said it stopped", link("cancelling")),
      tile("started", "Started", "a second"),
      tile("requested", "Asked to stop", "a second"),
      tile("p50", "Stops within", "half of them, 15 min"),
      tile("p99", "Stops within", "99 of 100, 15 min"),
    );
  }

  #rangeButton(minutes) {
    return el(
      "button",
      { type: "button", "data-minutes": minutes, onclick: () => go(link("overview", { minutes })) },
      `${minutes} min`,
    );
  }

  #showLists({ causes, topNamespaces, topTools }) {
    this.lists.causes.show(causes, {
      value: (entry) => entry.count,
      name: (entry) => el("a", { href: link("history", { cause: entry.cause }) }, words(entry.cause)),
      none: "Nothing was cancelled yet.",
    });
    this.lists.namespaces.show(topNamespaces, {
      value: (entry) => entry.running,
      name: (entry) => el("a", { href: link("running", { namespace: entry.namespace }) }, word(entry.namespace)),
      text: (entry) => `${count(entry.running)} · ${count(entry.cancelled)}`,
      none: "No namespace is used yet.",
    });
    this.lists.tools.show(topTools, {
      value: (entry) => entry.running,
      name: (entry) =>
        entry.tool === null
          ? word(null, { none: "no tool named" })
          : el("a", { href: link("running", { tool: entry.tool }) }, word(entry.tool)),
      none: "No tool runs.",
    });
  }

  #showTotals({ totals, daemon, openSessions, activeTokens }) {
    const facts = [
      `${plural(totals.cancelled, "cancellation")} since the log began`,
      `${count(totals.force)} with force, ${count(totals.unconfirmed)} unconfirmed`,
      totals.p99Ms > 0
        ? `mean ${duration(totals.avgMs)}, p50 ${duration(totals.p50Ms)}, p99 ${duration(totals.p99Ms)}`
        : null,
      `${plural(activeTokens, "active token")}, ${plural(openSessions, "open session")}`,
      daemon.version ? `canceld ${trimmed(visible(daemon.version), 40).text}` : null,
    ];
    const text = facts.filter(Boolean).join(" · ");
    if (this.totalsText === text) return;
    this.totalsText = text;
    fill(this.totals, text, daemon.startedAt ? [", up for ", since(daemon.startedAt)] : null);
  }

  #showLatest() {
    this.latest.show(this.app.recent.last(LATEST), this.app.now());
  }
}

function card(title, content, hint = null) {
  return el("section", { class: "card" }, el("h3", {}, title, hint ? el("small", {}, hint) : null), content);
}
