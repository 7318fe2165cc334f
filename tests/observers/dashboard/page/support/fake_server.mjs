#!/usr/bin/env node
// A stand-in for cancel-dashboard, for work on the page: serves the page's files and made-up data.
//   fake_server.mjs [--port 8471] [--operations 300] [--busy 4] [--login TOKEN] [--read-only]
// POST /fake/away, /fake/back: the daemon; /fake/drop: all streams end.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import * as api from "./fake_api.mjs";
import { FakeWorld, HOSTILE_REASONS } from "./fake_world.mjs";

const PAGE = fileURLToPath(new URL("../../../../../observers/dashboard/page/", import.meta.url));
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const CHANGES = new Set([
  "CancellationRequested",
  "CancellationExecuted",
  "CancellationEscalated",
  "CancellationCompleted",
  "CancellationExpired",
]);

export class FakeServer {
  constructor(world, { login = null, readOnly = false } = {}) {
    Object.assign(this, { world, login, readOnly });
    this.daemon = { connected: true, caughtUp: true, fault: null };
    this.streams = new Set();
    this.loggedIn = false;
    this.server = createServer((request, response) => {
      this.#answer(request, response).catch((error) =>
        send(response, error.status ?? 500, {
          error: { code: error.code ?? "unknown", message: error.message, ...error.more },
        }),
      );
    });
  }

  listen(port = 0) {
    this.timer = setInterval(() => this.#push(), 250);
    return new Promise((resolve) =>
      this.server.listen(port, "127.0.0.1", () => resolve(`http://127.0.0.1:${this.server.address().port}/`)),
    );
  }

  close() {
    clearInterval(this.timer);
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  async #answer(request, response) {
    const url = new URL(request.url, "http://localhost");
    const { pathname: path, searchParams: query } = url;
    if (path.startsWith("/fake/")) return this.#fake(path, response);
    if (!path.startsWith("/api/")) return this.#asset(path, response);
    if (path === "/api/session")
      return send(response, 200, {
        loginRequired: this.login !== null,
        loggedIn: this.loggedIn,
        csrfToken: "csrf",
        version: "0.1.0",
        readOnly: this.readOnly,
      });
    if (path === "/api/login") return this.#logIn(await body(request), response);
    if (this.login !== null && !this.loggedIn) throw refusal(401, "login_required", "Log in first.");
    if (path === "/api/logout") {
      this.loggedIn = false;
      return send(response, 204);
    }
    if (request.method === "POST") return send(response, 200, this.#write(path, await body(request)));
    if (path === "/api/stream") return this.#stream(request, query, response);
    if (path.startsWith("/api/history.")) {
      response.setHeader("Content-Disposition", `attachment; filename="cancellations.${path.slice(13)}"`);
      return send(response, 200, api.history(this.world, query, Infinity).items);
    }
    return send(response, 200, this.#read(path, query));
  }

  #read(path, query) {
    const { world } = this;
    switch (path) {
      case "/api/overview":
        return api.overview(world, this.daemon);
      case "/api/operations":
        return api.operations(world, query);
      case "/api/cancellations":
        return api.cancellations(world, query);
      case "/api/series":
        return api.series(world, Number(query.get("minutes") ?? 15));
      case "/api/token":
        return api.token(this.#token(query.get("namespace"), query.get("id")));
      case "/api/tree":
        return api.tree(world, this.#token(query.get("namespace"), query.get("id")));
      case "/api/history":
        return api.history(world, query, Number(query.get("limit") ?? 100));
      default:
        throw refusal(404, "not_found", "There is no such address.");
    }
  }

  #write(path, wish) {
    if (this.readOnly) throw refusal(403, "forbidden", "This dashboard is read-only.");
    if (path === "/api/cancel") {
      const found = this.#token(wish.namespace, wish.id);
      const alreadyCancelled = this.world.cancel(found, wish);
      return { alreadyCancelled, state: found.state, position: this.world.position };
    }
    const { filter, dryRun, expect } = wish;
    const fits = [...this.world.running.values()].filter(
      (token) =>
        !token.cancellation &&
        ["namespace", "tool", "session"].every((name) => !filter[name] || token[name] === filter[name]) &&
        Object.entries(filter.labels ?? {}).every(([key, value]) => token.labels[key] === value),
    );
    if (!dryRun && expect !== undefined && expect !== fits.length)
      throw refusal(409, "changed", "Another number fits now.", { matched: fits.length });
    if (!dryRun) for (const token of fits) this.world.cancel(token, wish);
    return {
      matched: fits.length,
      tokens: fits.slice(0, 100).map(({ namespace, id }) => ({ namespace, id })),
      position: this.world.position,
    };
  }

  #token(namespace, id) {
    const found = this.world.tokens.get(`${namespace}\n${id}`);
    if (!found) throw refusal(404, "not_found", `no token '${id}' in namespace '${namespace}'`);
    return found;
  }

  #logIn({ token }, response) {
    if (token !== this.login) throw refusal(401, "login_required", "That is not the token.");
    this.loggedIn = true;
    send(response, 204);
  }

  #stream(request, query, response) {
    const { world } = this;
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    const stream = {
      response,
      position: Number(request.headers["last-event-id"] ?? query.get("after") ?? world.position),
      told: "",
    };
    this.streams.add(stream);
    request.on("close", () => this.streams.delete(stream));
    response.write(`event: hello\ndata: ${JSON.stringify({ logId: world.logId, position: world.position })}\n\n`);
  }

  #push() {
    const text = `${this.world.position} ${this.world.series.length} ${JSON.stringify(this.daemon)}`;
    for (const stream of this.streams) {
      const events = this.world.events.slice(stream.position).filter((event) => CHANGES.has(event.type));
      const isNew = this.world.position > stream.position;
      stream.position = this.world.position;
      if (isNew)
        stream.response.write(
          `event: changes\nid: ${stream.position}\ndata: ${JSON.stringify({ position: stream.position, events })}\n\n`,
        );
      if (stream.told !== text)
        stream.response.write(`event: tick\ndata: ${JSON.stringify(api.overview(this.world, this.daemon))}\n\n`);
      stream.told = text;
    }
  }

  #fake(path, response) {
    if (path === "/fake/away")
      Object.assign(this.daemon, { connected: false, fault: "no daemon at ipc:///run/canceld/command" });
    if (path === "/fake/back") Object.assign(this.daemon, { connected: true, fault: null });
    if (path === "/fake/drop") for (const stream of this.streams) stream.response.destroy();
    send(response, 204);
  }

  async #asset(path, response) {
    const file = join(PAGE, normalize(path === "/" ? "index.html" : path));
    const content = await readFile(file).catch(() => null);
    if (content === null || !file.startsWith(PAGE) || !TYPES[extname(file)])
      return send(response, 404, { error: { code: "not_found", message: "There is no such file." } });
    response.writeHead(200, {
      "Content-Type": TYPES[extname(file)],
      "Content-Security-Policy": CSP,
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store",
    });
    response.end(content);
  }
}

function refusal(status, code, message, more = {}) {
  return Object.assign(new Error(message), { status, code, more });
}

function send(response, status, value) {
  if (!response.headersSent)
    response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(status === 204 ? undefined : JSON.stringify(value));
}

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString() || "{}");
}

// A world with everything in it that the page can show.
export function furnished(world, number) {
  for (let index = 0; index < number; ++index) world.startAny(world.random() * 3_600_000);
  const parent = world.start({ namespace: "default", id: "nightly" }, { tool: "index", labels: { team: "search" } });
  for (let index = 1; index <= 3; ++index)
    world.start({ namespace: "default", id: `page-${index}` }, { tool: "fetch", parents: [parent] });
  HOSTILE_REASONS.forEach((reason, index) => {
    const token = world.start(
      { namespace: "hostile", id: index === 3 ? `${"long-id-".repeat(15)}end` : `<b>bad-${index}` },
      { tool: "<script>alert(1)</script>", graceMs: 5000 + index * 15_000 },
    );
    world.cancel(token, { reason, requestedBy: "<i>mallory</i>" });
    if (index === 1) world.executed(token);
    if (index === 2) world.escalate(token, "requested");
    if (index === 4) (world.escalate(token, "requested"), world.expire(token));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8471" },
      operations: { type: "string", default: "300" },
      busy: { type: "string", default: "4" },
      login: { type: "string" },
      "read-only": { type: "boolean", default: false },
    },
  });
  const world = new FakeWorld();
  furnished(world, Number(values.operations));
  const real = world.now;
  for (let step = 180; step > 0; --step) {
    world.now = () => real() - step * 5000;
    world.live(Number(values.busy) * 2);
    world.sample();
  }
  world.now = real;
  setInterval(() => (world.step(), world.live(Number(values.busy))), 1000);
  setInterval(() => world.sample(), 5000);
  const server = new FakeServer(world, { login: values.login ?? null, readOnly: values["read-only"] });
  console.log(await server.listen(Number(values.port)));
}
