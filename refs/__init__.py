"""From text to references to works."""
