"""总览: one agency, one year; what is good, what is not, what is missing, in ten seconds."""

from nianbao.screen.overview import anything_worse, attention, charts, neighbours, topics
from nianbao.screen.page import page

with page("总览") as screen:
    first = anything_worse(screen)
    if first:
        attention(screen)
    topics(screen)
    if not first:
        attention(screen)
    charts(screen)
    neighbours(screen)
