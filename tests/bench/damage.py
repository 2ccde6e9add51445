"""Ways in which a printed form gets damaged; each changes the layout of a sample, and its truth only where the figure goes."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench import damage_others, damage_table3
from tests.bench.damaged import Damaged

DAMAGES: dict[str, Callable[[Damaged], None]] = {
    name: damage
    for room in (damage_table3, damage_others)
    for name, damage in vars(room).items()
    if callable(damage) and getattr(damage, "__module__", "") == room.__name__ and not name.startswith("_")
}
