"""总览: what leaders, heads and higher courts see of many scorecards at once. Nothing here is ordered by result."""
