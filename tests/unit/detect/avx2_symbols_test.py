#!/usr/bin/env python3
"""What is compiled for AVX2 shares no function with what is not: a linker takes any one of several equal functions, and a
machine without AVX2 would then run it. avx2_symbols_test.py OBJECT; fails when the object defines such a function."""
import subprocess
import sys

lines = subprocess.run(["nm", "--demangle", "--defined-only", sys.argv[1]], capture_output=True, text=True, check=True).stdout
shared = [line for line in lines.splitlines() if line.split()[1] in "Ww" and ("macie_local" in line or "std::" in line)]
for line in shared:
    print(line)
if "Avx2Kernel()" not in lines:
    sys.exit("this object has no Avx2Kernel: is it the right one?")
sys.exit(1 if shared else 0)
