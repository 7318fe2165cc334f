// What people do with the page, against a real daemon.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { eventually } from "../../../mcp/node/support/eventually.mjs";
import { Browser, checkWidth } from "./support/browser.mjs";
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

// Opens `hash` for the time of `body(page, watch)`; afterwards nothing forbidden must have happened.
async function on(hash, body, options = {}) {
  const { page, watch, close } = await browser.page(`${scene.url}${hash}`, options);
  try {
    await body(page, watch);
    watch.checkQuiet();
  } finally {
    await close();
  }
}

const row = (page, id) => page.getByRole("row").filter({ has: page.getByRole("link", { name: `default/${id}`, exact: true }) });

test("an operation starts, is cancelled with a reason, and is seen requested, executed and completed", () =>
  on("#/running", async (page) => {
    await page.getByText("Nothing runs.").waitFor();
    await scene.begin("story-1");
    await row(page, "story-1").getByRole("button", { name: "Cancel" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("1 operation will be told to stop.").waitFor();
    await dialog.getByLabel("Reason").fill("wrong query");
    await dialog.getByRole("button", { name: "Cancel it" }).click();
    await page.getByText("Cancellation of default/story-1 is requested.").waitFor();
    await row(page, "story-1").getByText("requested").waitFor();

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
    await scene.begin("slow-1", { graceMs: 30_000, forceMs: 600_000 });
    await scene.call("cancellation/cancel", { id: "slow-1", reason: "enough" });
    const next = row(page, "slow-1").locator(".next");
    await next.getByText(/force in \d+ s/).waitFor();
    const first = await next.textContent();
    await eventually("the countdown ticks", async () => (await next.textContent()) !== first);
    await row(page, "slow-1").getByRole("button", { name: "with force" }).click();
    await page.getByRole("button", { name: "Stop it at once" }).click();
    await next.getByText(/unconfirmed in/).waitFor();
    await scene.call("operation/finish", { id: "slow-1", outcome: "stopped" });
    await page.getByRole("table", { name: "What stopped lately" }).getByRole("link", { name: "default/slow-1" }).waitFor();
    await page.getByText("Nothing is being cancelled.").waitFor();
  }));

test("what nobody confirms is shown red until it is confirmed late", () =>
  on("#/cancelling", async (page) => {
    await scene.begin("lost-1");
    await scene.call("cancellation/cancel", { id: "lost-1", mode: "force", forceMs: 0 });
    await page.locator("tr.bad").getByText("not confirmed for").waitFor();
    await page.locator("[data-number=cancelling][data-bad]").waitFor();
    await scene.call("operation/finish", { id: "lost-1", outcome: "stopped" });
    await row(page, "lost-1").getByText("late").waitFor();
  }));

test("a reload keeps view, filters and order, and loses nothing", () =>
  on("#/running?tool=keep&sort=namespace&order=asc", async (page) => {
    await scene.batch([["beta", "keep"], ["alpha", "keep"], ["gamma", "not"]].map(([namespace, tool]) => ["operation/start", { id: "kept", namespace, tool }]));
    const names = () => page.locator("tbody tr .name").allTextContents();
    await eventually("both are there", async () => (await names()).length === 2);
    await page.reload();
    await eventually("both are there again", async () => (await names()).join() === "alpha/kept,beta/kept");
    assert.equal(await page.getByLabel("Tool").inputValue(), "keep");
    assert.equal(await page.getByRole("columnheader", { name: "Namespace" }).getAttribute("aria-sort"), "ascending");
    await page.getByRole("columnheader", { name: "Namespace" }).getByRole("button").click();
    await eventually("the order is turned", async () => (await names()).join() === "beta/kept,alpha/kept");
    assert.match(page.url(), /order=desc/);
    await page.goBack();
    await eventually("the way back", async () => (await names())[0] === "alpha/kept");
    await scene.batch(["alpha", "beta", "gamma"].map((namespace) => ["operation/finish", { id: "kept", namespace, outcome: "succeeded" }]));
  }));

test("hostile texts stay texts", () =>
  on("#/cancelling", async (page) => {
    const evil = HOSTILE_REASONS.map((reason, index) => ({ id: `<img/src=x/onerror=alert(${index})>`, reason }));
    await scene.batch(evil.flatMap(({ id, reason }) => [
      ["operation/start", { id, tool: "<script>alert(1)</script>", graceMs: 600_000, labels: { "<b>": "\u202E</td>" } }],
      ["cancellation/cancel", { id, reason, requestedBy: "<i>mallory</i>" }],
    ]));
    await eventually("all are there", async () => (await page.locator("tbody tr").count()) >= evil.length);
    await page.getByText("‹U+202E›gnp.exe").first().waitFor();
    const long = page.locator("tr", { hasText: "xxxxxxxx" });
    assert.ok((await long.textContent()).length < 500);
    await long.getByRole("button", { name: "Show all" }).click();
    assert.equal((await page.locator("dialog .whole").textContent()).length, 4096);
    await page.keyboard.press("Escape");
    for (const hash of ["#/running", "#/history", "#/overview", `#/token?namespace=default&id=${encodeURIComponent(evil[0].id)}`]) {
      await page.goto(`${scene.url}${hash}`);
      await page.locator("main").getByText("alert(").first().waitFor({ state: "attached" }).catch(() => assert.fail(`nothing hostile at ${hash}`));
      const foreign = await page.locator("main :is(img, script, b, i, iframe, object)").count();
      assert.equal(foreign, 0, hash);
    }
    await scene.batch(evil.map(({ id }) => ["operation/finish", { id, outcome: "stopped" }]));
  }));

test("a filter cancels what it showed, and nothing where another number fits by now", () =>
  on("#/running?tool=many", async (page) => {
    await scene.batch([1, 2, 3].map((number) => ["operation/start", { id: `many-${number}`, tool: "many", labels: { team: "a" } }]));
    await row(page, "many-3").waitFor();
    await page.getByRole("button", { name: "Cancel by filter…" }).click();
    const dialog = page.getByRole("dialog");
    assert.equal(await dialog.getByLabel("Tool").inputValue(), "many");
    await dialog.getByLabel("Labels").fill("team=a");
    await dialog.getByLabel("Reason").fill("all of them");
    await dialog.getByRole("button", { name: "Show what fits" }).click();
    await dialog.getByText("3 operations fit:").waitFor();
    assert.equal(await dialog.locator(".matched li").count(), 3);

    await scene.begin("many-4", { tool: "many", labels: { team: "a" } });
    await dialog.getByRole("button", { name: "Cancel all 3" }).click();
    await dialog.getByText("Now 4 operations fit, not as many as shown. Nothing was cancelled").waitFor();
    assert.equal((await scene.call("cancellation/status", { id: "many-1" })).cancelled, false);

    await dialog.getByRole("button", { name: "Show what fits" }).click();
    await dialog.getByRole("button", { name: "Cancel all 4" }).click();
    await page.getByText("Cancellation of 4 operations is requested.").waitFor();
    assert.equal((await scene.call("cancellation/status", { id: "many-4" })).reason, "all of them");
    await scene.batch([1, 2, 3, 4].map((number) => ["operation/finish", { id: `many-${number}`, outcome: "stopped" }]));
  }, { expected: /status of 409/ }));

test("a filter of nothing is not sent", () =>
  on("#/running", async (page) => {
    await page.getByRole("button", { name: "Cancel by filter…" }).click();
    await page.getByRole("button", { name: "Show what fits" }).click();
    await page.getByText("Say at least one of namespace, tool, session, labels.").waitFor();
  }));

test("history is searched by filters that stand in the address, page by page, and is exported", () =>
  on("#/history", async (page) => {
    const calls = [];
    for (let number = 1; number <= 60; ++number) calls.push(["cancellation/create", { id: `old-${number}`, namespace: "archive" }], ["cancellation/cancel", { id: `old-${number}`, namespace: "archive", reason: number === 7 ? "the =seventh" : "spring cleaning" }]);
    await scene.batch(calls);
    const names = () => page.locator("tbody tr .name").allTextContents();
    await page.getByLabel("Namespace").fill("archive");
    await eventually("the newest page", async () => (await names())[0] === "archive/old-60" && (await names()).length === 50);
    assert.match(page.url(), /namespace=archive/);
    await page.getByRole("button", { name: "Older" }).click();
    await eventually("the older page", async () => (await names()).length === 10 && (await names())[9] === "archive/old-1");
    await page.getByRole("button", { name: "Newest" }).click();
    await eventually("the newest page again", async () => (await names())[0] === "archive/old-60");
    await page.getByLabel("Reason").fill("seventh");
    await eventually("the one that fits", async () => (await names()).join() === "archive/old-7");
    await page.reload();
    await eventually("after a reload, too", async () => (await names()).join() === "archive/old-7");

    const csv = await download(page, "CSV");
    assert.match(csv, /old-7/);
    assert.equal(csv.trim().split(/\r?\n/).length, 2);
    const json = JSON.parse(await download(page, "JSON"));
    assert.deepEqual((json.items ?? json).map((entry) => [entry.id, entry.reason]), [["old-7", "the =seventh"]]);
    await page.getByLabel("Cause").selectOption("timeout");
    await page.getByText("Nothing fits.").waitFor();
  }));

async function download(page, name) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name, exact: true }).click()]);
  return readFileSync(await file.path(), "utf8");
}

test("by the keyboard alone: find an operation, cancel it, and come back to where one was", () =>
  on("", async (page) => {
    await scene.batch(["key-a", "key-b", "key-c"].map((id) => ["operation/start", { id, tool: "keys" }]));
    await page.locator(".tile-running").waitFor();
    await page.keyboard.press("2");
    await page.getByRole("heading", { name: "Running" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("key-");
    await eventually("three rows", async () => (await page.locator("tbody tr").count()) === 3);
    await page.keyboard.press("Escape");
    const isOnRow = () => page.evaluate(() => document.activeElement.matches("tbody tr"));
    await page.getByRole("search").getByRole("button", { name: "Clear" }).focus();
    for (let presses = 0; !(await isOnRow()); ++presses) {
      assert.ok(presses < 12, "Tab comes to the table");
      await page.keyboard.press("Tab");
    }
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "none");
    await page.keyboard.press("ArrowDown");
    assert.match(await page.evaluate(() => document.activeElement.textContent), /key-b/);
    await page.keyboard.press("c");
    await page.getByRole("dialog").getByText("default/key-b").waitFor();
    await page.keyboard.type("by hand");
    await page.keyboard.press("Control+Enter");
    await row(page, "key-b").getByText("requested").waitFor();
    await eventually("the focus is where it was", () => page.evaluate(() => /key-b/.test(document.activeElement.textContent) && document.activeElement.matches("tr")));
    assert.equal((await scene.call("cancellation/status", { id: "key-b" })).reason, "by hand");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "default/key-b" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await scene.batch(["key-a", "key-b", "key-c"].map((id) => ["operation/finish", { id, outcome: "stopped" }]));
  }));

test("a row keeps the focus while the table around it changes", () =>
  on("#/running?tool=churn", async (page) => {
    await scene.batch(["churn-1", "churn-2"].map((id) => ["operation/start", { id, tool: "churn" }]));
    await row(page, "churn-2").getByRole("link").focus();
    await scene.call("operation/finish", { id: "churn-1", outcome: "succeeded" });
    await scene.begin("churn-3", { tool: "churn" });
    await row(page, "churn-1").waitFor({ state: "detached" });
    await row(page, "churn-3").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "default/churn-2");
    await scene.batch(["churn-2", "churn-3"].map((id) => ["operation/finish", { id, outcome: "stopped" }]));
  }));

test("a token shows what is above and below it; cancelling it tells all that runs under it", () =>
  on("#/token?namespace=default&id=root", async (page) => {
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
    await page.getByRole("link", { name: "default/leaf-2" }).click();
    await page.locator(".ancestors").getByText("default/root").waitFor();
    await page.getByText("parent cancelled").first().waitFor();
    await checkWidth(page);
    await scene.batch(["leaf-1", "leaf-2"].map((id) => ["operation/finish", { id, outcome: "stopped" }]));
  }, { expected: /status of 404/ }));

test("of many operations one page is in the document, and the pages turn", () =>
  on("#/running?namespace=crowd", async (page) => {
    const ids = Array.from({ length: 120 }, (_, index) => `c-${index}`);
    await scene.batch(ids.map((id) => ["operation/start", { id, namespace: "crowd" }]));
    await page.getByText("1–50 of 120").waitFor();
    assert.equal(await page.locator("tbody tr").count(), 50);
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("101–120 of 120").waitFor();
    assert.equal(await page.locator("tbody tr").count(), 20);
    await scene.batch(ids.slice(0, 60).map((id) => ["operation/finish", { id, namespace: "crowd", outcome: "succeeded" }]));
    await page.getByText("51–60 of 60").waitFor();
    await scene.batch(ids.slice(60).map((id) => ["operation/finish", { id, namespace: "crowd", outcome: "succeeded" }]));
    await page.getByText("Nothing that runs fits.").waitFor();
  }));
