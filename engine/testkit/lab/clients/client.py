"""A Python app of the lab's desktop: an HTTPS request, and a mail server's greeting (which speaks first)."""

import socket
import urllib.request

with urllib.request.urlopen("https://tls13.lab.test/json", timeout=10) as response:
    response.read()
with socket.create_connection(("smtp.lab.test", 25), timeout=10) as mail:
    mail.recv(512)
    mail.sendall(b"QUIT\r\n")
    mail.recv(512)
