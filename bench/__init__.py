"""Speed and memory, as ratios against a yardstick of the same run; `make bench` writes docs/benchmarks.md."""
