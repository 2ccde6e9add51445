"""How many comparisons were made and what they gave, in one sentence that every page, file and command uses."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from nianbao.checks import OUTCOMES

Counts = Mapping[str, int]


def counted(rows: pd.DataFrame) -> tuple[dict[str, int], dict[str, int]]:
    """Comparisons by outcome (rows of queries/findings.sql): relations, and apart from them those that only ask a question."""
    asked = rows["severity"] == "question"
    return (
        {str(name): int(count) for name, count in rows[~asked]["outcome"].value_counts().items()},
        {str(name): int(count) for name, count in rows[asked]["outcome"].value_counts().items()},
    )


def compared_words(relations: Counts, questions: Counts) -> str:
    """“共比较 53 次：相符 38，不符 0，空格按零计则相符 8，无法判定 7。另有异常值比较 5 次，提出疑问 1 处。”

    What holds only with blanks taken for zero is never counted among what holds.
    """
    always = ("holds", "fails")
    parts = [f"{word} {relations.get(name, 0):,}" for name, word in OUTCOMES.items() if name in always or relations.get(name)]
    told = f"共比较 {sum(relations.values()):,} 次：{'，'.join(parts)}。" if any(relations.values()) else "没有可以比较的关系。"
    if any(questions.values()):
        told += f"另有异常值比较 {sum(questions.values()):,} 次，提出疑问 {questions.get('fails', 0):,} 处。"
    return told
