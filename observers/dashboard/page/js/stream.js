// The stream of changes, for as long as the page is open. It goes on from the position that it has seen, over every
// break: the server sends what came after, so nothing is missed and nothing comes twice.
//
// Events: "changes" (detail: events), "tick" (overview), "reset" ({logId, position}), "state" (this).

const FIRST_DELAY = 500;
const LAST_DELAY = 5000;

export class Stream extends EventTarget {
  #source = null;
  #timer = null;
  #delay = FIRST_DELAY;

  constructor({ open = (url) => new EventSource(url), now = Date.now } = {}) {
    super();
    this.open = open;
    this.now = now;
    this.position = 0;
    this.logId = "";
    this.state = "closed"; // closed, connecting, open, lost
    this.since = null; // when the state began
    this.nextTry = null; // where it is lost
    this.heardAt = 0;
  }

  start(position, logId) {
    this.position = position;
    this.logId = logId;
    this.#delay = FIRST_DELAY;
    this.#connect();
  }

  stop() {
    this.#close();
    this.#enter("closed");
  }

  // For a connection that looks open and is not.
  lost() {
    if (this.state !== "open" && this.state !== "connecting") return;
    this.#close();
    this.#tryAgain();
  }

  retryNow() {
    if (this.state === "lost") this.#connect();
  }

  #connect() {
    this.#close();
    if (this.state !== "lost") this.#enter("connecting");
    const source = this.open(`/api/stream?after=${this.position}&log=${encodeURIComponent(this.logId)}`);
    this.#source = source;
    const on = (type, take) =>
      source.addEventListener(type, (message) => {
        if (source !== this.#source) return;
        this.heardAt = this.now();
        take(JSON.parse(message.data));
      });
    on("hello", (data) => this.#hello(data));
    on("changes", (data) => this.#changes(data));
    on("tick", (data) => this.#tell("tick", data));
    on("reset", (data) => this.#reset(data));
    source.addEventListener("error", () => {
      if (source !== this.#source) return;
      this.#close();
      this.#tryAgain();
    });
  }

  #hello() {
    this.#delay = FIRST_DELAY;
    this.#enter("open");
  }

  #changes({ position, events }) {
    const fresh = events.filter((event) => event.position > this.position);
    this.position = Math.max(this.position, position);
    if (fresh.length > 0) this.#tell("changes", fresh);
  }

  #reset({ logId, position }) {
    this.logId = logId;
    this.position = position;
    this.#tell("reset", { logId, position });
  }

  #tryAgain() {
    this.nextTry = this.now() + this.#delay;
    this.#timer = setTimeout(() => this.#connect(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, LAST_DELAY);
    this.#enter("lost");
  }

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #enter(state) {
    if (state !== this.state) this.since = this.now();
    this.state = state;
    this.#tell("state", this);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
