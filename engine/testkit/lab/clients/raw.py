"""One HTTP/1.0 exchange over a bare socket, so that every octet of the answer is printed: `raw.py ADDRESS PORT PATH`."""

import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=60) as client:
    client.sendall(("GET %s HTTP/1.0\r\n\r\n" % sys.argv[3]).encode())
    while True:
        octets = client.recv(65536)
        if not octets:
            break
        sys.stdout.buffer.write(octets)
