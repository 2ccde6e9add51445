"""How the samples are printed, each with the name of the file it makes: what many tests go through."""

from tests.samples import as_docx, as_html, as_md, as_pipes, as_txt

TXT, MD, HTML, DOCX = ("x.txt", as_txt), ("x.md", as_md), ("x.html", as_html), ("x.docx", as_docx)
TABS = ("x.txt", lambda sample: as_txt(sample, "tabs"))
SHORT_LINES = ("x.txt", lambda sample: as_txt(sample, "short"))
LINES = ("x.txt", lambda sample: as_txt(sample, "lines"))
SPACES = ("x.txt", lambda sample: as_txt(sample, "spaces"))
PIPED_CELLS = ("x.txt", lambda sample: as_pipes(sample, "cells"))
PIPED_LINES = ("x.txt", lambda sample: as_pipes(sample, "lines"))
LOOSE_HTML = ("x.html", lambda sample: as_html(sample, "loose"))
