"""``./hengji score``: what it prints for good tables, and that bad input is named and nothing printed."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from commands.score import run
from tests.records.schemes import COURTS, TEAMS

ROOT = Path(__file__).parents[2]
GOOD = """院别,期间,结案数,结案率,双达标
甲县法院,2018,200,60%,是
乙县法院,2018,100,60%,是
甲县法院,2019,100,60%,是
乙县法院,2019,3,50%,是
"""
FACTS = (
    "事实,日期,团队,干警,案号,编号,类别,案件类型,天数用时,分值,集体\n"
    "结案,2020-11-03,甲队,张三,（2020）鲁1329民初1号,,审判,民事,12,,\n"
    "结案,2020-11-04,甲队,李四,（2020）鲁1329刑初2号,,审判,刑事,12,,\n"
    "结案,2020-10-04,甲队,李四,（2020）鲁1329民初3号,,审判,民事,12,,\n"
    "表彰,2020-11-05,乙队,,,荣1,执行,,,1.5,是\n"
)
Score = Callable[..., tuple[int, str, str]]


@pytest.fixture
def score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Score:
    """Runs the command in a folder with two schemes and the given files; status, output, errors."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "courts.yaml").write_text(COURTS, encoding="utf-8")
    (tmp_path / "teams.yaml").write_text(TEAMS, encoding="utf-8")
    (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")

    def run_it(*arguments: str, **files: str | bytes) -> tuple[int, str, str]:
        for name, content in files.items():
            path = tmp_path / name.replace("__", ".")
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        status = run(list(arguments))
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_it


def totals(text: str) -> dict[str, str | None]:
    return {subject["subject"]: subject["total"] for subject in json.loads(text)["subjects"]}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        # 100 ÷ 2 + (200−100)÷200 × 10 = 55; 3 ÷ 2 = 1.5, as 50% is not above 50%
        ([], {"甲县法院": "55.00", "乙县法院": "1.50"}),
        (["--period", "2018"], {"甲县法院": None, "乙县法院": None}),  # nothing before it to fall from
        (["--set", "倍数=20"], {"甲县法院": "60.00", "乙县法院": "1.50"}),
        (["--set", "门槛＝40%"], {"甲县法院": "55.00", "乙县法院": "11.20"}),  # 1.5 + 97% × 10
        (["--set", "方式=不计", "--set", "倍数=20"], {"甲县法院": "50.00", "乙县法院": "1.50"}),
    ],
)
def test_figures_to_totals(score: Score, options: list[str], expected: dict[str, str | None]) -> None:
    status, out, err = score("courts.yaml", "good.csv", *options, "--json")
    assert (status, err, totals(out)) == (0, "", expected)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--period", "2020-11"], {"甲队": "3.00", "乙队": "1.50"}),  # 民事 1 + 刑事 2; the honour
        (["--period", "2020-10"], {"甲队": "1.00"}),
        (["--period", "2020年11月", "--set", "权重(刑事)=2.5"], {"甲队": "3.50", "乙队": "1.50"}),
    ],
)
def test_facts_to_totals(score: Score, options: list[str], expected: dict[str, str]) -> None:
    status, out, _ = score("teams.yaml", "facts.csv", *options, "--json")
    assert (status, totals(out)) == (0, expected)
    codes = [problem["code"] for problem in json.loads(out)["problems"]]
    assert codes == ["intake.later_facts"] * ("2020-10" in options) + ["score.no_members"]


def test_members_share_what_their_team_earned(score: Score) -> None:
    members = "团队,干警,天数,个人评分\n甲队,张三,20,3\n甲队,李四,10,6\n"
    status, out, _ = score(
        "teams.yaml", "facts.csv", "members.csv", "--period", "2020-11", "--json", members__csv=members
    )
    (team,) = [one for one in json.loads(out)["subjects"] if one["subject"] == "甲队"]
    assert (status, [(share["member"], share["amount"]) for share in team["shares"]]) == (
        0,
        [("张三", "1.50"), ("李四", "1.50")],
    )


def test_the_document_has_the_published_shape(score: Score) -> None:
    _, out, _ = score("courts.yaml", "good.csv", "--json")
    data: dict[str, Any] = json.loads(out)
    assert [*data] == ["scheme", "version", "period", "unit", "subjects", "problems"]
    assert {*data["subjects"][0]} >= {"subject", "total", "lines", "cards", "shares", "figures"}
    line = data["subjects"][0]["lines"][0]
    assert {*line} >= {"rule", "title", "points", "explanation", "full_marks", "count", "trace"}
    assert (line["rule"], line["title"], line["points"]) == ("many", "数量", "55.00")
    assert "200 − 100" in line["explanation"]


def test_the_terminal_shows_tables_aligned_by_width(score: Score) -> None:
    status, out, err = score("courts.yaml", "good.csv")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == "两院（1 版） 2019 年 单位：分"
    assert lines[2:5] == ["对象       总分  名次", "甲县法院  55.00     1", "乙县法院   1.50     2"]
    assert lines[6] == "【甲县法院】  55.00"


def test_one_point_is_followed_down_to_its_figures_and_facts(score: Score) -> None:
    _, out, _ = score("courts.yaml", "good.csv", "--explain", "甲县法院", "数量")
    assert "结案数（上期） = 200" in out or "200" in out
    assert "〔一〕" in out
    _, out, _ = score("teams.yaml", "facts.csv", "--period", "2020-11", "--explain", "甲队")
    assert "facts.csv#000002" in out
    status, out, err = score("courts.yaml", "good.csv", "--explain", "甲县法元")
    assert (status, out, err) == (2, "", "没有被考核对象「甲县法元」，是否为「甲县法院」？\n")


def test_the_period_of_a_table_may_stand_behind_its_name(score: Score) -> None:
    table = "院别,结案数,结案率,双达标\n甲县法院,{},60%,是\n乙县法院,{},60%,是\n"
    status, out, _ = score(
        "courts.yaml", "a.csv@2018", "b.csv@2019", "--json", a__csv=table.format(200, 200), b__csv=table.format(100, 50)
    )
    assert (status, totals(out)) == (0, {"甲县法院": "55.00", "乙县法院": "32.50"})


def xlsx(rows: list[list[Any]]) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet("统计")
        for index, row in enumerate(rows):
            for column, value in enumerate(row):
                if value == "#DIV/0!":
                    sheet.write_formula(index, column, "=1/0", value=value)
                else:
                    sheet.write(index, column, value)
    return data.getvalue()


def test_xlsx_is_scored_like_csv(score: Score) -> None:
    rows = [line.split(",") for line in GOOD.splitlines()]
    typed = [[float(cell) if cell.isdigit() else cell for cell in row] for row in rows]
    status, out, _ = score("courts.yaml", "good.xlsx", "--json", good__xlsx=xlsx(typed))
    assert (status, totals(out)) == (0, {"甲县法院": "55.00", "乙县法院": "1.50"})


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", "")
        with container.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(500):
                member.write(bytes(1024 * 1024))
    return data.getvalue()


HEAD = "院别,期间,结案数,结案率,双达标\n"
BAD: dict[str, tuple[str | bytes, str]] = {
    # kind of mistake: file, first line of what is said
    "unknown column": (
        GOOD.replace("结案数", "结按数"),
        "bad.csv:1:结按数: 办法里没有「结按数」这一列，是否为「结案数」？",
    ),
    "text for a number": (GOOD.replace(",3,", ",三,"), "bad.csv:5:结案数: 「三」不是数。"),
    "missing subject": (
        GOOD.replace("乙县法院,2019,3,50%,是\n", ""),
        "bad.csv: 2019 年缺少被考核对象「乙县法院」的数据。",
    ),
    "duplicate row": (GOOD + "甲县法院,2019,1,1,是\n", "bad.csv:6:院别: 「甲县法院」2019 的数据重复，首次在第 4 行。"),
    "no spreadsheet": (b"\x89PNG\r\n\x1a\n", "bad.csv: 这是图片，不是电子表格。"),
    "200 MB": (b"", "bad.csv: 文件有 200 MB，最多 50 MB，没有读取。"),
    "zip bomb": (bomb(), "bad.csv: 压缩文件解开后大得异常（500 MB"),
    "error value": (
        xlsx([HEAD.strip().split(","), ["甲县法院", 2019, "#DIV/0!", 0.5, "是"], ["乙县法院", 2019, 1, 0.5, "是"]]),
        "bad.csv[统计]:2:结案数（C列）: 单元格是错误值 #DIV/0!。",
    ),
    "old excel": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "bad.csv: 这是旧版 Excel（.xls）或 WPS（.et）文件。",
    ),
    "empty": (b"", "bad.csv: 文件是空的。"),
    "bare per cent": (GOOD.replace("50%", "50"), "bad.csv:5:结案率: 「50」看不出是多少"),
}


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
@pytest.mark.parametrize("name", BAD)
def test_bad_tables_are_named_and_nothing_is_scored(score: Score, tmp_path: Path, name: str, *, as_json: bool) -> None:
    content, words = BAD[name]
    (tmp_path / "bad.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    if name == "200 MB":
        with (tmp_path / "bad.csv").open("wb") as file:
            file.truncate(200 * 1024 * 1024)
    before = sorted(path.name for path in tmp_path.iterdir())
    status, out, err = score("courts.yaml", "bad.csv", *(["--json"] if as_json else []))
    if as_json:
        data = json.loads(out)
        problem = data["problems"][0]
        place = ":".join(str(problem[part]) for part in ("line", "column") if problem[part] is not None)
        sheet = f"[{problem['sheet']}]" if problem.get("sheet") else ""
        said = f"{problem['file']}{sheet}{':' if place else ''}{place}: {problem['message']}"
        assert ([*data], err) == (["problems"], "")
    else:
        assert out == ""
        said = err.splitlines()[0]
    assert (status, said[: len(words)]) == (2, words)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


BAD_OPTIONS: list[tuple[list[str], str]] = [
    (["good.csv", "--period", "2019-03"], "--period 2019-03: 「2019-03」不是年度。请写成 2019"),
    (["good.csv", "--period", "2017"], "没有 2017 年的数据。表里有：2018、2019"),
    (["good.csv", "--set", "倍树=3"], "--set 倍树=3: 试算所改的「倍树」不是本办法的参数或表格单元，是否为「倍数」？"),
    (["good.csv", "--set", "倍数"], "--set 倍数: 应写成 名称=值"),
    (["good.csv", "--set", "倍数=50"], "--set 倍数=50: 「倍数」应在 1 至 20 之间"),
    (["good.csv", "--set", "门槛=99%"], "--set 门槛=99%: 「门槛」应在 10% 至 90% 之间"),
    (["good.csv", "--set", "门槛=42.5%"], "--set 门槛=42.5%: 「门槛」应从 10% 起每次 1%，离「42.5%」最近的是 42%"),
    (["good.csv", "--set", "门槛=40"], "--set 门槛=40: 「40」看不出是多少"),
    (["good.csv", "--set", "方式=随便"], "--set 方式=随便: 试算把「方式」改为「随便」，应为下列之一：降幅、不计"),
    (["goood.csv"], "goood.csv: 找不到这个文件，是否为「good.csv」？"),
    (["."], ".: 这是文件夹或设备，不是文件。"),
]


@pytest.mark.parametrize(("options", "words"), BAD_OPTIONS)
def test_bad_options_are_named(score: Score, options: list[str], words: str) -> None:
    status, out, err = score("courts.yaml", *options)
    assert (status, out, err[: len(words)]) == (2, "", words)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        (
            "权重（民是）=2",
            "--set 权重（民是）=2: 试算所改的「权重（民是）」不是本办法的参数或表格单元，是否为「权重（民事）」",
        ),
        ("权重（民事）=2", "--set 权重（民事）=2: 表「权重」的「民事」这一行是固定的，不能改"),
        ("权重（刑事）=10", "--set 权重（刑事）=10: 「权重（刑事）」应在 0 至 9 之间"),
    ],
)
def test_bad_cells_are_named(score: Score, setting: str, words: str) -> None:
    status, out, err = score("teams.yaml", "facts.csv", "--period", "2020-11", "--set", setting)
    assert (status, out, err[: len(words)]) == (2, "", words)


def test_several_months_of_facts_need_the_period(score: Score) -> None:
    status, out, err = score("teams.yaml", "facts.csv")
    assert (status, out) == (2, "")
    assert "表里有几个期间的数据（2020-10、2020-11），请用 --period 指明要计哪一期" in err


def test_targets_follow_from_last_year_alone(score: Score) -> None:
    scheme = COURTS.replace("figures:", "figures:\n  目标: {unit: 件, formula: 上期（结案数）× 90%, basis: 二}")
    status, out, _ = score("t.yaml", "good.csv", "--period", "2020", "--json", t__yaml=scheme)
    assert (status, [one["figures"]["目标"] for one in json.loads(out)["subjects"]]) == (0, ["90", "2.7"])


def test_a_formula_that_divides_by_zero_is_placed_at_its_row(score: Score) -> None:
    scheme = COURTS.replace("半数 ÷ 1 +", "半数 ÷ 结案数 +").replace("结案数: {", "结案数: {may_be_zero: false, ")
    zero = HEAD + "甲县法院,2018,1,0,是\n乙县法院,2018,1,0,是\n甲县法院,2019,0,0,是\n乙县法院,2019,2,0,是\n"
    status, out, err = score("zero.yaml", "zero.csv", zero__yaml=scheme, zero__csv=zero)
    assert (status, out) == (2, "")
    assert err.startswith("zero.csv:4: 「甲县法院」的「数量」算不出：公式「")
    assert "除数为零" in err


def test_a_scheme_with_errors_is_not_scored(score: Score) -> None:
    status, out, err = score("bad.yaml", "good.csv", bad__yaml=COURTS.replace("半数 ÷ 1", "半树 ÷ 1"))
    assert (status, out) == (2, "")
    assert "bad.yaml:" in err
    assert "半数" in err


def test_the_real_command(tmp_path: Path) -> None:
    (tmp_path / "big.csv").write_bytes(b"")
    with (tmp_path / "big.csv").open("wb") as file:
        file.truncate(200 * 1024 * 1024)

    def hengji(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-X", "utf8", "-c", START, *arguments]
        return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, check=False, timeout=300)

    scheme = str(ROOT / "rules/schemes/yanbian-2019.yaml")
    figures = str(ROOT / "rules/schemes/data/yanbian-2018.csv")
    good = hengji("score", scheme, f"{figures}@2018", "--json")
    data = json.loads(good.stdout)
    assert (good.returncode, data["period"], len(data["subjects"])) == (0, "2018", 9)
    assert sum(int(subject["figures"]["发改指总量"]) for subject in data["subjects"]) == 638
    bad = hengji("score", scheme, "big.csv")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr == "big.csv: 文件有 200 MB，最多 50 MB，没有读取。请按期间或单位拆成几个文件\n"
    nothing = hengji("score", scheme)
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "缺少参数：" in nothing.stderr


START = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); from commands.__main__ import main; sys.exit(main(sys.argv[1:]))"
)
