"""A full disk, a read-only folder, two writers at once: refused in Chinese, nothing lost, and later the work goes on."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nianbao import journal, store
from nianbao.datasets import OFFICE, open_dataset
from nianbao.office import read_office
from nianbao.paths import ROOT
from nianbao.soundness import fingerprints
from tests.samples import as_html, make_sample
from tests.test_ingest import report, take

pytestmark = [
    pytest.mark.usefixtures("own_state"),
    pytest.mark.skipif(os.name != "posix", reason="没有 POSIX 的文件大小上限和权限：磁盘测试不运行。"),
]


def figures() -> dict[str, dict[str, tuple[int, int]]]:
    return {dataset: fingerprints(store.current(dataset).path) for dataset in OFFICE}


def written(folder: Path, seed: int, year: int) -> Path:
    folder.mkdir(exist_ok=True)
    sample = make_sample(seed, year=year)
    sample.agency = "示例市行政审批服务局"
    path = folder / f"{year}.html"
    path.write_bytes(as_html(sample))
    return path


def bound_by_permissions() -> None:
    """The superuser writes whatever the permissions say: give that right up (CAP_DAC_OVERRIDE) before the program starts."""
    if os.getuid() == 0 and ctypes.CDLL(None).prctl(24, 1, 0, 0, 0):  # PR_CAPBSET_DROP
        os._exit(77)


def nianbao(state: Path, *arguments: str, limit: int = 0, bounded: bool = False) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own: with a limit of file size, or bound by permissions."""
    bound = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); " if limit else ""
    code = bound + "import sys; from nianbao.cli import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-B", "-c", code, *arguments],
        cwd=ROOT, env={**os.environ, "NIANBAO_STATE": str(state)}, capture_output=True, text=True, timeout=120,
        preexec_fn=bound_by_permissions if bounded else None,
    )  # fmt: skip


@pytest.mark.parametrize("kilobytes", [2, 24, 300, 1200])
def test_a_disk_that_is_full_refuses_and_the_next_run_finishes(own_state, tmp_path, kilobytes):
    """The limit on a file's size stands for the full disk: the originals, the journal or the generation cannot be written."""
    take(report(1, 2022), publish=True)
    before, events = figures(), journal.events()
    file = written(tmp_path / "in", 2, 2023)
    done = nianbao(own_state, "import", str(file), "--publish", "--workers", "1", limit=kilobytes * 1024)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    assert "错误：" in done.stderr or "未导入" in done.stdout
    assert figures() == before and not store.current("own").notice, "readers see what they saw"
    assert journal.events()[: len(events)] == events
    again = nianbao(own_state, "import", str(file), "--publish", "--workers", "1")
    assert again.returncode == 0, again.stderr
    assert [r.year for r in read_office().active()] == [2022, 2023]
    assert {r.status for r in read_office().active()} == {"published"}
    assert figures() != before


def test_a_read_only_disk_still_shows_the_last_good_state(own_state, tmp_path):
    open_dataset("demo")
    take(report(1, 2022), publish=True)
    folders = [own_state, *(p for p in own_state.rglob("*") if p.is_dir())]
    for path in own_state.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    own_state.chmod(0o555)
    try:
        if nianbao(own_state, "--version", bounded=True).returncode:
            pytest.skip("这里不能放下超级用户的权限：只读测试不运行。")
        shown = nianbao(own_state, "query", "years", "--dataset", "demo", bounded=True)
        assert shown.returncode == 0 and "2024" in shown.stdout, shown.stderr
        own = nianbao(own_state, "query", "years", "--dataset", "own", bounded=True)
        assert own.returncode == 0 and "2022" in own.stdout, own.stderr
        assert "现显示本单位最近一个完好的版本" in own.stderr
        refused = nianbao(own_state, "import", str(written(tmp_path / "in", 2, 2023)), bounded=True)
        assert refused.returncode == 1 and "错误：" in refused.stderr and "Traceback" not in refused.stderr, refused.stderr
        checked = nianbao(own_state, "doctor", bounded=True)
        assert "✗ 数据目录可写：" in checked.stdout and "Traceback" not in checked.stderr, checked.stderr
    finally:
        for path in folders:
            path.chmod(0o755)


def test_two_writers_take_turns_and_both_are_kept(own_state, tmp_path):
    take(report(1, 2022), publish=True)
    files = [written(tmp_path / "in", seed, 2020 + seed) for seed in (3, 4)]
    code = "import sys; from nianbao.cli import main; sys.exit(main(sys.argv[1:]))"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, "import", str(file), "--publish", "--workers", "1"],
            cwd=ROOT, env={**os.environ, "NIANBAO_STATE": str(own_state)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for file in files
    ]  # fmt: skip
    ended = [(child.communicate(timeout=150), child.returncode) for child in both]
    assert [code for _, code in ended] == [0, 0], ended
    assert sorted(r.year for r in read_office().active()) == [2022, 2023, 2024]
    years = [row[0] for row in store.fetch(open_dataset("own"), "years")[1]]
    assert {2022, 2023, 2024} <= set(years)
