"""Black-box tests of intake: a kit of labelled files, damaged CSVs and a fuzz of the reader."""
