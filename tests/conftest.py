"""What every test may use: a state directory of its own and the two shipped data sets, built once per run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nianbao import store
from nianbao.datasets import open_dataset
from nianbao.paths import ROOT
from nianbao.store import Generation


@pytest.fixture(scope="session", autouse=True)
def state_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A state directory for this run: no test touches the warehouses of the person who runs it."""
    before = os.environ.get("NIANBAO_STATE")
    path = tmp_path_factory.mktemp("state")
    os.environ["NIANBAO_STATE"] = str(path)
    yield path
    if before is None:
        del os.environ["NIANBAO_STATE"]
    else:
        os.environ["NIANBAO_STATE"] = before


@pytest.fixture(scope="session")
def public(state_dir: Path) -> Generation:
    """公开数据."""
    return open_dataset("public")


@pytest.fixture(scope="session")
def demo(state_dir: Path) -> Generation:
    """演示数据."""
    return open_dataset("demo")


@pytest.fixture
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty state directory for one test."""
    monkeypatch.setenv("NIANBAO_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of raw material beside the checkout; tests that compare with it are skipped without it."""
    path = ROOT.parent / "shared"
    if not (path / "research" / "facts.csv").is_file():
        pytest.skip("../shared 不在旁边：不与原始材料核对")
    return path


def records(generation: Generation, name: str, **parameters: Any) -> list[dict[str, Any]]:
    """The exact rows of a named query, one dict each."""
    names, rows = store.fetch(generation, name, **parameters)
    return [dict(zip(names, row, strict=True)) for row in rows]
