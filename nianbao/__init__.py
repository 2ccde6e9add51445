"""年报看板: yearly figures of public agencies, from document to chart."""

__version__ = "0.2.0"
