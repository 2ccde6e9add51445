"""自检: what the board stands on, each item with what to do about it."""

from nianbao.screen.health import health

health()
