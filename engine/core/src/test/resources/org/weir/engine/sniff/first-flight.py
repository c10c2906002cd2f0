"""Prints, in hexadecimal, what a client sends first to a port of its own on the loopback:

first-flight.py CLIENT ARGUMENT...      PORT in an argument stands for the port

The captures beside this file that name it were made with it; the client is killed when it has been silent for a second.
"""

import socket
import subprocess
import sys

SILENCE_SECONDS = 1
# A browser on a busy machine takes a while to start.
START_SECONDS = 60

with socket.create_server(("127.0.0.1", 0)) as server:
    port = str(server.getsockname()[1])
    command = [word.replace("PORT", port) for word in sys.argv[1:]]
    client = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server.settimeout(START_SECONDS)
    seen = b""
    while not seen:  # browsers open a connection in advance, too
        connection, _ = server.accept()
        with connection:
            connection.settimeout(SILENCE_SECONDS)
            try:
                while piece := connection.recv(65536):
                    seen += piece
            except TimeoutError:
                pass
    client.kill()
for at in range(0, len(seen), 60):
    print(seen[at:at + 60].hex())
