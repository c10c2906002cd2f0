"""Measures one relayed flow in several ways, in the lab's namespaces. Started by bench/relay; see docs/performance.md."""

import argparse
import json
import os
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LAB = os.path.join(ROOT, "engine/testkit/lab/lab")
NAME = f"bench{os.getpid()}"
WEB = "192.0.2.14"  # plain.lab.test: nginx without TLS
BULK = "198.51.100.20"  # iperf3 runs on this address of the network namespace
IPERF_PORT = 5201
HAPROXY_PORT = 15001
HAPROXY_UID = 61002
ENGINE_UID = 61001
IDLE_FLOWS = 2000
# A JVM needs some seconds of work before its code is compiled; every mode gets the same.
WARM_UP_SECONDS = 6
# What a step may take beyond its own length on a busy machine.
GRACE_SECONDS = 60


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, timeout=300, **options).stdout


def desktop(*command):
    return ("nsenter", f"--net=/run/netns/weir-{NAME}-pc", "--", *command)


def network(*command):
    return ("nsenter", f"--net=/run/netns/weir-{NAME}-net", "--", *command)


class Processes:
    """What the benchmark started; ended in reverse order, by pid."""

    def __init__(self):
        self.running = []

    def start(self, command, **options):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)
        self.running.append(process)
        return process

    def stop(self):
        while self.running:
            process = self.running.pop()
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def await_true(what, condition, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    raise SystemExit(f"bench: {what} did not happen within {seconds} s")


class Direct:
    """No redirection at all."""

    name = "direct"

    def start(self):
        pass

    def stop(self):
        pass

    def pids(self):
        return []


class HAProxy(Direct):
    """Debian's HAProxy as transparent TCP proxy behind TPROXY rules like ours, exempted by its uid."""

    name = "haproxy"

    RULES = f"""
table inet bench {{
  chain output {{
    type route hook output priority mangle
    meta skuid {HAPROXY_UID} return
    fib daddr type local return
    meta l4proto tcp meta mark set meta mark | 0x02000000
  }}
  chain prerouting {{
    type filter hook prerouting priority mangle
    iifname "lo" meta mark & 0x02000000 == 0x02000000 meta nfproto ipv4 meta l4proto tcp tproxy ip to 127.0.0.1:{HAPROXY_PORT} accept
  }}
}}
"""
    CONFIG = f"""
global
  maxconn 4000
  nbthread 2
  tune.pipesize 524288
defaults
  mode tcp
  timeout connect 10s
  timeout client 1h
  timeout server 1h
  option splice-auto
listen relay
  bind 127.0.0.1:{HAPROXY_PORT} transparent
  server original 0.0.0.0:0
"""

    def start(self):
        self.processes = Processes()
        self.folder = tempfile.mkdtemp(prefix="weir-bench-haproxy.")
        config = os.path.join(self.folder, "haproxy.cfg")
        with open(config, "w") as file:
            # HAProxy binds as root (IP_TRANSPARENT needs it) and then becomes its own user.
            file.write(self.CONFIG.replace("global\n", f"global\n  uid {HAPROXY_UID}\n  gid {HAPROXY_UID}\n", 1))
        self.processes.start(desktop("haproxy", "-db", "-f", config), stdout=subprocess.DEVNULL)
        await_true("HAProxy listening", lambda: str(HAPROXY_PORT) in run(*desktop("ss", "-Hltn")))
        run(*desktop("ip", "rule", "add", "fwmark", "0x02000000/0x02000000", "lookup", "7769", "pref", "7769"))
        run(*desktop("ip", "route", "add", "local", "default", "dev", "lo", "table", "7769"))
        run(*desktop("nft", "-f", "-"), input=self.RULES)

    def stop(self):
        run(*desktop("nft", "delete", "table", "inet", "bench"))
        run(*desktop("ip", "rule", "del", "pref", "7769"))
        run(*desktop("ip", "route", "flush", "table", "7769"))
        self.processes.stop()
        shutil.rmtree(self.folder)

    def pids(self):
        return [process.pid for process in self.processes.running]


class Weir(Direct):
    """The real interceptor and engine; every TCP connection captured, no rule matches."""

    name = "weir"
    rules = []

    def start(self):
        self.processes = Processes()
        self.folder = tempfile.mkdtemp(prefix="weir-bench.")
        os.chmod(self.folder, 0o755)
        engine = os.path.join(self.folder, "engine")
        for folder in (engine, os.path.join(engine, "state")):
            os.mkdir(folder)
            os.chown(folder, ENGINE_UID, ENGINE_UID)
        # The clone may stand where the engine's user cannot read.
        shutil.copytree(os.path.join(ROOT, "engine/cli/target/dist"), os.path.join(self.folder, "dist"))
        if self.rules:
            path = os.path.join(engine, "state", "rules.json")
            with open(path, "w") as file:
                json.dump({"version": 1, "rules": self.rules}, file)
            os.chown(path, ENGINE_UID, ENGINE_UID)
        self.log = open(os.path.join(self.folder, "log"), "w")
        interceptor = os.path.join(ROOT, "native-linux/build/weir-interceptor")
        self.processes.start(
            desktop(interceptor, "run", "--run-dir", self.folder + "/run", "--engine-uid", str(ENGINE_UID)),
            stdout=self.log, stderr=self.log)
        await_true("the interceptor", lambda: os.path.exists(self.folder + "/run/interceptor.sock"))
        self.engine = self.processes.start(
            desktop("setpriv", "--reuid", str(ENGINE_UID), "--regid", str(ENGINE_UID), "--clear-groups",
                    "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--",
                    self.folder + "/dist/bin/weir-engine", "--interceptor", self.folder + "/run/interceptor.sock",
                    "--control", engine + "/control.sock", "--flows", engine + "/flows.sock",
                    "--state", engine + "/state", "--owner-uid", "0", "--capture", "on"),
            stdout=self.log, stderr=self.log)
        await_true("capture", self.capturing)

    def ask(self, *words):
        command = [self.folder + "/dist/bin/weir", "--socket", self.folder + "/engine/control.sock", *words]
        return subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20, text=True).stdout

    def capturing(self):
        try:
            return json.loads(self.ask("status", "--json"))["interceptor"]["state"] == "capturing"
        except (ValueError, KeyError, subprocess.TimeoutExpired):
            return False

    def stop(self):
        self.processes.stop()
        self.log.close()
        shutil.rmtree(self.folder)

    def pids(self):
        return [self.engine.pid]


class Bypass(Weir):
    """The same, but a rule passes the load generators: their connections never enter the engine."""

    name = "bypass"
    rules = [{"id": "r1", "enabled": True, "app": "/usr/bin/wrk", "action": "pass"},
             {"id": "r2", "enabled": True, "app": "/usr/bin/iperf3", "action": "pass"}]

    def stop(self):
        seen = self.ask("flows", "--json", "--app", "wrk") + self.ask("flows", "--json", "--app", "iperf3")
        super().stop()
        if '"id"' in seen:
            raise SystemExit("bench: a bypassed app's flows came to the engine")


def iperf(seconds, reverse):
    command = ["iperf3", "-c", BULK, "-p", str(IPERF_PORT), "-t", str(seconds), "-J"] + (["-R"] if reverse else [])
    report = json.loads(run(*desktop(*command)))
    return report["end"]["sum_received"]["bits_per_second"] / 1e9


def milliseconds(text):
    match = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text)
    if not match:
        raise SystemExit(f"bench: wrk measured no latency ({text})")
    number, unit = match.groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def wrk(seconds, keep_alive):
    header = [] if keep_alive else ["-H", "Connection: close"]
    text = run(*desktop("wrk", "-t2", "-c64", f"-d{seconds}s", "--latency", *header, f"http://{WEB}/1k"))
    errors = re.search(r"Socket errors: (.*)", text)
    if errors:
        say(f"  wrk saw errors: {errors.group(1)}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    if rate == 0:
        raise SystemExit("bench: no request was answered:\n" + text)
    return rate, *(milliseconds(re.search(rf"^\s+{percent}%\s+(\S+)", text, re.MULTILINE).group(1)) for percent in (50, 99))


def resident(pids):
    """MiB of all descendants of pids, setpriv and shell wrappers included."""
    wanted, total = set(pids), 0
    for pid in sorted(int(entry) for entry in os.listdir("/proc") if entry.isdigit()):
        try:
            with open(f"/proc/{pid}/status") as file:
                status = dict(line.split(":", 1) for line in file)
        except OSError:
            continue
        if pid in wanted or int(status["PPid"]) in wanted:
            wanted.add(pid)
            total += int(status.get("VmRSS", "0 kB").split()[0])
    return total / 1024


IDLE_CLIENT = f"""
import socket, sys
held = [socket.create_connection(("{BULK}", int(sys.argv[1])), 30) for _ in range({IDLE_FLOWS})]
for one in held:
    one.sendall(b"x")
for one in held:
    one.recv(1)
print("held", flush=True)
sys.stdin.read()
"""


def idle_memory(mode, echo_port):
    before = resident(mode.pids())
    holder = subprocess.Popen(desktop("python3", "-c", IDLE_CLIENT, str(echo_port)), stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)
    try:
        if holder.stdout.readline().strip() != "held":
            raise SystemExit("bench: the idle flows were not opened")
        return before, resident(mode.pids())
    finally:
        holder.stdin.close()
        holder.wait(30)


def echo_server():
    return network("python3", "-c", f"""
import asyncio
async def echo(reader, writer):
    while data := await reader.read(65536):
        writer.write(data); await writer.drain()
    writer.close()
async def main():
    async with await asyncio.start_server(echo, "{BULK}", 15007, backlog=4096) as server:
        await server.serve_forever()
asyncio.run(main())
""")


def measure(mode, seconds):
    figures = {}
    say(f"  {mode.name}: warm-up")
    wrk(WARM_UP_SECONDS, True)
    wrk(WARM_UP_SECONDS, False)
    say(f"  {mode.name}: keep-alive")
    figures["keep-alive requests/s, 64 connections"], figures["p50 ms"], figures["p99 ms"] = wrk(seconds, True)
    say(f"  {mode.name}: new connections")
    figures["new connections/s"] = wrk(seconds, False)[0]
    say(f"  {mode.name}: one stream")
    figures["one stream up, Gbit/s"] = iperf(seconds, False)
    figures["one stream down, Gbit/s"] = iperf(seconds, True)
    if mode.pids():
        figures["resident MiB, no flow"], figures[f"resident MiB, {IDLE_FLOWS} idle flows"] = idle_memory(mode, 15007)
    return figures


def table(results, modes):
    rows = list(dict.fromkeys(key for mode in modes for figures in results[mode] for key in figures))
    median = {mode: {row: statistics.median(figures[row] for figures in results[mode])
                     for row in rows if all(row in figures for figures in results[mode])} for mode in modes}
    print("| | " + " | ".join(modes) + " | weir/haproxy | bypass/direct |")
    print("|---" * (len(modes) + 3) + "|")
    for row in rows:
        cells = [f"{median[mode][row]:,.2f}" if row in median[mode] else "" for mode in modes]
        print(f"| {row} | " + " | ".join(cells) + f" | {ratio(median, row, 'weir', 'haproxy')} | {ratio(median, row, 'bypass', 'direct')} |")


def ratio(median, row, one, other):
    try:
        return f"{median[one][row] / median[other][row]:.2f}"
    except (KeyError, ZeroDivisionError):
        return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--modes", required=True)
    options = parser.parse_args()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    classes = {mode.name: mode for mode in (Direct, HAProxy, Weir, Bypass)}
    modes = options.modes.split()
    results = {mode: [] for mode in modes}
    servers = Processes()
    say(f"lab {NAME}")
    run(LAB, "up", NAME, "--owner-pid", str(os.getpid()))
    for enter in (desktop, network):
        # Or the figure for new connections is one of the kernel's search for a free port among those in TIME_WAIT.
        run(*enter("sysctl", "-qw", "net.ipv4.tcp_max_tw_buckets=1000", "net.ipv4.ip_local_port_range=2048 65535"))
    try:
        servers.start(network("iperf3", "-s", "-B", BULK, "-p", str(IPERF_PORT)), stdout=subprocess.DEVNULL)
        servers.start(echo_server())
        for round_number in range(1, options.rounds + 1):
            say(f"round {round_number} of {options.rounds}")
            for name in modes:
                mode = classes[name]()
                mode.start()
                try:
                    results[name].append(measure(mode, options.seconds))
                finally:
                    mode.stop()
    finally:
        servers.stop()
        run(LAB, "down", NAME)
    table(results, modes)


if __name__ == "__main__":
    main()
