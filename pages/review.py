"""核验: what is held of whom, who is late, what does not add up, and a person's word on it."""

from nianbao.screen.office_page import ask_who, office_page, said
from nianbao.screen.review import counts, coverage, next_year, submissions
from nianbao.screen.review_findings import findings, on_paper, one_report, questions

with office_page("核验", "本单位导入的全部报告（含草稿）：收齐了没有、勾稽对不对、问题有没有人管。", asks="read") as generation:
    said()
    counts(generation)
    if not one_report():
        coverage(generation)
        submissions(generation)
    ask_who()
    findings(generation)
    questions(generation)
    on_paper()
    if not one_report():
        next_year(generation)
