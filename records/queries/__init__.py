"""Questions that other rooms ask of the records; rows become the values that scoring works with."""
