// Texts that others wrote: reasons, names, labels. Nothing in them acts on the page or on the text around them.
import { el } from "../dom.js";
import { moment, trimmed, visible, words } from "../format.js";
import { tokenLink } from "../route.js";
import { showText } from "../dialogs/text_dialog.js";

const FULL_LIMIT = 300; // of a hover text

function bdi(text, attributes = {}) {
  return el("bdi", attributes, text);
}

// One line of `text`, at most `limit` characters; where more is there, a button shows all. `what` names it.
export function someText(text, { limit = 90, what = "Text", none = "–" } = {}) {
  if (text === null || text === undefined || text === "") return el("span", { class: "none" }, none);
  const short = trimmed(visible(text), limit);
  if (!short.cut && !String(text).includes("\n")) return bdi(short.text, { class: "text" });
  return el("span", { class: "text" }, bdi(short.text), " ", showAll(text, what));
}

function showAll(text, what) {
  return el(
    "button",
    { type: "button", class: "show-all", "aria-label": `Show all of: ${what}`, onclick: () => showText(what, text) },
    "all",
  );
}

// A token's name as a link to its view.
export function tokenName(name, { limit = 48 } = {}) {
  const id = trimmed(visible(name.id), limit);
  const whole = trimmed(visible(`${name.namespace}/${name.id}`), FULL_LIMIT).text;
  return el(
    "a",
    { class: "name", href: tokenLink(name), title: id.cut || name.namespace.length > limit ? whole : null },
    bdi(trimmed(visible(name.namespace), limit / 2).text, { class: "namespace" }),
    el("span", { class: "slash" }, "/"),
    bdi(id.text, { class: "id" }),
  );
}

// A word that somebody chose, such as a tool's name.
export function word(text, { limit = 32, none = "–" } = {}) {
  if (text === null || text === undefined || text === "") return el("span", { class: "none" }, none);
  const short = trimmed(visible(text), limit);
  return bdi(short.text, { title: short.cut ? trimmed(visible(text), FULL_LIMIT).text : null });
}

export function labels(pairs) {
  const entries = Object.entries(pairs ?? {});
  if (entries.length === 0) return null;
  return el(
    "span",
    { class: "labels" },
    entries.map(([key, value]) => el("span", { class: "label" }, bdi(trimmed(visible(`${key}=${value}`), 40).text))),
  );
}

// A state, with a mark beside the colour: nobody has to tell colours apart.
const MARKS = {
  active: "▸",
  requested: "◔",
  executed: "◑",
  completed: "✓",
  expired: "!",
  unconfirmed: "!",
  released: "·",
};

export function state(name, { unconfirmed = false } = {}) {
  const shown = unconfirmed ? "unconfirmed" : name;
  return el(
    "span",
    { class: `state state-${shown}` },
    el("span", { "aria-hidden": "true" }, MARKS[shown] ?? "·"),
    words(shown),
  );
}

export function mode(name) {
  return el("span", { class: `mode mode-${name}` }, words(name));
}

export function time(at, now) {
  if (!at) return el("span", { class: "none" }, "–");
  return el("time", { datetime: at, title: at }, moment(at, now));
}
