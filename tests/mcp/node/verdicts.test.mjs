// The judge of the conformance runs.
import assert from "node:assert/strict";
import { test } from "node:test";

import { judged } from "./support/verdicts.mjs";

const check = (id, status) => ({ id, status, description: id });
const verdicts = (scenarios, baseline) =>
  judged(new Map(Object.entries(scenarios)), baseline).map(({ scenario, verdict, isExpected }) => [
    scenario,
    verdict,
    isExpected,
  ]);

test("what passes and is not listed is expected", () => {
  assert.deepEqual(verdicts({ ping: [check("a", "SUCCESS"), check("b", "SKIPPED"), check("c", "INFO")] }, []), [
    ["ping", "pass", true],
  ]);
});

test("a failure, a warning and a scenario that broke off are unexpected", () => {
  const scenarios = { one: [check("a", "FAILURE")], two: [check("a", "WARNING")], three: undefined };
  assert.deepEqual(verdicts(scenarios, []), [
    ["one", "FAIL", false],
    ["two", "FAIL", false],
    ["three", "FAIL", false],
  ]);
});

test("a stream that nobody had to resume is unexpected", () => {
  const scenarios = { "server-sse-polling": [check("server-sse-disconnect-resume", "INFO")] };
  assert.deepEqual(verdicts(scenarios, []), [["server-sse-polling", "FAIL", false]]);
});

test("a listed failure is expected, of a whole scenario and of one check", () => {
  const scenarios = {
    one: [check("a", "FAILURE"), check("b", "FAILURE")],
    two: [check("a", "FAILURE"), check("b", "SUCCESS")],
  };
  assert.deepEqual(verdicts(scenarios, ["one", "two:a"]), [
    ["one", "fails as listed", true],
    ["two", "fails as listed", true],
  ]);
});

test("a listed check excuses no other check", () => {
  assert.deepEqual(verdicts({ one: [check("a", "FAILURE"), check("b", "FAILURE")] }, ["one:a"]), [
    ["one", "FAIL", false],
  ]);
});

test("what is listed and passes, or does not exist, is unexpected", () => {
  const scenarios = { one: [check("a", "SUCCESS")], two: [check("a", "SUCCESS")] };
  assert.deepEqual(verdicts(scenarios, ["one", "two:a", "three"]), [
    ["one", "passes, listed", false],
    ["two", "passes, listed", false],
    ["three", "not run", false],
  ]);
});
