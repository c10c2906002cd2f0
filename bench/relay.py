"""Measures one relayed flow in several ways, in the lab's namespaces. Started by bench/relay; see docs/performance.md."""

import json
import os
import shutil
import subprocess
import tempfile

from common import Direct, Processes, Weir, await_true, desktop, main, network, resident, run, say, wrk, WARM_UP_SECONDS

URL = "http://192.0.2.14/1k"  # plain.lab.test: nginx without TLS
BULK = "198.51.100.20"  # iperf3 runs on this address of the network namespace
IPERF_PORT = 5201
HAPROXY_PORT = 15001
HAPROXY_UID = 61002
IDLE_FLOWS = 2000


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
    wrk(WARM_UP_SECONDS, URL, True)
    wrk(WARM_UP_SECONDS, URL, False)
    say(f"  {mode.name}: keep-alive")
    figures["keep-alive requests/s, 64 connections"], figures["p50 ms"], figures["p99 ms"] = wrk(seconds, URL, True)
    say(f"  {mode.name}: new connections")
    figures["new connections/s"] = wrk(seconds, URL, False)[0]
    say(f"  {mode.name}: one stream")
    figures["one stream up, Gbit/s"] = iperf(seconds, False)
    figures["one stream down, Gbit/s"] = iperf(seconds, True)
    if mode.pids():
        figures["resident MiB, no flow"], figures[f"resident MiB, {IDLE_FLOWS} idle flows"] = idle_memory(mode, 15007)
    return figures


def servers(processes):
    processes.start(network("iperf3", "-s", "-B", BULK, "-p", str(IPERF_PORT)), stdout=subprocess.DEVNULL)
    processes.start(echo_server())


if __name__ == "__main__":
    main((Direct, HAProxy, Weir, Bypass), servers, measure, (("weir", "haproxy"), ("bypass", "direct")))
