// What every view is to the app. A view has an `element` and a `title`; it draws when `show` gives it the address's
// filters, and again when something changed.
import { el, setText } from "../dom.js";
import { Refresher } from "../refresher.js";

// After this time without an answer, people are told that there will be one.
const SLOW_MS = 1000;

export class View {
  constructor(app, title) {
    this.app = app;
    this.title = title;
    this.params = new URLSearchParams();
    this.element = el("section", { class: "view", "aria-label": title });
    this.fault = el("p", { class: "fault", role: "alert" });
    this.waiting = el("p", { class: "waiting", role: "status" });
    this.waitingWords = "Loading…";
    this.refresher = new Refresher((signal) => this.#load(signal));
    this.loaded = false;
  }

  show(params) {
    this.params = params;
    this.element.setAttribute("aria-busy", "true");
    this.#tellWhenSlow();
    this.refresher.now();
  }

  // Soon, and not too often.
  refresh() {
    this.refresher.request();
  }

  tick() {}

  changes() {}

  close() {
    clearTimeout(this.slow);
    this.refresher.stop();
  }

  #tellWhenSlow() {
    clearTimeout(this.slow);
    this.slow = setTimeout(() => setText(this.waiting, this.waitingWords), SLOW_MS);
  }

  // Fetches and draws; each view has its own.
  async load() {}

  // Says what went wrong with this view alone; that the server or the daemon is away is said above.
  async #load(signal) {
    try {
      await this.load(signal);
      this.loaded = true;
      setText(this.fault, "");
    } catch (error) {
      if (error.name === "AbortError") throw error;
      if (error.code === undefined) console.error(error);
      const saidElsewhere = error.code === "no_connection" || error.code === "login_required";
      setText(this.fault, saidElsewhere ? "" : error.message);
    }
    if (signal.aborted) return;
    clearTimeout(this.slow);
    setText(this.waiting, "");
    this.element.removeAttribute("aria-busy");
    this.app.drawn();
  }
}

export function head(title, ...more) {
  return el("header", { class: "head" }, el("h1", {}, title), el("div", { class: "head-more" }, more));
}

export function emptyState(title, words) {
  return el("div", { class: "empty" }, el("p", { class: "empty-title" }, title), el("p", {}, words));
}
