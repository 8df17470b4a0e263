"""The kinds of fixes, one module each: KIND, BULK and `candidates`. docs/fixes.md says how to write one."""
