"""New connections, one after the other in time but never waiting for each other: `probe.py EVERY_MS`.

Each asks the origin which peer it sees and becomes one JSON line: when it began (CLOCK_MONOTONIC, ns; Java's nanoTime is the
same clock), how long it took, and whether it came directly (the origin saw our own port) or through somebody.
"""

import itertools
import json
import socket
import sys
import threading
import time

LIMIT = 10  # seconds; what takes longer is a failure
TARGETS = [(socket.AF_INET, "198.51.100.20"), (socket.AF_INET6, "2001:db8:2::20")]
lock = threading.Lock()


def attempt(number):
    family, address = TARGETS[number % 2]
    begun = time.monotonic_ns()
    result, error = "failed", ""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as client:
            client.settimeout(LIMIT)
            client.connect((address, 8007))
            port = client.getsockname()[1]
            client.sendall(b"who am I\n")
            answer = b""
            while not answer.endswith(b"\n"):
                more = client.recv(200)
                if not more:
                    raise OSError("ended after %d octets" % len(answer))
                answer += more
            result = "direct" if int(answer.split()[1]) == port else "captured"
    except OSError as e:
        error = str(e)
    took = time.monotonic_ns() - begun
    with lock:
        print(json.dumps({"at": begun, "took": took, "result": result, "error": error}), flush=True)


every = float(sys.argv[1]) / 1000
for number in itertools.count():
    threading.Thread(target=attempt, args=(number,), daemon=True).start()
    time.sleep(every)
