// What the page does when the daemon, or the dashboard itself, goes away and comes back; who may see it and cancel.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { eventually } from "../../../mcp/node/support/eventually.mjs";
import { Browser } from "./support/browser.mjs";
import { Scene } from "./support/scene.mjs";

const CHANGES = [
  "CancellationRequested",
  "CancellationExecuted",
  "CancellationEscalated",
  "CancellationCompleted",
  "CancellationExpired",
];
const AWAY =
  /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|status of 503|ERR_NETWORK/;
const TOKEN = "correct-horse-battery";

let browser;

before(async () => {
  browser = await Browser.launched();
});

after(() => browser?.close());

async function withScene(options, body) {
  const scene = await Scene.started(options);
  try {
    await body(scene);
  } finally {
    await scene.end();
  }
}

// Opens `hash` for the time of `body(page, watch)`.
const on = (scene, hash, body, options) => browser.on(`${scene.url}${hash}`, body, options);

const link = (page, id) => page.getByRole("link", { name: `default/${id}`, exact: true });

// `number` cancellations from begin to end.
function waves(prefix, number) {
  return Array.from({ length: number }, (_, index) => `${prefix}-${index}`).flatMap((id) => [
    ["operation/start", { id }],
    ["cancellation/cancel", { id }],
    ["operation/executed", { id }],
    ["operation/finish", { id, outcome: "stopped" }],
  ]);
}

// The page saw each change of the log once, in order, and none that is not there.
async function checkComplete(scene, watch) {
  const logged = (await scene.logged(CHANGES)).map((event) => event.position);
  await eventually("the page has seen all", async () => (await watch.seen()).length >= logged.length);
  assert.deepEqual(await watch.seen(), logged);
}

test("the daemon is killed and comes back: the page says so, and shows what happened meanwhile, without a reload", () =>
  withScene([], (scene) =>
    on(
      scene,
      "#/cancelling",
      async (page, watch) => {
        await page.getByText("Nothing is being cancelled.").waitFor();
        await page.evaluate(() => (window.isTheSame = true));
        await scene.begin("before", { graceMs: 0 });
        await scene.call("cancellation/cancel", { id: "before", reason: "early", graceMs: 600_000 });
        await link(page, "before").waitFor();
        await scene.killDaemon();
        await page.getByText("The daemon is away.").waitFor();
        await page.locator("main[data-stale]").waitFor();
        await page.locator("#connection", { hasText: /^daemon away$/ }).waitFor();
        await link(page, "before").waitFor();

        await scene.startDaemon();
        await scene.begin("after");
        await scene.call("cancellation/cancel", { id: "after" });
        await scene.call("operation/finish", { id: "before", outcome: "stopped" });
        await link(page, "after").waitFor();
        await page
          .getByRole("table", { name: "What stopped lately" })
          .getByRole("link", { name: "default/before" })
          .waitFor();
        await page.locator("main:not([data-stale])").waitFor();
        await page.getByText("The daemon is away.").waitFor({ state: "detached" });
        assert.ok(await page.evaluate(() => window.isTheSame));
        await checkComplete(scene, watch);
      },
      { expected: AWAY },
    ),
  ));

test("the dashboard is restarted: the page goes on without a hole", () =>
  withScene([], (scene) =>
    on(
      scene,
      "#/cancelling",
      async (page, watch) => {
        await page.getByText("Nothing is being cancelled.").waitFor();
        await scene.batch(waves("first", 50));
        await checkComplete(scene, watch);
        await scene.stopDashboard();
        await page.getByText("No connection to this dashboard.").waitFor();
        await page.locator("#connection", { hasText: /^no connection$/ }).waitFor();
        await scene.batch(waves("meanwhile", 150));
        await scene.startDashboard();
        await page.getByText("No connection to this dashboard.").waitFor({ state: "detached" });
        await scene.batch(waves("then", 50));
        await checkComplete(scene, watch);

        // The server that is there now has never seen this page, and takes its cancellations all the same.
        await scene.begin("last");
        await page.keyboard.press("2");
        await page.getByRole("button", { name: "Cancel default/last" }).click();
        await page.getByRole("button", { name: "Cancel it" }).click();
        await page.getByText("Cancellation of default/last is requested.").waitFor();
      },
      { expected: new RegExp(`${AWAY.source}|status of 403`) },
    ),
  ));

test("another log: the page reads everything anew", () =>
  withScene([], (scene) =>
    on(
      scene,
      "#/running",
      async (page) => {
        await scene.begin("of-the-old-log");
        await link(page, "of-the-old-log").waitFor();
        await scene.replaceLog();
        await scene.begin("of-the-new-log");
        await link(page, "of-the-new-log").waitFor();
        await link(page, "of-the-old-log").waitFor({ state: "detached" });
      },
      { expected: AWAY },
    ),
  ));

test("before a login nothing is shown; after it, what the address named", () =>
  withScene([], async (scene) => {
    await scene.stopDashboard();
    await scene.startDashboard(["--token-file", scene.tokenFile(TOKEN)]);
    await scene.begin("secret");
    await on(
      scene,
      "#/running?q=secret",
      async (page) => {
        await page.getByRole("heading", { name: "Log in" }).waitFor();
        assert.equal(await page.evaluate(() => document.activeElement.name), "token");
        assert.equal(await page.getByText("secret").count(), 0);
        const token = page.locator(".login-view").getByLabel("Token", { exact: true });
        await token.fill("not this one, surely");
        await token.press("Enter");
        await page.getByText("That is not the token.").waitFor();
        await token.fill(TOKEN);
        await token.press("Enter");
        await link(page, "secret").waitFor();
        await page.reload();
        await link(page, "secret").waitFor();

        // Sessions end with the server; the page asks again and then goes on where it was.
        await scene.stopDashboard();
        await scene.startDashboard(["--token-file", scene.tokenFile(TOKEN)]);
        await token.fill(TOKEN);
        await token.press("Enter");
        await link(page, "secret").waitFor();
        await page.getByRole("button", { name: "Log out" }).click();
        await page.getByRole("heading", { name: "Log in" }).waitFor();
        assert.equal(await link(page, "secret").count(), 0);
      },
      { expected: new RegExp(`${AWAY.source}|status of 401|status of 403`) },
    );
  }));

test("a read-only dashboard shows and offers nothing else", () =>
  withScene(["--read-only"], async (scene) => {
    await scene.begin("untouchable");
    await on(scene, "#/running", async (page) => {
      await link(page, "untouchable").waitFor();
      await page.locator("#read-only").waitFor();
      assert.equal(await page.getByRole("button", { name: /Cancel/ }).count(), 0);
      await link(page, "untouchable").focus();
      await page.keyboard.press("c");
      assert.equal(await page.getByRole("dialog").count(), 0);
      await link(page, "untouchable").click();
      await page.getByRole("heading", { name: "default/untouchable" }).waitFor();
      assert.equal(await page.getByRole("button", { name: /Cancel/ }).count(), 0);
    });
  }));
