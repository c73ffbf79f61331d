"""Delegation lists as people make them, each with what every row is: written down here, built as workbooks."""
