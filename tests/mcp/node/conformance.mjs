// Runs the server scenarios of the official MCP conformance suites against the demo server, and prints what came of
// each.
//
// Usage: run FOLDER conformance.mjs BASELINES [URL]
//   BASELINES  the folder with RUN.yaml files: what is known to fail
//   URL        a server that runs already; without it DEMO_SERVER is started, once for each run
// Exits with 1 if anything fails that is not listed, or passes although it is listed.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

import { HttpServer } from "./support/demo_server.mjs";
import { eventually } from "./support/eventually.mjs";
import { Process } from "./support/process.mjs";
import { judged } from "./support/verdicts.mjs";

const RUNS = [
  { name: "conformance-0.1.16", suite: "conformance-legacy", options: ["--suite", "all"] },
  {
    name: "conformance-0.2.0-2025-11-25",
    suite: "@modelcontextprotocol/conformance",
    options: ["--requirements", "2025-11-25"],
  },
  {
    name: "conformance-0.2.0-2026-07-28",
    suite: "@modelcontextprotocol/conformance",
    options: ["--requirements", "2026-07-28"],
  },
];
const PATIENCE_MS = 240_000;

// The scenarios that ran, each with its checks; none where it broke off.
function results(output, folder) {
  const scenarios = new Map(
    [...output.matchAll(/=== Running scenario: (\S+) ===/g)].map(([, name]) => [name, undefined]),
  );
  for (const entry of readdirSync(folder)) {
    const name = /^server-(.+)-\d{4}-\d\d-\d\dT[\dZ-]+$/.exec(entry)?.[1];
    if (name) scenarios.set(name, JSON.parse(readFileSync(join(folder, entry, "checks.json"), "utf8")));
  }
  return scenarios;
}

async function scenariosOf(run, url) {
  const folder = mkdtempSync(join(tmpdir(), "mcp-conformance-"));
  const program = join(process.env.NPM_FOLDER, "node_modules", run.suite, "dist/index.js");
  const suite = new Process(process.execPath, [
    program,
    "server",
    "--url",
    url,
    "--output-dir",
    folder,
    ...run.options,
  ]);
  try {
    await eventually(`${run.name} ends`, () => !suite.isRunning, PATIENCE_MS);
    const scenarios = results(suite.output, folder);
    if (scenarios.size === 0) throw new Error(`${run.name} ran nothing: ${suite.output}`);
    return scenarios;
  } finally {
    await suite.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function printed(run, verdicts) {
  console.log(`\n${run.name}`);
  const width = Math.max(...verdicts.map(({ scenario }) => scenario.length));
  for (const { scenario, verdict, passed, complaints } of verdicts) {
    console.log(`  ${scenario.padEnd(width)}  ${verdict.padEnd(16)} ${passed} of ${passed + complaints.length} checks`);
    if (verdict === "pass") continue;
    for (const complaint of complaints) console.log(`    ${complaint.slice(0, 2_000)}`);
  }
}

async function isAsExpected(run, baselines, givenUrl) {
  const baseline = parse(readFileSync(join(baselines, `${run.name}.yaml`), "utf8"))?.server ?? [];
  const server = givenUrl ? undefined : await HttpServer.started();
  try {
    const verdicts = judged(await scenariosOf(run, givenUrl ?? server.url), baseline);
    if (server && !server.process.isRunning) throw new Error(`demo_server died: ${server.process.output}`);
    printed(run, verdicts);
    return verdicts.every(({ isExpected }) => isExpected);
  } finally {
    await server?.end();
  }
}

const [baselines, url] = process.argv.slice(2);
const runs = await Promise.all(
  RUNS.map((run) =>
    isAsExpected(run, baselines, url).catch((error) => {
      console.log(`\n${run.name}\n  ${error.message}`);
      return false;
    }),
  ),
);
process.exitCode = runs.every(Boolean) ? 0 : 1;
