// Cancellations, as a list of the server's has them and the events after it change them. Pure: the same list and events
// give the same cancellations, in the browser as in a test.

const KEPT_OVER = 200; // cancellations that are over
const KEPT_OPEN = 500; // and that are not: more than a page shows, which counts them by what the server says

export function keyOf({ namespace, id }) {
  return `${namespace}\n${id}`;
}

export function isOver({ state }) {
  return state === "completed";
}

// What `event` makes of `before` (undefined where nothing is known of its token). Never changes `before`.
export function folded(before, event) {
  const { position, time, data } = event;
  switch (event.type) {
    case "CancellationRequested":
      return {
        namespace: event.namespace,
        id: event.token,
        tool: event.tool ?? before?.tool ?? null,
        operation: Boolean(event.operation),
        state: "requested",
        cause: data.cause,
        reason: data.reason ?? null,
        mode: data.mode,
        requestedBy: data.requestedBy ?? null,
        requestedAt: time,
        executedAt: null,
        escalatedAt: null,
        completedAt: null,
        expiredAt: null,
        outcome: null,
        late: false,
        latencyMs: null,
        escalatesAt: null,
        unconfirmedAt: null,
        unconfirmed: false,
        position,
      };
    case "CancellationExecuted":
      return before && { ...before, state: before.unconfirmed ? before.state : "executed", executedAt: time, position };
    case "CancellationEscalated":
      return before && { ...before, mode: data.mode, escalatedAt: time, escalatesAt: null, position };
    case "CancellationCompleted":
      return (
        before && {
          ...before,
          state: "completed",
          completedAt: time,
          outcome: data.outcome,
          late: Boolean(data.late),
          latencyMs: Math.max(0, new Date(time) - new Date(before.requestedAt)),
          escalatesAt: null,
          unconfirmedAt: null,
          unconfirmed: false,
          position,
        }
      );
    case "CancellationExpired":
      if (data.because !== "unconfirmed") return before; // a time-to-live that ran out is no cancellation
      return (
        before && {
          ...before,
          state: "expired",
          expiredAt: time,
          unconfirmed: true,
          escalatesAt: null,
          unconfirmedAt: null,
          position,
        }
      );
    default:
      return before;
  }
}

export class CancellationStore {
  #items = new Map();

  // `fits(cancellation)` says what belongs into this store.
  constructor(fits = () => true) {
    this.fits = fits;
    this.position = 0;
  }

  // A list of the server's, and the position up to which it is true.
  reset(items, position) {
    this.#items = new Map(items.map((item) => [keyOf(item), item]));
    this.position = position;
  }

  // Events in order; those up to the store's position are in it already.
  apply(events) {
    for (const event of events) {
      if (event.position <= this.position) continue;
      this.position = event.position;
      if (event.token !== undefined) this.#fold(event);
    }
    this.#forget();
  }

  #fold(event) {
    const key = keyOf({ namespace: event.namespace, id: event.token });
    const after = folded(this.#items.get(key), event);
    if (after && this.fits(after)) this.#items.set(key, after);
  }

  #forget() {
    if (this.#items.size <= KEPT_OVER) return;
    const tooMany = [...this.over().slice(KEPT_OVER), ...this.open().slice(KEPT_OPEN)];
    for (const item of tooMany) this.#items.delete(keyOf(item));
  }

  // What is not over: unconfirmed first, then in order of request.
  open() {
    return [...this.#items.values()]
      .filter((item) => !isOver(item))
      .sort(
        (a, b) =>
          Number(b.unconfirmed) - Number(a.unconfirmed) ||
          compare(a.requestedAt, b.requestedAt) ||
          a.position - b.position,
      );
  }

  // What is over: what ended last comes first.
  over() {
    return [...this.#items.values()]
      .filter(isOver)
      .sort((a, b) => compare(b.completedAt, a.completedAt) || b.position - a.position);
  }
}

function compare(a, b) {
  if (a === b) return 0;
  return String(a) < String(b) ? -1 : 1;
}

// The last events, so that a list that is older than the stream can be brought up to it.
export class Recent {
  #events = [];

  constructor(limit = 2000) {
    this.limit = limit;
  }

  add(events) {
    this.#events.push(...events);
    if (this.#events.length > this.limit) this.#events.splice(0, this.#events.length - this.limit);
  }

  clear() {
    this.#events = [];
  }

  after(position) {
    return this.#events.filter((event) => event.position > position);
  }

  last(number) {
    return this.#events.slice(-number).reverse();
  }
}
