"""演示: pinned charts in order; full screen, on the wall, as files."""

from nianbao.screen.deck_page import deck_page
from nianbao.screen.present import asked_show, lists, show

with deck_page("演示", "把图钉成一份演示：放映、上墙、下载。"):
    deck = asked_show()
    if deck:
        show(deck)
    else:
        lists()
