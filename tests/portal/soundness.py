"""What a page must be, whoever reads it: found by reading its HTML."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "srcset"}
UNLABELLED = {"hidden", "submit", "button"}


@dataclass
class Page(HTMLParser):
    """Reads a page; ``faults`` say what is wrong with it, ``links`` where it leads."""

    text: str
    faults: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    heads: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._ids: Counter[str] = Counter()
        self._labels: set[str] = set()
        self._fields: list[str] = []
        if not self.text.startswith("<!DOCTYPE html>"):
            self.faults.append("no doctype")
        self.feed(self.text)
        self.close()
        self.faults += [f"unclosed <{tag}>" for tag in self._open]
        self.faults += [f"id {name} twice" for name, count in self._ids.items() if count > 1]
        self.faults += [f"field {name} has no label" for name in self._fields if name not in self._labels]
        if self.heads != 1:
            self.faults.append(f"{self.heads} h1")

    @property
    def ids(self) -> set[str]:
        """The places on the page that an address can name."""
        return set(self._ids)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        self._check(tag, given)
        self.heads += tag == "h1"
        if "id" in given:
            self._ids[given["id"]] += 1
        if tag == "label":
            self._labels.add(given.get("for", ""))
        # Named by the label around it, or to readers alone.
        named = "label" in self._open or given.get("aria-label", "").strip()
        if not named and (tag in {"select", "textarea"} or (tag == "input" and given.get("type") not in UNLABELLED)):
            self._fields.append(given.get("id", "?"))
        if tag == "a":
            self.links.append(given.get("href", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1:]} at {self.getpos()}")
        else:
            self._open.pop()

    def _check(self, tag: str, given: dict[str, str]) -> None:
        if tag == "html" and given.get("lang") != "zh-Hans-CN":
            self.faults.append("no lang")
        if tag == "style" or (tag == "script" and "src" not in given):
            self.faults.append(f"inline <{tag}>")
        for name, value in given.items():
            if name.startswith("on") or name == "style":
                self.faults.append(f"{name} on <{tag}>")
            if name in ADDRESSES and (urlsplit(value).scheme or urlsplit(value).netloc):
                self.faults.append(f"{name} leads outside: {value}")
