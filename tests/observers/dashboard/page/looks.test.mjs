// How the page looks, with everything on it that can be: against made-up data. Leaves pictures of every view in the
// folder that PICTURES names.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { eventually } from "../../../mcp/node/support/eventually.mjs";
import { Browser, DESK, PHONE, checkWidth, settled } from "./support/browser.mjs";
import { FakeServer, furnished } from "./support/fake_server.mjs";
import { FakeWorld } from "./support/fake_world.mjs";

const PICTURES = process.env.PICTURES;
const LONG_ID = `${"long-id-".repeat(15)}end`;
const VIEWS = {
  overview: "#/overview",
  running: "#/running",
  cancelling: "#/cancelling",
  history: "#/history",
  token: "#/token?namespace=hostile&id=%3Cb%3Ebad-2",
  tree: "#/token?namespace=default&id=nightly",
  long: `#/token?namespace=hostile&id=${LONG_ID}`,
};

let browser;
let world;
let server;
let url;

// The same world each time: chance begins at the same seed, and time stands still.
function seeded(seed) {
  return () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
}

before(async () => {
  let at = Date.now() - 900_000;
  world = new FakeWorld({ now: () => at, random: seeded(7) });
  for (let step = 0; step < 180; ++step) {
    world.live(5);
    world.step();
    world.sample();
    at += 5000;
  }
  furnished(world, 200);
  world.now = Date.now;
  server = new FakeServer(world);
  [url, browser] = await Promise.all([server.listen(), Browser.launched()]);
  if (PICTURES) mkdirSync(PICTURES, { recursive: true });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

function on(hash, body, options) {
  const settledBody = async (page) => {
    await settled(page);
    await body(page);
  };
  return browser.on(`${url}${hash}`, settledBody, options);
}

// The page hears of an address after us: it is on its way when this comes back.
async function show(page, hash) {
  await page.evaluate(async (address) => {
    if (location.hash === address) return;
    const told = new Promise((resolve) => window.addEventListener("hashchange", resolve, { once: true }));
    location.hash = address;
    await told;
  }, hash);
  await settled(page);
}

async function picture(page, name) {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

for (const [place, size] of [
  ["desk", DESK],
  ["phone", PHONE],
]) {
  for (const scheme of ["light", "dark"]) {
    test(`every view fits a ${place}, ${scheme}`, () =>
      on(
        "#/overview",
        async (page) => {
          for (const [name, hash] of Object.entries(VIEWS)) {
            await show(page, hash);
            await checkWidth(page);
            await picture(page, `${name}-${place}-${scheme}`);
            assert.deepEqual(await faintTexts(page), [], `${name} has texts with too little contrast`);
          }
          await checkDialogs(page, `${place}-${scheme}`);
        },
        { size, scheme },
      ));
  }
}

async function checkDialogs(page, suffix) {
  await show(page, "#/running?q=nightly");
  await page.getByRole("button", { name: "Cancel default/nightly" }).click();
  await page.getByRole("dialog").getByText("4 operations will be told to stop.").waitFor();
  await checkWidth(page);
  await picture(page, `cancel-${suffix}`);
  assert.deepEqual(await faintTexts(page), [], "the dialog has texts with too little contrast");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Cancel by filter…" }).click();
  await page.getByRole("dialog").getByLabel("Namespace").fill("default");
  await page.getByRole("button", { name: "Show what fits" }).click();
  await page.getByText("operations fit:").waitFor();
  await checkWidth(page);
  await picture(page, `many-${suffix}`);
  await page.keyboard.press("Escape");
}

// All texts whose contrast to what is behind them is below 4.5, as WCAG 2 computes it.
function faintTexts(page) {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = (colour) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map((part) =>
        part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ground = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const colour = rgba(getComputedStyle(at).backgroundColor);
        if (colour[3] > 250) return colour;
      }
      return [255, 255, 255];
    };
    const faint = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (
        !node.textContent.trim() ||
        !element.checkVisibility() ||
        element.matches(":disabled, .arrow, script, noscript")
      )
        continue;
      const [a, b] = [light(rgba(getComputedStyle(element).color)), light(ground(element))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < 4.5) faint.add(`${contrast.toFixed(2)}: ${node.textContent.trim().slice(0, 40)}`);
    }
    return [...faint];
  });
}

test("everything has a name and a role", () =>
  on("#/running", async (page) => {
    for (const hash of Object.values(VIEWS)) {
      await show(page, hash);
      const nameless = await page.evaluate(() => {
        const named = (element) =>
          element.getAttribute("aria-label") || element.labels?.length || element.textContent.trim() || element.title;
        return [...document.querySelectorAll("a, button, input, select, textarea")]
          .filter((element) => !named(element))
          .map((element) => element.outerHTML);
      });
      assert.deepEqual(nameless, [], hash);
      assert.equal(await page.locator("h1").count(), 1, hash);
      assert.equal(await page.locator("main").count(), 1);
      assert.equal(
        await page.locator("nav.views [aria-current=page]").count(),
        hash.startsWith("#/token") ? 0 : 1,
        hash,
      );
    }
    await show(page, "#/running");
    await page.getByRole("table", { name: "What runs" }).waitFor();
    assert.equal(await page.locator("th[aria-sort=descending]").count(), 1);
    assert.equal(await page.locator("#connection[role=status][aria-live=polite]").count(), 1);
    assert.equal(await page.locator("html").getAttribute("lang"), "en-GB");
    await page.locator(".skip").focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "content");
  }));

test("the theme is switched, kept over a reload, and needs no storage", () =>
  on("#/overview", async (page) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    const button = page.getByRole("button", { name: /^Theme/ });
    await button.click();
    assert.equal(await ground(), light);
    await button.click();
    const dark = await ground();
    assert.notEqual(dark, light);
    await page.reload();
    assert.equal(await ground(), dark);
    await page.addInitScript(() =>
      Object.defineProperty(window, "localStorage", {
        get: () => {
          throw new DOMException("denied", "SecurityError");
        },
      }),
    );
    await page.reload();
    await settled(page);
    assert.equal(await ground(), light);
    await button.click();
    await button.click();
    assert.equal(await ground(), dark);
  }));

test("the states of the page: nothing runs, the daemon is away, behind, at first and later", async () => {
  const empty = new FakeServer(new FakeWorld());
  const address = await empty.listen();
  const { page, watch, close } = await browser.page(`${address}#/running`);
  try {
    await page.getByText("Nothing runs.").waitFor();
    await picture(page, "state-empty");
    empty.daemon.caughtUp = false;
    await page.getByText("Reading what happened meanwhile").waitFor();
    Object.assign(empty.daemon, {
      caughtUp: true,
      connected: false,
      fault: "<b>no daemon</b> at ipc:///run/canceld/command",
    });
    await page.getByText("The daemon is away.").waitFor();
    await picture(page, "state-away");
    assert.deepEqual(await faintTexts(page), []);
    empty.daemon.connected = true;
    await page.getByText("The daemon is away.").waitFor({ state: "detached" });
    watch.checkQuiet();
  } finally {
    await close();
    await empty.close();
  }
});

test("of 100,000 operations a page of rows is here, and a filter finds one", async () => {
  const crowd = new FakeWorld({ random: seeded(3) });
  for (let number = 0; number < 100_000; ++number) crowd.startAny(number);
  const big = new FakeServer(crowd);
  const address = await big.listen();
  const { page, watch, close } = await browser.page(`${address}#/running`);
  try {
    await page.getByText("1–50 of 100,000").waitFor();
    assert.ok((await page.evaluate(() => document.querySelectorAll("*").length)) < 2500);
    await page.keyboard.press("/");
    await page.keyboard.type("-77777");
    await eventually("the one that fits", async () => (await page.locator("tbody tr").count()) === 1);
    watch.checkQuiet();
  } finally {
    await close();
    await big.close();
  }
});
