"""A server that a test has for itself: with passwords, certificates or settings, killed and started again."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.store.server.running import free_port, started, wait

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
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; return when it answers."""
        self.process = started(self.release, self.home, self.port, settings=self.conf)
        # the certificate of a test is signed by itself
        address = self.address.replace("bolt+s://", "bolt+ssc://")
        wait(self.process, address, self.home, seconds=_START_SECONDS, auth=self.auth)

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
