"""The contract as a few pages of Python: what each command records, without time. It shares nothing with the daemon.

An expected append is a list of lines as `contract_case.tell` writes them; a frozenset stands for lines whose order the
contract leaves open (ancestors that are equally near).
"""


class Token:
    """What is known of one token. `order` is its place in the order of creation."""

    def __init__(self, name, order, parents):
        self.name = name
        self.order = order
        self.parents = list(parents)
        self.children = []
        self.cause = self.mode = None
        self.complete = self.ended = False
        self.running = self.executed = False
        self.session = self.outcome = None
        for parent in parents:
            parent.children.append(self)

    @property
    def cancelled(self):
        return self.cause is not None

    def family(self, step):
        """This token and all that `step` leads to, breadth first, each once."""
        found = [self]
        for token in found:
            found += [other for other in sorted(step(token), key=lambda each: each.order) if other not in found]
        return found

    def running_under(self):
        return [token for token in self.family(lambda each: each.children) if token.running]

    def state(self):
        if not self.cancelled:
            return "released" if self.ended else "active"
        running = self.running_under()
        if not running:
            return "completed"
        return "executed" if all(token.executed for token in running) else "requested"


class Model:
    """Each method carries one command out and returns the append that it must cause."""

    def __init__(self):
        self.tokens = {}

    def _add(self, name, parents):
        self.tokens[name] = Token(name, len(self.tokens), parents)
        return self.tokens[name]

    def create(self, name, parents):
        token = self._add(name, parents)
        return [f"{name} TokenCreated", *self._inherit(token)]

    def _inherit(self, token):
        """What a token that has got parents inherits of the first cancelled one among them."""
        cancelled = next((parent for parent in token.parents if parent.cancelled), None)
        if token.cancelled or not cancelled:
            return []
        return self._cascade([token], "parent_cancelled", cancelled.mode)

    def cancel(self, token, mode):
        return self._cascade([token], "user_requested", mode)

    def cancel_many(self, matched, mode):
        return self._cascade(matched, "user_requested", mode)

    def _cascade(self, named, cause, mode):
        queue, lines, requested = sorted(named, key=lambda each: each.order), [], []
        for token in queue:
            if not token.cancelled and not token.ended:
                token.cause = cause if token in named else "parent_cancelled"
                token.mode = mode
                requested.append(token)
                lines.append(f"{token.name} CancellationRequested {token.cause}")
            elif token.mode == "graceful" and mode == "force" and token.running_under():
                token.mode = mode
                lines.append(f"{token.name} CancellationEscalated requested")
            queue += [child for child in sorted(token.children, key=lambda each: each.order) if child not in queue]
        for token in requested:
            token.complete = not token.running_under()
        return lines + [f"{token.name} CancellationCompleted nothing_running" for token in requested if token.complete]

    def start(self, name, parents, already_running=False, session=None):
        """An empty append where the start is answered with `cancelled`."""
        token = self.tokens.get(name)
        if not already_running and any(each.cancelled for each in [*parents, *([token] if token else [])]):
            return []
        lines = [] if token else [f"{name} TokenCreated"]
        token = token or self._add(name, [])
        for parent in parents:
            if parent not in token.parents:
                token.parents.append(parent)
                parent.children.append(token)
        token.running, token.session = True, session
        for ancestor in token.family(lambda each: each.parents):
            ancestor.complete = False
        return [*lines, f"{name} OperationStarted", *self._inherit(token)]

    def execute(self, token):
        if not token.cancelled or token.executed:
            return []
        token.executed = True
        return [f"{token.name} CancellationExecuted"]

    def finish(self, token, outcome):
        token.running, token.outcome = False, outcome
        if token.cancelled and not token.running_under():
            token.complete = True
            lines = [f"{token.name} CancellationCompleted {outcome}"]
        else:
            token.ended = not token.cancelled
            lines = [f"{token.name} OperationFinished {outcome}"]
        completed = [each for each in token.family(lambda each: each.parents)[1:]
                     if each.cancelled and not each.complete and not each.running_under()]
        for each in completed:
            each.complete = True
        ancestors = frozenset(f"{each.name} CancellationCompleted {each.outcome or 'stopped'}" for each in completed)
        return lines + ([ancestors] if ancestors else [])

    def release(self, token):
        if token.cancelled or token.ended:
            return []
        token.ended = True
        return [f"{token.name} TokenReleased"]

    def close(self, session):
        named = sorted((each for each in self.tokens.values() if each.running and each.session == session),
                       key=lambda each: each.order)
        lines = ["$session SessionClosed closed", *self._cascade(named, "client_disconnected", "graceful")]
        for token in named:
            lines += self.finish(token, "lost")
        return lines
