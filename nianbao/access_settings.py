"""Who may come in and what they may do, as configured: data/settings.yml, the state directory, NIANBAO_SETTINGS."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from nianbao.datafiles import read_yaml, short
from nianbao.errors import DataError
from nianbao.paths import DATA, state_dir

MODES = {"local": "只许本机", "oidc": "统一身份登录", "proxy": "由可信代理告知身份", "public": "只读公开"}
ROLES = {"none": "不得进入", "viewer": "浏览", "editor": "编辑", "admin": "管理"}
SECRETS = ("client_secret", "cookie_secret")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class People:
    """Some people, named by account, by group or by the domain of their address."""

    users: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    def hold(self, name: str, groups: frozenset[str], domain: str) -> bool:
        """Is this one among them? All three arguments in lower case."""
        return name in self.users or bool(groups & self.groups) or domain in self.domains


@dataclass(frozen=True)
class Area:
    """Editors of some agencies only: by prefix of the region code, or by agency id."""

    people: People
    regions: tuple[str, ...]
    agencies: tuple[str, ...]


@dataclass(frozen=True)
class Oidc:
    """The sign-in service; the secrets come from outside data/."""

    server_metadata_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    cookie_secret: str = ""
    redirect_uri: str = ""
    user_claim: str = "email"
    groups_claim: str = "groups"
    hours: float = 12


@dataclass(frozen=True)
class Proxy:
    """The reverse proxies whose word counts, and the headers in which they say who it is."""

    addresses: tuple[Network, ...] = ()
    user_header: str = "X-Remote-User"
    groups_header: str = "X-Remote-Groups"


@dataclass(frozen=True)
class Access:
    """Everything under `access:` and `server:`."""

    mode: str = "local"
    default: str = "viewer"
    roles: Mapping[str, People] = field(default_factory=dict)
    areas: tuple[Area, ...] = ()
    export: str = "viewer"
    drafts: str = "editor"
    audit: str = "editor"
    second_person: bool = False
    command_line: str = "admin"
    oidc: Oidc = Oidc()
    proxy: Proxy = Proxy()
    frame_ancestors: tuple[str, ...] = ()
    metrics_from: tuple[Network, ...] = ()


def settings_files() -> list[Path]:
    """Every file that may hold settings, later ones win: shipped, of this installation, named by the environment."""
    named = os.environ.get("NIANBAO_SETTINGS")
    return [DATA / "settings.yml", state_dir() / "settings.yml", *([Path(named)] if named else [])]


def load_access() -> Access:
    """The settings as they are now: an edited file counts from the next action on. Raises DataError."""
    return _load(tuple((path, _stamp(path)) for path in settings_files()), os.environ.get("NIANBAO_ACCESS", ""))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=8)
def _load(files: tuple[tuple[Path, tuple[int, int]], ...], mode: str) -> Access:
    access = Access()
    for number, (path, stamp) in enumerate(files):
        if stamp == (0, 0):
            if number == 2:
                raise DataError(str(path), None, "NIANBAO_SETTINGS", "没有这个文件", "请改正环境变量，或建立该文件。")
            continue
        access = _Layer(path, shipped=number == 0).over(access)
    if mode:
        access = _replaced(access, mode=_choice(Path("环境变量 NIANBAO_ACCESS"), None, "mode", mode, MODES))
    return access


def _replaced(access: Access, **fields: Any) -> Access:
    return Access(**{**access.__dict__, **fields})


def _choice(path: Path, line: int | None, name: str, value: object, allowed: Mapping[str, str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        told = "、".join(f"{key}（{word}）" for key, word in allowed.items())
        raise DataError(short(path), line, name, value, f"只能是：{told}。")
    return value


class _Layer:
    """One file, read over the settings of the files before it."""

    def __init__(self, path: Path, shipped: bool) -> None:
        self.path, self.shipped = path, shipped

    def over(self, before: Access) -> Access:
        content = read_yaml(self.path) or {}
        if not isinstance(content, dict):
            raise self.wrong(None, "整个文件", content, "应为“名称: 值”的条目。")
        access = self.section(content, "access", {*_PLAIN_ACCESS, "mode", "roles", "areas", "oidc", "proxy", "second_person"})
        server = self.section(content, "server", {"frame_ancestors", "metrics_from"})
        fields: dict[str, Any] = {}
        if "mode" in access:
            fields["mode"] = _choice(self.path, access.get("__line__"), "mode", access["mode"], MODES)
        for name in _PLAIN_ACCESS:
            if name in access:
                fields[name] = _choice(self.path, access.get("__line__"), name, access[name], _PLAIN_ACCESS[name])
        if "second_person" in access:
            if not isinstance(access["second_person"], bool):
                raise self.wrong(access, "second_person", access["second_person"], "只能是 true 或 false。")
            fields["second_person"] = access["second_person"]
        if "roles" in access:
            roles = self.section(access, "roles", {"viewer", "editor", "admin"})
            fields["roles"] = {role: self.people(roles, role) for role in roles if role != "__line__"}
        if "areas" in access:
            fields["areas"] = tuple(self.area(entry) for entry in self.entries(access, "areas"))
        if "oidc" in access:
            fields["oidc"] = self.oidc(access, before.oidc)
        if "proxy" in access:
            fields["proxy"] = self.proxy(access, before.proxy)
        if "frame_ancestors" in server:
            fields["frame_ancestors"] = tuple(self.origin(server, text) for text in self.texts(server, "frame_ancestors"))
        if "metrics_from" in server:
            fields["metrics_from"] = self.networks(server, "metrics_from")
        return _replaced(before, **fields)

    def wrong(self, row: Mapping[str, Any] | None, name: str, found: object, advice: str) -> DataError:
        return DataError(short(self.path), row.get("__line__") if row else None, name, found, advice)

    def section(self, row: dict[str, Any], name: str, known: set[str]) -> dict[str, Any]:
        """A mapping whose keys are all known: a misspelt right must not pass as no right."""
        found = row.get(name) or {}
        if not isinstance(found, dict):
            raise self.wrong(row, name, found, "应为“名称: 值”的条目。")
        for key in found:
            if key != "__line__" and key not in known:
                raise self.wrong(found, f"{name}.{key}", "不认识的项", f"可用：{'、'.join(sorted(known))}。")
        return found

    def entries(self, row: dict[str, Any], name: str) -> list[dict[str, Any]]:
        found = row[name] or []
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            raise self.wrong(row, name, "不是条目列表", "其下每项以“- ”开头。")
        return found

    def texts(self, row: dict[str, Any], name: str) -> list[str]:
        found = row.get(name) or []
        if not isinstance(found, list) or not all(isinstance(text, str) and text.strip() for text in found):
            raise self.wrong(row, name, found, '应为文字的列表，如 ["zhang@example.gov.cn"]；数字编号请加引号。')
        return [text.strip() for text in found]

    def people(self, row: dict[str, Any], name: str) -> People:
        found = self.section(row, name, {"users", "groups", "domains"})
        return People(
            *(frozenset(t.casefold().removeprefix("@") for t in self.texts(found, key)) for key in ("users", "groups", "domains"))
        )

    def area(self, entry: dict[str, Any]) -> Area:
        self.section({"areas": entry}, "areas", {"users", "groups", "domains", "regions", "agencies"})
        named = {key: entry[key] for key in ("users", "groups", "domains", "__line__") if key in entry}
        regions, agencies = self.texts(entry, "regions"), self.texts(entry, "agencies")
        if not regions and not agencies:
            raise self.wrong(entry, "areas", "没有写 regions 或 agencies", "请写行政区划代码的开头（如 610102）或机构编号。")
        if bad := [code for code in regions if not (code.isdigit() and 2 <= len(code) <= 6)]:
            raise self.wrong(entry, "regions", bad[0], "应为行政区划代码的开头 2 至 6 位数字，加引号。")
        return Area(self.people({"areas": named}, "areas"), tuple(regions), tuple(agencies))

    def oidc(self, access: dict[str, Any], before: Oidc) -> Oidc:
        found = self.section(access, "oidc", set(Oidc.__dataclass_fields__))
        for name in SECRETS:
            if self.shipped and found.get(name):
                raise self.wrong(
                    found, name, "（密钥）", "密钥不得写进 data/；请写到数据目录的 settings.yml 或 NIANBAO_SETTINGS 所指的文件。"
                )
        given = {key: value for key, value in found.items() if key != "__line__"}
        hours = given.pop("hours", before.hours)
        if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= 720:
            raise self.wrong(found, "hours", hours, "应为登录后有效的小时数，大于 0，不超过 720。")
        for key, value in given.items():
            if not isinstance(value, str):
                raise self.wrong(found, key, value, "应为文字，请加引号。")
        return Oidc(**{**before.__dict__, **given, "hours": hours})

    def proxy(self, access: dict[str, Any], before: Proxy) -> Proxy:
        found = self.section(access, "proxy", {"addresses", "user_header", "groups_header"})
        fields: dict[str, Any] = {}
        if "addresses" in found:
            fields["addresses"] = self.networks(found, "addresses")
        for name in ("user_header", "groups_header"):
            if name in found:
                if not isinstance(found[name], str) or not found[name].replace("-", "").isalnum():
                    raise self.wrong(found, name, found[name], "应为请求头的名称，如 X-Remote-User。")
                fields[name] = found[name]
        return Proxy(**{**before.__dict__, **fields})

    def networks(self, row: dict[str, Any], name: str) -> tuple[Network, ...]:
        try:
            return tuple(ipaddress.ip_network(text) for text in self.texts(row, name))
        except ValueError as error:
            raise self.wrong(row, name, row[name], "应为 IP 地址或网段，如 127.0.0.1、10.1.0.0/16。") from error

    def origin(self, row: dict[str, Any], text: str) -> str:
        scheme, sign, host = text.partition("://")
        if scheme not in ("http", "https") or not sign or not host or any(c in "\"';, /\\\r\n" for c in host):
            raise self.wrong(row, "frame_ancestors", text, "应为网站地址，如 https://portal.example.gov.cn。")
        return text


_PLAIN_ACCESS: dict[str, dict[str, str]] = {
    "default": {key: ROLES[key] for key in ("none", "viewer")},
    "export": {key: ROLES[key] for key in ("viewer", "editor", "admin")},
    "drafts": {key: ROLES[key] for key in ("viewer", "editor", "admin")},
    "audit": {key: ROLES[key] for key in ("viewer", "editor", "admin")},
    "command_line": {key: ROLES[key] for key in ("viewer", "editor", "admin")},
}
