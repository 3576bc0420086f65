"""异议: objecting to a line of a scorecard while it is public; the answer, one review, and what was upheld carried out.

Points change only through facts, figures and adjustments (workflow.facts, figures, adjusting); the closed period is
opened, corrected and closed again in one transaction (carrying).
"""
