"""The query catalogue, the analyses built on it and the exports."""
