"""操作记录: who changed what and when, before and after, from which file, into which generation."""

from nianbao.screen.audit import record
from nianbao.screen.office_page import office_page

with office_page("操作记录", "每一次写入都在这里，只增不改；撤销、撤回和还原备份也各记一条。", asks="audit"):
    record()
