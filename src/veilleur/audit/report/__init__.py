"""An audit as text, JSON, HTML and SARIF: the same findings in the same order."""
