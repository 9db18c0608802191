"""The formats, one module each (or a family of one library); each names what it writes in `FORMATS`."""
