"""Random commands, each compared with an independent model of the contract; then the whole again after a restart."""

import random
import unittest

from contract_case import ContractCase, tell
from history_model import Model
from support import read_log

OUTCOMES = ("succeeded", "failed", "stopped")


class RandomHistories(ContractCase):
    seeds = range(1, 9)
    commands = 150

    def test_every_append_is_what_the_contract_says(self):
        for seed in self.seeds:
            with self.subTest(seed=seed):
                self.setUp()
                self.play(random.Random(seed))

    def play(self, dice):
        self.dice, self.model, self.sessions = dice, Model(), []
        self.after = self.head()
        steps = [self.step_create, self.step_start, self.step_start, self.step_adopt, self.step_late, self.step_cancel,
                 self.step_force, self.step_execute, self.step_finish, self.step_finish, self.step_release,
                 self.step_many, self.step_session]
        for _ in range(self.commands):
            self.dice.choice(steps)()
        self.compare_states()
        self.daemon.restart()
        self.client = self.connect()
        self.compare_states()
        self.compare_views()

    # One step: a command, and the append that it must have caused.

    def expect(self, lines, what):
        page = self.call("events/read", after=self.after)
        told = [tell(event) for event in page["events"]]
        self.after, rest = page["next"], list(told)
        for line in lines:
            count = len(line) if isinstance(line, frozenset) else 1
            taken, rest = rest[:count], rest[count:]
            wanted = sorted(line) if isinstance(line, frozenset) else [line]
            self.assertEqual(sorted(taken), wanted, f"{what}: told {told}, expected {lines}")
        self.assertEqual(rest, [], f"{what}: told {told}, expected {lines}")

    def tokens(self, predicate=lambda token: True):
        return [token for token in self.model.tokens.values() if predicate(token)]

    def pick(self, predicate):
        found = self.tokens(predicate)
        return self.dice.choice(found) if found else None

    def some_parents(self, but=()):
        possible = [token for token in self.tokens(lambda each: not each.ended) if token not in but]
        live = [token for token in possible if not token.cancelled or self.dice.random() < 0.15]
        return self.dice.sample(live, min(len(live), self.dice.choice((0, 1, 1, 1, 2, 3))))

    def new_name(self):
        return f"t{len(self.model.tokens)}"

    def step_create(self):
        name, parents = self.new_name(), self.some_parents()
        self.create(name, parents=[parent.name for parent in parents])
        self.expect(self.model.create(name, parents), f"create {name}")

    def start(self, name, parents, late=False):
        session = self.dice.choice([*self.sessions, None, None])
        reply = self.begin(name, parents=[parent.name for parent in parents], alreadyRunning=late, session=session)
        lines = self.model.start(name, parents, late, session)
        self.expect(lines, f"start {name}{' late' if late else ''} under {[each.name for each in parents]}")
        token = self.model.tokens.get(name)
        self.assertEqual(reply["cancelled"], not lines or token.cancelled)

    def step_start(self):
        self.start(self.new_name(), self.some_parents())

    def step_late(self):
        cancelled = self.tokens(lambda token: token.cancelled)
        parents = self.dice.sample(cancelled, min(len(cancelled), 1)) + self.some_parents()
        self.start(self.new_name(), list(dict.fromkeys(parents)), late=True)

    def step_adopt(self):
        token = self.pick(lambda each: not each.ended and not each.running and each.outcome is None)
        if token:
            below = token.family(lambda each: each.children)
            # Whether a forced parent's mode, inherited by adoption, escalates work further below is left open.
            plain = all(each.mode != "graceful" for each in below if each.running_under())
            self.start(token.name, self.some_parents(but=below), late=plain and self.dice.random() < 0.5)

    def step_cancel(self, mode="graceful"):
        token = self.pick(lambda each: not each.ended)
        if token:
            before = token.cancelled
            reply = self.cancel(token.name, mode=mode)
            self.expect(self.model.cancel(token, mode), f"cancel {token.name} {mode}")
            self.assert_includes(reply, alreadyCancelled=before, state=token.state())

    def step_force(self):
        self.step_cancel("force")

    def step_execute(self):
        token = self.pick(lambda each: each.running)
        if token:
            self.executed(token.name)
            self.expect(self.model.execute(token), f"executed {token.name}")

    def step_finish(self):
        token = self.pick(lambda each: each.running)
        if token:
            outcome = self.dice.choice(OUTCOMES)
            self.assertEqual(self.finish(token.name, outcome)["cancelled"], token.cancelled)
            self.expect(self.model.finish(token, outcome), f"finish {token.name} {outcome}")

    def step_release(self):
        token = self.pick(lambda each: True)
        if token and not token.cancelled and not token.ended and token.running_under():
            with self.refused(-31011):
                self.release(token.name)
        elif token:
            self.release(token.name)
            self.expect(self.model.release(token), f"release {token.name}")

    def step_many(self):
        if self.dice.random() < 0.85:
            return
        mode = self.dice.choice(("graceful", "force"))
        matched = [token for token in self.tokens() if not token.cancelled and not token.ended or (
            mode == "force" and token.mode == "graceful" and token.running_under())]
        reply = self.cancel_many(mode=mode)
        self.assertEqual([each["id"] for each in reply["tokens"]], [token.name for token in matched])
        self.expect(self.model.cancel_many(matched, mode), f"cancelMany {mode}")

    def step_session(self):
        if len(self.sessions) < 2:
            self.sessions.append(self.open_session())
            self.expect(["$session SessionOpened"], "open")
        elif self.dice.random() < 0.3:
            session = self.sessions.pop(0)
            self.client.call("session/close", session=session)
            self.expect(self.model.close(session), "close")

    # The whole.

    def compare_states(self):
        listed = self.call("cancellation/list", limit=10_000)["tokens"]
        told = [(token["id"], token["state"], token.get("cause"), token.get("mode")) for token in listed]
        expected = [(token.name, token.state(), token.cause, token.mode) for token in self.tokens()]
        self.assertEqual(told, expected)
        self.assertEqual(sorted(self.running()), sorted(token.name for token in self.tokens(lambda one: one.running)))

    def compare_views(self):
        rows = read_log(self.daemon.log_path, "SELECT token, state, cause, mode FROM token_status "
                        "WHERE namespace = ?", self.namespace)
        expected = {(token.name, token.state(), token.cause, token.mode) for token in self.tokens()}
        self.assertEqual(set(rows), expected)
        rows = read_log(self.daemon.log_path, "SELECT token, state, cause, mode FROM cancellation_history "
                        "WHERE namespace = ?", self.namespace)
        self.assertEqual(set(rows), {row for row in expected if row[2] is not None})


if __name__ == "__main__":
    unittest.main()
