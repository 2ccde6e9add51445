"""The machine under the board: folder, disk, fonts, browser for pictures, library versions, telemetry."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from nianbao.diagnosis import Diagnosis, bad, note, ok
from nianbao.errors import reason
from nianbao.paths import ROOT, state_dir

LITTLE, FULL = 2 * 1024**3, 200 * 1024**2
_REMOTE = {
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "sshfs", "9p", "afs", "ceph", "glusterfs", "lustre", "webdav", "davfs",
    "virtiofs", "vboxsf", "beegfs", "gpfs",
}  # fmt: skip
_SAMPLE = "年报看板"
_FONT_FILES = {
    "win32": ("msyh.ttc", "msyh.ttf", "simsun.ttc", "simhei.ttf", "Deng.ttf"),
    "darwin": ("PingFang.ttc", "STHeiti Light.ttc", "Hiragino Sans GB.ttc"),
}


def machine() -> Iterator[Diagnosis]:
    """Every check of the machine; none of them changes anything but a probe file."""
    yield state_folder()
    yield disk_kind()
    yield disk_space()
    yield fonts()
    yield browser()
    yield drawing()
    yield versions()
    yield telemetry()


def state_folder() -> Diagnosis:
    """Can this process write where it must?"""
    name, title, home = "state_dir", "数据目录可写", state_dir()
    probe = home / f"probe-{os.getpid()}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"0" * 4096)
        probe.unlink()
    except OSError as error:
        return bad(
            name, title, f"{home} 不能写入：{reason(error)}。看板仍显示最近一个完好的版本，但不能导入和更正。",
            "请检查目录权限和磁盘是否只读，或用环境变量 NIANBAO_STATE 指定本机的可写目录。",
        )  # fmt: skip
    return ok(name, title, str(home))


def disk_kind() -> Diagnosis:
    """A lock and a database file are only safe on a disk of this machine."""
    name, title, home = "local_disk", "数据目录在本机磁盘", state_dir().absolute()
    kind = _filesystem(home)
    if kind is None:
        return note(name, title, f"无法判断 {home} 在哪种磁盘上。", "请确认不是网络盘（NFS、SMB、映射的盘符）。")
    if kind in _REMOTE or kind.startswith("fuse.ssh"):
        return bad(
            name, title, f"{home} 在网络盘上（{kind}）：写入锁不可靠，数据可能损坏。",
            "请用环境变量 NIANBAO_STATE 改到本机磁盘，再用 nianbao backup / restore 搬过去。",
        )  # fmt: skip
    return ok(name, title, f"磁盘类型 {kind}")


def _filesystem(path: Path) -> str | None:
    if sys.platform == "win32":
        import ctypes

        if str(path).startswith("\\\\"):
            return "smb"
        kinds = {2: "移动盘", 3: "本机磁盘", 4: "smb", 6: "内存盘"}
        return kinds.get(int(ctypes.windll.kernel32.GetDriveTypeW(path.anchor)))
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    best, kind = "", None
    for line in mounts:
        before, _, after = line.partition(" - ")
        place = re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), before.split()[4])
        inside = place == "/" or path == Path(place) or Path(place) in path.parents
        if inside and len(place) >= len(best):
            best, kind = place, after.split()[0]
    return kind


def disk_space() -> Diagnosis:
    """Is there room for the next generation?"""
    name, title = "disk_space", "磁盘空间"
    home = next(path for path in (state_dir().absolute(), *state_dir().absolute().parents) if path.exists())
    free = shutil.disk_usage(home).free
    said = f"剩余 {free / 1024**3:.1f} GB"
    if free < FULL:
        return bad(name, title, f"{said}，不足以写入新版本。", "请清理磁盘；写不下时原有数据不受影响，导入会被拒绝。")
    if free < LITTLE:
        return note(name, title, f"{said}，偏少。", "请留出 2 GB 以上。")
    return ok(name, title, said)


def fonts() -> Diagnosis:
    """Pictures are drawn on this machine: without a Chinese font every character is an empty box."""
    name, title = "fonts", "中文字体"
    advice = "请安装思源黑体（Debian：apt-get install fonts-noto-cjk）；没有时导出的图片里汉字是方框。屏幕显示用读者机器上的字体，不受影响。"
    if sys.platform in _FONT_FILES:
        folders = (Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", Path("/System/Library/Fonts"))
        found = [file for file in _FONT_FILES[sys.platform] for folder in folders if (folder / file).exists()]
        return ok(name, title, f"有 {found[0]}") if found else bad(name, title, "没有找到系统的中文字体。", advice)
    charset = " ".join(f"{ord(char):x}" for char in _SAMPLE)
    try:
        listed = subprocess.run(
            ["fc-list", f":charset={charset}", "family"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return note(name, title, "没有 fontconfig（fc-list），无法判断。", advice)
    families = sorted({line.split(",")[0].strip() for line in listed.splitlines() if line.strip()})
    if not families:
        return bad(name, title, f"没有一种字体含有“{_SAMPLE}”这几个字。", advice)
    return ok(name, title, f"{len(families)} 种字体含有“{_SAMPLE}”，如 {families[0]}")


def browser() -> Diagnosis:
    """Kaleido draws pictures with a browser of the system."""
    name, title = "export_browser", "导出图片用的浏览器"
    advice = "请安装 Chromium 或 Chrome（Debian：apt-get install chromium），或用环境变量 BROWSER_PATH 指定；没有时不能导出图片，看板本身不受影响。"
    from nianbao.renderer import browser_path

    path = browser_path()
    if path is None:
        return bad(name, title, "没有找到 Chromium、Chrome 或 Edge。", advice)
    if sys.platform == "win32":  # there --version opens a window
        return ok(name, title, path)
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return bad(name, title, f"{path} 不能运行。", advice)
    return ok(name, title, f"{told}（{path}）")


def drawing() -> Diagnosis:
    """Draws Chinese characters with the browser, as an export will."""
    from nianbao.renderer import Renderer, browser_path

    name, title = "drawing", "实际画一次汉字"
    renderer = Renderer(browser_path())
    try:
        problem = renderer.problem()
    except Exception as error:  # noqa: BLE001  whatever the browser did, the other checks go on
        problem = f"浏览器没有画成（{type(error).__name__}）。"
    finally:
        renderer.close()
    if problem:
        return bad(name, title, problem, "见“中文字体”和“导出图片用的浏览器”两项。")
    return ok(name, title, "画出的汉字不是方框")


def versions() -> Diagnosis:
    """Libraries as locked: what was tested together runs together."""
    name, title, lock = "versions", "库的版本", ROOT / "requirements.lock"
    advice = "请按 README 重新安装：pip install --require-hashes -r requirements.lock（离线包：install.sh）。"
    try:
        locked = _locked(lock.read_text(encoding="utf-8"))
    except (OSError, InvalidRequirement):
        return note(name, title, "旁边没有 requirements.lock，无法核对。")
    differing, counted = [], 0
    for package, wanted in sorted(locked.items()):
        try:
            installed = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue  # of another platform, or for tests only
        counted += 1
        if installed != wanted:
            differing.append(f"{package} {installed}（应为 {wanted}）")
    absent = [package for package in _wanted_by_program() if _absent(package)]
    if absent:
        return bad(name, title, f"缺少：{'、'.join(absent)}。", advice)
    if differing:
        return bad(name, title, f"与锁定的不同：{'、'.join(differing[:8])}。", advice)
    return ok(name, title, f"{counted} 个库与锁定的版本一致，Python {sys.version.split()[0]}")


def _locked(text: str) -> dict[str, str]:
    """Name and version of each line that holds for this Python and platform."""
    lines = [Requirement(line.strip(" \\")) for line in re.findall(r"^[A-Za-z0-9][^\n#]*==[^\n]*$", text, re.M)]
    return {r.name: str(r.specifier).removeprefix("==") for r in lines if r.marker is None or r.marker.evaluate()}


def _wanted_by_program() -> list[str]:
    try:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return [Requirement(text).name for text in project["dependencies"]]
    except (OSError, KeyError, tomllib.TOMLDecodeError, InvalidRequirement):
        return []


def _absent(package: str) -> bool:
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return True
    return False


def telemetry() -> Diagnosis:
    """Streamlit reports its use to its maker unless told not to."""
    name, title = "telemetry", "不向外发送使用情况"
    advice = "请在 .streamlit/config.toml 的 [browser] 下写 gatherUsageStats = false，并去掉同名环境变量。"
    word = os.environ.get("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "")
    if word:
        sends = word.lower() not in ("false", "0", "no")
        return bad(name, title, "环境变量打开了它。", advice) if sends else ok(name, title, "已关闭（环境变量）")
    try:
        settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        return bad(name, title, f".streamlit/config.toml 读不出来：{error}。", advice)
    if settings.get("browser", {}).get("gatherUsageStats") is not False:
        return bad(name, title, "没有关闭。", advice)
    return ok(name, title, "已关闭")
