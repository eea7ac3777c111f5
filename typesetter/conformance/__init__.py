"""What is done to a PDF after TeX: font programs and character maps that strict validators accept, and the structure tree."""
