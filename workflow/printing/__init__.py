"""Papers and the jobs that print them, as records: recorded, verified, ordered, claimed. What a paper looks like is
reports' business.
"""
