// How changes become cancellations; how texts and addresses look. No browser.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../../../../observers/dashboard/page/", import.meta.url));
const { CancellationStore, Recent } = await import(join(PAGE, "js/store.js"));
const { duration, ticking, trimmed, visible, visibleLines } = await import(join(PAGE, "js/format.js"));
const { link, parse } = await import(join(PAGE, "js/route.js"));
const { Stream } = await import(join(PAGE, "js/stream.js"));
const { stepsOf } = await import(join(PAGE, "js/parts/steps.js"));
const { childrenOf } = await import(join(PAGE, "js/parts/tree.js"));

const AT = "2026-11-20T08:00:00.000000Z";
const LATER = "2026-11-20T08:00:02.500000Z";

function event(position, type, token, data = {}, time = AT) {
  return { position, type, token, namespace: "default", operation: token, tool: "search", time, data };
}

function requested(position, token, more = {}) {
  return event(position, "CancellationRequested", token, {
    cause: "user_requested",
    mode: "graceful",
    reason: "why",
    requestedBy: "ann",
    ...more,
  });
}

function storeWith(...events) {
  const store = new CancellationStore();
  store.apply(events);
  return store;
}

test("a cancellation goes from requested by executed to completed", () => {
  const store = storeWith(requested(1, "a"));
  assert.equal(store.open()[0].state, "requested");
  store.apply([event(2, "CancellationExecuted", "a")]);
  assert.equal(store.open()[0].state, "executed");
  store.apply([event(3, "CancellationCompleted", "a", { outcome: "stopped" }, LATER)]);
  assert.deepEqual(store.open(), []);
  const [over] = store.over();
  assert.deepEqual([over.state, over.outcome, over.latencyMs, over.late], ["completed", "stopped", 2500, false]);
});

test("an escalation changes the mode and nothing else", () => {
  const store = storeWith(
    requested(1, "a"),
    event(2, "CancellationEscalated", "a", { mode: "force", because: "grace_elapsed" }, LATER),
  );
  const [item] = store.open();
  assert.deepEqual([item.mode, item.escalatedAt, item.state], ["force", LATER, "requested"]);
});

test("what nobody confirmed comes first, and stays unconfirmed when it is taken up late", () => {
  const store = storeWith(
    requested(1, "a"),
    requested(2, "b"),
    event(3, "CancellationExpired", "b", { because: "unconfirmed" }),
  );
  assert.deepEqual(
    store.open().map((item) => item.id),
    ["b", "a"],
  );
  store.apply([event(4, "CancellationExecuted", "b")]);
  assert.equal(store.open()[0].unconfirmed, true);
  store.apply([event(5, "CancellationCompleted", "b", { outcome: "stopped", late: true })]);
  assert.deepEqual([store.over()[0].late, store.over()[0].unconfirmed], [true, false]);
});

test("a time-to-live that runs out is no cancellation", () => {
  assert.deepEqual(storeWith(event(1, "CancellationExpired", "a", { because: "ttl" })).open(), []);
});

test("events that a list knows already change nothing", () => {
  const store = storeWith(requested(7, "a", { reason: "first" }));
  store.reset([{ ...store.open()[0], state: "executed" }], 9);
  store.apply([requested(7, "a", { reason: "again" }), requested(9, "b")]);
  assert.deepEqual(
    store.open().map((item) => [item.id, item.state, item.reason]),
    [["a", "executed", "first"]],
  );
});

test("a step of something unknown is not a cancellation", () => {
  const store = storeWith(
    event(1, "CancellationExecuted", "a"),
    event(2, "CancellationCompleted", "b", { outcome: "stopped" }),
  );
  assert.deepEqual([store.open(), store.over()], [[], []]);
});

test("a store takes only what fits it, and forgets what is long over", () => {
  const some = new CancellationStore((item) => item.id !== "no");
  some.apply([requested(1, "no"), requested(2, "yes")]);
  assert.deepEqual(
    some.open().map((item) => item.id),
    ["yes"],
  );
  const store = new CancellationStore();
  for (let number = 1; number <= 500; ++number)
    store.apply([
      requested(number * 2, `t${number}`),
      event(number * 2 + 1, "CancellationCompleted", `t${number}`, { outcome: "stopped" }),
    ]);
  assert.equal(store.over().length, 200);
  assert.equal(store.over()[0].id, "t500");
});

test("the last events are kept, and not more", () => {
  const recent = new Recent(3);
  recent.add([1, 2, 3, 4, 5].map((position) => requested(position, "a")));
  assert.deepEqual(
    recent.after(0).map((entry) => entry.position),
    [3, 4, 5],
  );
  assert.deepEqual(
    recent.last(2).map((entry) => entry.position),
    [5, 4],
  );
});

test("what is invisible in a text is named, and its lines can be kept", () => {
  assert.equal(visible("a\u202Eb\u0007\n\t\u200b"), "a‹U+202E›b‹U+0007›⏎⇥‹U+200B›");
  assert.equal(visibleLines("a\nb\u2066"), "a\nb‹U+2066›");
  assert.equal(visible("👩‍👩‍👧 שלום"), "👩‍👩‍👧 שלום");
});

test("a text is cut between characters", () => {
  assert.deepEqual(trimmed("abc", 3), { text: "abc", cut: false });
  assert.deepEqual(trimmed("😀😀😀😀", 3), { text: "😀😀…", cut: true });
});

test("durations are short", () => {
  assert.deepEqual([null, 0, 999, 1500, 59_960, 3_600_000, 90_000_000].map(duration), [
    "–",
    "0 ms",
    "999 ms",
    "1.5 s",
    "59 s",
    "1 h 00 min",
    "1 d 1 h",
  ]);
  assert.equal(ticking(-5), "0 s");
});

test("an address has a view and its filters, and comes back the same", () => {
  const address = link("running", { tool: "a&b=c", q: "", sort: null });
  assert.equal(address, "#/running?tool=a%26b%3Dc");
  assert.equal(parse(address).view, "running");
  assert.equal(parse(address).params.get("tool"), "a&b=c");
  assert.equal(parse("#/nonsense?x=1").view, "overview");
  assert.equal(parse("").view, "overview");
  assert.equal(parse("#/history?q=what?now").params.get("q"), "what?now");
});

test("steps are in order of time, and what is to come follows", () => {
  const item = { ...storeWith(requested(1, "a")).open()[0], escalatesAt: LATER };
  assert.deepEqual(
    stepsOf(item).map((step) => [step.name, step.at ? "was" : "to come"]),
    [
      ["requested", "was"],
      ["executed", "to come"],
      ["escalated", "to come"],
      ["completed", "to come"],
    ],
  );
  const over = { ...item, executedAt: LATER, escalatedAt: AT, completedAt: LATER, outcome: "lost" };
  assert.deepEqual(
    stepsOf(over).map((step) => step.name),
    ["requested", "escalated", "executed", "completed"],
  );
});

test("a node with two parents stands under one of them", () => {
  const node = (id, ...parents) => ({
    namespace: "n",
    id,
    parents: parents.map((parent) => ({ namespace: "n", id: parent })),
  });
  const children = childrenOf([node("root", "elsewhere"), node("a", "root"), node("b", "root"), node("c", "a", "b")]);
  assert.deepEqual(
    [...children].map(([key, nodes]) => [key, nodes.map(({ id }) => id)]),
    [
      ["n\nroot", ["a", "b"]],
      ["n\na", ["c"]],
    ],
  );
});

class FakeSource extends EventTarget {
  constructor(url) {
    super();
    this.url = url;
  }

  say(type, data) {
    this.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data) }));
  }

  close() {
    this.isClosed = true;
  }
}

test("a stream goes on from what it has seen, takes nothing twice, and hears only its last connection", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sources = [];
  const stream = new Stream({ open: (url) => (sources.push(new FakeSource(url)), sources.at(-1)) });
  const seen = [];
  stream.addEventListener("changes", ({ detail }) => seen.push(...detail.map((entry) => entry.position)));
  stream.start(5, "log");
  sources[0].say("hello", { logId: "log", position: 9 });
  sources[0].say("changes", { position: 8, events: [requested(6, "a"), requested(8, "b")] });
  sources[0].dispatchEvent(new Event("error"));
  assert.equal(stream.state, "lost");
  t.mock.timers.tick(500);
  assert.equal(sources[1].url, "/api/stream?after=8&log=log");
  sources[0].say("changes", { position: 99, events: [requested(99, "old")] });
  sources[1].say("hello", { logId: "log", position: 9 });
  sources[1].say("changes", { position: 9, events: [requested(8, "b"), requested(9, "c")] });
  assert.deepEqual(seen, [6, 8, 9]);
  assert.equal(stream.state, "open");
  sources[1].say("reset", { logId: "other", position: 2 });
  assert.deepEqual([stream.position, stream.logId], [2, "other"]);
  stream.stop();
  assert.ok(sources[1].isClosed);
});

test("nothing in the page parses markup, runs text or styles inline", () => {
  const files = readdirSync(PAGE, { recursive: true }).filter(
    (file) => /\.(js|html)$/.test(file) && !file.startsWith("vendor"),
  );
  assert.ok(files.length > 20);
  for (const file of files) {
    const text = readFileSync(join(PAGE, file), "utf8");
    assert.doesNotMatch(
      text,
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc/,
      file,
    );
    assert.doesNotMatch(text, /\bstyle="|\bon[a-z]+="|https?:\/\//, file);
  }
});
