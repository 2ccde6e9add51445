"""The chart library that the browser loads: a light build fetched once when the board is installed, else the full one.

Neither is committed. The light build comes through npm where that is there, checked against the checksum below;
without npm or network the full build that the plotly package carries is copied, which works and is slower to load.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from functools import lru_cache
from pathlib import Path

ASSETS = Path(__file__).parent / "screen" / "assets"
PACKAGE, VERSION, MEMBER = "plotly.js-basic-dist-min", "4.1.1", "package/plotly-basic.min.js"
SHA512 = "1oNF8PeQx2hv/y7tqEVWKD3JGwn/MGEMQ8mL9HUwsaqG9FGy/OU5FHUHvzqbqxN4mnwZGI9abTiE775C4kkjMQ=="
LIGHT = f"plotly-basic-{VERSION}.min.js"


def chart_library() -> str | None:
    """The file name under ASSETS that a browser should load: the light build, else the full one, else none."""
    for name in (LIGHT, _full_name()):
        if (ASSETS / name).is_file():
            return name
    return None


def install(npm: str | None = None) -> str:
    """Puts a chart library under ASSETS if the light one is not there yet; returns its file name.

    Raises OSError when the folder cannot be written.
    """
    if not (ASSETS / LIGHT).is_file():
        script = _through_npm(npm or shutil.which("npm"))
        if script:
            _write(LIGHT, script)
        elif not (ASSETS / _full_name()).is_file():
            _write(_full_name(), _from_plotly())
    name = chart_library()
    assert name
    return name


@lru_cache(maxsize=1)
def _full_name() -> str:
    return f"plotly-full-{importlib.metadata.version('plotly')}.min.js"


def _from_plotly() -> bytes:
    spec = importlib.util.find_spec("plotly")
    assert spec and spec.origin
    return (Path(spec.origin).parent / "package_data" / "plotly.min.js").read_bytes()


def _through_npm(npm: str | None) -> bytes | None:
    """The light build from its package; None where npm is missing, offline, or brought something else."""
    if npm is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        try:
            subprocess.run(
                [npm, "pack", "--silent", f"{PACKAGE}@{VERSION}"], cwd=folder, check=True, capture_output=True, timeout=60
            )
            (archive,) = Path(folder).glob("*.tgz")
            if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != SHA512:
                return None
            with tarfile.open(archive) as packed:
                member = packed.extractfile(MEMBER)
                return member.read() if member else None
        except (OSError, subprocess.SubprocessError, ValueError, KeyError, tarfile.TarError):
            return None


def _write(name: str, script: bytes) -> None:
    draft = ASSETS / f"{name}.{os.getpid()}.part"
    draft.write_bytes(script)
    os.replace(draft, ASSETS / name)


if __name__ == "__main__":
    print(f"图表库：{install()}", file=sys.stderr)
