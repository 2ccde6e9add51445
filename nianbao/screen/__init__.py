"""What pages are made of: the view, the filter bar, cards, charts. The only room besides pages/ that knows Streamlit."""
