"""The regression guard: only a ratio that is clearly worse than the kept one fails, and every kept one is measured."""

from __future__ import annotations

import json
import re

from tests.bench import guard


def test_a_ratio_more_than_thirty_percent_worse_is_named():
    kept = {"页面": 2.0, "查询": 4.0}
    assert guard.worse({"页面": 2.59, "查询": 5.21}, kept) == ["查询"]
    assert guard.worse({"页面": 1.0, "新的": 99.0}, kept) == []


def test_a_burst_next_door_is_measured_again_before_it_counts(monkeypatch, tmp_path, capsys):
    baseline = tmp_path / "baseline.json"
    baseline.write_text('{"页面": 2.0}', "utf-8")
    monkeypatch.setattr(guard, "BASELINE", baseline)
    monkeypatch.setattr("sys.argv", ["guard"])
    monkeypatch.setenv("NIANBAO_STATE", str(tmp_path))
    for answers, code in (([2.1], 0), ([9.0, 2.2], 0), ([9.0, 8.0], 1)):
        waiting = list(answers)
        monkeypatch.setattr(guard, "measured", lambda waiting=waiting: {"页面": waiting.pop(0)})
        assert guard.main() == code and waiting == []
    assert "变慢 页面：8.00（基线 2.00）" in capsys.readouterr().out


def test_the_kept_ratios_are_numbers_of_things_that_are_measured():
    kept = json.loads(guard.BASELINE.read_text("utf-8"))
    written = (guard.ROOT / "tests" / "bench" / "guard.py").read_text("utf-8")
    for name, value in kept.items():
        assert value > 0
        words = re.split(r"[ /]+", name)
        assert words[0] in written and words[1] in written
