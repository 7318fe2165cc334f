// Asks for the reason and how, says what stops with it, and requests the cancellation.
import { el, fill, setText } from "../dom.js";
import { nameOf, plural, trimmed, visible } from "../format.js";
import { modeField, reasonField } from "../parts/fields.js";
import { note } from "../parts/notes.js";
import { closeButton, openDialog } from "./dialog.js";

// `force` begins with that choice, for what was asked gracefully before; the first reason stays, so none is asked for.
export function askCancel(app, name, { force = false } = {}) {
  const reason = reasonField();
  const mode = modeField({ force });
  const fault = el("p", { class: "fault", role: "alert" });
  const under = el("p", { class: "under" }, "Looking at what runs under it…");
  const submit = el("button", { class: "danger" }, force ? "Stop it at once" : "Cancel it");
  const form = el(
    "form",
    {},
    el("p", { class: "subject" }, el("bdi", {}, trimmed(visible(nameOf(name)), 200).text)),
    under,
    force ? null : reason.element,
    force ? null : mode.element,
    fault,
    el("div", { class: "buttons" }, closeButton("Let it run"), submit),
  );
  const dialog = openDialog(force ? "Stop this with force?" : "Cancel this?", form, { kind: "cancel-dialog" });
  (force ? submit : reason.input).focus();
  sayWhatRuns(app, name, under);

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) form.requestSubmit();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    setText(fault, reason.fault() ?? "");
    if (fault.textContent) return;
    submit.disabled = true;
    try {
      const body = {
        namespace: name.namespace,
        id: name.id,
        reason: force ? null : reason.value(),
        mode: mode.value(),
      };
      const answer = await app.api.post("/api/cancel", body);
      dialog.close();
      const short = trimmed(visible(nameOf(name)), 60).text;
      note(
        answer.alreadyCancelled && !force
          ? `${short} was cancelled before.`
          : `Cancellation of ${short} is requested${force ? " with force" : ""}.`,
      );
      app.changed();
    } catch (error) {
      setText(fault, unknown(error));
    } finally {
      submit.disabled = false;
    }
  });
}

// No answer is no proof that nothing happened.
export function unknown(error) {
  return error.code === "no_connection"
    ? "No answer: it may have been requested or not. Asking again does no harm."
    : error.message;
}

async function sayWhatRuns(app, name, place) {
  try {
    const { nodes, truncated } = await app.api.get("/api/tree", { namespace: name.namespace, id: name.id });
    const running = nodes.filter((node) => node.running).length;
    fill(
      place,
      running === 0
        ? "Nothing runs under it."
        : `${truncated ? "At least " : ""}${plural(running, "operation")} will be told to stop.`,
    );
  } catch {
    fill(place, "All that runs under it will be told to stop.");
  }
}
