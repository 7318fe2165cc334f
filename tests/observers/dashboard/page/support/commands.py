"""Sends commands to a daemon, for tests that have no ZeroMQ of their own: reads one JSON array a line, of
[method, params] pairs, and writes one line with their replies.

Usage: commands.py ENDPOINT
"""

import json
import sys

import zmq

with zmq.Context() as context:
    for line in sys.stdin:
        calls = json.loads(line)
        requests = [{"jsonrpc": "2.0", "id": number, "method": method, "params": params}
                    for number, (method, params) in enumerate(calls)]
        # A socket of its own for each line: the daemon may have been restarted since the last one.
        with context.socket(zmq.REQ) as peer:
            peer.linger = 0
            peer.connect(sys.argv[1])
            peer.send_json(requests)
            print(json.dumps(peer.recv_json()), flush=True)
