// What the address says: which view, and its filters. `#/running?tool=search&sort=age`. Pure, but for `go`.

export const VIEWS = ["overview", "running", "cancelling", "history", "token"];

export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { view: VIEWS.includes(path) ? path : "overview", params: new URLSearchParams(query) };
}

// Leaves out what is empty, so that the same filters give the same address.
export function query(params) {
  const entries = params instanceof URLSearchParams ? [...params] : Object.entries(params);
  const kept = entries.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString();
}

export function link(view, params = {}) {
  const text = query(params);
  return `#/${view}${text ? `?${text}` : ""}`;
}

export function tokenLink({ namespace, id }) {
  return link("token", { namespace, id });
}

// `replace` for what one types, so that the way back is not a way through every letter. The view is there when this
// comes back, and not a moment later as with `location.hash`: the next key that somebody presses is for it already.
export function go(address, { replace = false } = {}) {
  if (address === location.hash) return;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}
