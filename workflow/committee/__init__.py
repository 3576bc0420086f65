"""The review committee at work: draws, reviews, votes. What it decides becomes a fact, and the rules do the rest."""
