"""建议提案: cards, trend, peers, rates beside volumes."""

from nianbao.screen.page import page
from nianbao.screen.topic import topic_body

with page("建议提案") as screen:
    topic_body(screen, "proposals")
