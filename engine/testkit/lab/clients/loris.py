"""Clients that begin a TLS handshake and stop half-way: `loris.py COUNT SECONDS`, to the half-close service of the origin.

Each connects, sends the first half of a ClientHello, waits SECONDS, sends the second half, ends its direction and reads the origin's
answer (count and hash of what arrived). Prints one JSON line: how many were answered, and how many with the right count and hash.
"""

import hashlib
import json
import resource
import socket
import struct
import sys
import time

COUNT, SECONDS = int(sys.argv[1]), float(sys.argv[2])
TARGETS = [(socket.AF_INET, "198.51.100.20"), (socket.AF_INET6, "2001:db8:2::20")]


def client_hello():
    name = b"loris.lab.test"
    sni = struct.pack(">HHHBH", 0, len(name) + 5, len(name) + 3, 0, len(name)) + name
    body = b"\x03\x03" + bytes(32) + b"\x00" + struct.pack(">HH", 2, 0x1301) + b"\x01\x00" + struct.pack(">H", len(sni)) + sni
    handshake = b"\x01" + struct.pack(">I", len(body))[1:] + body
    return b"\x16\x03\x01" + struct.pack(">H", len(handshake)) + handshake


HELLO = client_hello()
HALF = len(HELLO) // 2
EXPECTED = "%d %s\n" % (len(HELLO), hashlib.sha256(HELLO).hexdigest())
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, COUNT + 100), hard))

clients = []
for index in range(COUNT):
    family, address = TARGETS[index % 2]
    client = socket.socket(family, socket.SOCK_STREAM)
    client.connect((address, 8004))
    client.sendall(HELLO[:HALF])
    clients.append(client)
print("stalled", len(clients), flush=True)
time.sleep(SECONDS)
result = {"clients": COUNT, "answered": 0, "right": 0, "errors": []}
for client in clients:
    client.settimeout(20)
    try:
        client.sendall(HELLO[HALF:])
        client.shutdown(socket.SHUT_WR)
        answer = b""
        while True:
            octets = client.recv(4096)
            if not octets:
                break
            answer += octets
        result["answered"] += 1
        result["right"] += answer.decode() == EXPECTED
    except OSError as e:
        result["errors"].append(str(e))
result["errors"] = result["errors"][:5]
print(json.dumps(result), flush=True)
