"""网上办事: cards, trend, peers, rates beside volumes."""

from nianbao.screen.page import page
from nianbao.screen.topic import topic_body

with page("网上办事") as screen:
    topic_body(screen, "online_services")
