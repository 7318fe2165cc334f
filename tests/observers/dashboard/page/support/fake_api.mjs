// The reads of the dashboard's server, answered from a FakeWorld.
const RATE_STEP_MS = 5000;

const has = (text, part) =>
  String(text ?? "")
    .toLowerCase()
    .includes(part.toLowerCase());

export function operation(token) {
  const { namespace, id, tool, session, startedAt, parents, labels, state, cancellation } = token;
  return {
    namespace,
    id,
    tool,
    session,
    requestId: null,
    startedAt,
    deadlineAt: null,
    parents,
    labels,
    state,
    cancellation,
  };
}

export function overview(world, { connected = true, caughtUp = true, fault = null } = {}) {
  const open = [...world.open.values()];
  const last = world.series.at(-1)?.step ?? {};
  const of = (name) => (last[name] ?? 0) / (RATE_STEP_MS / 1000);
  const causes = tally([...world.cancellations.values()], (entry) => entry.cause).map(([cause, count]) => ({
    cause,
    count,
  }));
  const running = [...world.running.values()];
  return {
    position: world.position,
    head: world.position,
    logId: world.logId,
    serverTime: new Date(world.now()).toISOString(),
    daemon: { connected, fault, caughtUp, version: "0.1.0", startedAt: new Date(world.startedAt).toISOString() },
    running: running.length,
    cancelling: open.length,
    unconfirmed: open.filter((token) => token.cancellation.unconfirmed).length,
    activeTokens: running.length,
    openSessions: 20,
    totals: {
      cancelled: world.cancellations.size,
      graceful: world.cancellations.size,
      force: 3,
      expiredTokens: 0,
      unconfirmed: 2,
      avgMs: 90,
      p50Ms: 60,
      p99Ms: 480,
    },
    rates: { started: of("started"), requested: of("requested"), completed: of("completed"), finished: of("finished") },
    latency: { p50Ms: world.series.at(-1)?.p50 ?? null, p99Ms: world.series.at(-1)?.p99 ?? null },
    causes,
    topNamespaces: tally(running, (token) => token.namespace)
      .slice(0, 10)
      .map(([namespace, count]) => ({ namespace, running: count, cancelled: 7 })),
    topTools: tally(running, (token) => token.tool)
      .slice(0, 10)
      .map(([tool, count]) => ({ tool, running: count, cancelling: 0 })),
    observers: { pages: 1 },
  };
}

function tally(items, keyOf) {
  const counts = new Map();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

export function operations(world, query) {
  const all = [...world.running.values()];
  const q = query.get("q");
  const fits = all.filter(
    (token) =>
      ["namespace", "tool", "session", "state"].every(
        (name) => !query.get(name) || String(token[name]) === query.get(name),
      ) &&
      (!q ||
        [token.id, token.namespace, token.tool, token.session, ...Object.values(token.labels)].some((text) =>
          has(text, q),
        )),
  );
  const sort = query.get("sort") ?? "age";
  const by = {
    age: (token) => -Date.parse(token.startedAt),
    namespace: (token) => `${token.namespace}\n${token.id}`,
    tool: (token) => token.tool ?? "",
    state: (token) => token.state,
  }[sort];
  const direction = (query.get("order") ?? "desc") === "asc" ? 1 : -1;
  const keyed = fits.map((token) => [by(token), token]);
  keyed.sort(([a], [b]) => (a < b ? -direction : a > b ? direction : 0));
  const offset = Number(query.get("offset") ?? 0);
  const items = keyed.slice(offset, offset + Number(query.get("limit") ?? 50)).map(([, token]) => operation(token));
  return { position: world.position, total: fits.length, running: all.length, items };
}

function fitting(world, query, names) {
  return [...world.cancellations.values()].filter((entry) =>
    names.every(([param, field]) => !query.get(param) || String(entry[field]) === query.get(param)),
  );
}

export function cancellations(world, query) {
  const all = fitting(world, query, [
    ["namespace", "namespace"],
    ["tool", "tool"],
    ["cause", "cause"],
  ]);
  const open = all
    .filter((entry) => entry.state !== "completed")
    .sort((a, b) => Number(b.unconfirmed) - Number(a.unconfirmed) || a.position - b.position);
  const over = all.filter((entry) => entry.state === "completed").sort((a, b) => b.position - a.position);
  return {
    position: world.position,
    open: open.length,
    unconfirmed: open.filter((entry) => entry.unconfirmed).length,
    items: [...open, ...over].slice(0, Number(query.get("limit") ?? 100)),
  };
}

export function history(world, query, limit) {
  const names = [
    ["namespace", "namespace"],
    ["token", "id"],
    ["tool", "tool"],
    ["cause", "cause"],
    ["requester", "requestedBy"],
    ["state", "state"],
    ["outcome", "outcome"],
    ["mode", "mode"],
  ];
  const q = query.get("q");
  const since = Date.parse(query.get("since") ?? "");
  const until = Date.parse(query.get("until") ?? "");
  const before = Number(query.get("before") ?? Infinity);
  const all = fitting(world, query, names)
    .filter(
      (entry) =>
        (!q || has(entry.reason, q)) &&
        !(Date.parse(entry.requestedAt) < since) &&
        !(Date.parse(entry.requestedAt) >= until),
    )
    .sort((a, b) => b.position - a.position)
    .filter((entry) => entry.position < before);
  const items = all.slice(0, limit);
  return { items, next: all.length > items.length ? String(items.at(-1).position) : null };
}

export function series(world, minutes) {
  const from = world.now() / 1000 - minutes * 60;
  const shown = world.series.filter((entry) => entry.at >= from);
  const column = (name) => shown.map((entry) => entry.step[name]);
  return {
    position: world.position,
    stepMs: RATE_STEP_MS,
    from: new Date(from * 1000).toISOString(),
    observedSince: new Date(world.startedAt).toISOString(),
    time: shown.map((entry) => Math.round(entry.at)),
    started: column("started"),
    requested: column("requested"),
    completed: column("completed"),
    finished: column("finished"),
    unconfirmed: shown.map(() => 0),
    p50Ms: shown.map((entry) => entry.p50),
    p99Ms: shown.map((entry) => entry.p99),
  };
}

export function token(found) {
  const { namespace, id, state, tool, startedAt, parents, labels, cancellation, isRunning, events, children } = found;
  const below = [found, ...children].filter((entry) => entry.isRunning);
  const status = {
    namespace,
    id,
    cancelled: cancellation !== null,
    state,
    createdAt: startedAt,
    expiresAt: null,
    tool,
    parents,
    labels,
    operations: below.map(operation),
    version: events.length,
    position: events.at(-1).position,
  };
  return { status: isRunning ? status : { ...status, operations: [] }, events, cancellation, eventsTruncated: false };
}

export function tree(world, found) {
  const nodes = [];
  const walk = (entry) => {
    nodes.push({
      namespace: entry.namespace,
      id: entry.id,
      state: entry.state,
      cancelled: entry.cancellation !== null,
      operation: true,
      tool: entry.tool,
      parents: entry.parents,
      running: entry.isRunning,
    });
    entry.children.forEach(walk);
  };
  walk(found);
  return { root: { namespace: found.namespace, id: found.id }, ancestors: found.parents, nodes, truncated: false };
}
