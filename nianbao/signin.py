"""From what is known of a visitor (the account, a signed token, a proxy's word) to the actor they are."""

from __future__ import annotations

import getpass
import time
from collections.abc import Iterable, Mapping
from typing import Any

from nianbao.access import Actor
from nianbao.access_settings import Access, load_access
from nianbao.errors import AccessError

PUBLIC = Actor("访客", "viewer")
_LONGEST = 120


def account() -> str:
    """The account this program runs under."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "命令行"


def command_line_actor() -> Actor:
    """Who is at the command line; who can run it can also write the files, so the role is a setting."""
    return Actor(account(), load_access().command_line)


def local_actor(typed: str = "") -> Actor:
    """The one person at this machine, by the name they typed or by their account."""
    return Actor(typed.strip()[:40] or account(), "admin")


def actor_named(name: str, groups: Iterable[str] = (), access: Access | None = None, domain: str = "") -> Actor:
    """The actor with the highest role that the settings give to this account, its groups or its domain.

    Someone listed under `areas` edits there only, unless they are an admin. Raises AccessError for someone whom
    no line lets in.
    """
    access = access or load_access()
    key, held = name.casefold(), frozenset(group.casefold() for group in groups)
    domain = domain.casefold()
    role = access.default
    for candidate in ("viewer", "editor", "admin"):
        people = access.roles.get(candidate)
        if people and people.hold(key, held, domain):
            role = candidate
    areas = [area for area in access.areas if area.people.hold(key, held, domain)]
    if role != "admin" and areas:
        regions = dict.fromkeys(code for area in areas for code in area.regions)
        agencies = dict.fromkeys(agency for area in areas for agency in area.agencies)
        return Actor(name, "editor", tuple(regions), tuple(agencies))
    if role == "none":
        raise AccessError(f"“{name}”没有进入本看板的权限。请联系管理员在设置的 access.roles 中加上。")
    return Actor(name, role)


def actor_of_claims(claims: Mapping[str, Any], now: float | None = None) -> Actor:
    """The actor of a signed-in visitor, from the claims of the identity token that sign-in has verified.

    The token's signature, issuer, audience and expiry were checked when it was received; here its age is, because
    the board's own cookie lives longer. Raises AccessError for an old one, or one that names nobody.
    """
    access = load_access()
    issued = claims.get("iat")
    now = time.time() if now is None else now
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        raise AccessError("登录信息里没有签发时间，不能采用。请重新登录。")
    if now - issued > access.oidc.hours * 3600 or issued - now > 300:
        raise AccessError(f"登录已过期（有效 {access.oidc.hours:g} 小时）。请重新登录。")
    claim = access.oidc.user_claim
    name = claims.get(claim)
    if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST:
        raise AccessError(f"登录信息里没有“{claim}”，认不出是谁。请管理员核对设置 access.oidc.user_claim。")
    if claim == "email" and claims.get("email_verified") is False:
        raise AccessError("登录服务没有核实过这个邮箱，不能据此进入。请先在登录服务中验证邮箱。")
    groups = claims.get(access.oidc.groups_claim) or ()
    told = [groups] if isinstance(groups, str) else [g for g in groups if isinstance(g, str)]
    return actor_named(name.strip(), told, access, _domain(name))


def actor_of_headers(headers: Mapping[str, str]) -> Actor:
    """The actor whom a trusted proxy names; only behind the gate, which lets no other address in. Raises AccessError."""
    access = load_access()
    name = _text(headers, access.proxy.user_header)
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise AccessError(f"代理没有告知身份（请求头 {access.proxy.user_header} 为空）。请核对代理服务器的登录配置。")
    groups = [g.strip() for g in _text(headers, access.proxy.groups_header).split(",") if g.strip()]
    return actor_named(name, groups, access, _domain(name))


def _text(headers: Mapping[str, str], name: str) -> str:
    """A header's text; a Chinese name comes as UTF-8 that the server has read as Latin-1."""
    text = headers.get(name) or ""
    try:
        return text.encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        return text.strip()


def _domain(name: str) -> str:
    return name.rpartition("@")[2] if "@" in name else "-"
