// How people find things on the page, by mouse and keyboard, against a real daemon.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { eventually } from "../../../mcp/node/support/eventually.mjs";
import { Browser, filtered, settled } from "./support/browser.mjs";
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

const names = (page) => page.locator("tbody tr .name").allTextContents();

const field = (page, label) => page.getByRole("search").getByLabel(label, { exact: true });

// The rows, of which all are in the document at one moment.
const rows = (page, what, fits) => eventually(what, async () => fits(await names(page)));

test("a reload keeps view, filters and order, and loses nothing", () =>
  on("#/running?tool=keep&sort=namespace&order=asc", async (page) => {
    await scene.batch(
      [
        ["beta", "keep"],
        ["alpha", "keep"],
        ["gamma", "not"],
      ].map(([namespace, tool]) => ["operation/start", { id: "kept", namespace, tool }]),
    );
    await rows(page, "both are there", (found) => found.length === 2);
    await page.reload();
    await rows(page, "both are there again", (found) => found.join() === "alpha/kept,beta/kept");
    assert.equal(await field(page, "Tool").inputValue(), "keep");
    const column = page.getByRole("columnheader", { name: "Namespace" });
    assert.equal(await column.getAttribute("aria-sort"), "ascending");
    await column.getByRole("button").click();
    await page.waitForURL(/order=desc/);
    await rows(page, "the order is turned", (found) => found.join() === "beta/kept,alpha/kept");
    await page.goBack();
    await page.waitForURL(/order=asc/);
    await rows(page, "the way back", (found) => found.join() === "alpha/kept,beta/kept");
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
    await field(page, "Namespace").fill("archive");
    await filtered(page, /namespace=archive/); // until then all namespaces are shown, with the same rows on top
    await rows(page, "the newest page", (found) => found[0] === "archive/old-60" && found.length === 50);
    await page.getByRole("button", { name: "Older" }).click();
    await rows(page, "the older page", (found) => found.length === 10 && found[9] === "archive/old-1");
    await page.getByRole("button", { name: "Newest" }).click();
    await rows(page, "the newest page again", (found) => found[0] === "archive/old-60");
    await field(page, "Reason").fill("seventh");
    await rows(page, "the one that fits", (found) => found.join() === "archive/old-7");
    await page.reload();
    await rows(page, "after a reload, too", (found) => found.join() === "archive/old-7");

    const csv = await download(page, "CSV");
    assert.match(csv, /old-7/);
    assert.equal(csv.trim().split(/\r?\n/).length, 2);
    const json = JSON.parse(await download(page, "JSON"));
    assert.deepEqual(
      (json.items ?? json).map((entry) => [entry.id, entry.reason]),
      [["old-7", "the =seventh"]],
    );
    await field(page, "Cause").selectOption("timeout");
    await page.getByText("Nothing fits.").waitFor();
  }));

test("a search that takes long says so, and what is typed meanwhile takes its place", () =>
  on("#/history", async (page) => {
    await settled(page, "History");
    const searches = [];
    await page.route("**/api/history?*", (route) => searches.push(route));
    const waiting = page.getByRole("status").getByText("Searching the whole log.");
    await field(page, "Reason").fill("slow");
    await eventually("the search is asked for", () => searches.some((one) => one.request().url().includes("q=slow")));
    await waiting.waitFor();
    await field(page, "Reason").fill("quick");
    await eventually("the next one, too", () => searches.some((one) => one.request().url().includes("q=quick")));
    await eventually("the first one is given up", () =>
      searches.some((one) => one.request().url().includes("q=slow") && one.request().failure() !== null),
    );
    await searches.at(-1).continue();
    await page.unroute("**/api/history?*");
    await page.getByText("Nothing fits.").waitFor();
    await waiting.waitFor({ state: "detached" });
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
    await page.keyboard.press("/"); // whoever knows the keys does not wait for the view
    await page.keyboard.type("key-");
    await filtered(page, /q=key-/);
    await rows(page, "three rows", (found) => found.length === 3);
    await page.keyboard.press("Escape");
    assert.equal(await field(page, "Find").inputValue(), "key-");
    const isOnRow = () => page.evaluate(() => document.activeElement.matches("tbody tr"));
    await page.getByRole("search").getByRole("button", { name: "Clear" }).focus();
    for (let presses = 0; !(await isOnRow()); ++presses) {
      assert.ok(presses < 12, "Tab comes to the table");
      await page.keyboard.press("Tab");
    }
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "none");
    assert.match(await page.evaluate(() => document.activeElement.textContent), /key-a/);
    await page.keyboard.press("ArrowDown");
    assert.match(await page.evaluate(() => document.activeElement.textContent), /key-b/);
    await page.keyboard.press("c");
    await page.getByRole("dialog").getByText("default/key-b").waitFor();
    await page.keyboard.type("by hand");
    await page.keyboard.press("Control+Enter");
    await row(page, "key-b").getByText("requested").waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await eventually("the focus is where it was", () =>
      page.evaluate(() => /key-b/.test(document.activeElement.textContent) && document.activeElement.matches("tr")),
    );
    assert.equal((await scene.call("cancellation/status", { id: "key-b" })).reason, "by hand");
    assert.match(page.url(), /q=key-/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "default/key-b" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await scene.batch(["key-a", "key-b", "key-c"].map((id) => ["operation/finish", { id, outcome: "stopped" }]));
  }));

test("the keys that lead to a view are followed by keys for that view", () =>
  on("#/overview", async (page) => {
    await settled(page, "Overview");
    const press = (keys) =>
      page.evaluate((all) => {
        const target = () => document.activeElement;
        for (const key of all)
          target().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        return target().name;
      }, keys);
    assert.equal(await press(["/"]), "q");
    await settled(page, "Running");
    await page.keyboard.press("Escape");
    assert.equal(await press(["4", "/"]), "q");
    await settled(page, "History");
    await page.goBack();
    await settled(page, "Running");
    await page.goBack();
    await settled(page, "Overview");
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
    await page.getByText("1–50 of 120", { exact: true }).waitFor();
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
