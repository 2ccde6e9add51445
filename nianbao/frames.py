"""An answer of the database as a frame that is cheap to slice a hundred times."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def frame_of(answer: Any) -> pd.DataFrame:
    """The rows of a DuckDB answer: text as plain objects with NaN for null, counts with a null as Int32 or Int64.

    The same values as `answer.df()`. That one makes pandas' Arrow text, which on frames of a few hundred rows makes every
    selection several times dearer, and leaves fifty columns lying apart; making it took as long as asking.
    """
    columns = {name: _column(found) for name, found in answer.fetchnumpy().items()}
    return pd.DataFrame(columns, copy=True)


def _column(found: Any) -> Any:
    values = found
    if isinstance(found, np.ma.MaskedArray):
        empty = np.ma.getmaskarray(found)
        values = found.data
        if empty.any():
            if values.dtype.kind in "iu":
                return pd.arrays.IntegerArray(values, empty)
            if values.dtype.kind == "b":
                return pd.arrays.BooleanArray(values, empty)
            values = found.filled(np.datetime64("NaT") if values.dtype.kind == "M" else np.nan)
    return pd.Series(values, dtype=object) if values.dtype == object else values
