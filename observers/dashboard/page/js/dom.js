// Elements are made here, and text is only ever text: no markup is parsed anywhere in this page.

const isThere = (child) => child !== null && child !== undefined && child !== false;

// el("button", { type: "button", onclick: f, hidden: true }, "text", otherElement, null, [more])
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter(isThere));
  return element;
}

// Puts `children` in the place of everything in `element`.
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(isThere));
  return element;
}

// Likewise, for what is drawn anew while somebody's focus may be on a link in it.
export function refill(element, ...children) {
  const href = element.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  fill(element, ...children);
  if (href)
    [...element.querySelectorAll("a")]
      .find((link) => link.getAttribute("href") === href)
      ?.focus({ preventScroll: true });
  return element;
}

// Writes only what differs, so that nobody's selection and no screen reader is disturbed.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

let lastId = 0;

export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}
