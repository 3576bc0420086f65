"""Live scoring: which rules a new fact triggers, decided by durable_rules in a child process.

durable_rules is a good stateless matcher and a poor memory, written in C and easily broken by what it is fed. So it
is housed: it sees only integers that were screened (``codes``), conditions that were normalised (``patterns``) and
packed so that at most one rule fires per ruleset (``groups``); it runs in a child (``host``, ``child``) that may die or
hang without harm (``engine``). Nothing is remembered there: counts of earlier occurrences travel in the event.
``score`` prices what fired.
"""
