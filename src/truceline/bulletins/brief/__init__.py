"""The brief: a period on one sheet, as plain data that terminal, page, paper and JSON print alike."""
