"""Measures Hengji against its peers at one job, in one run, and prints ratios. Run by ``./hengji bench``.

A method that does not arrive at exactly the same totals fails the bench: a fast wrong answer is no answer.
"""
