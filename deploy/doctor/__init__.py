"""What `wordmill doctor` looks at: one small function per check, each of which says what it found in a sentence."""
