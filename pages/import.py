"""导入: files in, every figure beside the place it was read from, a person's word, and a way back."""

from nianbao.screen.intake import incoming
from nianbao.screen.intake_form import fill_form
from nianbao.screen.intake_held import batches, held_reports
from nianbao.screen.office_page import ask_who, office_page, said

with office_page("导入", "放入年报，看清读到的每个数和问题，确认后存为草稿，核对无误再发布。"):
    said()
    ask_who()
    incoming()
    held_reports()
    batches()
    fill_form()
