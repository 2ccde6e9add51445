"""A sign-in service run for a test: standards-compliant, and, when told to, handing out tokens that must not be taken."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import oidc_provider_mock
from joserfc import jwk, jwt
from werkzeug.serving import make_server

Tamper = Callable[[str], str]


@dataclass
class Provider:
    """Where it is; `tamper` changes the identity token of every answer while it is set."""

    url: str
    tamper: Tamper | None = None

    @property
    def metadata(self) -> str:
        return f"{self.url}/.well-known/openid-configuration"


@contextmanager
def provider(valid: timedelta = timedelta(minutes=5), **people: dict[str, Any]) -> Iterator[Provider]:
    """Runs on 127.0.0.1 in a thread; people are `account={claims}`."""
    users = [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in people.items()]
    app = oidc_provider_mock.app(access_token_max_age=valid, user_claims=users)
    found = Provider("")

    def changed(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/oauth2/token" or found.tamper is None:
            return app(environ, start_response)
        told: list[Any] = []

        def hold(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            told.append((status, headers))

        body = json.loads(b"".join(app(environ, hold)))
        body["id_token"] = found.tamper(body["id_token"])
        raw = json.dumps(body).encode()
        status, headers = told[0]
        start_response(
            status, [(n, v) for n, v in headers if n.lower() != "content-length"] + [("Content-Length", str(len(raw)))]
        )
        return [raw]

    server = make_server("127.0.0.1", 0, changed, threaded=True)
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def other_words(token: str) -> str:
    """The same signature under other claims."""
    head, body, signature = token.split(".")
    return ".".join((head, _packed({**_claims(body), "email": "wang@example.gov.cn"}), signature))


def other_key(token: str) -> str:
    """Signed, but by somebody else."""
    head, body, _ = token.split(".")
    key = jwk.RSAKey.generate_key(2048)
    header = {name: value for name, value in _claims(head).items() if name in ("alg", "kid", "typ")}
    return str(jwt.encode(header, {**_claims(body), "email": "wang@example.gov.cn"}, key))


def no_signature(token: str) -> str:
    """“alg: none”, which some libraries once believed."""
    _, body, _ = token.split(".")
    return ".".join((_packed({"alg": "none", "typ": "JWT"}), body, ""))


def _claims(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def _packed(claims: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
