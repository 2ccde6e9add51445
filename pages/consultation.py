"""咨询热线: cards, trend, peers, rates beside volumes."""

from nianbao.screen.page import page
from nianbao.screen.topic import topic_body

with page("咨询热线") as screen:
    topic_body(screen, "consultation")
