// The last steps of cancellations: what the page has seen, and behind it what was before the page was opened.
import { el, fill, refill } from "../dom.js";
import { typeWords } from "../event_words.js";
import { someText, time, tokenName } from "./text.js";

const REASON_LENGTH = 60;

export class LatestList {
  #recent = [];
  #earlier = [];
  #now = 0;

  constructor(length) {
    this.length = length;
    this.element = el("ol", { class: "latest" });
  }

  // Events, the newest first.
  show(recent, now) {
    this.#recent = recent;
    this.#now = now;
    this.#draw();
  }

  // Cancellations of which the events came too early for this page.
  showEarlier(cancellations) {
    this.#earlier = cancellations.map(lastEventOf).sort((a, b) => (a.time < b.time ? 1 : -1));
    this.#draw();
  }

  #draw() {
    const isNew = (event) =>
      this.#recent.some(({ namespace, token }) => token === event.token && namespace === event.namespace);
    const earlier = this.#earlier.filter((event) => !isNew(event));
    const events = [...this.#recent, ...earlier].slice(0, this.length);
    if (events.length === 0) fill(this.element, el("li", { class: "none" }, "No cancellation yet."));
    else
      refill(
        this.element,
        events.map((event) => line(event, this.#now)),
      );
  }
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
  const [type, at] = steps.filter((step) => step[1]).reduce((last, step) => (step[1] > last[1] ? step : last));
  return { type, time: at, namespace: item.namespace, token: item.id, data: { reason: item.reason } };
}

function line(event, now) {
  const name = { namespace: event.namespace, id: event.token };
  return el(
    "li",
    { class: `latest-${event.type}` },
    time(event.time, now),
    el("span", { class: "what" }, typeWords(event.type).replace("cancellation ", "")),
    event.token === undefined ? null : tokenName(name, { limit: 36 }),
    event.data.reason ? someText(event.data.reason, { what: "reason", limit: REASON_LENGTH }) : null,
  );
}
