"""What a function is deployed as: our modules that it can reach, and the packages those import."""
