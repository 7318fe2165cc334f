import { el } from "../dom.js";
import { closeButton, openDialog } from "./dialog.js";

const KEYS = [
  ["/", "to the filter"],
  ["1 … 4", "overview, running, cancelling, history"],
  ["↑ ↓", "from row to row; Home, End, Page up, Page down too"],
  ["Enter", "opens what the row is about"],
  ["C", "cancels it, after a question"],
  ["Tab", "to what is next"],
  ["Esc", "closes a dialog, leaves the filter"],
  ["?", "these keys"],
];

export function showKeys() {
  if (document.querySelector("dialog.keys-dialog")) return;
  const list = el(
    "dl",
    { class: "keys" },
    KEYS.map(([key, what]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, what))),
  );
  openDialog("Keys", [list, el("div", { class: "buttons" }, closeButton())], { kind: "keys-dialog" });
}
