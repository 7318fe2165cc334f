"""What must hold of a log and of the answers that clients got, as functions that list the faults."""

import collections

# The events of which exactly one, of the command's own token, stands for the command having been carried out.
OWN_EVENT = {
    "cancellation/create": {"TokenCreated"},
    "cancellation/cancel": {"CancellationRequested"},
    "cancellation/release": {"TokenReleased"},
    "operation/start": {"OperationStarted"},
    "operation/executed": {"CancellationExecuted"},
    "operation/finish": {"OperationFinished", "CancellationCompleted"},
}


# Errors that stay: the id is taken, or it has ended. A command that was carried out never gets them when sent again.
PERMANENT_ERRORS = {-31004, -31010}


def numbering_faults(events):
    """Positions are 1, 2, 3 … and each token's versions likewise."""
    faults = []
    versions = collections.Counter()
    for expected, event in enumerate(events, 1):
        token = (event["namespace"], event.get("token"))
        versions[token] += 1
        if event["position"] != expected:
            return faults + [f"position {event['position']} stands where {expected} should"]
        if "token" in event and event["version"] != versions[token]:
            faults.append(f"position {expected}: version {event['version']} of {token} instead of {versions[token]}")
    return faults


def by_command(events):
    """The events that each commandId caused, in order."""
    caused = collections.defaultdict(list)
    for event in events:
        if event["data"].get("commandId") is not None:
            caused[event["data"]["commandId"]].append(event)
    return caused


def append_faults(caused):
    """What a command caused stands together, and no fact of it stands there twice."""
    faults = []
    for command, events in caused.items():
        positions = [event["position"] for event in events]
        if positions != list(range(positions[0], positions[0] + len(positions))):
            faults.append(f"{command} is scattered: {positions}")
        facts = collections.Counter((event["type"], event.get("token")) for event in events)
        faults += [f"{command} caused {fact} {count} times" for fact, count in facts.items() if count > 1]
    return faults


def answer_faults(answer, events):
    """What the answer says must be what its command's events say."""
    named = f"{answer['method']} {answer['parameters']} answered {answer.get('result', answer.get('error'))}"
    if "error" in answer:
        # What was sent twice may have been refused first, for want of a token perhaps, and carried out then.
        is_final = answer["sent"] == 1 or answer["error"] in PERMANENT_ERRORS
        return [f"{named} but caused {events}"] if events and is_final else []
    result = answer["result"]
    own = OWN_EVENT.get(answer["method"], set())
    count = sum(event["type"] in own and event.get("token") == answer["parameters"].get("id") for event in events)
    faults = []
    if must_have_caused(answer) and count == 0:
        faults.append(f"{named} but is not in the log")
    if not events and result.get("replayed"):
        faults.append(f"{named} but there is nothing to replay")
    is_final = must_have_caused(answer) or answer["sent"] == 1
    if events and is_final and result["position"] != events[-1]["position"]:
        faults.append(f"{named} but its last event is {events[-1]['position']}")
    return faults


def must_have_caused(answer):
    """Whether this answer can only come from a command that has changed something."""
    method, result = answer["method"], answer["result"]
    if method in ("cancellation/create", "operation/finish"):
        return True
    if method == "operation/start":
        return not result["cancelled"]
    return method == "cancellation/cancel" and not result["alreadyCancelled"]
