"""总览: one agency, one year; what is good, what is not, what is missing, in ten seconds."""

from nianbao.screen.overview import charts, neighbours, topics, turning_points
from nianbao.screen.page import page

with page("总览") as screen:
    series = screen.series()
    topics(screen, series)
    turning_points(screen, series)
    charts(screen, series)
    neighbours(screen)
