"""nginx with the configuration that deploy/ ships, addresses filled in, on a free port."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.places import ROOT
from tests.servers import free_port

TEMPLATE = ROOT / "deploy" / "coaching.conf.template"
SIGN_IN_PROXY = "127.0.0.1"
PROGRAM = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")

# Around what is shipped: where nginx may write, and a log of which replica answered whom. The tests' own client stands
# in for the company's sign-in proxy: it connects from that proxy's address and sets the header that says who it is.
MAIN = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log notice;
events {{ worker_connections 1024; }}
http {{
    log_format replica '$cookie_coaching_replica|$upstream_addr|$status|$uri';
    access_log {folder}/access.log replica;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/coaching.conf;
}}
"""


@dataclass(frozen=True)
class Nginx:
    """A running nginx: its address, and where it logs."""

    address: str
    folder: Path

    def replicas_by_visitor(self, path: str) -> dict[str, list[str]]:
        """For each cookie, the replicas (host:port) that answered its requests for `path`, in order of their end."""
        found = defaultdict(list)
        for line in (self.folder / "access.log").read_text().splitlines():
            visitor, replicas, _status, asked = line.split("|", 3)
            if asked == path and replicas != "-":
                found[visitor].append(replicas.split(", ")[-1])
        return dict(found)


def filled_in(replicas: Sequence[str], listen: str) -> str:
    """The shipped configuration for three replicas (host:port); raises KeyError for a name nobody gives."""
    values = {f"COACHING_APP_{number}": address for number, address in enumerate(replicas, 1)}
    values |= {"COACHING_LISTEN": listen, "COACHING_SIGN_IN_PROXY": SIGN_IN_PROXY}
    return re.sub(r"\$\{(\w+)\}", lambda name: values[name[1]], TEMPLATE.read_text())


def write(folder: Path, replicas: Sequence[str], port: int) -> list[str]:
    """Writes the configuration into `folder` and returns the command that runs nginx with it."""
    assert PROGRAM
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "coaching.conf").write_text(filled_in(replicas, f"127.0.0.1:{port}"))
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    return [PROGRAM, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


@contextmanager
def running(folder: Path, replicas: Sequence[str]) -> Iterator[Nginx]:
    """nginx in front of these replicas (host:port); ends it."""
    port = free_port()
    process = subprocess.Popen(write(folder, replicas, port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_listening(process, port, folder)
        yield Nginx(f"http://127.0.0.1:{port}", folder)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_listening(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nginx does not listen:\n{(folder / 'error.log').read_text()}")
