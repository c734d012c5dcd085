"""From citing sentences to claims, evidence lines and the graph."""
