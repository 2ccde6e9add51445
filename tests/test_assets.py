"""The chart library: fetched once through npm if it is what was promised, else taken from the plotly package."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest

from nianbao import assets


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    return tmp_path


def fake_npm(tmp_path: Path, script: bytes) -> str:
    """A program that packs a chart library as npm would."""
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "plotly-basic.min.js").write_bytes(script)
    archive = tmp_path / "made.tgz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(tmp_path / "package" / "plotly-basic.min.js", assets.MEMBER)
    npm = tmp_path / "npm"
    npm.write_text(f"#!/bin/sh\ncp {archive} ./plotly.tgz\n", encoding="utf-8")
    npm.chmod(0o755)
    return str(npm)


def test_without_npm_the_full_library_of_the_plotly_package_is_used(folder: Path) -> None:
    assert assets.chart_library() is None
    name = assets.install(npm="/no/such/npm")
    assert name.startswith("plotly-full-") and (folder / name).stat().st_size > 3_000_000
    assert assets.chart_library() == name


@pytest.mark.skipif(os.name == "nt", reason="脚本形式的 npm 只在类 Unix 系统上试")
def test_something_else_than_what_was_promised_is_not_taken(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    npm = fake_npm(tmp_path_factory.mktemp("npm"), b"window.stolen = true")
    assert assets.install(npm).startswith("plotly-full-")
    assert not (folder / assets.LIGHT).exists()


def test_a_light_library_that_is_there_is_kept(folder: Path) -> None:
    (folder / assets.LIGHT).write_bytes(b"light")
    assert assets.install(npm="/no/such/npm") == assets.LIGHT == assets.chart_library()
