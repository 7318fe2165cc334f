// How values look. Pure: no document, no clock of its own.

// What must not act on the text around it: controls, the controls of direction, separators, invisible characters.
// Joiners stay, since scripts and emoji need them.
const UNSEEN = new RegExp(
  "[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e" +
    "\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}]",
  "gu",
);
const SHORT = { "\n": "⏎", "\t": "⇥" };

function named(character) {
  return `‹U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}›`;
}

// A hostile text on one line: nothing in it is invisible or moves the rest.
export function visible(text) {
  return String(text).replace(UNSEEN, (character) => SHORT[character] ?? named(character));
}

// The same, with its lines.
export function visibleLines(text) {
  return String(text).replace(UNSEEN, (character) =>
    character === "\n" ? "\n" : (SHORT[character] ?? named(character)),
  );
}

// At most `limit` characters of `text`; says whether some are left out.
export function trimmed(text, limit) {
  if (text.length <= limit) return { text, cut: false };
  const characters = Array.from(text);
  if (characters.length <= limit) return { text, cut: false };
  return { text: `${characters.slice(0, limit - 1).join("")}…`, cut: true };
}

const counts = new Intl.NumberFormat("en-GB");

export function count(number) {
  return number === null || number === undefined ? "–" : counts.format(number);
}

export function plural(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

export function rate(number) {
  if (number === null || number === undefined) return "–";
  return number < 10 ? number.toFixed(1) : counts.format(Math.round(number));
}

const pad = (number) => String(number).padStart(2, "0");

// A measured duration: as exact as it is short.
export function duration(ms) {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return "–";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  return ticking(ms);
}

// A duration that runs: whole seconds, so that it ticks calmly.
export function ticking(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${pad(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${pad(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const year = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

// A moment in the reader's own time zone; the day only where it is another one than `now`'s.
export function moment(time, now) {
  if (!time) return "–";
  const at = new Date(time);
  const today = new Date(now);
  const text = clock.format(at);
  if (at.toDateString() === today.toDateString()) return text;
  return `${(at.getFullYear() === today.getFullYear() ? day : year).format(at)}, ${text}`;
}

// Words of the protocol, as people read them.
export function words(word) {
  return word === null || word === undefined ? "–" : String(word).replaceAll("_", " ");
}

export function nameOf({ namespace, id }) {
  return `${namespace}/${id}`;
}

export function between(from, until) {
  return new Date(until).getTime() - new Date(from).getTime();
}
