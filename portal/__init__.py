"""Pages of judges, leaders and the committee: they ask workflow, show what comes back, and hold no rule of the
business.
"""
