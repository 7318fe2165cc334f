"""What cancel-dashboard answers to its page, against a real daemon."""

import collections
import csv
import io
import signal
import threading

from dashboard_case import HOSTILE, DashboardCase, await_condition


class Present(DashboardCase):
    def setUp(self):
        super().setUp()
        self.start()
        self.page = self.follow()

    def test_an_operation_is_seen_from_its_start_to_its_cancellation(self):
        self.call("cancellation/create", id="group")
        self.call("operation/start", id="work", token="group", tool="search", labels={"team": "blue"}, requestId=7)
        self.page.await_position(self.head())
        found = self.page.read("operations", q="BLUE")
        self.assertEqual(found["total"], 1)
        operation = found["items"][0]
        self.assertEqual((operation["id"], operation["tool"], operation["requestId"], operation["state"]),
                         ("work", "search", 7, "active"))
        self.assertEqual(operation["parents"], [{"namespace": "default", "id": "group"}])
        self.assertIsNone(operation["cancellation"])
        answer = self.page.post("cancel", {"namespace": "default", "id": "work", "reason": HOSTILE,
                                           "mode": "graceful"}).json
        self.assertEqual((answer["alreadyCancelled"], answer["state"]), (False, "requested"))
        self.page.await_position(answer["position"])
        cancellation = self.page.read("operations")["items"][0]["cancellation"]
        self.assertEqual(cancellation["reason"], HOSTILE)
        self.assertEqual(cancellation["requestedBy"], "dashboard")
        self.assertIsNotNone(cancellation["escalatesAt"])
        self.call("operation/executed", id="work")
        position = self.call("operation/finish", id="work", outcome="stopped")["position"]
        self.page.await_position(position)
        over = self.page.read("cancellations", state="recent")
        self.assertEqual((over["open"], over["items"][0]["outcome"]), (0, "stopped"))
        self.assertTrue(over["items"][0]["operation"])
        self.assertGreaterEqual(over["items"][0]["latencyMs"], 0)
        self.assertTrue(self.page.post("cancel", {"id": "work"}).json["alreadyCancelled"])

    def test_a_token_says_all_that_happened_to_it(self):
        self.call("cancellation/create", id="top")
        self.call("cancellation/create", id="group", parents=["top"])
        self.call("operation/start", id="work", token="group", tool="search")
        self.call("cancellation/cancel", id="work", reason=HOSTILE)
        self.call("operation/executed", id="work")
        self.page.await_position(self.head())
        token = self.page.read("token", id="work")
        self.assertEqual(token["status"]["state"], "executed")
        self.assertEqual([event["type"] for event in token["events"]],
                         ["TokenCreated", "OperationStarted", "CancellationRequested", "CancellationExecuted"])
        self.assertEqual(token["cancellation"]["reason"], HOSTILE)
        self.assertIsNotNone(token["cancellation"]["executedAt"])
        self.assertFalse(token["eventsTruncated"])
        tree = self.page.read("tree", id="work")
        self.assertEqual([name["id"] for name in tree["ancestors"]], ["group", "top"])
        self.assertEqual([node["id"] for node in self.page.read("tree", id="top")["nodes"]], ["top", "work", "group"])
        self.assertIsNone(self.page.read("token", id="top")["cancellation"])

    def test_the_overview_counts(self):
        self.call("operation/start", id="a", tool="search")
        self.call("operation/start", id="b", namespace="github")
        self.call("cancellation/cancel", id="a")
        self.page.await_position(self.head())
        await_condition(lambda: self.page.read("overview")["totals"]["cancelled"] == 1, "the daemon's statistics")
        overview = self.page.read("overview")
        self.assertEqual((overview["running"], overview["cancelling"], overview["head"]), (2, 1, self.head()))
        self.assertTrue(overview["daemon"]["connected"] and overview["daemon"]["caughtUp"])
        self.assertEqual(overview["causes"], [{"cause": "user_requested", "count": 1}])
        self.assertIn({"tool": "search", "running": 1, "cancelling": 1}, overview["topTools"])
        self.assertGreater(overview["rates"]["started"], 0)
        series = self.page.read("series", minutes=60)
        self.assertEqual(sum(series["started"]), 2)
        self.assertEqual(len(series["time"]), len(series["p99Ms"]))

    def test_many_are_cancelled_only_when_as_many_fit_as_were_shown(self):
        for number in range(3):
            self.call("operation/start", id=f"o{number}", tool="search")
        wish = {"filter": {"tool": "search"}, "reason": "all of them", "mode": "force"}
        shown = self.page.post("cancel-many", {**wish, "dryRun": True}).json
        self.assertEqual((shown["matched"], len(shown["tokens"])), (3, 3))
        self.call("operation/start", id="late", tool="search")
        changed = self.page.post("cancel-many", {**wish, "expect": 3})
        self.assertEqual((changed.status, changed.code, changed.json["error"]["matched"]), (409, "changed", 4))
        self.assertFalse(self.call("cancellation/status", id="o0")["cancelled"])
        self.assertEqual(self.page.post("cancel-many", {**wish, "expect": 4}).json["matched"], 4)
        self.assertEqual(self.call("cancellation/status", id="late")["mode"], "force")
        self.assertEqual(self.page.post("cancel-many", {"filter": {}}).status, 400)

    def test_what_can_not_be_done_says_why(self):
        self.call("cancellation/create", id="ended")
        self.call("cancellation/release", id="ended")
        cases = [(self.page.post("cancel", {"id": "nobody"}), 404, "not_found", -31001),
                 (self.page.post("cancel", {"id": "ended"}), 409, "refused", -31004),
                 (self.page.post("cancel", {"id": "x", "reason": "y" * 5000}), 400, "bad_request", -32602),
                 (self.page.post("cancel", {"id": "a b"}), 400, "bad_request", -32602),
                 (self.page.post("cancel", {}), 400, "bad_request", None),
                 (self.page.post("cancel", []), 400, "bad_request", None),
                 (self.page.get("token", id="nobody"), 404, "not_found", -31001),
                 (self.page.get("tree", id="nobody"), 404, "not_found", -31001),
                 (self.page.get("token"), 400, "bad_request", None),
                 (self.page.get("operations", limit=501), 400, "bad_request", None),
                 (self.page.get("history", cause="mood"), 400, "bad_request", None),
                 (self.page.get("history", before="x"), 400, "bad_request", None),
                 (self.page.get("stream", after="x"), 400, "bad_request", None),
                 (self.page.get("nothing"), 404, "not_found", None)]
        for answer, status, code, rpc in cases:
            with self.subTest(body=answer.body):
                error = answer.json["error"]
                self.assertEqual((answer.status, error["code"], error.get("rpcCode")), (status, code, rpc))
                self.assertTrue(error["message"].isprintable())

    def test_only_so_many_changes_wait_for_a_daemon_that_hangs(self):
        self.page.post("cancel", {"id": "nobody"})
        self.daemon.process.send_signal(signal.SIGSTOP)
        self.addCleanup(self.daemon.process.send_signal, signal.SIGCONT)
        statuses = collections.Counter()
        threads = [threading.Thread(target=lambda: statuses.update([self.page.post("cancel", {"id": "x"}).status]))
                   for _ in range(80)]
        for thread in threads:
            thread.start()
        await_condition(lambda: statuses[429] >= 10, "a refusal")
        self.assertEqual(self.page.read("operations")["total"], 0)
        self.daemon.process.send_signal(signal.SIGCONT)
        for thread in threads:
            thread.join()
        self.assertEqual(set(statuses), {404, 429})
        self.assertGreaterEqual(statuses[404], 64)

    def test_methods_and_heads(self):
        for path in ("/", "/api/overview", "/api/stream", "/api/history.csv", "/healthz"):
            answer = self.page.request("HEAD", path)
            self.assertEqual((answer.status, answer.body), (200, b""), path)
        for method, path, allow in (("DELETE", "/api/overview", "GET, HEAD"), ("GET", "/api/cancel", "POST"),
                                    ("POST", "/", "GET, HEAD"), ("PUT", "/api/cancel", "POST")):
            answer = self.page.request(method, path)
            self.assertEqual((answer.status, answer.headers["Allow"]), (405, allow), path)

    def test_every_answer_protects_the_page(self):
        for path in ("/", "/api/overview", "/api/nothing", "/healthz", "/api/cancel"):
            headers = self.page.request("GET", path).headers
            self.assertIn("default-src 'none'; script-src 'self'", headers["Content-Security-Policy"])
            self.assertNotIn("unsafe", headers["Content-Security-Policy"])
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(headers["Cross-Origin-Resource-Policy"], "same-origin")
            self.assertEqual(headers["Cache-Control"], "no-cache" if path == "/" else "no-store")

    def test_the_page_is_sent_once(self):
        first = self.page.request("GET", "/")
        self.assertIn(b"<html", first.body)
        again = self.page.request("GET", "/", If_None_Match=first.headers["ETag"])
        self.assertEqual((again.status, again.body), (304, b""))

    def test_other_sites_get_nothing_and_change_nothing(self):
        self.call("cancellation/create", id="mine")
        refusals = [self.page.request("GET", "/api/overview", Host="evil.example"),
                    self.page.request("GET", "/", Host="evil.example:80"),
                    self.page.post("cancel", {"id": "mine"}, Origin="http://evil.example"),
                    self.page.post("cancel", {"id": "mine"}, Origin="null"),
                    self.page.post("cancel", {"id": "mine"}, Content_Type="text/plain"),
                    self.page.post("cancel", {"id": "mine"}, X_CSRF_Token="x" * 64),
                    self.page.post("cancel", {"id": "mine"}, X_CSRF_Token=None)]
        self.assertEqual([answer.status for answer in refusals], [403] * 7)
        self.assertEqual(refusals[-1].code, "csrf")
        self.assertFalse(self.call("cancellation/status", id="mine")["cancelled"])
        own = self.page.post("cancel", {"id": "mine"}, Origin=f"http://127.0.0.1:{self.page.port}",
                             Host=f"127.0.0.1:{self.page.port}")
        self.assertEqual(own.status, 200)


class Past(DashboardCase):
    def setUp(self):
        super().setUp()
        self.start()
        self.page = self.follow()

    def cancel_some(self, count):
        """In one moment: children of one token."""
        self.call("cancellation/create", id="group")
        starts = [("operation/start", {"id": f"o{number}", "token": "group", "tool": ("even", "odd")[number % 2]})
                  for number in range(count)]
        for begin in range(0, count, 1000):
            self.batch(starts[begin:begin + 1000])
        self.call("cancellation/cancel", id="group", reason=HOSTILE, requestedBy="=ann")

    def test_every_cancellation_comes_once_page_by_page(self):
        self.cancel_some(250)
        seen, cursor = [], None
        while True:
            page = self.page.read("history", limit=100, before=cursor)
            seen += [item["id"] for item in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        self.assertEqual(len(seen), 251)
        self.assertEqual(sorted(seen), sorted(["group", *(f"o{number}" for number in range(250))]))
        self.assertEqual(len(self.page.read("history", tool="odd", limit=1000)["items"]), 125)
        self.assertEqual(len(self.page.read("history", cause="user_requested")["items"]), 1)
        self.assertEqual(len(self.page.read("history", q="ONERROR=alert", token="o7")["items"]), 1)
        self.assertEqual(self.page.read("history", until="1h")["items"], [])
        self.assertEqual(len(self.page.read("history", since="1h", state="requested", mode="graceful")["items"]), 100)

    def test_exports_hold_everything_whatever_a_reason_says(self):
        self.cancel_some(2500)
        answer = self.page.get("history.csv")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        rows = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
        self.assertEqual(len(rows), 2501)
        self.assertEqual(len({row["id"] for row in rows}), 2501)
        self.assertTrue(all(row["reason"] == HOSTILE and row["requestedBy"] == "'=ann" for row in rows))
        self.assertTrue(all(None not in row and None not in row.values() for row in rows))
        items = self.page.get("history.json").json
        self.assertEqual([item["id"] for item in items], [row["id"] for row in rows])
        self.assertEqual(items[0]["reason"], HOSTILE)
        self.assertEqual(len(self.page.get("history.json", tool="odd").json), 1250)
        self.assertEqual(self.page.get("history.json", tool="none").json, [])

    def test_the_past_can_be_read_while_the_daemon_is_away(self):
        self.cancel_some(3)
        self.page.await_position(self.head())
        self.stop()
        await_condition(lambda: not self.page.read("overview")["daemon"]["connected"], "the loss of the daemon")
        self.assertEqual(len(self.page.read("history")["items"]), 4)
        self.assertEqual(self.page.read("operations")["running"], 3)
        for answer in (self.page.get("token", id="o1"), self.page.post("cancel", {"id": "o1"})):
            self.assertEqual((answer.status, answer.code), (503, "no_daemon"))
        self.assertEqual(self.page.request("GET", "/readyz").status, 503)
        self.assertEqual(self.page.request("GET", "/healthz").status, 200)
        self.start()
        await_condition(lambda: self.page.request("GET", "/readyz").status == 200, "the daemon's return")
        self.assertEqual(self.page.read("token", id="o1")["status"]["state"], "requested")


class Login(DashboardCase):
    def setUp(self):
        super().setUp()
        self.start()
        self.page = self.dashboard("--token-file", self.token_file())

    def log_in(self, token):
        return self.page.post("login", {"token": token}, X_CSRF_Token=None)

    def test_nobody_sees_or_changes_anything_without_it(self):
        session = self.page.read("session")
        self.assertEqual((session["loginRequired"], session["loggedIn"], session["csrfToken"]), (True, False, None))
        for path in ("overview", "operations", "cancellations", "series", "token", "tree", "history", "history.csv",
                     "history.json", "stream"):
            answer = self.page.get(path)
            self.assertEqual((answer.status, answer.code), (401, "login_required"), path)
        for path in ("cancel", "cancel-many", "logout"):
            self.assertEqual(self.page.post(path, {"id": "x"}).status, 401, path)
        self.assertEqual(self.page.request("GET", "/").status, 200)
        self.assertEqual(self.page.request("GET", "/healthz").status, 200)

    def test_who_has_logged_in_may_do_everything_until_the_logout(self):
        answer = self.log_in("a-token-of-enough-letters")
        self.assertEqual(answer.status, 204)
        self.assertRegex(answer.headers["Set-Cookie"],
                         "^canceld_dashboard=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=/")
        self.page.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        await_condition(lambda: self.page.request("GET", "/readyz").status == 200, "the dashboard to be ready")
        self.call("cancellation/create", id="mine")
        self.page.csrf = None
        self.assertEqual(self.page.post("cancel", {"id": "mine"}).status, 200)
        stream = self.open(self.page)
        stream.await_event("hello")
        self.assertEqual(self.page.post("logout", {}).status, 204)
        await_condition(lambda: stream.closed, "the stream's end")
        self.assertEqual(self.page.get("overview").status, 401)

    def test_who_guesses_has_to_wait(self):
        answers = [self.log_in(f"guess-{number}") for number in range(6)]
        self.assertEqual([answer.status for answer in answers], [401] * 5 + [429])
        self.assertGreaterEqual(int(answers[-1].headers["Retry-After"]), 1)
        self.assertEqual(self.log_in({"no": "text"}).status, 400)


class Program(DashboardCase):
    def test_it_is_not_reachable_by_others_without_a_login(self):
        self.assertIn("--token-file", self.refusal(2, "--listen", "0.0.0.0:0"))
        self.token_file().chmod(0o644)
        self.assertIn("others", self.refusal(2, "--token-file", self.folder / "login-token"))
        self.assertIn("16", self.refusal(2, "--token-file", self.token_file("short")))
        self.assertIn("missing", self.refusal(2, "--token-file", self.folder / "missing"))

    def test_wrong_usage_is_one_sentence(self):
        for arguments in (["--listen", "nowhere"], ["--listen", "127.0.0.1:99999"], ["--allow-host", "a b"],
                          ["--name", ""], ["--what"], ["stray"]):
            self.refusal(2, *arguments)

    def test_no_time_for_an_answer_is_refused(self):
        self.assertEqual(self.refusal(2, "--timeout", "0"), "--timeout: in no time no daemon can answer")

    def test_a_port_in_use_is_named(self):
        page = self.dashboard()
        self.assertIn(str(page.port), self.refusal(1, "--listen", f"127.0.0.1:{page.port}"))

    def test_it_waits_for_a_daemon_that_is_not_there_yet(self):
        page = self.dashboard()
        self.assertEqual(page.request("GET", "/readyz").status, 503)
        overview = page.read("overview")
        self.assertFalse(overview["daemon"]["connected"])
        self.assertEqual(page.get("history").code, "no_log")
        self.start()
        await_condition(lambda: page.request("GET", "/readyz").status == 200, "the daemon to be found")

    def test_a_read_only_one_cancels_nothing(self):
        self.start()
        page = self.follow("--read-only")
        self.assertTrue(page.read("session")["readOnly"])
        self.call("cancellation/create", id="mine")
        for answer in (page.post("cancel", {"id": "mine"}), page.post("cancel-many", {"filter": {"tool": "x"}})):
            self.assertEqual((answer.status, answer.code), (403, "forbidden"))
        self.assertFalse(self.call("cancellation/status", id="mine")["cancelled"])

    def test_its_name_stands_in_the_log(self):
        self.start()
        page = self.follow("--name", "ops")
        self.call("cancellation/create", id="mine")
        page.post("cancel", {"id": "mine"})
        self.assertEqual(self.call("cancellation/status", id="mine")["requestedBy"], "dashboard:ops")

    def test_others_reach_it_under_the_names_that_are_allowed(self):
        page = self.dashboard("--token-file", self.token_file(), "--allow-host", "ops.example", listen="0.0.0.0:0")
        self.assertEqual(page.request("GET", "/api/session", Host="ops.example").status, 200)
        self.assertEqual(page.request("GET", "/api/session", Host="evil.example").status, 403)
        self.assertEqual(page.request("GET", "/healthz", Host="10.0.0.7:8470").status, 200)

    def test_it_ends_at_once_with_open_streams(self):
        self.start()
        for number in (signal.SIGTERM, signal.SIGINT):
            page = self.follow()
            stream = self.open(page)
            stream.await_event("hello")
            page.running.process.send_signal(number)
            self.assertEqual(page.running.wait(), 0)
            await_condition(lambda: stream.closed, "the stream's end")
            self.assertEqual(page.running.err, [])
