// How people find things on the page, by mouse and keyboard, against a real daemon.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { eventually } from "../../../mcp/node/support/eventually.mjs";
import { Browser } from "./support/browser.mjs";
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

test("a reload keeps view, filters and order, and loses nothing", () =>
  on("#/running?tool=keep&sort=namespace&order=asc", async (page) => {
    await scene.batch(
      [
        ["beta", "keep"],
        ["alpha", "keep"],
        ["gamma", "not"],
      ].map(([namespace, tool]) => ["operation/start", { id: "kept", namespace, tool }]),
    );
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
    await scene.batch(
      ["alpha", "beta", "gamma"].map((namespace) => [
        "operation/finish",
        { id: "kept", namespace, outcome: "succeeded" },
      ]),
    );
  }));

test("history is searched by filters that stand in the address, page by page, and is exported", () =>
  on("#/history", async (page) => {
    const calls = [];
    for (let number = 1; number <= 60; ++number)
      calls.push(
        ["cancellation/create", { id: `old-${number}`, namespace: "archive" }],
        [
          "cancellation/cancel",
          { id: `old-${number}`, namespace: "archive", reason: number === 7 ? "the =seventh" : "spring cleaning" },
        ],
      );
    await scene.batch(calls);
    const names = () => page.locator("tbody tr .name").allTextContents();
    await page.getByLabel("Namespace").fill("archive");
    await page.waitForURL(/namespace=archive/);  // before that the page may show all namespaces, with the same ones on top
    await eventually(
      "the newest page",
      async () => (await names())[0] === "archive/old-60" && (await names()).length === 50,
    );
    await page.getByRole("button", { name: "Older" }).click();
    await eventually(
      "the older page",
      async () => (await names()).length === 10 && (await names())[9] === "archive/old-1",
    );
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
    assert.deepEqual(
      (json.items ?? json).map((entry) => [entry.id, entry.reason]),
      [["old-7", "the =seventh"]],
    );
    await page.getByLabel("Cause").selectOption("timeout");
    await page.getByText("Nothing fits.").waitFor();
  }));

async function download(page, name) {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name, exact: true }).click(),
  ]);
  return readFileSync(await file.path(), "utf8");
}

test("by the keyboard alone: find an operation, cancel it, and come back to where one was", () =>
  on("", async (page) => {
    await scene.batch(["key-a", "key-b", "key-c"].map((id) => ["operation/start", { id, tool: "keys" }]));
    await page.locator(".tile-running").waitFor();
    await page.keyboard.press("2");
    await page.getByRole("heading", { name: "Running", exact: true }).waitFor();
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
    await eventually("the focus is where it was", () =>
      page.evaluate(() => /key-b/.test(document.activeElement.textContent) && document.activeElement.matches("tr")),
    );
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
    await scene.batch(
      ids.slice(0, 60).map((id) => ["operation/finish", { id, namespace: "crowd", outcome: "succeeded" }]),
    );
    await page.getByText("51–60 of 60").waitFor();
    await scene.batch(
      ids.slice(60).map((id) => ["operation/finish", { id, namespace: "crowd", outcome: "succeeded" }]),
    );
    await page.getByText("Nothing that runs fits.").waitFor();
  }));
