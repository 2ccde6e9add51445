"""Errors a person can act on: where, what was found, what was expected, what to do."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹", errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EROFS: "所在磁盘是只读的",
    errno.ENOSPC: "磁盘已满", errno.EDQUOT: "磁盘配额已用完", errno.EISDIR: "是文件夹，不是文件", errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已有同名的文件", errno.ENOTEMPTY: "文件夹不是空的", errno.ENAMETOOLONG: "名称太长", errno.EBUSY: "正被别的程序占用",
    errno.EMFILE: "打开的文件太多", errno.EIO: "磁盘读写出错", errno.EINVAL: "名称或参数无效", errno.EXDEV: "不在同一个磁盘上",
    errno.EADDRINUSE: "已被占用", errno.EADDRNOTAVAIL: "本机没有这个地址", errno.ELOOP: "链接绕成了圈",
}  # fmt: skip


def reason(error: OSError) -> str:
    """Why the operating system refused, in Chinese; its own words where we have none."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


class NianbaoError(Exception):
    """Base of every error whose message is written in Chinese for the person at the screen."""


class DataError(NianbaoError):
    """A file under data/ holds something it must not."""

    def __init__(self, file: str, line: int | None, field: str, found: object, advice: str) -> None:
        where = f"{file} 第 {line} 行" if line else file
        super().__init__(f"{where}，字段“{field}”：现为“{found}”。{advice}")


class QueryError(NianbaoError):
    """A named query does not exist or got a parameter it does not know."""


class WarehouseError(NianbaoError):
    """A warehouse cannot be read or written."""


class ReadError(NianbaoError):
    """A report file cannot be read; the message names the file and the reason."""


class AccessError(NianbaoError):
    """A person may not do this, or nobody has decided yet who may."""
