// An event's details in words. Pure.
import { duration, plural, words } from "./format.js";

const BECAUSE = {
  grace_elapsed: "its grace was over",
  requested: "it was asked for",
  ttl: "its time-to-live ran out",
  unconfirmed: "nobody confirmed the stop in time",
};

const SAY = {
  TokenCreated: ({ parents, ttlMs, labels }) => [
    parents?.length ? `under ${plural(parents.length, "parent")}` : null,
    ttlMs ? `lives ${duration(ttlMs)}` : null,
    pairs(labels),
  ],
  OperationStarted: (data) => [
    data.tool ? `tool ${data.tool}` : null,
    data.graceMs !== null && data.graceMs !== undefined ? `grace ${duration(data.graceMs)}` : null,
    data.deadlineMs ? `deadline ${duration(data.deadlineMs)}` : null,
    data.alreadyRunning ? "was running already" : null,
    pairs(data.labels),
  ],
  CancellationRequested: ({ cause, mode, requestedBy }) => [
    words(cause),
    words(mode),
    requestedBy ? `by ${requestedBy}` : null,
  ],
  CancellationEscalated: ({ because }) => ["force", BECAUSE[because] ?? words(because)],
  CancellationCompleted: ({ outcome, late }) => [words(outcome), late ? "late" : null],
  CancellationExpired: ({ because }) => [BECAUSE[because] ?? words(because)],
  OperationFinished: ({ outcome }) => [words(outcome)],
};

function pairs(labels) {
  const entries = Object.entries(labels ?? {});
  return entries.length > 0 ? entries.map(([key, value]) => `${key}=${value}`).join(", ") : null;
}

// One line; may hold what others wrote.
export function eventWords({ type, data }) {
  return (SAY[type]?.(data) ?? []).filter(Boolean).join(", ");
}

// The texts in it that deserve to be shown by themselves: [[what, text]].
export function eventTexts({ data }) {
  return ["reason", "error", "result"]
    .filter((name) => typeof data[name] === "string" && data[name] !== "")
    .map((name) => [name, data[name]]);
}

// "CancellationRequested" → "cancellation requested"
export function typeWords(type) {
  return type.replace(/(?!^)([A-Z])/g, " $1").toLowerCase();
}
