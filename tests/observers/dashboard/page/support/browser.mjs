// A browser for one test file, and pages that tell what must never happen on them. NPM_FOLDER has playwright-core.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

import { slower } from "../../../../mcp/node/support/eventually.mjs";

const { chromium } = createRequire(`${process.env.NPM_FOLDER}/`)("playwright-core");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
export const DESK = { width: 1280, height: 860 };
export const PHONE = { width: 360, height: 740 };

export class Browser {
  static async launched() {
    return new Browser(await chromium.launch({ executablePath: CHROMIUM, args: FLAGS }));
  }

  constructor(browser) {
    this.browser = browser;
  }

  // `expected` matches what the console may say: that requests fail is the matter of some tests.
  async page(url, { size = DESK, scheme = "light", expected = null, ...more } = {}) {
    const context = await this.browser.newContext({ viewport: size, colorScheme: scheme, locale: "en-GB", ...more });
    context.setDefaultTimeout(10_000 * slower);
    const page = await context.newPage();
    const watch = new Watch(page, new URL(url).host, expected);
    await watch.start();
    await page.goto(url);
    return { page, watch, close: () => context.close() };
  }

  // A page for the time of `body(page, watch)`; afterwards nothing forbidden must have happened.
  async on(url, body, options = {}) {
    const { page, watch, close } = await this.page(url, options);
    try {
      await body(page, watch);
      watch.checkQuiet();
    } finally {
      await close();
    }
  }

  close() {
    return this.browser.close();
  }
}

// What a page did that it must not do: errors, dialogs, violations of its policy, requests to others.
class Watch {
  constructor(page, host, expected) {
    Object.assign(this, { page, host, expected, faults: [] });
    page.on("console", (message) => {
      if (message.type() === "error" && !expected?.test(message.text())) this.faults.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.faults.push(`error: ${error.stack}`));
    page.on("dialog", (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on("request", (request) => {
      const { host: asked, protocol } = new URL(request.url());
      if (asked !== host && !["data:", "blob:"].includes(protocol)) this.faults.push(`request to ${request.url()}`);
    });
  }

  async start() {
    await this.page.exposeFunction("reportViolation", (directive) => this.faults.push(`policy violated: ${directive}`));
    await this.page.addInitScript(() => {
      window.seen = [];
      document.addEventListener("securitypolicyviolation", (event) => window.reportViolation(event.violatedDirective));
      document.addEventListener("canceld:changes", ({ detail }) =>
        window.seen.push(...detail.map((event) => event.position)),
      );
    });
  }

  // The positions of all events that came to the page, in order.
  seen() {
    return this.page.evaluate(() => window.seen);
  }

  checkQuiet() {
    assert.deepEqual(this.faults, []);
  }
}

// Until the view, that of `title` where one is named, shows what its address asks for. An address that has just become
// another one says nothing of that: what stood there before may still be there.
export function settled(page, title = null) {
  const named = title === null ? "" : `[aria-label="${title}"]`;
  return page.locator(`.view${named}:not([aria-busy])`).waitFor();
}

// What somebody types into a filter has come to the address and, from there, to what is shown.
export async function filtered(page, address) {
  await page.waitForURL(address);
  await settled(page);
}

// No part of the page is wider than the page.
export async function checkWidth(page) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wider <= 0, `the page is ${wider} px too wide at ${page.url()}`);
}
