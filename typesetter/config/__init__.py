"""What a thesis folder says of itself: thesis.yaml, university profiles, and the reading of YAML with spans."""
