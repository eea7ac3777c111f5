"""TeX: finding it, running it pass by pass, and saying in the user's terms what it complained about."""
