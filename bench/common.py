"""What the benchmarks share: the lab, processes, Weir itself, load generators, the table. See docs/performance.md."""

import argparse
import json
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LAB = os.path.join(ROOT, "engine/testkit/lab/lab")
NAME = f"bench{os.getpid()}"
ENGINE_UID = 61001
# A JVM compiles its code while it works; the engine runs for days. Every mode gets the same.
WARM_UP_SECONDS = 20


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, timeout=300, **options).stdout


def desktop(*command):
    return ("nsenter", f"--net=/run/netns/weir-{NAME}-pc", "--", *command)


def by_name(*command):
    """As desktop, and the lab's names resolve."""
    return (LAB, "exec", NAME, "--", *command)


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
            by_name("setpriv", "--reuid", str(ENGINE_UID), "--regid", str(ENGINE_UID), "--clear-groups",
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


def milliseconds(text):
    match = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text)
    if not match:
        raise SystemExit(f"bench: wrk measured no latency ({text})")
    number, unit = match.groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def wrk(seconds, url, keep_alive):
    """Requests a second, and the p50 and p99 of their latency in ms, over 64 connections."""
    header = [] if keep_alive else ["-H", "Connection: close"]
    text = run(*by_name("wrk", "-t2", "-c64", f"-d{seconds}s", "--latency", *header, url))
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


def medians(results):
    """The median of each figure that every round of a mode has."""
    return {mode: {row: statistics.median(figures[row] for figures in rounds)
                   for row in rounds[0] if all(row in figures for figures in rounds)}
            for mode, rounds in results.items()}


def table(results, ratios):
    """A Markdown table of the medians; ratios: pairs of modes."""
    median = medians(results)
    rows = list(dict.fromkeys(row for figures in median.values() for row in figures))
    print("| | " + " | ".join([*results, *(f"{one}/{other}" for one, other in ratios)]) + " |")
    print("|---" * (len(results) + len(ratios) + 1) + "|")
    for row in rows:
        cells = [f"{median[mode][row]:,.2f}" if row in median[mode] else "" for mode in results]
        print(f"| {row} | " + " | ".join(cells + [ratio(median, row, *pair) for pair in ratios]) + " |")


def ratio(median, row, one, other):
    try:
        return f"{median[one][row] / median[other][row]:.2f}"
    except (KeyError, ZeroDivisionError):
        return ""


def main(classes, servers, measure, ratios):
    """Runs every mode in turn, round by round, in a lab of its own; servers: starts what the lab does not have."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--modes", required=True)
    options = parser.parse_args()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    known = {mode.name: mode for mode in classes}
    results = {mode: [] for mode in options.modes.split()}
    processes = Processes()
    say(f"lab {NAME}")
    run(LAB, "up", NAME, "--owner-pid", str(os.getpid()))
    try:
        for enter in (desktop, network):
            # Or the figure for new connections is one of the kernel's search for a free port among those in TIME_WAIT.
            run(*enter("sysctl", "-qw", "net.ipv4.tcp_max_tw_buckets=1000", "net.ipv4.ip_local_port_range=2048 65535"))
        servers(processes)
        for round_number in range(1, options.rounds + 1):
            say(f"round {round_number} of {options.rounds}")
            for name in results:
                mode = known[name]()
                mode.start()
                try:
                    results[name].append(measure(mode, options.seconds))
                finally:
                    mode.stop()
    finally:
        processes.stop()
        run(LAB, "down", NAME)
    table(results, ratios)
