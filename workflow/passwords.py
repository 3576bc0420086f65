"""Passwords: argon2id hashes, and what a password must be."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from rules.problem import N_, Problem, register

register(
    {
        "password.short": N_("密码太短：至少 {least} 个字符。可用几个不相干的词连成一句。"),
        "password.long": N_("密码太长：至多 {most} 个字符。"),
        "password.login": N_("密码不能含有登录名。"),
        "password.plain": N_("密码太容易猜到：不能只由一两个字符重复或连号组成。"),
    }
)

LEAST, MOST = 10, 200
_FEW = 3
_RUNS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_HASHER = PasswordHasher()


def password_problems(password: str, login: str) -> list[Problem]:
    """All that is wrong with a new password; length counts most, so no classes of characters are demanded."""
    problems = []
    if len(password) < LEAST:
        problems.append(Problem("password.short", {"least": str(LEAST)}))
    if len(password) > MOST:
        problems.append(Problem("password.long", {"most": str(MOST)}))
    lowered = password.casefold()
    if login and login.casefold() in lowered:
        problems.append(Problem("password.login"))
    if password and (len(set(lowered)) < _FEW or any(lowered in run * 3 or lowered in run[::-1] * 3 for run in _RUNS)):
        problems.append(Problem("password.plain"))
    return problems


def hashed(password: str) -> str:
    """The argon2id hash, with its parameters and salt in it."""
    return _HASHER.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Whether the password is the one; a damaged hash fits none."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def decoy() -> str:
    """A hash to verify against when there is no such account, so that the answer takes as long."""
    return _HASHER.hash("no account has this password")
