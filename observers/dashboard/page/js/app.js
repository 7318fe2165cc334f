// Holds the page together: the session, the stream, the view that the address names. Views get the app and call it.
import { Api } from "./api.js";
import { el, fill, setText } from "./dom.js";
import { count } from "./format.js";
import { note } from "./parts/notes.js";
import { tick } from "./parts/ticking.js";
import { link, parse } from "./route.js";
import { Status } from "./status.js";
import { Recent } from "./store.js";
import { Stream } from "./stream.js";
import { CancellingView } from "./views/cancelling.js";
import { HistoryView } from "./views/history.js";
import { LoginView } from "./views/login.js";
import { OverviewView } from "./views/overview.js";
import { RunningView } from "./views/running.js";
import { TokenView } from "./views/token.js";

const MAKE = {
  overview: OverviewView,
  running: RunningView,
  cancelling: CancellingView,
  history: HistoryView,
  token: TokenView,
};
const NAV = [
  ["overview", "Overview", null],
  ["running", "Running", "running"],
  ["cancelling", "Cancelling", "cancelling"],
  ["history", "History", null],
];
const SILENCE_MS = 20_000; // after which the page asks whether the server is still there
const RETRY_MS = 2000;

export class App {
  constructor() {
    this.content = document.getElementById("content");
    this.api = new Api({ onLost: () => this.stream.lost(), onLogin: () => this.askLogin() });
    this.stream = new Stream();
    this.recent = new Recent();
    this.session = null;
    this.overview = null;
    this.awaySince = null;
    this.clockOffset = 0; // the server's clock less ours
    this.view = null;
    this.status = new Status(this);
  }

  now() {
    return Date.now() + this.clockOffset;
  }

  // A moment of our clock, as the server would write it.
  serverTime(ms) {
    return new Date((ms ?? Date.now()) + this.clockOffset).toISOString();
  }

  get mayCancel() {
    return this.session !== null && !this.session.readOnly;
  }

  async start() {
    this.#makeNav();
    window.addEventListener("hashchange", () => this.#route());
    this.stream.addEventListener("changes", ({ detail }) => this.#changes(detail));
    this.stream.addEventListener("tick", ({ detail }) => this.#tick(detail));
    this.stream.addEventListener("reset", () => this.#reset());
    this.stream.addEventListener("state", () => this.#streamState());
    document.getElementById("logout").addEventListener("click", () => this.#logout());
    setInterval(() => this.#everySecond(), 1000);
    await this.enter();
  }

  // Begins, or begins again after a login.
  async enter() {
    try {
      this.session = await this.api.session();
      this.#showSession();
      if (this.session.loginRequired && !this.session.loggedIn) return this.askLogin();
      this.#tick(await this.api.get("/api/overview"));
      this.stream.start(this.overview.position, this.overview.logId);
      this.#route();
    } catch (error) {
      if (error.code !== "login_required") this.#beginLater(error);
    }
  }

  askLogin() {
    this.stream.stop();
    if (this.view instanceof LoginView) return;
    this.#show(new LoginView(this), new URLSearchParams());
    document.body.dataset.locked = "";
  }

  // What is shown may have changed by something that we did.
  changed() {
    this.view?.refresh();
  }

  // The view calls it when it has drawn something new.
  drawn() {
    tick(this.content, this.now());
  }

  #beginLater(error) {
    fill(this.content, el("p", { class: "empty" }, `${error.message} Trying again…`));
    setTimeout(() => this.enter(), RETRY_MS);
  }

  #route() {
    const { view, params } = parse(location.hash);
    if (this.session?.loginRequired && !this.session.loggedIn) return this.askLogin();
    if (!this.overview) return;
    if (this.view instanceof MAKE[view]) this.view.show(params);
    else this.#show(new MAKE[view](this), params);
    for (const entry of document.querySelectorAll("nav.views a")) {
      if (entry.dataset.view !== view) {
        entry.removeAttribute("aria-current");
        continue;
      }
      entry.setAttribute("aria-current", "page");
      entry.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    this.drawn();
  }

  #show(view, params) {
    const isFirst = this.view === null || this.view instanceof LoginView;
    this.view?.close();
    this.view = view;
    delete document.body.dataset.locked;
    fill(this.content, view.element);
    document.title = view.title ? `${view.title} · canceld` : "canceld";
    view.show(params);
    if (!isFirst) {
      this.content.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    this.status.update();
  }

  #changes(events) {
    this.recent.add(events);
    document.documentElement.dataset.position = this.stream.position;
    document.dispatchEvent(new CustomEvent("canceld:changes", { detail: events }));
    this.view?.changes(events);
    this.drawn();
  }

  #tick(overview) {
    this.clockOffset = new Date(overview.serverTime).getTime() - Date.now();
    if (overview.daemon.connected) this.awaySince = null;
    else this.awaySince = overview.daemon.awaySince ?? this.awaySince ?? this.serverTime();
    this.overview = overview;
    this.#showCounts();
    this.view?.tick(overview);
    this.status.update();
    this.drawn();
  }

  #reset() {
    this.recent.clear();
    note("The log is another one now: everything is read anew.");
    this.view?.refresh();
  }

  // A server that is there again may be another one: is its login the same, what has changed meanwhile?
  async #streamState() {
    const { state } = this.stream;
    const isBack = state === "open" && this.wasLost;
    if (state === "lost") this.wasLost = true;
    this.status.update();
    if (state === "lost") await this.#checkLogin();
    if (!isBack) return;
    this.wasLost = false;
    this.api.session().catch(() => {});
    this.view?.refresh();
  }

  // A stream that is refused tells nobody why.
  async #checkLogin() {
    const session = await this.api.session().catch(() => null);
    if (!session) return;
    this.session = session;
    if (session.loginRequired && !session.loggedIn) this.askLogin();
  }

  #everySecond() {
    tick(document.body, this.now());
    const isSilent = this.stream.state === "open" && Date.now() - this.stream.heardAt > SILENCE_MS;
    if (!isSilent || document.hidden) return;
    this.stream.heardAt = Date.now();
    this.api.get("/api/overview").then(
      (overview) => this.#tick(overview),
      () => {},
    );
  }

  #makeNav() {
    const entries = NAV.map(([view, title, number]) =>
      el(
        "a",
        { href: link(view), "data-view": view },
        title,
        number ? el("span", { class: "badge", "data-number": number }) : null,
      ),
    );
    fill(document.querySelector("nav.views"), entries);
  }

  #showCounts() {
    for (const badge of document.querySelectorAll("nav.views [data-number]"))
      setText(badge, count(this.overview[badge.dataset.number]));
    const cancelling = document.querySelector("nav.views [data-number=cancelling]");
    cancelling.toggleAttribute("data-bad", this.overview.unconfirmed > 0);
  }

  #showSession() {
    document.getElementById("read-only").hidden = !this.session.readOnly;
    document.getElementById("logout").hidden = !(this.session.loginRequired && this.session.loggedIn);
  }

  async #logout() {
    await this.api.post("/api/logout", {}).catch((error) => note(error.message, { bad: true }));
    this.stream.stop();
    await this.enter();
  }
}
