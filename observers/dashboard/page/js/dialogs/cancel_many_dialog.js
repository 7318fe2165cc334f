// Cancels all that fits a filter, in two steps: first it shows what fits, then it cancels exactly that many or nothing.
import { el, fill, setText } from "../dom.js";
import { count, plural } from "../format.js";
import { modeField, reasonField, textField } from "../parts/fields.js";
import { note } from "../parts/notes.js";
import { tokenName } from "../parts/text.js";
import { unknown } from "./cancel_dialog.js";
import { closeButton, openDialog } from "./dialog.js";

const SHOWN = 12;

export class CancelManyDialog {
  // `start` has what the view's filter can say: namespace, tool, session. `leftOut` names what it can't.
  constructor(app, start, leftOut = []) {
    this.app = app;
    this.fields = ["namespace", "tool", "session"].map((name) => ({
      name,
      ...textField(name[0].toUpperCase() + name.slice(1), { name, value: start[name] ?? "", placeholder: "any" }),
    }));
    this.labels = textField("Labels", { name: "labels", placeholder: "team=search, tier=2" });
    this.reason = reasonField();
    this.mode = modeField();
    this.fault = el("p", { class: "fault", role: "alert" });
    this.result = el("div", { class: "matched", role: "status", "aria-live": "polite" });
    this.look = el("button", { class: "primary" }, "Show what fits");
    this.confirm = el("button", { type: "button", class: "danger", hidden: true, onclick: () => this.#cancel() });
    const hint =
      leftOut.length > 0 ? el("p", { class: "hint" }, `Not part of this filter: ${leftOut.join(", ")}.`) : null;
    this.form = el(
      "form",
      {},
      hint,
      el(
        "div",
        { class: "fields" },
        this.fields.map((field) => field.element),
        this.labels.element,
      ),
      this.reason.element,
      this.mode.element,
      this.result,
      this.fault,
      el("div", { class: "buttons" }, closeButton("Let all run"), this.look, this.confirm),
    );
    this.dialog = openDialog("Cancel by filter", this.form, { kind: "many-dialog" });
    this.fields[0].input.focus();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#dryRun();
    });
    for (const { input } of [...this.fields, this.labels]) input.addEventListener("input", () => this.#forget());
  }

  #filter() {
    const entries = this.fields.map(({ name, input }) => [name, input.value.trim()]).filter(([, value]) => value);
    const filter = Object.fromEntries(entries);
    const pairs = this.labels.input.value
      .split(",")
      .map((pair) => pair.trim())
      .filter(Boolean);
    if (pairs.length > 0) filter.labels = Object.fromEntries(pairs.map(labelOf));
    if (Object.keys(filter).length === 0) throw new Error("Say at least one of namespace, tool, session, labels.");
    return filter;
  }

  // Another filter fits something else: what was counted before must not be confirmed any more.
  #forget() {
    this.expect = null;
    this.confirm.hidden = true;
    this.look.hidden = false;
    fill(this.result);
    setText(this.fault, "");
  }

  async #dryRun() {
    this.#forget();
    await this.#ask(true, (answer) => {
      this.expect = answer.matched;
      this.#showMatched(answer);
    });
  }

  #showMatched({ matched, tokens }) {
    if (matched === 0) {
      fill(this.result, el("p", {}, "Nothing that runs fits."));
      return;
    }
    const more = matched - Math.min(SHOWN, tokens.length);
    fill(
      this.result,
      el("p", {}, el("strong", {}, plural(matched, "operation")), matched === 1 ? " fits:" : " fit:"),
      el(
        "ul",
        {},
        tokens.slice(0, SHOWN).map((name) => el("li", {}, tokenName(name))),
        more > 0 ? el("li", { class: "none" }, `and ${count(more)} more`) : null,
      ),
    );
    setText(this.confirm, `Cancel ${matched === 1 ? "it" : `all ${count(matched)}`}`);
    this.confirm.hidden = false;
    this.look.hidden = true;
    this.confirm.focus();
  }

  #cancel() {
    return this.#ask(false, (answer) => {
      this.dialog.close();
      note(`Cancellation of ${plural(answer.matched, "operation")} is requested.`);
      this.app.changed();
    });
  }

  async #ask(dryRun, take) {
    try {
      const fault = this.reason.fault();
      if (fault) throw new Error(fault);
      this.look.disabled = this.confirm.disabled = true;
      const body = { filter: this.#filter(), dryRun, reason: this.reason.value(), mode: this.mode.value() };
      if (!dryRun) body.expect = this.expect;
      const answer = await this.app.api.post("/api/cancel-many", body);
      this.look.disabled = this.confirm.disabled = false; // before one of them gets the focus
      take(answer);
    } catch (error) {
      this.look.disabled = this.confirm.disabled = false;
      this.#refused(error);
    }
  }

  #refused(error) {
    if (error.code === "changed") {
      this.#forget();
      const fits = plural(error.details.matched, "operation fits", "operations fit");
      setText(this.fault, `Now ${fits}, not as many as shown. Nothing was cancelled; look again.`);
      this.look.focus();
      return;
    }
    setText(this.fault, unknown(error));
  }
}

function labelOf(pair) {
  const at = pair.indexOf("=");
  if (at < 1) throw new Error(`Labels are written key=value: ${pair}`);
  return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}
