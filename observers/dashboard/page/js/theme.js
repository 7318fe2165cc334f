// The theme: as the system has it, or light, or dark. Charts listen for "canceld:theme" on the document.

const KEY = "canceld.theme";
const NEXT = { auto: "light", light: "dark", dark: "auto" };
const LOOK = { auto: ["◐", "as the system"], light: ["○", "light"], dark: ["●", "dark"] };

function current() {
  return document.documentElement.dataset.theme ?? "auto";
}

function choose(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // It lasts as long as this page, then.
  }
}

export function startTheme(button) {
  const show = () => {
    const [sign, words] = LOOK[current()];
    button.textContent = sign;
    button.title = `Theme: ${words}`;
    button.setAttribute("aria-label", `Theme: ${words}`);
  };
  const changed = () => document.dispatchEvent(new CustomEvent("canceld:theme"));
  button.addEventListener("click", () => {
    choose(NEXT[current()]);
    show();
    changed();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  show();
}
