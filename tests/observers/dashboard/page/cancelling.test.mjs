// What people cancel with the page, and see of it, against a real daemon.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { eventually } from "../../../mcp/node/support/eventually.mjs";
import { Browser, checkWidth, settled } from "./support/browser.mjs";
import { HOSTILE_REASONS } from "./support/fake_world.mjs";
import { Scene } from "./support/scene.mjs";

let scene;
let browser;

before(async () => {
  [scene, browser] = await Promise.all([Scene.started(["--name", "tests"]), Browser.launched()]);
});

after(async () => {
  await browser?.close();
  await scene?.end();
});

// Opens `hash` for the time of `body(page, watch)`.
const on = (hash, body, options) => browser.on(`${scene.url}${hash}`, body, options);

const row = (page, id) =>
  page.getByRole("row").filter({ has: page.getByRole("link", { name: `default/${id}`, exact: true }) });

test("an operation starts, is cancelled with a reason, and is seen requested, executed and completed", () =>
  on("#/running", async (page) => {
    await page.getByText("Nothing runs.").waitFor();
    await scene.begin("story-1");
    await row(page, "story-1").getByRole("button", { name: "Cancel" }).click();
    const dialog = page.getByRole("dialog", { name: "Cancel this?" });
    await dialog.getByText("1 operation will be told to stop.").waitFor();
    await dialog.getByLabel("Reason").fill("wrong query");
    await dialog.getByRole("button", { name: "Cancel it" }).click();
    await page.getByText("Cancellation of default/story-1 is requested.").waitFor();
    await row(page, "story-1").getByText("requested").waitFor();
    await dialog.waitFor({ state: "detached" });
    assert.ok(await page.evaluate(() => document.activeElement.matches("tr")), "the row has the focus, not the page");

    await row(page, "story-1").getByRole("link").click();
    await page.getByRole("heading", { name: "default/story-1" }).waitFor();
    await page.locator(".step-requested:not(.step-ahead)").waitFor();
    await page.locator(".step-executed.step-ahead").waitFor();
    await scene.call("operation/executed", { id: "story-1" });
    await page.locator(".step-executed:not(.step-ahead)").waitFor();
    await scene.call("operation/finish", { id: "story-1", outcome: "stopped" });
    await page.locator(".step-completed:not(.step-ahead)").getByText("stopped").waitFor();
    assert.match(await page.locator(".step-completed .gap").textContent(), /^\+/);
    await page.locator(".pairs").getByText("wrong query").waitFor();
    await page.locator(".pairs").getByText("dashboard:tests").waitFor();
    const status = await scene.call("cancellation/status", { id: "story-1" });
    assert.deepEqual([status.reason, status.mode, status.requestedBy], ["wrong query", "graceful", "dashboard:tests"]);
  }));

test("what is being cancelled counts down, can be forced, and leaves when it has stopped", () =>
  on("#/cancelling", async (page) => {
    await scene.begin("slow-1", { graceMs: 59_000, forceMs: 600_000 });
    await scene.call("cancellation/cancel", { id: "slow-1", reason: "enough" });
    const next = row(page, "slow-1").locator(".next");
    await next.getByText(/force in \d+ s/).waitFor();
    const left = async () => Number((await next.textContent()).match(/force in (\d+) s/)[1]);
    const first = await left();
    await eventually("the countdown ticks", async () => (await left()) < first);
    await row(page, "slow-1").getByRole("button", { name: "with force" }).click();
    await page.getByRole("button", { name: "Stop it at once" }).click();
    await next.getByText(/unconfirmed in/).waitFor();
    await scene.call("operation/finish", { id: "slow-1", outcome: "stopped" });
    await page
      .getByRole("table", { name: "What stopped lately" })
      .getByRole("link", { name: "default/slow-1" })
      .waitFor();
    await page.getByText("Nothing is being cancelled.").waitFor();
  }));

test("a press that a change meets half-way is a press all the same", () =>
  on("#/cancelling", async (page) => {
    await scene.begin("held-1", { graceMs: 59_000, forceMs: 600_000 });
    await scene.call("cancellation/cancel", { id: "held-1" });
    await row(page, "held-1").getByRole("button", { name: "with force" }).hover();
    await page.mouse.down();
    const changed = page.waitForResponse(
      async (answer) => answer.url().includes("/api/cancellations") && (await answer.text()).includes('"executed"'),
    );
    await scene.call("operation/executed", { id: "held-1" });
    await changed;
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
    await page.mouse.up();
    await page.getByRole("button", { name: "Stop it at once" }).waitFor();
    await page.keyboard.press("Escape");
    await row(page, "held-1").locator(".state-executed").waitFor();
    await scene.call("operation/finish", { id: "held-1", outcome: "stopped" });
  }));

test("what nobody confirms is shown red until it is confirmed late", () =>
  on("#/cancelling", async (page) => {
    await scene.begin("lost-1");
    await scene.call("cancellation/cancel", { id: "lost-1", mode: "force", forceMs: 0 });
    await page.locator("tr.bad").getByText("not confirmed for").waitFor();
    await page.locator("[data-number=cancelling][data-bad]").waitFor();
    await scene.call("operation/finish", { id: "lost-1", outcome: "stopped" });
    await row(page, "lost-1").getByText("late", { exact: true }).waitFor();
  }));

test("hostile texts stay texts", () =>
  on("#/cancelling", async (page) => {
    const evil = HOSTILE_REASONS.map((reason, index) => ({ id: `<img/src=x/onerror=alert(${index})>`, reason }));
    await scene.batch(
      evil.flatMap(({ id, reason }) => [
        [
          "operation/start",
          { id, tool: "<script>alert(1)</script>", graceMs: 600_000, labels: { "<b>": "\u202E</td>" } },
        ],
        ["cancellation/cancel", { id, reason, requestedBy: "<i>mallory</i>" }],
      ]),
    );
    // A row is drawn from the event first, and anew when the server has told its times: only then nothing more comes.
    const open = page.getByRole("table", { name: "What is being cancelled" });
    const timed = open.locator("tbody tr", { hasText: /force in/ });
    await eventually("all are there", async () => (await timed.count()) === evil.length);
    await page.getByText("‹U+202E›gnp.exe").first().waitFor();
    const long = open.locator("tr", { hasText: "xxxxxxxx" });
    assert.ok((await long.textContent()).length < 500);
    await long.getByRole("button", { name: "Show all" }).click();
    assert.equal((await page.locator("dialog .whole").textContent()).length, 4096);
    await page.keyboard.press("Escape");
    for (const [title, hash] of [
      ["Running", "#/running"],
      ["History", "#/history"],
      ["Overview", "#/overview"],
      ["Token", `#/token?namespace=default&id=${encodeURIComponent(evil[0].id)}`],
    ]) {
      await page.goto(`${scene.url}${hash}`);
      await settled(page, title); // what is hostile in the view before it is there a moment longer
      await page
        .locator("main")
        .getByText("alert(")
        .first()
        .waitFor({ state: "attached" })
        .catch(() => assert.fail(`nothing hostile at ${hash}`));
      const foreign = await page.locator("main :is(img, script, b, i, iframe, object)").count();
      assert.equal(foreign, 0, hash);
    }
    await scene.batch(evil.map(({ id }) => ["operation/finish", { id, outcome: "stopped" }]));
  }));

test("a filter cancels what it showed, and nothing where another number fits by now", () =>
  on(
    "#/running?tool=many",
    async (page) => {
      await scene.batch(
        [1, 2, 3].map((number) => ["operation/start", { id: `many-${number}`, tool: "many", labels: { team: "a" } }]),
      );
      await row(page, "many-3").waitFor();
      await page.getByRole("button", { name: "Cancel by filter…" }).click();
      const dialog = page.getByRole("dialog", { name: "Cancel by filter" });
      assert.equal(await dialog.getByLabel("Tool").inputValue(), "many");
      await dialog.getByLabel("Labels").fill("team=a");
      await dialog.getByLabel("Reason").fill("all of them");
      await dialog.getByRole("button", { name: "Show what fits" }).click();
      await dialog.getByText("3 operations fit:").waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "Cancel all 3");
      assert.equal(await dialog.locator(".matched li").count(), 3);

      await scene.begin("many-4", { tool: "many", labels: { team: "a" } });
      await dialog.getByRole("button", { name: "Cancel all 3" }).click();
      await dialog.getByText("Now 4 operations fit, not as many as shown. Nothing was cancelled").waitFor();
      assert.equal((await scene.call("cancellation/status", { id: "many-1" })).cancelled, false);

      await dialog.getByRole("button", { name: "Show what fits" }).click();
      await dialog.getByRole("button", { name: "Cancel all 4" }).click();
      await page.getByText("Cancellation of 4 operations is requested.").waitFor();
      assert.equal((await scene.call("cancellation/status", { id: "many-4" })).reason, "all of them");
      await scene.batch(
        [1, 2, 3, 4].map((number) => ["operation/finish", { id: `many-${number}`, outcome: "stopped" }]),
      );
    },
    { expected: /status of 409/ },
  ));

test("a filter of nothing is not sent", () =>
  on("#/running", async (page) => {
    await page.getByRole("button", { name: "Cancel by filter…" }).click();
    await page.getByRole("button", { name: "Show what fits" }).click();
    await page.getByText("Say at least one of namespace, tool, session, labels.").waitFor();
  }));

test("a token shows what is above and below it; cancelling it tells all that runs under it", () =>
  on(
    "#/token?namespace=default&id=root",
    async (page) => {
      await page.getByText("No such token.").waitFor();
      await scene.batch([
        ["cancellation/create", { id: "root" }],
        ["operation/start", { id: "leaf-1", token: "root", graceMs: 600_000 }],
        ["operation/start", { id: "leaf-2", parents: ["leaf-1"], graceMs: 600_000 }],
      ]);
      await page.reload();
      await page.locator(".tree ul ul ul").getByRole("link", { name: "default/leaf-2" }).waitFor();
      await page.getByRole("button", { name: "Cancel…" }).click();
      await page.getByText("2 operations will be told to stop.").waitFor();
      await page.getByRole("button", { name: "Cancel it" }).click();
      await page.locator(".tree").getByText("requested").nth(2).waitFor();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      assert.notEqual(await page.evaluate(() => document.activeElement.id), "", "something has the focus still");
      await page.getByRole("link", { name: "default/leaf-2" }).click();
      await page.locator(".ancestors").getByText("default/root").waitFor();
      await page.getByText("parent cancelled").first().waitFor();
      await checkWidth(page);
      await scene.batch(["leaf-1", "leaf-2"].map((id) => ["operation/finish", { id, outcome: "stopped" }]));
    },
    { expected: /status of 404/ },
  ));
