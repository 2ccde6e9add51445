"""目标: what an agency has set itself and promised, and how far it is; staff set targets here."""

from nianbao.screen.goals import editor, promises, standings
from nianbao.screen.page import page

with page("目标") as screen:
    standings(screen)
    promises(screen)
    editor(screen)
