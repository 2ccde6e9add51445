"""What this process counts about itself, without personal data; /metrics tells it."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

RERUNS = Counter("nianbao_reruns", "页面整页重算的次数（局部重算不计）")
QUERY_SECONDS = Histogram("nianbao_query_seconds", "向数据仓库提问的次数和用时（命中缓存的不计）")
ERRORS = Counter("nianbao_errors", "没有预料到的错误：script 页面，http 请求", ["where"])
REFUSALS = Counter("nianbao_refusals", "因权限拒绝的：gate 连接和请求，action 操作", ["where"])
REQUESTS = Counter("nianbao_http_requests", "HTTP 请求数，按状态码的百位", ["status"])
