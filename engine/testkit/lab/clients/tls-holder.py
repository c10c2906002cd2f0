"""Holds TLS connections: tls-holder.py HOST PORT COUNT PATH idle|unread

idle: asks for PATH on each, reads the answer, says "open N", and after each line of input asks on all of them again.
unread: asks for PATH on each and reads nothing, says "open N" and stays.
"""

import os
import resource
import socket
import ssl
import sys

host, port, count, path, what = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
context = ssl.create_default_context(cafile=os.environ["TRUSTED"])
request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


def answered(connection):
    connection.sendall(request)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(4096)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(4096)
    return head.startswith(b"HTTP/1.1 200")


connections = []
for _ in range(int(count)):
    plain = socket.create_connection((host, int(port)), 30)
    connections.append(context.wrap_socket(plain, server_hostname=host))
    if what == "unread":
        connections[-1].sendall(request)
    elif not answered(connections[-1]):
        sys.exit("a wrong answer")
print("open", len(connections), flush=True)
for _ in sys.stdin:
    print("open", sum(answered(connection) for connection in connections), flush=True)
