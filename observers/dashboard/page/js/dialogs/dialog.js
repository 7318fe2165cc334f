// A modal dialog: Esc closes it, the focus goes back to where it was, or near it where that is gone by then.
import { el, freshId } from "../dom.js";

export function openDialog(title, children, { kind = "" } = {}) {
  const heading = freshId("heading");
  const before = document.activeElement;
  const near = [before, before?.closest("tr"), document.getElementById("content")];
  const dialog = el("dialog", { class: kind, "aria-labelledby": heading }, el("h2", { id: heading }, title), children);
  dialog.addEventListener("close", () => {
    dialog.remove();
    near.find((element) => element?.isConnected).focus({ preventScroll: true });
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside it
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function closeButton(text = "Close") {
  return el("button", { type: "button", onclick: (event) => event.target.closest("dialog").close() }, text);
}
