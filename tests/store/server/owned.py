"""A server that a test has for itself: with passwords, certificates or settings, killed and started again."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from tests.store.server.running import _CONF, _CYPHER_25, _JAVA, _MAIN, VERSIONS, _free_port, fetch, java_home

_START_SECONDS = 120


@dataclass
class Owned:
    """A server whose data stay in its folder while it is killed and started."""

    release: str
    home: Path
    conf: str = ""
    """Settings on top of those of every test; the last word on a setting counts."""
    auth: tuple[str, str] | None = None
    scheme: str = "bolt"
    port: int = field(default_factory=_free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; return when it answers."""
        (self.home / "conf").mkdir(parents=True, exist_ok=True)
        own = {line.partition("=")[0] for line in self.conf.splitlines()}
        common = [line for line in _CONF.format(port=self.port).splitlines() if line.partition("=")[0] not in own]
        newer = _CYPHER_25 if self.release.endswith("-25") else ""
        conf = "\n".join((*common, newer + self.conf))
        (self.home / "conf" / "neo4j.conf").write_text(conf, encoding="utf-8")
        java = str(java_home() / "bin" / "java")
        library = f"{fetch(VERSIONS[self.release])}/*"
        where = [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}", "--console-mode"]
        command = [java, *_JAVA, "-cp", library, _MAIN[self.release[0]], *where]
        with (self.home / "console.log").open("ab") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        self._wait(self.process)

    def kill(self) -> None:
        """Let it die as in a power cut."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        trusting = self.scheme.replace("+s", "+ssc").replace("sscsc", "ssc")
        address = f"{trusting}://127.0.0.1:{self.port}"
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end and process.poll() is None:
            with GraphDatabase.driver(address, auth=self.auth, telemetry_disabled=True) as driver:
                try:
                    driver.verify_connectivity()
                except (DriverError, Neo4jError):
                    time.sleep(0.3)
                else:
                    return
        log = (self.home / "console.log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"Neo4j did not start: {log[-2000:]}")
