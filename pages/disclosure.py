"""信息公开: cards, trend, peers, composition of outcomes and applicants, review and litigation."""

from nianbao.screen.page import page
from nianbao.screen.statutory import compositions
from nianbao.screen.topic import topic_body

with page("信息公开") as screen:
    topic_body(screen, "disclosure")
    compositions(screen)
