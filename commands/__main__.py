"""``python -m commands WORD …``: finds the word's module, and imports that one alone."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import languages
from commands.terminal import complain
from rules.phrase import N_, speak, tell
from rules.problem import ProblemError, did_you_mean

WORDS = {
    "demo": N_("装入演示法院与延边九家法院，计分并启动网站"),
    "serve": N_("启动网站"),
    "check": N_("检查考核办法，逐条列出问题"),
    "score": N_("按考核办法给表格计分，不用数据库"),
    "template": N_("按考核办法写出空白表格"),
    "court": N_("建立一家法院和它的系统管理员账号"),
    "people": N_("导入花名册：人员、庭室、团队和任职去向"),
    "import": N_("把表格导入数据库"),
    "report": N_("生成计分卡等报表"),
    "verify": N_("核对报表上的验真码"),
    "patrol": N_("巡检今天到期的期限"),
    "bench": N_("与同类工具比较速度"),
}
MODULES = {"import": "import_"}  # Python keeps the word for itself
_BAD_INPUT = 2


def main(arguments: list[str]) -> int:
    """Run the word; 2 with the list of words when there is none of that name."""
    word = arguments[0] if arguments else ""
    try:
        speak(languages.catalogue(languages.chosen()))
        if word not in WORDS:
            _list_words(word)
            return _BAD_INPUT
        module = import_module(f"commands.{MODULES.get(word, word)}")
        return int(module.run(arguments[1:]))
    except ProblemError as error:
        complain(error.problems)
        return _BAD_INPUT


def _list_words(wrong: str) -> None:
    if wrong:
        text = N_("没有这个命令：{word}{hint}").filled(word=wrong, hint=did_you_mean(wrong, WORDS))
        print(tell(text), file=sys.stderr)
    words = (f"  {name:<10}{tell(means)}" for name, means in WORDS.items())
    print(tell(N_("用法：./hengji 命令 [参数…]")), "", *words, sep="\n", file=sys.stderr)


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
        sys.exit(status)
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)  # as a shell says it: ended by a closed pipe
    except KeyboardInterrupt:
        sys.exit(130)  # as a shell says it: ended by the user
