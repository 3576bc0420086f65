"""The JSON interface: what a case-management system sends in, what other programs may read (docs/interface.md)."""
