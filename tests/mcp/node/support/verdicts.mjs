// What the conformance suites found, against what is known to fail.

// Checks that tell a failure as information, where the suite wants to be kind.
const REQUIRED = ["server-sse-disconnect-resume"];

const hasFailed = ({ id, status }) =>
  status === "FAILURE" || status === "WARNING" || (status === "INFO" && REQUIRED.includes(id));

// `scenarios`: name → checks, or undefined where the scenario broke off. `baseline`: entries "scenario" (all of it
// may fail) or "scenario:check" (that check may). An entry that does not fail any more is as wrong as a failure
// without one.
export function judged(scenarios, baseline) {
  const stray = baseline.filter((entry) => !scenarios.has(entry.split(":")[0]));
  const verdicts = [...scenarios].map(([scenario, checks]) => verdictOf(scenario, checks, baseline));
  return [
    ...verdicts,
    ...stray.map((entry) => ({
      scenario: entry,
      verdict: "not run",
      isExpected: false,
      passed: 0,
      complaints: ["listed as failing, but there is no such scenario"],
    })),
  ];
}

function verdictOf(scenario, checks, baseline) {
  const entries = baseline.filter((entry) => entry === scenario || entry.startsWith(`${scenario}:`));
  const failed = checks?.filter(hasFailed) ?? [{ id: "broke-off", errorMessage: "the scenario broke off" }];
  const passed = checks?.filter((check) => check.status === "SUCCESS").length ?? 0;
  const isListed = (check) => entries.includes(scenario) || entries.includes(`${scenario}:${check.id}`);
  const isStale = (entry) => !failed.some((check) => entry === scenario || entry === `${scenario}:${check.id}`);

  const unexpected = failed.filter((check) => !isListed(check));
  const stale = entries.filter(isStale);
  return {
    scenario,
    verdict: unexpected.length ? "FAIL" : stale.length ? "passes, listed" : failed.length ? "fails as listed" : "pass",
    isExpected: unexpected.length === 0 && stale.length === 0,
    passed,
    complaints: [
      ...failed.map((check) => `${check.id}: ${check.errorMessage ?? check.details?.message ?? check.description}`),
      ...stale.map((entry) => `${entry}: is listed as failing, but passes`),
    ],
  };
}
