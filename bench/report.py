"""The paper that every method prints: an annual report of one person, 420 cells, three charts, six faces.

One content, written once as HTML (the press, WeasyPrint as it comes, Chromium) and once in typst's own language.
Charts are the same SVG for all.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from random import Random

MONTHS, INDICATORS, POSTINGS = 12, 28, 44
WORDS = "审理期限内结案率一审服判息诉裁判文书上网公开庭审直播调解撤诉执行到位长期未结发回重审"
PROCEDURES = ("普通程序", "简易程序", "小额诉讼", "速裁程序")
Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, the heads of columns, the rows."""

    title: str
    head: Row
    rows: Sequence[Row]


def word(drawn: Random, length: int) -> str:
    """Some characters that courts use, in any order: no two reports share what people wrote."""
    return "".join(drawn.choices(WORDS, k=length))


def tables(number: int) -> list[Table]:
    """The tables of the ``number``-th person. As in a batch, the scheme's own words are the same for everyone
    (indicators, weights, clauses, months), and figures, days, case numbers and what people wrote are each person's own:
    a method that remembers what it has set before gains from the former alone.
    """
    scheme, own = Random(0), Random(number + 1)  # noqa: S311 - made-up figures
    indicators = [
        (word(scheme, 6), str(row + 1), f"{own.randrange(10_000) / 100:.2f}%", f"{own.randrange(1_000) / 100:.2f}",
         f"第{row + 1}条第（{row % 5 + 1}）项")
        for row in range(INDICATORS)
    ]  # fmt: skip
    months = [
        (f"{month + 1} 月", str(own.randrange(300)), str(own.randrange(300)), f"{own.randrange(10_000) / 100:.2f}")
        for month in range(MONTHS)
    ]
    postings = [
        (f"2025-{own.randrange(12) + 1:02}-{own.randrange(28) + 1:02}",
         f"（2025）示0101民初{own.randrange(9_000) + 1_000}号", word(own, 8), own.choice(PROCEDURES),
         f"{own.randrange(2_000) / 100 - 10:.2f}")
        for _ in range(POSTINGS)
    ]  # fmt: skip
    return [
        Table("指标得分", ("指标", "权重", "完成", "得分", "依据"), indicators),
        Table("各月情况", ("月份", "收案", "结案", "得分"), months),
        Table("计分明细", ("日期", "案号", "事由", "程序", "分值"), postings),
    ]


def person(number: int) -> str:
    """Whom the report is about."""
    return f"示例人员{word(Random(number), 3)}{number}"  # noqa: S311 - as above


def charts(number: int) -> list[str]:
    """Three column charts as SVG, the months below."""
    made, own = [], Random(-number - 1)  # noqa: S311 - as above
    for _ in range(3):
        heights = [20 + own.randrange(70) for _ in range(MONTHS)]
        bars = "".join(
            f'<rect x="{bar * 40 + 6}" y="{100 - tall}" width="28" height="{tall}" fill="#1f5fa8"/>'
            for bar, tall in enumerate(heights)
        )
        bars += "".join(
            f'<text x="{bar * 40 + 20}" y="114" text-anchor="middle" font-size="11" '
            f'font-family="Noto Sans CJK SC">{bar + 1} 月</text>'
            for bar in range(MONTHS)
        )
        made.append(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 118" width="480" height="118">{bars}'
            '<path d="M0 100.5H480" stroke="#555"/></svg>'
        )
    return made


def body(number: int) -> str:
    """The report as HTML, between the tags of a page."""
    parts = [f"<h1>年度绩效考核报告</h1><p class='kai'>{person(number)}　2025 年度</p>"]
    for table, chart in zip(tables(number), charts(number), strict=True):
        head = "".join(f"<th>{escape(cell)}</th>" for cell in table.head)
        rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
        parts.append(f"<h2>{table.title}</h2>{chart}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    parts.append(
        "<p class='fang'>以上情况已向本人告知，本人可在公示期内提出异议。</p>"
        "<p><span style='font-weight:700'>考核等次：称职</span>　<span class='hei'>考核委员会（盖章）</span></p>"
    )
    return "".join(parts)


def page(number: int, style: str) -> str:
    """The report as a whole HTML page that carries its style."""
    return f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><style>{style}</style><body>{body(number)}'


# The measures of static/paper/press.css, so that both fill the same five pages. Typst counts a line from its capitals.
TYPST_HEAD = """\
#set document(date: datetime(year: 2026, month: 1, day: 1))
#set page(paper: "a4", margin: (x: 18mm, top: 22mm, bottom: 20mm), numbering: (now, total) => [第 #now 页 共 #total 页])
#set text(font: "Noto Serif CJK SC", size: 10.5pt, lang: "zh", cjk-latin-spacing: none)
#show heading: set text(font: "Noto Sans CJK SC", weight: 700)
#show heading.where(level: 1): it => align(center, block(below: 6mm, text(size: 18pt, it.body)))
#show heading.where(level: 2): it => block(
  width: 100%, above: 8mm, below: 2mm, stroke: (bottom: .6pt), inset: (bottom: 2mm), text(size: 12pt, it.body))
#set table(stroke: .5pt + rgb("#555"), inset: (x: 1.6mm, y: 6.5pt), fill: (_, y) => if y == 0 { rgb("#eef0f3") })
#show table: set text(size: 9.5pt)
#show table: set par(leading: 6.8pt)
"""


def typst(number: int, data: str) -> str:
    """The same in typst, with the same attachment."""
    attached = f'#pdf.attach("score.json", bytes({typst_text(data)}), relationship: "data"'
    kai = f'#text(font: "LXGW WenKai")[{person(number)}　2025 年度]'
    attached += ', mime-type: "application/json", description: "score")\n'
    parts = [TYPST_HEAD, attached, f"= 年度绩效考核报告\n{kai}\n"]
    for table, chart in zip(tables(number), charts(number), strict=True):
        cells = ", ".join(f"[{cell}]" for row in table.rows for cell in row)
        head = ", ".join(f'[#text(font: "Noto Sans CJK SC", weight: 700)[{cell}]]' for cell in table.head)
        parts.append(f'\n== {table.title}\n#image(bytes({typst_text(chart)}), format: "svg", width: 127mm)\n')
        parts.append(f"#table(columns: {len(table.head)} * (1fr,), table.header({head}), {cells})\n")
    parts.append('#text(font: ("FandolFang R", "LXGW WenKai"))[以上情况已向本人告知，本人可在公示期内提出异议。]\n')
    parts.append('#text(weight: 700)[考核等次：称职]　#text(font: "Noto Sans CJK SC")[考核委员会（盖章）]\n')
    return "".join(parts)


def typst_text(text: str) -> str:
    """A text as typst quotes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def attachment(number: int) -> str:
    """The data that goes with the report."""
    return json.dumps([[list(row) for row in table.rows] for table in tables(number)], ensure_ascii=False)
