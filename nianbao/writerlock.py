"""The lock that every writer of a data set holds, its refusals in Chinese."""

from __future__ import annotations

from typing import Any

from filelock import FileLock, Timeout

from nianbao.errors import WarehouseError


class WriterLock(FileLock):
    """A file lock that says what a person can do when it cannot be had."""

    def acquire(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().acquire(*args, **kwargs)
        except Timeout as error:
            raise WarehouseError("另一个程序正在写入数据仓库，等了两分钟仍未结束，请稍后再试。") from error
        except OSError as error:
            raise WarehouseError(
                f"无法写入 {self.lock_file}：{error.strerror}。请用环境变量 NIANBAO_STATE 指定可写目录。"
            ) from error
