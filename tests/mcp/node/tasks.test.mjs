// Calls as tasks, of both contracts: 2025-11-25 through the official client, the 2026 extension message by message,
// because no official client speaks that yet.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ways } from "./support/clients.mjs";
import { connected } from "./support/connection.mjs";
import { eventually, outcome } from "./support/eventually.mjs";
import { RawPeer } from "./support/raw_peer.mjs";

const INVALID_PARAMS = -32602;
const MISSING_CAPABILITY = -32021;
const extension = { extensions: { "io.modelcontextprotocol/tasks": {} } };
const slowCompute = (seconds) => ({ name: "slow_compute", arguments: { seconds, label: "test" } });

// The messages of a tool call that becomes a task, up to and without the end.
async function created(client, seconds) {
  const stream = client.experimental.tasks.callToolStream(slowCompute(seconds), undefined, { task: { ttl: 60_000 } });
  const { value } = await stream.next();
  assert.equal(value.type, "taskCreated", JSON.stringify(value));
  return { task: value.task, stream };
}

for (const way of ways.slice(0, 2)) {
  test(`${way.name}: a task runs to its result`, (t) =>
    connected(t, way, async ({ client }) => {
      await client.listTools();
      const { task, stream } = await created(client, 0.2);
      const seen = [];
      for await (const message of stream) seen.push(message);
      assert.ok(
        seen.slice(0, -1).every((message) => message.type === "taskStatus" && message.task.taskId === task.taskId),
      );
      assert.equal(seen.at(-1).type, "result", JSON.stringify(seen.at(-1)));
      assert.ok(seen.at(-1).result.content);
    }));

  test(`${way.name}: cancelling a task stops its work, and a second time is refused`, (t) =>
    connected(t, way, async ({ client, side }) => {
      await client.listTools();
      const { task } = await created(client, 60);
      const isComputing = async () => (await client.experimental.tasks.getTask(task.taskId)).statusMessage === "computing";
      await eventually("the tool runs", isComputing);
      const cancelled = await client.experimental.tasks.cancelTask(task.taskId);
      assert.equal(cancelled.taskId, task.taskId);
      assert.equal(cancelled.status, "cancelled");
      await eventually("the tool stops", () => side.aborted("slow_compute") === 1);
      assert.equal((await client.experimental.tasks.getTask(task.taskId)).status, "cancelled");
      const again = await outcome(client.experimental.tasks.cancelTask(task.taskId));
      assert.equal(again.error?.code, INVALID_PARAMS);
    }));

  test(`${way.name}: a task is listed, and one that never was is not found`, (t) =>
    connected(t, way, async ({ client }) => {
      await client.listTools();
      const { task } = await created(client, 60);
      const { tasks } = await client.experimental.tasks.listTasks();
      assert.deepEqual(
        tasks.map(({ taskId }) => taskId),
        [task.taskId],
      );
      const unknown = await outcome(client.experimental.tasks.getTask("never-was"));
      assert.equal(unknown.error?.code, INVALID_PARAMS);
      await client.experimental.tasks.cancelTask(task.taskId);
    }));
}

async function withPeer(way, capabilities, body) {
  const peer = await RawPeer.open(way, { capabilities });
  try {
    await body(peer);
    peer.record.checkSchema(way.revision);
    peer.record.checkQuiet();
  } finally {
    await peer.close();
  }
}

const resultOf = (answer) => {
  assert.ok(answer.result, JSON.stringify(answer));
  return answer.result;
};

for (const way of ways.filter((candidate) => candidate.isModern)) {
  test(`${way.name}: a task of the extension runs to its result`, () =>
    withPeer(way, extension, async (peer) => {
      const task = resultOf(await peer.request(1, "tools/call", slowCompute(1)));
      assert.equal(task.resultType, "task");
      assert.equal(task.status, "working");
      let id = 1;
      const isOver = async () => {
        const now = resultOf(await peer.request(++id, "tasks/get", { taskId: task.taskId }));
        assert.equal(now.resultType, "complete");
        return now.status !== "working" && now;
      };
      const ended = await eventually("the task ends", isOver);
      assert.equal(ended.status, "completed");
      assert.ok(ended.result.content);
    }));

  test(`${way.name}: cancelling a task of the extension stops its work and is acknowledged twice`, () =>
    withPeer(way, extension, async (peer) => {
      const { taskId } = resultOf(await peer.request(1, "tools/call", slowCompute(60)));
      for (const id of [2, 3]) {
        const { _meta, ...acknowledgement } = resultOf(await peer.request(id, "tasks/cancel", { taskId }));
        assert.deepEqual(acknowledgement, { resultType: "complete" });
        await eventually("the tool stops", () => peer.side.aborted("slow_compute") === 1);
      }
      assert.equal(resultOf(await peer.request(4, "tasks/get", { taskId })).status, "cancelled");
    }));

  test(`${way.name}: the end of the call that made a task does not end the task`, () =>
    withPeer(way, extension, async (peer) => {
      const { taskId } = resultOf(await peer.request(1, "tools/call", slowCompute(1)));
      await peer.cancel(1);
      let id = 1;
      const isOver = async () => {
        const { status } = resultOf(await peer.request(++id, "tasks/get", { taskId }));
        return status !== "working" && status;
      };
      assert.equal(await eventually("the task ends", isOver), "completed");
    }));

  // Over HTTP the client's transport keeps refusals with a status of their own to itself: the conformance suite looks.
  if (way.isHttp) continue;
  test(`${way.name}: without the extension there are no tasks`, () =>
    withPeer(way, {}, async (peer) => {
      const result = resultOf(await peer.request(1, "tools/call", slowCompute(0)));
      assert.equal(result.resultType, "complete");
      const refused = await peer.request(2, "tasks/cancel", { taskId: "x" });
      assert.equal(refused.error?.code, MISSING_CAPABILITY);
    }));
}
