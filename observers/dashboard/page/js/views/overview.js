// How it is, on one screen: numbers, how they went lately, where it happens, and what happened last.
import { el, fill, refill, setText } from "../dom.js";
import { count, duration, plural, rate, words } from "../format.js";
import { typeWords } from "../event_words.js";
import { Chart } from "../parts/chart.js";
import { someText, time, tokenName, word } from "../parts/text.js";
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
    this.rates = new Chart("Rates", [
      { title: "started", tone: "started" },
      { title: "asked to stop", tone: "requested" },
      { title: "stopped", tone: "completed", dash: [6, 3] },
    ], { unit: (number) => `${rate(number)}/s`, least: 1 });
    this.latency = new Chart("From cancel to stop", [
      { title: "half (p50)", tone: "p50" },
      { title: "99 of 100 (p99)", tone: "p99" },
    ], { unit: (number) => duration(number), least: 10 });
    this.range = el("div", { class: "range", role: "group", "aria-label": "Time shown" }, MINUTES.map((minutes) => this.#rangeButton(minutes)));
    this.totals = el("p", { class: "totals" });
    this.lists = { causes: el("ol", { class: "bars" }), namespaces: el("ol", { class: "bars" }), tools: el("ol", { class: "bars" }) };
    this.latest = el("ol", { class: "latest" });
    this.element.append(
      el("h1", { class: "unseen" }, "Overview"),
      this.tiles,
      this.fault,
      el("div", { class: "charts-head" }, el("h2", {}, "Lately"), this.range),
      el("div", { class: "charts" }, card("A second", this.rates.element), card("From cancel to stop", this.latency.element)),
      el(
        "div",
        { class: "lists" },
        card("Causes", this.lists.causes, "since the log began"),
        card("Namespaces", this.lists.namespaces, "running · cancelled"),
        card("Tools", this.lists.tools, "running"),
      ),
      card("Just now", this.latest),
      this.totals,
    );
    this.earlier = [];
    this.timer = setInterval(() => this.refresh(), SERIES_MS);
  }

  show(params) {
    super.show(params);
    for (const button of this.range.children) button.setAttribute("aria-pressed", String(button.dataset.minutes === this.minutes));
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
    const from = Date.parse(series.from) / 1000;
    const range = [from, from + Number(this.minutes) * 60];
    this.rates.show([series.time, started, requested, completed], range, `Rates a second of the last ${this.minutes} minutes. At most ${rate(Math.max(0, ...started))} started, ${rate(Math.max(0, ...requested))} asked to stop.`);
    const worst = Math.max(0, ...series.p99Ms.filter((ms) => ms !== null));
    this.latency.show([series.time, series.p50Ms, series.p99Ms], range, `Time from cancel to stop of the last ${this.minutes} minutes. The worst p99 is ${duration(worst)}.`);
  }

  // What happened before the page was opened.
  async #loadEarlier(signal) {
    const { items } = await this.app.api.get("/api/cancellations", { state: "all", limit: LATEST * 2 }, { signal });
    this.earlier = items.map(lastEventOf).sort((a, b) => (a.time < b.time ? 1 : -1));
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
      const words = el("dt", {}, address ? el("a", { href: address }, title) : title, hint ? el("small", {}, hint) : null);
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
    return el("button", { type: "button", "data-minutes": minutes, onclick: () => go(link("overview", { minutes })) }, `${minutes} min`);
  }

  #showLists({ causes, topNamespaces, topTools }) {
    bars(this.lists.causes, causes, {
      value: (entry) => entry.count,
      name: (entry) => el("a", { href: link("history", { cause: entry.cause }) }, words(entry.cause)),
      none: "Nothing was cancelled yet.",
    });
    bars(this.lists.namespaces, topNamespaces, {
      value: (entry) => entry.running,
      name: (entry) => el("a", { href: link("running", { namespace: entry.namespace }) }, word(entry.namespace)),
      text: (entry) => `${count(entry.running)} · ${count(entry.cancelled)}`,
      none: "No namespace is used yet.",
    });
    bars(this.lists.tools, topTools, {
      value: (entry) => entry.running,
      name: (entry) => (entry.tool === null ? word(null, { none: "no tool named" }) : el("a", { href: link("running", { tool: entry.tool }) }, word(entry.tool))),
      none: "No tool runs.",
    });
  }

  #showTotals({ totals, daemon, openSessions, activeTokens }) {
    const facts = [
      `${plural(totals.cancelled, "cancellation")} since the log began, ${count(totals.force)} with force, ${count(totals.unconfirmed)} unconfirmed`,
      totals.p99Ms > 0 ? `mean ${duration(totals.avgMs)}, p50 ${duration(totals.p50Ms)}, p99 ${duration(totals.p99Ms)}` : null,
      `${plural(activeTokens, "active token")}, ${plural(openSessions, "open session")}`,
      daemon.version ? `canceld ${visibleVersion(daemon.version)}` : null,
    ];
    const text = facts.filter(Boolean).join(" · ");
    if (this.totalsText === text) return;
    this.totalsText = text;
    fill(this.totals, text, daemon.startedAt ? [", up for ", since(daemon.startedAt)] : null);
  }

  #showLatest() {
    const recent = this.app.recent.last(LATEST);
    const earlier = this.earlier.filter((event) => !recent.some((other) => other.token === event.token && other.namespace === event.namespace));
    const events = [...recent, ...earlier].slice(0, LATEST);
    if (events.length === 0) {
      fill(this.latest, el("li", { class: "none" }, "No cancellation yet."));
      return;
    }
    refill(this.latest, events.map((event) => latestItem(event, this.app.now())));
  }
}

function visibleVersion(version) {
  return String(version).slice(0, 40);
}

function card(title, content, hint = null) {
  return el("section", { class: "card" }, el("h3", {}, title, hint ? el("small", {}, hint) : null), content);
}

// The last step of a cancellation, as its event would tell it.
function lastEventOf(item) {
  const steps = [
    ["CancellationCompleted", item.completedAt],
    ["CancellationExpired", item.expiredAt],
    ["CancellationEscalated", item.escalatedAt],
    ["CancellationExecuted", item.executedAt],
    ["CancellationRequested", item.requestedAt],
  ];
  const [type, time] = steps.filter(([, at]) => at).reduce((last, step) => (step[1] > last[1] ? step : last));
  return { type, time, namespace: item.namespace, token: item.id, data: { reason: item.reason } };
}

function latestItem(event, now) {
  const name = { namespace: event.namespace, id: event.token };
  return el(
    "li",
    { class: `latest-${event.type}` },
    time(event.time, now),
    el("span", { class: "what" }, typeWords(event.type).replace("cancellation ", "")),
    event.token === undefined ? null : tokenName(name, { limit: 36 }),
    event.data.reason ? someText(event.data.reason, { what: "reason", limit: 60 }) : null,
  );
}

// A list of numbers with bars; drawn only where it differs.
function bars(list, entries, { value, name, text = (entry) => count(value(entry)), none }) {
  const said = JSON.stringify(entries);
  if (list.dataset.said === said) return;
  list.dataset.said = said;
  if (entries.length === 0) {
    fill(list, el("li", { class: "none" }, none));
    return;
  }
  const most = Math.max(1, ...entries.map(value));
  refill(list, entries.map((entry) => {
    const share = el("span", { class: "share", "aria-hidden": "true" });
    share.style.width = `${(value(entry) / most) * 100}%`;
    return el("li", {}, el("span", { class: "bar-name" }, name(entry)), el("span", { class: "bar-value" }, text(entry)), el("span", { class: "track" }, share));
  }));
}
