// What a daemon would know, made up: operations that start, are cancelled and stop, with the events thereof. Time goes
// on only as far as its owner lets it, with `step`.

const GRACE_MS = 8000;
const FORCE_MS = 5000;
const TOOLS = ["search", "fetch", "index", "render", "transcode", "summarise", null];
const NAMESPACES = ["default", "github", "gitlab", "mail", "maps"];
const CAUSES = [
  "user_requested",
  "user_requested",
  "timeout",
  "client_disconnected",
  "superseded",
  "resource_exhausted",
];

export const HOSTILE_REASONS = [
  `<img src=x onerror="alert('injected')"><script>alert(1)</script>`,
  "\u202Egnp.exe\u202C looks harmless\u200b\u0007",
  "two lines\nand a tab\there\r\n<b>bold?</b>",
  "x".repeat(4096),
  "שלום עולם — مرحبا بالعالم",
  "Z̷̡̨̛͎̘a̸̢͎͋̈́l̵̰̓͝g̶͉͋͆o̵̧͗",
];

const keyOf = ({ namespace, id }) => `${namespace}\n${id}`;
const iso = (ms) => new Date(ms).toISOString();

export class FakeWorld {
  constructor({ now = Date.now, random = Math.random, logId = "11111111-2222-3333-4444-555555555555" } = {}) {
    Object.assign(this, { now, random, logId });
    this.tokens = new Map();
    this.running = new Map();
    this.cancellations = new Map();
    this.open = new Map();
    this.events = [];
    this.counts = { started: 0, requested: 0, completed: 0, finished: 0 };
    this.series = [];
    this.listeners = new Set();
    this.startedAt = now();
  }

  get position() {
    return this.events.length;
  }

  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  start(
    name,
    {
      tool = null,
      session = null,
      labels = {},
      parents = [],
      startedAt = this.now(),
      graceMs = GRACE_MS,
      forceMs = FORCE_MS,
    } = {},
  ) {
    const names = parents.map(({ namespace, id }) => ({ namespace, id }));
    const token = {
      ...name,
      tool,
      session,
      labels,
      parents: names,
      startedAt: iso(startedAt),
      graceMs,
      forceMs,
      state: "active",
      events: [],
      cancellation: null,
      isRunning: true,
      children: [],
    };
    this.tokens.set(keyOf(name), token);
    this.running.set(keyOf(name), token);
    for (const parent of parents) this.tokens.get(keyOf(parent))?.children.push(token);
    this.#tell(token, "TokenCreated", { parents: names, ttlMs: null, labels });
    this.#tell(token, "OperationStarted", {
      tool,
      requestId: null,
      session,
      deadlineMs: null,
      graceMs,
      forceMs,
      parents: names,
      labels,
      alreadyRunning: false,
    });
    this.counts.started += 1;
    return token;
  }

  cancel(name, { reason = null, mode = "graceful", cause = "user_requested", requestedBy = "dashboard" } = {}) {
    const token = this.tokens.get(keyOf(name));
    if (token.cancellation) {
      if (mode === "force") this.escalate(token, "requested");
      return true;
    }
    const at = this.now();
    const isForce = mode === "force";
    token.state = "requested";
    token.cancellation = {
      namespace: token.namespace,
      id: token.id,
      tool: token.tool,
      operation: true,
      state: "requested",
      cause,
      reason,
      mode,
      requestedBy,
      requestedAt: iso(at),
      executedAt: null,
      escalatedAt: null,
      completedAt: null,
      expiredAt: null,
      outcome: null,
      late: false,
      latencyMs: null,
      escalatesAt: isForce ? null : iso(at + token.graceMs),
      unconfirmedAt: isForce ? iso(at + token.forceMs) : null,
      unconfirmed: false,
      position: 0,
    };
    this.cancellations.set(keyOf(token), token.cancellation);
    this.open.set(keyOf(token), token);
    this.counts.requested += 1;
    this.#tell(token, "CancellationRequested", { reason, cause, mode, graceMs: null, forceMs: null, requestedBy });
    for (const child of token.children)
      if (child.isRunning) this.cancel(child, { reason, mode, cause: "parent_cancelled", requestedBy });
    return false;
  }

  executed(token) {
    if (!token.cancellation || token.cancellation.executedAt) return;
    if (!token.cancellation.unconfirmed) token.state = token.cancellation.state = "executed";
    token.cancellation.executedAt = iso(this.now());
    this.#tell(token, "CancellationExecuted", {});
  }

  escalate(token, because) {
    const { cancellation } = token;
    if (cancellation.mode === "force" || cancellation.completedAt) return;
    Object.assign(cancellation, {
      mode: "force",
      escalatedAt: iso(this.now()),
      escalatesAt: null,
      unconfirmedAt: iso(this.now() + token.forceMs),
    });
    this.#tell(token, "CancellationEscalated", { mode: "force", because });
  }

  expire(token) {
    Object.assign(token.cancellation, {
      state: "expired",
      unconfirmed: true,
      expiredAt: iso(this.now()),
      unconfirmedAt: null,
    });
    token.state = "expired";
    this.#tell(token, "CancellationExpired", { because: "unconfirmed" });
  }

  finish(token, outcome) {
    token.isRunning = false;
    this.running.delete(keyOf(token));
    const { cancellation } = token;
    if (!cancellation) {
      token.state = "released";
      this.counts.finished += 1;
      this.#tell(token, "OperationFinished", { outcome, error: null });
      return;
    }
    const at = this.now();
    Object.assign(cancellation, {
      state: "completed",
      completedAt: iso(at),
      outcome,
      late: cancellation.unconfirmed,
      unconfirmed: false,
      latencyMs: at - Date.parse(cancellation.requestedAt),
      escalatesAt: null,
      unconfirmedAt: null,
    });
    token.state = "completed";
    this.open.delete(keyOf(token));
    this.counts.completed += 1;
    this.#tell(token, "CancellationCompleted", {
      outcome,
      error: outcome === "failed" ? "no space" : null,
      ...(cancellation.late ? { late: true } : {}),
    });
  }

  // The times that ran out.
  step() {
    const at = this.now();
    for (const token of [...this.open.values()]) {
      const { escalatesAt, unconfirmedAt } = token.cancellation;
      if (escalatesAt && Date.parse(escalatesAt) <= at) this.escalate(token, "grace_elapsed");
      else if (unconfirmedAt && Date.parse(unconfirmedAt) <= at) this.expire(token);
    }
  }

  // Some life: a few operations begin, a few are cancelled, a few stop.
  live(number) {
    for (let index = 0; index < number; ++index) this.startAny();
    const keys = [...this.running.keys()];
    for (let index = 0; index < Math.ceil(number / 4); ++index) {
      const token = this.running.get(this.pick(keys));
      if (token && !token.cancellation)
        this.cancel(token, {
          reason: this.random() < 0.4 ? this.pick(HOSTILE_REASONS) : "not needed any more",
          cause: this.pick(CAUSES),
          mode: this.random() < 0.15 ? "force" : "graceful",
          requestedBy: "ann",
        });
    }
    for (const token of [...this.open.values()]) {
      if (this.random() < 0.12) this.executed(token);
      else if (token.cancellation.executedAt && this.random() < 0.25)
        this.finish(token, this.pick(["stopped", "stopped", "succeeded", "failed"]));
    }
    for (let index = 0; index < number - 1; ++index) {
      const token = this.running.get(this.pick(keys));
      if (token && !token.cancellation) this.finish(token, "succeeded");
    }
  }

  startAny(age = 0) {
    const namespace = this.pick(NAMESPACES);
    const id = `${this.pick(["call", "job", "task"])}-${(this.#next += 1)}`;
    const labels = this.random() < 0.3 ? { team: this.pick(["search", "billing"]) } : {};
    return this.start(
      { namespace, id },
      {
        tool: this.pick(TOOLS),
        session: `session-${Math.floor(this.random() * 20)}`,
        labels,
        startedAt: this.now() - age,
      },
    );
  }

  #next = 0;

  sample() {
    const last = this.series.at(-1)?.counts ?? { started: 0, requested: 0, completed: 0, finished: 0 };
    const step = Object.fromEntries(Object.keys(this.counts).map((name) => [name, this.counts[name] - last[name]]));
    const wait = 40 + this.random() * 60;
    this.series.push({
      at: this.now() / 1000,
      counts: { ...this.counts },
      step,
      p50: step.completed ? wait : null,
      p99: step.completed ? wait * (3 + this.random() * 4) : null,
    });
  }

  #tell(token, type, data) {
    const event = {
      position: this.position + 1,
      version: token.events.length + 1,
      type,
      time: iso(this.now()),
      namespace: token.namespace,
      token: token.id,
      operation: token.id,
      tool: token.tool,
      data,
    };
    this.events.push(event);
    token.events.push(event);
    if (token.cancellation) token.cancellation.position = event.position;
    for (const listener of this.listeners) listener(event);
  }
}
