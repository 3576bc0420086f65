"""The words of ./hengji, one module each with ``run(arguments) -> int``: 0 done, 2 bad input."""
