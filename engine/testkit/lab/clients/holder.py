"""Long-lived connections that are used all the time: `holder.py COUNT`, half of them IPv4, half IPv6, to the echo service.

Prints "ready COUNT" when all stand, then for every sweep (each connection sent eight octets and got them back) "sweep NUMBER OPEN",
and "broken INDEX REASON" the moment one fails.
"""

import socket
import struct
import sys
import time

LIMIT = 10  # seconds that one echo may take
EVERY = 0.1  # seconds between sweeps
TARGETS = [(socket.AF_INET, "198.51.100.20"), (socket.AF_INET6, "2001:db8:2::20")]


def connect(index):
    family, address = TARGETS[index % 2]
    client = socket.socket(family, socket.SOCK_STREAM)
    client.settimeout(LIMIT)
    client.connect((address, 7))
    return client


def exchange(client, number):
    ping = struct.pack(">q", number)
    client.sendall(ping)
    pong = b""
    while len(pong) < len(ping):
        more = client.recv(len(ping) - len(pong))
        if not more:
            raise OSError("ended")
        pong += more
    if pong != ping:
        raise OSError("other octets came back")


clients = {index: connect(index) for index in range(int(sys.argv[1]))}
for index, client in clients.items():
    exchange(client, index)
print("ready", len(clients), flush=True)
sweep = 0
while True:
    sweep += 1
    for index, client in list(clients.items()):
        try:
            exchange(client, sweep)
        except OSError as e:
            del clients[index]
            print("broken", index, e, flush=True)
    print("sweep", sweep, len(clients), flush=True)
    time.sleep(EVERY)
