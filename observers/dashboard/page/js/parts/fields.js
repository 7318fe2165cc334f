// Fields of filters and dialogs, each with its label.
import { el, freshId } from "../dom.js";

export function textField(label, { name, type = "text", value = "", wide = false, ...more } = {}) {
  const id = freshId("field");
  const input = el("input", { id, name, type, value, autocomplete: "off", spellcheck: "false", ...more });
  return {
    input,
    element: el("div", { class: wide ? "field field-wide" : "field" }, el("label", { for: id }, label), input),
  };
}

// options: [[value, text]].
export function choiceField(label, { name, options, value = "" }) {
  const id = freshId("field");
  const input = el(
    "select",
    { id, name },
    options.map(([key, text]) => el("option", { value: key }, text)),
  );
  input.value = value;
  return { input, element: el("div", { class: "field" }, el("label", { for: id }, label), input) };
}

export function modeField({ force = false } = {}) {
  const name = freshId("mode");
  const choice = (value, text, hint, checked) =>
    el(
      "label",
      { class: "choice" },
      el("input", { type: "radio", name, value, checked }),
      el("span", {}, el("strong", {}, text), el("small", {}, hint)),
    );
  const element = el(
    "fieldset",
    { class: "choices" },
    el("legend", {}, "How"),
    choice("graceful", "Graceful", "It may finish its step; force follows when its grace is over.", !force),
    choice("force", "Force", "Its owner is told to stop it at once.", force),
  );
  return { element, value: () => element.querySelector("input:checked").value };
}

const REASON_BYTES = 4096;

export function reasonField() {
  const id = freshId("field");
  const input = el("textarea", { id, rows: "2", placeholder: "Who looks at the log later will read it" });
  const element = el("div", { class: "field field-wide" }, el("label", { for: id }, "Reason"), input);
  const value = () => input.value.trim() || null;
  const fault = () =>
    new TextEncoder().encode(input.value).length > REASON_BYTES
      ? `The reason is too long: ${REASON_BYTES} bytes at most.`
      : null;
  return { element, input, value, fault };
}

export const CAUSES = [
  "user_requested",
  "timeout",
  "server_shutdown",
  "resource_exhausted",
  "security_violation",
  "client_disconnected",
  "parent_cancelled",
  "superseded",
  "other",
];
export const OUTCOMES = ["stopped", "succeeded", "failed", "lost", "nothing_running"];

export function choices(wordsOfProtocol, any = "any") {
  return [["", any], ...wordsOfProtocol.map((entry) => [entry, entry.replaceAll("_", " ")])];
}
