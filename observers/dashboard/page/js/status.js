// What the page knows about its own truth: is it connected, is the daemon there, how old is what it shows.
import { el, fill, setText } from "./dom.js";
import { trimmed, visible } from "./format.js";
import { time } from "./parts/text.js";
import { since, tick, until } from "./parts/ticking.js";

const FAULT_LIMIT = 200;

export class Status {
  constructor(app) {
    this.app = app;
    this.connection = document.getElementById("connection");
    this.banners = document.getElementById("banners");
    this.content = document.getElementById("content");
    this.shown = "";
  }

  // What is live is read out: so only what changed is written, and what ticks is for the eyes alone.
  update() {
    const { stream, overview } = this.app;
    const situation = this.#situation(stream, overview);
    this.content.toggleAttribute("data-stale", situation.stale);
    this.connection.dataset.state = situation.name;
    setText(this.connection, situation.word);
    const text = JSON.stringify([situation.name, situation.since, situation.fault]);
    if (text !== this.shown) fill(this.banners, situation.banner?.());
    this.shown = text;
    const next = this.banners.querySelector("[data-until]");
    if (next) next.dataset.until = this.app.serverTime(stream.nextTry);
    tick(this.banners, this.app.now());
  }

  #situation(stream, overview) {
    if (stream.state === "lost") return this.#lost(stream);
    if (overview && !overview.daemon.connected) return this.#away(overview);
    if (overview && !overview.daemon.caughtUp) return this.#behind();
    if (stream.state !== "open") return { name: "connecting", word: "connecting…", stale: false };
    return { name: "live", word: "live", stale: false };
  }

  #lost(stream) {
    const from = new Date(stream.since + this.app.clockOffset).toISOString();
    const draw = () => {
      const retry = el("button", { type: "button", onclick: () => stream.retryNow() }, "Try now");
      const next = forEyes(" Next try ", until(this.app.serverTime(stream.nextTry), { due: "now" }), ".");
      return banner("bad", [el("strong", {}, "No connection to this dashboard. "), this.#asOf(from), ".", next], retry);
    };
    return { name: "lost", word: "no connection", stale: true, since: stream.since, banner: draw };
  }

  #away({ daemon }) {
    const from = this.app.awaySince;
    const draw = () => {
      const fault = daemon.fault ? trimmed(visible(daemon.fault), FAULT_LIMIT).text : null;
      const detail = fault ? el("bdi", { class: "detail" }, fault) : null;
      const more = "; it goes on by itself when the daemon is back. ";
      return banner("bad", [el("strong", {}, "The daemon is away. "), this.#asOf(from), more, detail]);
    };
    return { name: "away", word: "daemon away", stale: true, since: from, fault: daemon.fault, banner: draw };
  }

  #behind() {
    const draw = () => banner("calm", "Reading what happened meanwhile…");
    return { name: "behind", word: "catching up", stale: false, banner: draw };
  }

  #asOf(from) {
    return ["What you see is from ", time(from, this.app.now()), forEyes(", ", since(from), " ago")];
  }
}

function forEyes(...parts) {
  return el("span", { "aria-hidden": "true" }, parts);
}

function banner(kind, words, action = null) {
  return el("div", { class: `banner banner-${kind}` }, el("p", {}, words), action);
}
