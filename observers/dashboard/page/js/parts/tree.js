// Parents above, children below: nested lists, so that every screen reader knows the depth.
import { el } from "../dom.js";
import { count } from "../format.js";
import { keyOf } from "../store.js";
import { state, tokenName, word } from "./text.js";

const SHOWN = 200;

// The children of each node, by key. A node with several parents stands under the first that is here. Pure.
export function childrenOf(nodes) {
  const here = new Set(nodes.map(keyOf));
  const children = new Map();
  for (const node of nodes) {
    const parent = node.parents.map(keyOf).find((key) => here.has(key) && key !== keyOf(node));
    if (parent === undefined) continue;
    if (!children.has(parent)) children.set(parent, []);
    children.get(parent).push(node);
  }
  return children;
}

export function tree({ root, ancestors, nodes, truncated }) {
  const children = childrenOf(nodes);
  const budget = { left: SHOWN, seen: new Set() };
  const rootKey = keyOf(root);
  const rootNode = nodes.find((node) => keyOf(node) === rootKey) ?? { ...root, parents: [] };
  const below = branch([rootNode], children, rootKey, budget);
  const above =
    ancestors.length > 0
      ? el("p", { class: "ancestors" }, "Under ", join(ancestors.map((name) => tokenName(name))))
      : null;
  const left = nodes.length - budget.seen.size;
  const more =
    left > 0 || truncated
      ? el("p", { class: "hint" }, truncated ? "More runs under it than is shown here." : `and ${count(left)} more`)
      : null;
  return el("div", { class: "tree" }, above, below, more);
}

function join(elements) {
  return elements.flatMap((element, index) => (index === 0 ? [element] : [", ", element]));
}

function branch(nodes, children, rootKey, budget) {
  const items = [];
  for (const node of nodes) {
    const key = keyOf(node);
    if (budget.left === 0 || budget.seen.has(key)) continue;
    budget.left -= 1;
    budget.seen.add(key);
    const isRoot = key === rootKey;
    const name = isRoot ? el("strong", {}, tokenName(node)) : tokenName(node);
    items.push(
      el(
        "li",
        { "aria-current": isRoot ? "true" : null },
        el("span", { class: "node" }, name, node.state ? state(node.state) : null, node.tool ? word(node.tool) : null),
        branch(children.get(key) ?? [], children, rootKey, budget),
      ),
    );
  }
  return items.length > 0 ? el("ul", {}, items) : null;
}
