// A client that goes away: what becomes of its calls.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ways } from "./support/clients.mjs";
import { Connection } from "./support/connection.mjs";
import { HttpServer, StdioServer } from "./support/demo_server.mjs";
import { eventually, slower } from "./support/eventually.mjs";

const LONG = { duration: 60, steps: 600 };
const PATIENCE_OF_STDIO_CLIENTS_MS = 2_000;

// The server outlives the connection, so that its side file can be read.
async function withServer(way, body) {
  const server = way.isHttp ? await HttpServer.started() : new StdioServer();
  const connection = await Connection.open(way, { server });
  try {
    await body(connection);
  } finally {
    await connection.close();
    await server.end();
  }
}

for (const way of ways) {
  if (way.isHttp && !way.isModern) {
    test(`${way.name}: work goes on after a disconnect`, () =>
      withServer(way, async (connection) => {
        await connection.running("coop", { duration: 0.5, steps: 10 });
        await connection.client.close();
        await eventually("the work is done", () => connection.side.finished("coop") === 1);
        assert.equal(connection.side.aborted("coop"), 0);
      }));

    test(`${way.name}: the end of the session stops its work`, () =>
      withServer(way, async (connection) => {
        await connection.running("coop", LONG);
        await connection.transport.terminateSession();
        await eventually("the work stops", () => connection.side.aborted("coop") === 1);
      }));
  }

  if (way.isHttp && way.isModern) {
    test(`${way.name}: a disconnect stops the work`, () =>
      withServer(way, async (connection) => {
        await connection.running("coop", LONG);
        await connection.client.close();
        await eventually("the work stops", () => connection.side.aborted("coop") === 1);
      }));

    test(`${way.name}: a connection that breaks stops its call, and no other`, () =>
      withServer(way, async (connection) => {
        const broken = await connection.running("coop", LONG);
        const whole = await connection.running("coop", { duration: 0.5, steps: 10 });
        connection.traffic.of((message) => message.id === broken.id && message.method === "tools/call").cut();
        await eventually("the work stops", () => connection.side.aborted("coop") === 1);
        assert.ok((await whole.settled).value);
      }));
  }

  if (!way.isHttp) {
    test(`${way.name}: the server stops its work and exits when its input ends`, (t) =>
      withServer(way, async (connection) => {
        await connection.running("coop", LONG);
        const began = performance.now();
        await connection.client.close();
        const took = performance.now() - began;
        t.diagnostic(`gone after ${took.toFixed(0)} ms`);
        assert.ok(took < PATIENCE_OF_STDIO_CLIENTS_MS * slower, "before the client sends a signal");
        assert.equal(connection.side.aborted("coop"), 1);
      }));
  }
}
