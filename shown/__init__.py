"""What the faces share: how values are written, where a chart's marks stand, a scorecard as page and paper both show
it.
"""
