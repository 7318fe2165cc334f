// One token: how its cancellation went, what happened to it, what is above and below it.
import { el, fill } from "../dom.js";
import { duration, plural, trimmed, visible, words } from "../format.js";
import { eventTexts, eventWords, typeWords } from "../event_words.js";
import { askCancel } from "../dialogs/cancel_dialog.js";
import { steps } from "../parts/steps.js";
import { labels, mode, someText, state, time, word } from "../parts/text.js";
import { tree } from "../parts/tree.js";
import { emptyState, View } from "./view.js";

const EVENTS = 200;

export class TokenView extends View {
  constructor(app) {
    super(app, "Token");
    this.body = el("div", {}, el("p", { class: "loading" }, "Loading…"));
    this.element.append(this.fault, this.body);
    this.shown = "";
  }

  get name() {
    return { namespace: this.params.get("namespace") ?? "default", id: this.params.get("id") ?? "" };
  }

  show(params) {
    if (params.toString() !== this.params.toString()) {
      this.shown = "";
      fill(this.body, el("p", { class: "loading" }, "Loading…"));
    }
    super.show(params);
    document.title = `${trimmed(visible(this.name.id), 40).text} · canceld`;
  }

  tick() {
    if (this.mayChange) this.refresh();
  }

  changes(events) {
    const { namespace, id } = this.name;
    if (events.some((event) => event.token === id && event.namespace === namespace)) this.refresh();
  }

  async load(signal) {
    try {
      const [token, around] = await Promise.all([
        this.app.api.get("/api/token", this.name, { signal }),
        this.app.api
          .get("/api/tree", this.name, { signal })
          .catch((error) => (error.name === "AbortError" ? Promise.reject(error) : null)),
      ]);
      this.#draw(token, around);
    } catch (error) {
      if (error.code !== "not_found") throw error;
      this.shown = "";
      this.mayChange = false;
      fill(this.body, emptyState("No such token.", "It never was, or its events have been removed from the log."));
    }
  }

  // Only what differs from what is shown is drawn, so that the focus stays where it is.
  #draw(token, around) {
    const text = JSON.stringify([token, around]);
    this.mayChange = !["completed", "released"].includes(token.status.state);
    if (text === this.shown) return;
    this.shown = text;
    const focused = this.body.contains(document.activeElement) ? document.activeElement : null;
    const details = [...this.body.querySelectorAll("details[open]")].map((entry) => entry.dataset.position);
    fill(this.body, this.#head(token), this.#cancellation(token), this.#around(around), this.#events(token, details));
    if (focused) (this.#successor(focused) ?? this.app.content).focus({ preventScroll: true });
  }

  // What stands where `element` stood before all was drawn anew.
  #successor(element) {
    if (element.id) return document.getElementById(element.id);
    const position = element.closest("details")?.dataset.position;
    if (position) return this.body.querySelector(`details[data-position="${position}"] ${element.localName}`);
    const href = element.getAttribute("href");
    return href && [...this.body.querySelectorAll("a")].find((link) => link.getAttribute("href") === href);
  }

  #head({ status, cancellation }) {
    const canBeCancelled = this.app.mayCancel && status.state === "active";
    const canBeForced =
      this.app.mayCancel && cancellation && cancellation.state !== "completed" && cancellation.mode === "graceful";
    const buttons = [
      canBeCancelled &&
        el(
          "button",
          { type: "button", id: "cancel-token", class: "danger", onclick: () => askCancel(this.app, this.name) },
          "Cancel…",
        ),
      canBeForced &&
        el(
          "button",
          { type: "button", id: "force-token", onclick: () => askCancel(this.app, this.name, { force: true }) },
          "Force…",
        ),
    ];
    const title = el(
      "h1",
      { class: "token-title" },
      el("bdi", { class: "namespace" }, visible(status.namespace)),
      el("span", { class: "slash" }, "/"),
      el("bdi", {}, visible(status.id)),
    );
    const unconfirmed = cancellation?.unconfirmed ?? false;
    return el(
      "header",
      { class: "head head-token" },
      el("div", {}, title, el("p", { class: "facts" }, state(status.state, { unconfirmed }), this.#facts(status))),
      el("div", { class: "head-more" }, buttons),
    );
  }

  #facts(status) {
    const facts = [];
    if (status.tool) facts.push(["tool ", word(status.tool)]);
    if (status.createdAt) facts.push(["made ", time(status.createdAt, this.app.now())]);
    const running = status.operations?.length ?? 0;
    if (running > 0) facts.push([plural(running, "operation runs", "operations run"), " under it"]);
    if (status.expiresAt) facts.push(["lives until ", time(status.expiresAt, this.app.now())]);
    return [...facts.map((fact) => el("span", { class: "fact" }, fact)), labels(status.labels)];
  }

  #cancellation({ cancellation }) {
    if (!cancellation) return null;
    const facts = [
      ["Reason", someText(cancellation.reason, { what: "reason", limit: 200, none: "none given" })],
      ["Cause", words(cancellation.cause)],
      ["Mode", mode(cancellation.mode)],
      ["Asked by", word(cancellation.requestedBy, { limit: 80 })],
    ];
    return el(
      "section",
      { class: "part card" },
      el("h2", {}, "Cancellation"),
      steps(cancellation, this.app.now()),
      el(
        "dl",
        { class: "pairs" },
        facts.map(([title, value]) => el("div", {}, el("dt", {}, title), el("dd", {}, value))),
      ),
    );
  }

  #around(around) {
    if (!around || (around.nodes.length <= 1 && around.ancestors.length === 0)) return null;
    return el("section", { class: "part card" }, el("h2", {}, "Above and below"), tree(around));
  }

  #events({ events, eventsTruncated }, open) {
    const shown = events.slice(-EVENTS);
    const items = shown.map((event, index) => this.#event(event, shown[index - 1], open));
    const more =
      eventsTruncated || events.length > shown.length
        ? el("p", { class: "hint" }, "Earlier events are left out.")
        : null;
    return el("section", { class: "part card" }, el("h2", {}, "Events"), more, el("ol", { class: "events" }, items));
  }

  #event(event, before, open) {
    const texts = eventTexts(event).map(([what, text]) =>
      el("p", { class: "event-text" }, `${what} `, someText(text, { what, limit: 160 })),
    );
    const gap = before ? ageBetween(before.time, event.time) : null;
    const whole = el(
      "details",
      { "data-position": event.position, open: open.includes(String(event.position)) },
      el("summary", {}, "data"),
      el("pre", { tabindex: "0" }, el("bdi", {}, visibleJson(event))),
    );
    return el(
      "li",
      { class: `event event-${event.type}` },
      el("span", { class: "position" }, `${event.position}`),
      el("span", { class: "event-time" }, time(event.time, this.app.now()), gap),
      el(
        "div",
        { class: "event-what" },
        el("strong", {}, typeWords(event.type)),
        " ",
        someText(eventWords(event), { what: event.type, limit: 200, none: "" }),
        texts,
        whole,
      ),
    );
  }
}

function ageBetween(from, until) {
  const ms = new Date(until) - new Date(from);
  return ms > 0 ? el("span", { class: "gap" }, ` +${duration(ms)}`) : null;
}

function visibleJson(event) {
  return JSON.stringify(event, null, 2).split("\n").map(visible).join("\n");
}
