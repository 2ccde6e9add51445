"""总览: one agency, one year; what is good, what is not, what is missing, in ten seconds."""

from nianbao.screen.overview import charts, neighbours, topics, turning_points
from nianbao.screen.page import page

with page("总览") as screen:
    topics(screen)
    turning_points(screen)
    charts(screen)
    neighbours(screen)
