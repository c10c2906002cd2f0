"""What peers of interceptor.sock see, over a real socket. Run by server_test.sh as root in a network namespace of its own.

Each test has an interceptor of its own, with a kernel side that only writes down what it is told.
"""
import glob, json, os, shutil, signal, socket, subprocess, sys, tempfile, threading, time, unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import mini_engine

PROGRAM = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else ""
GOLDEN = os.path.join(HERE, "../../docs/protocol/golden/interceptor")
ENGINE_UID = 61001
SCOPE = [{"action": "include", "protocol": "tcp"}]
# A loaded machine may take its time; what must be quick is measured where it matters.
PATIENCE = 10


def golden(name):
    with open(os.path.join(GOLDEN, name)) as file:
        return json.load(file)["message"]


def eventually(condition, what, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")


def text_of(path):
    with open(path) as file:
        return file.read()


class Peer:
    """Raw lines to and from the interceptor."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(path)
        self.rest = b""
        self.seen = []  # what came besides answers

    def raw(self, data):
        self.socket.sendall(data)

    def receive(self):
        while b"\n" not in self.rest:
            chunk = self.socket.recv(65536)
            if not chunk:
                return None
            self.rest += chunk
        line, self.rest = self.rest.split(b"\n", 1)
        return json.loads(line)

    def ask(self, method, params=None, number=1):
        message = {"jsonrpc": "2.0", "id": number, "method": method}
        if params is not None:
            message["params"] = params
        self.raw(json.dumps(message).encode() + b"\n")
        return self.answer(number)

    def answer(self, number=1):
        while (message := self.receive()) is not None:
            if "method" not in message:
                return message
            self.seen.append(message)
        return None

    def hello(self, role="observer", protocol=1):
        return self.ask("hello", {"protocol": protocol, "role": role, "name": "test", "pid": os.getpid()})

    def notification(self, method):
        while True:
            for message in self.seen:
                if message["method"] == method:
                    self.seen.remove(message)
                    return message["params"]
            message = self.receive()
            if message is None:
                raise AssertionError(f"end of stream instead of {method}")
            self.seen.append(message)

    def ended(self):
        """True when nothing but the end of the stream comes."""
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def close(self):
        self.socket.close()


class Base(unittest.TestCase):
    environment = {}

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="weir-n2-")
        os.chmod(self.folder, 0o755)
        self.run_dir = os.path.join(self.folder, "run")
        self.path = os.path.join(self.run_dir, "interceptor.sock")
        self.log = os.path.join(self.folder, "calls")
        self.closing = []
        self.process = self.start()

    def tearDown(self):
        for thing in self.closing:
            thing.close()
        try:
            if self.process.poll() is None:
                os.kill(self.process.pid, signal.SIGCONT)
                self.process.terminate()
            code = self.process.wait(PATIENCE)
            # 99: the sanitiser's; 1: a failure of ours
            self.assertIn(code, self.good_codes(), text_of(os.path.join(self.folder, "stderr")))
        finally:
            shutil.rmtree(self.folder)

    def good_codes(self):
        return (0,)

    def environment_of(self, **more):
        named = {f"WEIR_FAKE_{name}": os.path.join(self.folder, name.lower()) for name in ("FAIL", "TAMPER", "GUARD")}
        return {**os.environ, "WEIR_FAKE_LOG": self.log, "ASAN_OPTIONS": "exitcode=99", "UBSAN_OPTIONS": "halt_on_error=1", **named, **more}

    def start(self, *options, wait=True, **more):
        with open(os.path.join(self.folder, "stderr"), "ab") as errors:
            process = subprocess.Popen([PROGRAM, "run", "--run-dir", self.run_dir, *options], stderr=errors, env=self.environment_of(**more))
        if wait:
            # The lock holds its pid, and its socket answers.
            eventually(lambda: self.up(process.pid), "the interceptor is up")
        return process

    def up(self, pid):
        try:
            with open(os.path.join(self.run_dir, "interceptor.lock")) as lock, socket.socket(socket.AF_UNIX) as probe:
                probe.connect(self.path)
                return lock.read() == f"{pid}\n"
        except (OSError, ValueError):
            return False

    def command(self, *arguments, user=None):
        words = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
        return subprocess.run([*words, PROGRAM, *arguments], capture_output=True, text=True, timeout=30, env=self.environment_of())

    def peer(self, role=None):
        peer = Peer(self.path)
        self.closing.append(peer)
        if role:
            self.assertIn("result", peer.hello(role))
        return peer

    def calls(self):
        try:
            with open(self.log) as file:
                return file.read().split("\n")[:-1]
        except FileNotFoundError:
            return []

    def touch(self, name, text=""):
        temporary = os.path.join(self.folder, name + ".new")
        with open(temporary, "w") as file:
            file.write(text)
        os.rename(temporary, os.path.join(self.folder, name))

    def engine(self, apply=True, mode="open", answers=True):
        """A healthy engine: answers heartbeats from a thread of its own."""
        engine = HealthyEngine(self.path, answers)
        self.closing.append(engine)
        if apply:
            self.assertEqual(engine.ask("capture.apply", {"revision": 1, "mode": mode, "scope": SCOPE})["result"], {"revision": 1, "state": "capturing"})
        return engine

    def status(self):
        observer = Peer(self.path)
        try:
            observer.hello()
            return observer.ask("status", {}, 2)["result"]
        finally:
            observer.close()

    def state(self):
        return self.status()["state"]

    def assert_error(self, message, code, text=""):
        self.assertIsNotNone(message, "end of stream instead of an error")
        self.assertEqual(message["error"]["code"], code, message)
        self.assertIn(text, message["error"]["message"])


class HealthyEngine:
    def __init__(self, path, answers=True):
        self.answers = answers
        self.canary = ""
        self.answered = {}
        self.notifications = []
        self.ended = threading.Event()
        self.changed = threading.Condition()
        self.control = mini_engine.Control(path)
        self.hello = self.control.ask("hello", {"protocol": 1, "role": "engine", "name": "test", "pid": os.getpid()})
        self.listeners = []
        if "result" in self.hello:
            self.session = self.hello["result"]["session"]
            self.listeners = mini_engine.take_listeners(path, self.session, len(self.hello["result"]["listeners"]))
        self.next_id = 1000
        self.control.socket.settimeout(None)
        self.closed = False
        self.threads = [threading.Thread(target=self.read, daemon=True)] + [threading.Thread(target=self.accept, args=(l,), daemon=True) for l in self.listeners]
        for thread in self.threads:
            thread.start()

    def accept(self, listener):
        listener.settimeout(0.2)
        while not self.closed:
            try:
                connection, _ = listener.accept()
            except OSError:
                continue
            connection.settimeout(5)
            try:
                line = connection.recv(100)
            except OSError:
                line = b""
            if line.startswith(b"WEIR-CANARY ") and self.answers:
                self.canary = line[12:-1].decode()
            connection.close()

    def read(self):
        while True:
            try:
                message = self.control.receive()
            except OSError:
                message = None
            if message is None:
                self.ended.set()
                with self.changed:
                    self.changed.notify_all()
                return
            if message.get("method") == "heartbeat":
                if self.answers:
                    try:
                        self.control.send({"id": message["id"], "result": {"seq": message["params"]["seq"], "canary": self.canary}})
                    except OSError:
                        pass
                continue
            with self.changed:
                if "method" in message:
                    self.notifications.append(message)
                else:
                    self.answered[message["id"]] = message
                self.changed.notify_all()

    def ask(self, method, params):
        self.next_id += 1
        number = self.next_id
        self.control.send({"id": number, "method": method, "params": params})
        with self.changed:
            if not self.changed.wait_for(lambda: number in self.answered or self.ended.is_set(), PATIENCE):
                raise AssertionError(f"no answer to {method}")
            return self.answered.pop(number)

    def notification(self, method):
        def found():
            return next((n for n in self.notifications if n["method"] == method), None)
        with self.changed:
            if not self.changed.wait_for(lambda: found() is not None, PATIENCE):
                raise AssertionError(f"no {method}")
            message = found()
            self.notifications.remove(message)
            return message["params"]

    def close(self):
        self.closed = True
        try:
            self.control.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.control.socket.close()
        for thread in self.threads[1:]:
            thread.join(PATIENCE)
        for listener in self.listeners:
            listener.close()


class Golden(Base):
    """The golden requests, asked of a running interceptor, are answered as in the golden responses."""

    def same(self, answer, name):
        expected = golden(name)
        listeners = self.status()["listeners"]
        for message in (answer, expected):
            result = message.get("result", {})
            for field, value in (("session", "s"), ("listeners", listeners)):
                if field in result:
                    result[field] = value
        self.assertEqual(answer, expected)

    def replay(self, peer, name):
        peer.raw(json.dumps(golden(name)).encode() + b"\n")
        return peer.answer()

    def test_an_engines_life(self):
        peer = self.peer()
        self.same(self.replay(peer, "hello.request.json"), "hello.response.json")
        self.same(self.replay(peer, "capture.apply.request.json"), "capture.apply.response.json")
        self.same(self.replay(peer, "capture.apply.request.json"), "capture.apply.stale.json")
        self.assertEqual(self.replay(peer, "capture.apply.nothing.request.json")["result"], {"revision": 8, "state": "idle"})
        self.same(self.replay(peer, "engine.load.request.json"), "engine.load.response.json")
        self.same(self.replay(peer, "owner.lookup.request.json"), "owner.lookup.unknown.json")
        self.same(self.replay(peer, "capture.lift.request.json"), "capture.lift.response.json")
        status = self.replay(peer, "status.request.json")["result"]
        self.assertEqual(set(status), set(golden("status.response.json")["result"]))
        self.assertEqual(set(status["engine"]), set(golden("status.response.json")["result"]["engine"]))
        answer = peer.ask("capture.explode", {}, 9)
        self.assertEqual(answer, golden("method-not-found.json"))

    def test_status_of_an_idle_one(self):
        answer = self.status()
        expected = golden("status.idle.response.json")["result"]
        expected["listeners"] = answer["listeners"]
        expected["attribution"] = "full"
        self.assertEqual(answer, expected)

    def test_busy(self):
        self.peer("engine")
        answer = self.replay(self.peer(), "hello.request.json")
        answer["error"]["message"] = answer["error"]["message"].replace(f"pid {os.getpid()}, uid 0", "pid 4711, uid 61001")
        self.assertEqual(answer, golden("hello.busy.json"))

    def test_wrong_version(self):
        request = golden("hello.request.json")
        request["params"]["protocol"] = 2
        peer = self.peer()
        peer.raw(json.dumps(request).encode() + b"\n")
        self.assertEqual(peer.receive(), golden("hello.wrong-version.json"))
        self.assertTrue(peer.ended())

    def test_garbage(self):
        peer = self.peer()
        peer.raw(b'{"a": x}\n')
        self.assertEqual(peer.receive(), golden("parse-error.json"))
        self.assertTrue(peer.ended())

    def test_too_large(self):
        peer = self.peer()
        try:
            peer.raw(b"a" * (1 << 20))
        except BrokenPipeError:
            pass
        self.assertEqual(peer.receive(), golden("too-large.json"))
        self.assertTrue(peer.ended())

    def test_apply_that_the_kernel_refuses(self):
        engine = self.engine(apply=False)
        self.touch("fail")
        answer = engine.ask("capture.apply", {"revision": 1, "mode": "open", "scope": SCOPE})
        self.assert_error(answer, golden("capture.apply.failed.json")["error"]["code"], "pretended failure")
        os.unlink(os.path.join(self.folder, "fail"))
        self.assertEqual(self.state(), "idle")
        self.assertIn("result", engine.ask("capture.apply", {"revision": 1, "mode": "open", "scope": SCOPE}))

    def test_shutdown(self):
        peer = self.peer("admin")
        self.assertEqual(self.replay(peer, "shutdown.request.json"), golden("shutdown.response.json"))
        self.assertEqual(self.process.wait(PATIENCE), 0)
        self.assertEqual(self.calls()[-1], "close 0")
        self.assertEqual(glob.glob(self.run_dir + "/*"), [])


class Refused(Base):
    """Nothing that a peer does wrong changes what is captured."""

    def setUp(self):
        super().setUp()
        self.good = self.engine()
        self.before = self.calls()

    def tearDown(self):
        try:
            self.assertEqual(self.state(), "capturing")
            self.assertEqual(self.calls(), self.before)
            self.assertFalse(self.good.ended.is_set())
        finally:
            super().tearDown()

    def test_second_engine(self):
        peer = self.peer()
        self.assert_error(peer.hello("engine"), 1003, f"pid {os.getpid()}")

    def test_before_hello(self):
        for line in (b'{"jsonrpc":"2.0","id":4,"method":"status"}\n', b'{"jsonrpc":"2.0","method":"hello"}\n', b'{"jsonrpc":"2.0","id":1,"result":{}}\n'):
            peer = self.peer()
            peer.raw(line)
            self.assert_error(peer.receive(), 1006)
            self.assertTrue(peer.ended())

    def test_no_message(self):
        for line, code in ((b"\n", -32700), (b"\xff\xfe\n", -32700), (b"[]\n", -32600), (b"{}\n", -32600), (b"7\n", -32600), (b"[" * 5000 + b"\n", -32700),
                           (b'{"jsonrpc":"2.0","id":"x","method":"hello"}\n', -32600), (b'{"jsonrpc":"2.0","id":1e400,"method":"hello"}\n', -32700)):
            peer = self.peer()
            peer.raw(line)
            self.assert_error(peer.receive(), code)
            self.assertTrue(peer.ended())

    def test_bad_hello(self):
        for params in ({}, {"protocol": "1", "role": "engine"}, {"protocol": 1}, {"protocol": 1, "role": "king"}, {"protocol": 1, "role": 5}):
            self.assert_error(self.peer().ask("hello", params), -32602)
        self.assert_error(self.peer().ask("hello", []), -32602)
        self.assert_error(self.peer("observer").hello(), -32600, "already")

    def test_observer_may_only_ask_status(self):
        peer = self.peer("observer")
        for method in ("capture.apply", "capture.lift", "engine.load", "owner.lookup", "shutdown"):
            self.assert_error(peer.ask(method, {}), 1002, method)
        self.assertIn("result", peer.ask("status", {}))

    def test_admin_is_no_engine(self):
        peer = self.peer("admin")
        for method in ("capture.apply", "engine.load", "owner.lookup"):
            self.assert_error(peer.ask(method, {}), 1002, method)

    def test_bad_params_of_the_engine(self):
        for method, params, word in (("capture.apply", {"revision": 2, "mode": "open", "scope": [{"action": "include", "ports": []}]}, "ports"),
                                     ("capture.apply", {"revision": 2, "mode": "ajar", "scope": []}, "mode"), ("engine.load", {}, "accepting"),
                                     ("capture.lift", {"reason": 5}, "reason"), ("owner.lookup", {"protocol": "icmp"}, "protocol"),
                                     ("owner.lookup", {"protocol": "tcp", "local": {"address": "x", "port": 1}}, "local.address"),
                                     ("owner.lookup", {"protocol": "tcp", "local": {"address": "::1", "port": 70000}}, "local.port")):
            self.assert_error(self.good.ask(method, params), -32602, word)
        self.assert_error(self.good.ask("capture.apply", {"revision": 2, "mode": "open", "scope": SCOPE * 257}), 1007)
        self.assert_error(self.good.ask("capture.apply", {"revision": 1, "mode": "open", "scope": SCOPE}), 1004, "revision 1 is not above 1")

    def test_listeners_take(self):
        for session in ("0" * 32, "", None, self.good.session[:-1], self.good.session + "0", 5):
            peer = self.peer()
            self.assert_error(peer.ask("listeners.take", {"session": session}), 1008)
            self.assertTrue(peer.ended())

    def test_unknown_notifications_and_fields_are_ignored(self):
        peer = self.peer("observer")
        peer.raw(b'{"jsonrpc":"2.0","method":"weather.changed","params":[1]}\n{"jsonrpc":"2.0","id":77,"result":{}}\n')
        self.assertIn("result", peer.ask("status", {"more": {"than": "asked"}}))

    def test_a_peer_that_never_reads(self):
        peer = self.peer("observer")
        peer.socket.settimeout(2)
        request = b'{"jsonrpc":"2.0","id":1,"method":"status"}\n' * 1000
        with self.assertRaises((BrokenPipeError, ConnectionResetError)):
            for _ in range(1000):
                peer.raw(request)

    def test_a_peer_that_says_nothing(self):
        start = time.monotonic()
        self.assertTrue(self.peer().ended())
        self.assertTrue(4.5 < time.monotonic() - start < 7)

    def test_too_many_peers(self):
        peers = [self.peer("observer") for _ in range(15)]
        late = self.peer()
        self.assert_error(late.receive(), 1003, "too many")
        self.assertTrue(late.ended())
        for peer in peers:
            peer.close()
        eventually(lambda: "result" in (self.peer().hello() or {}), "room again")

    def test_another_user(self):
        code = "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); print(s.recv(1000).decode())"
        run = lambda *words: subprocess.run(["setpriv", *words, "/usr/bin/python3", "-c", code, self.path], capture_output=True, text=True, timeout=20)
        self.assertIn("PermissionError", run("--reuid=65534", "--regid=65534", "--clear-groups").stderr)
        # Even a member of the socket's group is refused by uid.
        self.assertIn('"code":1002', run("--reuid=65534", "--regid=61001", "--clear-groups").stdout)

    def test_the_engines_user_is_no_admin(self):
        result = self.command("stop", "--run-dir", self.run_dir, user=ENGINE_UID)
        self.assertEqual(result.returncode, 4)
        code = ("import sys; sys.path.insert(0, sys.argv[2]); import socket; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);"
                "s.sendall(b'{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\",\"params\":{\"protocol\":1,\"role\":\"admin\"}}\\n'); print(s.recv(1000).decode())")
        answer = subprocess.run(["setpriv", "--reuid=61001", "--regid=61001", "--clear-groups", "/usr/bin/python3", "-c", code, self.path, HERE],
                                capture_output=True, text=True, timeout=20)
        self.assertIn('"code":1002', answer.stdout)
        status = self.command("status", "--run-dir", self.run_dir, user=ENGINE_UID)
        self.assertTrue(status.stdout.startswith("capturing"), status)

    def test_a_second_interceptor(self):
        other = os.path.join(self.folder, "other")
        for folder in (self.run_dir, other):
            result = self.command("run", "--run-dir", folder)
            self.assertEqual(result.returncode, 5)
            self.assertIn(f"pid {self.process.pid}", result.stderr)

    def test_nothing_piles_up(self):
        count = lambda: len(os.listdir(f"/proc/{self.process.pid}/fd"))
        for _ in range(20):
            self.status()
        eventually(lambda: count() < 30, "few descriptors")
        before = count()
        for i in range(300):
            peer = Peer(self.path)
            if i % 3 == 0:
                peer.hello()
            elif i % 3 == 1:
                peer.raw(b"garbage")
            peer.close()
        eventually(lambda: count() <= before + 4, "no descriptor is left over")


class Watched(Base):
    def test_a_healthy_engine_stays(self):
        engine = self.engine()
        time.sleep(4.5)  # longer than the watchdog's limit: nothing to wait for, only nothing to happen
        self.assertEqual(self.state(), "capturing")
        self.assertLess(self.status()["engine"]["last_heartbeat_ms"], 2000)
        engine.close()
        eventually(lambda: self.state() == "lifted", "lifted")

    def test_an_engine_that_hangs_and_comes_back(self):
        engine = self.engine()
        start = time.monotonic()
        engine.answers = False
        eventually(lambda: self.state() == "lifted", "lifted")
        self.assertTrue(2 < time.monotonic() - start < 5)
        changed = [engine.notification("capture.changed") for _ in range(2)][1]
        self.assertEqual(changed, golden("capture.changed.json")["params"] | {"revision": 1})
        engine.answers = True
        self.assertEqual(engine.notification("capture.changed")["state"], "capturing")
        self.assertEqual(self.calls(), ["open 1 1", "apply 1 0 1", "arm disarmed", "arm armed"])

    def test_only_the_control_connection_answers(self):
        """Heartbeats without the data path: the canary never changes."""
        engine = self.engine()
        engine.canary, frozen = "f" * 32, property(lambda self: "f" * 32, lambda self, value: None)
        engine.__class__ = type("Frozen", (HealthyEngine,), {"canary": frozen})
        eventually(lambda: self.state() == "lifted", "lifted")

    def test_our_own_absence_is_not_the_engines_fault(self):
        self.engine()
        os.kill(self.process.pid, signal.SIGSTOP)
        time.sleep(5)
        os.kill(self.process.pid, signal.SIGCONT)
        time.sleep(1)
        self.assertEqual(self.state(), "capturing")
        self.assertNotIn("arm disarmed", self.calls())

    def test_load(self):
        engine = self.engine()
        engine.ask("engine.load", {"accepting": False})
        self.assertEqual(self.state(), "lifted")
        self.assertEqual(self.status()["reason"], "engine overloaded")
        engine.ask("engine.load", {"accepting": True})
        self.assertEqual(self.state(), "capturing")

    def test_hold_and_a_new_engine(self):
        self.engine(mode="hold").close()
        eventually(lambda: self.state() == "holding", "holding")
        self.engine(mode="hold")
        self.assertEqual(self.calls(), ["open 1 1", "apply 1 1 1", "apply 1 1 1"])

    def test_hold_ends(self):
        self.engine(mode="hold").close()
        eventually(lambda: self.state() == "holding", "holding")
        start = time.monotonic()
        eventually(lambda: self.state() == "lifted", "lifted")
        self.assertTrue(4 < time.monotonic() - start < 6)
        self.assertEqual(self.calls()[2:], ["arm disarmed", "clear"])

    def test_closed(self):
        self.engine(mode="closed").close()
        eventually(lambda: self.state() == "guarding", "guarding")
        self.assertEqual(self.calls()[-1], "arm refusing")
        result = self.command("lift", "--run-dir", self.run_dir)
        self.assertEqual((result.returncode, result.stdout), (0, "idle: new connections go direct\n"))
        self.assertEqual(self.calls()[-1], "clear")

    def test_lift_by_hand_is_told_to_the_engine(self):
        engine = self.engine()
        self.command("lift", "--run-dir", self.run_dir)
        states = [engine.notification("capture.changed") for _ in range(2)]
        self.assertEqual(states[1], {"state": "idle", "reason": "lifted by weir-interceptor lift", "revision": 1})

    def test_tampering(self):
        engine = self.engine()
        self.touch("tamper", "repaired")
        self.assertEqual(engine.notification("tamper.repaired"), golden("tamper.repaired.json")["params"])
        self.assertEqual(self.status()["repairs"], 1)
        self.touch("tamper", "gave_up")
        self.assertEqual(engine.notification("tamper.gave_up"), golden("tamper.gave_up.json")["params"])
        self.assertEqual(self.state(), "lifted")
        self.assertEqual(engine.ask("capture.apply", {"revision": 2, "mode": "open", "scope": SCOPE})["result"]["state"], "capturing")

    def test_ebpf_that_is_lost(self):
        engine = self.engine()
        self.touch("tamper", "limited")
        self.assertEqual(engine.notification("attribution.limited"), golden("attribution.limited.json")["params"])
        self.assertEqual((self.status()["attribution"], self.state()), ("limited", "capturing"))

    def test_a_session_that_starts_without_ebpf_is_told_why(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process = self.start("--no-ebpf")
        engine = self.engine(apply=False)
        self.assertEqual(engine.notification("attribution.limited"), {"reason": "asked for"})

    def test_an_engine_that_sends_garbage_is_lost(self):
        engine = self.engine()
        engine.control.socket.sendall(b"garbage\n")
        eventually(lambda: self.state() == "lifted", "lifted")


class Process(Base):
    def stop(self):
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def test_modes_and_owners(self):
        self.assertEqual(os.stat(self.run_dir).st_mode & 0o7777, 0o755)
        self.assertEqual(os.stat(self.path).st_mode & 0o7777, 0o660)
        self.assertEqual((os.stat(self.path).st_uid, os.stat(self.path).st_gid), (0, ENGINE_UID))
        self.assertEqual(os.stat(self.run_dir + "/interceptor.lock").st_mode & 0o7777, 0o600)

    def test_stale_socket_and_lock(self):
        self.process.kill()
        self.process.wait(PATIENCE)
        self.assertTrue(os.path.exists(self.path))
        self.process = self.start()
        self.assertEqual(self.state(), "idle")

    def test_something_else_in_the_way(self):
        self.stop()
        with open(self.path, "w") as file:
            file.write("precious")
        result = self.command("run", "--run-dir", self.run_dir)
        self.assertEqual(result.returncode, 1)
        self.assertIn("is not a socket", result.stderr)
        self.assertEqual(text_of(self.path), "precious")

    def test_a_folder_that_others_can_write_to(self):
        self.stop()
        os.chmod(self.run_dir, 0o777)
        result = self.command("run", "--run-dir", self.run_dir)
        self.assertEqual(result.returncode, 1)
        self.assertIn("only root can write", result.stderr)

    def test_somebody_else_holds_the_namespaces_name(self):
        self.stop()
        code = "import socket,time; s=socket.socket(socket.AF_UNIX); s.bind('\\0weir-interceptor'); s.listen(); print('held', flush=True); time.sleep(60)"
        squatter = subprocess.Popen(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c", code], stdout=subprocess.PIPE)
        try:
            self.assertEqual(squatter.stdout.readline(), b"held\n")
            self.process = self.start()
            self.assertEqual(self.state(), "idle")
            self.assertIn("not root", text_of(os.path.join(self.folder, "stderr")))
        finally:
            squatter.kill()
            squatter.wait()
            squatter.stdout.close()

    def test_signals(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if self.process.poll() is not None:
                self.process = self.start()
            self.engine()
            self.process.send_signal(number)
            self.assertEqual(self.process.wait(PATIENCE), 0)
            self.assertEqual(self.calls()[-1], "close 0")
            self.assertEqual(glob.glob(self.run_dir + "/*"), [])

    def test_systemd(self):
        self.stop()
        path = os.path.join(self.folder, "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.bind(path)
            notify.settimeout(PATIENCE)
            self.process = self.start(NOTIFY_SOCKET=path)
            self.assertEqual(notify.recv(100), b"READY=1")
            self.assertEqual(notify.recv(100), b"WATCHDOG=1")
            self.stop()
            while (text := notify.recv(100)) == b"WATCHDOG=1":
                pass
            self.assertEqual(text, b"STOPPING=1")

    def test_a_guard_from_an_earlier_run(self):
        self.stop()
        self.touch("guard")
        self.process = self.start()
        self.assertEqual(self.state(), "guarding")
        self.assertEqual(self.command("lift", "--run-dir", self.run_dir).returncode, 0)
        self.assertEqual(self.calls()[-1], "clear")

    def test_commands_without_an_interceptor(self):
        self.stop()
        for command in ("status", "lift", "stop"):
            self.assertEqual(self.command(command, "--run-dir", self.run_dir).returncode, 3)
        for _ in range(2):
            result = self.command("reset", "--run-dir", self.run_dir)
            self.assertEqual(result.returncode, 0, result)

    def test_commands_without_root(self):
        for command in ("run", "lift", "stop", "reset"):
            result = self.command(command, "--run-dir", self.run_dir, user=65534)
            self.assertEqual(result.returncode, 4)
            self.assertIn("must run as root", result.stderr)
        self.assertEqual(self.command("status", "--run-dir", self.run_dir, user=65534).returncode, 4)

    def test_wrong_arguments(self):
        for words in ([], ["fly"], ["run", "now"], ["run", "--engine-uid", "0"], ["run", "--engine-uid", "-1"], ["run", "--capture-bit", "3"],
                      ["run", "--capture-bit", "0x10", "--reroute-bit", "0x10"], ["run", "--table", "254"], ["run", "--priority", "0"], ["run", "--run-dir", "here"],
                      ["run", "--log-level", "loud"], ["run", "--frobnicate"], ["run", "--table"]):
            result = self.command(*words)
            self.assertEqual((words, result.returncode), (words, 2))
            self.assertIn("--help", result.stderr)
        self.assertEqual(self.command("--help").returncode, 0)
        self.assertIn("protocol 1", self.command("--version").stdout)

    def test_status_for_people_and_programs(self):
        self.engine()
        self.assertIn("mode open", self.command("status", "--run-dir", self.run_dir).stdout)
        self.assertEqual(json.loads(self.command("status", "--run-dir", self.run_dir, "--json").stdout)["state"], "capturing")

    def test_stop(self):
        result = self.command("stop", "--run-dir", self.run_dir)
        self.assertEqual((result.returncode, result.stdout), (0, f"stopped (pid {self.process.pid})\n"))
        self.assertEqual(self.process.wait(PATIENCE), 0)

    def test_reset_of_a_good_one(self):
        result = self.command("reset", "--run-dir", self.run_dir)
        self.assertEqual(result.returncode, 0)
        self.assertIn("ended when asked", result.stdout)
        self.assertEqual(self.process.wait(PATIENCE), 0)
        self.assertEqual(self.calls()[-2:], ["close 0", "reset"])

    def test_reset_from_another_folder(self):
        """The namespace's name leads to it."""
        result = self.command("reset", "--run-dir", os.path.join(self.folder, "elsewhere"))
        self.assertEqual(result.returncode, 0)
        self.assertIn("ended after SIGTERM", result.stdout)
        self.assertEqual(self.process.wait(PATIENCE), 0)


class Stopped(Base):
    def good_codes(self):
        return (-signal.SIGKILL,)

    def test_reset_of_a_stopped_one(self):
        self.process.send_signal(signal.SIGSTOP)
        threading.Thread(target=self.process.wait, daemon=True).start()
        result = self.command("reset", "--run-dir", self.run_dir)
        self.assertEqual(result.returncode, 0)
        self.assertIn("was killed", result.stdout)
        self.assertEqual(glob.glob(self.run_dir + "/*"), [])


if __name__ == "__main__":
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    unittest.main()
