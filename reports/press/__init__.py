"""The press: text and figures in, PDF/A bytes out. How a paper is written on it: docs/architecture.md, "The press"."""
