import { el, setText } from "../dom.js";
import { textField } from "../parts/fields.js";

// The token that whoever started cancel-dashboard has in its token file.
export class LoginView {
  constructor(app) {
    this.app = app;
    this.title = "Log in";
    const token = textField("Token", {
      type: "password",
      name: "token",
      required: true,
      autocomplete: "current-password",
    });
    const fault = el("p", { class: "fault", role: "alert" });
    const submit = el("button", { class: "primary" }, "Log in");
    this.token = token.input;
    this.form = el(
      "form",
      { class: "login" },
      el("h1", {}, "Log in"),
      el("p", {}, "This dashboard asks for the token of its token file."),
      token.element,
      fault,
      submit,
    );
    this.element = el("section", { class: "view login-view", "aria-label": "Log in" }, this.form);
    this.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      submit.disabled = true;
      setText(fault, "");
      try {
        await app.api.post("/api/login", { token: token.input.value });
        await app.enter();
      } catch (error) {
        setText(fault, said(error));
        token.input.select();
      } finally {
        submit.disabled = false;
      }
    });
  }

  show() {
    this.token.focus();
  }

  refresh() {}

  tick() {}

  changes() {}

  close() {}
}

function said(error) {
  if (error.status === 401) return "That is not the token.";
  if (error.status === 429) return "Too many attempts. Wait a little.";
  return error.message;
}
