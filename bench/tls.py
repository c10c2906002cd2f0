"""Measures inspected HTTPS in several ways, in the lab's namespaces. Started by bench/tls; see docs/performance.md."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time

from common import (LAB, NAME, Direct, Processes, Weir, await_true, by_name, desktop, main, resident, run, say, wrk,
                    WARM_UP_SECONDS)

H1 = "https://h1.lab.test"  # TLS without h2
H2 = "https://web.lab.test"
PEER_UID = 61003
PEER_PORT = 15443
GIGABYTE = 1 << 30
# A peer that is slower than this is not waited for; the row then says so by being empty.
DOWNLOAD_LIMIT_SECONDS = 90


class Redirected(Direct):
    """A peer behind nat REDIRECT (it asks SO_ORIGINAL_DST), exempted by its uid."""

    RULES = f"""
table ip bench {{
  chain output {{
    type nat hook output priority -100
    meta skuid {PEER_UID} return
    ip daddr 192.0.2.0/24 tcp dport 443 redirect to :{PEER_PORT}
  }}
}}
"""

    def start(self):
        self.processes = Processes()
        self.folder = tempfile.mkdtemp(prefix=f"weir-bench-{self.name}.")
        os.chown(self.folder, PEER_UID, PEER_UID)
        self.prepare()
        self.log = open(os.path.join(self.folder, "log"), "w")
        user = ("setpriv", "--reuid", str(PEER_UID), "--regid", str(PEER_UID), "--clear-groups", "env",
                f"HOME={self.folder}")
        self.processes.start(desktop(*user, *self.command()), stdout=self.log, stderr=self.log)
        await_true(f"{self.name} listening", lambda: f":{PEER_PORT} " in run(*desktop("ss", "-Hltn")))
        run(*desktop("nft", "-f", "-"), input=self.RULES)

    def stop(self):
        run(*desktop("nft", "delete", "table", "ip", "bench"))
        self.processes.stop()
        self.log.close()
        shutil.rmtree(self.folder)

    def pids(self):
        return [process.pid for process in self.processes.running]


class SslSplit(Redirected):
    """Debian's sslsplit: decrypts, logs nothing, verifies no upstream certificate."""

    name = "sslsplit"

    def prepare(self):
        openssl = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                   "-subj", "/CN=bench", "-keyout", f"{self.folder}/ca.key", "-out", f"{self.folder}/ca.crt")
        run(*openssl, stderr=subprocess.DEVNULL)
        os.chmod(f"{self.folder}/ca.key", 0o644)

    def command(self):
        return ("sslsplit", "-D", "-k", f"{self.folder}/ca.key", "-c", f"{self.folder}/ca.crt", "-e", "netfilter",
                "ssl", "127.0.0.1", str(PEER_PORT))


class Mitmproxy(Redirected):
    """Debian's mitmdump in transparent mode, streaming bodies, verifying the upstream as Weir does."""

    name = "mitmproxy"

    def prepare(self):
        shutil.copy(os.path.join(run(LAB, "dir", NAME).strip(), "ca.pem"), self.folder)

    def command(self):
        return ("mitmdump", "-q", "--mode", "transparent", "-p", str(PEER_PORT), "--set", f"confdir={self.folder}/conf",
                "--set", "stream_large_bodies=64k", "--set", f"ssl_verify_upstream_trusted_ca={self.folder}/ca.pem")


class Inspecting(Weir):
    """The real interceptor and engine; a rule inspects everything."""

    name = "weir"
    rules = [{"id": "r1", "enabled": True, "action": "inspect"}]

    def start(self):
        super().start()
        run(*by_name("curl", "-sk4", "-m", "20", "-o", "/dev/null", H1 + "/1k"))
        seen = json.dumps(json.loads(self.ask("flows", "--json", "--app", "curl")))
        if "inspected" not in seen:
            raise SystemExit("bench: Weir did not inspect: " + seen[:2000])


def download(url):
    """MB/s of one file of 1 GiB, or None when it takes too long."""
    began = time.monotonic()
    done = subprocess.run(
        by_name("curl", "-sk4", "--http1.1", "-m", str(DOWNLOAD_LIMIT_SECONDS), "-o", "/dev/null", "-w", "%{size_download}", url),
        stdout=subprocess.PIPE, text=True, timeout=DOWNLOAD_LIMIT_SECONDS * 2)
    took = time.monotonic() - began
    return GIGABYTE / 1e6 / took if done.stdout == str(GIGABYTE) else None


def h2load(seconds):
    text = run(*by_name("h2load", "-c", "8", "-m", "32", "-t", "2", "-D", str(seconds), H2 + "/1k"))
    if "Application protocol: h2" not in text:
        return None
    return float(re.search(r"finished in .*?, ([\d.]+) req/s", text).group(1))


def measure(mode, seconds):
    figures = {}
    say(f"  {mode.name}: warm-up")
    wrk(WARM_UP_SECONDS, H1 + "/1k", True)
    wrk(WARM_UP_SECONDS, H1 + "/1k", False)
    say(f"  {mode.name}: keep-alive")
    figures["keep-alive requests/s, 64 connections"], figures["p50 ms"], figures["p99 ms"] = wrk(seconds, H1 + "/1k", True)
    say(f"  {mode.name}: new connections")
    figures["new TLS connections/s"] = wrk(seconds, H1 + "/1k", False)[0]
    say(f"  {mode.name}: HTTP/2")
    figures["HTTP/2 requests/s, 8 connections of 32 streams"] = h2load(seconds)
    say(f"  {mode.name}: 1 GiB")
    figures["1 GiB download, MB/s"] = download(H1 + "/1g")
    if mode.pids():
        figures["resident MiB, afterwards"] = resident(mode.pids())
    return {row: figure for row, figure in figures.items() if figure is not None}


def servers(_):
    # The peers know IPv4 only; without a route the names' IPv6 addresses are tried last.
    run(*desktop("ip", "-6", "route", "del", "default"))
    with open(os.path.join(run(LAB, "dir", NAME).strip(), "nginx/www/1g"), "wb") as file:
        file.truncate(GIGABYTE)


if __name__ == "__main__":
    main((Direct, SslSplit, Mitmproxy, Inspecting), servers, measure,
         (("weir", "sslsplit"), ("weir", "mitmproxy"), ("weir", "direct")))
