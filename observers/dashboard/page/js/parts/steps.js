// The way of a cancellation, step by step, with the time between: requested → executed → escalated → completed.
import { el } from "../dom.js";
import { between, duration, words } from "../format.js";
import { time } from "./text.js";
import { until } from "./ticking.js";

// What happened, in order of time; then what is still to come. Pure.
export function stepsOf(cancellation) {
  const { requestedAt, executedAt, escalatedAt, expiredAt, completedAt } = cancellation;
  const happened = [
    { name: "requested", at: requestedAt },
    { name: "executed", at: executedAt },
    { name: "escalated", at: escalatedAt },
    { name: "unconfirmed", at: expiredAt },
    {
      name: "completed",
      at: completedAt,
      detail: [words(cancellation.outcome), cancellation.late ? "late" : null].filter(Boolean).join(", "),
    },
  ].filter((step) => step.at);
  happened.sort((a, b) => new Date(a.at) - new Date(b.at));
  if (completedAt) return happened;
  const ahead = [];
  if (!executedAt && cancellation.operation) ahead.push({ name: "executed" });
  if (cancellation.escalatesAt) ahead.push({ name: "escalated", due: cancellation.escalatesAt });
  if (cancellation.unconfirmedAt) ahead.push({ name: "unconfirmed", due: cancellation.unconfirmedAt });
  return [...happened, ...ahead, { name: "completed" }];
}

export function steps(cancellation, now) {
  const list = stepsOf(cancellation);
  const items = list.map((step, index) => {
    const before = list[index - 1];
    const gap =
      step.at && before?.at
        ? el("span", { class: "gap" }, `+${duration(Math.max(0, between(before.at, step.at)))}`)
        : null;
    const when = step.at ? time(step.at, now) : step.due ? until(step.due) : "to come";
    return el(
      "li",
      { class: `step step-${step.name}${step.at ? "" : " step-ahead"}`, "data-step": step.name },
      el("span", { class: "step-name" }, words(step.name)),
      el("span", { class: "step-when" }, when),
      gap,
      step.detail ? el("span", { class: "step-detail" }, step.detail) : null,
    );
  });
  return el("ol", { class: "steps", "aria-label": "Steps of the cancellation" }, items);
}
