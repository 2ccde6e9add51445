"""Tells the server how wide the window is, so that text inside figures is wrapped and not clipped."""

from __future__ import annotations

import streamlit as st

_SCRIPT = """
export default function({ setStateValue, parentElement }) {
  const size = () => window.innerWidth < 720 ? 'narrow' : window.innerWidth < 1180 ? 'medium' : 'wide';
  let told = window.__nianbaoWidth || 'wide';
  const tell = () => {
    const now = size();
    if (now !== told) { told = now; window.__nianbaoWidth = now; setStateValue('size', now); }
  };
  let waiting;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(tell, 250); };
  window.addEventListener('resize', later);
  tell();
  return () => window.removeEventListener('resize', later);
}
"""


def viewport() -> str:
    """narrow | medium | wide. The first run assumes wide: only other windows cost a second run."""
    component = st.components.v2.component("nianbao_width", js=_SCRIPT)
    result = component(key="nianbao_width", on_size_change=_nothing, height=0)
    size = getattr(result, "size", None) or st.session_state.get("_size") or "wide"
    st.session_state["_size"] = size
    return str(size)


def _nothing() -> None:
    """The rerun itself is what is wanted."""
