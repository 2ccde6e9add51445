"""Many viewers with moving filters and an import in the middle: no error, no wrong row, memory flat.

`make soak` runs 50 viewers for ten minutes, `make test` a few for as many steps as prove the machinery.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nianbao.paths import APP, ROOT
from nianbao.store import Generation
from tests.browser.server import Server, streamlit
from tests.samples import as_html, make_sample
from tests.soak.viewer import Answer, Viewer

FULL = bool(os.environ.get("NIANBAO_SOAK"))
VIEWERS = int(os.environ.get("NIANBAO_SOAK_VIEWERS", 50 if FULL else 4))
SECONDS = float(os.environ.get("NIANBAO_SOAK_SECONDS", 600 if FULL else 0))
STEPS = 6 if FULL else 4  # at least, for every viewer
PAUSE = (2.0, 6.0) if FULL else (0.0, 0.2)

Link = tuple[str, tuple[tuple[str, str], ...]]


def written(folder: Path, seed: int, year: int) -> Path:
    folder.mkdir(exist_ok=True)
    sample = make_sample(seed, year=year)
    sample.agency = "示例市行政审批服务局"
    path = folder / f"{year}.html"
    path.write_bytes(as_html(sample))
    return path


def take(state: Path, path: Path) -> None:
    """An import by the command line while the board is open."""
    done = subprocess.run(
        [sys.executable, "-m", "nianbao", "import", str(path), "--publish", "--workers", "1"],
        cwd=ROOT, env={**os.environ, "NIANBAO_STATE": str(state)}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory, public: Generation, demo: Generation) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("soak")
    for built in (public, demo):  # once per run is enough
        shutil.copytree(built.path.parent, folder / "state" / built.dataset)
    take(folder / "state", written(folder / "in", 1, 2022))
    with streamlit(APP, folder / "state") as server:
        yield server


def links() -> list[Link]:
    """Pages of the leader with filters that a visitor moves: data set, agency, year, range, comparison."""
    demo = ("demo-slsh-xzspfwj", "demo-ylsh-xzspfwj")
    found: list[Link] = []
    for page in ("", "consultation", "online", "proposals", "disclosure", "compare", "trends", "data"):
        for agency in (demo[0], demo[1], "~".join(demo)):
            for year in ("2022", "2024"):
                found.append((page, (("data", "demo"), ("agency", agency), ("year", year))))
        found.append((page, (("data", "demo"), ("agency", demo[0]), ("year", "2024"), ("from", "2020"), ("to", "2024"))))
        found.append((page, (("data", "public"), ("agency", "xian-xzspfwj"), ("year", "2019"))))
    found += [(page, (("data", "own"),)) for page in ("", "disclosure", "trends", "data")]
    random.Random(1).shuffle(found)
    return found if FULL else [*found[:6], ("disclosure", (("data", "own"),))]


@dataclass
class Load:
    """What happened."""

    answers: int = 0
    wrong: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)


def megabytes(pid: int) -> float:
    text = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in text.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


async def seen_by(viewer: Viewer, url: str, link: Link) -> Answer:
    """The answer to a link. 趋势 keeps a session's base year of the index, which no link carries: there each link is a new tab."""
    if link[0] != "trends":
        return await viewer.opens(link[0], dict(link[1]))
    tab = await Viewer.arrive(url)
    try:
        return await tab.opens(link[0], dict(link[1]))
    finally:
        await tab.leaves()


async def alone(board: Server, wanted: list[Link]) -> dict[Link, Answer]:
    """What one single user sees behind every link."""
    viewer = await Viewer.arrive(board.url)
    seen = {link: await seen_by(viewer, board.url, link) for link in wanted}
    await viewer.leaves()
    return seen


async def crowd(board: Server, wanted: list[Link], imported: Path) -> tuple[Load, list[tuple[Link, str]]]:
    load, given = Load(), []
    started = time.monotonic()
    middle = asyncio.Event()

    async def ask(viewer: Viewer, link: Link) -> bool:
        """Whether the viewer can go on."""
        began = time.monotonic()
        try:
            answer = await seen_by(viewer, board.url, link)
        except Exception as error:  # noqa: BLE001  any failure of a viewer is a finding
            load.errors.append(f"{link}: {type(error).__name__} {error}")
            return False
        load.seconds.append(time.monotonic() - began)
        load.answers += 1
        load.errors += [f"{link}: {error}" for error in answer.errors]
        given.append((link, answer.digest))
        return True

    async def visit(number: int) -> None:
        chance = random.Random(number)
        viewer = await Viewer.arrive(board.url)
        steps = 0
        while steps < STEPS or time.monotonic() - started < SECONDS or not middle.is_set():
            if not await ask(viewer, wanted[(number * 7 + steps) % len(wanted)] if steps < STEPS else chance.choice(wanted)):
                return
            steps += 1
            await asyncio.sleep(chance.uniform(*PAUSE))
        # nobody leaves without having looked at what was imported
        if await ask(viewer, chance.choice([link for link in wanted if ("data", "own") in link[1]])):
            await viewer.leaves()

    async def import_in_the_middle() -> None:
        while load.answers < VIEWERS * STEPS // 3 or time.monotonic() - started < SECONDS / 2:
            await asyncio.sleep(0.2)
        await asyncio.to_thread(take, board.state, imported)
        middle.set()

    async def watch() -> None:
        while True:
            load.memory.append((time.monotonic() - started, megabytes(board.pid)))
            await asyncio.sleep(5 if FULL else 0.5)

    watching = asyncio.create_task(watch())
    await asyncio.gather(import_in_the_middle(), *(visit(number) for number in range(VIEWERS)))
    watching.cancel()
    return load, given


@pytest.mark.timeout(3000 if FULL else 600)
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="没有 /proc：不在 Linux 上，负载测试不运行。")
def test_many_viewers_get_the_single_users_answers_while_an_import_runs(board, tmp_path, capsys):
    wanted = links()
    before = asyncio.run(alone(board, wanted))
    assert {link: answer.errors for link, answer in before.items() if answer.errors} == {}
    again = asyncio.run(alone(board, wanted[:2]))
    assert [again[link].digest for link in wanted[:2]] == [before[link].digest for link in wanted[:2]], "answers can be compared"
    assert len({answer.digest for answer in before.values()}) > len(wanted) * 0.8, "filters change what is seen"

    load, given = asyncio.run(crowd(board, wanted, written(tmp_path / "in", 2, 2023)))
    after = asyncio.run(alone(board, wanted))
    own = [link for link in wanted if ("data", "own") in link[1]]
    assert all(after[link].digest != before[link].digest for link in own), "the import changed what is seen"
    assert all(after[link].digest == before[link].digest for link in wanted if link not in own)

    right = {link: {before[link].digest, after[link].digest} for link in wanted}
    wrong = [link for link, digest in given if digest not in right[link]]
    new = sum(digest == after[link].digest for link, digest in given if link in own)
    times = sorted(load.seconds)
    with capsys.disabled():
        print(
            f"\n{VIEWERS} viewers, {load.answers} answers in {load.memory[-1][0]:.0f} s, median {statistics.median(times):.2f} s, "
            f"95 % {times[int(len(times) * 0.95)]:.2f} s, worst {times[-1]:.2f} s; errors {len(load.errors)}, wrong {len(wrong)}, "
            f"of the new figures {new}; memory {' '.join(f'{m:.0f}' for _, m in load.memory[:: max(1, len(load.memory) // 12)])} MB"
        )
    assert load.errors == [] and wrong == []
    assert load.answers >= VIEWERS * STEPS and new >= VIEWERS
    if FULL:
        quarter = len(load.memory) // 4
        warm = statistics.median(m for _, m in load.memory[quarter : 2 * quarter])
        late = statistics.median(m for _, m in load.memory[3 * quarter :])
        assert late < warm * 1.15, f"memory grew from {warm:.0f} to {late:.0f} MB"
