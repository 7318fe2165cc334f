// What the page knows about its own truth: is it connected, is the daemon there, how old is what it shows.
import { el, fill, setText } from "./dom.js";
import { trimmed, visible } from "./format.js";
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

  // Writes only where something else is so: what is live is read out.
  update() {
    const { stream, overview } = this.app;
    const situation = this.#situation(stream, overview);
    this.content.toggleAttribute("data-stale", situation.stale);
    this.connection.dataset.state = situation.name;
    setText(this.connection, situation.word);
    const text = JSON.stringify([situation.name, situation.since, stream.nextTry, overview?.daemon.fault]);
    if (text === this.shown) return;
    this.shown = text;
    fill(this.banners, situation.banner);
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
    const from = this.app.serverTime(stream.since);
    const retry = el("button", { type: "button", onclick: () => stream.retryNow() }, "Try now");
    const words = [el("strong", {}, "No connection to this dashboard."), " What you see is ", since(from), " old. Next try ", until(this.app.serverTime(stream.nextTry), { due: "now" }), "."];
    return { name: "lost", word: "no connection", stale: true, since: from, banner: banner("bad", words, retry) };
  }

  #away({ daemon }) {
    const from = this.app.awaySince;
    const fault = daemon.fault ? el("bdi", { class: "detail" }, trimmed(visible(daemon.fault), FAULT_LIMIT).text) : null;
    const words = [el("strong", {}, "The daemon is away."), " What you see is ", since(from), " old; it goes on by itself when the daemon is back. ", fault];
    return { name: "away", word: "daemon away", stale: true, since: from, banner: banner("bad", words) };
  }

  #behind() {
    return { name: "behind", word: "catching up", stale: false, banner: banner("calm", "Reading what happened meanwhile…") };
  }
}

function banner(kind, words, action = null) {
  return el("div", { class: `banner banner-${kind}` }, el("p", {}, words), action);
}
