// All of a text that was shown in part, with its lines; what is invisible in it is named.
import { el } from "../dom.js";
import { visibleLines } from "../format.js";
import { closeButton, openDialog } from "./dialog.js";

export function showText(title, text) {
  const whole = el("pre", { class: "whole", tabindex: "0", dir: "auto" }, el("bdi", {}, visibleLines(text)));
  openDialog(title, [whole, el("div", { class: "buttons" }, closeButton())], { kind: "text-dialog" });
}
