"""Unpacks the newest offline bundle somewhere else and installs it with no index: `make bundle-test`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path


def offline() -> list[str]:
    """A prefix that takes the network away, where this machine allows it; --no-index holds everywhere."""
    unshare = shutil.which("unshare")
    if unshare and subprocess.run([unshare, "-rn", "true"], capture_output=True).returncode == 0:
        return [unshare, "-rn"]
    return []


def main(folder: Path) -> int:
    newest = max(folder.glob("nianbao-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    with tempfile.TemporaryDirectory(prefix="nianbao-bundle-") as place:
        with tarfile.open(newest) as archive:
            archive.extractall(place, filter="data")
        (home,) = Path(place).iterdir()
        # A bare environment: neither this checkout nor an index may be found by accident.
        bare = {"PATH": os.environ["PATH"], "HOME": place, "NIANBAO_STATE": f"{place}/state", "LANG": "C.UTF-8"}
        bare |= {"PIP_CONFIG_FILE": os.devnull}
        prefix = offline()
        subprocess.run([*prefix, "sh", "install.sh", sys.executable], cwd=home, env=bare, check=True)
        told = subprocess.run(
            [*prefix, str(home / ".venv/bin/nianbao"), "status", "--json"], cwd=place, env=bare, check=True, capture_output=True
        )
        status = json.loads(told.stdout)
        for dataset in ("public", "demo"):
            entry = status["datasets"][dataset]
            assert entry["generation"] == 1 and entry["tables"]["observation"] > 1000, entry
        broken = home / "wheels" / sorted(p.name for p in (home / "wheels").iterdir())[0]
        broken.write_bytes(broken.read_bytes()[:-10])
        refused = subprocess.run(
            [*prefix, "sh", "install.sh", sys.executable], cwd=home, env=bare, capture_output=True, text=True
        )
        assert refused.returncode == 1 and "安装包不完整或被改动过" in refused.stderr, refused.stderr
        print(f"{newest.name}：已在{'没有网络的' if prefix else ''}新环境里装好，build 和 status 正常；改动过的包被拒绝。")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist")))
