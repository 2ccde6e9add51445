"""Packs the board for a machine without internet: program, data, locked wheels, an install script, checksums.

Run by `make bundle` on a machine with internet that is of the same kind as the target: same system, same processor,
same Python version. Not used at run time.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from nianbao import __version__
from nianbao.assets import ASSETS, install
from nianbao.paths import ROOT

PARTS = ("app.py", "pages", "data", "queries", "nianbao", "docs", ".streamlit", "pyproject.toml", "requirements.lock", "README.md",
         "README.en.md", "CHANGELOG.md", "LICENSE")  # fmt: skip
BUILDERS = ("setuptools",)

INSTALL_SH = """#!/bin/sh
# 在没有互联网的机器上安装年报看板。用法：sh install.sh [Python 程序]，默认 python3。装在本文件夹的 .venv 里，不动系统。
set -eu
cd "$(dirname "$0")"
PYTHON="${1:-python3}"
WANTED="@TAG@"
FOUND="$("$PYTHON" -c 'import sys, sysconfig; print("%s-cp%d%d" % (sysconfig.get_platform(), *sys.version_info[:2]))')" || {
  echo "没有找到 Python（$PYTHON）。请先安装 Python @PYTHON@，或写明它的位置：sh install.sh /路径/python@PYTHON@" >&2; exit 1; }
if [ "$FOUND" != "$WANTED" ]; then
  echo "这个安装包用于 $WANTED，这台机器是 $FOUND。请用 Python @PYTHON@，或在同样的机器上重新制作安装包（make bundle）。" >&2; exit 1
fi
if command -v sha256sum >/dev/null 2>&1; then
  sha256sum --quiet -c SHA256SUMS || { echo "安装包不完整或被改动过，请重新拷贝。" >&2; exit 1; }
fi
"$PYTHON" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels --require-hashes -r requirements.bundle.txt
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
.venv/bin/nianbao build
.venv/bin/nianbao status
echo "装好了。打开看板：.venv/bin/nianbao serve　　自检：.venv/bin/nianbao doctor"
"""

INSTALL_PS1 = """# 在没有互联网的 Windows 上安装年报看板。用法：powershell -ExecutionPolicy Bypass -File install.ps1 [-Python 路径]
param([string]$Python = "python")
$ErrorActionPreference = "Stop"
Set-Location $PSScriptRoot
$found = & $Python -c "import sys, sysconfig; print('%s-cp%d%d' % (sysconfig.get_platform(), *sys.version_info[:2]))"
if ($found -ne "@TAG@") { throw "这个安装包用于 @TAG@，这台机器是 $found。请用 Python @PYTHON@，或在同样的机器上重新制作安装包。" }
& $Python -m venv .venv
$pip = ".venv\\Scripts\\python.exe"
& $pip -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels --require-hashes -r requirements.bundle.txt
if ($LASTEXITCODE) { throw "依赖没有装成。" }
& $pip -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
if ($LASTEXITCODE) { throw "看板没有装成。" }
& .venv\\Scripts\\nianbao.exe build
& .venv\\Scripts\\nianbao.exe status
Write-Output "装好了。打开看板：.venv\\Scripts\\nianbao.exe serve"
"""


def needed() -> list[str]:
    """Names of the libraries that the program needs at run time, and of what builds it, with all that they need here."""
    waiting = [(canonicalize_name(name), "") for name in ("nianbao", *BUILDERS)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for text in metadata.requires(name) or []:
            wanted = Requirement(text)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(wanted.name), part) for part in ("", *wanted.extras)]
    return sorted({name for name, _ in seen} - {"nianbao"})


def locked(names: Iterable[str], lock: str) -> str:
    """The lines of requirements.lock for these libraries on this machine, with their hashes. Raises ValueError for a gap."""
    wanted = set(names)
    blocks = re.findall(r"^[A-Za-z0-9][^\n]*==[^\n]*\n(?:[ \t]+--hash[^\n]*\n)*", lock, re.M)
    kept = {}
    for block in blocks:
        line = Requirement(block.splitlines()[0].strip(" \\"))
        if canonicalize_name(line.name) in wanted and (line.marker is None or line.marker.evaluate()):
            kept[canonicalize_name(line.name)] = block.rstrip(" \\\n")
    if missing := sorted(wanted - set(kept)):
        raise ValueError(f"requirements.lock 里没有：{'、'.join(missing)}")
    return "\n".join(kept[name] for name in sorted(kept)) + "\n"


def tag() -> str:
    """The kind of machine that wheels are for: linux-x86_64-cp311."""
    return f"{sysconfig.get_platform()}-cp{sys.version_info[0]}{sys.version_info[1]}"


def bundle(folder: Path) -> Path:
    """Writes the archive into `folder` and returns its path."""
    name = f"nianbao-{__version__}-{tag()}"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="nianbao-") as work:
        home = Path(work) / name
        home.mkdir()
        install()
        _copy_program(home)
        (home / "requirements.bundle.txt").write_text(locked(needed(), (ROOT / "requirements.lock").read_text("utf-8")), "utf-8")
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:",
             "--require-hashes", "-r", str(home / "requirements.bundle.txt"), "-d", str(home / "wheels")],
            check=True,
        )  # fmt: skip
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        for script, text in (("install.sh", INSTALL_SH), ("install.ps1", INSTALL_PS1)):
            content = text.replace("@TAG@", tag()).replace("@PYTHON@", version)
            # PowerShell of Windows reads Chinese only behind a byte order mark.
            (home / script).write_text(content, "utf-8-sig" if script.endswith("ps1") else "utf-8", newline="\n")
        (home / "install.sh").chmod(0o755)
        _write_checksums(home)
        target = folder / f"{name}.tar.gz"
        with tarfile.open(target, "w:gz", compresslevel=6) as archive:
            archive.add(home, name)
    return target


def _copy_program(home: Path) -> None:
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info")
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, home / part, ignore=ignore)
        else:
            shutil.copy2(source, home / part)
    if not list((home / ASSETS.relative_to(ROOT)).glob("plotly-*")):
        raise FileNotFoundError("图表库没有装好：请先运行 python -m nianbao.assets。")


def _write_checksums(home: Path) -> None:
    lines = []
    for path in sorted(p for p in home.rglob("*") if p.is_file()):
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(home).as_posix()}\n")
    (home / "SHA256SUMS").write_text("".join(lines), "utf-8", newline="\n")


if __name__ == "__main__":
    made = bundle(Path(sys.argv[1] if len(sys.argv) > 1 else "dist"))
    print(f"离线安装包：{made}（{made.stat().st_size / 1024**2:.0f} MB）")
