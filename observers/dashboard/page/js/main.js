import { App } from "./app.js";
import { startKeys } from "./keys.js";
import { startTheme } from "./theme.js";

startTheme(document.getElementById("theme"));
document
  .getElementById("keys")
  .addEventListener("click", () => import("./dialogs/keys_dialog.js").then(({ showKeys }) => showKeys()));
document.querySelector("a.skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address belongs to the views
  document.getElementById("content").focus();
});
startKeys();
new App().start();
