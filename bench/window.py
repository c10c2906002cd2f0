"""Measures one engine with and without a window attached, in the lab's namespaces. Started by bench/window; see docs/performance.md."""

import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time

from common import LAB, NAME, ROOT, WARM_UP_SECONDS, Weir, await_true, desktop, network, run, say, table, wrk

URL = "http://192.0.2.14/1k"  # plain.lab.test: nginx without TLS
# The flow table's place in the rail.
FLOWS_KEY = "ctrl+2"
# Until the window has listed what there is and has drawn it, and the compiler has seen most of it.
SETTLE_SECONDS = 20
# Nothing happens for so long: the budget is ten thousandths of a core.
IDLE_SECONDS = 40
# The budget for half a core: so many new flows a second for a minute.
BUSY_RATE = 500
BUSY_SECONDS = 60


def own_and_children(pid):
    """pid and all that it started, so far as they still run."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as file:
                    parents[int(entry)] = int(file.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def processor_seconds(pid):
    ticks = 0
    for one in own_and_children(pid):
        try:
            with open(f"/proc/{one}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


class Window:
    """The packaged program with its flow table in front, on a display of its own."""

    def __init__(self, socket):
        self.home = tempfile.mkdtemp(prefix="weir-bench-window.")
        os.makedirs(self.home + "/weir")
        with open(self.home + "/weir/ui.json", "w") as file:
            json.dump({"guide_done": True, "notifications": False}, file)
        reader, writer = os.pipe()
        self.xvfb = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1440x960x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=(writer,), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as display:
            number = display.readline().strip()
        self.environment = {name: value for name, value in os.environ.items() if name != "XAUTHORITY"} | {
            "DISPLAY": ":" + number, "HOME": self.home, "XDG_CONFIG_HOME": self.home, "XDG_RUNTIME_DIR": self.home,
            "WEIR_UI_JVM": f"-Dprism.order=sw -Djava.io.tmpdir={self.home}"}
        self.log = open(self.home + "/log", "w")
        self.ui = subprocess.Popen(
            [ROOT + "/app-ui/target/dist/bin/weir-ui", "--socket", socket, "--no-tray", "--new", "--lang", "en"],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        try:
            await_true("the window", self.seen)
            self.xdotool("search", "--name", "Weir", "windowfocus", "--sync")
            self.xdotool("key", FLOWS_KEY)
        except BaseException:
            self.close()
            raise
        time.sleep(SETTLE_SECONDS)

    def xdotool(self, *words):
        return subprocess.run(["xdotool", *words], env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=20, text=True).stdout

    def seen(self):
        return bool(self.xdotool("search", "--onlyvisible", "--name", "Weir").strip())

    def close(self):
        for process in (self.ui, self.xvfb):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.log.close()
        shutil.rmtree(self.home)


def measure(weir, window, seconds):
    figures = {}
    for what, keep_alive in (("keep-alive requests/s, 64 connections", True), ("new connections/s", False)):
        engine, ui, begun = processor_seconds(weir.engine.pid), window and processor_seconds(window.ui.pid), time.monotonic()
        rate, _, figures[what + ": p99 ms"] = wrk(seconds, URL, keep_alive)
        figures[what] = rate
        figures[what + ": engine, us of processor time each"] = (
            (processor_seconds(weir.engine.pid) - engine) / (rate * seconds) * 1e6)
        if window:
            figures[what + ": thousandths of a core, window"] = (
                (processor_seconds(window.ui.pid) - ui) / (time.monotonic() - begun) * 1000)
    return figures


# Not wrk: it knows no rate.
CLIENT = f"""
import asyncio, sys, time
async def one():
    reader, writer = await asyncio.open_connection("192.0.2.14", 80)
    writer.write(b"GET /1k HTTP/1.1\\r\\nHost: plain.lab.test\\r\\nConnection: close\\r\\n\\r\\n")
    answer = await reader.read(-1)
    writer.close()
    return answer.startswith(b"HTTP/1.1 200")
async def main():
    begun, tasks = time.monotonic(), []
    for number in range({BUSY_RATE * BUSY_SECONDS}):
        await asyncio.sleep(max(0, begun + number / {BUSY_RATE} - time.monotonic()))
        tasks.append(asyncio.create_task(one()))
    print(sum(await asyncio.gather(*tasks)))
asyncio.run(main())
"""


def thousandths(weir, window, work):
    """What engine and window take of a core while work runs."""
    before, begun = [processor_seconds(pid) for pid in (weir.engine.pid, window.ui.pid)], time.monotonic()
    work()
    seconds = time.monotonic() - begun
    return [(processor_seconds(pid) - was) / seconds * 1000
            for pid, was in zip((weir.engine.pid, window.ui.pid), before)]


def busy():
    answered = int(run(*desktop("python3", "-c", CLIENT)))
    if answered != BUSY_RATE * BUSY_SECONDS:
        raise SystemExit(f"bench: only {answered} of {BUSY_RATE * BUSY_SECONDS} requests were answered")


def budgets(weir, window):
    figures = {}
    for what, work in (("nothing happening", lambda: time.sleep(IDLE_SECONDS)), (f"{BUSY_RATE} new flows/s", busy)):
        (figures[what + ": thousandths of a core, engine"],
         figures[what + ": thousandths of a core, window"]) = thousandths(weir, window, work)
    return figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    options = parser.parse_args()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    results = {"alone": [], "window": []}
    say(f"lab {NAME}")
    run(LAB, "up", NAME, "--owner-pid", str(os.getpid()))
    weir = Weir()
    try:
        for enter in (desktop, network):
            run(*enter("sysctl", "-qw", "net.ipv4.tcp_max_tw_buckets=1000", "net.ipv4.ip_local_port_range=2048 65535"))
        weir.start()
        say("warm-up")
        wrk(WARM_UP_SECONDS, URL, True)
        wrk(2 * WARM_UP_SECONDS, URL, False)
        for round_number in range(1, options.rounds + 1):
            say(f"round {round_number} of {options.rounds}")
            results["alone"].append(measure(weir, None, options.seconds))
            window = Window(weir.folder + "/engine/control.sock")
            try:
                results["window"].append(budgets(weir, window) | measure(weir, window, options.seconds))
            finally:
                window.close()
    finally:
        weir.stop()
        run(LAB, "down", NAME)
    table(results, (("window", "alone"),))


if __name__ == "__main__":
    main()
