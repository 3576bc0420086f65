"""``./hengji report``: one paper a subject, from tables and from the records; bad input writes nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.report import run
from tests.records.schemes import COURTS, TEAMS
from tests.site import Site

GOOD = """院别,期间,结案数,结案率,双达标
甲县法院,2018,200,60%,是
乙县法院,2018,100,60%,是
甲县法院,2019,100,60%,是
乙县法院,2019,3,50%,是
"""
FACTS = (
    "事实,日期,团队,干警,案号,编号,类别,案件类型,天数用时,分值,集体\n"
    "结案,2020-11-03,甲队,张三,（2020）鲁1329民初1号,,审判,民事,12,,\n"
    "表彰,2020-11-05,乙队,,,荣1,执行,,,1.5,是\n"
    "表彰,2020-11-05,../乙队,,,荣2,执行,,,1.5,是\n"
)
Report = Callable[..., tuple[int, str, str]]


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Report:
    """Runs the command in a folder with two schemes and their tables; status, output, errors."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("courts.yaml", COURTS), ("teams.yaml", TEAMS), ("good.csv", GOOD), ("facts.csv", FACTS)):
        (tmp_path / name).write_text(text, encoding="utf-8")

    def run_it(*arguments: str) -> tuple[int, str, str]:
        try:
            status = run(list(arguments))
        except SystemExit as error:  # argparse leaves this way
            status = int(error.code or 0)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_it


def text_of(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, encoding="utf-8", check=True)  # noqa: S607
    return "".join(done.stdout.split())


def papers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.suffix == ".pdf" or ".part" in path.name)


def test_tables_to_papers(report: Report, tmp_path: Path) -> None:
    status, out, err = report("courts.yaml", "good.csv", "--period", "2019", "-o", "out/deep")
    names = ["甲县法院 2019年 记分卡.pdf", "乙县法院 2019年 记分卡.pdf"]
    assert (status, out.splitlines(), err) == (0, [f"out/deep/{name}" for name in names], "")
    first, second = (text_of(tmp_path / "out" / "deep" / name) for name in names)
    # 100 ÷ 2 + (200−100)÷200 × 10 = 55
    for words in (
        "甲县法院",
        "2019年",
        "55.00",
        "数量",
        "依据一",
        "结案数100件",
        "结案数（2018年）200件",
        "据表格计算，未入库",
        "v1·未封存",
    ):
        assert words in first, words
    assert "1.50" in second
    assert "试算" not in first


def test_facts_are_on_the_paper(report: Report, tmp_path: Path) -> None:
    status, *_ = report("teams.yaml", "facts.csv", "--subject", "甲队", "-o", "team.pdf")
    text = text_of(tmp_path / "team.pdf")
    assert status == 0
    for words in ("（2020）鲁1329民初1号", "2020-11-03", "审结", "1.00"):
        assert words in text, words


def test_a_trial_says_so(report: Report, tmp_path: Path) -> None:
    status, *_ = report("courts.yaml", "good.csv", "--set", "倍数=20", "--subject", "甲县法院", "-o", "x.pdf")
    text = text_of(tmp_path / "x.pdf")
    assert (status, "试算：倍数=20" in text, "60.00" in text) == (0, True, True)


def test_two_runs_give_the_same_bytes_and_a_sound_file(report: Report, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        assert report("courts.yaml", "good.csv", "--subject", "甲县法院", "-o", folder)[0] == 0
    (one,), (two,) = ((tmp_path / folder).iterdir() for folder in ("a", "b"))
    assert one.read_bytes() == two.read_bytes()
    checked = subprocess.run(["qpdf", "--check", one], capture_output=True, check=False)  # noqa: S607
    assert checked.returncode == 0


def test_a_name_is_no_path_and_no_two_papers_are_one(report: Report, tmp_path: Path) -> None:
    status, *_ = report("teams.yaml", "facts.csv", "-o", "out")
    assert status == 0
    assert papers(tmp_path) == [f"{name} 2020年11月 记分卡.pdf" for name in ("_乙队", "乙队", "甲队")]
    assert {path.parent.name for path in tmp_path.rglob("*.pdf")} == {"out"}


BAD: list[tuple[list[str], str]] = [
    ([], "要写考核办法和至少一个表格，或者 --court、--scheme 和 --period"),
    (["courts.yaml"], "要写考核办法和至少一个表格"),
    (["cuorts.yaml", "good.csv"], "cuorts.yaml: 没有这个文件"),
    (["courts.yaml", "none.csv"], "none.csv: 找不到这个文件"),
    (["courts.yaml", "good.csv", "--period", "2019-03"], "--period 2019-03: 「2019-03」不是年度。请写成 2019"),
    (["courts.yaml", "good.csv", "--subject", "甲县法元"], "本期没有被考核对象「甲县法元」，是否为「甲县法院」？"),
    (["courts.yaml", "good.csv", "-o", "all.pdf"], "all.pdf: 有 2 个对象，一个 PDF 放不下"),
    (["courts.yaml", "good.csv", "-o", "good.csv"], "good.csv: 这是文件，不是文件夹"),
    (["courts.yaml", "good.csv", "-o", "good.csv/x"], "good.csv/x: 写不进去"),
    (["courts.yaml", "good.csv", "--set", "倍数=99"], "--set 倍数=99: 「倍数」应在 1 至 20 之间"),
    (["courts.yaml", "good.csv", "--court", "示一院"], "--court 是据数据库打印，后面不写办法文件和表格"),
    (["courts.yaml", "good.csv", "--scheme", "courts"], "--scheme 要和 --court 一起写"),
    (["--court", "示一院", "--scheme", "x"], "据数据库打印时要写 --scheme 和 --period"),
    (["--court", "示一院", "--scheme", "x", "--period", "2020", "--set", "a=1"], "--set 只用于据表格试算"),
]


@pytest.mark.parametrize(("arguments", "words"), BAD)
def test_bad_input_is_named_and_nothing_is_written(
    report: Report, tmp_path: Path, arguments: list[str], words: str
) -> None:
    status, out, err = report(*arguments)
    assert (status, out, err[: len(words)]) == (2, "", words)
    assert papers(tmp_path) == []
    assert "Traceback" not in err


def test_records_to_papers(report: Report, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", site.url)
    asked = ("--court", "示一院", "--scheme", "linshu-2020", "-o", "out")
    status, out, err = report(*asked, "--period", "2020-03")
    assert (status, err, len(out.splitlines())) == (0, "", 2)
    closed = text_of(tmp_path / "out" / "甲队 2020年3月 记分卡.pdf")
    for words in ("6.00", "已关账", "（2020）示0101民初1号", "数据", "未封存"):
        assert words in closed, words
    assert "尚未关账" not in closed
    assert report(*asked, "--period", "2020-04", "--subject", "甲队")[0] == 0
    opened = text_of(tmp_path / "out" / "甲队 2020年4月 记分卡.pdf")
    assert "本周期尚未关账" in opened
    assert "各期走势" not in closed


@pytest.mark.parametrize(
    ("court", "scheme", "period", "words"),
    [
        ("示一元", "linshu-2020", "2020-03", "数据库里没有法院「示一元」，是否为「示一院」？"),
        (
            "示一院",
            "linshu-2021",
            "2020-03",
            "「示一院」没有用考核办法「linshu-2021」开过考核周期，是否为「linshu-2020」？",
        ),
        ("示一院", "linshu-2020", "2020-05", "没有考核周期「2020-05」。已有：2020-03、2020-04"),
        ("示一院", "linshu-2020", "去年", "没有考核周期「去年」"),
    ],
)
def test_what_the_records_do_not_have(
    report: Report, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    court: str, scheme: str, period: str, words: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("DATABASE_URL", site.url)
    status, out, err = report("--court", court, "--scheme", scheme, "--period", period, "-o", "out")
    assert (status, out, words in err) == (2, "", True), err
    assert papers(tmp_path) == []
