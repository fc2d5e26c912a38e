"""Pure rules of course content: the file format, the checks, rendering, and the immutable values of an edition."""
