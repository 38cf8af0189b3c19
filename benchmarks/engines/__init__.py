"""The same ticket page by three engines, each in a process of its own so that its memory can be told apart.

    python -m benchmarks.engines typst 3000 out.pdf

prints {"seconds": …, "megabytes": …}. What is measured: from the sheets to the bytes of the PDF, fonts loaded anew.
"""
