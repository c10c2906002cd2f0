#!/usr/bin/env python3
"""The smallest engine: takes the listeners, answers heartbeats, prints what it accepts, relays it to where it was going.

Speaks interceptor.sock of docs/protocol.md, section 2. Prints one JSON object a line:
{"event": "hello" | "apply" | "notification" | "flow" | "end", ...}. Runs as any user that the interceptor lets in.
"""
import argparse, ctypes, json, os, select, socket, struct, sys, threading, time

OWNER_LEVEL, OWNER_OPTION, OWNER_SIZE = 0x57454952, 1, 1536


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


class Control:
    """A control connection: one line out, one line in."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(10)
        self.socket.connect(path)
        self.rest = b""
        self.next_id = 1
        self.lock = threading.Lock()

    def send(self, message):
        with self.lock:
            self.socket.sendall(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")

    def receive(self):
        while b"\n" not in self.rest:
            chunk = self.socket.recv(65536)
            if not chunk:
                return None
            self.rest += chunk
        line, self.rest = self.rest.split(b"\n", 1)
        return json.loads(line)

    def ask(self, method, params, on_other=lambda message: None):
        number, self.next_id = self.next_id, self.next_id + 1
        self.send({"id": number, "method": method, "params": params})
        while (message := self.receive()) is not None:
            if "method" not in message and message.get("id") == number:
                return message
            on_other(message)
        return None


def take_listeners(path, session, count):
    with socket.socket(socket.AF_UNIX) as second:
        second.settimeout(10)
        second.connect(path)
        second.sendall(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "listeners.take", "params": {"session": session}}).encode() + b"\n")
        taken = []
        while len(taken) < count:
            data, fds, _, _ = socket.recv_fds(second, 1, 1)
            if data != b"\x01" or len(fds) != 1:
                raise SystemExit(f"listeners.take: {data + second.recv(65536)!r}")
            taken.append(socket.socket(fileno=fds[0]))
        if second.recv(1) != b"":
            raise SystemExit("listeners.take: no end of stream")
        return taken


def owner_record(connection):
    """The record that eBPF answers in band, or the error's name."""
    buffer, length = ctypes.create_string_buffer(4096), ctypes.c_uint32(OWNER_SIZE)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.getsockopt(connection.fileno(), OWNER_LEVEL, OWNER_OPTION, buffer, ctypes.byref(length)) != 0:
        return {"error": os.strerror(ctypes.get_errno())}
    version, size, pid, uid, start, cgroup, flags = struct.unpack_from("<IIIIQQI", buffer.raw, 0)
    executable, arguments, cwd = struct.unpack_from("<HHH", buffer.raw, 56)
    return {"version": version, "size": size, "pid": pid, "uid": uid, "start_ns": start, "cgroup_id": cgroup, "flags": flags,
            "comm": buffer.raw[40:56].rstrip(b"\0").decode(), "executable": buffer.raw[64:64 + executable].decode(),
            "cwd": buffer.raw[576:576 + cwd].decode(),
            "arguments": buffer.raw[832:832 + arguments].rstrip(b"\0").decode().split("\0")}


class Engine:
    def __init__(self, options):
        self.options = options
        self.canary = ""
        self.control = Control(options.socket)

    def on_message(self, message):
        if message.get("method") == "heartbeat":
            if not self.options.deaf:
                self.control.send({"id": message["id"], "result": {"seq": message["params"]["seq"], "canary": self.canary}})
        else:
            say("notification", message=message)

    def relay(self, client, destination):
        try:
            upstream = socket.create_connection(destination[:2], timeout=10)
        except OSError as problem:
            say("upstream", error=str(problem), to=destination[0])
            client.close()
            return
        pair = {client: upstream, upstream: client}
        while pair:
            ready, _, _ = select.select(list(pair), [], [], 60)
            for source in ready:
                data = b""
                try:
                    data = source.recv(65536)
                    pair[source].sendall(data) if data else pair[source].shutdown(socket.SHUT_WR)
                except OSError:
                    pass
                if not data:
                    del pair[source]
        client.close()
        upstream.close()

    def serve(self, connection, own):
        destination = connection.getsockname()
        if destination[:2] == own[:2]:
            line = connection.recv(100)
            if line.startswith(b"WEIR-CANARY ") and line.endswith(b"\n"):
                self.canary = line[12:-1].decode()
            connection.close()
            return
        say("flow", destination=destination[0], port=destination[1], source=connection.getpeername()[:2], owner=owner_record(connection))
        self.relay(connection, destination)

    def accept(self, listener):
        # Stays non-blocking: the flag is shared with the interceptor.
        own = listener.getsockname()
        while True:
            select.select([listener], [], [])
            try:
                connection, _ = listener.accept()
            except OSError:
                continue
            connection.setblocking(True)
            threading.Thread(target=self.serve, args=(connection, own), daemon=True).start()

    def run(self):
        hello = self.control.ask("hello", {"protocol": 1, "role": "engine", "name": "mini", "pid": os.getpid()})
        say("hello", answer=hello, uid=os.getuid(), capabilities=[line.split()[1] for line in open("/proc/self/status") if line.startswith("CapEff")])
        if "error" in hello:
            return 1
        for listener in take_listeners(self.options.socket, hello["result"]["session"], len(hello["result"]["listeners"])):
            threading.Thread(target=self.accept, args=(listener,), daemon=True).start()
        if self.options.scope is not None:
            answer = self.control.ask("capture.apply", {"revision": 1, "mode": self.options.mode, "scope": json.loads(self.options.scope)}, self.on_message)
            say("apply", answer=answer)
        self.control.socket.settimeout(None)
        while (message := self.control.receive()) is not None:
            self.on_message(message)
        say("end")
        return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", default="/run/weir/interceptor.sock")
    parser.add_argument("--scope", help="JSON list; without it nothing is applied")
    parser.add_argument("--mode", default="open")
    parser.add_argument("--deaf", action="store_true", help="do not answer heartbeats")
    sys.exit(Engine(parser.parse_args()).run())
