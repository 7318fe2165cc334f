// Fetches again when asked to: one at a time, at most once a second (slower where the answers are slow), and only while
// somebody looks at the page.

const AT_MOST_MS = 1000;
const SHARE = 4; // of the time, one part at most is spent on waiting for the server

export class Refresher {
  #timer = null;
  #running = null;
  #wanted = false;
  #next = 0;

  // `work(signal)` fetches and shows.
  constructor(work) {
    this.work = work;
    this.onVisible = () => {
      if (!document.hidden && this.#wanted) this.request();
    };
    document.addEventListener("visibilitychange", this.onVisible);
  }

  // Soon.
  request() {
    this.#wanted = true;
    if (this.#running || this.#timer !== null || document.hidden) return;
    this.#timer = setTimeout(() => this.now(), Math.max(0, this.#next - performance.now()));
  }

  // At once, in the place of what is under way: what is wanted has changed.
  async now() {
    this.#abort();
    const running = new AbortController();
    this.#running = running;
    this.#wanted = false;
    const began = performance.now();
    try {
      await this.work(running.signal);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    } finally {
      if (this.#running === running) this.#finish(performance.now() - began);
    }
  }

  #finish(took) {
    this.#running = null;
    this.#next = performance.now() + Math.max(AT_MOST_MS, took * SHARE);
    if (this.#wanted) this.request();
  }

  #abort() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#running?.abort();
    this.#running = null;
  }

  stop() {
    this.#abort();
    this.#wanted = false;
    document.removeEventListener("visibilitychange", this.onVisible);
  }
}
