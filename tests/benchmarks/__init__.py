"""Benchmarks: what a plan costs in time and memory. Run by `make bench`, never by a test."""
