"""The example's nginx, on ports of this machine, with a certificate made for the test."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme
from attrs import frozen

from tests.examples.deploy import DEPLOY, replaced

SITE = "client.exemple.fr"
_MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
worker_processes 1;
{user}
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@frozen
class Proxy:
    """What is needed to speak to nginx, and what it has logged."""

    port: int
    plain_port: int
    trust: ssl.SSLContext
    folder: Path

    def connect(self, source: str = "127.0.0.1") -> ssl.SSLSocket:
        connection = socket.create_connection(
            ("127.0.0.1", self.port), timeout=60, source_address=(source, 0)
        )
        return self.trust.wrap_socket(connection, server_hostname=SITE)

    def ask(self, request: bytes, source: str = "127.0.0.1") -> str:
        """Send bytes; return all that is answered until nginx closes the connection."""
        with self.connect(source) as connection:
            connection.sendall(request)
            with connection.makefile("rb") as reply:
                return reply.read().decode()

    def log(self) -> str:
        return "".join(file.read_text("utf-8") for file in self.folder.glob("*.log"))


def get(path: str, *headers: str, host: str = SITE) -> bytes:
    """Return a request whose answer ends the connection."""
    lines = (f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers)
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"


def post(path: str, body: bytes, *headers: str, garbage: bytes = b"") -> bytes:
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: {SITE}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        *headers,
    )
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body + garbage


def nginx() -> str:
    command = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if command is None:
        pytest.skip("nginx is not installed")
    return command


def write_site(folder: Path, upstream: int) -> Proxy:
    """Write the example with the ports and files of a test."""
    authority, port, plain_port = trustme.CA(), _free_port(), _free_port()
    certificate = authority.issue_cert(SITE)
    certificate.cert_chain_pems[0].write_to_path(folder / "fullchain.pem")
    certificate.private_key_pem.write_to_path(folder / "privkey.pem")
    site = replaced(
        (DEPLOY / "nginx.conf").read_text("utf-8"),
        {
            "    listen [::]:80 default_server;\n": "",
            "    listen [::]:443 ssl default_server;\n": "",
            "    listen [::]:443 ssl;\n": "",
            "listen 80 ": f"listen 127.0.0.1:{plain_port} ",
            "listen 443 ": f"listen 127.0.0.1:{port} ",
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
            f"/etc/letsencrypt/live/{SITE}": folder,
            "/var/log/nginx": folder,
            "/etc/nginx/espaceclient-proxy.conf": DEPLOY / "nginx-proxy.conf",
            "/etc/espaceclient/pages": DEPLOY,
        },
    )
    (folder / "site.conf").write_text(site, "utf-8")
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, user=_same_user()), "utf-8")
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    return Proxy(port, plain_port, trust, folder)


def checked(proxy: Proxy) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [nginx(), "-t", "-q", "-p", proxy.folder, "-c", proxy.folder / "nginx.conf"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def proxying(folder: Path, upstream: int) -> Iterator[Proxy]:
    """Run nginx in front of a port of this machine."""
    proxy = write_site(folder, upstream)
    command = [nginx(), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            _wait_for(proxy.port, process)
            yield proxy
        finally:
            process.terminate()


def _wait_for(port: int, process: "subprocess.Popen[str]") -> None:
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError(process.stderr.read() if process.stderr else "nginx ended")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _same_user() -> str:
    """Have root's workers stay root: a test's folder is its owner's alone."""
    return "user root;" if Path("/proc/self").stat().st_uid == 0 else ""
